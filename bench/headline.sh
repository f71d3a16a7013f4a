#!/usr/bin/env bash
# The README's picture, from nothing: builds Assay and its peers, measures them on generated records, draws.
#
#   bench/headline.sh [SIZE...]     sizes of collections (10000 100000); the largest is the picture's
#
# Leaves the pictures and the documents they were drawn from in bench/results. Most of the time goes to Xapian and SQLite; peers whose registry does
# not answer are left out with a line that says so. Documents of an earlier run in build/headline are used again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -gt 0 ] || set -- 10000 100000
cmake --preset release
cmake --build --preset release --target searchbench generate peer_assay
PEERS_ASSAY=$PWD/build/release/bench/peer_assay bench/peers/build.sh build/peers
bench/scale.sh --peers build/peers/bin --out build/headline --queries 100 --peers-up-to "${!#}" "$@"
cp build/headline/report/engines.svg build/headline/report/scaling.svg bench/results/
for size in "$@"; do
    cp "build/headline/peers-$size.json" bench/results/
done
