#!/bin/sh
# Every figure beside a baseline measured in the same run. No pass or fail: the aims stand beside the ratios.
#   bench/run.sh BUILD_DIRECTORY
set -u
build=$1
export QINGCE_BIN="$build/qingce" QINGCE_BUILD="$build"
echo "# $(uname -sm), $(nproc) cores, $(date -u +%Y-%m-%dT%H:%MZ), $("$build/qingce" --version)"
printf '%-44s %14s %-10s %14s %8s  %s\n' figure value unit baseline ratio aim
"$build/bench/bench_ghg"
node bench/publicodes.mjs
"$build/bench/bench_store" | awk '{ printf "%-44s %14s %-10s %14s %8s\n", $1, $2, $3, $4, $5 }'
node bench/http.mjs
node bench/lines.mjs
node bench/live.mjs
