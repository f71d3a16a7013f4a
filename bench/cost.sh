#!/bin/sh
# What a search costs by each way of ranking, in instructions, on each test collection at hand.
#
#   bench/cost.sh [BUILD] [COLLECTION...]     (build/release; all of tests/relevance.sh)
#
# Counted by callgrind within assay_search_run, ten hits, the first 60 topics. The topics are asked twice over in one process, and
# what asking them once costs is taken off: what remains has no page read or checked for the first time and no memory taken for the
# first time, whoever would have paid for it. Wants valgrind. Prints Markdown.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
build=${1:-$root/build/release}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- scifact cf sysrev-cohen2006 nli4ct evidence-inference trec-ct-2021
data=${ASSAY_DATA:-$root/../shared/data}/collections
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# count TOPICS RANK: instructions
count() {
    valgrind --tool=callgrind --callgrind-out-file="$work/callgrind.out" --toggle-collect=assay_search_run \
        "$build/searcher/searcher" eval -d "$work/index" --topics "$1" --run x -n 10 --rank "$2" 2>&1 >/dev/null |
        sed -n 's/.*Collected : *//p'
}

echo '| collection | `--rank fast`, thousand instructions a topic | `default` | `deep` | `default` to `fast` |'
echo '|---|---:|---:|---:|---:|'
for collection in "$@"; do
    folder=$data/$collection
    [ -f "$folder/docs.jsonl.gz" ] || { echo "| $collection | not at hand: skipped | | | |"; continue; }
    rm -rf "$work/index"
    "$build/indexer/indexer" add --quiet -d "$work/index" --no-xapian-text "$folder/docs.jsonl.gz" >/dev/null
    head -n 60 "$folder/queries.tsv" >"$work/once.tsv"
    sed 's/^/again-/' "$work/once.tsv" | cat "$work/once.tsv" - >"$work/twice.tsv"
    topics=$(wc -l <"$work/once.tsv")
    line="| $collection |"
    fast=
    for rank in ${RANKS:-fast default deep}; do
        cost=$(($(count "$work/twice.tsv" "$rank") - $(count "$work/once.tsv" "$rank")))
        [ -n "$fast" ] || fast=$cost
        line="$line $((cost / topics / 1000)) |"
        [ "$rank" != default ] || ratio=$(awk "BEGIN { printf \"%.2f\", $cost / $fast }")
    done
    echo "$line $ratio |"
done
