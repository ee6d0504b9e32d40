#pragma once
/* A small drawing for tests: two machines, one of which runs two products, one of them under a licence with a contract.
 * The nodes: 0 contract, 1 host, 2 virtual machine, 3 and 4 software, 5 licence. */

#include "report/drawing/drawing.h"

/* A box of one line. */
static inline struct drawing_node drawn_node(enum relation_kind kind, unsigned column, struct str name) {
    return (struct drawing_node){.kind = kind,
                                 .caption = name,
                                 .name = name,
                                 .lines = {name},
                                 .line_count = 1,
                                 .title = name,
                                 .basis = BASIS_BOTH,
                                 .column = column,
                                 .height = drawing_node_height(1)};
}

/* In ARENA; NAME is the name of node 3. */
struct drawing drawn_small(struct arena *arena, struct str name);
