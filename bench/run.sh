#!/bin/sh
# make bench: the engine's own figures, then the server's rows with their limits.
set -eu
B=${1:-build}
for f in bench/*.c; do make -s "$B/release/bench/$(basename "$f" .c)"; done
"$B/release/bench/plan_bench"
"$B/release/bench/risk_bench"
if [ -d ../shared/data/psplib ]; then # every 7th instance; psplib_bench DIR 1 takes them all
	psplib=$(mktemp -d)
	trap 'rm -rf "$psplib"' EXIT
	cp ../shared/data/psplib/*-best.csv "$psplib"
	for set in j30 j60 j120; do tar xzf "../shared/data/psplib/$set.tar.gz" -C "$psplib"; done
	"$B/release/bench/psplib_bench" "$psplib" 7 61
fi
command -v wrk >/dev/null || tools/need.sh wrk
for b in run promises live; do GUATU_BUILD=$B GUATU=$B/guatu node bench/$b.mjs; done
