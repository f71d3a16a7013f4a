# Downloads with retries, for the fetch scripts to source.
#
# The caller sets: program (for messages), retries, wait_s (seconds between two requests), scratch (a folder of
# its own). sleep takes fractions on every system these scripts have met, though POSIX does not ask for it.

say() { printf '%s: %s\n' "$program" "$*" >&2; }

fail() {
    say "$2"
    exit "$1"
}

# is_count WORD: a decimal number without sign.
is_count() {
    case $1 in '' | *[!0-9]*) return 1 ;; esac
}

# is_seconds WORD: a decimal number, a fraction allowed.
is_seconds() {
    case $1 in '' | . | *[!0-9.]* | *.*.*) return 1 ;; esac
}

# The wait before try number $1 + 1: what the server asked for in Retry-After (at most ten minutes), else 1, 2, 4 ...
# times the usual wait.
back_off() {
    asked=$(sed -n 's/^[Rr][Ee][Tt][Rr][Yy]-[Aa][Ff][Tt][Ee][Rr]:[[:space:]]*\([0-9]\{1,6\}\).*/\1/p' "$scratch/head" | tail -n 1)
    if [ -n "$asked" ]; then
        [ "$asked" -le 600 ] || asked=600
        sleep "$asked"
    else
        sleep "$(awk -v wait="$wait_s" -v try="$1" 'BEGIN { print wait * 2 ^ (try - 1) }')"
    fi
}

# http_get FILE CHECK CURL-ARGUMENT...: the answer's body in FILE, once `CHECK FILE` says that it is whole.
# Busy and failing servers and broken connections are tried again; an answer that says the request is wrong is not.
http_get() {
    body=$1
    check=$2
    shift 2
    try=1
    while :; do
        : >"$scratch/head"
        code=$(curl -sS --connect-timeout 30 --speed-limit 1 --speed-time 60 -D "$scratch/head" -o "$body" \
            -w '%{http_code}' "$@" 2>"$scratch/curl-error")
        curl_exit=$?
        sleep "$wait_s"
        case $curl_exit,$code in
        0,200 | 0,206 | *,416)
            if "$check" "$body"; then return 0; fi
            reason='the answer is not whole'
            ;;
        0,429 | 22,429 | 0,408 | 22,408 | 0,5?? | 22,5??) reason="the server answered $code" ;;
        33,*) # it cannot continue a file in the middle
            rm -f "$body"
            reason='starting the file again'
            ;;
        0,* | 22,*)
            say "the server answered $code: $(head -c 300 "$body" 2>/dev/null | tr '\n' ' ')"
            return 1
            ;;
        *) reason=$(tr '\n' ' ' <"$scratch/curl-error") ;;
        esac
        if [ "$try" -gt "$retries" ]; then
            say "giving up after $try tries: $reason"
            return 1
        fi
        say "try $try: $reason"
        back_off "$try"
        try=$((try + 1))
    done
}
