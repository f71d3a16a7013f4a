# A segment that is missing or damaged is named; rebuild makes it again.
indexer add -d index sample/pubmed-xml >/dev/null
cp index/segments/1.seg kept
rm index/segments/1.seg
indexer check -d index
echo "exit $?"
indexer stats -d index
echo "exit $?"
# The searcher says so too, or answers through Xapian when asked to.
searcher -d index --format ids aldesleukin
echo "exit $?"
searcher -d index --engine xapian --format ids aldesleukin
echo "exit $?"
indexer rebuild -d index | grep '^read'
searcher -d index --format ids aldesleukin
indexer check -d index
cmp kept "$(ls index/segments/*.seg)" && echo "as it was"
printf 'X' | dd of="$(ls index/segments/*.seg)" bs=1 seek=1000 conv=notrunc 2>/dev/null
indexer check -d index 2>&1 | sed 's/offset [0-9]*/offset N/'
truncate -s 100 "$(ls index/segments/*.seg)"
indexer check -d index 2>&1 | sed 's/ [0-9]* bytes/ N bytes/'
indexer rebuild -d index | grep '^read'
indexer check -d index
echo "what a compaction that died left over goes when the next writer opens"
mkdir index/catalogue.new && echo old >index/catalogue.new/postlist.glass
indexer optimize -d index; echo "exit $?"
indexer check -d index
ls index
echo "and where the bytes go"
indexer stats -d index --parts | cut -d" " -f1
