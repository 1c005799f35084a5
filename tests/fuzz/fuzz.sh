#!/bin/sh
# SPDX-License-Identifier: ISC
# A short run of a fuzzer from its seeds on, which it leaves alone: fuzz.sh FUZZER SEEDS KEEP
# What makes it fail is left in the directory KEEP. SECONDS_MAX=600 makes a long run.
set -u
[ -x "$1" ] || { echo "not built: that takes clang with libFuzzer"; exit 77; }
new=$(mktemp -d)
trap 'rm -rf "$new"' EXIT
"$1" -seed=1 -runs="${RUNS:-1000000000}" -max_total_time="${SECONDS_MAX:-20}" -max_len=2048 \
    -timeout=10 -rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$3/" \
    "$new" "$2" >"$new.log" 2>&1
status=$?
tail -n 20 "$new.log"
rm -f "$new.log"
exit $status
