#!/bin/sh
# A bare Debian 12 (debootstrap, minbase: a shell and little else), and in it what the README tells a stranger to type:
# `./dev run` until it serves its home page, then `./dev test`, both on a clean clone of what is committed here. Says
# how long each took and what came out; fails, and keeps the root and its logs, when one of them fails.
#   tools/bare.sh [run] [test]
# Needs root. Where Debian's packages and npm's modules come from is asked of this machine's apt and npm. Mounts and
# processes live in namespaces of their own and end with this script.
set -eu
cd "$(dirname "$0")/.."

RELEASE=bookworm
ADDRESS=127.0.0.1:18080
START_SECONDS=1800 # a slow mirror, two slow cores

say() { printf 'bare: %-10s %5s s  %s\n' "$1" "$2" "$3"; }
now() { date +%s; }

if [ -z "${QINGCE_BARE:-}" ]; then
	[ "$(id -u)" = 0 ] || { echo "bare: needs root" >&2; exit 1; }
	QINGCE_BARE=$(mktemp -d "${TMPDIR:-/var/tmp}/qingce-bare.XXXXXX")
	export QINGCE_BARE
	if unshare --mount --pid --fork --kill-child tools/bare.sh "$@"; then
		rm -rf --one-file-system "$QINGCE_BARE"
		exit 0
	fi
	echo "bare: FAILED; the root and its logs are in $QINGCE_BARE" >&2
	exit 1
fi

trap 'exit 130' INT TERM
directory=$QINGCE_BARE
root=$directory/root
chmod 711 "$directory"

# ---- the root ----

# Debian's own package lists of this machine: address, suite and component, a line each.
archives() {
	# shellcheck disable=SC2016
	apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' 'Origin: Debian' |
		awk -v release="$RELEASE" '$2 == release || index($2, release "-") == 1' | sort -u
}

make_root() {
	archives >"$directory/archives"
	mirror=$(awk -v release="$RELEASE" '$2 == release { print $1; exit }' "$directory/archives")
	[ -n "$mirror" ] || { echo "bare: apt knows no archive of $RELEASE here" >&2; exit 1; }
	debootstrap --variant=minbase "$RELEASE" "$root" "$mirror" >"$directory/debootstrap.log" 2>&1 ||
		{ tail -n 20 "$directory/debootstrap.log" >&2; exit 1; }
}

# How this machine reaches the world is how the root does: archives, names, proxies, certificates of its own.
connect_root() {
	sed 's/^/deb /' "$directory/archives" >"$root/etc/apt/sources.list"
	apt-config dump | grep -E '^Acquire::(https?::|Check-)' >"$root/etc/apt/apt.conf.d/99machine" || :
	cp -L /etc/resolv.conf "$root/etc/resolv.conf"
	mkdir -p "$root/usr/local/share/ca-certificates"
	for certificate in /usr/local/share/ca-certificates/*.crt; do
		[ -e "$certificate" ] && cp "$certificate" "$root/usr/local/share/ca-certificates/"
	done
	registry=
	if command -v npm >/dev/null 2>&1; then
		registry=$(npm config get registry)
	fi
}

mount_root() {
	mount -t proc proc "$root/proc"
	mount -t tmpfs -o mode=755 dev "$root/dev"
	for device in null zero full random urandom tty; do
		touch "$root/dev/$device"
		mount --bind "/dev/$device" "$root/dev/$device"
	done
	mkdir "$root/dev/pts" "$root/dev/shm"
	mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
	mount -t tmpfs -o mode=1777 shm "$root/dev/shm"
	ln -s pts/ptmx "$root/dev/ptmx"
	ln -s /proc/self/fd "$root/dev/fd"
	for number in 0 1 2; do
		ln -s "/proc/self/fd/$number" "$root/dev/$(echo stdin stdout stderr | cut -d ' ' -f $((number + 1)))"
	done
}

# within COMMAND...: as a stranger's first shell there has it, with nothing of this machine's environment but its proxies.
within() {
	exec chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb \
		QINGCE_LISTEN="$ADDRESS" ${registry:+npm_config_registry="$registry"} \
		${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} ${no_proxy:+no_proxy="$no_proxy"} \
		sh -c 'cd /srv/qingce && exec "$@"' sh "$@"
}

# ---- the two commands ----

serves() { curl -fsS --max-time 5 -o /dev/null "http://$ADDRESS/readyz" 2>/dev/null; }

try_run() {
	! serves || { echo "bare: something else serves on $ADDRESS" >&2; return 1; }
	since=$(now)
	(within ./dev run) >"$directory/run.log" 2>&1 &
	server=$!
	until serves; do
		if ! kill -0 "$server" 2>/dev/null || [ $(($(now) - since)) -gt "$START_SECONDS" ]; then
			tail -n 40 "$directory/run.log" >&2
			say "dev run" $(($(now) - since)) "does not serve"
			return 1
		fi
		sleep 1
	done
	took=$(($(now) - since))
	status=0
	page=$(curl -fsSL --max-time 20 "http://$ADDRESS/") || status=$?
	kill -TERM "$server"
	ended=0
	wait "$server" || ended=$?
	say "dev run" "$took" "until it served; home page: $(printf %s "$page" | wc -c) bytes, $(printf %s "$page" | sed -n 's:.*<title>\(.*\)</title>.*:\1:p'); stopped with status $ended"
	[ "$status" = 0 ] && [ "$ended" = 0 ] && printf %s "$page" | grep -q '<title>.*青册'
}

try_test() {
	since=$(now)
	status=0
	(within ./dev test) >"$directory/test.log" 2>&1 || status=$?
	grep -E 'FAILED|^not ok' "$directory/test.log" || :
	say "dev test" $(($(now) - since)) "$(tail -n 1 "$directory/test.log")"
	[ "$status" = 0 ] || { tail -n 60 "$directory/test.log" >&2; return 1; }
}

[ $# -gt 0 ] || set -- run test
since=$(now)
make_root
connect_root
mount_root
git clone --quiet --no-hardlinks . "$root/srv/qingce"
say debootstrap $(($(now) - since)) "minbase, $(du -shx "$root" | cut -f 1), $(git -C "$root/srv/qingce" log -1 --format='%h %s')"
failed=0
for part in "$@"; do
	case "$part" in
	run) try_run || failed=1 ;;
	test) try_test || failed=1 ;;
	esac
done
exit "$failed"
