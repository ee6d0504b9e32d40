# Many targets on loopback, for tests and benches: real sshds, behind which every host plays the same recorded answer
# under a name, a serial number and an address of its own. Sourced, after sshd.sh; needs $work, an empty private
# directory.
#   fleet_start HOSTS    writes targets.csv, credentials.yaml, known_hosts, and bare.targets for tests/bench/bare_ssh.c
#   fleet_script GENKYO  writes what it sends, script
#   fleet_stop
#   fleet_execs          how many commands the hosts have run since fleet_start or fleet_forget; $work/execs has the
#                        address of each
#   fleet_forget

fleet_per_sshd=16 # sshd listens on no more addresses

fleet_address() { # NUMBER
    echo "127.1.$(($1 / 250)).$(($1 % 250 + 1))"
}

# What a server with a thousand packages answers, with @MARKER@, @NAME@, @ADDRESS@ and @MAC@ in it.
fleet_answer() {
    section() { # NAME, its body on standard input
        printf '@MARKER@ begin %s\n' "$1"
        cat
        printf '\n@MARKER@ end %s 0 3\n' "$1"
    }
    section system <<'END'
kernel=Linux
release=6.1.0-28-amd64
machine=x86_64
hostname=@NAME@
clock=1800000000 +0900
fqdn=@NAME@.example.jp
END
    section virtual <<'END'
vm=none
END
    echo | section platform
    section dmi <<'END'
sys_vendor=Dell Inc.
product_name=PowerEdge R640
bios_version=2.19.1
chassis_type=23
product_serial=@NAME@
END
    section os <<'END'
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
ID=debian

debian_version=12.8
END
    section cpu <<'END'
CPU(s):              32
Model name:          Intel(R) Xeon(R) Silver 4208 CPU @ 2.10GHz
Core(s) per socket:  8
Socket(s):           2
END
    echo 'MemTotal:       65540312 kB' | section memory
    echo 'NAME="sda" TYPE="disk" SIZE="479559942144" MODEL="PERC H740P Mini" SERIAL="600508e0@NAME@" ROTA="0"' |
        section disks
    section network <<'END'
2: eno1: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT\    link/ether @MAC@ brd ff:ff:ff:ff:ff:ff
2: eno1    inet @ADDRESS@/16 brd 10.1.255.255 scope global eno1\       valid_lft forever preferred_lft forever
END
    awk 'BEGIN { for (i = 1; i <= 1000; i++)
        printf "ii \tlibpackage%d-dev\t%d.%d.%d-1+deb12u%d\tamd64\t%d\t1733000000\n", i, i % 7, i % 31, i % 5, i % 3, i * 10
    }' | section dpkg
    section logins <<'END'
source=wtmp
sato     pts/0        192.0.2.100      Mon Mar 22 01:14:05 2027 - Mon Mar 22 02:40:51 2027  (01:26)

wtmp begins Fri Jan  1 00:00:05 2027
END
    printf '@MARKER@ done\n'
}

# Takes all of its input, counts itself and answers.
fleet_command() {
    cat <<END
#!/bin/sh
read -r line
eval "\$line"
cat >/dev/null
address=\${SSH_CONNECTION#* * }
address=\${address%% *}
echo "\$address" >>"$work/execs"
IFS=. read -r _ _ third fourth <<ADDRESS
\$address
ADDRESS
name=\$(printf 'h%03d%03d' "\$third" "\$fourth")
exec sed -e "s/@MARKER@/\$GENKYO_MARKER/" -e "s/@NAME@/\$name/" -e "s/@ADDRESS@/10.1.\$third.\$fourth/" \\
    -e "s/@MAC@/\$(printf '02:00:5e:00:%02x:%02x' "\$third" "\$fourth")/" "$work/answer"
END
}

fleet_list() { # HOSTS: "ADDRESS PORT" of each
    fleet_number=0
    while [ $fleet_number -lt "$1" ]; do
        echo "$(fleet_address $fleet_number) $fleet_port"
        fleet_number=$((fleet_number + 1))
    done
}

fleet_write() {
    { echo 'address,port' && tr ' ' , <"$work/bare.targets"; } >"$work/targets.csv"
    awk -v key="$(cut -d ' ' -f 1,2 "$work/host.pub")" '{ print "[" $1 "]:" $2 " " key }' "$work/bare.targets" \
        >"$work/known_hosts"
    (
        umask 077
        printf 'credentials:\n  - name: fleet\n    kind: ssh-key\n    user: %s\n    private_key: %s\n' "$(id -un)" \
            "$work/user" >"$work/credentials.yaml"
    )
}

fleet_start() { # HOSTS
    sshd_prepare
    fleet_answer >"$work/answer"
    fleet_command >"$work/command"
    chmod 700 "$work/command"
    fleet_port=$((20000 + $$ % 12000))
    fleet_list "$1" >"$work/bare.targets"
    fleet_sshds=0
    awk -v per="$fleet_per_sshd" '{ printf "%s:%s%s", $1, $2, NR % per ? " " : "\n" } END { print "" }' \
        "$work/bare.targets" | grep . >"$work/addresses"
    while read -r addresses; do
        sshd_start "fleet$fleet_sshds" "$addresses" "ForceCommand $work/command" 'LoginGraceTime 900' || return 1
        fleet_sshds=$((fleet_sshds + 1))
    done <"$work/addresses"
    fleet_write
    fleet_forget
}

fleet_script() { # GENKYO
    "$1" scan --dry-run --lang en --targets "$work/targets.csv" --credentials "$work/credentials.yaml" \
        --out "$work/nothing" | sed '1,/^Script, SHA-256/d' >"$work/script"
    [ -s "$work/script" ]
}

fleet_stop() {
    while [ "${fleet_sshds:-0}" -gt 0 ]; do
        fleet_sshds=$((fleet_sshds - 1))
        sshd_stop "fleet$fleet_sshds"
    done
}

fleet_execs() {
    wc -l <"$work/execs"
}

fleet_forget() {
    : >"$work/execs"
}
