#!/bin/sh
# Runs tests of a build made with -Db_coverage=true and prints which lines and branches of each room they reach.
#   tools/cover.sh BUILD_DIRECTORY [PART ...] [NAME ...]
# The figures of each file are left in BUILD_DIRECTORY/cover.csv. Tests and what the build makes are not counted.
set -u
build=$1
find "$build" -name '*.gcda' -delete
status=0
test/run.sh "$@" || status=1

echo
gcovr --root . --filter src/ --exclude '.*_test\.[ch]' --exclude-unreachable-branches -j 2 --csv "$build/cover.csv" "$build" || exit 1
awk -F , '
function share(part, whole) { return whole > 0 ? sprintf("%.1f %%", 100 * part / whole) : "-" }
function row(name, at) {
	return sprintf("%-28s %8d %9s %10d %9s", name, lines[at], share(lines_hit[at], lines[at]),
		branches[at], share(branches_hit[at], branches[at]))
}
function add(at) { lines[at] += $2; lines_hit[at] += $3; branches[at] += $5; branches_hit[at] += $6 }
NR > 1 {
	room = $1
	sub(/^src\//, "", room)
	sub(/\/[^\/]*$/, "", room)
	rooms[room]
	add(room)
	add("all")
}
END {
	printf "%-28s %8s %9s %10s %9s\n", "room", "lines", "reached", "branches", "reached"
	fflush()
	for (room in rooms)
		print row(room, room) | "sort"
	close("sort")
	print row("all of it", "all")
}' "$build/cover.csv"
exit "$status"
