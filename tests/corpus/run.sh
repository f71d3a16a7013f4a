#!/bin/sh
# run.sh BUILD_DIR: the generator, the program that compares collections, and the sample's checksums. Prints TAP; exit
# status 1 when a test fails.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build/dev}
here=$root/tests/corpus
generate=$build/corpus/generate
fit_stats=$build/corpus/fit_stats
. "$root/tests/tools/tap.sh"

# made FILE ARGUMENT...: what the generator writes, in a file of the temporary folder.
made() {
    file=$work/$1
    shift
    "$generate" "$@" >"$file"
}
fills_no_disk() { exits 3 sh -c '"$0" -n 5000 >/dev/full' "$generate"; }
differ() { ! cmp -s "$work/$1" "$work/$2"; }

made records -n 300
made again -n 300
ok 'the same seed gives the same bytes' same records again
made other -n 300 --seed 2
ok 'another seed gives others' differ records other
made few -n 100
head -n 100 "$work/records" >"$work/head"
ok 'a record does not depend on how many are asked for' same few head
made late -n 200 --first 100
cat "$work/few" "$work/late" >"$work/joined"
ok 'pieces make the whole' same joined records
for count in 0 1 2 300; do
    made counted -n "$count"
    ok "asked for $count, it writes $count" lines counted "$count"
done
made far -n 1 --first 99999999
ok 'the hundred millionth record is at hand' grep -q '^{"id":"G099999999"' "$work/far"

# Figures are compared between machines and years: whoever changes the bytes does it on purpose, here and in fit.md.
cat "$work/records" >"$work/all"
for kind in natural banded phrase; do
    "$generate" -n 300 --queries 50 --ops "$kind" >>"$work/all"
done
ok 'the bytes are those of every machine' sh -c '[ "$(sha256sum <"$0" | cut -c 1-64)" = "$1" ]' "$work/all" \
    13058ceaca1461b3555ac6c849209b271596764dca5b9d9bdb55dc6fd0446a98

made trials -n 50 --type trial
made abstracts -n 50 --type abstract
printf 'melanoma interleukin\nasthma\n' >"$work/topics.txt"
made topical -n 50 --topics "$work/topics.txt"
for kind in natural banded phrase; do
    made "$kind" -n 20 --queries 40 --ops "$kind"
    ok "as many $kind queries as asked for" lines "$kind" 40
done
made twenty -n 20
if command -v python3 >/dev/null; then
    for check in valid mixed types topical natural phrases; do
        ok "$check" python3 "$here/check.py" "$check" "$work"
    done
fi

ok 'help is no error' exits 0 "$generate" --help
ok 'the number of records is needed' exits 2 "$generate"
for value in x -1 1.5 '' 99999999999999999999; do
    ok "'$value' is no number of records" exits 2 "$generate" -n "$value"
done
ok 'an unknown type is refused' exits 2 "$generate" -n 1 --type letter
ok 'an unknown kind of query is refused' exits 2 "$generate" -n 1 --queries 1 --ops fuzzy
ok 'queries for nothing are refused' exits 2 "$generate" -n 0 --queries 1
ok 'a stray argument is refused' exits 2 "$generate" -n 1 more
ok 'a missing topics file is named' exits 3 "$generate" -n 1 --topics "$work/none"
ok 'in the message' grep -q "$work/none" "$work/err"
: >"$work/empty"
ok 'a topics file without words is refused' exits 3 "$generate" -n 1 --topics "$work/empty"
[ ! -e /dev/full ] || ok 'a full disk is a failure' fills_no_disk

ok 'statistics of two collections' sh -c '"$0" "$1" "$2" >"$3"' "$fit_stats" "$work/records" "$work/other" "$work/table"
ok 'say how many records each has' grep -q '^| records | 300 | 300 | 1.00 |' "$work/table"
printf '{"title": "a"}\n{"title": \n' >"$work/broken"
ok 'a broken line is a failure' exits 3 "$fit_stats" "$work/broken"
ok 'named by its number' grep -q 'broken:2:' "$work/err"

ok 'the sample is what its checksums say' sh -c 'cd "$0/corpus" && sha256sum --quiet -c sample.sha256' "$root"
ok 'and nothing else' sh -c 'cd "$0/corpus" && find sample -type f | LC_ALL=C sort >"$1" && cut -c 67- sample.sha256 | cmp "$1" -' \
    "$root" "$work/found"

indexer=$build/indexer/indexer
searcher=$build/searcher/searcher
if [ -x "$indexer" ]; then
    ok 'the sample is indexed without a complaint' "$indexer" add -d "$work/index" "$root/corpus/sample"
    said=$(sed -n 's/^added  *\([0-9]*\)$/\1/p' "$work/said")
    told=$(sed -n 's/^| \*\*all\*\* | | \*\*\([0-9]*\)\*\* |$/\1/p' "$root/corpus/README.md")
    ok "with as many records as README.md counts ($told)" [ "${said:-0}" -eq "${told:-1}" ]
fi
# first_is IDENTITY QUERY
first_is() { [ "$("$searcher" -d "$work/index" -n 1 --format ids "$2")" = "$1" ]; }
if [ -x "$indexer" ] && [ -x "$searcher" ]; then
    while IFS='	' read -r query wanted; do
        ok "finds $wanted first: $query" first_is "$wanted" "$query"
    done <"$root/corpus/QUERIES.tsv"
fi

tap_end
