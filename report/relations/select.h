#pragma once
/* Which part of the graph is one drawing: an information system with all around it, or what depends on one thing. One
 * thread. */

#include "report/relations/graph.h"

struct relation_selection {
    uint32_t *nodes, *edges; /* numbers of the graph, each once, in its order */
    uint32_t node_count, edge_count;
};

struct relation_selector;
/* GRAPH is borrowed. */
MUST_CHECK enum err_code relation_selector_new(const struct relation_graph *graph,
                                               struct relation_selector **ret_selector, struct err *err);
void relation_selector_free(struct relation_selector *selector);
DEFINE_CLEANUP(relation_selector, relation_selector_free)
/* A system; 0: what belongs to none, and what was not selected before. What is handed out is the selector's, until it
 * is called again. */
struct relation_selection relation_select_system(struct relation_selector *selector, uint32_t system);
/* What depends on the things whose id or label is TEXT: if they end, what is touched. No nodes: nothing is called so.
 * Those themselves are among the nodes, too: relation_is_called tells them. */
struct relation_selection relation_select_dependents(struct relation_selector *selector, struct str text);
bool relation_is_called(const struct graph_node *node, struct str text);
