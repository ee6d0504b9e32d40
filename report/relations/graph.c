#include "report/relations/graph.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/intern.h"
#include "report/result/read.h"

#include <stdlib.h>

enum column {
    COLUMN_RELATION, /* first: the file must have it */
    COLUMN_SYSTEM,
    COLUMN_FROM_KIND,
    COLUMN_FROM_ID,
    COLUMN_FROM_LABEL,
    COLUMN_TO_KIND,
    COLUMN_TO_ID,
    COLUMN_TO_LABEL,
    COLUMN_COUNT_OF,
    COLUMN_BASIS,
    COLUMN_LEDGER_EVIDENCE,
    COLUMN_SNAPSHOT_EVIDENCE,
    COLUMN_COUNT
};
static const char *const columns[COLUMN_COUNT] = {
    "relation", "system",   "from_kind", "from_id", "from_label",      "to_kind",
    "to_id",    "to_label", "count",     "basis",   "ledger_evidence", "snapshot_evidence",
};

struct relation_graph {
    struct arena *arena;
    struct intern *keys; /* of nodes: kind and id, which has the system in it where a node stands for several */
    struct graph_node *nodes;
    uint32_t node_capacity;
    struct graph_edge *edges;
    uint32_t edge_count, edge_capacity;
    struct intern *systems;
    struct buffer key;
};

void relation_graph_free(struct relation_graph *graph) {
    if (graph) {
        arena_free(graph->arena);
        intern_free(graph->keys);
        free(graph->nodes);
        free(graph->edges);
        intern_free(graph->systems);
        buffer_done(&graph->key);
        free(graph);
    }
}

/* --- words ---------------------------------------------------------------------------------------------------------
 */

static bool find_word(struct str text, const char *(*name)(unsigned), unsigned count, unsigned *ret_number) {
    for (unsigned i = 0; i < count; i++) {
        if (str_eq(text, str_from(name(i)))) {
            *ret_number = i;
            return true;
        }
    }
    return false;
}

static const char *name_of_relation(unsigned number) {
    return relation_name((enum relation)number);
}

static const char *name_of_kind(unsigned number) {
    return relation_kind_name((enum relation_kind)number);
}

static enum relation_basis basis_of(struct str text) {
    return str_eq(text, STR("both")) ? BASIS_BOTH : str_eq(text, STR("ledger")) ? BASIS_LEDGER : BASIS_OBSERVED;
}

static uint32_t count_of(struct str text) {
    uint64_t number = 0;

    for (size_t i = 0; i < text.n && text.p[i] >= '0' && text.p[i] <= '9' && number < UINT32_MAX; i++) {
        number = number * 10 + (uint64_t)(text.p[i] - '0');
    }
    return number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
}

/* --- nodes and edges -----------------------------------------------------------------------------------------------
 */

static bool is_machine(unsigned kind) {
    return kind == NODE_HARDWARE || kind == NODE_VM;
}

/* Machines of one model are a node in each of their systems; a machine of its own is in one system alone. */
static uint32_t add_node(struct relation_graph *graph, unsigned kind, struct str id, struct str label) {
    buffer_reset(&graph->key);
    buffer_append_char(&graph->key, (char)('a' + kind));
    buffer_append(&graph->key, id);
    uint32_t known = intern_count(graph->keys);
    uint32_t number = graph->key.failed ? INTERN_NONE : intern_add(graph->keys, buffer_view(&graph->key));
    if (number == INTERN_NONE) {
        return GRAPH_NONE;
    }
    if (number >= graph->node_capacity) {
        uint32_t capacity = number * 2 + 256;
        struct graph_node *nodes = reallocarray(graph->nodes, capacity, sizeof *nodes);
        if (!nodes) {
            return GRAPH_NONE;
        }
        graph->nodes = nodes;
        graph->node_capacity = capacity;
    }
    struct graph_node *node = &graph->nodes[number];
    if (number == known) {
        *node = (struct graph_node){.kind = (enum relation_kind)kind,
                                    .id = str_sub(intern_text(graph->keys, number), 1, SIZE_MAX),
                                    .system = GRAPH_NONE,
                                    .machines = 1};
    }
    if (node->label.n == 0 && label.n) {
        node->label = arena_dup(graph->arena, label);
    }
    return number;
}

static bool add_edge(struct relation_graph *graph, const struct graph_edge *edge) {
    if (graph->edge_count == graph->edge_capacity) {
        uint32_t capacity = graph->edge_capacity * 2 + 1024;
        struct graph_edge *edges = reallocarray(graph->edges, capacity, sizeof *edges);
        if (!edges) {
            return false;
        }
        graph->edges = edges;
        graph->edge_capacity = capacity;
    }
    graph->edges[graph->edge_count++] = *edge;
    return true;
}

static void set_belonging(struct relation_graph *graph, uint32_t number, uint32_t system, const struct str *cells) {
    struct graph_node *node = &graph->nodes[number];

    node->system = is_machine(node->kind) ? system : GRAPH_NONE;
    node->machines = count_of(cells[COLUMN_COUNT_OF]);
    node->basis = basis_of(cells[COLUMN_BASIS]);
    node->ledger_evidence = arena_dup(graph->arena, cells[COLUMN_LEDGER_EVIDENCE]);
    node->snapshot_evidence = arena_dup(graph->arena, cells[COLUMN_SNAPSHOT_EVIDENCE]);
}

static enum err_code refuse(struct str cell, struct err *err) {
    return err_set(err, ERR_SYNTAX, "relations.csv", cell, STR_NONE);
}

static enum err_code take_row(void *context, const struct str *cells, struct err *err) {
    struct relation_graph *graph = context;
    unsigned relation, from_kind, to_kind;

    if (!find_word(cells[COLUMN_RELATION], name_of_relation, RELATION_COUNT, &relation)) {
        return refuse(cells[COLUMN_RELATION], err);
    }
    if (!find_word(cells[COLUMN_FROM_KIND], name_of_kind, RELATION_KIND_COUNT, &from_kind)) {
        return refuse(cells[COLUMN_FROM_KIND], err);
    }
    if (!find_word(cells[COLUMN_TO_KIND], name_of_kind, RELATION_KIND_COUNT, &to_kind)) {
        return refuse(cells[COLUMN_TO_KIND], err);
    }
    if (graph->edge_count >= GRAPH_EDGES_MAX) {
        return err_set(err, ERR_TOO_LARGE, "relations.csv", STR("8000000"), STR_NONE);
    }
    uint32_t system = intern_add(graph->systems, cells[COLUMN_SYSTEM]);
    uint32_t from = add_node(graph, from_kind, cells[COLUMN_FROM_ID], cells[COLUMN_FROM_LABEL]);
    uint32_t to =
        relation == RELATION_BELONGS ? 0 : add_node(graph, to_kind, cells[COLUMN_TO_ID], cells[COLUMN_TO_LABEL]);
    if (system == INTERN_NONE || from == GRAPH_NONE || to == GRAPH_NONE) {
        return err_no_memory(err);
    }
    if (relation == RELATION_BELONGS) {
        set_belonging(graph, from, system, cells);
        return ERR_OK;
    }
    const struct graph_edge edge = {.from = from,
                                    .to = to,
                                    .relation = (enum relation)relation,
                                    .basis = basis_of(cells[COLUMN_BASIS]),
                                    .system = system,
                                    .count = count_of(cells[COLUMN_COUNT_OF])};
    return add_edge(graph, &edge) ? ERR_OK : err_no_memory(err);
}

enum err_code relation_graph_read(const struct result_set *results, struct relation_graph **ret_graph,
                                  struct err *err) {
    CLEANUP(relation_graph_free_cleanup) struct relation_graph *graph = calloc(1, sizeof *graph);

    if (!graph || !(graph->arena = arena_new()) || !(graph->keys = intern_new()) || !(graph->systems = intern_new()) ||
        intern_add(graph->systems, STR_NONE) == INTERN_NONE) {
        return err_no_memory(err);
    }
    enum err_code code =
        result_read_rows(result_set_fd(results), "relations.csv", columns, COLUMN_COUNT, take_row, graph, err);
    if (code == ERR_OK && arena_failed(graph->arena)) {
        code = err_no_memory(err);
    }
    if (code == ERR_OK) {
        *ret_graph = TAKE_PTR(graph);
    }
    return code;
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

uint32_t relation_graph_nodes(const struct relation_graph *graph) {
    return intern_count(graph->keys);
}

const struct graph_node *relation_graph_node(const struct relation_graph *graph, uint32_t node) {
    return &graph->nodes[node];
}

const struct graph_edge *relation_graph_edges(const struct relation_graph *graph, uint32_t *ret_count) {
    *ret_count = graph->edge_count;
    return graph->edges;
}

uint32_t relation_graph_systems(const struct relation_graph *graph) {
    return intern_count(graph->systems);
}

struct str relation_graph_system_name(const struct relation_graph *graph, uint32_t system) {
    return intern_text(graph->systems, system);
}

struct str graph_node_text(const struct graph_node *node) {
    return node->label.n ? node->label : node->id;
}
