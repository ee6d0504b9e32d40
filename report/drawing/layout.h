#pragma once
/* Places of boxes and ways of lines. Graphviz's `dot` gives them, as a program of its own that is kept within limits
 * (report/drawing/child.h); where it is not there, or gives none in time, columns are filled from the top. One thread.
 */

#include "report/drawing/child.h"
#include "report/drawing/drawing.h"

/* The program: where it was found when this was built. */
extern const char *const drawing_dot_program;
extern const struct child_limits drawing_dot_limits;

/* *RET_END says what became of PROGRAM; whatever that is, there is a layout. */
MUST_CHECK enum err_code drawing_lay_out(struct drawing *drawing, const char *program,
                                         const struct child_limits *limits, const char *tmpdir, enum child_end *ret_end,
                                         struct err *err);
/* Reads what `dot -Tplain` wrote; false for anything else, and then nothing is laid out. Any bytes. */
bool drawing_read_plain(struct drawing *drawing, struct str plain);
/* In columns, each in the order in which its boxes are connected with those to its left. */
MUST_CHECK enum err_code drawing_fill_columns(struct drawing *drawing, struct err *err);
