# Nothing sound is lost for what is broken beside it, and every loss is named.
add() { echo "\$ $1"; indexer add -d index "$@" 2>&1 | grep -Ev '^(text|memory|index|replaced|unchanged|deleted|warnings) '; }
good='{"_id": "good-%s", "title": "Sound", "text": "Whole record."}\n'
{ printf "$good" 1; echo '{"_id": "bad", "title": '; printf "$good" 2; } >broken.jsonl
add broken.jsonl
{ printf "$good" 3; printf '{"_id": "latin", "title": "caf\351", "text": "Not UTF-8."}\n'; } >latin.jsonl
add latin.jsonl -f jsonl
: >empty.jsonl
add empty.jsonl
printf '\000\001\002\003\377\376binary' >noise.bin
add noise.bin
{ echo '{"id": 5}' && printf "$good" 6 && echo '{"id": 7, "title": "", "text": ""}'; } >empty-records.jsonl
add empty-records.jsonl
printf "$good" 7 >plain.jsonl.gz
add plain.jsonl.gz
printf '\000\001\002\003\377\376binary' >noise.xz
add noise.xz
printf '<?xml version="1.0"?>\n<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>99000901</PMID><Article><ArticleTitle>Cut' >cut.xml
add cut.xml
{
    printf '<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY e0 "lollollol">'
    for i in 1 2 3 4 5 6 7 8 9; do
        p="&e$((i - 1));" && printf '<!ENTITY e%d "%s">' $i "$p$p$p$p$p$p$p$p$p$p"
    done
    printf ']>\n<PubmedArticleSet>&e9;</PubmedArticleSet>\n'
} >bomb.xml
add bomb.xml
for i in $(seq 1000 1999); do printf "$good" "$i"; done | gzip -9n | head -c 2500 >cut.jsonl.gz
add cut.jsonl.gz
awk 'BEGIN { for (i = 0; i < 5000; i++) printf "["; print "" }' >deep.json
add deep.json -f ctgov-json
printf 'id,title\n1,"never closed\n' >open.csv
add open.csv -f csv
add nowhere.jsonl
add broken.jsonl -f nonsense
mkdir walked && printf "$good" 5 >walked/a.jsonl && : >walked/b.jsonl && printf 'x' >walked/.hidden
add walked
indexer check -d index
