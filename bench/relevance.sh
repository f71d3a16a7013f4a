#!/bin/sh
# Relevance against latency: each test collection at hand, each way of ranking, and the picture in bench/results/relevance.svg.
#
#   bench/relevance.sh [BUILD] [COLLECTION...]     (build/release; scifact cf sysrev-cohen2006 nli4ct)
#
# Collections are found as tests/relevance.sh finds them; one that is absent is left out with a line that says so. The first 300 topics
# of each. Times are of whole searches of 100 hits: processor time, so that other work on the machine counts less.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- scifact cf sysrev-cohen2006 nli4ct
data=${ASSAY_DATA:-$root/../shared/data}/collections
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

metric_of() {
    case $1 in
    scifact | trec-ct-*) echo ndcg@10 ;;
    nli4ct | evidence-*) echo mrr ;;
    *) echo map ;;
    esac
}

for collection in "$@"; do
    folder=$data/$collection
    [ -f "$folder/docs.jsonl.gz" ] || { echo "relevance.sh: $collection is not at hand" >&2; continue; }
    qrels=$folder/qrels.txt
    [ ! -f "$folder/qrels.full-docs-only.txt" ] || qrels=$folder/qrels.full-docs-only.txt
    head -n 300 "$folder/queries.tsv" >"$work/topics.tsv"
    awk -F '[\t ]' 'NR == FNR { wanted[$1]; next } $1 in wanted' "$work/topics.tsv" "$qrels" >"$work/qrels"
    "$build/indexer/indexer" add --quiet -d "$work/$collection" --no-xapian-text "$folder/docs.jsonl.gz" >/dev/null
    "$build/bench/searchbench" relevance -d "$work/$collection" --topics "$work/topics.tsv" --qrels "$work/qrels" \
        --metric "$(metric_of "$collection")" -n 100 --clock cpu --name "$collection" >"$work/$collection.json"
done
set -- "$work"/*.json
[ -e "$1" ] || { echo 'relevance.sh: no collection, no picture' >&2; exit 0; }
"$build/bench/searchbench" report -o "$work/report" "$@"
cp "$work/report/relevance.svg" "$root/bench/results/"
