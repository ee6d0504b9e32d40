#!/bin/sh
# Mails to a real SMTP server: what arrives, encryption, authentication, and servers that do not take them. Prints TAP.
# usage: mail_test.sh DRIVER

driver=$(realpath "$1")
here=$(realpath "$(dirname "$0")")
if ! /usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null; then
    echo '1..0 # SKIP no aiosmtpd here'
    exit 0
fi
. "$here/notify.sh"

send() { # KEY=VALUE…: with the settings that all mails have here
    "$driver" mail host=127.0.0.1 port="$port" from='genkyo@example.jp' subject=test \
        date=2027-03-31T09:00:00+09:00 id=run-1@example.jp "$@" <"$work/body" >"$work/last" 2>&1
}

fails() { # TEXT KEY=VALUE…: the mail is not sent, and the error is this
    fails_text=$1
    shift
    ! send "$@" && grep -qxF "$fails_text" "$work/last"
}

log_has() { # SERVER COUNT PATTERN
    test "$(grep -cE "$3" "$work/$1/log")" = "$2"
}

decode() { # FILE PART
    "$python" "$here/mail_decode.py" "$work/$1" "$2"
}

same() { # FILE PART TEXT
    decode "$1" "$2" >"$work/got" && printf '%s\n' "$3" | cmp - "$work/got"
}

body_is() { # FILE: what was sent, with line ends of mail
    sed 's/$/\r/' "$work/body" | cmp - "$work/got"
}

same_body() { # FILE
    decode "$1" body >"$work/got" && body_is "$1"
}

# --- what arrives ---

printf '%s\n' '新規: 2件' '.' '..dots at the start' '' \
    'a line that is much longer than any line of a mail may be: 0123456789012345678901234567890123456789' \
    'From here on' 'Bcc: everybody@example.jp' >"$work/body"
start plain mail_server.py none
subject='【総務部】2027-03-31 新規2件、解消1件、実行の通知10件、そして長い件名が幾つもの行に分かれること'
check 'a mail is sent' send security=plain from='現況, "監査" <genkyo@example.jp>' to='監査係 <audit@example.jp>' \
    to=second@example.jp subject="$subject"
mail=plain/mail.1
check 'its body is what was sent' same_body $mail
check 'its subject' same $mail Subject "$subject"
check 'who it is from' same $mail From '"現況, \"監査\"" <genkyo@example.jp>'
check 'who it is for' same $mail To '監査係 <audit@example.jp>, second@example.jp'
check 'its date' same $mail Date 'Wed, 31 Mar 2027 09:00:00 +0900'
check 'its id' same $mail Message-ID '<run-1@example.jp>'
check 'all of its headers' same $mail names \
    'From To Date Message-ID Subject Auto-Submitted MIME-Version Content-Type Content-Transfer-Encoding'
printf '%s\n' genkyo@example.jp audit@example.jp second@example.jp nobody plain >"$work/envelope"
check 'its envelope' cmp "$work/envelope" "$work/plain/envelope.1"
check 'the server is told the domain of the sender' log_has plain 1 '^EHLO example.jp$'

attack=$(printf 'x\r\nBcc: victim@example.jp\r\n\r\nbody')
check 'line ends in a subject are sent' send security=plain to=audit@example.jp subject="$attack"
check 'and begin no header' same plain/mail.2 names \
    'From To Date Message-ID Subject Auto-Submitted MIME-Version Content-Type Content-Transfer-Encoding'
check 'but are shown' same plain/mail.2 Subject 'x\x0d\x0aBcc: victim@example.jp\x0d\x0a\x0d\x0abody'
check 'what looks like an encoded word stays what it is' send security=plain to=audit@example.jp \
    subject='=?UTF-8?B?QUJD?='
check 'to the reader as well' same plain/mail.3 Subject '=?UTF-8?B?QUJD?='
allowed='name@example.jp, or a name and <name@example.jp>'
check 'line ends in an address are refused' fails \
    '“a@example.jp\x0d\x0aRCPT TO:<b@example.jp>” cannot be used here; allowed: '"$allowed" security=plain \
    to="$(printf 'a@example.jp\r\nRCPT TO:<b@example.jp>')"
check 'nothing of these was said to the server' log_has plain 0 'victim|b@example'

# --- servers that do not take it ---

server=127.0.0.1:$port
check 'one that says "later" is asked again' send security=plain to=later@example.jp attempts=2
check 'and has it once' log_has plain 2 '^RCPT later@'
check 'without a second attempt it is an error' fails \
    "$server could not be given the message: 550 5.1.1 No such user here" security=plain to=refused@example.jp attempts=3
check 'what is refused for good is not tried again' log_has plain 1 '^RCPT refused@'
check 'a full mailbox is told' fails "$server could not be given the message: 552 5.2.2 Mailbox is full" \
    security=plain to=full@example.jp attempts=3
check 'and not tried again' log_has plain 1 '^RCPT full@'
check 'a connection that is lost is tried again' send security=plain to=lost@example.jp attempts=3
check 'until it works' log_has plain 2 '^RCPT lost@'
check 'but not for ever' fails "$server could not be given the message: it closed the connection" \
    security=plain to=close@example.jp attempts=3
check 'three times' log_has plain 3 '^RCPT close@'
check 'silence ends' fails "the time for $server ran out" security=plain to=hang@example.jp attempts=2 timeout=1000
check 'each time' log_has plain 2 '^RCPT hang@'
check 'one recipient that is refused keeps the mail from all' fails \
    "$server could not be given the message: 550 5.1.1 No such user here" security=plain to=audit@example.jp \
    to=refused@example.jp
# shellcheck disable=SC2034 # for send
port=1
check 'nobody there' fails '127.0.0.1:1: the system refused (connect): Connection refused' security=plain \
    to=audit@example.jp
# a label is 63 characters long at most: nobody is asked for it
name=$(printf '%064d' 0).invalid
check 'no such name' fails "$name:1 could not be given the message: its name is not known" security=plain \
    to=audit@example.jp host="$name"

# --- encryption ---

port=${server#*:}
check 'a server without STARTTLS gets nothing' fails \
    "$server could not be given the message: it offers no encryption (STARTTLS)" security=starttls \
    ca="$work/ca.pem" to=audit@example.jp user=audit password='correct horse'
check 'no sender, no password' log_has plain 0 '^AUTH'
for security in starttls tls; do
    start $security mail_server.py $security "$work/server.pem" "$work/server.key"
    check "$security: sent" send security=$security ca="$work/ca.pem" to=audit@example.jp user=audit \
        password='correct horse'
    printf '%s\n' genkyo@example.jp audit@example.jp audit encrypted >"$work/envelope"
    check "$security: encrypted, and as the user" cmp "$work/envelope" "$work/$security/envelope.1"
    check "$security: the body" same_body $security/mail.1
    server=127.0.0.1:$port
    check "$security: an authority that is not ours is not trusted" fails \
        "$server could not be given the message: its certificate is not trusted, or is for another name" \
        security=$security ca="$work/stranger.pem" to=audit@example.jp attempts=3
    check "$security: no file of authorities" fails \
        "$server could not be given the message: the file of trusted certificates cannot be used" security=$security \
        ca="$work/none.pem" to=audit@example.jp
    check "$security: a wrong password is refused" fails \
        "$server could not be given the message: 535 5.7.8 Authentication failed" security=$security \
        ca="$work/ca.pem" to=audit@example.jp user=audit password=wrong-password attempts=3
    for user in echo echo-login echo-plain; do
        check "$security: a server that says it back is cut short, $user" fails \
            "$server could not be given the message: 535" security=$security ca="$work/ca.pem" to=audit@example.jp \
            user=$user password='zebra crossing'
    done
    check "$security: no password in the clear" log_has $security 0 '^AUTH.* plain$'
    check "$security: nothing else arrived" test ! -e "$work/$security/mail.2"
done
start other mail_server.py starttls "$work/other.pem" "$work/other.key"
check 'a certificate for another name is not trusted' fails \
    "127.0.0.1:$port could not be given the message: its certificate is not trusted, or is for another name" \
    security=starttls ca="$work/ca.pem" to=audit@example.jp
start tlsonly mail_server.py tls "$work/server.pem" "$work/server.key"
check 'without encryption nothing is said to a server with TLS' fails "the time for 127.0.0.1:$port ran out" \
    security=plain to=audit@example.jp timeout=300
check 'a password goes nowhere else in the clear' fails \
    '“plain” cannot be used here; allowed: starttls, tls (a password is sent)' host=192.0.2.1 security=plain \
    to=audit@example.jp user=audit password='correct horse'

tap_end
