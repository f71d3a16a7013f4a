# What updates changed: asked for, shown with the record, told in JSON; a replaced record keeps it through optimize and rebuild.
root=$(readlink -f sample)/../..
valid() { python3 "$root/tests/tools/json_schema.py" "$root/searcher/answer.schema.json" "$@"; }
trial() { printf '{"schema":1,"id":"nct:NCT9930000%s","type":"trial","title":["Trial %s"],"status":["%s"],"enrolment":%s,"updated":"%s"}\n' "$@"; }
{ trial 1 1 RECRUITING 60 2026-01-05 && trial 2 2 RECRUITING 40 2026-01-06; } >one.jsonl
{ trial 1 1 COMPLETED 60 2026-03-01 && trial 2 2 RECRUITING 40 2026-01-06; } >two.jsonl
trial 1 1 COMPLETED 47 2026-05-01 >three.jsonl
indexer add -q -d index one.jsonl >/dev/null
indexer add -q -d index two.jsonl three.jsonl >/dev/null
ask() { echo "$1: $(searcher -d index -f ids "$1" 2>&1 | tr '\n' ' ')"; }
all() {
    ask changed:n
    ask changed:status
    ask changed:status,2026-03
    ask 'changed:status since:2026-03-02'
    ask 'changed:any since:2026-04 until:2026-06'
    ask changed:out
}
all
ask changed:statsu
ask changed:status,soon
searcher -d index --show-query --count 'changed:(n status)'
echo "-- show"
searcher show -d index NCT99300001 | sed -n '/^changes/,$p'
searcher show -d index NCT99300002 | grep -c '^changes'
searcher show -d index -f json NCT99300001 | python3 -c 'import json, sys; print(json.dumps(json.load(sys.stdin)["history"]))' >history.json
valid history <history.json
sed 's/"20[0-9-]*", "last_changed": "[0-9-]*"/.../' history.json
searcher -d index -f json changed:n | valid
searcher -d index -f json changed:n | grep -o '"last_update".*]'
echo "-- a printed record is read again, its history is its own"
searcher show -d index -f json NCT99300001 >again.jsonl
indexer add -q -d index again.jsonl | grep unchanged
echo "-- rebuild, optimize"
indexer rebuild -d index >/dev/null && all
indexer optimize -d index >/dev/null && all
