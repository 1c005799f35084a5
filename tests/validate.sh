#!/bin/sh
# SPDX-License-Identifier: ISC
# Check Turtle files against the LV2 ontologies: validate.sh FILE|BUNDLE...
# lv2_validate exits with 0 whatever it finds, so its words count.
command -v lv2_validate >/dev/null || { echo "lv2_validate is not installed (scripts/setup check)"; exit 77; }
for path; do
    shift
    if [ -d "$path" ]; then set -- "$@" "$path"/*.ttl; else set -- "$@" "$path"; fi
done
said=$(lv2_validate "$@" 2>&1)
echo "$said"
case $said in
*arning*) exit 1 ;;
*"Found 0 errors"*) exit 0 ;;
*) exit 1 ;;
esac
