#!/bin/sh
# Every file of shared/ includes only its own layer and the layers beneath it; nothing looks upward or sideways.
set -eu
cd "$(dirname "$0")/../.."

sees() {
    case $1 in
    base) echo base ;;
    text | records | ranking | catalogue) echo "base $1" ;;
    query) echo "base text query" ;;
    vocabulary) echo "base text records vocabulary" ;;
    index) echo "base text records ranking catalogue query vocabulary index" ;;
    search) echo "base text records ranking catalogue query vocabulary index search" ;;
    evaluation) echo "base records search evaluation" ;;
    cli) echo "base cli" ;;
    *) echo "" ;;
    esac
}

failed=0
for folder in shared/*/; do
    layer=$(basename "$folder")
    [ "$layer" = cmake ] && continue
    allowed=$(sees "$layer")
    if [ -z "$allowed" ]; then
        echo "shared/$layer is no layer of the design"
        failed=1
        continue
    fi
    pattern=$(echo "$allowed" | tr ' ' '|')
    wrong=$(grep -nE '^#include "' -r "$folder" --include='*.[ch]' --include='*.cc' --include='*.hh' |
        grep -vE "#include \"($pattern)/" || true)
    if [ -n "$wrong" ]; then
        echo "looks out of its layer:"
        echo "$wrong"
        failed=1
    fi
done

# Large layers have rooms. A room sees its layer's own headers, itself and the rooms named here; nothing looks back.
room_sees() {
    case $1 in
    ranking/kernels) echo "" ;;
    ranking/segment) echo "kernels" ;;
    ranking/writing) echo "kernels segment" ;;
    ranking/retrieval) echo "kernels segment" ;;
    records/input | records/xml) echo "" ;;
    records/json) echo "input" ;;
    records/tables) echo "input json" ;;
    records/pages) echo "input articles" ;;
    records/articles) echo "input xml" ;;
    records/trials) echo "input xml json tables articles" ;;
    records/collections) echo "input xml articles" ;;
    *) return 1 ;;
    esac
}

for folder in shared/*/*/; do
    room=$(basename "$(dirname "$folder")")/$(basename "$folder")
    [ -n "$(git ls-files "$folder*.c")" ] || continue
    if ! seen=$(room_sees "$room"); then
        echo "shared/$room is no room of its layer"
        failed=1
        continue
    fi
    layer=${room%%/*}
    pattern=$(echo "$(basename "$folder") $seen" | sed 's/ *$//' | tr ' ' '|')
    wrong=$(grep -nE "^#include \"$layer/[a-z]+/" -r "$folder" --include='*.[ch]' |
        grep -vE "#include \"$layer/($pattern)/" || true)
    if [ -n "$wrong" ]; then
        echo "looks out of its room:"
        echo "$wrong"
        failed=1
    fi
done

only() { # only LIBRARY_HEADER PATTERN_OF_FILES: one place knows each outside library of our trade
    wrong=$(grep -lE "#include <$1" -r shared indexer searcher | grep -vE "$2" || true)
    if [ -n "$wrong" ]; then
        echo "<$1> is included outside its room: $wrong"
        failed=1
    fi
}
only 'utf8proc' '^shared/text/unicode'
only 'libstemmer' '^shared/text/stemmer'
only 'xapian' '^shared/catalogue/'
only 'expat' '^shared/records/xml/'
only 'archive' '^shared/records/input/(container|archive_library)'
exit $failed
