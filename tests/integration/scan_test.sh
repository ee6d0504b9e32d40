#!/bin/sh
# Scans against a real sshd on loopback, with stand-ins for difficult hosts. Prints TAP.
# usage: scan_test.sh SCAN_DRIVER

driver=$1
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/driver.sh"
. "$here/sshd.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"

cleanup() {
    sshd_stop main
    sshd_stop many
    sshd_stop busy
    [ -z "$agent_pid" ] || kill "$agent_pid" 2>/dev/null
    [ -z "$test_user" ] || userdel "$test_user" >/dev/null 2>&1
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

# Ports that nobody listens on, from here on upwards, below those that the system gives to clients.
base=$((20000 + $$ % 12000))
plain=$base
hang=$((base + 1))
flood=$((base + 2))
noise=$((base + 3))
cut=$((base + 4))
drop=$((base + 5))
stall=$((base + 6))
silent=$((base + 7))
large=$((base + 8))
closed=$((base + 9))
password=$((base + 10))
busy=$((base + 11))
ports="$plain $hang $flood $noise $cut $drop $stall $silent $large $password"

# Those that never end die when their standard error is closed.
stand_in hang <<'END'
while printf . >&2; do sleep 0.1; done
END
stand_in flood <<'END'
head -c 5242880 /dev/zero >&2
exec /bin/sh
END
stand_in noise <<'END'
printf 'Last login: never\nnoise without an end of line'
exec /bin/sh
END
stand_in cut <<'END'
/bin/sh | head -c -1
END
stand_in first_section <<'END'
read -r line
eval "$line"
printf '%s begin system\nkernel=Linux\nrelease=6.1\nhostname=broken\n\n%s end system 0 5\n' \
    "$GENKYO_MARKER" "$GENKYO_MARKER"
printf '%s begin dpkg\nii \tbash\t5.2' "$GENKYO_MARKER"
END
cat >"$work/drop.sh" <<END
#!/bin/sh
. $work/first_section.sh
# what sshd has not passed on yet would be lost with it
sleep 0.5
kill -9 \$PPID
END
cat >"$work/stall.sh" <<END
#!/bin/sh
. $work/first_section.sh
while printf . >&2; do sleep 0.1; done
END
stand_in silent <<'END'
exit 1
END
stand_in large <<'END'
head -c 8388608 /dev/zero
END
# A machine with a serial number and an address of its own for each of the ways to it.
stand_in twin <<'END'
read -r line
eval "$line"
address=${SSH_CONNECTION#* * }
address=${address%% *}
for section in 'system kernel=Linux' 'dmi product_serial=TWIN0001' "network addresses=10.9.8.${address##*.}"; do
    printf '%s begin %s\n%s\n\n%s end %s 0 1\n' "$GENKYO_MARKER" "${section%% *}" "${section#* }" "$GENKYO_MARKER" \
        "${section%% *}"
done
END
chmod 700 "$work"/*.sh
echo 'Authorised use only' >"$work/banner"

start_main() {
    set -- main "$(for port in $ports; do printf '127.0.0.1:%s ' "$port"; done)"
    for name in hang flood noise cut drop stall silent large; do
        eval "port=\$$name"
        set -- "$@" "$(match "$port" "ForceCommand $work/$name.sh")"
    done
    set -- "$@" "$(match "$noise" "Banner $work/banner")"
    set -- "$@" "$(match "$password" 'PasswordAuthentication yes')"
    sshd_start "$@"
}

sshd_needed
sshd_prepare
# Lets one connection at a time come to its authentication, and drops the others.
start_busy() {
    sshd_start busy "127.0.0.1:$busy 127.0.0.2:$busy 127.0.0.3:$busy" 'MaxStartups 1:100:1'
}

if ! start_main || ! start_busy || ! sshd_start many "$(for n in 2 3 4 5 6 7 8; do printf '127.0.0.%s:%s ' $n "$plain"; done)" \
    'Match LocalAddress 127.0.0.7,127.0.0.8' "    ForceCommand $work/twin.sh"; then
    sshd_bail
fi
entry audit user | credentials good.yaml
known_hosts known host
targets plain.csv "127.0.0.1:$plain"

# --- a host that answers ---

scan plain.csv good.yaml known
check 'a known host is read' has_read 1
check 'the snapshot can be read back' "$driver" read "$out"
check 'it has one device' test "$(rows devices)" = 1
check 'no journal stays behind' test ! -e "$out/journal"
if command -v dpkg-query >/dev/null; then
    installed=$(dpkg-query -W -f '${db:Status-Abbrev}\n' | grep -c '^ii')
    check 'all packages that dpkg lists are there' test "$(rows software)" = "$installed"
else
    skip 'all packages that dpkg lists are there' 'no dpkg'
fi
check 'the probe names the credential, not the key' says ',ssh,audit,'
check 'the time is written in the zone asked for' grep -q '+09:00' "$out/devices.csv"
check 'an existing snapshot is never overwritten' \
    sh -c "! '$driver' scan '$work/plain.csv' '$work/good.yaml' '$work/known' '$out'"

check 'what it answered is not kept' test ! -e "$out/raw"
scan plain.csv good.yaml known keep-raw
check 'it is kept when asked for' grep -q ' end packages\| end dpkg' "$out/raw/000000-127.0.0.1.out"
check 'for the owner alone' test "$(stat -c %a "$out/raw")" = 700
check 'and the snapshot can be read back all the same' "$driver" read "$out"
# --- blocks and what is excluded ---

printf 'address,port\n127.0.0.1-3 !127.0.0.2,%s\n127.0.0.9 !127.0.0.9,%s\n' "$plain" "$plain" >"$work/block.csv"
scan block.csv good.yaml known
check 'members of a range are read' has_read 2
check 'each has its row' test "$(grep -c "^127.0.0.1-3:$plain,127.0.0.[13]," "$out/probes.csv")" = 2
check 'an excluded member has none' sh -c "! grep -q ',127.0.0.2,' '$out/probes.csv'"
check 'a target that is excluded is never tried' says "127.0.0.9:$plain,127.0.0.9,excluded,ssh,,0.0,"
check 'and is no failure' counted 'failed 0'
printf 'address,port\n127.0.0.1-3,%s\n' "$closed" >"$work/silent.csv"
scan silent.csv good.yaml known
check 'silent members of a range are no failure' counted 'failed 0'
check 'but have a row' test "$(grep -c 'no-answer' "$out/probes.csv")" = 3

# --- host keys ---

: >"$work/empty"
scan plain.csv good.yaml empty
check 'an unknown host key is refused' outcome "127.0.0.1:$plain" host-key-unknown
check 'and shown' says "$(ssh-keygen -l -f "$work/host.pub" | cut -d ' ' -f 2)"
check 'and not remembered' test ! -s "$work/empty"
scan plain.csv good.yaml fresh trust-new
check 'it is accepted when new keys are trusted' has_read 1
check 'and remembered as ssh writes it' \
    test "$(ssh-keygen -F "[127.0.0.1]:$plain" -f "$work/fresh" | grep -c "$(cut -d ' ' -f 2 "$work/host.pub")")" = 1
ssh-keygen -q -H -f "$work/fresh" >/dev/null 2>&1
scan plain.csv good.yaml fresh
check 'a hashed entry is found' has_read 1
known_hosts changed other_host
scan plain.csv good.yaml changed trust-new
check 'a changed key is never accepted' outcome "127.0.0.1:$plain" host-key-changed
printf '@revoked * %s\n' "$(cut -d ' ' -f 1,2 "$work/host.pub")" | cat - "$work/known" >"$work/revoked"
scan plain.csv good.yaml revoked trust-new
check 'a revoked key is never accepted' outcome "127.0.0.1:$plain" host-key-changed

# --- authentication ---

entry audit stranger | credentials wrong.yaml
scan plain.csv wrong.yaml known
check 'a wrong key is auth-refused' outcome "127.0.0.1:$plain" auth-refused
entry audit ecdsa | credentials ecdsa.yaml
scan plain.csv ecdsa.yaml known
check 'an ECDSA key works' has_read 1
entry audit rsa | credentials rsa.yaml
scan plain.csv rsa.yaml known
check 'an RSA key says why it cannot work' says 'ed25519 or ECDSA'
entry audit locked 'passphrase_from: env:GENKYO_TEST_PASSPHRASE' | credentials locked.yaml
GENKYO_TEST_PASSPHRASE='correct horse' scan plain.csv locked.yaml known
check 'a key with a passphrase works' has_read 1
check 'no file of the snapshot holds the passphrase' sh -c "! grep -rq 'correct horse' '$out'"
GENKYO_TEST_PASSPHRASE=wrong scan plain.csv locked.yaml known
check 'a wrong passphrase ends the scan before it begins' grep -q 'does not open its key' "$work/last"
entry audit user 'scope: ["10.0.0.0/8"]' | credentials elsewhere.yaml
scan plain.csv elsewhere.yaml known
check 'a credential is not used outside its scope' outcome "127.0.0.1:$plain" no-credential
{ (user=no-such-user && entry first stranger) && entry audit user; } | credentials two.yaml
scan plain.csv two.yaml known
check 'a credential of another user gets its own connection' says ',ssh,audit,'
if agent=$(ssh-agent -a "$work/agent" 2>/dev/null); then
    agent_pid=$(echo "$agent" | sed -n 's/^SSH_AGENT_PID=\([0-9]*\);.*/\1/p')
    SSH_AUTH_SOCK=$work/agent ssh-add -q "$work/user" 2>/dev/null
    printf '  - name: agent\n    kind: ssh-agent\n    user: %s\n' "$user" | credentials agent.yaml
    SSH_AUTH_SOCK=$work/agent scan plain.csv agent.yaml known
    check 'an agent works' has_read 1
    SSH_AUTH_SOCK=$work/no-agent scan plain.csv agent.yaml known
    check 'an agent that is not there is said' says 'SSH agent does not answer'
fi
if [ "$(id -u)" -eq 0 ] && [ -n "$GENKYO_TEST_USER" ] && command -v useradd chpasswd >/dev/null; then
    test_user=genkyo-test-$$
    useradd -M -d / -s /bin/sh "$test_user" && echo "$test_user:open sesame" | chpasswd
    printf '  - name: word\n    kind: ssh-password\n    user: %s\n    password: open sesame\n' "$test_user" |
        credentials password.yaml
    targets password.csv "127.0.0.1:$password"
    scan password.csv password.yaml known
    check 'a password works' has_read 1
    sed 's/sesame/sesamy/' "$work/password.yaml" >"$work/typo.yaml"
    chmod 600 "$work/typo.yaml"
    scan password.csv typo.yaml known
    check 'a wrong password is auth-refused' outcome "127.0.0.1:$password" auth-refused
else
    skip 'a password works' 'adds a user: set GENKYO_TEST_USER=1 as root'
fi

# --- difficult hosts, all in one scan ---

targets hard.csv "127.0.0.1:$flood" "127.0.0.1:$noise" "127.0.0.1:$cut" "127.0.0.1:$hang" "127.0.0.1:$drop" \
    "127.0.0.1:$stall" "127.0.0.1:$silent" "127.0.0.1:$large" "127.0.0.1:$closed" "no-such-host.invalid:22"
began=$(date +%s)
scan hard.csv good.yaml known timeout=6000 limit=4194304
took=$(($(date +%s) - began))
check 'the scan ends by its deadline' test "$took" -le 12
check '5 MB on standard error do not stall it' is_read "127.0.0.1:$flood"
check 'noise before the marker is skipped' is_read "127.0.0.1:$noise"
check 'output without a last line end is whole' is_read "127.0.0.1:$cut"
check 'a shell that hangs is no-answer' outcome "127.0.0.1:$hang" no-answer
check 'a connection that breaks off in a section is partial' outcome "127.0.0.1:$drop" partial
check 'a host that stalls in a section is partial' outcome "127.0.0.1:$stall" partial
check 'a shell that says nothing is an error' outcome "127.0.0.1:$silent" error
check 'more output than allowed is an error' outcome "127.0.0.1:$large" error
check 'a closed port is no-answer' outcome "127.0.0.1:$closed" no-answer
check 'a name that does not resolve is no-answer' outcome no-such-host.invalid no-answer
check 'packages of the broken host are missing, not none' \
    awk -F , -v target="127.0.0.1:$drop" '$1 == target && $8 ~ /packages/ {found = 1} END {exit !found}' "$out/probes.csv"
check 'every target has its probe row' test "$(rows probes)" = 10

# --- many at once ---

set --
for last in 1 2 3 4 5 6 7 8; do
    set -- "$@" "127.0.0.$last:$plain"
done
targets many.csv "$@" "$1"
scan many.csv good.yaml known sessions=3
check 'eight targets are read, three at a time' counted 'progress 8 of 8'
check 'never more than three' test "$(sed -n 's/^running //p' "$work/last")" -le 3
check 'each has its probe row' test "$(rows probes)" = 8
targets twins.csv "127.0.0.8:$plain" "127.0.0.7:$plain"
scan twins.csv good.yaml known
check 'two addresses of one machine are one device' test "$(rows devices)" = 1
check 'that has the addresses of both' grep -qF '10.9.8.8;10.9.8.7' "$out/devices.csv"
check 'and a probe row each, with its id' \
    test "$(awk -F , 'NR > 1 {print $10}' "$out/probes.csv" | uniq -c | awk '{print $1}')" = 2

targets busy.csv "127.0.0.1:$busy" "127.0.0.2:$busy" "127.0.0.3:$busy"
scan busy.csv good.yaml known
check 'a busy host that drops connections is tried again' has_read 3

# --- interruptions ---

start_scan() { # TARGETS: in the background; sets $out and $scanning
    runs=$((runs + 1))
    out=$work/snapshot$runs
    "$driver" scan "$work/$1" "$work/good.yaml" "$work/known" "$out" timeout=20000 >"$work/last" 2>&1 &
    scanning=$!
}

# The head is some hundred bytes long; a host's record, with its packages, is longer than ten thousand.
has_frame() { # JOURNAL
    [ "$(stat -c %s "$1" 2>/dev/null || echo 0)" -gt 1000 ]
}

targets both.csv "127.0.0.1:$plain" "127.0.0.1:$hang"
start_scan both.csv
wait_for has_frame "$out.partial/journal"
kill -KILL "$scanning"
wait "$scanning" 2>/dev/null
check 'a killed scan leaves no snapshot' test ! -e "$out"
check 'what it left cannot be read as one' sh -c "! '$driver' read '$out.partial'"

check 'a new scan does not throw it away' \
    sh -c "! '$driver' scan '$work/both.csv' '$work/good.yaml' '$work/known' '$out' timeout=3000"
check 'nor does going on with other targets' \
    sh -c "! '$driver' scan '$work/plain.csv' '$work/good.yaml' '$work/known' '$out' resume"
"$driver" scan "$work/both.csv" "$work/good.yaml" "$work/known" "$out" timeout=3000 resume >"$work/last" 2>&1
check 'going on with it ends it' counted 'progress 2 of 2'
check 'the host that had answered is not asked again' counted 'resumed 1'
check 'and is in the snapshot' is_read "127.0.0.1:$plain"
check 'as is the one that was scanned now' outcome "127.0.0.1:$hang" no-answer
check 'the journal is gone' test ! -e "$out/journal"

start_scan both.csv
wait_for has_frame "$out.partial/journal"
kill -INT "$scanning"
kill -TERM "$scanning"
wait "$scanning"
status=$?
check 'an interrupted scan writes what there is' test "$status" = 0
check 'and says so' counted 'interrupted 1'
check 'the host that had answered is there' test "$(rows devices)" = 1
check 'the one that was cut has its row' outcome "127.0.0.1:$hang" error

tap_end
