# A record without an identifier of its own goes by its source's id, or by its file's path as given; what is dumped is
# the same records when it is read again, whether or not its reader knows where it comes from.
mkdir -p pages
printf 'Aldesleukin for sarcoma\nIt was given to nine people.\n' >pages/a.txt
printf '{"id": "id:x", "text": "a"}\n{"id": "y", "text": "b"}\n{"text": "no id"}\n' >ids.jsonl
indexer add -d index ./pages ids.jsonl | grep -E '^(added|unchanged)'
indexer add -d index pages//a.txt ids.jsonl | grep -E '^(added|unchanged)'
indexer dump -d index | tee dump.jsonl | sed 's/.*"id":"\([^"]*\)".*/\1/'
indexer add -d index dump.jsonl | grep -E '^(added|unchanged)'
indexer add -d again dump.jsonl | grep -E '^(added|unchanged)'
indexer dump -d again | cmp - dump.jsonl && echo "the same records"
printf '{"id": "id:x", "text": "other text"}\n' | indexer add -d again - | grep -E '^(added|replaced)'
indexer delete -d again id:x
indexer dump -d again id:x
echo "exit $?"
# Text from standard input has no path: its content tells it apart.
printf 'Aldesleukin for sarcoma\nIt was given to nine people.\n' | indexer add -d other -f txt - | grep ^added
indexer dump -d other | sed 's/.*"id":"\([^":]*\):[^"]*".*/\1/'
