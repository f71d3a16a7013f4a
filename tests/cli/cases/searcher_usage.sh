# Wrong usage, wrong queries, wrong places: a message and an exit status each.
indexer add -d index sample/ctgov-json >/dev/null
try() { searcher "$@"; echo "exit $?"; }
try
try -d index
try -d nowhere melanoma
try -d index,other melanoma
try -d index --fromat json melanoma
try -d index -f nothing melanoma
try -d index --sort sideways melanoma
try -d index --fields id,nonsense -f tsv melanoma
try -d index 'titel:melanoma'
try -d index '(melanoma'
try -d index --count 'cats and melanoma'
try -d index --count --no-lint 'cats and melanoma'
try -d index --lenient --count '(melanoma'
try -d index --facet shoe melanoma
try -d index --sort distance melanoma
searcher -d index melanoma >/dev/full; echo "exit $?"
searcher -d index -f json melanoma >/dev/full; echo "exit $?"
mkdir other && try -d other melanoma
indexer add --no-xapian-text -d lean sample/ctgov-json >/dev/null
try -d lean --engine xapian melanoma
echo "-- one index at a time"
searcher -d one -d two melanoma 2>&1 | head -n 1
searcher -d one -d one melanoma 2>&1 | head -n 1
indexer stats -d one -d two 2>&1 | head -n 1

echo "colours are one of three"
searcher -d index --color maybe melanoma 2>&1 | head -n 1
searcher show -d index --color maybe NCT99000001 2>&1 | head -n 1
echo "a phase that does not apply"
echo '{"id":"nct:NCT99000077","schema":1,"type":"trial","title":["Sandals for gout"],"phases":["NA"],"updated":"2024-03-05"}' >na.jsonl
indexer add -q -d na na.jsonl >/dev/null
searcher -d na gout | sed -n 2p | sed 's/score.*//'
searcher -d na -f nbib gout | sed -n 1p
echo "a range that ends before it begins"
searcher -d na --count dp:2030..2010
echo "a place that is nowhere on Earth"
try -d na near:99,0,50mi
echo "nothing found, nothing counted"
searcher -d na --facet phase,status --histogram dp:year zebra | sed 's/ (.*//'
