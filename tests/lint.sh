#!/bin/sh
# SPDX-License-Identifier: ISC
# One checker over all C sources: lint.sh format|tidy|cppcheck|licence|news SOURCE-DIR BUILD-DIR
set -eu
what=$1
cd "$2"
build=$3
sources=$(find core docs plugin presets tools ttl tests window -name '*.[ch]' | sort)
compiled=$(find core docs plugin presets tools ttl window -name '*.c' | sort)

# Which versions decide; others have other opinions, which are told and do not count.
clang=14.
cppcheck=2.10

# run TOOL VERSION ARGUMENT...: what the tool finds fails the test if its version is that one
run() {
    tool=$1
    wanted=$2
    shift 2
    command -v "$tool" >/dev/null || { echo "$tool is not installed"; exit 77; }
    found=$("$tool" --version | grep -Eo '[0-9]+\.[0-9.]+' | head -n 1)
    case $found in
    "$wanted"*) "$@" && exit 0 || exit 1 ;;
    esac
    "$@" 2>&1 && findings=nothing || findings="findings, above in this log, that do not count:"
    [ "$findings" = nothing ] && echo "$tool $found has nothing to say" && exit 0
    echo "$tool $found, not ${wanted%.}, has $findings it may be right"
    exit 77
}

tidy() {
    # gcc's own warning options mean nothing to clang.
    echo $compiled | tr ' ' '\n' | xargs -P 2 -n 4 clang-tidy -p "$build" --quiet \
        --extra-arg=-Wno-unknown-warning-option --warnings-as-errors='*' 2>/dev/null
}

# shellcheck disable=SC2086 # lists of words
case $what in
format)
    run clang-format $clang clang-format --dry-run -Werror $sources
    ;;
tidy)
    run clang-tidy $clang tidy
    ;;
cppcheck)
    run cppcheck $cppcheck cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr \
        --error-exitcode=1 --suppress=missingIncludeSystem --suppress=normalCheckLevelMaxBranches \
        --suppress=unknownMacro \
        -Icore -Iplugin -Itools -Iwindow core plugin presets tools ttl window
    ;;
news)
    version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
    head -n 1 NEWS | grep -q "^dredge ($version) " || { echo "NEWS does not begin with $version"; exit 1; }
    ;;
licence)
    command -v git >/dev/null || { echo "git is not installed"; exit 77; }
    bad=$(git ls-files | grep -vE '^(LICENSE|NEWS|README.md|CONTRIBUTING.md|docs/.*\.md|tests/fuzz/seeds/.*)$' |
        xargs grep -L 'SPDX-License-Identifier: ISC' || true)
    [ -z "$bad" ] || { echo "without an SPDX line: $bad"; exit 1; }
    ;;
esac
