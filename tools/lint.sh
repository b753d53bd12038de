#!/bin/sh
# Formatting, house rules and static checks. Prints what to mend and fails when there is anything.
set -u
status=0

files=$(git ls-files -co --exclude-standard 'src/*.c' 'src/*.h' 'tools/*.c' 'test/*.c' 'bench/*.c')

echo "== formatting (clang-format-14)"
# shellcheck disable=SC2086
clang-format-14 --dry-run --Werror $files || status=1

echo "== house rules"
node tools/check.mjs || status=1

echo "== cppcheck"
# shellcheck disable=SC2086
cppcheck --quiet --std=c11 --language=c --enable=warning,performance,portability --inline-suppr \
	--suppress=missingIncludeSystem --suppress=unknownMacro --suppress=varFuncNullUB --error-exitcode=1 -j 2 -Isrc -Isrc/core -Isrc/platform -Isrc/people -Isrc/accounting -Isrc/filing -Isrc/public \
	$(printf '%s\n' $files | grep '^src/.*\.c$') || status=1

[ "$status" = 0 ] && echo "lint: nothing to mend"
exit "$status"
