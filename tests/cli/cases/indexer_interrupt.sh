# Interrupted, it keeps whole records that it had read and says so in its exit status.
records() { seq -f '{"_id": "'"$1"'-%g", "title": "Sound", "text": "Whole record."}' "$2"; }
mkfifo pipe
for signal in INT TERM; do
    indexer add -d index -f jsonl pipe >out 2>err &
    process=$!
    exec 3>pipe
    records first-$signal 5000 >&3
    until [ -s index/catalogue/iamglass ]; do sleep 0.05; done
    kill -s $signal $process
    records second-$signal 5000 >&3 2>/dev/null
    exec 3>&-
    wait $process
    echo "exit $?"
    cat err
    indexer check -d index >checked && echo "sound"
done
[ "$(indexer dump -d index | grep -c first-TERM)" -gt 0 ] && echo "kept records"
