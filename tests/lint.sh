#!/bin/sh
# SPDX-License-Identifier: ISC
# One checker over all C sources: lint.sh format|tidy|cppcheck|licence SOURCE-DIR BUILD-DIR
set -eu
what=$1
cd "$2"
build=$3
sources=$(find core plugin tools ttl tests -name '*.[ch]' | sort)
compiled=$(find core plugin tools ttl -name '*.c' | sort)

need() { command -v "$1" >/dev/null || { echo "$1 is not installed"; exit 77; }; }

# shellcheck disable=SC2086 # lists of words
case $what in
format)
    need clang-format
    clang-format --dry-run -Werror $sources
    ;;
tidy)
    need clang-tidy
    # gcc's own warning options mean nothing to clang.
    echo $compiled | tr ' ' '\n' | xargs -P 2 -n 4 clang-tidy -p "$build" --quiet \
        --extra-arg=-Wno-unknown-warning-option 2>/dev/null
    ;;
cppcheck)
    need cppcheck
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
        --error-exitcode=1 --suppress=missingIncludeSystem --suppress=unknownMacro \
        -Icore -Iplugin -Itools core plugin tools ttl
    ;;
licence)
    bad=$(git ls-files 2>/dev/null | grep -vE '^(LICENSE|README.md|docs/.*\.md)$' |
        xargs grep -L 'SPDX-License-Identifier: ISC' || true)
    [ -z "$bad" ] || { echo "without an SPDX line: $bad"; exit 1; }
    ;;
esac
