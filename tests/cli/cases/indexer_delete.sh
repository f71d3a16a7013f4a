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
