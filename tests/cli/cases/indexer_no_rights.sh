# Folders and files without rights are named, and nothing is lost. Root has every right, so it puts its capabilities down first.
plain() { setpriv --bounding-set=-all "$@"; }
[ "$(id -u)" = 0 ] || plain() { "$@"; }
mkdir papers shut
echo '{"_id":"a","title":"Melanoma"}' >papers/one.jsonl
echo '{"_id":"b","title":"Lymphoma"}' >papers/two.jsonl
chmod 000 papers/two.jsonl
mkdir papers/closed
chmod 000 papers/closed
plain true && ! plain cat papers/two.jsonl 2>/dev/null || { echo "SKIP: this user cannot put its rights down"; exit; }

echo "an unreadable file and an unreadable folder among others"
plain indexer add -d index papers 2>&1 >/dev/null | sort; plain indexer add -q -d index papers >/dev/null; echo "exit $?"
searcher -d index -f ids melanoma lymphoma

echo "a folder nothing may be written to"
chmod 555 shut
plain indexer add -q -d shut/index papers/one.jsonl; echo "exit $?"

echo "an index that may not be changed, only read"
chmod -R a-w index
plain indexer add -q -d index papers/one.jsonl; echo "exit $?"
plain searcher -d index -f ids melanoma; echo "exit $?"

echo "an index that may not be read"
chmod 000 index
plain searcher -d index melanoma; echo "exit $?"
plain indexer check -d index; echo "exit $?"
chmod -R u+rwX index papers shut
