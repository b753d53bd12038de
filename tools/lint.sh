#!/bin/sh
# Formatting, house rules and static checks. Prints what to mend and fails when there is anything; then the longest
# functions and files, which are no fault by themselves.
#   tools/lint.sh BUILD_DIRECTORY (configured with clang-14; what it makes is made here, nothing is compiled)
set -u
build=$1
status=0

files=$(git ls-files -co --exclude-standard 'src/*.c' 'src/*.h' 'tools/*.c' 'test/*.c' 'bench/*.c')

echo "== formatting (clang-format-14)"
# shellcheck disable=SC2086
clang-format-14 --dry-run --Werror $files || status=1

echo "== house rules"
node tools/check.mjs || status=1

echo "== cppcheck"
# shellcheck disable=SC2046,SC2086
cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability --inline-suppr \
	--suppress=missingIncludeSystem --suppress=unknownMacro --suppress=varFuncNullUB --error-exitcode=1 -j "$(nproc)" -Isrc $(printf -- '-I%s ' src/*/) \
	$(printf '%s\n' $files | grep '^src/.*\.c$') || status=1

echo "== clang-tidy (.clang-tidy)"
made=$(ninja -C "$build" -t targets all | sed -n 's/: CUSTOM_COMMAND\(_DEP\)\{0,1\}$//p' | grep -v '^meson-internal')
# shellcheck disable=SC2086
ninja -C "$build" --quiet $made && node tools/tidy.mjs "$build" || status=1

# Functions as clang-format lays them out: "{" and "}" alone at the left edge.
function_lengths() {
	awk '
	/^[A-Za-z].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
	/^\{$/ { start = FNR }
	/^}$/ && start { print FNR - start - 1, FILENAME ":" start, name; start = 0 }' "$@"
}

echo "== the ten longest functions and files (lines)"
product=$(printf '%s\n' $files | grep -v '_test\.[ch]$')
# shellcheck disable=SC2086
function_lengths $product | sort -rn | head -n 10 | awk '{ printf "  %5d  %s %s\n", $1, $2, $3 }'
# shellcheck disable=SC2086
wc -l $product | grep -v ' total$' | sort -rn | head -n 10 | awk '{ printf "  %5d  %s\n", $1, $2 }'

[ "$status" = 0 ] && echo "lint: nothing to mend"
exit "$status"
