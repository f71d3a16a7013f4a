#!/bin/sh
# fit.sh BUILD_DIR REAL.jsonl OUT: compares real records with as many generated ones. Writes OUT.md (a table of figures)
# and, where gnuplot is installed, OUT.svg. Needs about twice the size of REAL.jsonl in the temporary folder.
# fit.sh draw OUT: only the picture, from the tables in OUT.md.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ $# -eq 2 ] && [ "$1" = draw ]; then
    out=$2
elif [ $# -eq 3 ]; then
    build=$1 real=$2 out=$3
    # In a random order, always the same: collections come sorted by their sources, and growth would show it.
    awk 'BEGIN { srand(1) } { printf "%.9f\t%s\n", rand(), $0 }' "$real" | LC_ALL=C sort | cut -f 2- >"$work/real"
    "$build/corpus/generate" -n "$(wc -l <"$work/real")" >"$work/generated"
    "$build/corpus/fit_stats" "$work/real" "$work/generated" >"$work/table"
    sed "1s|$work/||g" "$work/table" >"$out.md"
    rm "$work/real" "$work/generated"
else
    echo 'Usage: fit.sh BUILD_DIR REAL.jsonl OUT | fit.sh draw OUT' >&2
    exit 2
fi

command -v gnuplot >/dev/null || { echo 'fit.sh: no gnuplot, no picture' >&2; exit 0; }
# series FILE PATTERN: "x real generated" of the rows that begin with PATTERN; x is the first number in the rest of the row's name.
series() {
    awk -F '[ ]*[|][ ]*' -v pattern="$2" 'index($2, pattern) == 1 {
        x = substr($2, length(pattern) + 1)
        if (match(x, /[0-9]+/)) print substr(x, RSTART, RLENGTH), $3, $4 }' "$out.md" >"$work/$1"
}
series words 'word df per 100,000 records, rank'
series pairs 'pair df per 100,000 records, rank'
series growth 'vocabulary of'
for kind in title abstract trial sentence; do
    series $kind "$kind tokens,"
done
series repeated 'words with df'
series repeated_pairs 'pairs with df'
# both FILE NAME: the real collection's points and the generated one's line.
both() { echo "'$work/$1' using 1:2 with points pt $3 title '$2, real', '$work/$1' using 1:3 with lines title 'generated'"; }
gnuplot <<PLOT
set terminal svg size 960,760 font "sans,12" background "white"
set output "$out.svg"
set multiplot layout 2,2
set logscale xy
set format "10^{%L}"
set grid
set title "How widespread words and pairs are"
set xlabel "rank"
set ylabel "records of 100,000"
set yrange [0.5:200000]
plot $(both words words 6), $(both pairs 'adjacent pairs' 4)
set title "Growth of the vocabulary"
set xlabel "records"
set ylabel "distinct words"
set yrange [*:*]
set key left
plot $(both growth words 6)
set title "Lengths"
unset logscale x
set format x "%g"
set xlabel "% of records that are shorter"
set ylabel "tokens"
set yrange [3:100000]
plot $(both title titles 6), $(both sentence sentences 4), $(both abstract abstracts 8), $(both trial trials 10)
set title "Repetition inside a record"
set logscale x
unset logscale y
set yrange [*:*]
set format x "10^{%L}"
set format y "%g"
set xlabel "records that have the word or pair, from"
set ylabel "mean occurrences in each"
plot $(both repeated words 6), $(both repeated_pairs 'adjacent pairs' 4)
PLOT
