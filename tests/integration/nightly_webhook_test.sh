#!/bin/sh
# The webhook of a night that was killed while it told, and of the one that tells it again: whoever took the first knows
# the second by its id. Prints TAP.
# usage: nightly_webhook_test.sh GENKYO

genkyo=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
if [ ! -x /usr/bin/python3 ]; then
    echo '1..0 # SKIP no python3 here'
    exit 0
fi
. "$here/notify.sh"
start web web_server.py
cd "$work" || exit 1

configuration() { # path
    (umask 077 && cat >genkyo.yaml) <<END
language: en
ledger: ledger
state: state
scan: {snapshot: inbox}
policy: {coverage_min: 0}
notify:
  webhooks:
    - {url: "http://127.0.0.1:$port/$1", attempts: 1, timeout: 100}
END
}
id_of() { # number of the message: as its body has it
    sed -n 's/^{"format":1,"id":"\([0-9a-f-]*\)".*/\1/p' "web/body.$1"
}
key_of() { # as its header has it
    tr -d '\r' <"web/headers.$1" | sed -n 's/^Idempotency-Key: "\(.*\)"$/\1/p'
}

mkdir ledger
cat >ledger/devices.csv <<END
資産管理番号,ホスト名,IPアドレス,シリアル番号,状態
A-1,pc-1,10.1.0.1,S-0001,運用中
END
configuration hang
inbox pc-1,10.1.0.1,S-0001 pc-9,10.1.0.9,S-0009
"$genkyo" run --config genkyo.yaml --as-of 2027-04-01 >last 2>&1 &
running=$!
check 'a run tells somebody who does not answer' wait_for test -s web/body.1
kill -KILL $running
wait $running 2>/dev/null

configuration ok
inbox pc-1,10.1.0.1,S-0001 pc-8,10.1.0.8,S-0008
"$genkyo" run --config genkyo.yaml --as-of 2027-04-02 >last 2>&1
check 'the next one ends' [ $? = 1 ]
check 'and has told both' [ "$(find web -name 'body.*' | wc -l)" = 3 ]
check 'the first of them is what was told already' grep -q pc-9 web/body.2
check 'with the id that it had' [ "$(id_of 2)" = "$(id_of 1)" ]
check 'which is a UUID' sh -c 'echo "$1" | grep -qE "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"' \
    sh "$(id_of 1)"
check 'the second is the new night' grep -q pc-8 web/body.3
check 'with an id of its own' [ "$(id_of 3)" != "$(id_of 1)" ]
for number in 1 2 3; do
    check "message $number: the header has the id of the body" [ "$(key_of $number)" = "$(id_of $number)" ]
done

# what somebody sends once more is another message
"$genkyo" run --config genkyo.yaml --from notify --as-of 2027-04-02 >last 2>&1
check 'sent anew by hand' grep -q pc-8 web/body.4
check 'it has another id' [ "$(id_of 4)" != "$(id_of 3)" ]

tap_end
