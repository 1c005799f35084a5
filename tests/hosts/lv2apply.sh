#!/bin/sh
# SPDX-License-Identifier: ISC
# lv2apply.sh BUILD-DIRECTORY [SPEECH.wav...]
#
# lv2apply runs plugins on files, one sample a block; it gives them no features, and knows audio and
# control ports only. Where it takes the plugin, what it writes has to be that of dredge
# render.
set -u
. "$(dirname "$0")/common.sh"
need lv2apply lilv-utils
join_speech "$@"
status=0
timeout 100 lv2apply -i "$speech" -o "$tmp/out.wav" -c loss_model 0 urn:dredge:mono >"$tmp/lv2apply.log" 2>&1 ||
    status=$?
if grep -q "lacks the feature" "$tmp/lv2apply.log"; then
    skip "lv2apply gives plugins no features, and goes on with one that" \
        "could not be made (status $status): $(grep -h "lacks the feature" "$tmp/lv2apply.log")"
fi
if grep -q "unsupported type" "$tmp/lv2apply.log"; then
    skip "lv2apply takes no plugin with ports for messages: $(grep "unsupported type" "$tmp/lv2apply.log")"
fi
[ $status = 0 ] || fail "lv2apply: status $status: $(cat "$tmp/lv2apply.log")"
cell load
"$dredge" render --format float --loss-model none "$speech" "$tmp/ref.wav" >"$tmp/render.log" ||
    fail "dredge render failed"
result=$("$tools/compare_wav" "$tmp/ref.wav" "$tmp/out.wav") || fail "not what dredge render gives: $result"
say "$result"
cell play export freewheel
