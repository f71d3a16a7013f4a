#!/bin/sh
# Downloads PubMed records as XML: the answer to a query (E-utilities), or files of the yearly baseline or daily updates.
set -u
program=fetch_pubmed.sh
here=$(dirname "$0")
. "$here/http_get.sh"

usage() {
    cat <<TEXT
Usage: fetch_pubmed.sh -o FOLDER -q QUERY [options]
       fetch_pubmed.sh -o FOLDER -b | -d [-n FILES] [options]

Run again, it goes on where it stopped; what is there is not fetched again.

  -o FOLDER   where the files go (made if missing)
  -q QUERY    PubMed query; articles in FOLDER/pubmed-SLICE-START.xml. PubMed hands out at most 9,999 articles a
              search, so larger answers are cut into slices by the date of entry: decades, years, months, days
  -b          files of the yearly baseline, each checked against its MD5 sum
  -d          files of the daily updates, likewise
  -n FILES    with -b, -d: only the first so many files
  -s SIZE     articles a request, 1 to 1000 (default 500)
  -k KEY      API key (default \$NCBI_API_KEY): ten requests a second instead of three
  -e ADDRESS  your e-mail address, as the service asks for
  -w SECONDS  wait between two requests (default 0.4, with a key 0.12)
  -r TRIES    how often a failed request is tried again (default 6)
  -u URL      base (default \$ASSAY_EUTILS_URL, else https://eutils.ncbi.nlm.nih.gov/entrez/eutils;
              with -b, -d \$ASSAY_PUBMED_FTP_URL, else https://ftp.ncbi.nlm.nih.gov/pubmed)
  -h          this text

Exit status: 0 all there, 2 wrong use, 3 network or disk.
TEXT
}

folder='' query='' what='' files=0 size=500 key=${NCBI_API_KEY:-} address='' wait_s='' retries=6 base=''
choose() {
    [ -z "$what" ] || fail 2 'one of -q, -b and -d, please'
    what=$1
}
while getopts o:q:bdn:s:k:e:w:r:u:h option; do
    case $option in
    o) folder=$OPTARG ;;
    q)
        choose query
        query=$OPTARG
        ;;
    b) choose baseline ;;
    d) choose updatefiles ;;
    n) files=$OPTARG ;;
    s) size=$OPTARG ;;
    k) key=$OPTARG ;;
    e) address=$OPTARG ;;
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
[ -n "$what" ] || fail 2 'what is wanted? -q QUERY, -b or -d'
[ "$what" != query ] || [ -n "$query" ] || fail 2 'the query is empty'
is_count "$files" || fail 2 "-n takes a number of files, not '$files'"
is_count "$size" && [ "$size" -ge 1 ] && [ "$size" -le 1000 ] || fail 2 "-s takes 1 to 1000, not '$size'"
is_count "$retries" || fail 2 "-r takes a number of tries, not '$retries'"
if [ -z "$wait_s" ]; then
    wait_s=0.4
    [ -z "$key" ] || wait_s=0.12
fi
is_seconds "$wait_s" || fail 2 "-w takes seconds, not '$wait_s'"
command -v curl >/dev/null || fail 3 'curl is not installed'

mkdir -p "$folder" || fail 3 "cannot make $folder"
scratch=$(mktemp -d) || fail 3 'cannot make a temporary folder'
trap 'rm -rf "$scratch"; rm -f "$folder"/.batch.part' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fetched=0 kept=0
articles=0

# ---- the answer to a query

# element NAME FILE: the text of the first <NAME> element.
element() {
    tr '<' '\n' <"$2" | sed -n "s/^$1>//p" | head -n 1
}

search_is_whole() { grep -q '</eSearchResult>' "$1" && grep -q '<Count>' "$1"; }
articles_are_whole() { grep -q '<PubmedArticleSet' "$1" && tail -c 64 "$1" | grep -q '</PubmedArticleSet>'; }

# eutils PROGRAM FILE CHECK CURL-ARGUMENT...
eutils() {
    utility=$1 target=$2 checker=$3
    shift 3
    set -- "$@" --data-urlencode db=pubmed --data-urlencode tool=assay
    [ -z "$key" ] || set -- "$@" --data-urlencode "api_key=$key"
    [ -z "$address" ] || set -- "$@" --data-urlencode "email=$address"
    http_get "$target" "$checker" "$@" "$base/$utility.fcgi"
}

# search FROM TO: sets count, web_env and query_key; without dates all of PubMed.
search() {
    set -- "${1:-}" "${2:-}" --data-urlencode "term=$query" --data-urlencode usehistory=y --data-urlencode retmax=0
    [ -z "$1" ] || set -- "$@" --data-urlencode datetype=edat --data-urlencode "mindate=$1" --data-urlencode "maxdate=$2"
    shift 2
    eutils esearch "$scratch/search" search_is_whole "$@" || fail 3 'the search failed'
    message=$(element ERROR "$scratch/search")
    [ -z "$message" ] || fail 3 "the service says: $message"
    count=$(element Count "$scratch/search")
    web_env=$(element WebEnv "$scratch/search")
    query_key=$(element QueryKey "$scratch/search")
    is_count "$count" || fail 3 'the search gave no count'
}

# fetch_slice NAME: the articles of the last search, in batches.
fetch_slice() {
    start=0
    while [ "$start" -lt "$count" ]; do
        name=$(printf '%s/pubmed-%s-%07d.xml' "$folder" "$1" "$start")
        if [ -f "$name" ]; then
            kept=$((kept + 1))
        else
            eutils efetch "$folder/.batch.part" articles_are_whole --data-urlencode "query_key=$query_key" \
                --data-urlencode "WebEnv=$web_env" --data-urlencode "retstart=$start" --data-urlencode "retmax=$size" \
                --data-urlencode retmode=xml || fail 3 "articles $start to $((start + size)) of slice $1 could not be fetched"
            mv "$folder/.batch.part" "$name" || fail 3 "cannot write $name"
            fetched=$((fetched + 1))
        fi
        start=$((start + size))
    done
    articles=$((articles + count))
}

most=9999

# take FROM TO NAME LEVEL: the articles entered between two dates, cut finer when there are too many.
take() {
    search "$1" "$2"
    [ "$count" -gt 0 ] || return 0
    if [ "$count" -le "$most" ]; then
        fetch_slice "$3"
        return 0
    fi
    case $4 in
    all) take_decades ;;
    decade) take_years "$1" ;;
    year) take_months "$1" ;;
    month) take_days "$1" ;;
    *) fail 3 "$count articles were entered on $1 alone, more than PubMed hands out; narrow the query" ;;
    esac
}
# Positional parameters are the only variables that survive the recursion.
take_decades() {
    set -- 1900 "$(date +%Y)"
    while [ "$1" -le "$2" ]; do
        take "$1" "$(($1 + 9))" "$1s" decade
        set -- "$(($1 + 10))" "$2"
    done
}
take_years() {
    set -- "$1" "$(($1 + 9))"
    while [ "$1" -le "$2" ]; do
        take "$1" "$1" "$1" year
        set -- "$(($1 + 1))" "$2"
    done
}
take_months() {
    set -- "$1" 01 02 03 04 05 06 07 08 09 10 11 12
    while [ $# -gt 1 ]; do
        take "$1/$2" "$1/$2" "$1-$2" month
        in_year=$1
        shift 2
        set -- "$in_year" "$@"
    done
}
take_days() {
    set -- "$1" 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31
    while [ $# -gt 1 ]; do
        take "$1/$2" "$1/$2" "$(printf '%s-%s' "$1" "$2" | tr / -)" day
        in_month=$1
        shift 2
        set -- "$in_month" "$@"
    done
}

fetch_query() {
    base=${base:-${ASSAY_EUTILS_URL:-https://eutils.ncbi.nlm.nih.gov/entrez/eutils}}
    request="size=$size query=$query"
    if [ -f "$folder/.progress" ]; then
        [ "$(cat "$folder/.progress")" = "$request" ] ||
            fail 2 "$folder holds the answer to another request ($(cat "$folder/.progress")); use a new folder"
    else
        printf '%s\n' "$request" >"$folder/.progress" || fail 3 "cannot write to $folder"
    fi
    take '' '' all all
    say "done: $articles articles; $fetched files fetched, $kept there before"
}

# ---- baseline and updates

list_is_whole() { grep -q 'pubmed[0-9]*n[0-9]*\.xml\.gz' "$1"; }
sum_is_whole() { grep -q '[0-9a-fA-F]\{32\}' "$1"; }
# What was got so far of a file is kept for the next try unless it is whole and wrong.
wanted_sum=''
file_is_whole() {
    [ "$(md5sum <"$1" | cut -c 1-32)" = "$wanted_sum" ] && return 0
    case $code in 200 | 206 | 416) rm -f "$1" ;; esac
    return 1
}

fetch_file() {
    if [ -f "$folder/$1" ]; then
        kept=$((kept + 1))
        return 0
    fi
    http_get "$scratch/sum" sum_is_whole "$base/$what/$1.md5" || fail 3 "$1.md5 could not be fetched"
    wanted_sum=$(sed -n 's/.*\([0-9a-fA-F]\{32\}\).*/\1/p' "$scratch/sum" | head -n 1 | tr A-F a-f)
    http_get "$folder/.$1.part" file_is_whole --fail -C - "$base/$what/$1" || fail 3 "$1 could not be fetched"
    mv "$folder/.$1.part" "$folder/$1" || fail 3 "cannot write $folder/$1"
    fetched=$((fetched + 1))
    say "$1"
}

fetch_files() {
    base=${base:-${ASSAY_PUBMED_FTP_URL:-https://ftp.ncbi.nlm.nih.gov/pubmed}}
    command -v md5sum >/dev/null || fail 3 'md5sum is not installed'
    http_get "$scratch/list" list_is_whole "$base/$what/" || fail 3 'the list of files could not be fetched'
    tr '"<> ' '\n\n\n\n' <"$scratch/list" | sed -n 's/^\(pubmed[0-9]*n[0-9]*\.xml\.gz\)$/\1/p' | LC_ALL=C sort -u >"$scratch/names"
    if [ "$files" -gt 0 ]; then
        head -n "$files" "$scratch/names" >"$scratch/some" && mv "$scratch/some" "$scratch/names" || fail 3 'the temporary folder is full'
    fi
    while IFS= read -r file; do
        fetch_file "$file" </dev/null
    done <"$scratch/names"
    say "done: $fetched files fetched, $kept there before"
}

case $what in
query) fetch_query ;;
*) fetch_files ;;
esac
