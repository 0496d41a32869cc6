#!/bin/sh
# make bench: the engine's own figures, then the server's rows with their limits.
set -eu
B=${1:-build}
for f in bench/*.c; do make -s "$B/release/bench/$(basename "$f" .c)"; done
"$B/release/bench/plan_bench"
"$B/release/bench/risk_bench"
command -v wrk >/dev/null || tools/need.sh wrk
GUATU_BUILD=$B GUATU=$B/guatu node bench/run.mjs
