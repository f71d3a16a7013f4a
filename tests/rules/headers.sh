#!/bin/sh
# Every header of shared/ compiles alone.
set -eu
cd "$(dirname "$0")/../.."
failed=0
# Headers of one instruction set compile only with its flags.
for header in $(git ls-files 'shared/*.h' ':!shared/ranking/kernels/kernels_v*.h'); do
    gcc -std=c11 -D_GNU_SOURCE -Ishared -Wall -Wextra -Werror -fsyntax-only -x c "$header" || {
        echo "does not compile alone: $header"
        failed=1
    }
done
exit $failed
