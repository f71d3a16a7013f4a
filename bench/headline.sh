#!/usr/bin/env bash
# The README's picture, from nothing: builds Assay and its peers, measures them on generated records, draws.
#
#   bench/headline.sh [SIZE...]     sizes of collections (10000 100000); the largest is the picture's
#
# Leaves bench/results/engines.svg and the document it was drawn from. About half an hour on two cores; peers whose registry does
# not answer are left out with a line that says so. Documents of an earlier run in build/headline are used again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
[ $# -gt 0 ] || set -- 10000 100000
cmake --preset release
cmake --build --preset release --target searchbench generate peer_assay
PEERS_ASSAY=$PWD/build/release/bench/peer_assay bench/peers/build.sh build/peers
bench/scale.sh --peers build/peers/bin --out build/headline --queries 200 --peers-up-to "${!#}" "$@"
cp build/headline/report/engines.svg bench/results/engines.svg
cp "build/headline/peers-${!#}.json" bench/results/peers.json
