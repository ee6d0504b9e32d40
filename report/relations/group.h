#pragma once
/* What of a part of the graph becomes one box of its drawing, so that these are few enough to look at. One thread.
 * Internal to report/relations/drawing. */

#include "report/relations/drawing.h"

struct relation_box {
    const uint32_t *members; /* nodes of the graph, in order of their ids */
    uint32_t member_count;
    uint32_t machines; /* that they stand for; 0: they are no machines */
    bool is_rest;      /* what was left of a kind */
};

struct relation_groups {
    enum drawing_grouping grouping;
    struct relation_box *boxes;
    uint32_t box_count;
    struct graph_edge *lines; /* from and to are boxes */
    uint32_t line_count;
    uint32_t *members;
};

/* SYSTEM, whose machines are grouped; those of others are left. GRAPH_NONE: all are. */
MUST_CHECK enum err_code relation_groups_make(const struct relation_graph *graph,
                                              const struct relation_selection *selection, uint32_t system,
                                              struct relation_groups *ret_groups, struct err *err);
void relation_groups_done(struct relation_groups *groups);
