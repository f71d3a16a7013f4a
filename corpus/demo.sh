#!/bin/sh
# demo.sh [FOLDER]: sets Assay up from nothing, indexes the sample corpus and asks it a few questions.
#
# Installs the Debian packages the build needs, builds the two programs in build/release, writes the index to FOLDER (build/demo).
# What is done already is said and skipped.
set -eu
cd "$(dirname "$0")/.."
index=${1:-build/demo}
release=build/release

say() {
    printf '\n== %s\n' "$*"
}

say "Packages"
sh corpus/install_packages.sh build

say "Build"
if [ ! -f $release/build.ninja ]; then
    cmake --preset release >/dev/null
fi
cmake --build --preset release --target indexer searcher | tail -n 1
indexer=$release/indexer/indexer
searcher=$release/searcher/searcher

say "Index the sample corpus: indexer add -d $index corpus/sample"
$indexer add -d "$index" corpus/sample

ask() {
    say "searcher -d $index $*"
    $searcher -d "$index" "$@"
}

ask -n 3 'inhaled il-2 lung metastases'
ask -n 2 'B7-H3 CAR T small cell lung'
ask -n 3 'interleukin 2 toxicity endothelial cells'
ask -n 3 '+melanoma phase:2 type:trial status:recruiting'
ask -n 1 NCT99000001
