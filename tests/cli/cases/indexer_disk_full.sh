# A disk that fills is named and nothing is lost: what was committed before stays.
mkdir small
if [ "$(id -u)" = 0 ]; then inside="unshare -m"; else inside="unshare -rm"; fi
$inside mount -t tmpfs -o size=8m tmpfs small 2>/dev/null || { echo "SKIP: no small disk can be made here"; exit; }
awk 'BEGIN { for (i = 1; i <= 3000; i++) printf "{\"_id\":\"r%d\",\"title\":\"Melanoma of record %d\",\"text\":\"%d %d %d\"}\n", i, i, i * 7, i * 31, i * 977 }' >many.jsonl
cat >inside.sh <<'END'
mount -t tmpfs -o size=8m tmpfs small
echo '{"_id":"a","title":"Melanoma"}' | indexer add -q -f jsonl -d small/index - >/dev/null; echo "exit $?"
indexer add -q -d small/index many.jsonl 2>&1 >/dev/null | sed 's/[0-9.]* MB/N MB/g'
echo "what was there before"
indexer check -d small/index
searcher -d small/index -f ids melanoma
END
$inside sh inside.sh
