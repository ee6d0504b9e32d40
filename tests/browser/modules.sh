# npm's modules of a test, which are installed once. Sourced, after tests/integration/tap.sh; needs $here, where
# package.json and its lock are, and $work.
#   needs PROGRAM…               skips the test without one of them
#   modules_install NAME         into $XDG_CACHE_HOME/genkyo-NAME, which $modules is then; ends the test where that fails
#   prepared_by WHY COMMAND…     ends the test, with what was printed, where the command fails

modules_install() {
    modules=${XDG_CACHE_HOME:-$HOME/.cache}/genkyo-$1
    cmp -s "$here/package.json" "$modules/installed" && return
    mkdir -p "$modules" && cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$modules" &&
        npm ci --prefix "$modules" >"$work/npm.log" 2>&1 && cp "$here/package.json" "$modules/installed" && return
    sed 's/^/# /' "$work/npm.log"
    bail 'npm cannot install the modules'
}

needs() {
    for program; do
        if ! command -v "$program" >/dev/null; then
            echo "1..0 # SKIP no $program here"
            exit 0
        fi
    done
}

prepared_by() {
    prepared_why=$1
    shift
    "$@" >"$work/log" 2>&1 && return
    sed 's/^/# /' "$work/log"
    bail "$prepared_why"
}
