#!/bin/bash
# A machine with nothing but Debian 12: README.md followed by an ordinary user with sudo, in a place with an odd name, without
# a locale or a terminal; then what scripts/carry made, taken to a second machine that has no network. Prints TAP.
# Needs root, mmdebstrap, and Debian's packages as this machine gets them. Takes minutes.
# usage: fresh_test.sh SOURCE

source=$(realpath "$1")
if [ "$(id -u)" -ne 0 ] || ! command -v mmdebstrap >/dev/null || ! unshare --mount --pid --fork true 2>/dev/null; then
    printf 'ok 1 - a fresh machine # SKIP needs root, mmdebstrap and namespaces\n1..1\n'
    exit 0
fi
work=$(mktemp -d /var/tmp/genkyo-fresh.XXXXXX) || exit 1
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 130' HUP INT TERM
. "$source/tests/integration/tap.sh"
here=/home/tanaka/'仕事 場'

# Debian 12 as this machine knows it, as lines of sources.list.
sources() {
    apt-get indextargets --format 'deb $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' \
        'Architecture: '"$(dpkg --print-architecture)" | awk '$3 ~ /^bookworm/' | sort -u
}

bare() { # NAME
    [ -e "$work/bare.tar" ] ||
        sources | mmdebstrap --quiet --variant=minbase bookworm "$work/bare.tar" - || return 1
    mkdir "$work/$1" && tar -C "$work/$1" -xf "$work/bare.tar"
}

# In a machine of its own: what it mounts and starts ends with it. No /dev/shm, no terminal, no locale.
enter() { # NAME [--offline] COMMAND…
    local machine=$work/$1 network=()

    shift
    [ "$1" != --offline ] || { network=(--net) && shift; }
    [ ${#network[@]} -gt 0 ] || cp -L /etc/resolv.conf "$machine/etc/resolv.conf" 2>/dev/null || true
    unshare --mount --pid --uts --ipc "${network[@]}" --fork --kill-child sh -euc '
        machine=$1
        shift
        mount --make-rprivate /
        mount -t proc proc "$machine/proc"
        mount -t tmpfs -o mode=755 dev "$machine/dev"
        for device in null zero full random urandom tty; do
            touch "$machine/dev/$device" && mount --bind "/dev/$device" "$machine/dev/$device"
        done
        mkdir "$machine/dev/pts" && mount -t devpts -o newinstance,ptmxmode=0666 devpts "$machine/dev/pts"
        ln -s pts/ptmx "$machine/dev/ptmx"
        ln -s /proc/self/fd "$machine/dev/fd"
        exec chroot "$machine" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
        ' sh "$machine" "$@" </dev/null
}

as_user() { # COMMAND: of the shell, in the checkout
    enter builder su tanaka -s /bin/bash -c "export HOME=/home/tanaka; unset LANG LC_ALL TERM; umask 077; cd '$here' && $1"
}

make_builder() {
    bare builder && enter builder sh -ec 'useradd -m tanaka' && mkdir "$work/builder$here" &&
        if [ -e "$source/.git" ] && git -C "$source" -c safe.directory='*' ls-files -co --exclude-standard -z >"$work/files"; then
            tar -C "$source" --null -T "$work/files" --ignore-failed-read -cf - 2>/dev/null
        else
            tar -C "$source" --exclude=./.git --exclude='./build*' --exclude=./out -cf - .
        fi | tar -C "$work/builder$here" -xf - && enter builder chown -R tanaka: "$here"
}

is_told_what_is_missing() {
    as_user 'scripts/packages build' && return 1
    grep -q 'neither root nor sudo is there to install them:.* gcc' "$work/check"
}

give_sudo() {
    enter builder sh -ec 'apt-get -qq update; DEBIAN_FRONTEND=noninteractive apt-get -qqy install --no-install-recommends sudo
        echo "tanaka ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/tanaka'
}

quickstart_finds_the_three() {
    as_user 'scripts/quickstart' && grep -q '^Findings  violation 3 ' "$work/check"
}

packages_are_all() { # a second time there is nothing to do
    as_user 'scripts/packages quickstart' && ! grep -q installing "$work/check"
}

is_installed() {
    as_user 'sudo meson install -C build-release' >"$work/install" 2>&1 || { cat "$work/install" && return 1; }
    as_user 'cd / && genkyo --version && LC_ALL=ja_JP.UTF-8 genkyo --help | grep 使い方'
}

nothing_runs_the_night() { # neither systemd nor cron is there
    ! as_user 'sudo genkyo-install-nightly' && grep -q 'neither systemd nor cron' "$work/check"
}

is_carried() {
    as_user 'scripts/carry /home/tanaka/"持ち 出し"' && bare closed &&
        mv "$work/builder/home/tanaka/持ち 出し" "$work/closed/media/持ち 出し" && chown -R 0:0 "$work/closed/media" &&
        cp -r "$source/fixtures/ledger" "$source/fixtures/snapshot" "$work/closed/root"
}

closed() { # COMMAND: of the shell
    enter closed --offline sh -c "$1"
}

installs_without_a_network() {
    closed '/media/"持ち 出し"/packages --from /media/"持ち 出し" runtime genkyo' && closed 'genkyo --version'
}

# One more byte in a package, where no copy of it is kept.
notices_another_package() {
    closed 'apt-get -qq clean && cp -r /media/"持ち 出し" /media/spoilt && printf x >>"$(echo /media/spoilt/genkyo_*.deb)" &&
        apt-get -qqy purge genkyo && ! /media/spoilt/packages --from /media/spoilt genkyo && ! command -v genkyo'
}

audits() {
    closed 'cd /root && genkyo audit --ledger ledger --snapshot snapshot --out out --as-of 2027-03-31 --lang ja; [ $? -ne 2 ] &&
        [ -s out/report.html ] && [ -s out/report.xlsx ] && genkyo report --in out --format relations && [ -s out/relations.svg ]'
}

is_taken_away() {
    closed 'apt-get -qqy purge genkyo && ! command -v genkyo && ! find / -xdev -name "*genkyo*" ! -path "/root/*" ! -path "/media/*" \
        ! -path "/var/log/*" ! -path "/var/cache/*" | grep .'
}

check 'there is a machine with nothing but Debian 12' make_builder
check 'a user who may install nothing is told what is missing' is_told_what_is_missing
check 'one with sudo is made' give_sudo
check 'scripts/quickstart finds the three mistakes' quickstart_finds_the_three
check 'and installed all that it needs' packages_are_all
check 'meson install puts it in place' is_installed
check 'a nightly run that nothing would start is refused' nothing_runs_the_night
check 'scripts/carry makes what a second machine needs' is_carried
check 'which installs it without a network' installs_without_a_network
check 'and audits, with all reports' audits
check 'twice is as good as once' installs_without_a_network
check 'a package that was changed on the way is refused' notices_another_package
check 'and the right one is taken' installs_without_a_network
check 'nothing is left when it is taken away' is_taken_away
tap_end
