#!/bin/sh
# Webhooks to a real web server: what arrives, encryption, and servers that do not take it. Prints TAP.
# usage: webhook_test.sh DRIVER

driver=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
if [ ! -x /usr/bin/python3 ]; then
    echo '1..0 # SKIP no python3 here'
    exit 0
fi
. "$here/notify.sh"

post() { # PATH KEY=VALUE…
    post_path=$1
    shift
    "$driver" webhook url="$scheme://127.0.0.1:$port$post_path" "$@" >"$work/last" 2>&1
}

fails() { # TEXT PATH KEY=VALUE…
    fails_text=$1
    shift
    ! post "$@" && grep -qxF "$fails_text" "$work/last"
}

posts() { # SERVER COUNT PATH
    test "$(grep -c "^POST /$3" "$work/$1/log")" = "$2"
}

no_answer() { # SERVER: what it was sent to instead was not asked
    ! grep -q "^GET" "$work/$1/log"
}

# --- what arrives ---

scheme=http
start plain web_server.py
number=0
for form in genkyo slack teams; do
    number=$((number + 1))
    check "$form: posted" post /ok form=$form
    "$driver" body form=$form >"$work/body"
    check "$form: what arrives is what was rendered" cmp "$work/body" "$work/plain/body.$number"
    check "$form: it is JSON" "$python" -m json.tool "$work/plain/body.$number"
done
check 'its type' grep -qix 'Content-Type: application/json; charset=utf-8' "$work/plain/headers.1"
check 'no authorization unless it is given' test "$(grep -ic '^authorization' "$work/plain/headers.1")" = 0
check 'with authorization' post /ok authorization='Bearer 0123456789'
check 'it is sent' grep -qx 'Authorization: Bearer 0123456789' "$work/plain/headers.4"
# what it is known by, in every form
for number in 1 2 3; do
    check "message $number has its id" grep -qx 'Idempotency-Key: "4fb5e0a1-0c5e-4a53-9a5e-0f3a6a1c9d10"' \
        "$work/plain/headers.$number"
done
# the environment has no say
check 'no proxy of the environment is asked' env http_proxy=http://127.0.0.1:1 ALL_PROXY=http://127.0.0.1:1 \
    "$driver" webhook url="http://127.0.0.1:$port/ok"

# --- servers that do not take it ---

server=127.0.0.1:$port
why="$server could not be given the message:"
check '503 is tried again' post /later attempts=2
check 'until it works' posts plain 2 later
keys() { # of the last COUNT that arrived
    find "$work/plain" -name 'headers.*' | sort -t . -k 2n | tail -n "$1" | xargs grep -h '^Idempotency-Key' | sort -u | wc -l
}
check 'each time with the same id' [ "$(keys 2)" = 1 ]
check '429 is tried again' post /limit attempts=2
check '500 is tried again, but not for ever' fails "$why HTTP 500 internal" /down attempts=3
check 'three times' posts plain 3 down
check '404 is not' fails "$why HTTP 404 no_service" /no attempts=3
check 'once' posts plain 1 no
check 'silence ends' fails "the time for $server ran out" /hang attempts=2 timeout=1000
check 'each time' posts plain 2 hang
check 'a closed connection is tried again' fails "$why it closed the connection" /close attempts=2
check 'redirects are not followed' fails "$why it sends us elsewhere (redirect)" /elsewhere attempts=3
check 'so that nobody else is told' no_answer plain
check 'an answer without end is not read to its end' post /endless
check 'nor is a refusal without end' fails "$why HTTP 400 $(printf '%092d' 0 | tr 0 y | cut -c -86)" /wrong
check 'secrets that a server says back are not told' fails "$why HTTP 400" /echo/T0123456789/B0123456789
check 'of the header neither' fails "$why HTTP 400" /echo authorization='Bearer 0123456789'

# --- encryption ---

start tls web_server.py "$work/server.pem" "$work/server.key"
scheme=https
why="127.0.0.1:$port could not be given the message:"
check 'https: posted' post /ok ca="$work/ca.pem" authorization='Bearer 0123456789'
check 'https: what arrives' test -s "$work/tls/body.1"
check 'https: an authority that is not ours is not trusted' fails \
    "$why its certificate is not trusted, or is for another name" /ok ca="$work/stranger.pem" attempts=3
check 'https: nor is the one that the system does not know' fails \
    "$why its certificate is not trusted, or is for another name" /ok
check 'https: no file of authorities' fails "$why the file of trusted certificates cannot be used" /ok \
    ca="$work/none.pem"
check 'https: nothing else arrived' posts tls 1 ''
start other web_server.py "$work/other.pem" "$work/other.key"
check 'https: a certificate for another name is not trusted' fails \
    "127.0.0.1:$port could not be given the message: its certificate is not trusted, or is for another name" \
    /ok ca="$work/ca.pem"

# --- by a proxy ---

start beyond web_server.py "$work/server.pem" "$work/server.key"
server=127.0.0.1:$port
start proxy web_server.py
proxy=http://127.0.0.1:$port
port=${server#*:}
check 'by a proxy: posted' post /ok ca="$work/ca.pem" proxy="$proxy"
check 'by a proxy: it was asked for the server, and told no more' test "$(cat "$work/proxy/log")" = "CONNECT $server"
"$driver" body form=genkyo >"$work/body"
check 'by a proxy: what arrives is what was rendered' cmp "$work/body" "$work/beyond/body.1"

refuses() { # TEXT KEY=VALUE…
    refuses_text=$1
    shift
    ! "$driver" webhook "$@" >"$work/last" 2>&1 && grep -qxF "$refuses_text" "$work/last"
}

check 'a proxy that lets nobody through' refuses \
    'secret.example.jp could not be given the message: the proxy does not let us through' \
    url=https://secret.example.jp/hook proxy="$proxy" attempts=3
check 'a proxy that is not there' refuses 'http://127.0.0.1:1: the system refused (connect): Connection refused' \
    url=https://secret.example.jp/hook proxy=http://127.0.0.1:1
check 'a proxy with a password is refused' refuses '“proxy” cannot be used here; allowed: http://server:port' \
    url=https://secret.example.jp/hook proxy=http://a:b@127.0.0.1:1
check 'http to others is refused' refuses \
    '“url” cannot be used here; allowed: https (http only on this machine, or where it is allowed)' \
    url=http://192.0.2.1/hook
check 'authorization in the clear is refused where http is allowed' refuses \
    '“authorization” cannot be used here; allowed: https' url=http://192.0.2.1/hook plain=1 authorization=secret

tap_end
