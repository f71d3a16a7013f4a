# Where scores come from: the parts add up to what is printed, on both engines. Why a record is found or not.
indexer add -d index sample >/dev/null
cat >sums.py <<'END'
import json, sys
answer = json.load(sys.stdin)
worst = 0
for hit in answer["hits"]:
    parts = hit["explanation"]["parts"]
    worst = max(worst, abs(parts[0]["score"] - hit["score"]) / max(hit["score"], 1e-300))
    for i, part in enumerate(parts): # what stands beneath a sum adds up to it
        inner = []
        for below in parts[i + 1:]:
            if below["depth"] <= part["depth"]:
                break
            if below["depth"] == part["depth"] + 1:
                inner.append(below["score"] if below["matches"] else 0)
        if inner and part["what"] in ("any of", "all of") and part["matches"]:
            worst = max(worst, abs(sum(inner) - part["score"]) / max(part["score"], 1e-300))
print(len(answer["hits"]), "hits;", "sums hold" if worst < 1e-9 else f"off by {worst}")
END
for query in 'il-2 lung' '(melanoma OR sarcoma) AND inhal*' '"car t" cells^2' '+il2 -mice dose' 'melanma~1 ti:lung' 'phase:2 melanoma' 'interleukin NEAR/12 lung'; do
    for engine in ranking xapian; do
        for rank in fast default; do
            searcher -d index --rank $rank --engine $engine --explain -f json "$query" 2>/dev/null | python3 sums.py
        done
    done
done | sort | uniq -c | sed 's/^ *//'
echo "-- in text"
searcher -d index --rank fast -n 1 --explain 'ti:lung il2' | sed -E 's/\([0-9.]* ms\)/(T ms)/; s/[0-9]+\.[0-9]+/N/g'
echo "-- why"
why() { searcher -d index --rank fast --why "$@" 2>&1 | sed -E 's/score [0-9.]+/score S/'; }
why NCT99000001 il-2 lung
why pmid:99000001 'ti:melanoma AND phase:3'
why pmid:99000001 'melanoma NOT lung'
why pmid:99000001 '+zebrafish melanoma'
why pmid:99000001 --filter type:trial melanoma
why pmid:99000001 --engine xapian 'melanoma AND 2030:2040[dp]'
why NCT11111111 melanoma
echo "-- an empty answer counts its parts"
searcher -d index -f json 'melanoma AND asthma AND lithium' 2>/dev/null | python3 -c '
import json, sys
print([(clause["query"], clause["matches"]) for clause in json.load(sys.stdin)["clauses"]])'
