#include "report/relations/group.h"

#include "base/buffer.h"
#include "base/intern.h"

#include <stdlib.h>

/* Drawings with no more boxes than these are looked at at a glance: nothing is grouped. Of one kind at most so many are
 * shown by name where all else did not do. */
enum { BOXES_AT_A_GLANCE = 80, NAMED_OF_A_KIND = 24 };
/* More lines a box than these cannot be followed with the eye. */
enum { LINES_A_BOX = 4 };

struct grouping {
    const struct relation_graph *graph;
    const struct relation_selection *selection;
    const struct graph_edge *edges;
    uint32_t system;
    uint32_t *place;          /* by node of the graph: in the selection */
    uint32_t *first, *around; /* by place: its edges */
    uint32_t *box_of;         /* by place */
    struct intern *keys;      /* of boxes */
    struct buffer key;
    uint32_t *ends; /* of the node at hand: what is around it, as numbers to be sorted */
    enum drawing_grouping level;
    uint64_t *weights; /* by place: how many machines have it */
};

static void grouping_done(struct grouping *grouping) {
    free(grouping->place);
    free(grouping->first);
    free(grouping->around);
    free(grouping->box_of);
    intern_free(grouping->keys);
    buffer_done(&grouping->key);
    free(grouping->ends);
    free(grouping->weights);
}

void relation_groups_done(struct relation_groups *groups) {
    free(groups->boxes);
    free(groups->lines);
    free(groups->members);
    *groups = (struct relation_groups){0};
}

/* --- what is around a node -----------------------------------------------------------------------------------------
 */

static const struct graph_node *node_at(const struct grouping *grouping, uint32_t place) {
    return relation_graph_node(grouping->graph, grouping->selection->nodes[place]);
}

static const struct graph_edge *edge_at(const struct grouping *grouping, uint32_t number) {
    return &grouping->edges[grouping->selection->edges[number]];
}

static void index_edges(struct grouping *grouping) {
    const struct relation_selection *selection = grouping->selection;
    uint32_t nodes = selection->node_count;

    for (uint32_t i = 0; i < selection->edge_count; i++) {
        grouping->first[grouping->place[edge_at(grouping, i)->from] + 1]++;
        grouping->first[grouping->place[edge_at(grouping, i)->to] + 1]++;
    }
    for (uint32_t node = 0; node < nodes; node++) {
        grouping->first[node + 1] += grouping->first[node];
    }
    for (uint32_t i = selection->edge_count; i-- > 0;) {
        grouping->around[--grouping->first[grouping->place[edge_at(grouping, i)->from] + 1]] = i;
        grouping->around[--grouping->first[grouping->place[edge_at(grouping, i)->to] + 1]] = i;
    }
    for (uint32_t node = 0; node < nodes; node++) {
        grouping->first[node] = grouping->first[node + 1];
    }
    grouping->first[nodes] = 2 * selection->edge_count;
}

static enum err_code grouping_init(struct grouping *grouping, struct err *err) {
    const struct relation_selection *selection = grouping->selection;
    size_t nodes = (size_t)selection->node_count + 2;

    grouping->place = calloc((size_t)relation_graph_nodes(grouping->graph) + 1, sizeof *grouping->place);
    grouping->first = calloc(nodes, sizeof *grouping->first);
    grouping->around = calloc(2 * ((size_t)selection->edge_count + 1), sizeof *grouping->around);
    grouping->box_of = calloc(nodes, sizeof *grouping->box_of);
    grouping->ends = calloc(2 * ((size_t)selection->edge_count + 1), sizeof *grouping->ends);
    grouping->weights = calloc(nodes, sizeof *grouping->weights);
    if (!grouping->place || !grouping->first || !grouping->around || !grouping->box_of || !grouping->ends ||
        !grouping->weights) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < selection->node_count; i++) {
        grouping->place[selection->nodes[i]] = i;
    }
    index_edges(grouping);
    return ERR_OK;
}

/* --- what machines have in common ----------------------------------------------------------------------------------
 */

static bool is_grouped(const struct grouping *grouping, const struct graph_node *node) {
    bool is_machine = node->system != GRAPH_NONE;
    return is_machine && (grouping->system == GRAPH_NONE || node->system == grouping->system);
}

static bool counts(const struct grouping *grouping, const struct graph_edge *edge, const struct graph_node *other) {
    switch (grouping->level) {
    case GROUPING_ALIKE:
        return !is_grouped(grouping, other);
    case GROUPING_SOFTWARE:
        return edge->relation == RELATION_RUNS;
    case GROUPING_OS:
        return edge->relation == RELATION_RUNS && other->kind == NODE_OS;
    case GROUPING_NONE:
    case GROUPING_KIND:
    case GROUPING_MOST:
    case GROUPING_COUNT:
        break;
    }
    return false;
}

static int compare_numbers(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Edges stand in the order of the file, so that an end with its relation is a number: twice the place, and which way.
 */
static uint32_t collect_ends(struct grouping *grouping, uint32_t place) {
    uint32_t count = 0;

    for (uint32_t i = grouping->first[place]; i < grouping->first[place + 1]; i++) {
        const struct graph_edge *edge = edge_at(grouping, grouping->around[i]);
        bool is_from = grouping->place[edge->from] == place;
        uint32_t other = grouping->place[is_from ? edge->to : edge->from];
        if (counts(grouping, edge, node_at(grouping, other))) {
            grouping->ends[count++] = other * 2 + is_from;
        }
    }
    qsort(grouping->ends, count, sizeof *grouping->ends, compare_numbers);
    return count;
}

static void write_machine_key(struct grouping *grouping, uint32_t place) {
    const struct graph_node *node = node_at(grouping, place);
    uint32_t count = collect_ends(grouping, place);

    buffer_printf(&grouping->key, "m%u:%u:", node->kind, node->system);
    buffer_append(&grouping->key, (struct str){(const char *)grouping->ends, count * sizeof *grouping->ends});
}

static bool is_rest(const struct grouping *grouping, uint32_t place) {
    return grouping->level == GROUPING_MOST && grouping->weights[place] == 0;
}

static void write_key(struct grouping *grouping, uint32_t place) {
    const struct graph_node *node = node_at(grouping, place);

    buffer_reset(&grouping->key);
    if (grouping->level != GROUPING_NONE && is_grouped(grouping, node)) {
        write_machine_key(grouping, place);
    } else if (is_rest(grouping, place)) {
        buffer_printf(&grouping->key, "r%u", node->kind);
    } else {
        buffer_printf(&grouping->key, "n%u", place);
    }
}

/* --- what most machines have ---------------------------------------------------------------------------------------
 */

struct weighed {
    uint32_t place;
    enum relation_kind kind;
    uint64_t weight;
};

static int compare_weighed(const void *a, const void *b) {
    const struct weighed *x = a, *y = b;

    if (x->kind != y->kind) {
        return x->kind < y->kind ? -1 : 1;
    }
    if (x->weight != y->weight) {
        return x->weight > y->weight ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

/* Leaves a weight only to those that are shown by name. */
static enum err_code weigh(struct grouping *grouping, struct err *err) {
    uint32_t count = grouping->selection->node_count, rank = 0;
    struct weighed *weighed = calloc((size_t)count + 1, sizeof *weighed);

    if (!weighed) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        uint64_t weight = 1;
        for (uint32_t k = grouping->first[i]; k < grouping->first[i + 1]; k++) {
            weight += edge_at(grouping, grouping->around[k])->count;
        }
        weighed[i] = (struct weighed){i, node_at(grouping, i)->kind, weight};
    }
    qsort(weighed, count, sizeof *weighed, compare_weighed);
    for (uint32_t i = 0; i < count; i++) {
        rank = i > 0 && weighed[i].kind == weighed[i - 1].kind ? rank + 1 : 0;
        grouping->weights[weighed[i].place] = rank < NAMED_OF_A_KIND ? weighed[i].weight : 0;
    }
    free(weighed);
    return ERR_OK;
}

/* --- boxes and lines -----------------------------------------------------------------------------------------------
 */

static enum err_code assign(struct grouping *grouping, struct err *err) {
    intern_free(grouping->keys);
    grouping->keys = intern_new();
    for (uint32_t i = 0; grouping->keys && i < grouping->selection->node_count; i++) {
        write_key(grouping, i);
        grouping->box_of[i] =
            grouping->key.failed ? INTERN_NONE : intern_add(grouping->keys, buffer_view(&grouping->key));
        if (grouping->box_of[i] == INTERN_NONE) {
            return err_no_memory(err);
        }
    }
    return grouping->keys ? ERR_OK : err_no_memory(err);
}

static int compare_lines(const void *a, const void *b) {
    const struct graph_edge *x = a, *y = b;

    if (x->from != y->from) {
        return x->from < y->from ? -1 : 1;
    }
    if (x->to != y->to) {
        return x->to < y->to ? -1 : 1;
    }
    return (x->relation > y->relation) - (x->relation < y->relation);
}

static bool is_same_line(const struct graph_edge *a, const struct graph_edge *b) {
    return compare_lines(a, b) == 0;
}

static enum err_code make_lines(const struct grouping *grouping, struct relation_groups *groups, struct err *err) {
    uint32_t count = grouping->selection->edge_count, kept = 0;

    free(groups->lines);
    groups->lines = calloc((size_t)count + 1, sizeof *groups->lines);
    if (!groups->lines) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        struct graph_edge line = *edge_at(grouping, i);
        line.from = grouping->box_of[grouping->place[line.from]];
        line.to = grouping->box_of[grouping->place[line.to]];
        if (line.from != line.to) {
            groups->lines[kept++] = line;
        }
    }
    qsort(groups->lines, kept, sizeof *groups->lines, compare_lines);
    groups->line_count = 0;
    for (uint32_t i = 0; i < kept; i++) {
        struct graph_edge *last = groups->line_count ? &groups->lines[groups->line_count - 1] : NULL;
        if (last && is_same_line(last, &groups->lines[i])) {
            last->basis |= groups->lines[i].basis;
            last->count += groups->lines[i].count;
        } else {
            groups->lines[groups->line_count++] = groups->lines[i];
        }
    }
    return ERR_OK;
}

static enum err_code make_boxes(const struct grouping *grouping, struct relation_groups *groups, struct err *err) {
    uint32_t count = grouping->selection->node_count, at = 0;

    groups->box_count = intern_count(grouping->keys);
    groups->boxes = calloc((size_t)groups->box_count + 1, sizeof *groups->boxes);
    groups->members = calloc((size_t)count + 1, sizeof *groups->members);
    if (!groups->boxes || !groups->members) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        groups->boxes[grouping->box_of[i]].member_count++;
    }
    for (uint32_t i = 0; i < groups->box_count; i++) {
        groups->boxes[i].members = &groups->members[at];
        at += groups->boxes[i].member_count;
        groups->boxes[i].member_count = 0;
    }
    for (uint32_t i = 0; i < count; i++) {
        struct relation_box *box = &groups->boxes[grouping->box_of[i]];
        const struct graph_node *node = node_at(grouping, i);
        groups->members[(box->members - groups->members) + box->member_count++] = grouping->selection->nodes[i];
        box->machines += node->system == GRAPH_NONE ? 0 : node->machines;
        box->is_rest = is_rest(grouping, i) && !is_grouped(grouping, node);
    }
    return ERR_OK;
}

static bool fits(const struct grouping *grouping, const struct relation_groups *groups) {
    uint32_t most = grouping->level == GROUPING_NONE ? BOXES_AT_A_GLANCE : DRAWING_NODES_MAX;
    uint32_t boxes = intern_count(grouping->keys), lines = groups->line_count;
    return boxes <= most && lines <= DRAWING_EDGES_MAX && lines <= LINES_A_BOX * boxes;
}

static enum err_code group(struct grouping *grouping, struct relation_groups *groups, struct err *err) {
    enum err_code code = grouping_init(grouping, err);

    for (unsigned level = GROUPING_NONE; code == ERR_OK && level < GROUPING_COUNT; level++) {
        grouping->level = (enum drawing_grouping)level;
        code = level == GROUPING_MOST ? weigh(grouping, err) : ERR_OK;
        code = code ? code : assign(grouping, err);
        code = code ? code : make_lines(grouping, groups, err);
        if (code == ERR_OK && fits(grouping, groups)) {
            break;
        }
    }
    code = code ? code : make_boxes(grouping, groups, err);
    groups->grouping = groups->box_count < grouping->selection->node_count ? grouping->level : GROUPING_NONE;
    return code;
}

enum err_code relation_groups_make(const struct relation_graph *graph, const struct relation_selection *selection,
                                   uint32_t system, struct relation_groups *ret_groups, struct err *err) {
    uint32_t edges;
    CLEANUP(grouping_done)
    struct grouping grouping = {
        .graph = graph, .selection = selection, .edges = relation_graph_edges(graph, &edges), .system = system};
    struct relation_groups groups = {0};
    enum err_code code = group(&grouping, &groups, err);

    if (code != ERR_OK) {
        relation_groups_done(&groups);
        return code;
    }
    *ret_groups = groups;
    return ERR_OK;
}
