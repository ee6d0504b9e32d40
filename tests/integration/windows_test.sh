#!/bin/sh
# Scans an sshd on loopback that calls itself Microsoft's, with a stand-in for powershell that looks at what it is given
# and plays a recording. Prints TAP.
# usage: windows_test.sh SCAN_DRIVER SOURCE_ROOT

driver=$1
root=$2
recordings=$root/tests/fuzz/corpus/collect
work=$(mktemp -d) || exit 1
chmod 700 "$work"
. "$(dirname "$0")/tap.sh"
. "$(dirname "$0")/sshd.sh"
export LSAN_OPTIONS="suppressions=$root/tests/integration/lsan.supp:print_suppressions=0"

cleanup() {
    sshd_stop windows
    sshd_stop posix
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

if [ ! -x "$sshd_binary" ]; then
    echo "1..0 # SKIP no sshd here"
    exit 0
fi

not_refused() {
    cat "$work/refused"
    test ! -s "$work/refused"
}

# The file `recording` in $work says what to play, `line_end` what to put at the end of each line.
mkdir "$work/bin"
cat >"$work/bin/powershell.exe" <<END
#!/bin/sh
work=$work
refuse() {
    echo "\$1" >>"\$work/refused"
    exit 1
}
[ \$# = 4 ] && [ "\$1 \$2 \$3" = '-NoProfile -NonInteractive -EncodedCommand' ] || refuse "arguments: \$*"
printf %s "\$4" | base64 -d | iconv -f UTF-16LE -t UTF-8 >"\$work/bootstrap" || refuse "encoding: \$4"
IFS= read -r header
marker=\${header#GENKYO_MARKER=}
case \$header in GENKYO_MARKER=*) ;; *) refuse "header: \$header" ;; esac
case \$marker in *[!0-9a-f]*) refuse "marker: \$marker" ;; esac
[ \${#marker} = 32 ] || refuse "marker: \$marker"
cat >"\$work/script"
cmp "\$work/script" "$root/scanner/collect/scripts/windows.ps1" >>"\$work/refused" || refuse 'another script'
echo '#< CLIXML' >&2
printf '#< CLIXML\r\nActive code page: 65001'
printf '\n'
# the recording has its own marker in the first line
recorded=\$(head -n 1 "\$(cat "\$work/recording")")
tail -n +2 "\$(cat "\$work/recording")" | sed "s/\$recorded/\$marker/; s/\\\$/\$(cat "\$work/line_end")/"
END
chmod 700 "$work/bin/powershell.exe"

base=$((20000 + $$ % 12000))
windows=$base
posix=$((base + 1))
sshd_prepare
if ! sshd_start windows "127.0.0.1:$windows" 'VersionAddendum OpenSSH_for_Windows_8.1' \
    "SetEnv PATH=$work/bin:/usr/bin:/bin" ||
    ! sshd_start posix "127.0.0.1:$posix" "SetEnv PATH=$work/bin:/usr/bin:/bin"; then
    echo "Bail out! sshd does not start: $(cat "$work"/*.log)"
    exit 1
fi
printf '[127.0.0.1]:* %s\n' "$(cut -d ' ' -f 1,2 "$work/host.pub")" >"$work/known"
printf 'credentials:\n  - name: audit\n    kind: ssh-key\n    user: %s\n    private_key: user\n    sudo: true\n' \
    "$(id -un)" >"$work/credentials.yaml"
chmod 600 "$work/credentials.yaml"
printf 'address,port\n127.0.0.1,%s\n127.0.0.1,%s\n' "$windows" "$posix" >"$work/both.csv"
printf 'address,port\n127.0.0.1,%s\n' "$windows" >"$work/windows.csv"

runs=0
scan() { # TARGETS RECORDING LINE_END: sets $out
    runs=$((runs + 1))
    out=$work/snapshot$runs
    printf %s "$recordings/$2" >"$work/recording"
    printf %s "$3" >"$work/line_end"
    : >"$work/refused"
    "$driver" scan "$work/$1" "$work/credentials.yaml" "$work/known" "$out" >"$work/last" 2>&1
}

rows() { # TABLE
    "$driver" read "$out" | awk -v table="$1" '$1 == table {print $2}'
}

scan both.csv windows-11-ja ''
check 'the stand-in found nothing wrong' not_refused
check 'the host that is Windows was read' \
    awk -F , -v target="127.0.0.1:$windows" '$1 == target && $3 == "answered" {found = 1} END {exit !found}' \
    "$out/probes.csv"
check 'the one beside it is none, and was read too' \
    awk -F , -v target="127.0.0.1:$posix" '$1 == target && $3 ~ /answered|partial/ {found = 1} END {exit !found}' \
    "$out/probes.csv"
check 'each is a device' test "$(rows devices)" = 2
check 'with its name for the system' grep -q 'Windows 11 Pro,10.0.22631.4460' "$out/devices.csv"
check 'Japanese arrives whole' grep -q '一太郎Pro 5,株式会社ジャストシステム' "$out/software.csv"
check 'the snapshot can be read without a problem' \
    test "$("$driver" read "$out" | sed -n 's/^diagnostics //p')" = 0
# shellcheck disable=SC2016 # the variables are PowerShell's
check 'the bootstrap runs what comes on standard input' grep -qF '@($input)' "$work/bootstrap"
check 'the manifest has one digest' grep -Eq '"script_sha256": "[0-9a-f]{64}"' "$out/manifest.json"

scan windows.csv windows-server-2019 '\r'
check 'line ends of Windows do no harm' grep -qx 'answered 1' "$work/last"
check 'what needs privilege is said' grep -q 'MSFT_PhysicalDisk needs privilege' "$out/devices.csv"

sed '/ begin win_software/q' "$recordings/windows-7" >"$work/cut"
recordings=$work
scan windows.csv cut ''
check 'a host that is cut off is partial' grep -qx 'partial 1' "$work/last"
check 'and its titles are missing, not none' grep -q 'packages' "$out/probes.csv"

rm "$work/bin/powershell.exe"
scan windows.csv cut ''
check 'a host without PowerShell is an error' grep -qx 'error 1' "$work/last"

tap_end
