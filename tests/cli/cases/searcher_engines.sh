# What an answer shows, asked of both engines: the same bytes, but for the time it took, the engine's name and digits of a score after the tenth:
# libxapian adds its parts in an order of its own.
indexer add -q -d index sample >/dev/null
ask() {
    name=$1
    shift
    for engine in ranking xapian; do
        searcher -d index --engine $engine "$@" 2>&1 |
            sed -E 's/\([0-9.]+ m?s\)/(T)/; s/"(took_us|[a-z]+_us)":[0-9]+/"\1":0/g; s/"engine":"[a-z]*"/"engine":"E"/; s/"times":\{[^}]*\}/"times":{}/; s/"cost":\{[^}]*\}/"cost":{}/; s/("score":[0-9]+\.[0-9]{9})[0-9]*/\1/g' >$engine.out
    done
    cmp -s ranking.out xapian.out && echo "$name: alike, $(grep -c . ranking.out) lines" || { echo "$name: differ"; diff ranking.out xapian.out | head -n 6; }
}
q='inhaled il-2 lung metastases'
for format in text json jsonl csv tsv ids trec nbib ris bibtex html; do ask "$format" --format $format -n 5 "$q"; done
ask template --format template --template '{rank} {id} {score} {title}\n' -n 5 "$q"
for order in relevance date date:asc updated title title:desc enrolment enrolment:asc id id:desc; do ask "sort $order" --sort $order --format ids -n 20 melanoma; done
ask 'sort distance' --sort distance --format ids 'near:29.76,-95.37,5000km'
ask facets --facet phase,status,country,year,type,condition,mesh --format json -n 0 melanoma
ask histogram --histogram dp:month --format json -n 0 melanoma
for kind in doi nct dup; do ask "collapse $kind" --collapse $kind --format ids -n 20 melanoma; done
ask offset --offset 3 -n 4 --format ids melanoma
ask all --all --format ids melanoma
ask filter --filter 'phase:2' --format ids melanoma
ask count --count 'melanoma AND lung'
ask why --why NCT99000001 'ti:melanoma AND phase:3'
ask 'why, found' --why NCT99000001 'il-2'
ask 'clauses of an empty answer' 'melanoma AND phase:4 AND la:ger'
ask 'did you mean' --count 'melanomma'
ask 'snippets of a phrase' -n 2 '"lung metastases"'
ask 'snippets of a wildcard' -n 2 'immun*'
ask 'snippets of a misspelt word' -n 2 'melanma~1'
ask 'snippets of synonyms' -n 2 '~proleukin'
ask 'show query' --show-query --count '(melanoma[mh] OR ti:lung) AND 2015:2026[dp]'
ask lint --lint --count 'heart and lung OR "asthma'
ask deep --rank deep --format ids -n 5 "$q"
ask explain --explain -n 1 "$q"
