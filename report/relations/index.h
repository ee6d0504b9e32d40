#pragma once
/* Where each information system is drawn: the overview, and a page that lists the drawings. One thread. */

#include "base/buffer.h"
#include "report/drawing/drawing.h"
#include "report/relations/graph.h"

struct relation_entry {
    uint32_t system;
    struct str name;
    char *file; /* in relations/, without .svg; malloc'd */
    uint64_t counts[RELATION_KIND_COUNT];
};

/* "003-erp": the number, and what of the name is safe everywhere; NULL when memory is out. */
char *relation_file_name(uint32_t number, struct str name);
/* index.html; errors stay in the buffer. */
void relation_index_write(const struct relation_entry *entries, uint32_t count, enum language language,
                          struct str as_of, struct buffer *out);
/* The systems as boxes that lead to their drawings, and what machines of one have to do with those of another. At most
 * DRAWING_NODES_MAX; the page lists them all. */
MUST_CHECK enum err_code relation_overview_make(const struct relation_graph *graph,
                                                const struct relation_entry *entries, uint32_t count,
                                                enum language language, struct arena *arena,
                                                struct drawing *ret_drawing, struct err *err);
