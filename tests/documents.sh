#!/bin/sh
# documents.sh BUILD_DIR: the examples of README and manual pages print what the documents say.
set -eu
cd "$(dirname "$0")/.."
python3 tests/documents.py "$1" README.md $(ls searcher/*.1 indexer/*.1 2>/dev/null)
