#!/bin/sh
# run.sh BUILD_DIR: each command of searchbench once, on a tiny index, for right answers and right documents; nothing is
# timed. Prints TAP; exit status 1 when a test fails.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=$(cd "${1:-$root/build/dev}" && pwd) || exit 3
searchbench=$build/bench/searchbench
. "$root/tests/tools/tap.sh"
cd "$work" || exit 3

# into FILE ARGUMENT...: what searchbench writes.
into() {
    file=$1
    shift
    "$searchbench" "$@" >"$file"
}
says() { grep -qF -- "$1" err; }
# holds FILTER FILE: jq's answer is true.
holds() { jq -e "$@" >/dev/null; }
sound() { python3 "$root/tests/tools/json_schema.py" "$root/bench/searchbench/document.schema.json" <"$1"; }

"$build/corpus/generate" -n 400 >records.jsonl &&
    "$build/indexer/indexer" add -q -d idx records.jsonl >made.log 2>&1 || {
    cat made.log
    exit 3
}

for kind in natural phrase banded; do
    into "$kind" queries -d idx -k $kind -n 30
    into again queries -d idx -k $kind -n 30
    ok "queries: as many $kind ones as asked for" lines $kind 30
    ok "queries: the same $kind ones again" same $kind again
done
into other queries -d idx -n 30 --seed 2
ok 'queries: other ones by another seed' sh -c '! cmp -s natural other'
into short queries -d idx -k banded -n 30 --words-min 3 --words-max 3
ok 'queries: of the length asked for' sh -c 'awk "NF != 3 { exit 1 }" short'

ops=or10,or100,or1000,and10,phrase10,count,count_and,or_count
into latency.json latency -d idx -q natural --ops $ops --engine ranking,xapian --threads 1,2 -r 2 --samples
ok 'latency: a document as its schema says' sound latency.json
ok 'latency: an entry an operation, engine and number of threads' holds '.ops | length == 32' latency.json
ok 'latency: engines and threads give the same answers' \
    holds '[.ops | group_by(.op)[] | map(.answers) | unique | length] | all(. == 1)' latency.json
ok 'latency: every sample is kept' holds '[.ops[] | (.samples_us | length) == 60] | all' latency.json
ok 'latency: a time a query' holds '[.ops[] | (.per_query_us | length) == 30] | all' latency.json
ok 'latency: percentiles rise' \
    holds '[.ops[] | .min_us <= .p50_us and .p50_us <= .p90_us and .p90_us <= .p95_us and .p95_us <= .p99_us
            and .p99_us <= .p99_9_us and .p99_9_us <= .max_us] | all' latency.json
ok 'latency: the ranking core says what it read' \
    holds '[.ops[] | select(.engine == "ranking") | .postings > 0 and .postings_scored != null] | all' latency.json
into exhaustive.json latency -d idx -q natural --ops $ops -r 1 --exhaustive
ok 'latency: exhaustive evaluation answers the same' \
    sh -c 'for f in latency exhaustive; do
               jq -c "[.ops[] | select(.engine == \"ranking\" and .threads == 1) | [.op, .answers]]" $f.json >$f.answers
           done; cmp latency.answers exhaustive.answers'
into open.json latency -d idx -q natural --ops or10 -r 2 --rate 5000
ok 'latency: an open loop' sound open.json
ok 'latency: an open loop tells waiting from service' holds '.ops[0] | .loop == "open" and .service.p50_us <= .p50_us' open.json
into load.json latency -d idx -q natural --ops or10,and10 -r 2 --rates 0.1,0.5
ok 'latency: open loops at shares of capacity' sound load.json
ok 'latency: each after its closed loop' \
    holds '[.ops[] | [.op, .loop, .rate_share]] ==
           [(("or10", "and10") as $op | [$op, "closed", null], [$op, "open", 0.1], [$op, "open", 0.5])]' load.json
ok 'latency: with the same answers' holds '.ops | group_by(.op)[] | [.[].answers] | unique | length == 1' load.json
for wrong in 0 x 11 0.5,; do
    ok "latency: '$wrong' is no share of capacity" exits 2 "$searchbench" latency -d idx -q natural --ops or10 --rates $wrong
done
ok 'latency: a share of what processor time would allow is none' \
    exits 2 "$searchbench" latency -d idx -q natural --ops or10 --rates 0.5 --clock cpu
into cold.json latency -d idx -q natural --ops or10 -r 1 --cold
ok 'latency: cold' holds '.ops[0].cold and .ops[0].answers == ($warm[0].ops[] | select(.op == "or10") | .answers)' \
    --slurpfile warm latency.json cold.json
segment=$(ls idx/segments/*.seg | head -n 1)
into alone.json latency -d "$segment" -q natural --ops or10 -r 1
ok 'latency: a segment file alone' holds '.ops[0].answers == ($whole[0].ops[0].answers)' --slurpfile whole latency.json alone.json
ok 'latency: Xapian needs an index' exits 2 "$searchbench" latency -d "$segment" -q natural --engine xapian
ok 'latency: an unknown operation' exits 2 "$searchbench" latency -d idx -q natural --ops or10,nor10
ok 'latency: it is named' says '"nor10"'
ok 'latency: no index' exits 3 "$searchbench" latency -d absent -q natural
ok 'latency: a full disk is told' exits 3 sh -c '"$0" latency -d idx -q natural --ops or10 -r 1 >/dev/full' "$searchbench"

into index.json index --work built --keep --memory 8M records.jsonl
ok 'index: a document as its schema says' sound index.json
ok 'index: every stage and the whole' \
    holds '[.ops[].op] == ["read", "parse", "analyze", "invert", "write", "pack", "document", "xapian", "merge", "whole"]' index.json
ok 'index: all records, peak of memory and bytes written' \
    holds '.source.added == 400 and .whole.peak_bytes > 0 and .whole.bytes_written > 0 and .staged.peak_bytes > 0' index.json
ok 'index: sizes add up' \
    holds '([.sizes | to_entries[] | select(.key | startswith("segment_")) | .value] | add) == .index.segment_bytes' index.json
ok 'index: what it builds is what the indexer builds' \
    holds '.index.hash == $latency[0].index.hash' --slurpfile latency latency.json index.json
ok 'index: no such file' exits 3 "$searchbench" index --work built absent.jsonl

into micro.json micro --samples 2 --sample-us 1 records.jsonl
ok 'micro: a document as its schema says' sound micro.json
ok 'micro: kernel variants compute the same' holds '[.ops | group_by(.op)[] | map(.answers) | unique | length] | all(. == 1)' micro.json
ok 'micro: codecs, kernels, records, text' \
    holds '[.ops[].op] | index("encode16") and index("add_ids") and index("read records") and index("analyze, words known")' micro.json

"$searchbench" tokens records.jsonl >tokens
ok 'tokens: a line a record' lines tokens 400
mkdir bin && ln -s "$build/bench/peer_assay" bin/assay && ln -s "$build/bench/peer_assay" bin/twin
into peers.json peers --bin bin --tokens tokens -q natural --work work --ops $ops -r 1 --warm-least 0 --warm-most 0
ok 'peers: a document as its schema says' sound peers.json
ok 'peers: an entry an operation and engine' holds '.ops | length == 16' peers.json
ok 'peers: who has the same formula is compared' \
    holds '[.ops[] | select(.engine == "twin") | .agrees_with == "assay" and .agreeing_queries == 30] | all' peers.json
ok 'peers: with the words it was run by' holds '.run.words | test("^searchbench peers --bin bin .*--warm-most 0$")' peers.json
ok 'peers: builds are told' holds '[.engines[] | .documents == 400 and .build_seconds >= 0 and .bytes > 0] | all' peers.json
into again.json peers --bin bin --tokens tokens -q natural --work work --ops or10 -r 1 --warm-least 0 --warm-most 0 --engines twin
ok 'peers: what is built is used again' holds '.engines | length == 1 and .[0].build_seconds == ($first[0].engines[] | select(.engine == "twin") | .build_seconds)' \
    --slurpfile first peers.json again.json
into cpu.json peers --bin bin --tokens tokens -q natural --work work --ops or10 -r 1 --warm-least 0 --warm-most 0 --clock cpu
ok 'peers: by processor time' holds '[.ops[].clock] == ["cpu", "cpu"]' cpu.json
into brief.json peers --bin bin --tokens tokens -q natural --work work --ops or10 -r 2 --budget 0.000001
ok 'peers: a slow one is asked less, and it is told' \
    holds '[.ops[] | .queries >= 1 and .queries < 30 and (.per_query_us | length) == .queries] | all' brief.json
into built.json peers --bin bin --tokens tokens -q natural --work work --build-only
ok 'peers: built and not asked' holds '(.engines | length == 2) and .ops == null' built.json
printf '#!/bin/sh\nexit 3\n' >bin/broken && chmod +x bin/broken
ok 'peers: one that does not run is left out' \
    exits 0 "$searchbench" peers --bin bin --tokens tokens -q natural --work work --ops or10 -r 1 --warm-least 0 --warm-most 0
ok 'peers: with a line that says so' says 'broken is left out'
ok 'peers: unless it was asked for' \
    exits 3 "$searchbench" peers --bin bin --tokens tokens -q natural --work work --ops or10 --engines broken

# Topics are titles, each with the one record that has it.
head -n 20 records.jsonl | jq -r '[.id, .title] | @tsv' >topics.tsv
head -n 20 records.jsonl | jq -r '"\(.id) 0 \(.id) 1"' >qrels
into relevance.json relevance -d idx --topics topics.tsv --qrels qrels --metric mrr --clock cpu --name titles
ok 'relevance: a document as its schema says' sound relevance.json
ok 'relevance: titles find their records' holds '[.points[] | .value > 0.9] == [true, true, true]' relevance.json
ok 'relevance: as searcher eval measures it' sh -c '
    want=$("$0" eval -d idx --topics topics.tsv --qrels qrels --metrics mrr --rank fast -n 100 | awk "\$2 == \"all\" { print \$3 }")
    jq -e --argjson want "$want" ".points[0].value - \$want | fabs < 1e-4" relevance.json' "$build/searcher/searcher"

ok 'report: a page of all of them' "$searchbench" report -o page latency.json load.json peers.json index.json micro.json relevance.json
ok 'report: with the words each was run by' sh -c '[ "$(grep -c "<pre>searchbench" page/index.html)" -eq 6 ]'
ok 'report: with the figures of every run' \
    sh -c 'for kind in latency peers index micro relevance; do grep -q "<h3>$kind" page/index.html || exit 1; done'
if command -v gnuplot >/dev/null; then
    ok 'report: with pictures inside' sh -c '[ "$(grep -c "<svg" page/index.html)" -eq 5 ]'
    ok 'report: pictures by themselves' test -s page/engines.svg -a -s page/engines.png -a -s page/relevance.svg
fi
mkdir tools && ln -s "$(command -v sh)" tools/sh
ok 'report: without gnuplot, tables' exits 0 env PATH="$work/tools" "$searchbench" report -o bare peers.json
ok 'report: and it is said' says 'no pictures'
ok 'report: another version is refused' exits 4 sh -c 'echo "{\"searchbench\": 9}" >nine.json; "$0" report -o none nine.json' "$searchbench"

jq '.ops[].engine = "x\u0027; system(\u0027touch pwned\u0027)\n!touch pwned" | .ops[].op = "EOD\n!touch pwned"' latency.json >hostile.json
"$searchbench" report -o hostile hostile.json >/dev/null 2>&1
ok 'report: text of a document is never a command' sh -c '[ -s hostile/index.html ] && [ ! -e pwned ] && [ ! -e hostile/pwned ]'

rm bin/broken
"$root/bench/scale.sh" --build "$build" --peers bin --peers-up-to 400 --out scale --queries 10 --repeat 1 --ops or10,count \
    --stages-up-to 200 --text-up-to 200 --stream-above 250 --most twin=300 200 300 400 >scale.log 2>&1
ok 'scale: curves of several sizes' test -s scale/report/scaling.svg -o ! -x "$(command -v gnuplot)"
ok 'scale: a document a size and kind' sh -c '[ "$(ls scale/*.json | wc -l)" -eq 9 ]'
ok 'scale: records as they are made give what records on disk give' \
    holds '.source.records == 400 and .source.path == "-" and .xapian_text == false' scale/index-400.json
ok 'scale: to the peers too, side by side' holds '[.engines[].documents] == [300, 300]' scale/peers-300.json
ok 'scale: without a peer that the size is too large for' holds '[.engines[].engine] == ["assay"]' scale/peers-400.json
ok 'scale: and it is said' grep -qx '400: without twin' scale.log

# Documents made by hand: what compare says must not depend on this machine.
document() { # document FILE VERSION ANSWERS FACTOR
    jq -n --argjson version "$2" --arg answers "$3" --argjson factor "$4" \
        '[range(1; 101) | . * $factor] as $us |
         {searchbench: $version, kind: "latency", run: {}, index: {hash: "1"}, queries: {hash: "2"},
          ops: [{op: "or10", engine: "ranking", threads: 1, loop: "closed", clock: "wall", cold: false, answers: $answers,
                 mean_us: ($us | add / 100), p50_us: $us[49], p99_us: $us[98], per_query_us: $us}]}' >"$1"
}
document a.json 1 aa 1
document same.json 1 aa 1
document slower.json 1 aa 1.2
document little.json 1 aa 1.04
document faster.json 1 aa 0.5
jq '.ops[0] += {loop: "open", rate_share: 0.5, rate_qps: 100}' a.json >share.json
jq '.ops[0] += {loop: "open", rate_share: 0.5, rate_qps: 120}' slower.json >slower-share.json
document wrong.json 1 bb 0.5
document newer.json 2 aa 1
echo '{"figures": []}' >foreign.json
compare="$searchbench compare"
ok 'compare: the same is no regression' exits 0 $compare a.json same.json
ok 'compare: 20 % slower is one' exits 1 $compare a.json slower.json
ok 'compare: likewise at a share of each capacity' exits 1 $compare share.json slower-share.json
ok 'compare: but not with another share' exits 4 sh -c 'jq ".ops[0].rate_share = 0.6" share.json >other-share.json
    "$0" compare share.json other-share.json' "$searchbench"
exits 1 $compare a.json slower.json
ok 'compare: it is said' grep -q 'slower$' out
ok 'compare: also by the 99th percentile' exits 1 $compare --metric p99 a.json slower.json
ok 'compare: 4 % slower is within 5 %' exits 0 $compare a.json little.json
ok 'compare: but not within 1 %' exits 1 $compare --tolerance 0.01 a.json little.json
ok 'compare: twice as fast is not' exits 0 $compare a.json faster.json
ok 'compare: fast but wrong is' exits 1 $compare a.json wrong.json
ok 'compare: unless answers do not matter' exits 0 $compare --ignore-answers a.json wrong.json
ok 'compare: another version is refused' exits 4 $compare a.json newer.json
ok 'compare: by name' says 'newer.json: version 2'
ok 'compare: a foreign file is refused' exits 4 $compare a.json foreign.json
ok 'compare: an absent one too' exits 3 $compare a.json absent.json
into ratio.json compare --format json a.json slower.json
ok 'compare: ratio and interval as JSON' \
    holds '.rows[0] | .ratio > 1.199 and .ratio < 1.201 and .low > 1.199 and .high < 1.201 and .slower and .answers_same' ratio.json

tap_end
