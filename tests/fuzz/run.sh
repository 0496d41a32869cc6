#!/bin/sh
# Every fuzzer for SECONDS each (60 by default), with clang's libFuzzer and sanitizers.
set -eu
B=${1:-build}; seconds=${SECONDS_EACH:-60}
make -s generate
mkdir -p "$B/fuzz"
for f in tests/fuzz/*_fuzz.c; do
	name=$(basename "$f" .c)
	clang-14 -g -O1 -std=gnu17 -D_GNU_SOURCE -fsanitize=fuzzer,address,undefined -Isrc -I"$B/gen" \
		$(pkg-config --cflags libzip expat jansson libxml-2.0) -o "$B/fuzz/$name" "$f" \
		$(ls src/base/*.c | grep -v _test) src/text/html.c src/text/json.c src/text/csv.c \
		$(ls src/paper/*.c src/plan/*.c | grep -v -e _test -e pdf -e drawing -e xlsx_write -e docx -e ics -e plan/risk) \
		$(pkg-config --libs libzip expat jansson libxml-2.0) -lz -lm -lxlsxwriter 2>&1 | grep -E 'error|undefined' && exit 1
	mkdir -p "$B/fuzz/$name.corpus"
	if [ "$name" = plan_fuzz ]; then # real files to begin from, the head's byte before each
		for seed in ../shared/data/schedules/*.gz; do
			[ -e "$seed" ] && [ "$(gzip -dc "$seed" | wc -c)" -lt 40000 ] &&
				{ printf '\0'; gzip -dc "$seed"; } >"$B/fuzz/$name.corpus/$(basename "$seed")"
		done
		printf '\0id,name,duration,predecessors,start\nA,a,5 d,,2026-03-02\nB,b,2 w,AFS+50%%,\n' >"$B/fuzz/$name.corpus/table"
		printf '\4"activities": [{"id": "a", "duration_minutes": 480}, {"id": "b"}], "links": [{"from": "a", "to": "b", "lag": 60}]}' >"$B/fuzz/$name.corpus/json"
	fi
	"$B/fuzz/$name" -max_total_time="$seconds" -rss_limit_mb=2048 -print_final_stats=1 "$B/fuzz/$name.corpus" 2>&1 | tail -4
done
