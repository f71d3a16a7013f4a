#!/bin/sh
# tidy.sh BUILD_DIR: clang-tidy over all C files of the compilation database.
set -eu
cd "$(dirname "$0")/../.."
build=$1
git ls-files 'shared/*.c' 'indexer/*.c' 'searcher/*.c' >"$build/tidy.files"
test -s "$build/tidy.files"
# One file a process: with several, what the analyzer knows of a va_list in one leaks into the next.
status=0
xargs -P 2 -n 1 clang-tidy --quiet -p "$build" <"$build/tidy.files" >"$build/tidy.log" 2>&1 || status=$?
# Every file says how many warnings it had before they were filtered: one that does not was not read.
read=$(grep -cE '^[0-9]+ warnings? generated' "$build/tidy.log" || true)
asked=$(wc -l <"$build/tidy.files")
if [ "$status" -ne 0 ] || grep -qE '(warning|error):' "$build/tidy.log"; then
    grep -vE '^[0-9]+ warnings? generated|^Suppressed|^Use -header-filter' "$build/tidy.log" || true
    exit 1
fi
if [ "$read" -lt $((asked / 2)) ]; then
    echo "clang-tidy said nothing of $((asked - read)) of $asked files"
    exit 1
fi
