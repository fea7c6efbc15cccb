#!/usr/bin/env bash
# Runs every fuzz target of the module in turn. $1: how long each runs (default 30s).
set -euo pipefail
cd "$(dirname "$0")/.."
each="${1:-30s}"
count=0
while IFS=: read -r file name; do
	package="./$(dirname "$file")"
	echo "fuzz: $name in $package for $each"
	go test "$package" -run '^$' -fuzz "^${name}\$" -fuzztime "$each"
	count=$((count + 1))
done < <(git grep -oE '^func Fuzz[A-Za-z0-9_]+' -- '*_test.go' | sed 's/:func /:/')
[ "$count" -gt 0 ] || {
	echo "fuzz: no targets found" >&2
	exit 1
}
echo "fuzz: $count targets, all clean"
