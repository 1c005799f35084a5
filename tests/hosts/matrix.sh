#!/bin/sh
# SPDX-License-Identifier: ISC
# matrix.sh BUILD-DIRECTORY OUT.tsv [SPEECH.wav...]
#
# Runs the plugin in each host of this machine, and writes a line for each host and what is done in
# it: release of Debian, host, version, column, "passed", "failed" or "not run", and why. The
# columns are what the tests here say they have seen (`cell` in common.sh). docs/hosts.md is made
# of such files by matrix_table.py; scripts/hosts does all that.
set -u
build=$1
out=$2
shift 2
here=$(cd "$(dirname "$0")" && pwd)
columns="load play automate bypass save reload export freewheel buffer rate presets window"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
release=$(. /etc/os-release && echo "${VERSION_ID:-testing}")
: >"$out"

version_of() { # package
    dpkg-query -W -f '${Version}' "$1" 2>/dev/null | sed 's/^[0-9]*://; s/[-~+].*//'
}

# Run a test of a host: what it saw goes into $tmp/cells, why it ended early into $tmp/why. What fails
# is tried once more: where other work keeps the machine from running JACK in time, sound is lost.
run() { # test [VARIABLE=value]
    test=$1
    shift
    echo "matrix: $host: $test"
    for _ in 1 2; do
        status=0
        env CELLS="$tmp/new" "$@" timeout 400 sh "$here/$test.sh" "$build" ${speech:+"$speech"} >"$tmp/log" 2>&1 ||
            status=$?
        case $status in
        0 | 77) break ;;
        esac
    done
    touch "$tmp/new"
    cat "$tmp/new" >>"$tmp/cells"
    rm "$tmp/new"
    case $status in
    0) ;;
    77) sed -n 's/^.*SKIP: //p' "$tmp/log" | tail -n 1 | sed 's/^/not run:/' >>"$tmp/why" ;;
    124) echo "failed:$test.sh takes longer than 400 s" >>"$tmp/why" ;;
    *) { sed -n 's/^.*FAIL: //p' "$tmp/log" | tail -n 1 | grep . || tail -n 1 "$tmp/log"; } | sed 's/^/failed:/' >>"$tmp/why" ;;
    esac
    sed 's/^/    /' "$tmp/log"
}

begin() { # host package
    host=$1
    version=$(version_of "$2")
    : >"$tmp/cells"
    : >"$tmp/why"
    : >"$tmp/never"
}

never() { # column why: what cannot be done there
    echo "$1:$2" >>"$tmp/never"
}

end() { # the first reason stands for all that was not seen
    why=$(head -n 1 "$tmp/why")
    for column in $columns; do
        reason=$(sed -n "s/^$column://p" "$tmp/never" | head -n 1)
        if grep -qx "$column" "$tmp/cells"; then
            result=passed reason=
        elif [ "$reason" ]; then
            result="not run"
        elif [ "$why" ]; then
            result=${why%%:*} reason=${why#*:}
        else
            result=failed reason="no test here has seen it"
        fi
        printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$release" "$host" "${version:-none}" "$column" "$result" "$reason" >>"$out"
    done
}

speech=${1:-}
fixed_rate="JACK keeps its rate for as long as its server runs"

begin jalv.gtk3 jalv
never export "jalv has no export"
never rate "$fixed_rate"
run jalv_window
if [ -f "$tmp/new.console" ]; then mv "$tmp/new.console" "$tmp/console"; fi
run jalv_live JALV=jalv.gtk3
end

begin jalv jalv
never save "jalv's prompt has no command for it"
never export "jalv has no export"
never rate "$fixed_rate"
never window "jalv.gtk3 is the program for that"
run jalv_sync
run jalv_live
run jalv_presets
[ ! -f "$tmp/console" ] || cat "$tmp/console" >>"$tmp/cells"
end

begin lv2apply lilv-utils
for column in automate bypass save reload buffer rate presets window; do
    never $column "lv2apply has none of that"
done
for column in play export freewheel; do
    never $column "it does not load there"
done
run lv2apply
sed -i 's/^not run:/failed:/' "$tmp/why"
end

begin Ardour ardour
never window "only by hand: its own window has to be clicked in"
run ardour
run ardour_live
end

begin Carla carla
if apt-cache policy carla 2>/dev/null | grep -q 'Candidate: [^(]'; then
    echo "not run:it is packaged here, but no test of it is written yet" >>"$tmp/why"
else
    echo "not run:Debian has no package of it" >>"$tmp/why"
fi
end
echo "matrix: $(cut -f5 "$out" | sort | uniq -c | awk '{ n = $1; $1 = ""; print n $0 }' | paste -sd, | sed 's/,/, /g')"
