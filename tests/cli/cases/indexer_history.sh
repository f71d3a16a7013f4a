# A dump carries what the index knows of each record's past; an index without the record takes it over and answers the same.
trial() { printf '{"schema":1,"id":"nct:NCT9930000%s","type":"trial","title":["Trial %s"],"status":["%s"],"keywords":[%s],"enrolment":%s,"updated":"%s"}\n' "$@"; }
{ trial 1 1 RECRUITING '"a","b"' 60 2026-01-05 && trial 2 2 RECRUITING '"c"' 40 2026-01-06; } >one.jsonl
trial 1 1 COMPLETED '"b","a"' 60 2026-03-01 >two.jsonl
trial 1 1 COMPLETED '"b","a"' 47 2026-05-01 >three.jsonl
indexer add -q -d index one.jsonl two.jsonl three.jsonl >/dev/null
indexer add -q -d index sample >/dev/null
indexer dump -d index | sed 's/"first_indexed":"[^"]*","last_changed":"[^"]*"/"first_indexed":"2024-02-03","last_changed":"2025-02-03"/' >old.jsonl
ask() { echo "$2: $(searcher -d "$1" --engine "$3" -f ids "$2" 2>&1 | wc -l)"; }
all() {
    for engine in ranking xapian; do
        for query in changed:n changed:kw changed:status,2026-03 'changed:any since:2026-04 until:2026-06' first_seen:2024-02-03 \
            indexed:2025 'indexed:2026..' updates:2; do ask "$1" "$query" $engine; done
    done
    searcher show -d "$1" NCT99300001 | sed -n '/^in this index/,$p'
    searcher show -d "$1" -f json NCT99300001
}
echo "-- restored"
indexer add -q -d again old.jsonl >/dev/null
indexer dump -d again | cmp - old.jsonl && echo "the same bytes"
indexer check -d again | sed 's/,.*//'
all again
echo "-- restored without text terms, rebuilt, optimized"
indexer add -q -d lean --no-xapian-text old.jsonl >/dev/null
indexer rebuild -d lean >/dev/null && indexer optimize -d lean >/dev/null
searcher -d lean -f ids 'changed:status,2026-03'
sort old.jsonl >sorted
indexer dump -d lean | sort | cmp - sorted && echo "the same records"
echo "-- an index that has the record keeps its own history, other content is one more update of it"
indexer add -q -d own one.jsonl >/dev/null
indexer add -d own old.jsonl | grep -E '^(added|replaced|unchanged)'
searcher show -d own -f json NCT99300001 | grep -o '"updates":.*'
echo "-- a bad history is told, the record is kept"
sed -n 2p old.jsonl | sed 's/"updates":2/"updates":"two"/' >bad.jsonl
sed -n 2p old.jsonl | sed 's/"version":1/"version":3/; s/NCT99300001/NCT99300003/' >>bad.jsonl
sed -n 2p old.jsonl | sed 's/"field":"keywords"/"field":"key words"/; s/NCT99300001/NCT99300004/' >>bad.jsonl
indexer add -d bad bad.jsonl | grep -E '^(added|failed|warnings)'
indexer dump -d bad | wc -l
searcher -d bad --count changed:any
echo "-- without it"
indexer dump -d index --no-history NCT99300002
