#!/bin/sh
# SPDX-License-Identifier: ISC
# One checker over all C sources: lint.sh format|tidy|cppcheck|licence SOURCE-DIR BUILD-DIR
set -eu
what=$1
cd "$2"
build=$3
sources=$(find core plugin presets tools ttl tests -name '*.[ch]' | sort)
compiled=$(find core plugin presets tools ttl -name '*.c' | sort)

need() { command -v "$1" >/dev/null || { echo "$1 is not installed"; exit 77; }; }
# Other versions have other opinions.
need_14() {
    need "$1"
    "$1" --version | grep -q 'version 14\.' || { echo "$1 is not version 14"; exit 77; }
}

# shellcheck disable=SC2086 # lists of words
case $what in
format)
    need_14 clang-format
    clang-format --dry-run -Werror $sources
    ;;
tidy)
    need_14 clang-tidy
    # gcc's own warning options mean nothing to clang.
    echo $compiled | tr ' ' '\n' | xargs -P 2 -n 4 clang-tidy -p "$build" --quiet \
        --extra-arg=-Wno-unknown-warning-option 2>/dev/null
    ;;
cppcheck)
    need cppcheck
    cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
        --error-exitcode=1 --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
        --suppress=unknownMacro \
        -Icore -Iplugin -Itools core plugin presets tools ttl
    ;;
licence)
    need git
    bad=$(git ls-files | grep -vE '^(LICENSE|README.md|docs/.*\.md|tests/fuzz/seeds/.*)$' |
        xargs grep -L 'SPDX-License-Identifier: ISC' || true)
    [ -z "$bad" ] || { echo "without an SPDX line: $bad"; exit 1; }
    ;;
esac
