#!/bin/sh
# Scans that are killed, meet another one, or run out of disk or descriptors, and what a later one makes of what they
# left. Prints TAP.
# usage: resume_test.sh GENKYO [SEED]: the seed of the moments at which scans are killed

genkyo=$(realpath "$1")
seed=${2:-${GENKYO_TEST_SEED:-$$}}
here=$(cd "$(dirname "$0")" && pwd)
hosts=12
many=60 # for few descriptors
sessions=3

# Disks of its own, so that they can be full. sshd cannot give up its privileges where only one user is mapped.
if [ "$3" != inside ] && [ "$(id -u)" = 0 ] && unshare -m mount -t tmpfs none /mnt 2>/dev/null; then
    exec unshare -m --kill-child "$0" "$genkyo" "$seed" inside
fi

work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/sshd.sh"
. "$here/fleet.sh"
. "$here/tables.sh"
. "$here/journal.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"
scanning=
agent_pid=

cleanup() {
    [ -z "$scanning" ] || kill -KILL "$scanning" 2>/dev/null
    [ -z "$agent_pid" ] || kill "$agent_pid" 2>/dev/null
    fleet_stop
    [ "$has_disk" != true ] || umount "$work/disk"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

sshd_needed
mkdir "$work/disk" "$work/tmp"
if ! fleet_start "$many"; then
    sshd_bail
fi

mv "$work/targets.csv" "$work/many.csv"
head -n $((hosts + 1)) "$work/many.csv" >"$work/targets.csv"

# --- scans, and what they leave ---

targets=$work/targets.csv # of the scans that follow

scan() { # SNAPSHOT [OPTION…]: becomes the scan
    to=$1
    shift
    exec "$genkyo" scan --lang en --targets "$targets" --credentials "$work/credentials.yaml" \
        --known-hosts "$work/known_hosts" --tmpdir "$work/tmp" --sessions "$sessions" --out "$to" "$@" >"$work/last" 2>&1
}

run_scan() { # SNAPSHOT [OPTION…]: sets $status
    (scan "$@")
    status=$?
}

start_scan() { # SNAPSHOT [OPTION…]: sets $scanning
    scan "$@" &
    scanning=$!
}

end_scan() { # SIGNAL: sets $status
    kill "-$1" "$scanning" 2>/dev/null
    wait "$scanning" 2>/dev/null
    status=$?
    scanning=
}

recorded() { # JOURNAL: the addresses that it has a whole record of
    journal_places "$1" | while read -r place; do
        fleet_address "$place"
    done
}

has_records() { # JOURNAL NUMBER
    [ "$(recorded "$1" | wc -l)" -ge "$2" ]
}

is_like() { # SNAPSHOT SNAPSHOT
    tables "$1" >"$work/tables1"
    tables "$2" >"$work/tables2"
    diff "$work/tables1" "$work/tables2" | cut -c 1-200 | head -n 20
    cmp "$work/tables1" "$work/tables2"
}

is_like_whole() { # SNAPSHOT
    is_like "$work/whole" "$1"
}

leaves_nothing() { # SNAPSHOT
    ls -d "$1.partial" "$1/journal" "$work/tmp"/* 2>/dev/null
    [ ! -e "$1.partial" ] && [ ! -e "$1/journal" ] && [ -z "$(ls "$work/tmp")" ]
}

run_scan "$work/whole"
check 'a whole scan reads every host' test "$(grep -c ',answered,' "$work/whole/probes.csv")" = $hosts
check 'with all of its packages' test "$(wc -l <"$work/whole/software.csv")" = $((hosts * 1000 + 1))
check 'and asks each once' test "$(fleet_execs)" = $hosts
check 'it leaves nothing behind' leaves_nothing "$work/whole"

# --- killed ---

random() { # LIMIT: 1 to LIMIT
    seed=$(((seed * 1103515245 + 12345) % 2147483648))
    echo $((seed / 65536 % $1 + 1))
}

forget_asked() {
    cat "$work/execs" >>"$work/all_execs"
    fleet_forget
}

echo "# seed $seed"
fleet_forget
: >"$work/all_execs"
: >"$work/asked_again"
kills=0
status=137
while [ "$status" = 137 ] && [ ! -e "$work/killed" ]; do
    recorded "$work/killed.partial/journal" | sort >"$work/recorded"
    forget_asked
    start_scan "$work/killed" --resume --subnet-rate 10
    if [ "$kills" -lt 10 ]; then
        sleep "0.$(printf %03d "$(random 500)")"
        end_scan KILL
        kills=$((kills + 1))
    else
        wait "$scanning"
        status=$?
        scanning=
    fi
    sort -u "$work/execs" | comm -12 - "$work/recorded" >>"$work/asked_again"
done
forget_asked
echo "# killed $kills times"
check 'a scan that was killed again and again ends' test -e "$work/killed/manifest.json"
check 'each target has one row' test "$(cut -d , -f 2 "$work/killed/probes.csv" | sed 1d | sort -u | wc -l)" = $hosts
check 'and no second one' test "$(wc -l <"$work/killed/probes.csv")" = $((hosts + 1))
check 'no host that was recorded is asked again' test ! -s "$work/asked_again"
check "others are asked again if they were being asked: $(wc -l <"$work/all_execs") times in all" \
    test "$(wc -l <"$work/all_execs")" -le $((hosts + kills * sessions))
check 'the tables are those of a scan that was not killed' is_like_whole "$work/killed"
check 'it leaves nothing behind either' leaves_nothing "$work/killed"

# --- ranges, excluded ones and jump hosts ---

port=$(sed -n '2s/.*,//p' "$work/targets.csv")
echo "address,port,jump
127.1.0.1-6 !127.1.0.3-4,$port,
127.1.0.7 !127.1.0.7,$port,
127.1.0.8,$port,127.1.0.9:$port
127.1.0.10,$port,127.1.0.9:$port
localhost,1," >"$work/mixed.csv"
targets=$work/mixed.csv
set -- --exclude 127.1.0.2 --subnet-rate 10
run_scan "$work/mixed_whole" "$@"
start_scan "$work/mixed" "$@"
wait_for has_records "$work/mixed.partial/journal" 3
end_scan KILL
run_scan "$work/mixed" --resume
check 'going on without what was excluded is refused' grep -q -e 'mixed.partial: .* as --targets is not what it was' "$work/last"
run_scan "$work/mixed" --resume "$@"
check 'going on with a range, excluded ones and a jump host' is_like "$work/mixed_whole" "$work/mixed"
check 'reads those that are there' test "$(grep -c ',answered,' "$work/mixed/probes.csv")" = 5
check 'and leaves out the others' test "$(grep -c ',excluded,' "$work/mixed/probes.csv")" = 1
targets=$work/targets.csv

# --- two at once ---

start_scan "$work/busy" --subnet-rate 10
wait_for has_records "$work/busy.partial/journal" 1
kill -STOP "$scanning"
cp "$work/busy.partial/journal" "$work/journal"
run_scan "$work/busy"
check 'a second scan into the same snapshot is refused' test "$status" = 2
check 'as another one is at it' grep -q 'busy.partial: another process is using it' "$work/last"
run_scan "$work/busy" --resume
check 'also one that would go on' grep -q 'busy.partial: another process is using it' "$work/last"
check 'what the first has is left alone' cmp "$work/journal" "$work/busy.partial/journal"
end_scan CONT
check 'and it ends' is_like_whole "$work/busy"

# --- a full disk ---

disk() { # KIBIBYTES
    if [ "$has_disk" = true ]; then
        mount -o "remount,size=$1k" "$work/disk"
    else
        mount -t tmpfs -o "size=$1k" none "$work/disk" && has_disk=true
    fi
}

full_disk_tests() {
    disk 240
    fleet_forget
    run_scan "$work/disk/full"
    check 'a disk that is full of what hosts said ends the scan' test "$status" = 2
    check 'it says why' grep -q 'No space left' "$work/last"
    check 'there is no snapshot' test ! -e "$work/disk/full"
    recorded "$work/disk/full.partial/journal" | sort >"$work/recorded"
    count=$(wc -l <"$work/recorded")
    check "what there was room for is kept: $count" test "$count" -ge 1 -a "$count" -lt $hosts

    run_scan "$work/disk/full" --resume
    check 'going on is no use' test "$status" = 2
    check 'and loses nothing' has_records "$work/disk/full.partial/journal" "$count"

    # room for the journal, not for the tables
    recorded "$work/disk/full.partial/journal" | sort >"$work/recorded"
    record=$(($(stat -c %s "$work/disk/full.partial/journal") / $(wc -l <"$work/recorded")))
    disk $((record * hosts / 1024 + 100))
    fleet_forget
    run_scan "$work/disk/full" --resume
    check 'a disk that is full of tables ends the scan' test "$status" = 2
    check 'it says why' grep -q 'No space left' "$work/last"
    check 'no host is asked again' test -z "$(sort -u "$work/execs" | comm -12 - "$work/recorded")"
    check 'the journal has all hosts' test "$(recorded "$work/disk/full.partial/journal" | sort -u | wc -l)" = $hosts
    disk 16384
    fleet_forget
    run_scan "$work/disk/full" --resume
    check 'with more room it ends' test "$status" = 0
    check 'without asking anybody' test "$(fleet_execs)" = 0
    check 'the tables are all there' is_like_whole "$work/disk/full"
    check 'and nothing else is' leaves_nothing "$work/disk/full"

    # interrupted, then no room for the tables: what the interruption left out is scanned after all
    rm -rf "$work/disk/full"
    disk $((record * 2 / 1024 + 40))
    start_scan "$work/disk/cut" --sessions 1 --subnet-rate 2
    wait_for has_records "$work/disk/cut.partial/journal" 2
    end_scan INT
    check 'an interrupted scan for whose tables there is no room ends' test "$status" = 2
    check 'it says why' grep -q 'No space left' "$work/last"
    check 'only what was read is recorded' test "$(recorded "$work/disk/cut.partial/journal" | wc -l)" = 2
    disk 16384
    fleet_forget
    run_scan "$work/disk/cut" --resume
    check 'going on asks the others' test "$(fleet_execs)" = $((hosts - 2))
    check 'and the tables are whole' is_like_whole "$work/disk/cut"
    check 'with nothing else' leaves_nothing "$work/disk/cut"
}

if disk 240 2>/dev/null; then
    full_disk_tests
else
    skip 'full disks' 'no mounts here'
fi

# --- few descriptors ---

few() { # SNAPSHOT: of 60 hosts at once, 64 descriptors are not enough for all
    (
        # shellcheck disable=SC3045 # dash has it
        ulimit -n 64
        targets=$work/many.csv
        scan "$1" --sessions 200 --rate 1000 --subnet-rate 1000
    )
    status=$?
}

few "$work/few"
check 'few descriptors make a scan slower, and no host an error' \
    test "$(grep -c ',answered,' "$work/few/probes.csv")" = $many
if agent=$(ssh-agent -a "$work/agent" 2>/dev/null); then
    agent_pid=$(echo "$agent" | sed -n 's/^SSH_AGENT_PID=\([0-9]*\);.*/\1/p')
    SSH_AUTH_SOCK=$work/agent ssh-add -q "$work/user" 2>/dev/null
    sed -i -e 's/kind: .*/kind: ssh-agent/' -e '/private_key/d' "$work/credentials.yaml"
    export SSH_AUTH_SOCK="$work/agent"
    few "$work/few_agent"
    check 'nor where each takes a second one for the agent' \
        test "$(grep -c ',answered,' "$work/few_agent/probes.csv")" = $many
else
    skip 'nor where each takes a second one for the agent' 'no ssh-agent'
fi

tap_end
