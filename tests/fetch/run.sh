#!/bin/sh
# The fetch scripts against a stub server. Prints TAP; exit status 1 when a test fails.
set -u
here=$(cd "$(dirname "$0")" && pwd)
corpus=$here/../../corpus
shell=${ASSAY_TEST_SHELL:-sh}
work=$(mktemp -d) || exit 3

for needed in python3 curl; do
    command -v "$needed" >/dev/null || { echo "$needed is not installed"; exit 77; }
done

python3 "$here/stub_server.py" "$work/port" &
server=$!
trap 'kill "$server" 2>/dev/null; wait "$server" 2>/dev/null; rm -rf "$work"' EXIT
tries=0
until [ -f "$work/port" ]; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || { echo 'Bail out! the stub server did not start'; exit 1; }
    sleep 0.1
done
stub=http://127.0.0.1:$(cat "$work/port")
unset NCBI_API_KEY ASSAY_CTGOV_URL ASSAY_EUTILS_URL ASSAY_PUBMED_FTP_URL http_proxy HTTP_PROXY all_proxy ALL_PROXY
export no_proxy='127.0.0.1'

number=0 failed=0
# ok NAME COMMAND...: one test line; what the run wrote is shown when the command fails.
ok() {
    name=$1
    shift
    number=$((number + 1))
    if "$@"; then
        echo "ok $number - $name"
    else
        failed=$((failed + 1))
        echo "not ok $number - $name"
        sed 's/^/# /' "$work/out"
    fi
}
# ctgov / pubmed BEHAVIOUR FOLDER ARGUMENT...: runs a script; sets status.
ctgov() {
    behaviour=$1 folder=$work/$2
    shift 2
    "$shell" "$corpus/fetch_ctgov.sh" -w 0.01 -r 3 -u "$stub/$behaviour" -o "$folder" "$@" >"$work/out" 2>&1
    status=$?
}
pubmed() {
    behaviour=$1 folder=$work/$2
    shift 2
    "$shell" "$corpus/fetch_pubmed.sh" -w 0.01 -r 3 -u "$stub/$behaviour" -o "$folder" "$@" >"$work/out" 2>&1
    status=$?
}
exits() { [ "$status" -eq "$1" ]; }
says() { grep -q -- "$1" "$work/out"; }
files() { [ "$(ls "$folder" | tr '\n' ' ')" = "$1" ]; }
no_parts() { ! find "$folder" -name '*.part' | grep -q .; }
requests() { curl -s "$stub/log" | grep -c "^\"$1 "; }
ids() { cat "$folder"/* | grep -o "$1" | LC_ALL=C sort -u | wc -l | tr -d ' '; }
equals() { [ "$1" = "$2" ]; }

ctgov plain all -s 3
ok 'paging ends with status 0' exits 0
ok 'a page a file' files 'studies-000001.json studies-000002.json studies-000003.json '
ok 'every study came once' equals "$(cat "$folder"/*.json | grep -o 'NCT99[0-9]*' | wc -l | tr -d ' ')" 7
ok 'a text that speaks of nextPageToken does not mislead' equals "$(ids 'NCT99[0-9]*')" 7
before=$(requests plain)
ctgov plain all -s 3
ok 'a whole download is not repeated' equals "$(requests plain)" "$before"
ok 'and says so' says 'there already'
ctgov plain all -s 3 -q melanoma
ok 'another query in the same folder is refused' exits 2
ctgov plain query -q 'AREA[Condition]small cell & "B7-H3"'
ok 'a query is sent as it is written' sh -c "curl -s '$stub/log' | grep -F 'query.term=AREA[Condition]small' | grep -qF 'B7-H3'"
ctgov plain steps -s 2 -n 1
ok 'a stop after one page is no failure' exits 0
ctgov plain steps -s 2
ok 'resuming brings the rest' equals "$(ids 'NCT99[0-9]*')" 7
ok 'under the numbers that follow' files 'studies-000001.json studies-000002.json studies-000003.json studies-000004.json '
ctgov once500 once -s 3
ok 'a 500 is tried again' equals "$status $(ids 'NCT99[0-9]*')" '0 7'
ctgov busy busy -s 7
ok 'a 429 is waited for' equals "$status $(ids 'NCT99[0-9]*')" '0 7'
ctgov broken broken -s 3
ok 'a broken connection is tried again' equals "$status $(ids 'NCT99[0-9]*')" '0 7'
ctgov cut cut -s 3
ok 'a cut page is tried again' equals "$status $(ids 'NCT99[0-9]*')" '0 7'
ctgov down down -s 3
ok 'a server that stays down ends with status 3' exits 3
ok 'with the pages before it kept' files 'studies-000001.json '
ok 'and no half file' no_parts
ok 'after as many tries as were asked for' equals "$(requests down)" 5
ctgov wrong wrong -q 'AREA['
ok 'a refused request is not repeated' equals "$status $(requests wrong)" '3 1'
ok 'and the reason is shown' says 'Unexpected token'

pubmed plain articles -q 'il-2[ti]' -s 2
ok 'articles come in batches' equals "$status $(ids '99[0-9]\{6\}')" '0 5'
ok 'named by their place' files 'pubmed-all-0000000.xml pubmed-all-0000002.xml pubmed-all-0000004.xml '
rm "$folder/pubmed-all-0000002.xml"
pubmed plain articles -q 'il-2[ti]' -s 2
ok 'only the missing batch is fetched again' says '1 files fetched, 2 there before'
pubmed plain articles -q 'il-15[ti]' -s 2
ok 'another query in the same folder is refused here too' exits 2
pubmed once500 once-articles -q x -s 2
ok 'a 500 is tried again for articles' equals "$status $(ids '99[0-9]\{6\}')" '0 5'
pubmed cut cut-articles -q x -s 2
ok 'a cut batch is tried again' equals "$status $(ids '99[0-9]\{6\}')" '0 5'
pubmed many many -q x
ok 'a large answer is cut by date until it fits' files 'pubmed-2021-02-0000000.xml pubmed-2021-11-0000000.xml '
pubmed down2/.. nothing -q ''
ok 'an empty query is refused' exits 2

pubmed plain baseline -b -n 2
ok 'files of the baseline' equals "$status $(ls "$folder" | tr '\n' ' ')" '0 pubmed99n0001.xml.gz pubmed99n0002.xml.gz '
pubmed plain baseline -b
ok 'the rest of the baseline' says '1 files fetched, 2 there before'
curl -s "$stub/plain/baseline/pubmed99n0003.xml.gz" >"$work/wanted"
ok 'byte for byte' cmp -s "$work/wanted" "$folder/pubmed99n0003.xml.gz"
pubmed broken halves -d -n 1
ok 'a broken file is continued' equals "$status $(ls "$folder")" '0 pubmed99n0001.xml.gz'
ok 'where it broke off' sh -c "curl -s '$stub/log' | grep 'broken updatefiles' | grep -q 'bytes=[1-9]'"
curl -s "$stub/plain/updatefiles/pubmed99n0001.xml.gz" >"$work/wanted"
ok 'and comes out right' cmp -s "$work/wanted" "$folder/pubmed99n0001.xml.gz"
pubmed rotten rotten -b -n 1
ok 'a file with the wrong sum is a failure' exits 3
ok 'and is not kept' sh -c "[ -z \"\$(ls -A '$folder')\" ]"

ctgov plain '' -s 0
ok 'a page size of 0 is refused' exits 2
ctgov plain '' -s many
ok 'a page size in words is refused' exits 2
ctgov plain '' melanoma
ok 'a stray argument is refused' says 'unexpected argument: melanoma'
ctgov plain '' -x
ok 'an unknown option is refused' exits 2
"$shell" "$corpus/fetch_ctgov.sh" >"$work/out" 2>&1
status=$?
ok 'the folder is needed' exits 2
pubmed plain '' -b -q x
ok 'two wishes at once are refused' exits 2
pubmed plain ''
ok 'no wish is refused' exits 2
"$shell" "$corpus/fetch_pubmed.sh" -h >"$work/out" 2>&1
status=$?
ok 'help is no error' exits 0
: >"$work/a-file"
ctgov plain a-file/below
ok 'a folder that cannot be made is a failure' exits 3

echo "1..$number"
[ "$failed" -eq 0 ]
