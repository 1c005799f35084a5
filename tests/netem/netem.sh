#!/bin/sh
# SPDX-License-Identifier: ISC
# netem as referee: netem.sh PROBE
#
# Packets cross two network namespaces, joined by a veth pair with netem on it; `probe` compares
# what became of them with Dredge's fates. Where the machine's kernel has no netem, or does not
# let us, a user-mode Linux (Debian's package user-mode-linux) runs the same on its own kernel:
# an ordinary process, which sees this machine's files read-only.
set -eu
script=$(realpath "$0")

# In a network namespace of our own.
compare() {
    mount -t tmpfs none /run
    ip netns add far
    ip link add near type veth peer name far netns far
    ip addr add 10.99.0.1/24 dev near
    ip -n far addr add 10.99.0.2/24 dev far
    ip link set near up
    ip -n far link set far up
    ip neigh replace 10.99.0.2 dev near \
        lladdr "$(ip netns exec far cat /sys/class/net/far/address)" nud permanent
    status=0
    for case in $("$1" list); do
        tc qdisc del dev near root 2>/dev/null || true
        # shellcheck disable=SC2046 # words
        tc qdisc add dev near root netem limit 100000 $("$1" tc "$case")
        "$1" run "$case" /run/netns/far 10.99.0.2 9999 || status=1
    done
    return $status
}

case $1 in
--inside) # PROBE
    compare "$2"
    exit
    ;;
--try)
    ip link add near type veth peer name far && tc qdisc add dev near root netem loss 1%
    exit
    ;;
--virtual) # PROBE: the first process of a user-mode Linux
    mount -t proc none /proc
    mount -t sysfs none /sys
    for module in drivers/net/veth net/sched/sch_netem; do
        insmod "/usr/lib/uml/modules/$(uname -r)/kernel/$module.ko" || true
    done
    sh "$script" --inside "$2" && echo "netem: agreed" || echo "netem: failed"
    exec "$2" halt
    ;;
esac

probe=$(realpath "$1")
for tool in ip tc unshare; do
    command -v $tool >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
if [ "$(id -u)" = 0 ]; then own="unshare --net --mount"; else own="unshare -r --net --mount"; fi
if why=$($own sh "$script" --try 2>&1); then
    exec $own sh "$script" --inside "$probe"
fi
why=$(echo "$why" | head -n 1)
if ! command -v linux.uml >/dev/null; then
    echo "skipped: no netem here ($why), and no user-mode Linux (linux.uml) is installed"
    exit 77
fi
echo "no netem here ($why): asking a user-mode Linux"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
timeout 500 linux.uml mem=128M quiet rootfstype=hostfs rootflags=/ ro con=null con0=null,fd:1 \
    init=/bin/sh -- "$script" --virtual "$probe" </dev/null >"$log" 2>&1 || true
grep -E '^(netem|random|g[ei]|state|normal|uniform|pareto|reorder|duplicate)' "$log" || true
if grep -q '^netem: agreed' "$log"; then
    exit 0
elif grep -q '^netem: failed' "$log"; then
    exit 1
fi
echo "skipped: user-mode Linux does not run here: $(tail -n 1 "$log")"
exit 77
