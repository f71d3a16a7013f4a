# One query after another, from a pipe and on a terminal.
indexer add -d index sample >/dev/null
shell() { searcher shell -d index --rank fast "$@" 2>messages | sed -E 's/\([0-9.]* ms\)/(T ms)/; s/score [0-9.]+/score S/'; cat messages; }
echo "-- queries that join earlier ones, pages, a hit, history"
shell -n 1 --snippets 0 <<'END'
melanoma

lung
#1 AND #2
:next
:prev
:history
END
echo "-- as ids"
printf 'melanoma\n:set limit 2\nlung\n#1 NOT #2\n:next\n:set sort id\n#3\n' | searcher shell -d index -n 1 -f ids --rank fast
echo "-- a hit and a record whole, as searcher show prints them"
printf 'ti:aldesleukin\n:show 1\n' | searcher shell -d index -n 1 -f ids --rank fast >shown
{ id=$(head -1 shown); echo "$id"; searcher show -d index "$id"; } | cmp - shown && echo same
printf ':show nct:NCT99000001\n' | searcher shell -d index >shown
searcher show -d index NCT99000001 | cmp - shown && echo same
echo "-- why"
shell -f ids -n 1 <<'END'
melanoma AND phase:3
:why NCT99000001
:why 1
END
echo "-- both engines"
for engine in ranking xapian; do
    printf 'melanoma OR lung\nil-2\n#1 AND #2\n' | searcher shell -d index -f ids -n 100 --engine $engine >found.$engine
done
cmp found.ranking found.xapian && wc -l <found.ranking
echo "-- mistakes"
printf ':next\n:show\n:show 1\n#1\nmelanoma\n#1 AND #2\n#7\n(lung\ntitel:x\n:prev\n:show 99\n:show NCT99999999\n:why\n:nonsense\n:\n:set\n:set bogus 1\n:set format nothing\n:set limit many\n:set sort sideways\n#1\n:history\n:q\nlung\n' |
    shell -f ids -n 1
printf 'melanoma\n' | searcher shell -d index -f ids -n 1 --rank fast; echo "exit $?"
printf '(\n' | searcher shell -d index 2>/dev/null; echo "exit $?"
searcher shell -d index </dev/null; echo "exit $?"
searcher shell </dev/null; echo "exit $?"
echo melanoma | searcher shell -d index >/dev/full; echo "exit $?"
echo "-- help"
printf ':help\n' | searcher shell -d index
echo "-- completions"
printf ':complete melan\n:complete status:recr\n:complete cond:lung\n:complete phas\n:complete :he\n:complete ns:x\n:complete zzz\n' | searcher shell -d index
echo "-- on a terminal"
cat >terminal.py <<'END'
import os, pty, re, select, sys, time
def read_until(fd, wanted):
    got, end = "", time.time() + 60
    while not re.search(wanted, got):
        if time.time() > end or not select.select([fd], [], [], 60)[0]:
            sys.exit(f"waited for {wanted!r}, got {got!r}")
        got += os.read(fd, 65536).decode("utf-8", "replace")
    return got
def session(*steps):
    child, fd = pty.fork()
    if child == 0:
        os.environ.update(TERM="dumb", ASSAY_HISTORY="history")
        os.execvp("searcher", ["searcher", "shell", "-d", "index", "-f", "ids", "-n", "1", "--rank", "fast"])
    for typed, wanted in steps:
        os.write(fd, typed.encode())
        read_until(fd, wanted)
    try:
        while os.read(fd, 65536): # what is not read keeps it from ending
            pass
    except OSError:
        pass
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
print(session(("", "#1> "), ("lun\x08ng\r", "pmid:99000019[^#]*#2> "), ("tia\t", "tia *b:"), ("melan\t", "melanoma"), ("\r", "NCT99000021[^#]*#3> "), (":q\r", "")))
print(session(("", "#1> "), ("\x10\x10", "tiab:melanoma"), ("\r", "NCT99000021[^#]*#2> "), (":quit\r", "")))
END
python3 terminal.py
grep -c melanoma history
