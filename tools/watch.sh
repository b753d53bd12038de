#!/bin/sh
# Serves the demo organisations from a build directory; builds and starts again whenever a source changes. What was
# entered stays in var/demo. While a build fails, the server of the build before it goes on.
#   tools/watch.sh BUILD_DIRECTORY ADDRESS:PORT [OPTION of `qingce serve` ...]
# Files in assets/ are not watched: such a build reads them at each request. A new one takes part after the next build.
set -u
build=$1 address=$2
shift 2
running=$build/qingce-watched # a copy, so that the linker can write the next one meanwhile
seen=$build/watched           # as old as the last look
server=

stop() {
	[ -z "$server" ] || { kill -TERM "$server" 2>/dev/null; wait "$server"; }
	server=
}

start() {
	cp "$build/qingce" "$running"
	"$running" serve --listen "$address" --db sqlite:var/demo --demo "$@" &
	server=$!
}

# Directories count as well: they tell of files that came or went.
is_changed() { [ -n "$(find src data locale tools meson.build meson_options.txt -newer "$seen" -print -quit)" ]; }

trap 'stop; exit 0' INT TERM
touch "$seen"
start "$@"
echo "watch: serving on http://$address; stop with Ctrl-C"
while sleep 0.5; do
	is_changed || continue
	touch "$seen" # before the build: what changes during it is built next
	if ! ninja -C "$build" --quiet qingce; then
		echo "watch: the build fails; what was served before goes on"
	elif ! cmp -s "$build/qingce" "$running"; then
		stop
		start "$@"
		echo "watch: started again"
	fi
done
