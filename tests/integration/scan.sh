# Scans as tests take them. Sourced by tests after tap.sh; needs $driver, and $work, an empty private directory.
#   scan TARGETS CREDENTIALS KNOWN_HOSTS [OPTION…]   files in $work; sets $out, the snapshot
#   outcome, says, counted, rows      what to ask about the last scan

runs=0
user=$(id -un)
out=

stand_in() { # NAME, the script on standard input
    { echo '#!/bin/sh' && cat; } >"$work/$1.sh"
    chmod 700 "$work/$1.sh"
}

match() { # PORT LINE
    echo "Match LocalPort $1"
    echo "    $2"
}

credential() { # FILE KEY [LINE…]: one key
    file=$work/$1
    key=$2
    shift 2
    {
        printf 'credentials:\n  - name: audit\n    kind: ssh-key\n    user: %s\n' "$user"
        printf '    private_key: %s\n' "$key"
        for line in "$@"; do
            printf '    %s\n' "$line"
        done
    } >"$file"
    chmod 600 "$file"
}

targets() { # FILE ADDRESS:PORT…
    file=$work/$1
    shift
    echo 'address,port' >"$file"
    for target in "$@"; do
        echo "${target%:*},${target##*:}" >>"$file"
    done
}

known_hosts() { # FILE KEY: one line for all of loopback
    printf '[127.0.0.*]:* %s\n' "$(cut -d ' ' -f 1,2 "$work/$2.pub")" >"$work/$1"
}

scan() { # TARGETS CREDENTIALS KNOWN_HOSTS [OPTION…]: sets $out
    runs=$((runs + 1))
    out=$work/snapshot$runs
    targets_file=$work/$1
    credentials_file=$work/$2
    known_hosts_file=$work/$3
    shift 3
    "$driver" scan "$targets_file" "$credentials_file" "$known_hosts_file" "$out" "$@" >"$work/last" 2>&1
}

outcome() { # TARGET WORD: the third column of the target's probe row
    awk -F , -v target="$1" '$1 == target {print $3}' "$out/probes.csv" | grep -qx "$2"
}

says() { # TEXT
    grep -qF -e "$1" "$out/probes.csv"
}

counted() { # LINE of the driver's output
    grep -qx "$1" "$work/last"
}

rows() { # TABLE: of the snapshot as it is read back
    "$driver" read "$out" | awk -v table="$1" '$1 == table {print $2}'
}
