#include "report/relations/select.h"

#include <stdlib.h>

struct relation_selector {
    const struct relation_graph *graph;
    const struct graph_edge *edges;
    uint32_t node_count, edge_count;
    uint32_t *first, *around; /* by node: its edges */
    bool *was_selected;       /* by node: in some drawing */
    bool *has_node, *has_edge;
    bool *is_placed; /* by node: a licence whose software is there */
    uint32_t *queue;
    struct relation_selection selection;
};

void relation_selector_free(struct relation_selector *selector) {
    if (selector) {
        free(selector->first);
        free(selector->around);
        free(selector->was_selected);
        free(selector->has_node);
        free(selector->has_edge);
        free(selector->is_placed);
        free(selector->queue);
        free(selector->selection.nodes);
        free(selector->selection.edges);
        free(selector);
    }
}

/* --- who is around whom --------------------------------------------------------------------------------------------
 */

static void index_edges(struct relation_selector *selector) {
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        selector->first[selector->edges[i].from + 1]++;
        selector->first[selector->edges[i].to + 1]++;
    }
    for (uint32_t node = 0; node < selector->node_count; node++) {
        selector->first[node + 1] += selector->first[node];
    }
    for (uint32_t i = selector->edge_count; i-- > 0;) {
        selector->around[--selector->first[selector->edges[i].from + 1]] = i;
        selector->around[--selector->first[selector->edges[i].to + 1]] = i;
    }
    /* Each beginning now stands one place too far. */
    for (uint32_t node = 0; node < selector->node_count; node++) {
        selector->first[node] = selector->first[node + 1];
    }
    selector->first[selector->node_count] = 2 * selector->edge_count;
}

static bool make_room(struct relation_selector *selector) {
    size_t nodes = (size_t)selector->node_count + 2, edges = (size_t)selector->edge_count + 1;

    selector->first = calloc(nodes, sizeof *selector->first);
    selector->around = calloc(2 * edges, sizeof *selector->around);
    selector->was_selected = calloc(nodes, sizeof *selector->was_selected);
    selector->has_node = calloc(nodes, sizeof *selector->has_node);
    selector->has_edge = calloc(edges, sizeof *selector->has_edge);
    selector->is_placed = calloc(nodes, sizeof *selector->is_placed);
    selector->queue = calloc(nodes, sizeof *selector->queue);
    selector->selection.nodes = calloc(nodes, sizeof *selector->selection.nodes);
    selector->selection.edges = calloc(edges, sizeof *selector->selection.edges);
    return selector->first && selector->around && selector->was_selected && selector->has_node && selector->has_edge &&
           selector->is_placed && selector->queue && selector->selection.nodes && selector->selection.edges;
}

enum err_code relation_selector_new(const struct relation_graph *graph, struct relation_selector **ret_selector,
                                    struct err *err) {
    CLEANUP(relation_selector_free_cleanup) struct relation_selector *selector = calloc(1, sizeof *selector);

    if (!selector) {
        return err_no_memory(err);
    }
    selector->graph = graph;
    selector->edges = relation_graph_edges(graph, &selector->edge_count);
    selector->node_count = relation_graph_nodes(graph);
    if (!make_room(selector)) {
        return err_no_memory(err);
    }
    index_edges(selector);
    *ret_selector = TAKE_PTR(selector);
    return ERR_OK;
}

/* --- taking --------------------------------------------------------------------------------------------------------
 */

static void begin(struct relation_selector *selector) {
    memset(selector->has_node, 0, selector->node_count * sizeof *selector->has_node);
    memset(selector->has_edge, 0, selector->edge_count * sizeof *selector->has_edge);
}

static void take_edge(struct relation_selector *selector, uint32_t edge) {
    selector->has_edge[edge] = true;
    selector->has_node[selector->edges[edge].from] = selector->has_node[selector->edges[edge].to] = true;
}

static struct relation_selection end(struct relation_selector *selector) {
    struct relation_selection *selection = &selector->selection;

    selection->node_count = selection->edge_count = 0;
    for (uint32_t i = 0; i < selector->node_count; i++) {
        if (selector->has_node[i]) {
            selection->nodes[selection->node_count++] = i;
            selector->was_selected[i] = true;
        }
    }
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        if (selector->has_edge[i]) {
            selection->edges[selection->edge_count++] = i;
        }
    }
    return *selection;
}

static const struct graph_node *node_at(const struct relation_selector *selector, uint32_t node) {
    return relation_graph_node(selector->graph, node);
}

static bool is_machine(const struct graph_node *node) {
    return node->kind == NODE_HARDWARE || node->kind == NODE_VM;
}

/* --- a system ------------------------------------------------------------------------------------------------------
 */

/* Its machines with what is around them. Licences are drawn with the software that they cover. */
static void take_machines(struct relation_selector *selector, uint32_t system) {
    for (uint32_t i = 0; i < selector->node_count; i++) {
        selector->has_node[i] = node_at(selector, i)->system == system;
    }
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        const struct graph_edge *edge = &selector->edges[i];
        bool is_in = node_at(selector, edge->from)->system == system || node_at(selector, edge->to)->system == system;
        if (is_in && edge->relation != RELATION_COVERS) {
            take_edge(selector, i);
        }
    }
}

/* The lines of licences that hold in the system, to software or to machines. */
static bool is_covering(const struct relation_selector *selector, const struct graph_edge *edge, uint32_t system,
                        bool of_machine) {
    return edge->relation == RELATION_COVERS && edge->system == system &&
           is_machine(node_at(selector, edge->to)) == of_machine;
}

/* A licence is drawn at the software that runs there; one for nothing that is known to run, an operating system by
 * another name, at its machines; else by what it is for. */
static void take_licenses(struct relation_selector *selector, uint32_t system) {
    bool *is_placed = selector->is_placed;

    memset(is_placed, 0, selector->node_count * sizeof *is_placed);
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        const struct graph_edge *edge = &selector->edges[i];
        if (is_covering(selector, edge, system, false) && selector->has_node[edge->to]) {
            is_placed[edge->from] = true;
            take_edge(selector, i);
        }
    }
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        const struct graph_edge *edge = &selector->edges[i];
        if (is_covering(selector, edge, system, true) && !is_placed[edge->from]) {
            take_edge(selector, i);
        }
    }
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        const struct graph_edge *edge = &selector->edges[i];
        if (is_covering(selector, edge, system, false) && (!selector->has_node[edge->from] || is_placed[edge->from])) {
            is_placed[edge->from] = true;
            take_edge(selector, i);
        }
    }
}

/* Contracts of what is there. */
static void take_contracts(struct relation_selector *selector) {
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        const struct graph_edge *edge = &selector->edges[i];
        const struct graph_node *to = node_at(selector, edge->to);
        if (edge->relation == RELATION_MAINTAINS && !is_machine(to) && selector->has_node[edge->to]) {
            take_edge(selector, i);
        }
    }
}

/* What is on record and was in no drawing; behind all systems. Software that runs nowhere is what a licence is for that
 * was drawn at its machines. */
static void take_rest(struct relation_selector *selector) {
    for (uint32_t i = 0; i < selector->node_count; i++) {
        selector->has_node[i] |= !selector->was_selected[i] && node_at(selector, i)->kind != NODE_SOFTWARE;
    }
    for (uint32_t i = 0; i < selector->edge_count; i++) {
        const struct graph_edge *edge = &selector->edges[i];
        bool is_new = !selector->was_selected[edge->from] || !selector->was_selected[edge->to];
        if (is_new && edge->relation != RELATION_COVERS) {
            take_edge(selector, i);
        }
    }
}

struct relation_selection relation_select_system(struct relation_selector *selector, uint32_t system) {
    begin(selector);
    take_machines(selector, system);
    take_licenses(selector, system);
    if (system == 0) {
        take_rest(selector);
    }
    take_contracts(selector);
    return end(selector);
}

/* --- what depends on something -------------------------------------------------------------------------------------
 */

bool relation_is_called(const struct graph_node *node, struct str text) {
    return str_eq_ignore_case(node->id, text) || str_eq_ignore_case(node->label, text);
}

/* Does what stands at the other end depend on NODE? Which machines run a product, and who is connected with a machine,
 * counts only for what was asked for: else all would depend on all. */
static bool depends(const struct graph_edge *edge, uint32_t node, bool is_asked) {
    bool is_from = edge->from == node;

    switch (edge->relation) {
    case RELATION_LOCATED:
        return !is_from;
    case RELATION_HOSTS:
    case RELATION_MAINTAINS:
    case RELATION_COVERS:
        return is_from;
    case RELATION_RUNS:
        return is_from || is_asked; /* what runs on a machine; which machines run a product */
    case RELATION_CONNECTS:
        return is_asked;
    case RELATION_BELONGS:
    case RELATION_COUNT:
        break;
    }
    return false;
}

/* A machine that loses software, or the right to it, goes on with all else. */
static bool goes_on(const struct relation_selector *selector, const struct graph_edge *edge, uint32_t other) {
    bool is_software = node_at(selector, edge->to)->kind == NODE_SOFTWARE;
    bool is_lost = edge->relation == RELATION_COVERS || (edge->relation == RELATION_RUNS && is_software);

    return is_lost && is_machine(node_at(selector, other));
}

static uint32_t ask(struct relation_selector *selector, struct str text) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < selector->node_count; i++) {
        if (relation_is_called(node_at(selector, i), text)) {
            selector->has_node[i] = true;
            selector->queue[count++] = i;
        }
    }
    return count;
}

struct relation_selection relation_select_dependents(struct relation_selector *selector, struct str text) {
    begin(selector);
    uint32_t asked = ask(selector, text), count = asked;
    for (uint32_t at = 0; at < count; at++) {
        uint32_t node = selector->queue[at];
        for (uint32_t i = selector->first[node]; i < selector->first[node + 1]; i++) {
            uint32_t edge = selector->around[i];
            const struct graph_edge *of = &selector->edges[edge];
            uint32_t other = of->from == node ? of->to : of->from;
            bool is_new = !selector->has_node[other];
            if (!depends(of, node, at < asked)) {
                continue;
            }
            take_edge(selector, edge);
            if (is_new && !goes_on(selector, of, other)) {
                selector->queue[count++] = other;
            }
        }
    }
    return end(selector);
}
