#!/bin/sh
# SPDX-License-Identifier: ISC
# A short run of a fuzzer from its seeds on, which it leaves alone: fuzz.sh FUZZER SEEDS KEEP
# What makes it fail is left in the directory KEEP. SECONDS_MAX=600 makes a long run, and CORPUS
# a directory that keeps what it learns.
set -u
[ -x "$1" ] || { echo "not built: that takes clang with libFuzzer"; exit 77; }
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir -p "${CORPUS:=$tmp/new}"
# A target may go to another folder.
set -- "$(realpath "$1")" "$(realpath "$2")" "$(realpath "$3")"
CORPUS=$(realpath "$CORPUS")
# Without what the target itself says, which takes most of the time.
"$1" -seed=1 -runs="${RUNS:-100000000000}" -max_total_time="${SECONDS_MAX:-10}" -max_len=2048 -close_fd_mask=3 \
    -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix="$3/" \
    "$CORPUS" "$2" >"$tmp/log" 2>&1
status=$?
tail -n 20 "$tmp/log"
if [ $status != 0 ]; then
    found=$(sed -n 's/.*Test unit written to //p' "$tmp/log" | tail -n 1)
    [ -z "$found" ] || "$1" "$found"
fi
exit $status
