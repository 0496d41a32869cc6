#!/bin/sh
# A PostgreSQL of the tests' own: pg.sh start DIR PORT | pg.sh stop DIR. Runs as the user
# postgres where we are root; fsync stays on; listens on loopback and a socket in DIR.
set -eu
bin=/usr/lib/postgresql/15/bin
[ -x $bin/initdb ] || { echo "no PostgreSQL 15 here" >&2; exit 3; }
as() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$*"; else sh -c "$*"; fi; }
dir=$2
case $1 in
start)
	mkdir -p "$dir"
	[ "$(id -u)" = 0 ] && chown postgres "$dir" && chmod 755 "$dir"
	as "$bin/initdb -D $dir/data -U guatu -A trust -E UTF8 --locale=C.UTF-8 >$dir/init.log 2>&1"
	as "$bin/pg_ctl -D $dir/data -w -l $dir/log -o '-p $3 -k $dir -c listen_addresses=127.0.0.1' start >/dev/null"
	as "$bin/createdb -h 127.0.0.1 -p $3 -U guatu guatu"
	echo "postgres://guatu@127.0.0.1:$3/guatu"
	;;
stop) as "$bin/pg_ctl -D $dir/data -m immediate stop >/dev/null" || true ;;
esac
