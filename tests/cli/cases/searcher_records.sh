# Records whole, what is like them, what they are linked with, what a pasted reference means.
indexer add -d index sample >/dev/null
root=$(readlink -f sample)/../..
valid() { python3 "$root/tests/tools/json_schema.py" "$root/searcher/answer.schema.json" "$@"; }
try() { searcher "$@"; echo "exit $?"; }
echo "-- show"
searcher show -d index NCT99000001 | sed -n 1,5p
searcher show -d index pmid:99000001 nct:NCT99000001 | grep -c '^in this index'
searcher show -d index -f json pmid:99000001 NCT99000001 | python3 -c '
import json, sys
print([json.loads(line)["id"] for line in sys.stdin])'
searcher show -d index 10.99999/ctf.2021.077 | sed -n 2p
searcher show -d index --color always NCT99000001 | grep -c "$(printf '\033')" | sed 's/[1-9][0-9]*/some/'
try show -d index NCT99999999
try show -d index
try show -d index -f xml NCT99000001
echo "-- similar"
searcher similar -d index -n 3 -f ids NCT99000001
searcher similar -d index -n 3 -f ids --method pmra NCT99000001
searcher similar -d index -n 3 -f json NCT99000001 | valid
echo 'Inhaled aldesleukin for people whose melanoma has spread to the lungs' >draft.txt
searcher similar -d index -n 1 -f ids draft.txt
searcher similar -d index -n 2 --template '{rank}\t{id}\t{title}\n' NCT99000001
searcher similar -d index -n 1 -f csv --fields rank,id,year NCT99000001
try similar -d index -f template NCT99000001
try similar -d index --template '{nonsense}' NCT99000001
try similar -d index NCT99999999
try similar -d index -f nothing NCT99000001
try similar -d index --method cosine NCT99000001
try similar -d index -n 0 NCT99000001
try similar -d index -n 100001 NCT99000001
searcher similar -d index -n 2 NCT99000001 | tail -n 1 | sed -E 's/[0-9.]+ ms/T ms/'
echo "-- links"
searcher links -d index NCT99000001
searcher links -d index -f json NCT99000001 | valid links
searcher links -d index -f json pmid:99000001 | valid links
searcher links -d index pmcid:PMC99000001 | sed -n 1,3p
try links -d index NCT99999999
echo "-- cite"
reference='Okafor AN, Lindqvist S. Inhaled aldesleukin for pulmonary metastases of melanoma, sarcoma and renal cell carcinoma: a phase I/II trial. Ann Imagin Immunother. 2021;14(3):201-212.'
searcher cite -d index "$reference" | sed -n 1,3p
searcher cite -d index -f json "$reference" | valid citation
searcher cite -d index -f json nothing like this at all | valid citation
searcher cite -d index 'PMID 99000001' | sed -n 1,2p
try cite -d index 'zzzz'
try cite -d index
echo "-- complete"
searcher complete -d index -f json melan | valid completions
searcher complete -d index -f json phase: | valid completions
echo "-- fields"
searcher fields | sed -n 1,3p
try fields extra
echo "-- lines of the batch citation matcher"
printf 'Annals of imagined immunotherapy|2021|14|201|okafor an|k1|\nAnn Imagin Immunother|||||k2|\nNo such journal|1991|88|3248|mann bj|k3|\n|||||k4|\n' | searcher cite -d index -
