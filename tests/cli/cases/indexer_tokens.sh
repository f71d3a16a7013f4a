printf '%s\n' '{"_id": "a1", "title": "Inhaled IL-2", "text": "Trials of CD8+ T cells."}' >one.jsonl
indexer tokens one.jsonl
indexer tokens --id one.jsonl
