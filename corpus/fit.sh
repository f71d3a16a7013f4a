#!/bin/sh
# fit.sh BUILD_DIR REAL.jsonl OUT: compares real records with as many generated ones. Writes OUT.md (a table of figures)
# and, where gnuplot is installed, OUT.svg. Needs about twice the size of REAL.jsonl in the temporary folder.
set -eu
[ $# -eq 3 ] || { echo 'Usage: fit.sh BUILD_DIR REAL.jsonl OUT' >&2; exit 2; }
build=$1 real=$2 out=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# In a random order, always the same: collections come sorted by their sources, and growth would show it.
awk 'BEGIN { srand(1) } { printf "%.9f\t%s\n", rand(), $0 }' "$real" | LC_ALL=C sort | cut -f 2- >"$work/real"
"$build/corpus/generate" -n "$(wc -l <"$work/real")" >"$work/generated"
"$build/corpus/fit_stats" "$work/real" "$work/generated" >"$work/table"
sed "1s|$work/||g" "$work/table" >"$out.md"

command -v gnuplot >/dev/null || { echo 'fit.sh: no gnuplot, no picture' >&2; exit 0; }
# series PATTERN: "x real generated" of the rows "... PATTERN x".
series() {
    awk -F '[ ]*[|][ ]*' -v pattern="$1" 'index($2, pattern) == 1 { n = split($2, words, " "); x = words[n]
        if (pattern ~ /^vocabulary/) x = words[3]; print x, $3, $4 }' "$out.md"
}
series 'word df per 100,000 records, rank' >"$work/words"
series 'pair df per 100,000 records, rank' >"$work/pairs"
series 'vocabulary of' >"$work/growth"
gnuplot <<PLOT
set terminal svg size 960,400 font "sans,12" background "white"
set output "$out.svg"
set multiplot layout 1,2
set logscale xy
set format "10^{%L}"
set grid
set title "How widespread words and pairs are"
set xlabel "rank"
set ylabel "records of 100,000"
set yrange [0.5:200000]
plot "$work/words" using 1:2 with points pt 6 title "words, real", "$work/words" using 1:3 with lines title "generated", \
     "$work/pairs" using 1:2 with points pt 4 title "adjacent pairs, real", "$work/pairs" using 1:3 with lines title "generated"
set title "Growth of the vocabulary"
set xlabel "records"
set ylabel "distinct words"
set yrange [*:*]
set key left
plot "$work/growth" using 1:2 with points pt 6 title "real", "$work/growth" using 1:3 with lines title "generated"
PLOT
