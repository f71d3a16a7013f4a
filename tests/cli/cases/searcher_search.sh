# A search as people make it, in text and in the formats programs read.
indexer add -d index sample >/dev/null
fast() { searcher -d index --rank fast "$@" | sed -E 's/\([0-9.]* ms\)/(T ms)/; s/score [0-9.]+/score S/; s/^(7 Q0 [^ ]+ [0-9]+) [0-9.]+/\1 S/'; }
echo "-- text"
fast -n 2 inhaled il2 lung metastases
echo "-- ids, on both engines"
fast -n 3 -f ids inhaled il2 lung metastases
fast -n 3 -f ids --engine xapian inhaled il2 lung metastases
echo "-- an identifier"
fast -n 1 -f ids NCT99000018
echo "-- fields, operators"
fast -f ids 'ti:"car t" AND children'
fast --count 'melanoma NOT mice'
echo "-- trec, tsv, template"
fast -n 2 -f trec --run mine --topic 7 asthma
fast -n 2 -f tsv --fields rank,id,title asthma
fast -n 1 --template '{id}|{year}|{doi}\n' asthma
echo "-- reference managers"
fast -n 1 -f ris 'pmid:99000011' | tr -d '\r' | cut -c1-60
fast -n 1 -f nbib 'pmid:99000011' | cut -c1-60
fast -n 1 -f bibtex 'pmid:99000011' | cut -c1-60
echo "-- the query as it is read"
fast --show-query --count 'melanoma lung OR mice AND phase:2'
echo "-- why"
fast --why NCT99000001 melanoma AND zebrafish
echo "-- nothing"
fast 'melanoma AND asthma AND lithium'
searcher -d index --exit-status --count zebrafish; echo "exit $?"
