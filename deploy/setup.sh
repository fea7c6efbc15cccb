#!/usr/bin/env bash
# Sets up a developer's or CI machine on Debian: checks Go and Node, installs the packages that the chosen
# purpose needs (as root by apt-get; otherwise it names them and stops).
#   deploy/setup.sh run    what `make run` needs
#   deploy/setup.sh test   what `make test` needs as well: browsers, LibreOffice, a C compiler for -race, PostgreSQL
set -euo pipefail

purpose="${1:-run}"
run_packages=(ca-certificates git make ffmpeg fonts-noto-core poppler-utils)
test_packages=(gcc libc6-dev chromium firefox-esr iproute2 postgresql
	libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui)

fail() {
	echo "setup: $*" >&2
	exit 1
}

# at_least HAVE WANT: whether version HAVE is WANT or newer.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1)" = "$2" ]; }

check_toolchains() {
	command -v go >/dev/null || fail "Go 1.26 or newer is needed (https://go.dev/doc/install); no 'go' in PATH"
	at_least "$(go env GOVERSION | sed 's/^go//')" 1.26 || fail "Go 1.26 or newer is needed, this is $(go env GOVERSION)"
	command -v node >/dev/null || fail "Node 20 or newer is needed; no 'node' in PATH"
	at_least "$(node --version | sed 's/^v//')" 20 || fail "Node 20 or newer is needed, this is $(node --version)"
	command -v npm >/dev/null || fail "npm is needed; no 'npm' in PATH"
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

packages=("${run_packages[@]}")
case "$purpose" in
run) ;;
test) packages+=("${test_packages[@]}") ;;
*) fail "unknown purpose '$purpose'; use run or test" ;;
esac

check_toolchains
command -v dpkg-query >/dev/null || {
	echo "setup: not a Debian system; make sure these are there: ${packages[*]}" >&2
	exit 0
}

missing=()
for package in "${packages[@]}"; do
	installed "$package" || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
	fail "these packages are missing: ${missing[*]}
setup: install them with: sudo apt-get install --no-install-recommends ${missing[*]}"
fi
echo "setup: installing ${missing[*]}"
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
