# Patients' descriptions: short ones unasked, any with --patient, from a file or standard input; what is read is told.
indexer add -d index sample >/dev/null
ask() { searcher -d index -f ids -n 3 "$@"; echo "exit $?"; }
echo "-- unasked"
ask '65 yo male with melanoma'
ask 'A woman in her mid-40s, lung metastases of melanoma'
ask '6 mo old girl with cystic fibrosis'
echo "-- queries"
ask '72f antibody'
ask 'p53 m'
ask '65 yo male AND melanoma'
echo "-- asked, or not"
ask --patient '58M h/o melanoma, denies asthma. Mother had breast cancer.'
ask --no-patient '65 yo male with melanoma'
ask --patient '65 yo male'
echo "-- from a file, from standard input"
printf '72F with melanoma\nof the lung\n' >note.txt
ask --patient-file note.txt
ask --patient-file - <note.txt
searcher -d index -f json --patient-file note.txt | python3 -c '
import json, sys
answer = json.load(sys.stdin)
print(answer["query"]["raw"], [warning["code"] for warning in answer["warnings"]])'
echo "-- mistakes"
ask --patient-file nowhere
ask --patient-file - </dev/null
ask --patient-file note.txt melanoma
ask --patient-file note.txt --strategy note.txt
ask --patient-file note.txt --no-patient
