#!/bin/sh
# test/pg_stop.sh DIRECTORY: stops the PostgreSQL that test/pg_start.sh started there and removes DIRECTORY.
set -u
[ $# = 1 ] && [ -d "$1/data" ] || exit 0
directory=$(cd "$1" && pwd)
cd "$directory" || exit 1
for bin in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
	[ -x "$bin/pg_ctl" ] || continue
	if [ "$(id -u)" = 0 ]; then
		runuser -u postgres -- "$bin/pg_ctl" -D "$directory/data" -s -m immediate -t 30 stop && break
	else
		"$bin/pg_ctl" -D "$directory/data" -s -m immediate -t 30 stop && break
	fi
done
[ -e "$directory/sockets" ] && rm -rf "$(cat "$directory/sockets")"
cd / && rm -rf "$directory"
