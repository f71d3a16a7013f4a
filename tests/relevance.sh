#!/bin/sh
# The relevance table: every test collection at hand, every --rank, in one go. Prints Markdown; bench/relevance.md keeps dated ones.
#
#   sh tests/relevance.sh [BUILD] [COLLECTION...]
#
# Collections are folders of $ASSAY_DATA/collections (../shared/data beside the checkout when ASSAY_DATA is not set), each with docs.jsonl.gz,
# queries.tsv and qrels.txt. One that is absent is said to be. Nothing is set per collection but which measure is usual for it.
# Runs of engines of others stand beside ours where bench/outside.sh has left them: RELEVANCE_RUNS=OUT_DIR/runs.
# Time is a topic's mean for ten hits, beside other work of the machine: compare within a row. RELEVANCE_TOPICS=N takes the first N topics.
set -eu
build=${1:-build/release}
[ $# -eq 0 ] || shift
root=$(cd "$(dirname "$0")/.." && pwd)
data=${ASSAY_DATA:-$root/../shared/data}/collections
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
only=${*:-scifact cf sysrev-cohen2006 nli4ct evidence-inference trec-ct-2021}

case $build in /*) ;; *) build=$root/$build ;; esac
searcher=$build/searcher/searcher
indexer=$build/indexer/indexer
[ -x "$searcher" ] && [ -x "$indexer" ] || { echo "no programs in $build: build them first"; exit 2; }

measure_of() {
    case $1 in
    scifact | trec-ct-*) echo ndcg@10 ;;
    nli4ct | evidence-*) echo mrr ;;
    *) echo map ;;
    esac
}

# evaluate DEPTH OPTION...: "VALUE MICROSECONDS"
evaluate() {
    depth=$1
    shift
    "$searcher" eval -d "$work/index" --topics "$work/topics.tsv" --qrels "$qrels" --metrics "$measure" -n "$depth" --format json "$@" |
        sed 's/.*"mean_us":\([0-9.]*\),.*"mean":\([-0-9.e]*\).*/\2 \1/'
}

# The engines of others that have a run of some collection.
others=
for engine in anserini anserini-all anserini-rm3 xapian xapian-all; do
    for run in "${RELEVANCE_RUNS:-/nonexistent}"/*."$engine.run"; do
        [ ! -f "$run" ] || { others="$others $engine"; break; }
    done
done

# measure_of_other ENGINE LABEL: "VALUE", or nothing
measure_of_other() {
    run=$RELEVANCE_RUNS/$2.$1.run
    [ ! -f "$run" ] || "$searcher" eval --from "$run" --qrels "$qrels" --metrics "$measure" --format json |
        sed 's/.*"mean":\([-0-9.e]*\).*/\1/'
}

# as_cell VALUE
as_cell() {
    [ -z "$1" ] || printf '%.4f' "$1" | sed 's/^0//'
}

row() {
    label=$1
    shift
    line="| $label | $measure |"
    times=
    for engine in $others; do
        line="$line $(as_cell "$(measure_of_other "$engine" "$label")") |"
    done
    for rank in fast default deep; do
        value=$(evaluate 1000 --rank $rank "$@" | cut -d' ' -f1)
        times="$times $(evaluate 10 --rank $rank "$@" | cut -d' ' -f2 | sed 's/\..*//')"
        line="$line $(as_cell "$value") |"
    done
    # shellcheck disable=SC2086
    set -- $times
    echo "$line $1 / $2 / $3 |"
}

headings=
rule=
for engine in $others; do
    headings="$headings $engine |"
    rule="$rule---|"
done
echo "| collection | measure |$headings \`--rank fast\` (BM25) | \`--rank default\` | \`--rank deep\` | us a topic, ten hits: fast / default / deep |"
echo "|---|---|$rule---|---|---|---|"
for collection in $only; do
    folder=$data/$collection
    if [ ! -f "$folder/docs.jsonl.gz" ]; then
        echo "| $collection | not at hand: skipped | | | | |"
        continue
    fi
    measure=$(measure_of "$collection")
    qrels=$folder/qrels.txt
    [ ! -f "$folder/qrels.full-docs-only.txt" ] || qrels=$folder/qrels.full-docs-only.txt
    head -n "${RELEVANCE_TOPICS:-1000}" "$folder/queries.tsv" >"$work/topics.tsv"
    cut -f1 "$work/topics.tsv" >"$work/ids"
    awk 'NR == FNR { wanted[$1]; next } $1 in wanted' "$work/ids" "$qrels" >"$work/qrels"
    qrels=$work/qrels
    rm -rf "$work/index"
    "$indexer" add --quiet -d "$work/index" --no-xapian-text "$folder/docs.jsonl.gz" >/dev/null
    row "$collection"
    case $collection in trec-ct-*) row "$collection, --no-patient" --no-patient ;; esac
done
