#!/bin/bash
# machine.sh DIR PROGRAM [ARGUMENT…]: runs PROGRAM, as root, on a machine of its own whose PID 1 is this machine's
# systemd: the same root file system, to which nothing is written, with processes, network (lo), mounts and cgroups of its
# own. It ends with PROGRAM, and leaves nothing but what stands in DIR/shared, which is /mnt there: "output" is what
# PROGRAM printed, "console" what systemd said. DIR is private; what PROGRAM needs from other file systems than that of
# the root must be in DIR/shared.
#
# systemd knows no unit but those in /etc/systemd/system, which is empty at first, and the targets below, which bring in
# nothing: none of this machine's services runs, and none of its kernel's settings is changed.
#
# Exit status: that of PROGRAM; 77 where such a machine cannot be made, after a line that says why.
set -eu

targets='sysinit basic shutdown network-online nss-lookup time-sync timers'
seconds=300

cannot() {
    printf '%s\n' "$1"
    exit 77
}

# --- inside the namespaces, before systemd is started -----------------------------------------------------------------

mount_devices() { # ROOT
    local device

    mount -t tmpfs -o mode=755 tmpfs "$1/dev"
    for device in null zero full random urandom tty; do
        touch "$1/dev/$device"
        mount --bind "/dev/$device" "$1/dev/$device"
    done
    touch "$1/dev/console"
    mount --bind "$directory/shared/console" "$1/dev/console"
    mkdir "$1/dev/shm" "$1/dev/pts"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$1/dev/pts"
    ln -s pts/ptmx "$1/dev/ptmx"
    ln -s /proc/self/fd "$1/dev/fd"
}

# What is changed goes to memory.
mount_root() { # ROOT, for which there is a directory beside
    local layer=$directory/layer

    mount -t tmpfs -o mode=755 tmpfs "$layer"
    mkdir "$layer/upper" "$layer/work" "$1"
    mount -t overlay -o "lowerdir=/,upperdir=$layer/upper,workdir=$layer/work" overlay "$1" || return
    mount -t proc proc "$1/proc"
    mount --bind "$1/proc/sys" "$1/proc/sys"
    mount -o remount,bind,ro "$1/proc/sys"
    mount -t sysfs -o ro sysfs "$1/sys"
    mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
    mount_devices "$1"
    mount -t tmpfs -o mode=755 tmpfs "$1/run"
    mount --bind "$directory/shared" "$1/mnt"
}

write_units() { # ROOT
    local target

    rm -rf "$1/etc/systemd/system"
    mkdir -p "$1/etc/systemd/system" "$1/run/machine"
    for target in $targets; do
        printf '[Unit]\nDefaultDependencies=no\n' >"$1/run/machine/$target.target"
    done
    cat >"$1/run/machine/machine.service" <<END
[Unit]
DefaultDependencies=no
SuccessAction=exit-force
FailureAction=exit-force
[Service]
Type=oneshot
TimeoutStartSec=$seconds
ExecStart=${program[*]}
StandardOutput=file:/mnt/output
StandardError=inherit
END
}

# A root that is merely changed (chroot) would have no user namespaces, and one that is private no credentials.
start_systemd() { # ROOT
    mkdir "$1/run/before"
    cd "$1"
    pivot_root . run/before
    # shellcheck disable=SC2016 # for the inner shell
    exec env -i container=machine SYSTEMD_UNIT_PATH=/etc/systemd/system:/run/machine \
        PATH=/usr/sbin:/usr/bin:/sbin:/bin /bin/sh -c '
        umount -l /run/before && rmdir /run/before && mount --make-rshared / &&
            exec /lib/systemd/systemd --system --unit=machine.service --show-status=no --log-target=console'
}

if [ "$1" = --inside ]; then
    directory=$2
    program=("${@:3}")
    root=$directory/layer/root
    mount --make-rprivate /
    mount_root "$root"
    write_units "$root"
    ip link set lo up
    start_systemd "$root"
fi

# --- outside ----------------------------------------------------------------------------------------------------------

directory=$(cd "$1" && pwd -P)
program=("${@:2}")
[ "$(id -u)" -eq 0 ] || cannot 'only root can make a machine'
[ -x /lib/systemd/systemd ] || cannot 'no systemd here'
unshare --mount --pid --fork --cgroup --net --ipc --uts true 2>/dev/null || cannot 'no namespaces here'
cgroups=/sys/fs/cgroup
[ -e $cgroups/cgroup.procs ] || cgroups=$cgroups/unified
before=$cgroups$(sed -n 's/^0:://p' /proc/self/cgroup)
cgroup=$cgroups/genkyo-machine.$$
mkdir "$cgroup" 2>/dev/null || cannot 'no cgroup of version 2 here'

leave() {
    echo $$ >"$before/cgroup.procs"
    find "$cgroup" -depth -type d -exec rmdir {} \;
    rmdir "$directory/layer"
}
trap leave EXIT
trap 'exit 130' HUP INT TERM
mkdir -p "$directory/layer" "$directory/shared"
: >"$directory/shared/console"
echo $$ >"$cgroup/cgroup.procs"
status=0
timeout --kill-after=10 $((seconds + 30)) unshare --mount --pid --fork --kill-child --cgroup --net --ipc --uts \
    "$0" --inside "$directory" "${program[@]}" >"$directory/shared/making" 2>&1 || status=$?
if [ ! -e "$directory/shared/output" ]; then
    cannot "it did not start: $(tail -n 1 "$directory/shared/making" "$directory/shared/console" | tr '\n' ' ')"
fi
exit "$status"
