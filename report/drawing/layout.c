#include "report/drawing/layout.h"

#include "report/drawing/dot.h"

#ifndef DOT_PROGRAM
#define DOT_PROGRAM "/usr/bin/dot"
#endif
const char *const drawing_dot_program = DOT_PROGRAM;
const struct child_limits drawing_dot_limits = {
    .cpu_seconds = 20, .wall_ms = 40000, .memory_bytes = (size_t)1 << 30, .output_bytes = (size_t)16 << 20};

enum err_code drawing_lay_out(struct drawing *drawing, const char *program, const struct child_limits *limits,
                              const char *tmpdir, enum child_end *ret_end, struct err *err) {
    CLEANUP(buffer_done) struct buffer dot = {0}, plain = {0};
    const char *const arguments[] = {program, "-Tplain", NULL};

    drawing_write_dot(drawing, false, &dot);
    enum err_code code =
        dot.failed ? err_no_memory(err) : child_run(arguments, buffer_view(&dot), limits, tmpdir, &plain, ret_end, err);
    if (code != ERR_OK) {
        return code;
    }
    if (*ret_end == CHILD_DONE && !drawing_read_plain(drawing, buffer_view(&plain))) {
        *ret_end = CHILD_FAILED;
    }
    if (arena_failed(drawing->arena)) {
        return err_no_memory(err);
    }
    return *ret_end == CHILD_DONE ? ERR_OK : drawing_fill_columns(drawing, err);
}
