# A full disk under the output is a failure.
echo '{"_id": "a1", "title": "T", "text": "t"}' >one.jsonl
indexer add -d index one.jsonl >/dev/full
echo "exit $?"
indexer dump -d index >/dev/full
echo "exit $?"
indexer stats -d index >/dev/full
echo "exit $?"
indexer help >/dev/full
echo "exit $?"
