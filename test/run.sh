#!/bin/sh
# Runs the tests of a build directory on both stores and ends with "N passed, N failed".
#   test/run.sh BUILD_DIRECTORY [unit|http|e2e|browser|PROGRAM ...]
set -u
build=$1
shift
wanted=${*:-unit http e2e browser}
passed=0
failed=0
scratch=$(mktemp -d)
trap 'test/pg_stop.sh "$scratch/pg" >/dev/null 2>&1; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM

export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=test/lsan.supp:print_suppressions=0
export CMOCKA_MESSAGE_OUTPUT=TAP
export QINGCE_BIN="$build/qingce" QINGCE_TEST_PG_REQUIRED=1

QINGCE_TEST_PG=$(test/pg_start.sh "$scratch/pg") || { echo "the private PostgreSQL did not start"; echo "0 passed, 1 failed"; exit 1; }
export QINGCE_TEST_PG

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

run_program() {
	name=$(basename "$1")
	timeout 600 "$1" >"$scratch/$name.tap" 2>"$scratch/$name.err"
	status=$?
	[ "$status" = 0 ] || cat "$scratch/$name.err" >>"$scratch/$name.tap"
	count_tap "$name" "$scratch/$name.tap" "$status"
}

run_script() {
	name=$(basename "$1" .mjs)
	timeout 900 node "$@" >"$scratch/$name.tap" 2>"$scratch/$name.err"
	status=$?
	[ "$status" = 0 ] || cat "$scratch/$name.err" >>"$scratch/$name.tap"
	count_tap "$name" "$scratch/$name.tap" "$status"
}

for part in $wanted; do
	case "$part" in
	unit)
		echo "== unit and store tests"
		for program in "$build"/*_test "$build"/test/fuzz/*_test; do
			[ -x "$program" ] && run_program "$program"
		done
		for script in tools/*_test.mjs; do
			run_script "$script"
		done
		;;
	http | e2e | browser)
		echo "== $part"
		for script in test/"$part"/*_test.mjs; do
			[ -e "$script" ] && run_script "$script"
		done
		;;
	*) run_program "$(find "$build" "$build/test/fuzz" -maxdepth 1 -name "$part" -type f | head -n 1)" ;;
	esac
done

echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
