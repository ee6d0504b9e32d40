#!/bin/bash
# What scripts/install-nightly writes below a directory, and what it leaves alone; what systemd-analyze thinks of the
# units, also of those for packagers; the line for cron, run as cron would. Prints TAP.
# usage: nightly_install_test.sh GENKYO SOURCE BUILD

genkyo=$(realpath "$1")
install_nightly=$(realpath "$2")/scripts/install-nightly
build=$(realpath "$3")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
. "$here/tap.sh"
cd "$work" || exit 1
export LC_ALL=C.UTF-8
: >last

# As docs/nightly.md says.
exposure=1.1

root=$work/root
units=$root/etc/systemd/system
mkdir -p "$root/usr/bin"
cp "$genkyo" "$root/usr/bin/genkyo"
run() { # STATUS OPTION…
    local want=$1 status=0

    shift
    "$install_nightly" "$@" >last 2>&1 || status=$?
    [ $status = "$want" ] || { echo "status $status"; false; }
}
at() { # STATUS OPTION…: below the root
    run "$1" --root "$root" "${@:2}"
}
listing() { # all that is there, with modes and contents
    (cd "$root" && find . ! -path ./usr/bin/genkyo \
        \( -type f -printf '%m ' -exec sha256sum {} \; -o -type l -printf '%p %l\n' \)) | sort
}
says() { # TEXT
    grep -qF -- "$1" last
}
has() { # FILE LINE
    grep -qxF -- "$2" "$root$1" || { cat "$root$1" && false; }
}
is_same() { # FILE: since the listing went there
    listing | diff "$1" -
}
is_silent() { # COMMAND…
    local status=0

    "$@" >silent 2>&1 || status=$?
    cat silent
    [ $status = 0 ] && [ ! -s silent ]
}

# --- options ---

for wrong in '--colour' '--time' '--time 24:00' '--time 3:30' '--time 03:60' '--year-end 02-30' '--year-end 3-31' \
    '--user root' '--user Genkyo' '--user a:b' '--config genkyo.yaml' '--config /etc/a%b' '--config /home/me/genkyo.yaml' \
    '--genkyo /root/genkyo' '--genkyo /usr/bin/absent' '--credential /etc/x' '--credential a/b=/etc/x' \
    '--credential a=etc/x' '--write var' '--zone Asia/Edo' '--zone ../x' '--cron --systemd' '--cron --zone UTC' \
    '--cron --credential a=/etc/x' '--root absent' '--root /'; do
    # shellcheck disable=SC2086 # a list of words
    check "refused: $wrong" at 2 --systemd --dry-run $wrong
done
check 'a line that would be one of its own is refused' at 2 --systemd --config $'/etc/x\nUser=root'
check 'refusals say who speaks' grep -q '^install-nightly: ' last
check 'and nothing was written' test -z "$(listing)"
check 'help' run 0 --help
for option in --help --dry-run --uninstall --systemd --cron --time --zone --year-end --config --user --credential \
    --write --genkyo --root; do
    check "which has $option" grep -qE -- "^  (--systemd, )?$option( |$)|^  $option," last
done

# --- dry run ---

full=(--systemd --time 02:05 --zone Asia/Seoul --year-end 03-31 --credential smtp=/etc/credstore/genkyo.smtp
    --credential ssh=/etc/credstore/genkyo.ssh --write /var/lib/node-exporter --user audit --config /srv/台帳/genkyo.yaml)
check 'a dry run' at 0 --dry-run "${full[@]}"
mv last dry
check 'writes nothing' test -z "$(listing)"
check 'installed' at 0 "${full[@]}"
listing >installed
shown() { # FILE: in full, as it is now
    python3 -c 'import sys; sys.exit(open(sys.argv[1]).read() not in open(sys.argv[2]).read())' "$units/$1" dry
}
for file in genkyo.service genkyo.timer genkyo-year-end.service genkyo-year-end.timer ../../sysusers.d/genkyo.conf; do
    check "the dry run has shown the whole of ${file##*/}" shown "$file"
done

# --- what is written ---

service=/etc/systemd/system/genkyo.service
for line in 'ExecStart=/usr/bin/genkyo run --config /srv/台帳/genkyo.yaml' 'User=audit' 'SuccessExitStatus=1' \
    'LoadCredential=smtp:/etc/credstore/genkyo.smtp' 'LoadCredential=ssh:/etc/credstore/genkyo.ssh' \
    'ReadWritePaths=/var/lib/node-exporter'; do
    check "service: $line" has $service "$line"
done
check 'timer' has /etc/systemd/system/genkyo.timer 'OnCalendar=*-*-* 02:05:00 Asia/Seoul'
check 'catches up' has /etc/systemd/system/genkyo.timer 'Persistent=true'
check 'the end of the year' has /etc/systemd/system/genkyo-year-end.timer 'OnCalendar=*-03-31 02:05:00 Asia/Seoul'
check 'never on another day' has /etc/systemd/system/genkyo-year-end.timer 'Persistent=false'
check 'with its profile' has /etc/systemd/system/genkyo-year-end.service \
    'ExecStart=/usr/bin/genkyo run --config /srv/台帳/genkyo.yaml --profile year-end'
check 'no place was forgotten' test -z "$(grep -r '@[A-Z_]*@' "$root/etc")"
check 'everybody may read the files' test -z "$(find "$root/etc" -type f ! -perm 644)"
check 'nothing else is left' test -z "$(find "$root" -name '.genkyo*')"
check 'the timers are enabled' test "$(find "$units/timers.target.wants" -type l | wc -l)" = 2

# --- what systemd thinks of it ---

analyze=$(command -v systemd-analyze)
# verify loads the units of a root of its own: targets, and what is run.
verify() { # ROOT UNIT…
    local place=$1 directory

    shift
    mkdir -p "$place/bin" "$place/usr/lib/systemd/system"
    cp -n /bin/true "$place/bin/sh"
    for directory in /usr/lib/systemd/system /lib/systemd/system; do
        cp -n "$directory"/{sysinit,basic,shutdown,timers,network-online,network,nss-lookup,time-sync,time-set}.target \
            "$directory"/{-.slice,system.slice} "$place/usr/lib/systemd/system/" 2>/dev/null
    done
    is_silent "$analyze" verify --root="$place" --man=no --generators=no "$@"
}
exposed() { # AT-MOST-TENTHS FILE
    "$analyze" security --offline=true --threshold="$1" --no-pager "$2" >security 2>&1 || { cat security && false; }
}
if [ -z "$analyze" ]; then
    skip 'what systemd thinks of the units' 'no systemd-analyze here'
else
    check 'verify has nothing to say' verify "$root" genkyo{,-year-end}.{service,timer}
    sed 's/^NoNewPrivileges=/&perhaps /' "$units/genkyo.service" >"$units/odd.service"
    verify "$root" odd.service >odd 2>&1
    check 'though it could' grep -q 'odd.service:.*boolean' odd
    rm "$units/odd.service"
    tenths=$(awk -v exposure=$exposure 'BEGIN { printf "%d", exposure * 10 }')
    for unit in genkyo genkyo-year-end; do
        check "$unit: the exposure is at most $exposure" exposed "$tenths" "$units/$unit.service"
    done
    sed /^Private/d "$units/genkyo.service" >odd.service
    check 'and would be more without a part of it' test -n "$(exposed "$tenths" odd.service)"
    mkdir -p image/etc/systemd/system
    install -D "$genkyo" "image$(sed -n 's/^ExecStart=\([^ ]*\).*/\1/p' "$build/scripts/genkyo.service")"
    cp "$build/scripts/genkyo.service" "$build/scripts/genkyo.timer" image/etc/systemd/system/
    check 'verify has nothing to say to what packagers get' verify "$work/image" genkyo.service genkyo.timer
    for line in "OnCalendar=*-*-* 02:05:00 Asia/Seoul" "OnCalendar=*-03-31 02:05:00 Asia/Seoul"; do
        check "a time that systemd knows: $line" "$analyze" calendar "${line#*=}"
    done
fi
if [ -x /usr/bin/systemd-sysusers ] || [ -x /bin/systemd-sysusers ]; then
    check 'the user is made' systemd-sysusers --root="$root"
    check 'without a shell' grep -q '^audit:.*:/var/lib/genkyo:/usr/sbin/nologin$' "$root/etc/passwd"
    rm -f "$root"/etc/{passwd,group,shadow,gshadow}{,-} "$root/etc/.pwd.lock"
fi
rm -rf "${root:?}"/{bin,usr/lib}

# --- again, and otherwise ---

check 'installing again' at 0 "${full[@]}"
check 'changes nothing' is_same installed
check 'and says so' test "$(grep -c '^unchanged: ' last)" = 5
check 'installing less' at 0 --systemd
check 'takes away what is no longer wanted' test ! -e "$units/genkyo-year-end.service"
check 'and when it was' test ! -e "$units/genkyo-year-end.timer"
check 'its link, too' test ! -L "$units/timers.target.wants/genkyo-year-end.timer"
check 'and the secrets' test -z "$(grep -r LoadCredential "$units")"
check 'the usual time' has /etc/systemd/system/genkyo.timer 'OnCalendar=*-*-* 03:30:00 Asia/Tokyo'
check 'a dry run of removing' at 0 --uninstall --dry-run
check 'removes nothing' test -e "$units/genkyo.service"
check 'removing' at 0 --uninstall
check 'leaves nothing' test -z "$(listing)"
check 'removing again' at 0 --uninstall

# --- what others wrote ---

mkdir -p "$units"
for file in "$units/genkyo.service" "$units/genkyo.timer" "$root/etc/sysusers.d/genkyo.conf"; do
    echo '# of somebody else' >"$file"
    listing >before
    check "${file##*/} of somebody else is in the way" at 2 --systemd
    check 'which is said' says "$file"
    check 'and nothing was changed' is_same before
    check 'removing leaves it alone' at 0 --uninstall
    check 'indeed' is_same before
    rm "$file"
done
ln -s /dev/null "$units/genkyo.service"
check 'so is a unit that is masked' at 2 --systemd
rm "$units/genkyo.service"
echo '# of somebody else' >"$units/genkyo-year-end.timer"
check 'what is not wanted is in nobody'\''s way' at 0 --systemd
check 'removing' at 0 --uninstall
check 'leaves it alone' has /etc/systemd/system/genkyo-year-end.timer '# of somebody else'
rm "$units/genkyo-year-end.timer"

# --- neither of the two ---

# What this machine has of them is covered. Whoever may not do that on this machine cannot see it.
without() { # COMMAND…
    unshare -rm sh -ec 'mount -t tmpfs none /usr/sbin; mount -t tmpfs none /run; "$@"' sh "$@"
}
if [ ! -L /sbin ] || ! without true 2>/dev/null; then
    skip 'where nothing would run it, that is said, and how to go on' 'nothing can be covered here'
else
    is_refused() {
        ! without "$install_nightly" --dry-run --genkyo /bin/true >last 2>&1 && says '--cron writes its line all the same'
    }
    check 'where nothing would run it, that is said, and how to go on' is_refused
    check 'which is done when it is said so' without "$install_nightly" --dry-run --genkyo /bin/true --cron
fi

# --- cron ---

line() { # what cron gives to its shell; a % that is not escaped would end it
    sed -n 's/^[0-9]* [0-9]* \* \* \* [a-z]* //p' "$root/etc/cron.d/genkyo" | sed 's/\([^\\]\)%.*/\1/; s/\\%/%/g'
}
check 'without systemd it is cron' at 0 --time 04:08 --user audit
check 'which is told when, and who' grep -q '^8 4 \* \* \* audit umask 0077; ' "$root/etc/cron.d/genkyo"
check 'only root may write it' test "$(stat -c %a "$root/etc/cron.d/genkyo")" = 644
check 'it ends with a line end' test -z "$(tail -c 1 "$root/etc/cron.d/genkyo")"
if crontab -h 2>&1 | grep -q -- -n; then
    sed 's/^\(8 4 \* \* \* \)audit /\1/' "$root/etc/cron.d/genkyo" >table
    check 'cron takes it' crontab -n table
    sed 's/^8 4/8 24/' table >odd
    crontab -n odd 2>/dev/null
    check 'which it would not of any' [ $? != 0 ]
else
    skip 'cron takes it' 'no crontab that only looks'
fi
mkdir ledger
printf '資産管理番号,ホスト名,IPアドレス,シリアル番号,状態\nA-1,pc-1,10.1.0.1,S-0001,運用中\n' >ledger/devices.csv
printf 'ホスト名,IPアドレス,シリアル番号\npc-2,10.1.0.2,S-0002\n' >inbox.csv
"$genkyo" import inventory inbox.csv --observed 2027-03-30 --complete --out inbox --quiet || exit 1
cat >genkyo.yaml <<'END'
ledger: ledger
state: state
scan: {snapshot: inbox}
policy: {coverage_min: 0}
profiles: {year-end: {coverage_min: 0, snapshot_max_age_days: 3000, dispositions: false}}
END
as_cron() { # STATUS
    local status=0

    line | sed "s,/usr/bin/genkyo,$genkyo,; s,/etc/genkyo/genkyo.yaml,$work/genkyo.yaml," >command.sh
    env -i SHELL=/bin/sh PATH=/usr/bin:/bin HOME=/ LOGNAME=audit /bin/sh -c "$(cat command.sh)" </dev/null >said 2>&1 ||
        status=$?
    [ $status = "$1" ] || { cat said && false; }
}
check 'its command runs, and finds something' as_cron 1
check 'says nothing' test ! -s said
check 'is an ordinary run' test -z "$(grep year-end state/runs/*.json)"
check 'and keeps to itself what it wrote' test -z "$(find state -mindepth 1 -perm /077)"
at 0 --year-end "$(date +%m-%d)"
rm -rf state
check 'on the day of the end of the year' as_cron 1
check 'it is the run for that' grep -q '"profile": *"year-end"' state/runs/*.json
check 'from cron to systemd' at 0 --systemd
check 'the line is gone' test ! -e "$root/etc/cron.d/genkyo"
check 'and back' at 0 --cron
check 'the units are gone' test -z "$(find "$units" -type f -o -type l)"
echo '# of somebody else' >"$root/etc/cron.d/genkyo"
check 'a line of somebody else is in the way' at 2 --cron
rm "$root/etc/cron.d/genkyo"

# --- an image, and an installed program ---

mkdir -p "$root/usr/lib/systemd"
cp /bin/true "$root/usr/lib/systemd/systemd"
check 'an image that has systemd' at 0
check 'gets a service' test -e "$units/genkyo.service"
at 0 --uninstall
prefix=$work/prefix/usr
mkdir -p "$prefix/sbin" "$prefix/bin" "$prefix/share/genkyo"
cp "$install_nightly" "$prefix/sbin/genkyo-install-nightly"
cp -r "${install_nightly%/*}/nightly.d" "$prefix/share/genkyo/nightly"
install_nightly=$prefix/sbin/genkyo-install-nightly
check 'installed, it finds its templates' at 0 --systemd
install_nightly=$work/prefix/link
ln -s usr/sbin/genkyo-install-nightly "$install_nightly"
check 'also through a link' at 0 --systemd
check 'and says what it is called' says 'unchanged: '
chmod -R u+w "$work"
tap_end
