#!/bin/sh
# test/pg_start.sh DIRECTORY: starts a private PostgreSQL on a Unix socket in DIRECTORY (made when missing) and
# prints the URL to use. No port is opened. As root the server runs as the user "postgres".
# QINGCE_PG_FSYNC=on where a test is about durability; off is quicker.
set -eu
[ $# = 1 ] || { echo "usage: test/pg_start.sh DIRECTORY" >&2; exit 2; }
mkdir -p "$1"
directory=$(cd "$1" && pwd)

bin=
for each in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin; do
	[ -x "$each/initdb" ] && bin=$each
done
[ -n "$bin" ] || { echo "pg_start: PostgreSQL is not installed" >&2; exit 1; }

as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
	id postgres >/dev/null 2>&1 || useradd --system --home-dir /nonexistent --shell /usr/sbin/nologin postgres
	chown postgres "$directory"
	# The temporary directory above belongs to root: let the server pass through it.
	above=$(dirname "$directory")
	case "$above" in / | /tmp | /var/tmp) ;; *) chmod o+x "$above" ;; esac
	as_owner() { runuser -u postgres -- "$@"; }
fi

# A socket path has at most 107 bytes: use a directory of its own when this one is deep.
sockets=$directory
if [ ${#sockets} -gt 80 ]; then
	sockets=$(as_owner mktemp -d /tmp/qingce-pg.XXXXXX)
	echo "$sockets" >"$directory/sockets"
fi

cd "$directory"
[ -e data/PG_VERSION ] ||
	as_owner "$bin/initdb" -D "$directory/data" -U qingce --auth=trust --encoding=UTF8 --locale=C --no-sync \
		>"$directory/initdb.log" 2>&1 || { cat "$directory/initdb.log" >&2; exit 1; }
as_owner "$bin/pg_ctl" -D "$directory/data" -l "$directory/data/server.log" -w -s -t 60 start -o \
	"-c listen_addresses='' -c unix_socket_directories='$sockets' -c fsync=${QINGCE_PG_FSYNC:-off} -c max_connections=200 -c shared_buffers=32MB" \
	>/dev/null || { cat "$directory/data/server.log" >&2; exit 1; }

echo "postgresql://qingce@/postgres?host=$(echo "$sockets" | sed 's|/|%2F|g')"
