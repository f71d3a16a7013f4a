# Xapian's own tools find by the words we put there.
command -v quest >/dev/null || { echo "xapian-tools are not installed" && exit; }
indexer add -d index sample >/dev/null
quest -d index/catalogue interleukin | sed -n 's/^Exactly \([1-9][0-9]*\) matches/found some/p'
xapian-delve -t Zmelanoma -1 index/catalogue | sed -n '1s/ (.*//p'
xapian-delve index/catalogue | grep -E 'positional|open for writing'
