indexer add -d index sample/ctgov-json >/dev/null
indexer delete -d index NCT99000001 nct:NCT99000002 NCT99999999
echo "exit $?"
indexer check -d index
indexer dump -d index nct:NCT99000001
echo "exit $?"
indexer add -d index sample/ctgov-json | grep -E '^(added|unchanged)'
indexer check -d index
indexer optimize -d index
echo "exit $?"
indexer check -d index
echo "-- an index without text terms; identifiers as people type them, for a dump too"
indexer add -d lean --no-xapian-text sample/ctgov-json sample/pubmed-xml >/dev/null
indexer dump -d lean nct99000001 PMID:099000001 | cut -c1-40
indexer delete -d lean nct99000001 PMID:099000001 99000001
indexer check -d lean
