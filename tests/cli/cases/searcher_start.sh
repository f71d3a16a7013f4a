# A plain search loads nothing it does not use: what reads archives, compares runs and edits lines stays out of the process, and
# what a search needs it has. An archive is still read.
mkdir papers
echo '{"_id":"a","title":"Interleukin 2 in metastatic melanoma"}' >papers/one.jsonl
echo '{"_id":"b","title":"Interleukin 2 in metastatic renal cell carcinoma"}' >papers/two.jsonl
indexer add -q -d index papers >/dev/null

LD_DEBUG=files searcher --version 2>&1 | grep -q libxapian || { echo "SKIP: the loader does not tell what it loads"; exit; }
echo "libraries a search maps that it has no use for"
LD_DEBUG=files searcher -d index melanoma 2>&1 >/dev/null | grep -Eo 'lib(archive|xml2|icu[a-z]*|gsl|gslcblas|lz4|nettle|acl)\.so' | sort -u
searcher -d index -f ids melanoma

echo "the same program with an archive"
tar -cf papers.tar papers/two.jsonl
searcher similar -d index -f ids papers.tar; echo "exit $?"
indexer add -q -d other papers.tar >/dev/null
LD_DEBUG=files indexer add -q -d other papers.tar 2>&1 | grep -Eo 'calling init: .*libarchive\.so' | grep -Eo 'libarchive.so' | sort -u
searcher -d other -f ids carcinoma
