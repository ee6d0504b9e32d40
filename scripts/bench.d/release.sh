# For the commands of scripts/bench: the tools and the release build that they time.

fail() {
    printf 'bench: %s\n' "$1" >&2
    exit 2
}

need_tools() { # NAME…
    for tool; do
        command -v "$tool" >/dev/null ||
            fail "$tool is needed (packages xxhash, util-linux, meson, ninja-build, time, iproute2)"
    done
}

# Builds targets in build-bench/, from the root of the project. What the build says is shown when it fails.
build_release() { # WORK TARGET…
    build_log=$1/build.log
    shift
    [ -f build-bench/build.ninja ] || meson setup build-bench -Dbuildtype=release >"$build_log" 2>&1 ||
        { cat "$build_log"; fail 'meson setup failed'; }
    ninja -C build-bench "$@" >"$build_log" 2>&1 || { grep -v '^\[' "$build_log"; fail 'the build failed'; }
}
