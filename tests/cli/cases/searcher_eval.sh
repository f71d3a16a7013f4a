# A test collection's topics, measured: numbers that can be checked by hand, comparisons, other people's runs.
indexer add -d index sample >/dev/null
root=$(readlink -f sample)/../..
valid() { python3 "$root/tests/tools/json_schema.py" "$root/searcher/answer.schema.json" "$@"; }
try() { searcher eval "$@"; echo "exit $?"; }
cat >run <<'END'
t1 Q0 a 1 9 mine
t1 Q0 b 2 8 mine
t1 Q0 c 3 7 mine
t1 Q0 d 4 6 mine
t2 Q0 x 1 5 mine
t2 Q0 a 2 4 mine
END
printf 't1 0 a 1\nt1 0 c 1\nt1 0 z 1\nt2 0 a 1\nt2 0 x 0\n' >qrels
echo "-- t1 has 2 of 3 at ranks 1 and 3, t2 1 of 1 at rank 2"
searcher eval --from run --qrels qrels -q --metrics map,p@2,recall@3,mrr,rprec,success@1
echo "-- as JSON, against another run"
sed 's/t2 Q0 a 2 4/t2 Q0 a 2 6/; s/ mine/ other/' run >other
searcher eval --from run --qrels qrels --compare other --format json -q | valid evaluation
searcher eval --from run --qrels qrels --compare other --format json --metrics map | python3 -c '
import json, sys
m = json.load(sys.stdin)["metrics"]["map"]
print(round(m["mean"], 4), round(m["other"], 4), round(m["difference"], 4))'
searcher eval --from run --qrels qrels --compare other --metrics map | cut -c1-40
echo "-- topics of the index"
printf 'q1\til-2 lung\nq2\tcar t cells\n' >topics.tsv
printf '{"_id":"q1","text":"il-2 lung"}\n{"_id":"q2","text":"car t cells"}\n' >topics.jsonl
printf '<top>\n<num> Number: q1\n<title> il-2 lung\n</top>\n<top>\n<num> Number: q2\n<title> car t cells\n</top>\n' >topics.trec
searcher eval -d index --rank fast --topics topics.tsv -n 3 --run mine | cut -d' ' -f1-4,6
for topics in topics.jsonl topics.trec; do
    searcher eval -d index --rank fast --topics $topics -n 3 --run mine >run.other
    searcher eval -d index --rank fast --topics topics.tsv -n 3 --run mine | cmp - run.other
done
searcher eval -d index --topics topics.tsv -n 20 >ranking.run
searcher eval -d index --topics topics.tsv -n 20 --engine xapian | cut -d' ' -f1-4 >xapian.ids
cut -d' ' -f1-4 ranking.run | cmp - xapian.ids && wc -l <xapian.ids
printf 'q1 0 99000001 1\nq2 0 99000011 1\n' >qrels.index
searcher eval -d index --topics topics.tsv --qrels qrels.index --format json | valid evaluation
echo "-- mistakes"
try --qrels qrels
try --from run
try --from nowhere --qrels qrels
try --from run --qrels nowhere
try --from run --qrels qrels --metrics bogus
printf 't1 Q0 a\n' >broken && try --from broken --qrels qrels
printf 'q1 no tab\n' >broken && try -d index --topics broken
try -d index --topics topics.tsv -n 0
try -d index --topics topics.tsv --feedback 1,2
