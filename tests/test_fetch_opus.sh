#!/bin/sh
# SPDX-License-Identifier: ISC
# test_fetch_opus.sh SOURCE-DIRECTORY
#
# scripts/fetch-opus with sources of libopus that are made up here: a release site, and Debian
# mirrors whose index a key of ours signs. Nothing is fetched from outside.
set -u
script=$1/scripts/fetch-opus

skip() { echo "SKIP: $*"; exit 77; }
for program in apt-get curl gpg python3 sha256sum xz; do
    command -v $program >/dev/null || skip "there is no $program"
done

tmp=$(mktemp -d)
servers=
clean_up() {
    for pid in $servers; do kill "$pid" 2>/dev/null; done
    gpgconf --homedir "$tmp/gpg" --kill all
    rm -rf "$tmp"
}
trap clean_up EXIT
trap 'exit 1' INT TERM HUP

cases=0
fail() { echo "FAIL: $name: $*" >&2; sed 's/^/    /' "$tmp/log" >&2; exit 1; }
said() { grep -qF -- "$1" "$tmp/log" || fail "it does not say '$1'"; }

# What is there to be fetched ----------------------------------------------------------------------

# A source as libopus' are, as far as the script looks; or without something.
make_source() { # version tarball [what is missing]
    tree=$tmp/trees/opus-$1
    rm -rf "$tree" && mkdir -p "$tree/include" "$tree/dnn"
    {
        echo "opus_dred_decoder_create("; echo "opus_dred_decoder_destroy("; echo "opus_dred_get_size("
        echo "opus_dred_parse("; echo "opus_decoder_dred_decode_float("
    } >"$tree/include/opus.h"
    echo "#define OPUS_SET_DRED_DURATION_REQUEST 4050" >"$tree/include/opus_defines.h"
    echo "'dred' 'deep-plc' 'osce' 'extra-programs'" >"$tree/meson_options.txt"
    echo "# $1" >"$tree/meson.build"
    printf '#define DRED_EXTENSION_ID 126\n#define DRED_EXPERIMENTAL_VERSION 12\n' >"$tree/dnn/dred_config.h"
    for weights in dred_rdovae_enc dred_rdovae_dec plc fargan lace nolace; do
        : >"$tree/dnn/${weights}_data.c"
    done
    [ -z "${3:-}" ] || sed -i "/$3/d" "$tree"/*/*.h
    mkdir -p "$(dirname "$2")"
    tar -C "$tmp/trees" --sort=name --mtime=@0 -caf "$2" "opus-$1" # The same each time
}

hash_of() { sha256sum "$1" | cut -d' ' -f1; }

mkdir -m 700 "$tmp/gpg"
make_key() { # name
    gpg --homedir "$tmp/gpg" --batch --quiet --passphrase '' --quick-gen-key "$1" ed25519 sign 0 &&
        gpg --homedir "$tmp/gpg" --export "$1" >"$tmp/$1.gpg"
} 2>>"$tmp/gpg.log"
for key in archive stranger; do
    make_key $key || { cat "$tmp/gpg.log"; exit 1; }
done

pool=$tmp/mirror/pool/main/o/opus
empty_mirror() { rm -rf "$tmp/mirror" && mkdir -p "$pool" "$tmp/mirror/dists/testing/main/source"; }

add_package() { # version of libopus [what is missing]
    orig=$pool/opus_$1.orig.tar.xz
    make_source "$1" "$orig" "${2:-}"
    printf 'Format: 3.0 (quilt)\nSource: opus\nVersion: %s-1\n' "$1" >"$pool/opus_$1-1.dsc"
    {
        printf 'Package: opus\nBinary: libopus0\nVersion: %s-1\nFormat: 3.0 (quilt)\n' "$1"
        printf 'Directory: pool/main/o/opus\nChecksums-Sha256:\n'
        for file in "$orig" "$pool/opus_$1-1.dsc"; do
            echo " $(hash_of "$file") $(stat -c %s "$file") $(basename "$file")"
        done
        echo
    } >>"$tmp/mirror/dists/testing/main/source/Sources"
}

sign_mirror() { # key
    dist=$tmp/mirror/dists/testing
    {
        printf 'Origin: Debian\nSuite: testing\nCodename: made-up\nComponents: main\nArchitectures: source\n'
        printf 'Date: %s\nSHA256:\n' "$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S UTC')"
        echo " $(hash_of "$dist/main/source/Sources") $(stat -c %s "$dist/main/source/Sources") main/source/Sources"
    } >"$dist/Release"
    gpg --homedir "$tmp/gpg" --batch --yes --quiet --local-user "$1" --clearsign \
        --output "$dist/InRelease" "$dist/Release"
    rm "$dist/Release"
}

# This machine's own apt, in the eyes of the script.
mkdir -p "$tmp/apt/lists/partial" "$tmp/apt/cache/archives/partial" "$tmp/apt/none" "$tmp/apt/keys"
cp "$tmp/archive.gpg" "$tmp/apt/keys/"
echo "deb-src copy:$tmp/mirror testing main" >"$tmp/apt/sources.list"
cat >"$tmp/apt/conf" <<END
Dir::Etc::SourceList "$tmp/apt/sources.list";
Dir::Etc::SourceParts "$tmp/apt/none";
Dir::Etc::TrustedParts "$tmp/apt/keys";
Dir::State::Lists "$tmp/apt/lists";
Dir::Cache "$tmp/apt/cache";
APT::Sandbox::User "";
END
export APT_CONFIG="$tmp/apt/conf"
empty_mirror
add_package 1.6.1
sign_mirror archive
apt-get -q update >"$tmp/apt/log" 2>&1 || { cat "$tmp/apt/log"; exit 1; }

make_source 1.6.1 "$tmp/good/opus-1.6.1.tar.gz"
cp "$pool"/*.orig.tar.xz "$tmp/good/"

# A project that knows these two, and nothing else.
begin() { # name: an empty project
    name=$1
    cases=$((cases + 1))
    : >"$tmp/log"
    project=$tmp/project
    cache=$project/subprojects/packagecache
    rm -rf "$project" "$tmp/site" && mkdir -p "$project/scripts" "$cache" "$tmp/site"
    cp "$script" "$project/scripts/"
    for file in opus-1.6.1.tar.gz opus_1.6.1.orig.tar.xz; do
        echo "1.6.1 $file $(hash_of "$tmp/good/$file")"
    done >"$project/scripts/opus-releases"
    export OPUS_SITE="file://$tmp/site"
    empty_mirror
}

fetch() { "$project/scripts/fetch-opus" >"$tmp/log" 2>&1; }

gets() { # version: which must be what is unpacked, and nothing else is left
    fetch || fail "status $?"
    [ "$(cat "$project/subprojects/opus/meson.build")" = "# $1" ] || fail "it is not $1 that is unpacked"
    [ -z "$(find "$project" -name '*.part' -o -name 'opus.new')" ] || fail "something is left over"
}

gets_nothing() {
    ! fetch || fail "it succeeds"
    [ ! -e "$project/subprojects/opus" ] || fail "something is unpacked"
    [ -z "$(find "$project" -name '*.part' -o -name 'opus.new')" ] || fail "something is left over"
    # What to do: which file, its hash, where to, and what else there is.
    for line in "$(readlink -f "$cache")/" "opus-1.6.1.tar.gz   from $OPUS_SITE/" \
        "opus_1.6.1.orig.tar.xz   of Debian's source package opus 1.6.1-1" \
        "$(hash_of "$tmp/good/opus-1.6.1.tar.gz")" "$(hash_of "$tmp/good/opus_1.6.1.orig.tar.xz")" \
        "$(readlink -f "$project")/subprojects/opus/meson.build" "-Dsystem_opus=true"; do
        said "$line"
    done
}

# The cases --------------------------------------------------------------------------------------

begin "the release site"
cp "$tmp/good/opus-1.6.1.tar.gz" "$tmp/site/"
gets 1.6.1
said "from opus-1.6.1.tar.gz, hash checked"

begin "what was fetched before"
for file in opus-1.6.1.tar.gz opus_1.6.1.orig.tar.xz; do
    rm -rf "$project/subprojects/opus" "${cache:?}"/* && cp "$tmp/good/$file" "$cache/"
    gets 1.6.1
    said "from $file, hash checked"
    ! grep -q fetching "$tmp/log" || fail "it is fetched again"
done

begin "a source that is there already"
mkdir "$project/subprojects/opus"
echo "# mine" >"$project/subprojects/opus/meson.build"
gets mine

begin "a file in the cache that is another one"
echo broken >"$cache/opus-1.6.1.tar.gz"
cp "$tmp/good/opus-1.6.1.tar.gz" "$tmp/site/"
gets 1.6.1
said "packagecache/opus-1.6.1.tar.gz has another hash"

begin "another hash on the site; the distribution has it"
make_source 1.6.1-other "$tmp/site/opus-1.6.1.tar.gz"
add_package 1.6.1
sign_mirror archive
gets 1.6.1
said "what came from the release site has another hash"
said "from opus_1.6.1.orig.tar.xz, hash checked"

begin "the distribution has it, and others besides"
for version in 1.5.2 1.6.1 1.7; do add_package $version; done
sign_mirror archive
gets 1.6.1
said "from opus_1.6.1.orig.tar.xz, hash checked"

begin "the distribution has newer ones"
for version in 1.5.2 1.10 1.7; do add_package $version; done
sign_mirror archive
gets 1.7
said "1.5.2-1 is older than 1.6.1; not used"
said "libopus 1.7 is newer than what Dredge was tested with (1.6.1)"
said "from opus_1.7.orig.tar.xz, whose hash only the archive's signed index vouches for"

begin "a newer one without DRED, and one with it"
add_package 1.7 dred_parse
add_package 1.8
sign_mirror archive
gets 1.8
said "opus_1.7.orig.tar.xz has not all that Dredge uses (opus_dred_parse()); not used"

begin "a newer one with another DRED"
add_package 1.7 DRED_EXPERIMENTAL_VERSION
sign_mirror archive
gets_nothing
said "opus_1.7.orig.tar.xz has not all that Dredge uses (DRED of version 12); not used"

begin "older ones only"
add_package 1.5.2
sign_mirror archive
gets_nothing
said "1.5.2-1 is older than 1.6.1; not used"

begin "an index that a stranger has signed"
add_package 1.7
sign_mirror stranger
gets_nothing
said "it has none whose signature is good"

begin "an index without a signature"
add_package 1.7
sign_mirror archive
sed '1,/^$/d; /^-----BEGIN PGP SIGNATURE/,$d' "$tmp/mirror/dists/testing/InRelease" \
    >"$tmp/mirror/dists/testing/Release"
rm "$tmp/mirror/dists/testing/InRelease"
gets_nothing
said "it has none whose signature is good"

begin "a file that is not that of the index"
add_package 1.7
sign_mirror archive
make_source 1.7-other "$pool/opus_1.7.orig.tar.xz"
gets_nothing
said "1.7-1 could not be fetched whole"

begin "a known version of another hash, though signed for"
sed -i 's/^\(1.6.1 opus_1.6.1.orig.tar.xz \).*/\10000/' "$project/scripts/opus-releases"
add_package 1.6.1
sign_mirror archive
! fetch || fail "it succeeds"
[ ! -e "$project/subprojects/opus" ] || fail "something is unpacked"
said "1.6.1-1 has another hash than in scripts/opus-releases; not used"

begin "nothing at all"
gets_nothing
said "the release site is not reached"

# A site that sends half a file, and then nothing more; or none, until somebody gives up.
cat >"$tmp/half.py" <<'END'
import http.server, sys, time
class Half(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        data = open(sys.argv[1], "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data[:len(data) // 2])
        self.wfile.flush()
        open(sys.argv[2] + ".asked", "w").close()
        time.sleep(float(sys.argv[3]))
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Half)
open(sys.argv[2] + ".new", "w").write(str(server.server_port))
import os; os.rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()
END
serve_half() { # seconds that it waits
    rm -f "$tmp/port" "$tmp/port.asked"
    python3 "$tmp/half.py" "$tmp/good/opus-1.6.1.tar.gz" "$tmp/port" "$1" &
    servers="$servers $!"
    until [ -s "$tmp/port" ]; do sleep 0.05; done
    OPUS_SITE="http://127.0.0.1:$(cat "$tmp/port")"
}

begin "a download that breaks off"
serve_half 0
gets_nothing
said "the download broke off"
[ -z "$(ls "$cache")" ] || fail "there is a file in the cache"

begin "a download that breaks off; the distribution has it"
add_package 1.7
sign_mirror archive
serve_half 0
gets 1.7
said "the download broke off"

begin "stopped in the middle of a download"
serve_half 60
export TMPDIR="$tmp/temporary"
mkdir "$TMPDIR"
setsid "$project/scripts/fetch-opus" >"$tmp/log" 2>&1 &
run=$!
until [ -e "$tmp/port.asked" ]; do sleep 0.05; done
kill -s TERM -- -$run || fail "it is gone"
wait $run && fail "it succeeds"
unset TMPDIR
[ -z "$(find "$cache" "$tmp/temporary" "$project/subprojects" -mindepth 1 ! -name packagecache)" ] ||
    fail "something is left over"
export OPUS_SITE="file://$tmp/site"
cp "$tmp/good/opus-1.6.1.tar.gz" "$tmp/site/"
gets 1.6.1

begin "stopped while unpacking"
mkdir -p "$project/subprojects/opus.new"
cp "$tmp/good/opus-1.6.1.tar.gz" "$tmp/site/"
gets 1.6.1

begin "an archive that is cut off"
head -c 300 "$tmp/good/opus-1.6.1.tar.gz" >"$cache/opus-1.6.1.tar.gz"
sed -i "s/^\(1.6.1 opus-1.6.1.tar.gz \).*/\1$(hash_of "$cache/opus-1.6.1.tar.gz")/" \
    "$project/scripts/opus-releases"
! fetch || fail "it succeeds"
[ ! -e "$project/subprojects/opus" ] || fail "something is unpacked"
said "opus-1.6.1.tar.gz can't be unpacked; not used"

echo "$cases cases passed"
