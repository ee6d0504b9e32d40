#pragma once
/* A drawing of a part of the graph. What would be more than DRAWING_NODES_MAX boxes or DRAWING_EDGES_MAX lines is
 * grouped first: machines with the same relations, then those with the same software, the same operating system, of a
 * kind, are one box with a count; in the end only what most of them have is shown by name. */

#include "report/drawing/drawing.h"
#include "report/relations/select.h"

enum drawing_grouping {
    GROUPING_NONE,
    GROUPING_ALIKE,    /* machines with the same relations */
    GROUPING_SOFTWARE, /* with the same software and operating system */
    GROUPING_OS,
    GROUPING_KIND,
    GROUPING_MOST, /* the same, and of all else only so many as fit */
    GROUPING_COUNT
};

struct drawing_request {
    const struct relation_graph *graph;
    const struct relation_selection *selection;
    enum language language;
    uint32_t system;  /* whose drawing it is; GRAPH_NONE: of no single one */
    struct str focus; /* what was asked for; may be empty */
};

/* Without title and layout. RET_DRAWING->arena is ARENA, which it lives as long as. */
MUST_CHECK enum err_code relation_drawing_make(const struct drawing_request *request, struct arena *arena,
                                               struct drawing *ret_drawing, enum drawing_grouping *ret_grouping,
                                               struct err *err);
