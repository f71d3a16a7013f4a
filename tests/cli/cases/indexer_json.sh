# Every JSON the programs print is JSON, and versioned.
echo '{"_id": "a1", "title": "T", "text": "t"}' >one.jsonl
check() { python3 -c 'import json, sys
for line in sys.stdin:
    value = json.loads(line)
    print(value.get("schema"), value.get("read", value.get("records")))'; }
indexer add -d index --json one.jsonl | check
indexer stats -d index --json | check
indexer rebuild -d index --json | check
indexer dump -d index | check
