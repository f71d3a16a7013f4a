#!/bin/sh
# Everything that holds Assay together, in one run: installs what the tests need, builds with warnings as errors, runs every test.
#
#   sh tests/run.sh            all of it: the tests, the rules of the house, clang-tidy, the tests again under the sanitizers
#   sh tests/run.sh quick      one build and its tests only
#   sh tests/run.sh full       all of it, clang-tidy with clang's own bound on the paths it follows (tests/rules/tidy.sh)
#
# Each step's output goes to build/logs/STEP.log and is shown when the step fails. The last line is "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 1
mode=${1:-all}
logs=build/logs
mkdir -p "$logs"
passed=0 failed=0 skipped=0

sh corpus/install_packages.sh build test || exit 1

launcher=
command -v ccache >/dev/null 2>&1 && launcher="-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"
# What was compiled in one clone serves the next.
export CCACHE_BASEDIR="$PWD" CCACHE_NOHASHDIR=1

# report NAME STATUS SECONDS: one check, counted as one test. Status 77 means it had to be skipped; its last line says why.
report() {
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
        echo "ok      $1 ($3s)"
    elif [ "$2" -eq 77 ]; then
        skipped=$((skipped + 1))
        echo "skipped $1: $(tail -n 1 "$logs/$1.log")"
    else
        failed=$((failed + 1))
        echo "FAILED  $1 ($3s)"
        tail -n 60 "$logs/$1.log" | sed 's/^/        /'
    fi
}

# step NAME COMMAND...
step() {
    name=$1
    shift
    started=$(date +%s)
    "$@" >"$logs/$name.log" 2>&1
    report "$name" $? $(($(date +%s) - started))
}

# together: a line of "NAME COMMAND..." for each step, two at a time, longest first.
together() {
    sed 's/ .*//' >"$logs/together.names" <<EOF
$1
EOF
    for name in $(cat "$logs/together.names"); do
        rm -f "$logs/$name.done"
    done
    # shellcheck disable=SC2016  # the inner shell's
    echo "$1" | LOGS=$logs xargs -P 2 -L 1 sh -c 'name=$1; shift; started=$(date +%s)
        "$@" >"$LOGS/$name.log" 2>&1 </dev/null; status=$?
        echo "$status $(($(date +%s) - started))" >"$LOGS/$name.done"' step
    for name in $(cat "$logs/together.names"); do
        done=$(cat "$logs/$name.done" 2>/dev/null) || done='1 0' # it did not come to its end
        report "$name" "${done% *}" "${done#* }"
    done
}

# suite NAME PRESET [CTEST OPTIONS...]: every CTest entry is counted.
suite() {
    name=$1 preset=$2
    shift 2
    started=$(date +%s)
    ctest --preset "$preset" -j2 "$@" >"$logs/$name.log" 2>&1
    total=$(sed -n 's/.*tests failed out of \([0-9]*\)$/\1/p' "$logs/$name.log")
    bad=$(sed -n 's/.*tests passed, \([0-9]*\) tests failed out of .*/\1/p' "$logs/$name.log")
    if [ -z "$total" ]; then
        total=1 bad=1
    fi
    passed=$((passed + total - bad)) failed=$((failed + bad))
    echo "$([ "$bad" -eq 0 ] && echo 'ok     ' || echo 'FAILED ') $name: $((total - bad)) of $total programs ($(($(date +%s) - started))s)"
    [ "$bad" -eq 0 ] || tail -n 120 "$logs/$name.log" | sed 's/^/        /'
}

# build PRESET [CMAKE --build OPTIONS...]
build() {
    preset=$1
    shift
    # shellcheck disable=SC2086  # no launcher, no word
    cmake --preset "$preset" $launcher && cmake --build --preset "$preset" "$@"
}

finish() {
    echo
    [ $skipped -eq 0 ] || echo "$skipped skipped"
    echo "$passed passed, $failed failed"
    [ $failed -eq 0 ]
    exit $?
}

step build build dev
[ $failed -eq 0 ] || finish
suite tests dev
together 'bench-run sh tests/bench/run.sh build/dev
cli-run sh tests/cli/run.sh build/dev
fetch-run sh tests/fetch/run.sh build/dev
tests-crash sh tests/crash.sh build/dev
tests-documents sh tests/documents.sh build/dev
corpus-run sh tests/corpus/run.sh build/dev'
[ "$mode" = quick ] && finish

together 'cppcheck sh tests/rules/cppcheck.sh
peers env PEERS_ASSAY=build/dev/bench/peer_assay bench/peers/check.sh build/peers assay xapian sqlite-fts5
format sh tests/rules/format.sh
headers sh tests/rules/headers.sh
layers sh tests/rules/layers.sh
banned sh tests/rules/banned.sh
sizes sh tests/rules/sizes.sh'
tidy=
[ "$mode" = full ] && tidy=full
step tidy sh tests/rules/tidy.sh build/dev $tidy

# libxapian 1.4 frees an object of its own by the wrong size in Database::check; sanitized programs are slower than Check's limits expect.
export ASAN_OPTIONS=new_delete_type_mismatch=0 CK_TIMEOUT_MULTIPLIER=20
# Under the sanitizers a part of the random campaigns is enough: what they look for does not depend on how many there are.
export ASSAY_DIFFERENTIAL_PART=8 ASSAY_QUERIES=20
step asan-build build asan
suite asan asan -E without_avx
threaded='test_base_files test_index_build test_ranking_merge test_ranking_differential'
# The programs' own cases, sanitized, beside the next build.
started_cli=$(date +%s)
sh tests/cli/run.sh build/asan >"$logs/asan-cli.log" 2>&1 &
cli=$!
# shellcheck disable=SC2086  # several words
step tsan-build build tsan --target $threaded
wait $cli
report asan-cli $? $(($(date +%s) - started_cli))
suite tsan tsan -R '^test_(base_files|index_build|ranking_merge)$'
export CK_RUN_CASE=threads
suite tsan-threads tsan -R '^test_ranking_differential$'
finish
