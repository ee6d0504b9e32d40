#!/bin/sh
# Nights over a fleet: recorded machines behind real sshds and recorded SNMP devices, scanned by genkyo run, with changes
# between the nights, made at the machines and in the ledger. What a finding's state is after each night, what the mail
# of the night says and does not say, and what becomes of waivers, dispositions, a killed scan and the end of the year.
# Prints TAP.
# usage: nightly_lab_test.sh GENKYO AGENT SOURCE_ROOT

genkyo=$(realpath "$1")
# shellcheck disable=SC2034 # for agents.sh
agent=$(realpath "$2")
source=$(realpath "$3")
here=$(realpath "$(dirname "$0")")
lab=$source/fixtures/lab/lab
if ! /usr/bin/python3 -c 'import aiosmtpd, prometheus_client' 2>/dev/null; then
    echo '1..0 # SKIP no aiosmtpd or no prometheus_client here'
    exit 0
fi
if [ ! -x "${SSHD:-/usr/sbin/sshd}" ]; then
    echo '1..0 # SKIP no sshd here'
    exit 0
fi
. "$here/notify.sh"
. "$here/agents.sh"
. "$here/journal.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"
running=

cleanup() {
    # shellcheck disable=SC2086 # lists of numbers
    kill -KILL $running 2>/dev/null
    # shellcheck disable=SC2086
    kill $snmp_pids $notify_pids 2>/dev/null
    wait 2>/dev/null
    [ ! -d "$work/lab" ] || "$lab" stop "$work/lab"
    [ ! -d "$work/state/year-end" ] || chmod -R u+w "$work/state/year-end"
    rm -rf "$work"
}
trap cleanup EXIT

# --- the fleet ---

# In this order they have the addresses 127.77.0.1 to 5. The last one is new, and off as yet.
machines='debian-vm dell-r640 rocky-askpass proxmox alpine'
if ! "$lab" start "$work/lab" --hosts "$(echo $machines | tr ' ' ,)" >"$work/start" 2>&1; then
    if grep -q 'neither chroot nor user namespaces' "$work/start"; then
        echo "1..0 # SKIP $(head -n 1 "$work/start")"
        exit 0
    fi
    bail "the lab does not start: $(cat "$work/start")"
fi
if grep -q 'is left out' "$work/start"; then
    echo "1..0 # SKIP $(head -n 1 "$work/start")"
    exit 0
fi
start mail mail_server.py none
cd "$work" || exit 1

switch_at=127.4.0.1
printer_at=127.4.0.2
snmp_port=$((20000 + $$ % 12000))
ssh_port=$(sed -n '2s/^[^,]*,\([0-9]*\),.*/\1/p' lab/targets.csv)

agent_on() { # ADDRESS RECORDING: its process is in $on
    agents_start "$1:$snmp_port,$2" && on=$!
}

agent_off() { # PROCESS
    kill "$1" && wait "$1" 2>/dev/null
}

# The recording's own addresses are those of a machine of the lab, and what it saw is none of this fleet.
sed -e 's/00005e00531\([0-9a-f]\)/00005e0053c\1/' -e '/^1\.3\.6\.1\.2\.1\.17\.4\.3\./d' -e '/^1\.0\.8802\./d' \
    "$source/fixtures/snmp/floor-switch.snmprec" >switch.snmprec
if ! { agent_on $switch_at switch.snmprec && switch_on=$on && agent_on $printer_at "$source/fixtures/snmp/printer.snmprec" &&
    printer_on=$on; }; then
    bail "the agents do not start: $(cat agents.log)"
fi
"$lab" off lab alpine

cat >targets.csv <<END
address,port,method,credential,site
127.77.0.1-7,$ssh_port,ssh,lab,本省
$switch_at,$snmp_port,snmp,network,
$printer_at,$snmp_port,snmp,network,本省
END
{
    cat lab/credentials.yaml
    printf '  - {name: network, kind: snmp-v2c, community: public, scope: [127.4.0.0/16]}\n'
} >credentials.yaml
chmod 600 credentials.yaml

configuration() { # [LINE of scan…]
    cat >genkyo.yaml <<END
title: 架空省
language: en
ledger: ledger
state: state
scan:
  targets: targets.csv
  credentials: credentials.yaml
  known_hosts: lab/known_hosts
END
    printf '  %s\n' "$@" >>genkyo.yaml
    cat >>genkyo.yaml <<END
policy: {coverage_min: 0}
notify:
  mail: {host: 127.0.0.1, port: $port, security: plain, from: genkyo@example.jp, to: [staff@example.jp], attempts: 1}
prometheus: genkyo.prom
profiles:
  year-end: {coverage_min: 80, snapshot_max_age_days: 36500}
END
}
configuration

mkdir ledger
cat >ledger/devices.csv <<END
資産管理番号,ホスト名,機器種別,メーカー,型番,シリアル番号,MACアドレス,IPアドレス,メモリ,使用部門,設置場所,調達形態,状態
HW-1,db1,仮想マシン,,,,00:00:5e:00:53:11,192.0.2.17,7935MB,情報管理課,本省,購入,運用中
HW-2,vhost3,サーバ,Dell,PowerEdge R640,7LAB0X3,00:00:5e:00:53:40,192.0.2.40,32GB,情報管理課,本省,購入,運用中
HW-3,app7,サーバ,富士通,PRIMERGY RX2530 M7,,00:00:5e:00:53:70,192.0.2.70,128GB,情報管理課,本省,購入,運用中
HW-4,pve1,サーバ,Supermicro,SYS-5019C-M,S338084X1209876,00:00:5e:00:53:50,192.0.2.50,64GB,情報管理課,本省,購入,運用中
NET-1,fsw-3f-01,スイッチ,Example Networks,FS-24,FS24X0000317,00:00:5e:00:53:c0,192.0.2.20,,情報管理課,本省A棟３階,購入,運用中
PRN-1,mfp-3f-02,プリンタ,,,,,127.4.0.2,,情報管理課,本省,購入,運用中
END
cat >ledger/software.csv <<END
資産管理番号,ソフトウェア名,バージョン
HW-1,postgresql-15,15.10-0+deb12u1
HW-3,tomcat,9.0.87-1.el9_4.1
HW-4,qemu-server,8.3.0
HW-4,pve-manager,8.2.0
END

# --- asking ---

night() { # DAY [OPTION…]: sets $status
    night_day=$1
    shift
    "$genkyo" run --config genkyo.yaml --as-of "$night_day" "$@" >last 2>&1
    status=$?
}

findings() { # WHAT [ARGUMENT…]: on the day of the night, unless another is given
    case " $* " in
    *' --as-of '*) ;;
    *) set -- "$@" --as-of "$night_day" ;;
    esac
    "$genkyo" findings "$@" --db state/genkyo.db --lang en
}

# A line for each finding that the store has: ID CODE SUBJECT FIELD STATUS FIRST-SEEN
store() {
    findings list --format json | "$python" -c '
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    print(row["id"], row["code"], row["subject"], row["field"] or "-", row["status"], row["first_seen"])' >store
}

id_of() { # "CODE SUBJECT FIELD"
    store
    sed -n "s/ $1 .*//p" store
}

is_now() { # "CODE SUBJECT FIELD" STATUS FIRST-SEEN
    store
    grep -F " $1 " store
    test "$(grep -F " $1 " store | cut -d ' ' -f 5,6)" = "$2 $3"
}

mails() { # NUMBER: have arrived
    test "$(find mail -name 'mail.*' | wc -l)" = "$1"
}

# What the last mail tells, a line each: in which part, and of which finding: CODE SUBJECT FIELD.
told() {
    store
    "$python" "$here/mail_decode.py" "mail/mail.$(find mail -name 'mail.*' | wc -l)" body | tr -d '\r' >body
    awk 'NR == FNR { name[$1] = $2 " " $3 " " $4; next }
        /^(About the run|New|Resolved): / { part = /^A/ ? "run" : tolower(substr($1, 1, length($1) - 1)) }
        /\[[0-9a-f]+\]$/ { id = substr($NF, 2, length($NF) - 2); print part, id in name ? name[id] : id }' store body
}

tells() { # <LINES: these, in whatever order, and no others
    LC_ALL=C sort >expected
    told | LC_ALL=C sort | diff expected -
}

counts() { # METRIC NUMBER: as Prometheus reads it
    "$python" "$here/metrics_decode.py" genkyo.prom | grep "^gauge genkyo_$1 " | tee metrics
    grep -q " $2\$" metrics
}

probe() { # ADDRESS COLUMN: of the latest snapshot
    awk -F , -v address="$1" -v column="$2" '$2 == address { print $(column == "outcome" ? 3 : NF) }' \
        "$(ls -d state/snapshots/*Z | tail -n 1)/probes.csv"
}

root_of() { # MACHINE
    echo "lab/roots/$1"
}

# --- nights, and what changes between them ---

night 2027-03-21
check 'the first night finds something' [ $status = 1 ]
check 'all that is listed was examined' counts assets_examined 6
check 'it is told' mails 1
check 'paper has too little memory for a machine' is_now 'DIF-ATTRIBUTE HW-2 memory_mb' new 2027-03-21
told >first
check 'all that the store has is told' test "$(grep -c '^new ' first)" = "$(wc -l <store)"

night 2027-03-22
check 'a night without changes finds the same' [ $status = 1 ]
check 'the finding goes on' is_now 'DIF-ATTRIBUTE HW-2 memory_mb' continuing 2027-03-21
check 'nobody is told' mails 1

# At the machines: an update, a removal, another device in a switch's place, a machine that nobody knows.
sed -i 's/15\.10-0+deb12u1/15.12-0+deb12u2/' "$(root_of debian-vm)/bin/dpkg-query"
sed -i 's/^ *ii qemu-server.*//; s/^\( *ii pve-manager .*\) \\$/\1/' "$(root_of proxmox)/bin/dpkg-query"
agent_off "$switch_on"
sed -i 's/FS24X0000317/FS24X0000999/' switch.snmprec
agent_on $switch_at switch.snmprec && switch_on=$on
"$lab" on lab alpine
night 2027-03-23
stranger=$(probe 127.77.0.5 device_id)
check 'a night after changes at the machines' [ $status = 1 ]
check 'it is told' mails 2
check 'of each change, and of nothing else' tells <<END
new DIF-SW-VERSION HW-1 postgresql-15
new DIF-SW-MISSING HW-4 qemu-server
new DIF-IDENTITY NET-1 serial
new DIF-UNREGISTERED $stranger answered
END
check 'monitoring has them' counts 'findings code=DIF-SW-MISSING outcome=violation' 1

# In the ledger: two corrections, one of a machine that is off tonight. Somebody answers for what is left.
sed -i 's/,32GB,/,64GB,/' ledger/devices.csv
sed -i 's/15\.10-0+deb12u1/15.12-0+deb12u2/' ledger/software.csv
"$lab" off lab dell-r640
"$lab" off lab alpine
removed='DIF-SW-MISSING HW-4 qemu-server'
behind='DIF-SW-VERSION HW-4 pve-manager'
unknown="DIF-UNREGISTERED $stranger answered"
findings waive "$(id_of "$removed")" "$(id_of "$behind")" "$(id_of "$unknown")" --who 佐藤 --why 確認中 \
    --until 2027-03-25 --as-of 2027-03-23 >last 2>&1
check 'findings are waived' [ $? = 0 ]
night 2027-03-24
check 'violations that are waived do not set the exit status' [ $status = 0 ]
check 'a night after corrections is told' mails 3
check 'the correction that could be seen, and that a machine was not' tells <<END
new DIF-UNVERIFIED HW-2 out-of-scope
resolved DIF-SW-VERSION HW-1 postgresql-15
END
check 'what is wrong with a machine that is off stays open' is_now 'DIF-ATTRIBUTE HW-2 memory_mb' continuing 2027-03-21
check 'so does what it tells of others' \
    is_now 'DIF-UNREGISTERED b7f0c1de-3a52-4c0e-8f31-6d0b2a9e4471 guest' continuing 2027-03-21
check 'and so does a machine on no paper that is off' is_now "$unknown" waived 2027-03-23
check 'what is waived is told apart' is_now "$removed" waived 2027-03-23
check 'monitoring counts what is waived no more' counts 'findings code=DIF-SW-MISSING outcome=violation' 0
check 'nor is it a failure' counts exit_status 0

# The waivers end today. A target that is named singly does not answer.
"$lab" on lab dell-r640
agent_off "$printer_on"
night 2027-03-25
check 'a target that is named singly and does not answer makes the exit status 3' [ $status = 3 ]
check 'that is told' mails 4
check 'and what was corrected is seen on the machine that is back' tells <<END
new DIF-UNVERIFIED PRN-1 no-answer
resolved DIF-ATTRIBUTE HW-2 memory_mb
resolved DIF-UNVERIFIED HW-2 out-of-scope
END
check 'a waiver holds on its last day' is_now "$removed" waived 2027-03-23
check 'monitoring has the exit status' counts exit_status 3

# The day after; and the ledger has an old mistake again.
agent_on $printer_at "$source/fixtures/snmp/printer.snmprec" && printer_on=$on
"$lab" on lab alpine
sed -i 's/15\.12-0+deb12u2/15.10-0+deb12u1/' ledger/software.csv
night 2027-03-26
check 'the day after, violations count again' [ $status = 1 ]
check 'it is told' mails 5
check 'that waivers have ended, and what came back' tells <<END
run RUN-WAIVER HW-4 $(id_of "$removed")
run RUN-WAIVER HW-4 $(id_of "$behind")
run RUN-WAIVER $stranger $(id_of "$unknown")
new DIF-SW-VERSION HW-1 postgresql-15
resolved DIF-UNVERIFIED PRN-1 no-answer
END
check 'of which findings is said' grep -qF "DIF-SW-VERSION $(id_of "$behind") by 佐藤 was until 2027-03-25" body
check 'and where the results are' grep -qxF "Results: $work/state/results/latest" body
check 'what came back is the finding that it was' is_now 'DIF-SW-VERSION HW-1 postgresql-15' new 2027-03-23
check 'what was waived goes on' is_now "$removed" continuing 2027-03-23
check 'monitoring counts it' counts 'findings code=DIF-SW-MISSING outcome=violation' 1

# --- what people decide ---

# FILE.csv as somebody hands it back who filled in a row of each finding.
fill_in() { # FILE
    "$python" -c '
import csv, sys
with open(sys.argv[1], encoding="utf-8-sig", newline="") as file:
    rows = list(csv.DictReader(file))
for row in rows:
    row.update(cause="更新時の記載漏れ", action="台帳を直す", owner="鈴木", due="2027-04-30", state="in-progress")
with open(sys.argv[1], "w", encoding="cp932", errors="replace", newline="") as file:
    table = csv.DictWriter(file, rows[0].keys())
    table.writeheader()
    table.writerows(rows)' "$1"
}

decided() { # "CODE SUBJECT FIELD" TEXT…: what findings show says of it
    findings show "$(id_of "$1")" >shown
    shift
    for text; do
        grep -F "$text" shown || return 1
    done
}

findings export one.csv --code DIF-SW-VERSION --asset HW-1 >last 2>&1 && fill_in one.csv &&
    findings apply one.csv --who 鈴木 --as-of 2027-03-26 >last 2>&1
check 'a table that was filled in is taken' [ $? = 0 ]
findings waive "$(id_of "$removed")" --who 佐藤 --why 再確認中 --until 2027-03-27 --as-of 2027-03-26 >last 2>&1
night 2027-03-27
check 'what was decided changes nothing of what is found' [ $status = 1 ]
check 'and is no news' mails 5
check 'it stays with its finding' decided 'DIF-SW-VERSION HW-1 postgresql-15' 更新時の記載漏れ 鈴木 2027-04-30
check 'a waiver that was given anew holds' is_now "$removed" waived 2027-03-23

# --- a scan that is cut off ---

# Asked so slowly that there is time between one machine and the next.
start_slowly() { # DAY: sets $running
    configuration 'subnet_rate: 1'
    for machine in $machines; do
        : >"lab/sshd/$machine.log"
    done
    "$genkyo" run --config genkyo.yaml --as-of "$1" >last 2>&1 &
    running=$!
}

machine_at() { # PLACE in the list of targets
    echo "$machines" | tr ' ' '\n' | sed -n "$(($1 + 1))p"
}

recorded() { # the machines that the journal has
    journal_places state/snapshots/*.partial/journal | while read -r place; do
        machine_at "$place"
    done
}

has_recorded() { # NUMBER
    test "$(recorded | wc -l)" -ge "$1"
}

asked() { # the machines that were logged in to, once for each time
    for machine in $machines; do
        grep 'Accepted' "lab/sshd/$machine.log" | sed "s/.*/$machine/"
    done
}

start_slowly 2027-03-28
check 'a scan goes on' wait_for has_recorded 1
"$genkyo" run --config genkyo.yaml --as-of 2027-03-28 >second 2>&1
check 'a second run leaves it alone' [ $? = 2 ]
check 'and says who is at it' grep -q "another run has it: process $running " second
kill -KILL $running
wait $running 2>/dev/null
running=
recorded | LC_ALL=C sort >kept
cut_off=$(basename state/snapshots/*.partial .partial)
check 'it was killed before it had them all' test "$(wc -l <kept)" -lt 5
check 'its record has no end' sh -c "! grep -q '^  \"ended\"' 'state/runs/$cut_off.json'"
configuration
night 2027-03-27 --from audit
check 'meanwhile the latest whole snapshot can be audited' [ $status = 1 ]
check 'in which nothing has changed' mails 5
check 'and the scan that was cut off is left alone' test -e "state/snapshots/$cut_off.partial/journal"
cp targets.csv same.csv
echo "127.4.0.9,$snmp_port,snmp,network," >>targets.csv
night 2027-03-28 --from scan
check 'nor is it gone on with as another scan' [ $status = 3 ]
check 'which is told' mails 6
told >nothing
check 'as a step that was not done' sh -c 'grep -q "^    scan: this step failed" body && [ ! -s nothing ]'
mv same.csv targets.csv
night 2027-03-28 --from scan
check 'it is gone on with' [ $status = 1 ]
asked | LC_ALL=C sort >all
check 'machines that had answered are not asked again' test -z "$(uniq -d all | LC_ALL=C comm -12 - kept)"
check 'all others are asked' test "$(sort -u all | wc -l)" = 5
check 'the snapshot is the one that was begun' test -e "state/snapshots/$cut_off/manifest.json"
check 'with every target once' \
    test "$(sed 1d "state/snapshots/$cut_off/probes.csv" | cut -d , -f 2 | sort | uniq -c | awk '$1 == 1' | wc -l)" = 9
check 'its night is told' mails 7
check 'of what is new, a waiver of one of two that are alike' tells <<END
run RUN-WAIVER HW-4 $(id_of "$removed")
END

start_slowly 2027-03-29
wait_for has_recorded 1
kill -TERM $running
wait $running
status=$?
running=
configuration
check 'a run that is asked to stop in mid-scan was done in part' [ $status = 3 ]
check 'the audit is left out' grep -q 'audit: left out' last
check 'what became of the scan is on record' grep -q '"outcome": "interrupted"' "$(ls state/runs/*.json | tail -n 1)"
check 'it is told' mails 8
told >nothing
check 'as that, and nothing else' sh -c 'grep -q "^    scan: this step was interrupted" body && [ ! -s nothing ]'
night 2027-03-29 --from audit
check 'what had been read can be audited' [ $status = 1 ]
check 'nothing is resolved by it' sh -c "! grep -q ',resolved,' state/results/latest/findings.csv"
night 2027-03-30
check 'the next night has all of it again' [ $status = 1 ]
check 'and tells only that machines were not examined for a night' \
    test "$(told | sort -u | cut -d ' ' -f 1,2 | sort -u)" = 'resolved DIF-UNVERIFIED'
check 'and no machine is missing any more' \
    sh -c "! $genkyo findings list --db state/genkyo.db --open --code DIF-UNVERIFIED --format csv | grep -q HW-"

# --- whom the ledger names ---

mkdir named
# by their names alone
sed -n -e '1p' -e '/^HW-[24],/s/,192\.0\.2\.[0-9]*,/,,/p' ledger/devices.csv >named/devices.csv
echo 'HW-9,gone,サーバ,,,,,,,情報管理課,本省,購入,廃棄済' >>named/devices.csv
printf 'Host vhost3\n  HostName 127.77.0.2\n  Port %s\nHost pve1\n  HostName 127.77.0.4\n  Port %s\n' \
    "$ssh_port" "$ssh_port" >ssh_config
cp lab/known_hosts keys
cat >named.yaml <<END
ledger: named
state: named-state
scan: {from_ledger: true, credentials: lab/credentials.yaml, known_hosts: keys, ssh_config: ssh_config, keep_raw: true}
policy: {coverage_min: 0}
END

night_of_named() { # DAY: sets $status; the outcomes are in outcomes
    "$genkyo" run --config named.yaml --lang en --as-of "$1" >last 2>&1
    status=$?
    named=$(ls -d named-state/snapshots/*Z | tail -n 1)
    sed 1d "$named/probes.csv" | cut -d , -f 1-3 | sed "s/:$ssh_port//" >outcomes
}

night_of_named 2027-03-30
check 'machines that the ledger names are scanned' [ $status = 0 ]
check 'no others are, and by the way that ssh_config says' \
    test "$(sort outcomes | tr '\n' ' ')" = 'pve1,127.77.0.4,answered vhost3,127.77.0.2,answered '
check 'what they said is kept' test "$(find "$named/raw" -type f | wc -l)" = 2
sed -i "s|^\(\[127.77.0.2\][^ ]* [^ ]*\) .*|\1 $(cut -d ' ' -f 2 lab/sshd/alpine.key.pub)|" keys
night_of_named 2027-03-31
check 'a machine whose key changed is not' grep -qx 'vhost3,127.77.0.2,host-key-changed' outcomes
check 'that is done in part' [ $status = 3 ]
check 'and found' sh -c "$genkyo findings list --db named-state/genkyo.db --code DIF-UNVERIFIED --asset HW-2 --lang en | grep 'host key changed'"

# --- a machine on no paper, whose key is not known ---

strange_key=$(ssh-keygen -l -f lab/sshd/alpine.key.pub | cut -d ' ' -f 2)
printf 'address,port,method,credential,site\n127.77.0.4-7,%s,ssh,lab,本省\n' "$ssh_port" >strange.csv
{
    printf 'title: 架空省\nlanguage: en\nledger: named\nstate: strange-state\n'
    printf 'scan: {targets: strange.csv, credentials: lab/credentials.yaml, known_hosts: strange-keys}\n'
    grep -A 2 '^policy' genkyo.yaml
} >strange.yaml

night_of_stranger() { # DAY: sets $status, and $mail to how many mails there are
    "$genkyo" run --config strange.yaml --as-of "$1" >last 2>&1
    status=$?
    mail=$(find mail -name 'mail.*' | wc -l)
    "$python" "$here/mail_decode.py" "mail/mail.$mail" body | tr -d '\r' >body
}

strange_findings() { # in the store: SUBJECT FIELD STATUS
    "$genkyo" findings list --db strange-state/genkyo.db --lang en --code DIF-UNREGISTERED --format json | "$python" -c '
import json, sys
for line in sys.stdin:
    row = json.loads(line)
    if row["subject"] == "127.77.0.5" or row["field"] == "answered":
        print(row["subject"] if row["field"] == "unread" else "device", row["field"], row["status"])' | sort
}

grep -v '^\[127\.77\.0\.5\]' lab/known_hosts >strange-keys
mail_before=$(find mail -name 'mail.*' | wc -l)
night_of_stranger 2027-03-30
check 'a machine whose key is not known is not logged in to' \
    grep -q "^127.77.0.4-7[^,]*,127.77.0.5,host-key-unknown,.*$strange_key" strange-state/snapshots/*Z/probes.csv
check 'the screen counts it' grep -q 'host key is not known: 1' last
check 'that night has its mail' [ "$mail" = $((mail_before + 1)) ]
check 'which tells of it, and why it was not read' grep -q '127.77.0.5 .*the host key is not known' body
check 'as of something nobody knows for certain' sh -c "$genkyo findings list --db strange-state/genkyo.db --lang en --code DIF-UNREGISTERED --format json | grep -F 127.77.0.5 | grep -q '\"outcome\": *\"undetermined\"'"
check 'and of no address where nobody is' sh -c "! grep -q '127\.77\.0\.[67]' body"
check 'the store has it' test "$(strange_findings)" = '127.77.0.5 unread new'
"$lab" off lab alpine
night_of_stranger 2027-03-31
check 'while it is off it stays open' test "$(strange_findings)" = '127.77.0.5 unread continuing'
"$lab" on lab alpine
cp lab/known_hosts strange-keys
night_of_stranger 2027-04-01
check 'once its key is known it is a machine that was read' \
    test "$(strange_findings | tr '\n' ' ')" = '127.77.0.5 unread resolved device answered new '

# --- the end of the year ---

frozen=state/year-end/FY2026
year_end() {
    night 2027-03-31 --from audit --profile year-end
}

violations() { # how many there are that nobody waived
    findings list --outcome violation --open --format json | wc -l
}

year_end
check 'a year with violations that nobody dealt with is not closed' [ $status = 3 ]
check 'how many is said' grep -q "year-end: violations without a disposition: $(($(violations) - 1)) " last
check 'and nothing is frozen' test ! -e "$frozen"
check 'monitoring knows' counts exit_status 3
findings export rest.csv --outcome violation --open >last 2>&1 && fill_in rest.csv &&
    findings apply rest.csv --who 鈴木 --as-of 2027-03-31 >last 2>&1
year_end
check 'with a disposition of each it is' [ $status = 1 ]
check 'its digests are right' sh -c "cd '$frozen' && xxhsum -c digests.xxh128"
check 'they are of the ledger, the snapshot and the summary' \
    test "$(grep -cE '  (ledger/devices\.csv|ledger/software\.csv|manifest\.json|summary\.json)$' "$frozen/digests.xxh128")" = 4
check 'the ledger is as it was' diff -r ledger "$frozen/ledger"
check 'so is the snapshot' cmp "$frozen/manifest.json" "$(ls -d state/snapshots/*Z | tail -n 1)/manifest.json"
check 'nobody can change it by mistake' test "$(find "$frozen" -perm /222 | wc -l)" = 0
year_end
check 'the same once more is the same' [ $status = 1 ]
sed -i 's/8\.2\.0/8.3.0/' ledger/software.csv
cp "$frozen/digests.xxh128" digests
year_end
check 'with another ledger the year is not closed again' [ $status = 3 ]
check 'that is said' grep -q 'year-end/FY2026 is there already, of other inputs' last
check 'and what was frozen is what it was' cmp digests "$frozen/digests.xxh128"
tap_end
