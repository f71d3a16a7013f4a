#!/bin/sh
# Kills the indexer at random moments of adding, deleting, merging and rebuilding; after each the index must be sound and hold
# exactly the records of some commit: those before the command, those after it, or (a load that commits on its way) a beginning of it.
#
#   sh tests/crash.sh BUILD [ROUNDS [SEED]]
set -u
cd "$(dirname "$0")/.." || exit 1
indexer=$(cd "${1:-build/dev}" && pwd)/indexer/indexer searcher=$(cd "${1:-build/dev}" && pwd)/searcher/searcher
rounds=${2:-25} seed=${3:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
index=$work/index
echo "$rounds rounds, seed $seed"

# rand N: 0..N-1, the same sequence for the same seed.
rand() {
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    drawn=$((seed / 65536 % $1))
}
# records FROM COUNT VERSION
records() {
    awk -v from="$1" -v count="$2" -v version="$3" 'BEGIN {
        split("melanoma interleukin lung toxicity placebo survival dose trial cohort relapse", word, " ")
        for (i = from; i < from + count; i++) {
            printf "{\"_id\": \"r%d\", \"title\": \"Record %d version %d\", \"text\": \"", i, i, version
            for (k = 0; k < 40; k++) printf "%s w%d ", word[(i * 7 + k * k) % 10 + 1], (i * 31 + k) % 977
            print "\"}"
        }
    }'
}
identities() { "$indexer" dump -d "$index" | sed 's/.*"id":"\([^"]*\)".*"title":\["\([^"]*\)"\].*/\1 \2/' | sort; }
fail() {
    echo "FAILED in round $round ($command): $1"
    ls -l "$index" "$index/segments" "$index/catalogue"
    exit 1
}

"$indexer" add -d "$index" -f jsonl - <<RECORDS >/dev/null || exit 1
$(records 0 400 0)
RECORDS
round=0 killed=0
while [ $round -lt "$rounds" ]; do
    round=$((round + 1))
    identities >"$work/before"
    rand 7 && kind=$drawn
    rand 600 && from=$drawn
    records "$from" 300 $round >"$work/new.jsonl"
    case $kind in
    0 | 1) command="add" && set -- add -d "$index" --memory 8M "$work/new.jsonl" ;;
    2)
        command="delete"
        # shellcheck disable=SC2046  # one word an identity
        set -- delete -d "$index" $(head -n 60 "$work/before" | cut -d ' ' -f 1)
        ;;
    3 | 4) command="optimize" && set -- optimize --order similar -d "$index" ;;
    5) command="optimize" && set -- optimize -d "$index" ;;
    *) command="rebuild" && set -- rebuild -d "$index" ;;
    esac
    "$indexer" "$@" >/dev/null 2>"$work/err" &
    process=$!
    rand 120 && sleep "0.$(printf '%03d' "$drawn")"
    kill -KILL $process 2>/dev/null && killed=$((killed + 1))
    wait $process 2>/dev/null
    "$indexer" check -d "$index" >"$work/check" 2>&1 || { cat "$work/check" && fail "not sound"; }
    identities >"$work/after"
    [ -s "$work/after" ] || fail "empty"
    sort -u -k 1,1 "$work/after" | cmp -s - "$work/after" || fail "an identity twice"
    # Each record is one from before or one of the new ones.
    sed 's/{"_id": "\(r[0-9]*\)", "title": "\([^"]*\)".*/id:\1 \2/' "$work/new.jsonl" | sort >"$work/new"
    sort -u "$work/before" "$work/new" >"$work/known"
    [ -z "$(comm -23 "$work/after" "$work/known")" ] || fail "unknown records"
    # What an update changed is kept with it: here each brings another title.
    updated=$("$searcher" -d "$index" --count 'updates:>=1') changed=$("$searcher" -d "$index" --count changed:ti)
    [ "$updated" = "$changed" ] || fail "$updated records were updated, $changed know what changed"
    # Nothing is lost that was not deleted or replaced.
    cut -d ' ' -f 1 "$work/before" >"$work/ids.before"
    cut -d ' ' -f 1 "$work/after" >"$work/ids.after"
    lost=$(comm -23 "$work/ids.before" "$work/ids.after" | wc -l)
    if [ $command = delete ]; then
        [ "$lost" -eq 0 ] || [ "$lost" -eq "$(head -n 60 "$work/before" | wc -l)" ] || fail "$lost records of a deletion are gone"
    else
        [ "$lost" -eq 0 ] || fail "$lost records are lost"
    fi
    case $command in optimize | rebuild) cmp -s "$work/before" "$work/after" || fail "records changed" ;; esac
done
leftover=$(ls "$index/segments" | wc -l)
"$indexer" optimize -d "$index" || fail "cannot go on"
"$indexer" check -d "$index" || fail "not sound in the end"
[ "$(ls "$index/segments" | wc -l)" -eq 1 ] || fail "files are left over"
[ "$(ls "$index" | grep -c '^catalogue')" -eq 1 ] || fail "folders are left over"
echo "$killed of $rounds killed; $leftover files before the last merge; sound"
