#!/bin/sh
# What `./dev hook` makes git run before a commit: formatting and house rules, on what is staged and not on what lies in
# the working tree. Seconds; the whole of the checks is `./dev lint` and `./dev test`.
set -eu
cd "$(git rev-parse --show-toplevel)"
staged=$(mktemp -d)
trap 'rm -rf "$staged"' EXIT

git checkout-index --all --prefix="$staged/"
changed=$(git diff --cached --name-only --diff-filter=ACMR -- 'src/*.[ch]' 'tools/*.c' 'test/*.[ch]' 'bench/*.c')
listed=$(git ls-files)

status=0
cd "$staged"
# shellcheck disable=SC2086
[ -z "$changed" ] || clang-format-14 --dry-run --Werror $changed || status=1
# All files, since rules look across them: a word that nothing uses any more, the order of rooms.
# shellcheck disable=SC2086
node tools/check.mjs $listed || status=1
[ "$status" = 0 ] || echo "not committed: mend the above (clang-format-14 -i FILE), or git commit --no-verify" >&2
exit "$status"
