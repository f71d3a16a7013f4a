# RIS in all its ways; what the searcher writes is read back.
{
    printf 'TY  - JOUR\r\nTI  - Inhaled aldesleukin\r\nAU  - Doe, Jane\r\nJF  - Journal of Lungs\r\nPY  - 2030/05/17/\r\n'
    printf 'DB  - PubMed\r\nAN  - 99000901\r\nKW  - Lung Neoplasms\r\nN2  - Metastases shrank.\r\nER  - \r\n\r\n'
    printf '2.\nTY  - JOUR\nT1  - Without an end\nDB  - Embase\nU2  - L9900001\n\n3.\nTY  - JOUR\nTI  - caf\351\nAN  - CN-09900001\nER  -\n'
    printf 'TY  - JOUR\nPY  - 2020\nER  -\n'
} >mixed.ris
indexer add -d index mixed.ris | grep -E '^(read|added|failed|warnings)'
searcher -d index -f ids --sort id '*'
indexer add -d index mixed.ris 2>/dev/null | grep unchanged
searcher show -d index PMID:99000901 | head -n 3
mv mixed.ris untold.txt
indexer add -d index untold.txt 2>/dev/null | grep unchanged
echo "-- there and back"
indexer add -q -d sample.idx sample >/dev/null
searcher -d sample.idx -n 1000 -f ris 'type:abstract OR type:trial' >first.ris
indexer add -d back first.ris | grep -E '^(read|added|failed|warnings)'
searcher -d back -n 1000 -f ris '*' >second.ris
sort first.ris >first && sort second.ris | diff first - && echo "the same lines"
searcher -d sample.idx -n 1000 -f ids 'type:abstract OR type:trial' | sort >first
searcher -d back -n 1000 -f ids '*' | sort | diff first - && echo "the same identities"
