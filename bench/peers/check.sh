#!/usr/bin/env bash
# Builds the peers and holds each to the protocol on a small generated corpus.
#
#   check.sh [OUT_DIR [PEER ...]]
#
# OUT_DIR is where the peers are built (default: a folder of its own, removed at the end). Named
# peers must build; without names those that can be built are checked.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
out=${1:-$work/out}
shift || true

"$here/build.sh" "$out" "$@"
python3 "$here/conformance.py" "$work" "$out"/bin/*
