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

# Run a test of a host: what it saw goes into $tmp/cells, why it did not see the rest of what it looks
# for into $tmp/why. What fails is tried once more: where other work keeps the machine from running JACK in time, sound is lost.
run() { # test columns [VARIABLE=value]
    test=$1
    looks_for=$2
    shift 2
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
    77) result="not run" why=$(sed -n 's/^.*SKIP: //p' "$tmp/log" | tail -n 1) ;;
    124) result=failed why="$test.sh takes longer than 400 s" ;;
    *) result=failed why=$(sed -n 's/^.*FAIL: //p' "$tmp/log" | tail -n 1) ;;
    esac
    for column in $looks_for; do
        grep -qx "$column" "$tmp/cells" ||
            printf '%s\t%s\t%s\n' "$column" "$result" "${why:-$(tail -n 1 "$tmp/log")}" >>"$tmp/why"
    done
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

end() { # one reason for each column that was not seen
    for column in $columns; do
        reason=$(sed -n "s/^$column://p" "$tmp/never" | head -n 1)
        missed=$(grep "^$column	" "$tmp/why" | head -n 1 | cut -f2-)
        if grep -qx "$column" "$tmp/cells"; then
            found="passed	"
        elif [ "$reason" ]; then
            found="not run	$reason"
        else
            found=${missed:-"not run	no test looks for it"}
        fi
        printf '%s\t%s\t%s\t%s\t%s\n' "$release" "$host" "${version:-none}" "$column" "$found" >>"$out"
    done
}

speech=${1:-}
fixed_rate="JACK keeps its rate for as long as its server runs"

begin jalv.gtk3 jalv
never export "jalv has no export"
never rate "$fixed_rate"
run jalv_window "load play automate save reload presets window"
if [ -f "$tmp/new.console" ]; then mv "$tmp/new.console" "$tmp/console"; fi
run jalv_live "bypass buffer freewheel" JALV=jalv.gtk3
end

begin jalv jalv
never save "jalv's prompt has no command for it"
never export "jalv has no export"
never rate "$fixed_rate"
never window "jalv.gtk3 is the program for that"
run jalv_sync "load play"
run jalv_live "automate bypass buffer freewheel"
run jalv_presets presets
if [ -f "$tmp/console" ]; then
    cat "$tmp/console" >>"$tmp/cells"
else
    never reload "jalv.gtk3 saved nothing that could be loaded, or jalv's prompt tells other values"
fi
end

begin lv2apply lilv-utils
for column in automate bypass save reload buffer rate presets window; do
    never $column "lv2apply has none of that"
done
for column in play export freewheel; do
    never $column "it does not load there"
done
run lv2apply load
sed -i 's/\tnot run\t/\tfailed\t/' "$tmp/why"
end

begin Ardour ardour
never window "only by hand: its own window has to be clicked in"
run ardour "load save reload export freewheel presets"
run ardour_live "play automate bypass buffer rate"
end

begin Carla carla
why="Debian has no package of it"
! apt-cache policy carla 2>/dev/null | grep -q 'Candidate: [^(]' || why="packaged here, but no test of it is written yet"
for column in $columns; do
    never "$column" "$why"
done
end
echo "matrix: $(cut -f5 "$out" | sort | uniq -c | awk '{ n = $1; $1 = ""; print n $0 }' | paste -sd, | sed 's/,/, /g')"
