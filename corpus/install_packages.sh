#!/bin/sh
# install_packages.sh GROUP...: installs the Debian packages of these groups of packages.txt that are not there yet.
set -eu
here=$(dirname "$0")

missing=
for group in "$@"; do
    for package in $(awk -v group="$group" '$1 == group { print $2 }' "$here/packages.txt"); do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            missing="$missing $package"
    done
done
if [ -z "$missing" ]; then
    echo "packages: all there, nothing to install"
    exit 0
fi
echo "packages: installing$missing"
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo >/dev/null 2>&1; then
    as_root=sudo
else
    echo "packages: not root and no sudo; as root run: apt-get install$missing" >&2
    exit 1
fi
$as_root apt-get update -q >/dev/null
# shellcheck disable=SC2086  # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
