# Every format holds what was found, in the form its readers expect.
indexer add -d index sample >/dev/null
ask() { searcher -d index --rank fast "$@"; }
ask -f ids -n 5 melanoma >ids
wc -l <ids
cat >check.py <<'END'
import csv, html.parser, json, re, sys
ids = open("ids").read().split()
kind, text = sys.argv[1], sys.stdin.read()
if kind in ("csv", "tsv"):
    rows = list(csv.DictReader(text.splitlines(), dialect="excel-tab" if kind == "tsv" else "excel"))
    print(kind, list(rows[0])[:3], [row["id"] for row in rows] == ids, [row["rank"] for row in rows])
elif kind == "json":
    answer = json.loads(text)
    print(kind, [hit["id"] for hit in answer["hits"]] == ids, answer["count"], answer["total"])
elif kind == "jsonl":
    head, *hits = map(json.loads, text.splitlines())
    print(kind, head["kind"], [hit["id"] for hit in hits] == ids)
elif kind == "trec":
    rows = [line.split() for line in text.splitlines()]
    scores = [float(row[4]) for row in rows]
    print(kind, {len(row) for row in rows}, [row[3] for row in rows], [row[2] for row in rows] == [i.split(":", 1)[1] for i in ids], scores == sorted(scores, reverse=True))
elif kind == "nbib":
    records = [r for r in re.split(r"\r?\n\r?\n", text) if r.strip()]
    print(kind, len(records), all(re.match(r"[A-Z]{2,4} *- ", line) or line.startswith("      ") for r in records for line in r.strip("\r\n").splitlines()))
elif kind == "ris":
    records = text.split("ER  -")[:-1]
    print(kind, len(records), all(r.lstrip().startswith("TY  - ") for r in records), all(re.match(r"[A-Z][A-Z0-9]  - ", line) for r in records for line in r.strip().splitlines()))
elif kind == "bibtex":
    print(kind, len(re.findall(r"^@\w+\{", text, re.M)), text.count("{") == text.count("}"))
elif kind == "html":
    class Check(html.parser.HTMLParser):
        open_tags, marks = [], 0
        def handle_starttag(self, tag, attributes):
            if tag not in ("meta", "br", "link", "input", "img", "hr"):
                self.open_tags.append(tag)
            self.marks += tag == "mark"
        def handle_endtag(self, tag):
            assert self.open_tags.pop() == tag, tag
    parser = Check()
    parser.feed(text)
    print(kind, not parser.open_tags, parser.marks > 0, text.count("score") >= 0)
elif kind == "text":
    print(kind, [i for i in ids if i in text] == ids, "\x1b" in text)
END
for format in text json jsonl csv tsv trec nbib ris bibtex html; do
    ask -f $format -n 5 melanoma | python3 check.py $format
done
echo "-- colour and marks"
ask -n 1 --color always melanoma | grep -c "$(printf '\033')"
ask -n 1 --color always --no-highlight --snippets 0 melanoma | grep -c "$(printf '\033\[1;33m')"
ask -n 1 --format html --no-highlight melanoma | grep -c '<mark'
echo "-- fields and templates"
ask -f csv -n 2 --fields id,phases,year,status 'type:trial melanoma' | tr -d '\r'
ask -f tsv -n 1 --fields 'rank, id ,doi' pmid:99000011
ask -n 1 --template '{rank}\t{id}\t\{{type}}\n' melanoma
ask -n 1 --template '{id} {nonsense}\n' melanoma; echo "exit $?"
ask -f template melanoma; echo "exit $?"
ask -n 1 --template 'no field, no end' melanoma; echo
echo "-- facets, histograms"
ask -f json -n 0 --facet phase,status:2,type,year --histogram dp:year melanoma | python3 -c '
import json, sys
answer = json.load(sys.stdin)
for facet in answer["facets"] + [answer["histogram"]]:
    print(facet["name"], facet["distinct"], facet["missing"], [(v["value"], v["count"]) for v in facet["values"]])
types = {v["value"]: v["count"] for v in answer["facets"][2]["values"]}
print(sum(types.values()) == answer["total"])'
ask -n 0 --facet type:2 melanoma | sed -E 's/\([0-9.]* ms\)/(T ms)/'
ask -n 1 --facet type -f ids melanoma; echo "exit $?"
ask --facet shoe melanoma; echo "exit $?"
ask --histogram dp:week melanoma; echo "exit $?"
ask --histogram phase:year melanoma; echo "exit $?"
echo "-- collapse"
for key in doi nct dup; do
    ask -f json --all --collapse $key 'inhaled aldesleukin' | python3 -c '
import json, sys
answer = json.load(sys.stdin)
shown = [hit["id"] for hit in answer["hits"]]
behind = [i for hit in answer["hits"] for i in hit.get("collapsed", [])]
print(len(shown), behind, len(set(shown + behind)) == len(shown) + len(behind) == answer["total"])'
done
ask --collapse title melanoma; echo "exit $?"
echo "-- sorting"
for order in date date:asc updated title title:desc enrolment id:desc relevance; do
    echo "$order $(ask -f ids -n 4 --sort $order 'type:trial melanoma' | tr '\n' ' ')"
    ask -f ids --all --sort $order --engine xapian 'type:trial melanoma' >theirs
    ask -f ids --all --sort $order 'type:trial melanoma' | cmp - theirs
done
ask -f tsv -n 3 --fields id,distance_km --sort distance 'near:29.76,-95.37,5000mi'
echo "-- offset and all are windows of one list"
ask -f ids --all melanoma >all
{ ask -f ids -n 5 melanoma; ask -f ids -n 5 --offset 5 melanoma; ask -f ids --all --offset 10 melanoma; } | cmp - all && wc -l <all
ask -f ids --offset 1000 melanoma
ask -n 0 melanoma | sed -E 's/\([0-9.]* ms\)/(T ms)/'
