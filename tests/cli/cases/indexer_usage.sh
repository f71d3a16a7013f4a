try() { echo "\$ indexer $*"; indexer "$@"; echo "exit $?"; }
try
try ad
try frobnicate
try add
try add file.jsonl
try add -d index --formt jsonl x
try add -d index --memory lots x
try add -d index --memory 64 x
try rebuild -d index --memory 1023k
try add -d index --on-error maybe x
try add -d index -z x
try check -d index surplus
try stats -d
indexer --version | sed 's/[0-9][0-9.]*$/VERSION/'
try delete --help
echo "a map to a field that is not known makes no index"
try add -d never --map 'a=b' x.csv
test ! -e never; echo "exit $?"
