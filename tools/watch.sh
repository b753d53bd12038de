#!/bin/sh
# Serves the demo organisations from a build directory; builds and starts again whenever a source changes. What was
# entered stays in var/demo. While a build fails, the server of the build before it goes on.
#   tools/watch.sh BUILD_DIRECTORY ADDRESS:PORT [OPTION of `qingce serve` ...]
# Files in assets/ are not watched: such a build reads them at each request. A new one takes part after the next build.
set -u
build=$1 address=$2
shift 2
seen=$build/watch-seen       # as old as the last look at the sources
started=$build/watch-started # as old as the server
server=

stop() {
	[ -z "$server" ] || { kill -TERM "$server" 2>/dev/null; wait "$server"; }
	server=
}

start() {
	touch "$started"
	"$build/qingce" serve --listen "$address" --db sqlite:var/demo --demo "$@" &
	server=$!
}

# Directories count as well: they tell of files that came or went.
has_changed() { [ -n "$(find src data tools meson.build meson_options.txt -newer "$seen" -print -quit)" ]; }

# The program and the library it may be linked to. The linker writes new files: what runs keeps its own.
is_newer() { [ -n "$(find "$build/qingce" "$build"/libqingce.* -maxdepth 0 -type f -newer "$started" -print -quit)" ]; }

trap 'stop; exit 0' INT TERM
touch "$seen"
start "$@"
echo "watch: serving on http://$address; stop with Ctrl-C"
while sleep 0.5; do
	has_changed || continue
	touch "$seen" # before the build: what changes during it is built next
	if ! ninja -C "$build" --quiet qingce; then
		echo "watch: the build fails; what was served before goes on"
	elif is_newer; then
		stop
		start "$@"
		echo "watch: started again"
	fi
done
