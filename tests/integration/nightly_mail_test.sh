#!/bin/sh
# Nights with changes between them, and the mail of each to a real server: only what changed. A run that is killed while
# it tells leaves its news to the next. Prints TAP.
# usage: nightly_mail_test.sh GENKYO

genkyo=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
if ! /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; then
    echo '1..0 # SKIP no aiosmtpd here'
    exit 0
fi
. "$here/notify.sh"
start mail mail_server.py none
cd "$work" || exit 1

configuration() { # recipient
    cat >genkyo.yaml <<END
title: Office
language: en
ledger: ledger
state: state
scan: {snapshot: inbox}
policy: {coverage_min: 0}
notify:
  mail: {host: 127.0.0.1, port: $port, security: plain, from: genkyo@example.jp, to: [$1@example.jp], attempts: 1, timeout: 100}
END
}
night() { # day
    "$genkyo" run --config genkyo.yaml --as-of "$1" >last 2>&1
}
mails() { # how many have arrived
    test "$(find mail -name 'mail.*' | wc -l)" = "$1"
}
says() { # number, text
    "$python" "$here/mail_decode.py" "mail/mail.$1" body 2>/dev/null | grep -qF "$2"
}
says_not() {
    ! says "$@"
}

mkdir ledger
cat >ledger/devices.csv <<END
資産管理番号,ホスト名,IPアドレス,シリアル番号,状態
A-1,pc-1,10.1.0.1,S-0001,運用中
A-2,pc-2,10.1.0.2,S-0002,運用中
END

# --- three nights ---
configuration staff
inbox pc-1,10.1.0.1,S-0001 pc-2,10.1.0.2,S-0002 pc-9,10.1.0.9,S-0009
night 2027-03-29
check 'the first night finds something' [ $? = 1 ]
check 'and tells of it' mails 1
check 'namely the machine that is on no paper' says 1 pc-9
night 2027-03-30
check 'the second night finds the same' [ $? = 1 ]
check 'and tells nothing' mails 1
inbox pc-1,10.1.0.1,S-0001 pc-2,10.1.0.2,S-0002 pc-8,10.1.0.8,S-0008
night 2027-03-31
check 'the third night finds something else' [ $? = 1 ]
check 'and tells of it' mails 2
check 'of the machine that is new' says 2 pc-8
check 'and of the one that is gone' says 2 pc-9

# --- killed while it tells ---
configuration hang
inbox pc-1,10.1.0.1,S-0001 pc-2,10.1.0.2,S-0002 pc-8,10.1.0.8,S-0008 pc-7,10.1.0.7,S-0007
"$genkyo" run --config genkyo.yaml --as-of 2027-04-01 >last 2>&1 &
running=$!
check 'a run that tells somebody who does not answer' wait_for grep -q 'hang@' mail/log
kill -KILL $running
wait $running 2>/dev/null
configuration staff
night 2027-04-02
check 'the next run ends' [ $? = 1 ]
check 'one mail came: that of the night before' mails 3
check 'of what was new then' says 3 pc-7
check 'of nothing else' says_not 3 pc-8
night 2027-04-03
check 'it does not come again' mails 3

# --- a step that fails ---
rm inbox/manifest.json
night 2027-04-04
check 'a night that fails' [ $? = 3 ]
check 'is told' mails 4
check 'as that' says 4 scan
tap_end
