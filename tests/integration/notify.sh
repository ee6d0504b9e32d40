# What the tests of mails and webhooks have in common. Sourced, with $here; prints the plan and leaves when something is
# missing. Makes $work with the certificates of an authority of our own: ca.pem, server.pem and server.key for 127.0.0.1
# and mail.example.jp, other.pem and other.key for another name, stranger.pem of an authority that nobody trusts.
#   start NAME SCRIPT ARGUMENT…   runs a server in $work/NAME and waits until it is ready; its port is in $port

# Debian's own, which the packages of the servers are for
python=/usr/bin/python3
work=$(mktemp -d "${TMPDIR:-/tmp}/genkyo-notify.XXXXXX") || exit 1
notify_pids=

notify_end() {
    for pid in $notify_pids; do
        kill "$pid" 2>/dev/null
    done
    wait 2>/dev/null
    rm -rf "$work"
}
trap notify_end EXIT
trap 'exit 1' HUP INT TERM
. "$here/tap.sh"

certificate() { # NAME AUTHORITY ALTERNATIVE-NAMES
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/$1.key" -out "$work/$1.csr" \
        -subj "/CN=$1" 2>/dev/null &&
        printf 'subjectAltName=%s\n' "$3" >"$work/$1.ext" &&
        openssl x509 -req -in "$work/$1.csr" -CA "$work/$2.pem" -CAkey "$work/$2.key" -CAcreateserial -days 2 \
            -extfile "$work/$1.ext" -out "$work/$1.pem" 2>/dev/null
}

authority() { # NAME
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$work/$1.key" \
        -out "$work/$1.pem" -subj "/CN=$1" -days 2 2>/dev/null
}

start() {
    start_name=$1
    start_script=$2
    shift 2
    mkdir "$work/$start_name" || return 1
    "$python" "$here/$start_script" "$work/$start_name" 127.0.0.1 "$@" >"$work/$start_name/out" 2>&1 &
    notify_pids="$notify_pids $!"
    if ! wait_for test -s "$work/$start_name/port"; then
        bail "$start_script does not start: $(cat "$work/$start_name/out")"
    fi
    port=$(cat "$work/$start_name/port")
}

if ! { authority ca && authority stranger && certificate server ca IP:127.0.0.1,DNS:mail.example.jp &&
    certificate other ca DNS:other.example.jp && certificate strange stranger IP:127.0.0.1; }; then
    bail 'openssl makes no certificates'
fi
