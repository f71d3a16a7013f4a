#!/bin/sh
# No file of code over 600 lines: beyond that a room has become a warehouse.
set -eu
cd "$(dirname "$0")/../.."
long=$(git ls-files '*.c' '*.h' '*.cc' '*.hh' '*.py' '*.java' '*.rs' | xargs wc -l | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 " lines" }')
[ -z "$long" ] || { echo "$long"; exit 1; }
