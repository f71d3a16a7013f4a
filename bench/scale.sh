#!/usr/bin/env bash
# Growth with the collection: generated records of several sizes, built and searched by Assay and its peers, and a report.
#
#   bench/scale.sh [OPTION...] SIZE...            such as 10000 100000 1000000 10000000
#
#   --build DIR      where searchbench and generate are built (build/release)
#   --peers DIR      adapters, as bench/peers/build.sh makes them (none: Assay alone)
#   --peers-up-to N  larger collections are Assay's alone (100000)
#   --out DIR        documents and report (scale)
#   --queries N      by collection (500)
#   --ops LIST       operations (or10,or1000,and10,phrase10,count)
#   --repeat N       timed rounds (3)
#   --clock NAME     wall, or cpu: processor time of the asking thread, for busy machines (wall)
#   --no-xapian-text index without Xapian's text terms: for sizes that would take hours
#   --keep           leave records and indexes in OUT/data
#
# What is there already in OUT is not measured again. The disk has to hold about 9 KB a record and peer.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release out=scale peers='' peers_up_to=100000 queries=500 repeat=3 clock=wall keep=0
ops=or10,or1000,and10,phrase10,count
index_options=()
usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
sizes=()
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$2 && shift ;;
    --peers) peers=$2 && shift ;;
    --peers-up-to) peers_up_to=$2 && shift ;;
    --out) out=$2 && shift ;;
    --queries) queries=$2 && shift ;;
    --ops) ops=$2 && shift ;;
    --repeat) repeat=$2 && shift ;;
    --clock) clock=$2 && shift ;;
    --no-xapian-text) index_options+=(--no-xapian-text) ;;
    --keep) keep=1 ;;
    -h | --help) usage && exit 0 ;;
    [1-9]*) sizes+=("$1") ;;
    *) echo "scale.sh: unknown option $1" >&2 && usage >&2 && exit 2 ;;
    esac
    shift
done
[ ${#sizes[@]} -gt 0 ] || { usage >&2 && exit 2; }
searchbench=$build/bench/searchbench generate=$build/corpus/generate
for program in "$searchbench" "$generate"; do
    [ -x "$program" ] || { echo "scale.sh: $program is not built" >&2 && exit 3; }
done
work=$out/data
mkdir -p "$work"

# into FILE COMMAND...: the file is there whole, or not.
into() {
    local file=$1
    shift
    [ -s "$file" ] && return
    echo "$(basename "$file")" >&2
    "$@" >"$file.part" && mv "$file.part" "$file"
}

for size in "${sizes[@]}"; do
    base=$work/$size
    if [ ! -s "$out/index-$size.json" ] || [ ! -s "$out/latency-$size.json" ] ||
        { [ -n "$peers" ] && [ "$size" -le "$peers_up_to" ] && [ ! -s "$out/peers-$size.json" ]; }; then
        into "$base.jsonl" "$generate" -n "$size"
    fi
    into "$base.queries" "$generate" -n "$size" --queries "$queries"
    into "$out/index-$size.json" "$searchbench" index --work "$base.index" --keep ${index_options[@]+"${index_options[@]}"} "$base.jsonl"
    into "$out/latency-$size.json" "$searchbench" latency -d "$base.index/whole" -q "$base.queries" --ops "$ops" -r "$repeat" --clock "$clock"
    [ $keep -eq 1 ] || rm -rf "$base.index"
    if [ -n "$peers" ] && [ "$size" -le "$peers_up_to" ]; then
        [ -s "$out/peers-$size.json" ] || into "$base.tokens" "$searchbench" tokens "$base.jsonl"
        into "$out/peers-$size.json" "$searchbench" peers --bin "$peers" --tokens "$base.tokens" -q "$base.queries" --work "$base.peers" \
            --ops "$ops" -r "$repeat"
    fi
    [ $keep -eq 1 ] || rm -rf "$base.jsonl" "$base.tokens" "$base.peers"
done
"$searchbench" report -o "$out/report" "$out"/*.json
echo "$out/report/index.html" >&2
