#!/bin/sh
# cppcheck over all of the code. tests/rules/cppcheck.txt says which remarks are not defects here, and why.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p build
git ls-files "shared/*.c" "indexer/*.c" "searcher/*.c" "corpus/*.c" "bench/*.c" >build/cppcheck.files
cppcheck --file-list=build/cppcheck.files --quiet --std=c11 --language=c --error-exitcode=1 -j2 --inline-suppr -D_GNU_SOURCE -DASSAY_VERSION='"0"' \
    --enable=warning,portability,performance --suppressions-list=tests/rules/cppcheck.txt \
    -Ishared 2>&1
