# The summary counts; adding again changes nothing; another version replaces.
counts() { grep -E '^(read|added|replaced|unchanged|deleted|failed|skipped)'; }
printf '%s\n' '{"_id": "a1", "title": "Inhaled interleukin-2", "text": "Lung metastases shrank."}' \
    '{"_id": "a2", "title": "Aldesleukin", "text": "Toxicity of the endothelium."}' >two.jsonl
indexer add -d index two.jsonl | counts
echo "-- again"
indexer add -d index two.jsonl | counts
echo "-- one changed, one new, from standard input"
printf '%s\n' '{"_id": "a2", "title": "Aldesleukin", "text": "Toxicity of the endothelium, revisited."}' \
    '{"_id": "a3", "title": "Dupilumab", "text": "Asthma."}' | indexer add -d index -f jsonl - | counts
indexer check -d index
indexer dump -d index --no-history
