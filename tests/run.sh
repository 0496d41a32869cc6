#!/bin/sh
# All tests; the last line counts them. $1 is the build folder.
set -u
B=${1:-build}
export LSAN_OPTIONS=suppressions=tests/lsan.supp:print_suppressions=0 GUATU_BUILD="$B" ASAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1
log=$(mktemp -d)
trap 'rm -rf "$log"' EXIT
passed=0 failed=0 skipped=0
count() { # NAME FILE: adds the last "N passed, N failed" of a suite's output
	line=$(grep -oE '[0-9]+ passed, [0-9]+ failed(, [0-9]+ skipped)?' "$2" | tail -1)
	[ -n "$line" ] || { echo "FAILED $1 printed no count"; tail -20 "$2"; failed=$((failed + 1)); return; }
	echo "$1: $line"
	set -- $(echo "$line" | grep -oE '[0-9]+')
	passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + ${3:-0}))
}
suite() { name=$1; shift; "$@" >"$log/out" 2>&1; grep -E '^(FAILED|skipped)' "$log/out"; count "$name" "$log/out"; }
cmocka() { # a cmocka program counts its tests on stderr
	"$1" >"$log/out" 2>&1; code=$?
	ok=$(grep -cE '^\[ +OK +\]' "$log/out"); bad=$(grep -cE '^\[ +FAILED +\] [a-z]' "$log/out")
	off=$(grep -cE '^\[ +SKIPPED +\] [a-z]' "$log/out")
	[ $code -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
	[ "$bad" -gt 0 ] && tail -30 "$log/out"
	echo "$ok passed, $bad failed, $off skipped" >"$log/count"; count "$(basename "$1")" "$log/count"
}
for t in $(find "$B/asan" -name '*_test' -type f | sort); do cmocka "$t"; done
[ -x tools/tests/run.sh ] && suite tools tools/tests/run.sh
suite cases node tests/cases.mjs
suite program node tests/program.mjs
suite outside node tests/outside.mjs
suite 'the overdue chain' node tests/chain.mjs
suite 'a year, recounted' tests/year --seed 7 --projects 40 --weeks 10
suite notices node tests/notices.mjs
suite 'notices on PostgreSQL' node tests/notices.mjs postgres
suite schedules node tests/compare.mjs
suite files node tests/files.mjs
suite pages node tests/browser/run.mjs
suite lists node tests/browser/lists.mjs
suite 'one item across five roles' node tests/browser/life.mjs
suite 'without a signal' node tests/browser/offline.mjs
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
