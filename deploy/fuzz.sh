#!/usr/bin/env bash
# Runs every fuzz target of the module in turn and says at the end which found something.
# $1: how long each runs (default 30s).
set -euo pipefail
cd "$(dirname "$0")/.."
each="${1:-30s}"
count=0
failed=()
while IFS=: read -r file name; do
	package="./$(dirname "$file")"
	echo "fuzz: $name in $package for $each"
	go test "$package" -run '^$' -fuzz "^${name}\$" -fuzztime "$each" || failed+=("$name in $package")
	count=$((count + 1))
done < <(git grep -oE '^func Fuzz[A-Za-z0-9_]+' -- '*_test.go' | sed 's/:func /:/')
[ "$count" -gt 0 ] || {
	echo "fuzz: no targets found" >&2
	exit 1
}
if [ "${#failed[@]}" -gt 0 ]; then
	printf 'fuzz: found something: %s\n' "${failed[@]}" >&2
	exit 1
fi
echo "fuzz: $count targets, all clean"
