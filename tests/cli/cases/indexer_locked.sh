# A second writer is told so; a reader never is.
mkfifo pipe
indexer add -d index -f jsonl pipe >first.out &
exec 3>pipe
echo '{"_id": "a1", "title": "T", "text": "t"}' >&3
until [ -s index/catalogue/iamglass ]; do sleep 0.05; done
echo '{"_id": "a2", "title": "T", "text": "t"}' | indexer add -d index -f jsonl - >/dev/null
echo "exit $?"
exec 3>&-
wait
indexer check -d index
