#!/usr/bin/env bash
# Growth with the collection: generated records of several sizes, built and searched by Assay and its peers, and a report.
#
#   bench/scale.sh [OPTION...] SIZE...            such as 10000 100000 1000000 10000000
#
#   --build DIR        where searchbench and generate are built (build/release)
#   --peers DIR        adapters, as bench/peers/build.sh makes them (none: Assay alone)
#   --engines LIST     of them only these
#   --peers-up-to N    larger collections are Assay's alone (100000)
#   --most ENGINE=N    larger collections are not this peer's; may be said of several
#   --core-only        of Assay only the bare core, its adapter: no index with catalogue
#   --out DIR          documents and report (scale)
#   --queries N        by collection (500)
#   --ops LIST         operations (or10,or100,or1000,and10,phrase10,count)
#   --repeat N         timed rounds (3)
#   --budget S         a peer that needs longer for one round of an operation is asked fewer queries (60)
#   --warm-most S      a peer is warmed up no longer than this before each operation (20)
#   --clock NAME       wall, or cpu: processor time of the asking thread, for busy machines (wall)
#   --stages-up-to N   larger collections are built once, as a whole, not also stage by stage (100000)
#   --text-up-to N     larger collections are indexed without Xapian's text terms (100000)
#   --stream-above N   larger collections never lie on disk as records or tokens: builds are fed as they are made, those of
#                      all peers side by side from one stream (1000000)
#   --keep             leave records and indexes in OUT/data
#
# What is there already in OUT is not measured again, and an index in OUT/data not built again. The disk has to hold 9 KB a
# record and peer up to --text-up-to, above it 2 KB a record for Assay and 0.7 (Xapian: 3.4) for a peer.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
build=$root/build/release out=scale peers='' engines='' peers_up_to=100000 core_only=0 queries=500 repeat=3 budget=60 warm_most=20 clock=wall keep=0
stages_up_to=100000 text_up_to=100000 stream_above=1000000
declare -A most=()
ops=or10,or100,or1000,and10,phrase10,count
usage() { sed -n '2,/^set/{/^set/d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"; }
sizes=()
while [ $# -gt 0 ]; do
    case $1 in
    --build) build=$2 && shift ;;
    --peers) peers=$2 && shift ;;
    --engines) engines=$2 && shift ;;
    --peers-up-to) peers_up_to=$2 && shift ;;
    --most) most[${2%%=*}]=${2#*=} && shift ;;
    --core-only) core_only=1 ;;
    --out) out=$2 && shift ;;
    --queries) queries=$2 && shift ;;
    --ops) ops=$2 && shift ;;
    --repeat) repeat=$2 && shift ;;
    --budget) budget=$2 && shift ;;
    --warm-most) warm_most=$2 && shift ;;
    --clock) clock=$2 && shift ;;
    --stages-up-to) stages_up_to=$2 && shift ;;
    --text-up-to) text_up_to=$2 && shift ;;
    --stream-above) stream_above=$2 && shift ;;
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

# records, tokens: of the size at hand, from the disk where it holds them.
records() { if [ -s "$base.jsonl" ]; then cat "$base.jsonl"; else "$generate" -n "$size"; fi; }
tokens() { records | "$searchbench" tokens -; }
on_disk() { [ "$size" -le "$stream_above" ]; }

index() {
    local options=(--work "$base.index" --keep)
    [ "$size" -le "$stages_up_to" ] && on_disk || options+=(--whole-only)
    [ "$size" -le "$text_up_to" ] || options+=(--no-xapian-text)
    if on_disk; then
        "$searchbench" index "${options[@]}" "$base.jsonl"
    else
        records | "$searchbench" index "${options[@]}" -
    fi
}

latency() {
    "$searchbench" latency -d "$base.index/whole" -q "$base.queries" --ops "$ops" -r "$repeat" --clock "$clock"
}

# The peers that take part at the size at hand.
adapters() {
    local engine
    [ -n "$peers" ] || return 0
    for engine in $(if [ -n "$engines" ]; then tr , '\n' <<<"$engines"; else ls "$peers"; fi); do
        if [ "$size" -le "${most[$engine]:-$size}" ]; then
            echo "$engine"
        else
            echo "$size: without $engine" >&2
        fi
    done
}

# Adapters that have no index yet read the tokens side by side, each through a pipe of its own: they are made once.
build_streamed() {
    local engine pipes=()
    mkdir -p "$base.pipes" "$base.peers"
    for engine in $(adapters); do
        [ ! -e "$base.peers/$engine" ] || continue
        echo "building $(basename "$base").peers/$engine" >&2
        pipes+=("$base.pipes/$engine") && rm -f "$base.pipes/$engine" && mkfifo "$base.pipes/$engine"
        "$searchbench" peers --bin "$peers" --engines "$engine" --tokens "$base.pipes/$engine" -q "$base.queries" \
            --work "$base.peers" --build-only >/dev/null || echo "$engine was not built" >&2 &
    done
    if [ ${#pipes[@]} -gt 0 ]; then tokens | tee --output-error=warn "${pipes[@]}" >/dev/null || true; fi
    wait
    rm -rf "$base.pipes"
}

run_peers() {
    local options=(--bin "$peers" --tokens "$base.tokens" -q "$base.queries" --work "$base.peers")
    "$searchbench" peers "${options[@]}" --engines "$(adapters 2>/dev/null | paste -sd , -)" --ops "$ops" -r "$repeat" \
        --budget "$budget" --warm-most "$warm_most" --clock "$clock"
}

measure_index() {
    if [ -s "$out/index-$size.json" ] && [ -s "$out/latency-$size.json" ]; then return; fi
    [ -d "$base.index/whole" ] || rm -f "$out/index-$size.json"
    if on_disk; then into "$base.jsonl" records; fi
    into "$out/index-$size.json" index
    into "$out/latency-$size.json" latency
}

measure_peers() {
    if [ -z "$peers" ] || [ -s "$out/peers-$size.json" ]; then return; fi
    if on_disk; then into "$base.tokens" tokens; else build_streamed; fi
    into "$out/peers-$size.json" run_peers
}

[ $core_only -eq 0 ] || engines=${engines:-assay} peers_up_to=1000000000
for size in "${sizes[@]}"; do
    base=$work/$size
    into "$base.queries" "$generate" -n "$size" --queries "$queries"
    [ $core_only -eq 1 ] || measure_index
    [ "$size" -gt "$peers_up_to" ] || measure_peers
    [ $keep -eq 1 ] || rm -rf "$base.jsonl" "$base.tokens" "$base.index" "$base.peers"
done
"$searchbench" report -o "$out/report" "$out"/*.json
echo "$out/report/index.html" >&2
