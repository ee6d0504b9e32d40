#pragma once
/* For tests of the collector script: running it here, as a shell on a scanned host would. */

#include "scanner/collect/collect.h"
#include "tests/unit/support/observed.h"

#include <stdlib.h>

#define SCRIPT_MARKER "0123456789abcdef0123456789abcdef"

/* All that COMMAND prints, given INPUT on its standard input. */
static inline struct str run(struct arena *arena, const char *command, struct str input, int *ret_status) {
    char name[] = "/tmp/genkyo-collect-XXXXXX", line[1024];
    CLEANUP(buffer_done) struct buffer output = {0};
    int fd = mkstemp(name);
    FILE *pipe;

    assert_true(fd >= 0);
    assert_int_equal(write(fd, input.p, input.n), input.n);
    close(fd);
    snprintf(line, sizeof line, "( %s ) <%s", command, name);
    pipe = popen(line, "r");
    assert_non_null(pipe);
    for (size_t n = 1; n > 0; output.n += n) {
        char *room = buffer_reserve(&output, 65536);
        assert_non_null(room);
        n = fread(room, 1, 65536, pipe);
    }
    *ret_status = pclose(pipe);
    unlink(name);
    return arena_dup(arena, buffer_view(&output));
}

static inline struct str run_script(struct arena *arena, const char *shell, bool asks_updates, int *ret_status) {
    struct str script = collect_script_for(HOST_POSIX);

    return run(
        arena, shell,
        arena_printf(arena, "GENKYO_MARKER=" SCRIPT_MARKER "\nGENKYO_UPDATES=%d\n%.*s", asks_updates, STR_FMT(script)),
        ret_status);
}

static const char *const shells[] = {"/bin/sh", "busybox sh", "bash --posix", "mksh", "ksh93"};

static inline bool has_shell(const char *shell) {
    char line[128];

    snprintf(line, sizeof line, "command -v %s >/dev/null", shell);
    return system(line) == 0;
}
