#!/bin/sh
# SPDX-License-Identifier: ISC
# Includes must not run in circles: circles.sh SOURCE-DIR
#
# A header and the source of its name are one place. Each include is an arrow; tsort finds circles.
set -eu
cd "$1"
status=0

# folder...: from where includes are counted
arrows() {
    find "$@" -name '*.[ch]' | while read -r file; do
        from=${file%.[ch]}
        # Without a match grep fails, which is no mistake here.
        { grep -o '^#include "[^"]*"' "$file" || true; } | cut -d'"' -f2 | while read -r to; do
            for folder in "$@" "$(dirname "$file")"; do
                if [ -e "$folder/$to" ]; then
                    [ "$folder/${to%.h}" = "$from" ] || echo "$from $folder/${to%.h}"
                    break
                fi
            done
        done
    done
}

for room in core plugin presets tools window; do
    arrows $room | tsort >/dev/null 2>circles.$$ || true
    if [ -s circles.$$ ]; then
        echo "$room: includes run in circles:"
        grep -v 'input contains a loop' circles.$$ | sed 's/^tsort: /    /'
        status=1
    fi
    rm -f circles.$$
done
[ $status = 1 ] || echo "no circles"
exit $status
