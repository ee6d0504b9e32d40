#pragma once
/* relations.csv (docs/formats/results.md) in memory: things and what is between them. Constant once read: any thread.
 */

#include "findings/relation_records.h"
#include "report/result/set.h"

#define GRAPH_NONE UINT32_MAX
/* What takes more is refused: the audit writes far less, whatever the estate. */
#define GRAPH_EDGES_MAX 8000000

struct graph_node {
    enum relation_kind kind;
    struct str id, label; /* live as long as the graph; the label may be empty */
    uint32_t system;      /* the number of the system that it belongs to; GRAPH_NONE: it is no machine */
    uint32_t machines;    /* that it stands for */
    enum relation_basis basis;
    struct str ledger_evidence, snapshot_evidence;
};

struct graph_edge {
    uint32_t from, to; /* nodes */
    enum relation relation : 8;
    enum relation_basis basis : 8;
    uint32_t system; /* number of the one in which it holds; 0: in none */
    uint32_t count;
};

struct relation_graph;
MUST_CHECK enum err_code relation_graph_read(const struct result_set *results, struct relation_graph **ret_graph,
                                             struct err *err);
void relation_graph_free(struct relation_graph *graph);
DEFINE_CLEANUP(relation_graph, relation_graph_free)
uint32_t relation_graph_nodes(const struct relation_graph *graph);
const struct graph_node *relation_graph_node(const struct relation_graph *graph, uint32_t node);
/* Without those that say to which system something belongs. In the order of the file. */
const struct graph_edge *relation_graph_edges(const struct relation_graph *graph, uint32_t *ret_count);
/* Systems, in order of their names; 0 has none. */
uint32_t relation_graph_systems(const struct relation_graph *graph);
struct str relation_graph_system_name(const struct relation_graph *graph, uint32_t system);
/* The text for people: the label, else the id. */
struct str graph_node_text(const struct graph_node *node);
