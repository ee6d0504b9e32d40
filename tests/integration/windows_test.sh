#!/bin/sh
# Scans an sshd on loopback that calls itself Microsoft's, with a stand-in for powershell that looks at what it is given
# and plays a recording. Prints TAP.
# usage: windows_test.sh SCAN_DRIVER SOURCE_ROOT

# shellcheck disable=SC2034 # for driver.sh
driver=$1
root=$2
recordings=$root/tests/fuzz/corpus/collect
here=$(dirname "$0")
work=$(mktemp -d) || exit 1
. "$here/tap.sh"
. "$here/scan.sh"
. "$here/driver.sh"
. "$here/sshd.sh"
export LSAN_OPTIONS="suppressions=$here/lsan.supp:print_suppressions=0"

cleanup() {
    sshd_stop windows
    sshd_stop posix
    rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' HUP INT TERM

sshd_needed

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
    sshd_bail
fi
known_hosts known host
entry audit user 'sudo: true' | credentials credentials.yaml
targets both.csv "127.0.0.1:$windows" "127.0.0.1:$posix"
targets windows.csv "127.0.0.1:$windows"

play() { # TARGETS RECORDING LINE_END: sets $out
    printf %s "$recordings/$2" >"$work/recording"
    printf %s "$3" >"$work/line_end"
    : >"$work/refused"
    scan "$1" credentials.yaml known
}

play both.csv windows-11-ja ''
check 'the stand-in found nothing wrong' not_refused
check 'the host that is Windows was read' outcome "127.0.0.1:$windows" answered
check 'the one beside it is none, and was read too' is_read "127.0.0.1:$posix"
check 'each is a device' test "$(rows devices)" = 2
check 'with its name for the system' grep -q 'Windows 11 Pro,10.0.22631.4460' "$out/devices.csv"
check 'Japanese arrives whole' grep -q '一太郎Pro 5,株式会社ジャストシステム' "$out/software.csv"
check 'the snapshot can be read without a problem' test "$(rows diagnostics)" = 0
# shellcheck disable=SC2016 # the variables are PowerShell's
check 'the bootstrap runs what comes on standard input' grep -qF '@($input)' "$work/bootstrap"
check 'the manifest has one digest' grep -Eq '"script_sha256": "[0-9a-f]{64}"' "$out/manifest.json"

play windows.csv windows-server-2019 '\r'
check 'line ends of Windows do no harm' counted 'answered 1'
check 'what needs privilege is said' grep -q 'MSFT_PhysicalDisk needs privilege' "$out/devices.csv"

sed '/ begin win_software/q' "$recordings/windows-7" >"$work/cut"
recordings=$work
play windows.csv cut ''
check 'a host that is cut off is partial' counted 'partial 1'
check 'and its titles are missing, not none' grep -q 'packages' "$out/probes.csv"

rm "$work/bin/powershell.exe"
play windows.csv cut ''
check 'a host without PowerShell is an error' counted 'error 1'

tap_end
