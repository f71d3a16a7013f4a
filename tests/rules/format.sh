#!/bin/sh
# The layout of the code is clang-format's.
set -eu
cd "$(dirname "$0")/../.."
git ls-files '*.c' '*.h' '*.cc' '*.hh' | xargs clang-format --dry-run -Werror
