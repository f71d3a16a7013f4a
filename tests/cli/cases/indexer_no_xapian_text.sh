# Without text in the catalogue: records, identities, segments as ever.
indexer add -d lean --no-xapian-text sample/ctgov-json >/dev/null
indexer add -d full sample/ctgov-json >/dev/null
cmp lean/segments/1.seg full/segments/1.seg && echo "the same segment"
indexer check -d lean
indexer stats -d lean | grep catalogue.text
indexer stats -d full | grep catalogue.text
indexer dump -d lean nct:NCT99000001 | cut -c 1-40
# An index stays what it is.
indexer add -d full --no-xapian-text sample/pubmed-xml >/dev/null
indexer stats -d full | grep catalogue.text
