# SPDX-License-Identifier: ISC
# shellcheck shell=sh
# What the tests of the command share: a folder of its own to work in, and a count of checks.

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
passed=0
failed=0

ok() { passed=$((passed + 1)); }
bad() {
    failed=$((failed + 1))
    echo "FAILED: $*"
    sed 's/^/    /' err
}
