#!/bin/sh
# Runs the fuzz targets of a build directory, two at a time, and fails with the list of crash files when there are any.
#   test/fuzz/run.sh BUILD_DIRECTORY SECONDS [NAME ...]
# New inputs gather in BUILD_DIRECTORY/corpus and crashes in BUILD_DIRECTORY/crashes; both are tried first the next
# time. A crash that is mended goes to test/fuzz/corpus/NAME, where `./dev test` replays it.
set -u

# Real input besides the corpus.
seeds() {
	case "$1" in
	method) echo data/methods ;;
	calc | json) echo test/vectors ;;
	esac
}

run_target() {
	build=$1 seconds=$2 name=$3
	gathered=$build/corpus/$name crashes=$build/crashes/$name log=$build/fuzz_$name.log
	mkdir -p "$gathered" "$crashes" "test/fuzz/corpus/$name"
	dict=
	[ -e "test/fuzz/$name.dict" ] && dict="-dict=test/fuzz/$name.dict"
	# shellcheck disable=SC2046,SC2086
	"$build/test/fuzz/fuzz_$name" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=1500 -print_final_stats=1 $dict \
		-artifact_prefix="$crashes/" "$gathered" "test/fuzz/corpus/$name" "$crashes" $(seeds "$name") >"$log" 2>&1
	status=$?
	runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
	covered=$(sed -n 's/.* cov: \([0-9]*\) .*/\1/p' "$log" | tail -n 1)
	printf '  %-12s %10s runs  %6s edges  %5s inputs  %s\n' "$name" "${runs:-?}" "${covered:-?}" \
		"$(find "$gathered" -type f | wc -l)" "$([ "$status" = 0 ] && echo ok || echo "FAILED, see $log")"
	[ "$status" = 0 ]
}

if [ "$1" = --one ]; then
	shift
	run_target "$@"
	exit
fi

build=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- $(cd test/fuzz && ls fuzz_*.c | sed 's/^fuzz_//; s/\.c$//')
export ASAN_OPTIONS=detect_leaks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1:halt_on_error=1
export LSAN_OPTIONS=suppressions=test/lsan.supp:print_suppressions=0
echo "== $# fuzz targets, $seconds s each, two at a time"
if printf '%s\n' "$@" | xargs -n 1 -P 2 "$0" --one "$build" "$seconds"; then
	echo "no findings"
	exit 0
fi
echo "findings:"
find "$build/crashes" -type f | sort | sed 's/^/  /'
exit 1
