#!/bin/sh
# Scans through jump hosts, each a real sshd on loopback. Prints TAP.
# usage: jump_test.sh SCAN_DRIVER CHAIN_DRIVER PEER

driver=$1
chain_driver=$2
peer=$3
peer_pid=
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/driver.sh"
. "$here/sshd.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"

cleanup() {
    [ ! -s "$work/asleep.pid" ] || kill -CONT "$(cat "$work/asleep.pid")" 2>/dev/null
    for name in hop inner asleep first second; do
        sshd_stop "$name"
    done
    [ -z "$peer_pid" ] || kill "$peer_pid"
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

# Ports that nobody listens on, from here on upwards.
base=$((20000 + $$ % 12000))
hop=$base
refusing=$((base + 1))
closed_hop=$((base + 2))
stranger=$((base + 3))
inner=$((base + 4))
asleep=$((base + 5))
plain=$((base + 6))
second=$((base + 7))
flood=$((base + 8))
late=$((base + 9))
never=$((base + 10))
kills_hop=$((base + 11))
closed=$((base + 12))
picky=$((base + 13))
bare=$((base + 14))
echo=$((base + 15))
lines=$((base + 16))
huge=$((base + 17))

stand_in flood <<'END'
head -c 5242880 /dev/zero >&2
exec /bin/sh
END
# Reads what it is sent after a while, and says how much it was.
stand_in late <<'END'
sleep 1
wc -c
END
stand_in echo <<'END'
exec cat
END
stand_in never <<'END'
while printf . >&2; do sleep 0.1; done
END
# Nothing to know it by but its host key.
stand_in bare <<'END'
read -r line
eval "$line"
printf '%s begin system\nkernel=Linux\nrelease=6.1\n\n%s end system 0 5\n' "$GENKYO_MARKER" "$GENKYO_MARKER"
END
# One section, and then the sessions of the jump host are gone.
stand_in kills_hop <<END
read -r line
eval "\$line"
printf '%s begin system\nkernel=Linux\nrelease=6.1\nhostname=behind\n\n%s end system 0 5\n' \
    "\$GENKYO_MARKER" "\$GENKYO_MARKER"
# what has not been passed on yet would be lost with it
sleep 0.5
kill -9 \$(pgrep -P "\$(cat $work/hop.pid)")
sleep 5
END

start_all() {
    sshd_host_key=$work/hop_key sshd_start hop "127.0.0.1:$hop 127.0.0.1:$refusing 127.0.0.1:$stranger 127.0.0.1:$picky" \
        'MaxStartups 10:30:100' \
        "$(match $refusing 'AllowTcpForwarding no' 'LogLevel VERBOSE')" \
        "$(match $stranger "AuthorizedKeysFile $work/none" 'LogLevel VERBOSE')" \
        "$(match $picky "PermitOpen 127.0.0.2:$plain")" \
        "$(match $hop 'LogLevel VERBOSE')" &&
        sshd_host_key=$work/inner_key sshd_start inner "127.0.0.1:$inner" &&
        sshd_host_key=$work/hop_key sshd_start asleep "127.0.0.1:$asleep" &&
        sshd_start first "$(for n in 2 3 4 5 6 7 8 9 10; do printf '127.0.0.%s:%s ' $n $plain; done) \
            127.0.0.2:$flood 127.0.0.2:$late 127.0.0.2:$never 127.0.0.2:$kills_hop 127.0.0.2:$bare \
            127.0.0.2:$echo" "$(match $echo "ForceCommand $work/echo.sh")" \
            "$(match $bare "ForceCommand $work/bare.sh")" \
            "$(match $flood "ForceCommand $work/flood.sh")" "$(match $late "ForceCommand $work/late.sh")" \
            "$(match $never "ForceCommand $work/never.sh")" "$(match $kills_hop "ForceCommand $work/kills_hop.sh")" &&
        sshd_start second "$(for n in 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do printf '127.0.0.%s:%s ' $n $second; done) \
            127.0.0.1:$plain"
}

fingerprint() { # KEY
    ssh-keygen -l -f "$work/$1.pub" | cut -d ' ' -f 2
}

logged() { # SSHD TEXT: how often
    grep -cF -e "$2" "$work/$1.log"
}

never_logged() { # SSHD TEXT
    ! grep -qF -e "$2" "$work/$1.log"
}

forget_log() { # SSHD
    : >"$work/$1.log"
}

if [ ! -x "$sshd_binary" ] || ! command -v pgrep >/dev/null; then
    echo "1..0 # SKIP no sshd or no pgrep here"
    exit 0
fi
sshd_prepare
for key in hop_key inner_key; do
    ssh-keygen -q -t ed25519 -N '' -C '' -f "$work/$key"
done
if ! start_all; then
    sshd_bail
fi
for port in $hop $refusing $closed_hop $stranger $picky $asleep; do
    known_host 127.0.0.1 "$port" hop_key
done >"$work/known"
{
    known_host localhost "$hop" hop_key
    known_host localhost "$plain" host
    known_host 127.0.0.1 "$inner" inner_key
    for port in $plain $second $flood $late $never $kills_hop $bare $echo $closed; do
        known_host '127.0.0.*' "$port" host
    done
} >>"$work/known"
entry audit user | credentials good.yaml
targets one.csv "127.0.0.2:$plain"
targets three.csv "127.0.0.2:$plain" "127.0.0.3:$plain" "127.0.0.4:$plain"

# --- a way that works ---

scan one.csv good.yaml known "jump=127.0.0.1:$hop"
check 'a target behind a jump host is read' has_read 1
check 'the way led through the jump host' test "$(logged hop 'Accepted publickey')" = 1
check 'its address is the one that was given' outcome "127.0.0.2:$plain" answered partial
check 'and stands in the probe and in the device' \
    sh -c "grep -q '^127.0.0.2:$plain,127.0.0.2,' '$out/probes.csv' && grep -qF ',127.0.0.2,' '$out/devices.csv'"
targets bare.csv "127.0.0.2:$bare"
scan bare.csv good.yaml known
id=$(awk -F , 'NR == 2 {print $NF}' "$out/probes.csv")
scan bare.csv good.yaml known "jump=127.0.0.1:$hop"
check 'it is known by its own host key, not by that of the jump host' grep -q ",$id\$" "$out/probes.csv"
scan one.csv good.yaml known "jump=127.0.0.1:$hop,127.0.0.1:$inner"
check 'two jump hosts' has_read 1
targets flood.csv "127.0.0.2:$flood"
scan flood.csv good.yaml known "jump=127.0.0.1:$hop,127.0.0.1:$inner"
check '5 MB on standard error come through two jump hosts' has_read 1
scan one.csv good.yaml known "jump=localhost:$hop"
check 'a jump host by name' has_read 1
targets name.csv "localhost:$plain"
scan name.csv good.yaml known "jump=127.0.0.1:$hop"
check 'a target by name' has_read 1
check 'whose address only the jump host knows' grep -q "^localhost:$plain,,\(answered\|partial\)," "$out/probes.csv"
check 'the snapshot can be read back' test "$(rows diagnostics)" = 0
scan name.csv good.yaml known "jump=127.0.0.1:$picky"
check 'a jump host that may connect to some hosts only' outcome "localhost:$plain" error

# --- many through one ---

set --
for n in 2 3 4 5 6 7 8 9 10; do
    set -- "$@" "127.0.0.$n:$plain"
done
for n in 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
    set -- "$@" "127.0.0.$n:$second"
done
for n in 3 4 5 6 7 8 9; do
    set -- "$@" "127.1.0.$n:$closed"
done
targets many.csv "$@"
forget_log hop
scan many.csv good.yaml known "jump=127.0.0.1:$hop"
check 'all targets behind one jump host are read' has_read 23
check 'those that it cannot connect to are no-answer' counted 'no-answer 7'
check 'each has its probe row' test "$(rows probes)" = 30
check 'the jump host was asked once for each' test "$(logged hop 'Accepted publickey')" = 30
check 'and never dropped a connection' never_logged hop MaxStartups

# --- keys ---

sed "s|^\[127.0.0.1\]:$hop .*|$(known_host 127.0.0.1 "$hop" other_host)|" "$work/known" >"$work/changed"
scan three.csv good.yaml changed "jump=127.0.0.1:$hop" trust-new
check 'a changed key of the jump host is never accepted' counted 'host-key-changed 3'
check 'and the jump host is named' \
    test "$(grep -cF "the jump host 127.0.0.1: the host's key is not the one in known_hosts" "$out/probes.csv")" = 3
sed "s|^\[127.0.0.1\]:$inner .*|$(known_host 127.0.0.1 "$inner" other_host)|" "$work/known" >"$work/changed"
scan one.csv good.yaml changed "jump=127.0.0.1:$hop,127.0.0.1:$inner" trust-new
check 'a changed key of the second jump host' outcome "127.0.0.2:$plain" host-key-changed
sed "s|^\[127.0.0.\*\]:$plain .*|$(known_host '127.0.0.*' "$plain" other_host)|" "$work/known" >"$work/changed"
scan one.csv good.yaml changed "jump=127.0.0.1:$hop" trust-new
check "a changed key of the target" outcome "127.0.0.2:$plain" host-key-changed
check 'is not laid at the door of the jump host' sh -c "! grep -q 'jump host' '$out/probes.csv'"
scan three.csv good.yaml fresh "jump=127.0.0.1:$hop"
check 'an unknown key of the jump host is refused' counted 'host-key-unknown 3'
check 'and shown' says "the jump host 127.0.0.1: the host key $(fingerprint hop_key) is not in known_hosts"
check 'and the target is not tried' test ! -e "$work/fresh"
scan three.csv good.yaml fresh "jump=127.0.0.1:$hop" trust-new
check 'new keys of the jump host and the targets are trusted when asked for' has_read 3
check 'each under its own name' test "$(sort "$work/fresh")" = "$({
    known_host 127.0.0.1 "$hop" hop_key
    for n in 2 3 4; do known_host "127.0.0.$n" "$plain" host; done
} | sort)"

# --- authentication ---

forget_log hop
scan three.csv good.yaml known "jump=127.0.0.1:$stranger"
check 'a jump host that refuses the credential' counted 'auth-refused 3'
check 'is named' test "$(grep -cF 'the jump host 127.0.0.1: the host refused the credential' "$out/probes.csv")" = 3
check 'and asked once, whatever the number of targets' test "$(logged hop '[preauth]')" = 1
{ (user=no-such-user && entry first stranger) && entry audit user; } | credentials two.yaml
forget_log hop
scan three.csv two.yaml known "jump=127.0.0.1:$hop"
check 'a credential of another user gets its own connection' has_read 3
check 'what the jump host took is tried first for the next target' \
    test "$(logged hop 'Invalid user no-such-user')" = 1
scan one.csv two.yaml known "jump=$user@127.0.0.1:$hop"
check 'the user that the way names' has_read 1
entry audit user 'scope: ["127.0.0.2"]' | credentials target.yaml
scan one.csv target.yaml known "jump=127.0.0.1:$hop"
check 'a jump host outside every scope' says 'the jump host 127.0.0.1: no credential covers it'
check 'is not connected to' outcome "127.0.0.2:$plain" no-credential
entry audit user 'scope: ["127.0.0.1"]' | credentials hop.yaml
scan one.csv hop.yaml known "jump=127.0.0.1:$hop"
check 'a target outside every scope' says 'no credential covers the target'
entry audit user 'scope: ["127.0.0.1", "127.0.0.2"]' | credentials both.yaml
scan one.csv both.yaml known "jump=127.0.0.1:$hop"
check 'addresses behind a jump host are in a scope' has_read 1
entry audit user 'scope: ["127.0.0.0/8"]' | credentials block.yaml
scan name.csv block.yaml known "jump=127.0.0.1:$hop"
check 'a name behind a jump host is in no block of addresses' outcome "localhost:$plain" no-credential
printf 'address,port,credential\nlocalhost,%s,audit\n' "$plain" >"$work/named.csv"
scan named.csv block.yaml known "jump=127.0.0.1:$hop"
check 'not even where the target names the credential' outcome "localhost:$plain" no-credential
entry audit user 'scope: ["127.0.0.1", "site:osaka"]' | credentials site.yaml
scan name.csv site.yaml known "jump=127.0.0.1:$hop"
check 'nor at another site' outcome "localhost:$plain" no-credential
printf 'address,port,site\nlocalhost,%s,osaka\n' "$plain" >"$work/site.csv"
scan site.csv site.yaml known "jump=127.0.0.1:$hop"
check 'but at the site of the scope' has_read 1

# --- failures ---

forget_log hop
scan three.csv good.yaml known "jump=127.0.0.1:$refusing"
check 'a jump host that does not forward is an error' counted 'error 3'
check 'and says so' says 'the jump host 127.0.0.1: it does not allow to forward to the next host'
scan one.csv good.yaml known "jump=127.0.0.1:$refusing,127.0.0.1:$inner"
check 'nor to the next jump host' outcome "127.0.0.2:$plain" error
targets closed.csv "127.0.0.2:$closed" 'no-such-host.invalid:22'
scan closed.csv good.yaml known "jump=127.0.0.1:$hop"
check 'a closed port behind a jump host is no-answer' outcome "127.0.0.2:$closed" no-answer
check 'and it is said who could not connect' says 'the jump host 127.0.0.1: it cannot connect to the next host'
check 'so is a name that the jump host does not know' outcome no-such-host.invalid no-answer
scan three.csv good.yaml known "jump=127.0.0.1:$closed_hop"
check 'a jump host whose port is closed is no-answer' counted 'no-answer 3'
check 'and named' says 'the jump host 127.0.0.1: the connection was refused'
scan one.csv good.yaml known 'jump=no-such-host.invalid:22'
check 'a jump host that has no address is no-answer' says 'the jump host no-such-host.invalid: the name '
targets kills.csv "127.0.0.2:$kills_hop"
scan kills.csv good.yaml known "jump=127.0.0.1:$hop"
check 'a jump host that dies in a section leaves what came before' outcome "127.0.0.2:$kills_hop" partial
check 'and is named' says 'the jump host 127.0.0.1: the connection broke off'

# --- those that never answer, without a busy loop ---

kill -STOP "$(cat "$work/asleep.pid")"
within_cpu() { # like scan, with a limit on the processor time
    # shellcheck disable=SC3045 # dash has it
    (ulimit -t 1 && scan "$@")
    runs=$((runs + 1))
    out=$work/snapshot$runs
}
targets asleep.csv "127.0.0.1:$asleep"
within_cpu asleep.csv good.yaml known "jump=127.0.0.1:$hop" timeout=3000
check 'a target that accepts and says nothing is no-answer' outcome "127.0.0.1:$asleep" no-answer
check 'by its deadline' says 'no answer within the time allowed'
"$peer" "lines:$lines" "huge:$huge" >"$work/ready" 2>"$work/peer.log" &
peer_pid=$!
wait_for grep -qs ready "$work/ready"
targets peers.csv "127.0.0.1:$lines" "127.0.0.1:$huge"
within_cpu peers.csv good.yaml known "jump=127.0.0.1:$hop,127.0.0.1:$inner" timeout=20000
check 'hosts that talk without end before SSH begins are left' counted 'error 2'
check 'long before their deadline' \
    awk -F , 'NR > 1 && $6 >= 10 {late = 1} END {exit late}' "$out/probes.csv"
targets never.csv "127.0.0.2:$never"
within_cpu never.csv good.yaml known "jump=127.0.0.1:$hop,127.0.0.1:$inner" timeout=3000
check 'nor does one that hangs burn the processor' outcome "127.0.0.2:$never" no-answer
targets five.csv "127.0.0.2:$plain" "127.0.0.3:$plain" "127.0.0.4:$plain" "127.0.0.5:$plain" "127.0.0.6:$plain"
within_cpu five.csv good.yaml known "jump=127.0.0.1:$asleep" timeout=1000
check 'behind a jump host that says nothing all are no-answer' counted 'no-answer 5'
check 'and it is named for each' \
    test "$(grep -cF 'the jump host 127.0.0.1: no answer within the time allowed' "$out/probes.csv")" = 5
check 'those that waited for their turn had their own time, and after three the rest is not tried' \
    awk -F , 'NR > 1 {n[$6 < 0.9 ? "spared" : $6 < 2.9 ? "tried" : "late"]++}
        END {exit n["tried"] != 3 || n["spared"] != 2}' "$out/probes.csv"
"$driver" scan "$work/five.csv" "$work/good.yaml" "$work/known" "$work/interrupted" "jump=127.0.0.1:$asleep" \
    >"$work/last" 2>&1 &
scanning=$!
wait_for test -e "$work/interrupted.partial/journal"
kill -INT "$scanning"
kill -TERM "$scanning"
wait "$scanning"
status=$?
out=$work/interrupted
check 'an interruption ends those that wait for their turn' test "$status" = 0
check 'and they have their rows' test "$(rows probes)" = 5

# --- more than windows and pipes hold, to a host that reads late or never; behind the line with the marker ---

chain() { # PORT BYTES SECONDS WAY
    "$chain_driver" "127.0.0.2:$1" "$work/good.yaml" "$work/known" "$2" "$3" ${4:+"$4"} >"$work/last" 2>&1
}

for way in '' "127.0.0.1:$hop" "127.0.0.1:$hop,127.0.0.1:$inner"; do
    chain "$late" 16777216 60 "$way"
    check "16 MB to a host that reads late arrive (${way:-straight})" grep -qx "complete $((16777216 + 47))" "$work/last"
    chain "$echo" 16777216 60 "$way"
    check 'and come back from one that sends them back' counted 'complete echo'
    chain "$never" 16777216 2 "$way"
    check 'a host that never reads stalls them' grep -q '^running' "$work/last"
    check 'without a busy loop' awk '$1 == "milliseconds" {ok = $2 < 1000} END {exit !ok}' "$work/last"
done

tap_end
