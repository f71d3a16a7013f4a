#!/bin/sh
# Downloads studies from the ClinicalTrials.gov API v2 as JSON pages that the indexer reads.
set -u
program=fetch_ctgov.sh
here=$(dirname "$0")
. "$here/http_get.sh"

usage() {
    cat <<TEXT
Usage: fetch_ctgov.sh -o FOLDER [-q QUERY] [options]

Downloads every study that matches, or all of them, into FOLDER/studies-000001.json and so on.
Run again, it goes on after the last whole page.

  -o FOLDER   where the pages go (made if missing)
  -q QUERY    search expression (query.term), e.g. 'AREA[Condition]melanoma AND AREA[Phase]PHASE3'; default: all studies
  -s SIZE     studies a page, 1 to 1000 (default 1000)
  -n PAGES    stop after so many pages; run again for more (default: no limit)
  -w SECONDS  wait between two requests (default 1.3)
  -r TRIES    how often a failed request is tried again (default 6)
  -u URL      base of the API (default \$ASSAY_CTGOV_URL, else https://clinicaltrials.gov/api/v2)
  -h          this text

Exit status: 0 all there, 2 wrong use, 3 network or disk.
TEXT
}

folder='' query='' size=1000 pages=0 wait_s=1.3 retries=6
base=${ASSAY_CTGOV_URL:-https://clinicaltrials.gov/api/v2}
while getopts o:q:s:n:w:r:u:h option; do
    case $option in
    o) folder=$OPTARG ;;
    q) query=$OPTARG ;;
    s) size=$OPTARG ;;
    n) pages=$OPTARG ;;
    w) wait_s=$OPTARG ;;
    r) retries=$OPTARG ;;
    u) base=$OPTARG ;;
    h)
        usage
        exit 0
        ;;
    *)
        usage >&2
        exit 2
        ;;
    esac
done
shift $((OPTIND - 1))
[ $# -eq 0 ] || fail 2 "unexpected argument: $1 (a query goes after -q, in quotes)"
[ -n "$folder" ] || fail 2 'a folder is needed: -o FOLDER'
is_count "$size" && [ "$size" -ge 1 ] && [ "$size" -le 1000 ] || fail 2 "-s takes 1 to 1000, not '$size'"
is_count "$pages" || fail 2 "-n takes a number of pages, not '$pages'"
is_count "$retries" || fail 2 "-r takes a number of tries, not '$retries'"
is_seconds "$wait_s" || fail 2 "-w takes seconds, not '$wait_s'"
command -v curl >/dev/null || fail 3 'curl is not installed'

mkdir -p "$folder" || fail 3 "cannot make $folder"
scratch=$(mktemp -d) || fail 3 'cannot make a temporary folder'
trap 'rm -rf "$scratch"; rm -f "$folder"/.page.part' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A page is one object with studies, closed. (An escaped quote inside a text cannot look like a key.)
page_is_whole() {
    [ "$(head -c 1 "$1")" = '{' ] && [ "$(tail -c 16 "$1" | tr -d ' \r\n\t' | tail -c 1)" = '}' ] && grep -q '"studies"' "$1"
}

next_token() {
    sed -n 's/.*"nextPageToken"[[:space:]]*:[[:space:]]*"\([^"]*\)".*/\1/p' "$1" | tail -n 1
}

# The progress file: version, request, number of the next page, its token ("-" for the first; "done" at the end).
progress=$folder/.progress
request="size=$size query=$query"
save_progress() {
    printf '1\n%s\n%s\n%s\n' "$request" "$1" "$2" >"$progress.part" && mv "$progress.part" "$progress" ||
        fail 3 "cannot write $progress"
}

number=1 token=-
if [ -f "$progress" ]; then
    [ "$(sed -n 1p "$progress")" = 1 ] || fail 3 "$progress is of another version; use a new folder"
    [ "$(sed -n 2p "$progress")" = "$request" ] ||
        fail 2 "$folder holds the pages of another request ($(sed -n 2p "$progress")); use a new folder"
    number=$(sed -n 3p "$progress")
    token=$(sed -n 4p "$progress")
    is_count "$number" && [ -n "$token" ] || fail 3 "$progress is damaged; use a new folder"
fi
[ "$token" != done ] || { say "all $((number - 1)) pages are there already"; exit 0; }

fetched=0
while [ "$token" != done ]; do
    if [ "$pages" -gt 0 ] && [ "$fetched" -ge "$pages" ]; then
        say "stopped after $fetched pages as asked; run again for more"
        exit 0
    fi
    set -- -G --data-urlencode "pageSize=$size" --data-urlencode format=json
    [ -z "$query" ] || set -- "$@" --data-urlencode "query.term=$query"
    [ "$token" = - ] || set -- "$@" --data-urlencode "pageToken=$token"
    http_get "$folder/.page.part" page_is_whole "$@" "$base/studies" || fail 3 "page $number could not be fetched"
    token=$(next_token "$folder/.page.part")
    mv "$folder/.page.part" "$(printf '%s/studies-%06d.json' "$folder" "$number")" || fail 3 "cannot write to $folder"
    number=$((number + 1))
    fetched=$((fetched + 1))
    save_progress "$number" "${token:-done}"
    token=${token:-done}
    [ $((fetched % 20)) -ne 0 ] || say "$((number - 1)) pages"
done
say "done: $((number - 1)) pages in $folder"
