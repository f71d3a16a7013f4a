# Sourced by a script that prints TAP. The script sets root first, says ok for each test and ends with tap_end.
# Gives it the temporary folder $work, which goes when it ends.
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT

number=0 failed=0
# ok NAME COMMAND...: one test line.
ok() {
    name=$1
    shift
    number=$((number + 1))
    if "$@" >"$work/said" 2>&1; then
        echo "ok $number - $name"
    else
        failed=$((failed + 1))
        echo "not ok $number - $name"
        tail -n 20 "$work/said" | sed 's/^/# /'
    fi
}
# exits STATUS COMMAND...: it ends so; $work/out and $work/err have what it said.
exits() {
    wanted=$1
    shift
    "$@" >"$work/out" 2>"$work/err"
    [ $? -eq "$wanted" ]
}
# lines FILE COUNT, same FILE FILE: files by their names in $work.
lines() { [ "$(wc -l <"$work/$1")" -eq "$2" ]; }
same() { cmp "$work/$1" "$work/$2"; }
# tap_end: the plan; status 1 when a test failed.
tap_end() {
    echo "1..$number"
    [ $failed -eq 0 ]
}
