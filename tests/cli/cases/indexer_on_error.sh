# Skipping is the default and the exit status says that it was needed; stop keeps what came before.
good='{"_id": "good-%s", "title": "Sound", "text": "Whole record."}\n'
{ printf "$good" 1; echo '{"_id": "bad", "title": '; printf "$good" 2; } >broken.jsonl
indexer add -d skipping --errors list broken.jsonl >/dev/null 2>&1
echo "exit $?"
cat list
indexer dump -d skipping | wc -l
indexer add -d stopping --on-error stop broken.jsonl >/dev/null
echo "exit $?"
indexer dump -d stopping | wc -l
indexer check -d stopping
indexer add -d skipping --errors /nowhere/list broken.jsonl
echo "exit $?"
