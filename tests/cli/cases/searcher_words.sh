# Words of the index: completed, and meant by misspelt ones.
indexer add -d index sample >/dev/null
echo "-- complete"
searcher complete -d index -n 3 immun
searcher -d index --complete mesh:mel
searcher complete -d index -n 2 -f json status:re
searcher complete -d index zzz
searcher complete -d index -n 3 au:m; searcher complete -d index -n 2 aff:univ; searcher complete -d index near:m; echo "exit $?"
searcher complete -d index titel:m; echo "exit $?"
searcher -d index --complete mel melanoma; echo "exit $?"
echo "-- did you mean"
searcher -d index --rank fast melanomma AND imunotherapy | sed -E 's/\([0-9.]* ms\)/(T ms)/'
searcher -d index --count melanomma
searcher -d index --count --no-suggest melanomma
searcher -d index -f json melanomma | python3 -c '
import json, sys
answer = json.load(sys.stdin)
print(answer["did_you_mean"], [s["typed"] for s in answer["suggestions"]])'
echo "-- a name among the words"
searcher -d index --count marin
searcher -d index --count 'all:marin'
echo "-- a PMID without its name, and a number that is none"
searcher -d index --count 99000001
searcher -d index --count '99000001 melanoma'
searcher -d index --count 12345678
