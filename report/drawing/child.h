#pragma once
/* A program of the system that turns some text into other text, within limits: whatever is fed to it, it comes back in
 * time, with no more than was agreed on, or not at all. It sees no environment of ours. Any thread. */

#include "base/buffer.h"
#include "base/error.h"

struct child_limits {
    unsigned cpu_seconds, wall_ms;
    size_t memory_bytes; /* of addresses */
    size_t output_bytes;
};

enum child_end {
    CHILD_DONE,      /* status 0, and OUT has all it wrote */
    CHILD_NOT_THERE, /* no such program */
    CHILD_TOO_LONG,  /* stopped: processor time, or time at all */
    CHILD_TOO_LARGE, /* stopped: it wrote too much */
    CHILD_FAILED,    /* another status, or a signal: memory among these */
};

/* Runs ARGUMENTS, which ends with NULL, whose first is a path, with INPUT as its standard input. Its diagnostics are
 * dropped. An error is only one of this system: no memory, no process, no file in TMPDIR. */
MUST_CHECK enum err_code child_run(const char *const *arguments, struct str input, const struct child_limits *limits,
                                   const char *tmpdir, struct buffer *out, enum child_end *ret_end, struct err *err);
