#!/bin/sh
# What the programs print and how they end, case by case: cases/NAME.sh is run in an empty folder and what it prints must be
# cases/NAME.out to the byte, unless it prints SKIP: and why. `indexer` and `searcher` are in its PATH, the sample corpus is the folder `sample`.
#
#   sh tests/cli/run.sh BUILD [NAME...]     UPDATE=1 writes the .out files anew: read the difference before keeping it
set -u
cd "$(dirname "$0")" || exit 1
here=$(pwd) root=$(cd ../.. && pwd)
build=$(cd "$root" && cd "${1:-build/dev}" && pwd) || exit 1
[ $# -gt 0 ] && shift
PATH=$build/indexer:$build/searcher:$PATH
LC_ALL=C.UTF-8
export PATH LC_ALL
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

run_case() {
    name=$(basename "$1" .sh)
    mkdir "$work/$name" && cd "$work/$name" || exit 1
    ln -s "$root/corpus/sample" sample
    sh -u "$here/cases/$name.sh" >../"$name.got" 2>&1 </dev/null
    cd "$here" || exit 1
    [ -n "${UPDATE:-}" ] && cp "$work/$name.got" "cases/$name.out"
    if grep -q '^SKIP: ' "$work/$name.got"; then
        echo "skipped: $name: $(sed -n 's/^SKIP: //p' "$work/$name.got")"
        return
    fi
    if diff -u "cases/$name.out" "$work/$name.got"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
    fi
}

if [ $# -gt 0 ]; then
    for name in "$@"; do run_case "cases/$name.sh"; done
else
    for case in cases/*.sh; do run_case "$case"; done
fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
