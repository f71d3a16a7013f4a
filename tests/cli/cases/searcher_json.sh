# Answers as JSON keep to the schema; marks are where the words are.
indexer add -d index sample >/dev/null
schema=$(readlink -f sample)/../../searcher/answer.schema.json
tool=$(readlink -f sample)/../../tests/tools/json_schema.py
valid() { searcher -d index -f json "$@" | python3 "$tool" "$schema"; }
valid melanoma
valid --facet phase,status --histogram dp:year --explain --fields nct,journal lung
valid --collapse dup --filter type:trial il-2
valid '~il-2' --expand heart attack
valid melanomma
valid zebrafish AND melanoma
valid 'immun* the il-2'
valid --sort date --snippets 2 lung
valid --sort distance near:29.76,-95.37,5000mi
valid --engine xapian NCT99000001
searcher -d index -f json -n 1 'capillary leak' | python3 -c '
import json, sys
hit = json.load(sys.stdin)["hits"][0]
for text, marks in [(hit["title"], hit["title_marks"])] + [(s["text"], s["marks"]) for s in hit["snippets"]]:
    print([text[begin:end] for begin, end in marks])'
searcher -d index -f jsonl --all melanoma | python3 -c '
import json, sys
lines = [json.loads(line) for line in sys.stdin]
print(lines[0]["kind"], lines[0]["total"] == len(lines) - 1)'
