# Many queries at once: in order, the same bytes whatever the number of threads, failures in their place.
indexer add -d index sample >/dev/null
root=$(readlink -f sample)/../..
printf 'q1\til-2 melanoma\nq2\ttitel:x\ncar t\n\nq 5\t(a\n  immun* \r\nq7\t"interleukin 2" AND lung\n' >queries.tsv
batch() { searcher batch -d index --rank fast "$@" 2>messages; echo "exit $?"; cat messages; }
round() { sed -E 's/(\t|,| )[0-9]+\.[0-9]{6,9}/\1S/'; }
for format in ids tsv csv trec; do
    echo "-- $format"
    batch -n 2 -f $format --fields topic,rank,id,score queries.tsv | tr -d '\r' | round
done
echo "-- template, standard input"
batch -n 1 --template '{topic}: {title}\n' <queries.tsv
echo "-- the usual columns"
batch -n 1 -f tsv queries.tsv 2>/dev/null | sed -n 1p
echo "-- json"
searcher batch -d index queries.tsv 2>/dev/null | python3 "$root/tests/tools/json_schema.py" "$root/searcher/answer.schema.json" lines
searcher batch -d index -n 3 queries.tsv 2>/dev/null | python3 -c '
import json, sys
for line in sys.stdin:
    answer = json.loads(line)
    print(answer["kind"], answer["topic"], answer.get("total"), answer.get("message"), len(answer.get("hits", [])))'
echo "-- threads"
for word in melanoma lung il-2 '"car t"' immun\* asthma lithium cells 'ti:lung' '+il2 -mice' 'phase:2' ')' tumor\*; do
    for other in mice adults 'dose OR safety' children NCT99000001 cytokine trial; do
        printf '%s\t%s %s\n' "$word/$other" "$word" "$other"
    done
done >many.tsv
wc -l <many.tsv
for format in jsonl tsv trec; do
    for threads in 1 2 4; do
        searcher batch -d index --threads $threads -f $format many.tsv >out.$threads 2>err.$threads
        echo "exit $?"
    done
    cmp out.1 out.2 && cmp out.1 out.4 && cmp err.1 err.2 && cmp err.1 err.4 && wc -l <out.1
done
echo "-- each answer is the one a search gives"
while IFS="$(printf '\t')" read -r topic query; do
    searcher -d index -f trec --topic "$topic" "$query" 2>/dev/null
done >single.trec <<END
$(head -20 many.tsv)
END
head -20 many.tsv | searcher batch -d index -f trec 2>/dev/null | cmp - single.trec
echo "-- on libxapian"
searcher batch -d index -f ids --engine xapian many.tsv 2>/dev/null >theirs
searcher batch -d index -f ids many.tsv 2>/dev/null | cmp - theirs && wc -l <theirs
echo "-- answers of any length"
printf '*\n*\n*\n*\n*\n*\n' | searcher batch -d index --all --threads 4 -f ids | cut -f1 | uniq -c
echo "-- wrong usage"
batch -f text.x queries.tsv
batch -f html queries.tsv
batch nowhere.tsv
batch -f tsv --facet type queries.tsv
searcher batch -d index --facet type queries.tsv 2>/dev/null | grep -c '"facets"'
batch --threads 1000 queries.tsv
batch </dev/null
searcher batch -d index queries.tsv >/dev/full; echo "exit $?"
python3 -c 'print("x" * 3000000)' | batch -f ids
