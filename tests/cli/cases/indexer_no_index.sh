# What is no index is said to be none, and is left alone.
try() { echo "\$ indexer $*"; indexer "$@"; echo "exit $?"; }
mkdir other && echo precious >other/file
echo text >plain
echo '{"_id": "a1", "title": "T", "text": "t"}' >one.jsonl
for command in stats check dump optimize rebuild; do
    try $command -d nowhere
done
try stats -d other
try stats -d plain
try add -d other one.jsonl
try add -d plain one.jsonl
try add -d missing/parent one.jsonl
ls other
