#!/bin/sh
# Runs the tests of a build directory and ends with "N passed, N failed".
#   test/run.sh BUILD_DIRECTORY [unit|http|e2e|browser ...] [NAME ...]
# Whole parts run on both stores, with a PostgreSQL of their own. Tests named one by one start none: they run on
# SQLite, and on PostgreSQL too when QINGCE_TEST_PG names a cluster (test/pg_start.sh DIRECTORY starts one).
set -u
build=$1
shift
. test/find.sh
passed=0
failed=0
scratch=$(mktemp -d)
trap 'test/pg_stop.sh "$scratch/pg" >/dev/null 2>&1; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=test/lsan.supp:print_suppressions=0
export TSAN_OPTIONS=suppressions=test/tsan.supp:second_deadlock_stack=1:log_path=$scratch/races
export CMOCKA_MESSAGE_OUTPUT=TAP
export QINGCE_BIN="$build/qingce"

# close_with REASON: for a run that cannot begin.
close_with() {
	echo "$1"
	echo "0 passed, 1 failed"
	exit 1
}

wanted=$(find_tests "$build" "$@") || close_with "nothing was run"
if [ -z "$(names_among "$@")" ]; then
	export QINGCE_TEST_PG_REQUIRED=1
	QINGCE_TEST_PG=$(test/pg_start.sh "$scratch/pg") || close_with "the private PostgreSQL did not start"
	export QINGCE_TEST_PG
elif [ -z "${QINGCE_TEST_PG:-}" ]; then
	echo "On SQLite alone: QINGCE_TEST_PG names no PostgreSQL cluster."
fi

# count_tap NAME FILE STATUS: adds a program's TAP lines; a crash without a failed line counts as one failure.
count_tap() {
	ok=$(grep -c '^ok ' "$2")
	bad=$(grep -c '^not ok ' "$2")
	if [ "$3" != 0 ] && [ "$bad" = 0 ]; then
		bad=1
	fi
	passed=$((passed + ok))
	failed=$((failed + bad))
	if [ "$bad" = 0 ]; then
		printf '  %-28s %4s ok\n' "$1" "$ok"
	else
		printf '  %-28s %4s ok, %s FAILED (status %s)\n' "$1" "$ok" "$bad" "$3"
		grep -v '^ok ' "$2" | tail -n 60
	fi
}

# A report of ThreadSanitizer fails the test it came from, also when the process was killed or nobody asks its status.
count_races() {
	for report in "$scratch"/races.*; do
		[ -e "$report" ] || continue
		failed=$((failed + 1))
		printf '  %-28s FAILED: ThreadSanitizer\n' "$1"
		head -n 120 "$report"
		rm "$report"
	done
}

# run_test SECONDS COMMAND...: the last word names it.
run_test() {
	seconds=$1
	shift
	for name in "$@"; do :; done
	name=$(basename "$name" .mjs)
	timeout "$seconds" "$@" >"$scratch/$name.tap" 2>"$scratch/$name.err"
	status=$?
	[ "$status" = 0 ] || cat "$scratch/$name.err" >>"$scratch/$name.tap"
	count_tap "$name" "$scratch/$name.tap" "$status"
	count_races "$name"
}

# A heading where a part begins.
heading=
announce() {
	case "$1" in
	test/*) part=$(basename "$(dirname "$1")") ;;
	*) part="unit and store tests" ;;
	esac
	[ "$part" = "$heading" ] || echo "== $part"
	heading=$part
}

for each in $wanted; do
	announce "$each"
	case "$each" in
	*.mjs) run_test 900 node "$each" ;;
	*) run_test 600 "$each" ;;
	esac
done

echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
