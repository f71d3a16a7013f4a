#!/bin/sh
# Runs of engines of others over the test collections, for tests/relevance.sh to measure beside ours.
#
#   bench/outside.sh OUT_DIR [BUILD] [COLLECTION...]     (build/release; all collections of tests/relevance.sh)
#
# makes OUT_DIR/runs/COLLECTION.ENGINE.run, TREC format, 1000 hits a topic, and the topics and judgments they are of beside them. Engines:
#
#   anserini       Anserini as it comes (BM25 k1 .9 b .4, its English analyzer with Porter's stemmer, bag of words), title and text as one field
#   anserini-all   the same with every field that tells of the subject (keywords, headings, conditions ...) in that field
#   anserini-rm3   anserini with its RM3 feedback, also as it comes
#   xapian         Xapian as it comes (its term generator, query parser and BM25; bench_xapian_stock), title and text
#   xapian-all     the same with every field that tells of the subject
#
# Anserini is its own fat jar of Maven Central, fetched by mvn into mvn's own store; it wants Java 21 or later (JAVA_HOME, or the newest of
# /usr/lib/jvm). ANSERINI_VERSION=1.5.0 says which. An engine that cannot be had is skipped with a line. The table: RELEVANCE_RUNS=OUT_DIR/runs sh tests/relevance.sh. RELEVANCE_TOPICS=N as in tests/relevance.sh.
set -eu
[ $# -ge 1 ] || { echo 'usage: outside.sh OUT_DIR [BUILD] [COLLECTION...]' >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$1/runs"
out=$(cd "$1" && pwd)
shift
build=${1:-$root/build/release}
[ $# -eq 0 ] || shift
[ $# -gt 0 ] || set -- scifact cf sysrev-cohen2006 nli4ct evidence-inference trec-ct-2021
data=${ASSAY_DATA:-$root/../shared/data}/collections
version=${ANSERINI_VERSION:-1.5.0}
jar=$out/anserini-$version-fatjar.jar

find_java() {
    for folder in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        major=$("$folder/bin/javac" -version 2>&1 | sed -nE 's/^javac ([0-9]+).*/\1/p')
        [ "${major:-0}" -lt 21 ] || { echo "$folder"; return; }
    done
}

fetch_anserini() {
    java=$(find_java)
    [ -n "$java" ] || { echo 'outside.sh: anserini skipped: no Java of 21 or later' >&2; return 1; }
    [ ! -f "$jar" ] || return 0
    command -v mvn >/dev/null || { echo 'outside.sh: anserini skipped: mvn is not installed' >&2; return 1; }
    mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy -DoutputDirectory="$out" \
        -Dartifact="io.anserini:anserini:$version:jar:fatjar" >"$out/mvn.log" 2>&1 ||
        { echo "outside.sh: anserini skipped: $out/mvn.log says why" >&2; return 1; }
}

# anserini CLASS OPTION...
anserini() {
    class=$1
    shift
    "$java/bin/java" -Xmx4g -cp "$jar" "io.anserini.$class" "$@" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
}

# anserini_index text|all
anserini_index() {
    anserini index.IndexCollection -collection JsonCollection -generator DefaultLuceneDocumentGenerator -threads 1 -storeDocvectors \
        -input "$work/$1" -index "$work/index.$1"
}

# anserini_run text|all ENGINE OPTION...
anserini_run() {
    index=$work/index.$1
    engine=$2
    shift 2
    anserini search.SearchCollection -index "$index" -topics "$work/topics.tsv" -topicReader TsvString -hits 1000 -bm25 -threads 1 \
        -runtag "$engine-$version" -output "$out/runs/$collection.$engine.run" "$@"
}

have_anserini=yes
fetch_anserini || have_anserini=
for collection in "$@"; do
    folder=$data/$collection
    work=$out/$collection
    [ -f "$folder/docs.jsonl.gz" ] || { echo "outside.sh: $collection is not at hand" >&2; continue; }
    rm -rf "$work"
    mkdir -p "$work"
    python3 "$root/bench/outside.py" "$folder" "$work" "${RELEVANCE_TOPICS:-1000}"
    cp "$work/qrels.txt" "$out/runs/$collection.qrels"
    if [ -n "$have_anserini" ]; then
        anserini_index text
        anserini_index all
        anserini_run text anserini
        anserini_run all anserini-all
        anserini_run text anserini-rm3 -rm3 -collection JsonCollection
    fi
    if [ -x "$build/bench/bench_xapian_stock" ]; then
        "$build/bench/bench_xapian_stock" "$work/text/docs.jsonl" "$work/topics.tsv" >"$out/runs/$collection.xapian.run"
        "$build/bench/bench_xapian_stock" "$work/all/docs.jsonl" "$work/topics.tsv" >"$out/runs/$collection.xapian-all.run"
    else
        echo "outside.sh: xapian skipped: $build/bench/bench_xapian_stock is not built" >&2
    fi
    rm -rf "$work"
done
