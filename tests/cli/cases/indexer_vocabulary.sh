# Vocabularies: loaded, listed, checked, searched, refused, taken away.
indexer add -d index sample >/dev/null
printf '# ours\nnivolumab, opdivo\nwheeze => asthma\n' >ours.txt
printf '*NEWRECORD\nMH = Neoplasms\nENTRY = Cancer|T1\nMN = C04\n\n*NEWRECORD\nMH = Melanoma\nMN = C04.557\n' >mesh.bin
printf 'fine, good\nbad =>\n' >bad.txt
echo "-- none"
indexer vocabulary -d index
echo "-- load"
gzip -k mesh.bin
indexer vocabulary -d index ours.txt mesh.bin.gz
indexer vocabulary -d index --name both --format solr ours.txt ours.txt
indexer vocabulary -d index --list
indexer check -d index
echo "-- search"
searcher -d index --rank fast -f ids -n 3 --show-query '~wheeze'
searcher -d index --rank fast -f ids -n 3 --engine xapian 'mesh:cancer'
searcher -d index --rank fast -f ids -n 3 'cancer[mh:noexp]'
searcher -d index --rank fast --count 'wheeze' --expand
searcher -d index --rank fast --count --synonyms bad.txt '~fine'; echo "exit $?"
searcher -d index --rank fast --count '~zebrafish'
echo "-- refused"
indexer vocabulary -d index bad.txt; echo "exit $?"
indexer vocabulary -d index --name ../x ours.txt; echo "exit $?"
indexer vocabulary -d index --list ours.txt; echo "exit $?"
indexer vocabulary -d index missing.txt; echo "exit $?"
indexer vocabulary -d nowhere ours.txt; echo "exit $?"
echo "-- damaged"
printf x >>index/vocabularies/both.voc
indexer check -d index; echo "exit $?"
searcher -d index --count '~wheeze'; echo "exit $?"
indexer vocabulary -d index --remove both
indexer vocabulary -d index --remove both; echo "exit $?"
searcher -d index --count 'melanoma'
