# shellcheck shell=sh
# Which tests are meant: read by ./dev and test/run.sh. Words are parts (unit, http, e2e, browser) and names of tests,
# these with or without "_test". Parts without names are meant whole; names are looked for in the parts given, or in all.

# names_among WORD...
names_among() {
	for word in "$@"; do
		case "$word" in
		unit | http | e2e | browser) ;;
		*) printf '%s_test\n' "${word%_test}" ;;
		esac
	done
}

# parts_among WORD...: all of them when there is none.
parts_among() {
	parts=
	for word in "$@"; do
		case "$word" in
		unit | http | e2e | browser) parts="$parts $word" ;;
		esac
	done
	echo "${parts:-unit http e2e browser}"
}

# part_tests BUILD_DIRECTORY PART: what ninja links (built or not) and the scripts.
part_tests() {
	if [ "$2" = unit ]; then
		ninja -C "$1" -t targets rule c_LINKER | sed -n "s|.*_test\$|$1/&|p" | sort
		printf '%s\n' tools/*_test.mjs
	else
		printf '%s\n' test/"$2"/*_test.mjs
	fi
}

# find_tests BUILD_DIRECTORY [WORD...]: paths of programs and scripts, one a line.
find_tests() {
	directory=$1
	shift
	all=$(for part in $(parts_among "$@"); do part_tests "$directory" "$part"; done)
	names=$(names_among "$@")
	if [ -z "$names" ]; then
		echo "$all"
		return
	fi
	for name in $names; do
		echo "$all" | grep -E "/$name(\.mjs)?\$" || { echo "there is no test $name" >&2; return 1; }
	done
}
