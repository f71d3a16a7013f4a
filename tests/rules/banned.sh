#!/bin/sh
# Functions that cannot be used safely, prints in the library, notes left for later, and paths of one machine.
set -eu
cd "$(dirname "$0")/../.."
failed=0

refuse() { # refuse WHAT PATTERN PATHS...
    what=$1 pattern=$2
    shift 2
    found=$(git grep -nIE "$pattern" -- "$@" ':!tests/rules/*' || true)
    if [ -n "$found" ]; then
        echo "$what:"
        echo "$found"
        failed=1
    fi
}

refuse "unsafe function" '\b(strcpy|strcat|sprintf|vsprintf|atoi|atol|atof|strtok|gets)\(' '*.c' '*.h' '*.cc' '*.hh'
refuse "the library prints" '\b(printf|puts|putchar|perror)\(' 'shared/*.c' 'shared/*.cc' ':!shared/cli/*'
refuse "the library writes to a standard stream" '\b(stdout|stderr)\b' 'shared/*.c' 'shared/*.cc' ':!shared/cli/*'
refuse "the library exits" '\b(exit|abort|_exit)\(' 'shared/*.c' 'shared/*.cc'
# The words are put together here, so that a search for them finds none in this tree.
refuse "left for later" '\b(TO''DO|FIX''ME|XX''X|HA''CK)\b' '*.c' '*.h' '*.cc' '*.hh' '*.sh' '*.cmake' '*.txt' '*.md'
refuse "tuned to one machine" 'march=native' '*.txt' '*.cmake' '*.json' '*.sh'
refuse "a path of one machine" '/(home|root|work|farm)/' '*' ':!LICENSE'
refuse "intrinsics outside their files" '#include <(imm|xmm|emm|smm|tmm|arm_neon)' '*.c' '*.h' ':!shared/*/*_avx*.c' ':!shared/*/*_avx*.h' ':!shared/*/*_v256.h' ':!shared/*/*_neon.c'
exit $failed
