#!/usr/bin/env bash
# The README's picture, from nothing: builds Assay and its peers, measures them on generated records, draws.
#
#   bench/headline.sh [--clock cpu] [SIZE...]     sizes of collections (10000 100000); the largest is the picture's
#
# Leaves the picture and the peers' documents it was drawn from in bench/results. Most of the time goes to Xapian and SQLite; peers whose registry does
# not answer are left out with a line that says so. Documents of an earlier run in build/headline are used again, and so are its indexes: to measure
# anew on the same indexes remove build/headline/*.json. With --clock cpu times are of the searching thread's processor time, for busy machines.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
clock=wall
if [ "${1:-}" = --clock ]; then
    clock=$2
    shift 2
fi
[ $# -gt 0 ] || set -- 10000 100000
cmake --preset release
cmake --build --preset release --target searchbench generate peer_assay
PEERS_ASSAY=$PWD/build/release/bench/peer_assay bench/peers/build.sh build/peers
bench/scale.sh --peers build/peers/bin --out build/headline --queries 100 --peers-up-to "${!#}" --stages-up-to 10000 --text-up-to 10000 \
    --budget 10 --warm-most 6 --clock "$clock" --keep "$@"
# The documents of growth in bench/results are bench/scale.sh's, of more queries.
cp build/headline/report/engines.svg bench/results/
for size in "$@"; do
    cp build/headline/peers-"$size".json bench/results/
done
