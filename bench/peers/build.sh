#!/usr/bin/env bash
# Builds the peers into OUT_DIR/bin. A peer whose tools or registry are absent is skipped with a
# line that says so; a peer that is named must build.
#
#   build.sh OUT_DIR [assay|xapian|sqlite-fts5|lucene|tantivy ...]
#
# PEERS_ASSAY      Assay's adapter, built already (default: it is built from this checkout)
# PEERS_JAVA_HOME  the Java to use (default: the newest development kit found)
# PEERS_JOBS       compilers at a time (default: the number of cores)
# RUSTFLAGS        default -C target-cpu=native, as Tantivy's own benchmark builds it
set -uo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
all_peers=(assay xapian sqlite-fts5 lucene tantivy)

if [ $# -lt 1 ]; then
    echo "usage: build.sh OUT_DIR [${all_peers[*]}]" >&2
    exit 2
fi
mkdir -p "$1/bin" "$1/log" || exit 1
out=$(cd "$1" && pwd)
shift
jobs=${PEERS_JOBS:-$(nproc)}

skip() { echo "peer $1: skipped: $2"; }

have() { command -v "$1" > /dev/null; }

# debian PEER PACKAGE MODULE: one of the two peers that link a library of the system.
debian() {
    local peer=$1 package=$2 module=$3 log=$out/log/$1.log tool
    for tool in cmake pkg-config cc c++; do
        have "$tool" || { skip "$peer" "$tool is not installed"; return 1; }
    done
    pkg-config --exists "$module" || { skip "$peer" "$package is not installed"; return 1; }
    { cmake -S "$here" -B "$out/debian" -DCMAKE_BUILD_TYPE=Release &&
        cmake --build "$out/debian" -j "$jobs" --target "$peer" &&
        install "$out/debian/$peer" "$out/bin/$peer"; } > "$log" 2>&1 ||
        { skip "$peer" "it did not build: $log"; return 1; }
    echo "peer $peer: built with $package $(pkg-config --modversion "$module")"
}

assay() {
    local log=$out/log/assay.log
    printf '#!/bin/sh\n# The same engine with its records in the order they came.\nPEERS_ASSAY_ORDER=given exec "$(dirname "$0")/assay" "$@"\n' \
        > "$out/bin/assay-unordered"
    chmod 755 "$out/bin/assay-unordered"
    if [ -n "${PEERS_ASSAY:-}" ]; then
        install "$PEERS_ASSAY" "$out/bin/assay" || { skip assay "$PEERS_ASSAY is not there"; return 1; }
        echo "peer assay: $PEERS_ASSAY"
        return
    fi
    have cmake || { skip assay "cmake is not installed"; return 1; }
    { cmake -S "$here/../.." -B "$out/assay" -DCMAKE_BUILD_TYPE=Release -DASSAY_TESTS=OFF &&
        cmake --build "$out/assay" -j "$jobs" --target peer_assay &&
        install "$out/assay/bench/peer_assay" "$out/bin/assay"; } > "$log" 2>&1 ||
        { skip assay "it did not build: $log"; return 1; }
    echo "peer assay: built from this checkout"
}

java_major() { "$1/bin/javac" -version 2>&1 | sed -nE 's/^javac ([0-9]+).*/\1/p'; }

# Prints "MAJOR FOLDER" of the Java to use; nothing where there is none of 17 or later.
find_java() {
    local folder major
    for folder in "${PEERS_JAVA_HOME:-}" "${JAVA_HOME:-}" \
        "$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")" /usr/lib/jvm/*; do
        [ -n "$folder" ] && [ -x "$folder/bin/javac" ] || continue
        major=$(java_major "$folder")
        if [ "${major:-0}" -ge 17 ]; then
            echo "$major $folder"
            [ "$folder" = "${PEERS_JAVA_HOME:-}" ] && break
        fi
    done 2> /dev/null | sort -s -k1,1nr | head -n 1
}

lucene() {
    local log=$out/log/lucene.log java major flags=
    have mvn || { skip lucene "mvn is not installed"; return 1; }
    java=$(find_java)
    [ -n "$java" ] || { skip lucene "no Java development kit of 17 or later"; return 1; }
    major=${java%% *}
    java=${java#* }
    rm -rf "$out/lucene"
    (cd "$here/lucene" && JAVA_HOME=$java timeout 600 mvn -B -ntp package \
        -Dpeer.build="$out/lucene") > "$log" 2>&1 ||
        { skip lucene "it did not build: $log"; return 1; }
    if [ "$major" -ge 21 ]; then
        flags="--add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED"
    fi
    sed -e "s|@JAVA@|$java/bin/java|" -e "s|@FLAGS@|$flags|" "$here/lucene/launch.sh.in" \
        > "$out/bin/lucene" && chmod +x "$out/bin/lucene" || return 1
    echo "peer lucene: built with $(cd "$out/lucene/lib" && echo lucene-core-*.jar) on Java $major"
}

tantivy() {
    local log=$out/log/tantivy.log
    have cargo || { skip tantivy "cargo is not installed"; return 1; }
    (cd "$here/tantivy" && RUSTFLAGS=${RUSTFLAGS:--C target-cpu=native} CARGO_TARGET_DIR=$out/tantivy \
        timeout 1800 cargo build --release --locked -j "$jobs") > "$log" 2>&1 &&
        install "$out/tantivy/release/tantivy" "$out/bin/tantivy" ||
        { skip tantivy "it did not build: $log"; return 1; }
    echo "peer tantivy: built with $(sed -n '/^name = "tantivy"$/{n;s/version = "\(.*\)"/\1/p}' \
        "$here/tantivy/Cargo.lock") by $(rustc --version | cut -d ' ' -f 1,2)"
}

build() {
    case $1 in
    assay) assay ;;
    xapian) debian xapian libxapian-dev xapian-core ;;
    sqlite-fts5) debian sqlite-fts5 libsqlite3-dev sqlite3 ;;
    lucene) lucene ;;
    tantivy) tantivy ;;
    *) echo "build.sh: no peer is called $1" >&2 && exit 2 ;;
    esac
}

peers=("$@")
[ $# -gt 0 ] || peers=("${all_peers[@]}")
missing=0
for peer in "${peers[@]}"; do
    rm -f "$out/bin/$peer" "$out/bin/$peer-unordered"
    build "$peer" || missing=1
done
[ $# -eq 0 ] || exit "$missing"
