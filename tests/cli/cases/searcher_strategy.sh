# A reviewer's strategy: counts for each line, the records of one, mistakes with their place.
indexer add -d index sample >/dev/null
root=$(readlink -f sample)/../..
cat >review.txt <<'END'
# interleukin-2 in melanoma
1. melanoma[tiab] or "lung metastases"
2. aldesleukin or
     interleukin-2[tiab] (12,345)
#3 #1 AND #2
4  or/1-2
 5 4 not 3
6: (1 or 2) and 5
END
timeless() { sed -E 's/\([0-9.]* ms\)/(T ms)/; s/score [0-9.]+/score S/'; }
echo "-- text"
searcher strategy -d index -n 1 --rank fast review.txt | timeless
echo "-- counts alone; a line of choice; from standard input; as an option; on both engines"
searcher strategy -d index --count review.txt 2>/dev/null
searcher strategy -d index -f ids --sort id --line 3 review.txt 2>/dev/null
searcher strategy -d index -f ids --sort id --line 3 - <review.txt 2>/dev/null | cksum
searcher --strategy review.txt -d index --engine xapian --all -f ids 2>/dev/null >theirs
searcher --strategy review.txt -d index --all -f ids 2>/dev/null | cmp - theirs && wc -l <theirs
echo "-- a format of programs"
searcher strategy -d index -f trec -n 2 --rank fast review.txt | sed -E 's/ [0-9.]+ assay/ S assay/'
echo "-- json"
searcher strategy -d index -f json review.txt | python3 "$root/tests/tools/json_schema.py" "$root/searcher/answer.schema.json"
searcher strategy -d index -f json review.txt | python3 -c '
import json, sys
answer = json.load(sys.stdin)
print([(line["number"], line["line"], line["total"]) for line in answer["strategy"]["lines"]], answer["total"])'
echo "-- why"
searcher strategy -d index --why pmid:99000001 --line 5 review.txt 2>/dev/null
echo "-- mistakes"
try() { printf "$1" >wrong.txt; searcher strategy -d index --count wrong.txt; echo "exit $?"; }
try '1 a\n2 #2 or #1\n'
try '1 a\n2 #3\n3 b\n'
try '1. a\n2. #9\n'
try '1. a\n1. b\n'
try '1. a\n2. b AND titel:c\n'
try '1. a\n2. b and\n   (c\n'
searcher strategy -d index --line 7 review.txt; echo "exit $?"
searcher strategy -d index nowhere.txt; echo "exit $?"
searcher -d index --strategy review.txt melanoma; echo "exit $?"
echo "-- Ovid's"
cat >ovid.txt <<'END'
1 exp Melanoma/ or melanoma*.ti,ab. (1234)
2 (inhal* adj3 (il-2 or aldesleukin)).tw.
3 1 and 2
4 limit 3 to yr="2010 -Current"
5 remove duplicates from 4
END
searcher strategy -d index --count ovid.txt
searcher -d index --ovid --show-query -f ids 'limit ((lung adj cancer).mp.) to english language' | head -n 2
printf '1 a.ti.\n2 b.zz.\n' >ovid.txt; searcher strategy -d index --count ovid.txt; echo "exit $?"
echo "-- filters and qualifiers"
searcher fields --filters | grep -A 1 -e '^systematic' -e '^full text'
searcher fields --qualifiers | sed -n 1,2p
searcher -d index --count 'cancer[sb]'; echo "exit $?"
