/* The basis is a spanning tree of arcs whose flow is free; all other arcs are empty or full. An arc that lowers the
 * cost enters, the flow around the cycle it closes is shifted as far as it goes, and an arc of the cycle that got empty
 * or full leaves.
 *
 * Shifts by nothing are common, and could go on for ever. They cannot as the tree stays strongly feasible (Cunningham
 * 1976): from every node something can be sent to the root along the tree. The star of arcs to the root is, as sources
 * have no end of room for spare units and sinks miss at least one; and it stays so if, of the arcs that block a shift,
 * the last one leaves, in the direction of the shift and from where the cycle is nearest to the root. */
#include "licenses/network_simplex.h"

#include <assert.h>
#include <stdlib.h>

#define NONE UINT32_MAX

/* How an arc that is not in the tree stands. FIXED: at its bound for good, or in the tree; nothing to price. */
enum arc_state { ARC_FULL = -1, ARC_FIXED = 0, ARC_EMPTY = 1 };

struct arc {
    uint32_t tail, head;
    int64_t limit, flow;
};

struct tree_node {
    int64_t potential;
    uint32_t parent, arc; /* the arc to the parent; NONE at the root */
    uint32_t depth : 31;
    uint32_t is_upward : 1;               /* the arc goes to the parent */
    uint32_t first_child, next, previous; /* siblings */
};

struct network_simplex {
    uint32_t root;
    uint32_t arc_count;
    struct arc *arcs;
    int8_t *states; /* enum arc_state */
    struct tree_node *nodes;
    uint32_t *open; /* arcs that may enter or leave */
    uint32_t open_count, next_open;
    const int64_t *costs;
};

/* The cycle that an arc closes. The shift goes from the join down to FIRST, along the arc to SECOND, and up again. */
struct cycle {
    uint32_t arc, first, second, join;
    int64_t shift;
    uint32_t leaving; /* the node whose arc to its parent leaves; NONE: the arc that enters does */
    bool is_below_first;
};

/* --- the tree --- */

static void attach(struct network_simplex *simplex, uint32_t node, uint32_t parent, uint32_t arc) {
    struct tree_node *nodes = simplex->nodes;
    uint32_t next = nodes[parent].first_child;

    nodes[node].parent = parent;
    nodes[node].arc = arc;
    nodes[node].is_upward = simplex->arcs[arc].tail == node;
    nodes[node].next = next;
    nodes[node].previous = NONE;
    nodes[parent].first_child = node;
    if (next != NONE) {
        nodes[next].previous = node;
    }
}

static void detach(struct network_simplex *simplex, uint32_t node) {
    struct tree_node *nodes = simplex->nodes;
    uint32_t next = nodes[node].next, previous = nodes[node].previous;

    if (previous == NONE) {
        nodes[nodes[node].parent].first_child = next;
    } else {
        nodes[previous].next = next;
    }
    if (next != NONE) {
        nodes[next].previous = previous;
    }
}

/* Each node of the subtree after its parent; NONE at the end. */
static uint32_t next_in_subtree(const struct tree_node *nodes, uint32_t top, uint32_t at) {
    if (nodes[at].first_child != NONE) {
        return nodes[at].first_child;
    }
    while (at != top && nodes[at].next == NONE) {
        at = nodes[at].parent;
    }
    return at == top ? NONE : nodes[at].next;
}

/* Arcs of the tree have the reduced cost zero. */
static void price_tree(struct network_simplex *simplex) {
    struct tree_node *nodes = simplex->nodes;
    uint32_t at = simplex->root;

    while ((at = next_in_subtree(nodes, simplex->root, at)) != NONE) {
        int64_t cost = simplex->costs[nodes[at].arc];

        nodes[at].potential = nodes[nodes[at].parent].potential + (nodes[at].is_upward ? -cost : cost);
    }
}

static void move_subtree(struct network_simplex *simplex, uint32_t top, int64_t potential) {
    struct tree_node *nodes = simplex->nodes;

    for (uint32_t at = top; at != NONE; at = next_in_subtree(nodes, top, at)) {
        nodes[at].depth = nodes[nodes[at].parent].depth + 1U;
        nodes[at].potential += potential;
    }
}

/* --- what enters --- */

static int64_t reduced_cost(const struct network_simplex *simplex, uint32_t arc) {
    const struct arc *a = &simplex->arcs[arc];

    return simplex->costs[arc] + simplex->nodes[a->tail].potential - simplex->nodes[a->head].potential;
}

/* So many arcs are looked at before the best of them is taken: about the root of their number, and some more. */
static uint32_t block_size(uint32_t count) {
    uint32_t size = 32;

    while ((uint64_t)size * size < count) {
        size *= 2;
    }
    return size;
}

/* The arc that lowers the cost most among a block of them; blocks are gone through in turn. NONE: the flow is optimal.
 */
static uint32_t find_entering(struct network_simplex *simplex) {
    uint32_t best = NONE, block = block_size(simplex->open_count);
    int64_t best_gain = 0;

    for (uint32_t seen = 1; seen <= simplex->open_count; seen++) {
        uint32_t arc = simplex->open[simplex->next_open];
        int8_t state = simplex->states[arc];
        int64_t gain = state == ARC_FIXED ? 0 : -state * reduced_cost(simplex, arc);

        simplex->next_open = simplex->next_open + 1 == simplex->open_count ? 0 : simplex->next_open + 1;
        if (gain > best_gain) {
            best_gain = gain;
            best = arc;
        }
        if (best != NONE && seen % block == 0) {
            break;
        }
    }
    return best;
}

/* --- what leaves --- */

static uint32_t find_join(const struct tree_node *nodes, uint32_t a, uint32_t b) {
    while (a != b) {
        if (nodes[a].depth >= nodes[b].depth) {
            a = nodes[a].parent;
        } else {
            b = nodes[b].parent;
        }
    }
    return a;
}

/* How much more can go from NODE to its parent, or with IS_DOWN from the parent to it. */
static int64_t room(const struct network_simplex *simplex, uint32_t node, bool is_down) {
    const struct tree_node *at = &simplex->nodes[node];
    const struct arc *arc = &simplex->arcs[at->arc];

    return at->is_upward == is_down ? arc->flow : arc->limit - arc->flow;
}

static struct cycle find_cycle(const struct network_simplex *simplex, uint32_t entering) {
    const struct tree_node *nodes = simplex->nodes;
    const struct arc *arc = &simplex->arcs[entering];
    bool is_empty = simplex->states[entering] == ARC_EMPTY;
    struct cycle cycle = {.arc = entering, .shift = is_empty ? arc->limit - arc->flow : arc->flow, .leaving = NONE};

    cycle.first = is_empty ? arc->tail : arc->head;
    cycle.second = is_empty ? arc->head : arc->tail;
    cycle.join = find_join(nodes, cycle.first, cycle.second);
    for (uint32_t at = cycle.first; at != cycle.join; at = nodes[at].parent) {
        if (room(simplex, at, true) < cycle.shift) {
            cycle.shift = room(simplex, at, true);
            cycle.leaving = at;
            cycle.is_below_first = true;
        }
    }
    for (uint32_t at = cycle.second; at != cycle.join; at = nodes[at].parent) {
        if (room(simplex, at, false) <= cycle.shift) {
            cycle.shift = room(simplex, at, false);
            cycle.leaving = at;
            cycle.is_below_first = false;
        }
    }
    return cycle;
}

/* --- a pivot --- */

static void shift_path(struct network_simplex *simplex, uint32_t from, uint32_t join, int64_t shift, bool is_down) {
    for (uint32_t at = from; at != join; at = simplex->nodes[at].parent) {
        simplex->arcs[simplex->nodes[at].arc].flow += simplex->nodes[at].is_upward == is_down ? -shift : shift;
    }
}

static void shift_flow(struct network_simplex *simplex, const struct cycle *cycle) {
    if (cycle->shift > 0) {
        simplex->arcs[cycle->arc].flow += simplex->states[cycle->arc] * cycle->shift;
        shift_path(simplex, cycle->first, cycle->join, cycle->shift, true);
        shift_path(simplex, cycle->second, cycle->join, cycle->shift, false);
    }
}

/* Hangs the subtree below the arc that leaves on the one that enters: the path between them turns round. */
static void turn_subtree(struct network_simplex *simplex, const struct cycle *cycle) {
    struct tree_node *nodes = simplex->nodes;
    uint32_t top = cycle->is_below_first ? cycle->first : cycle->second;
    uint32_t parent = cycle->is_below_first ? cycle->second : cycle->first;
    uint32_t arc = cycle->arc, node = top;
    int64_t reduced = reduced_cost(simplex, arc);

    for (bool is_last = false; !is_last;) {
        uint32_t old_parent = nodes[node].parent, old_arc = nodes[node].arc;

        is_last = node == cycle->leaving;
        detach(simplex, node);
        attach(simplex, node, parent, arc);
        parent = node;
        arc = old_arc;
        node = old_parent;
    }
    move_subtree(simplex, top, simplex->arcs[cycle->arc].tail == top ? -reduced : reduced);
}

static void pivot(struct network_simplex *simplex, uint32_t entering) {
    struct cycle cycle = find_cycle(simplex, entering);
    uint32_t leaving;

    shift_flow(simplex, &cycle);
    if (cycle.leaving == NONE) {
        simplex->states[entering] = (int8_t)-simplex->states[entering];
        return;
    }
    leaving = simplex->nodes[cycle.leaving].arc;
    simplex->states[entering] = ARC_FIXED;
    simplex->states[leaving] = simplex->arcs[leaving].flow == 0 ? ARC_EMPTY : ARC_FULL;
    turn_subtree(simplex, &cycle);
}

/* Of an optimal flow: arcs whose reduced cost is not zero stay as they are in all optimal flows. */
static void keep_optimal(struct network_simplex *simplex) {
    uint32_t kept = 0;

    for (uint32_t i = 0; i < simplex->open_count; i++) {
        uint32_t arc = simplex->open[i];

        if (reduced_cost(simplex, arc) == 0) {
            simplex->open[kept++] = arc;
        } else {
            simplex->states[arc] = ARC_FIXED;
        }
    }
    simplex->open_count = kept;
    simplex->next_open = 0;
}

#ifndef NDEBUG
/* From every node something can be sent to the root. */
static bool is_strongly_feasible(const struct network_simplex *simplex) {
    for (uint32_t node = 0; node < simplex->root; node++) {
        if (room(simplex, node, false) <= 0) {
            return false;
        }
    }
    return true;
}
#endif

void network_simplex_minimize(struct network_simplex *simplex, const int64_t *costs) {
    uint32_t entering;

    simplex->costs = costs;
    price_tree(simplex);
    while ((entering = find_entering(simplex)) != NONE) {
        pivot(simplex, entering);
    }
    assert(is_strongly_feasible(simplex));
    keep_optimal(simplex);
    simplex->costs = NULL;
}

/* --- the beginning --- */

static void init_arcs(struct network_simplex *simplex, const struct network *network) {
    for (uint32_t i = 0; i < network->arc_count; i++) {
        simplex->arcs[i] = (struct arc){network->tails[i], network->heads[i], network->limits[i], 0};
        simplex->states[i] = ARC_EMPTY;
    }
    for (uint32_t node = 0; node < simplex->root; node++) {
        bool is_source = node < network->source_count;
        struct arc arc = {is_source ? node : simplex->root, is_source ? simplex->root : node, INT64_MAX,
                          network->units[node]};

        assert(network->units[node] >= !is_source);
        simplex->arcs[network->arc_count + node] = arc;
        simplex->states[network->arc_count + node] = ARC_FIXED;
    }
    for (uint32_t i = 0; i < simplex->arc_count; i++) {
        simplex->open[i] = i;
    }
}

static void init_tree(struct network_simplex *simplex, uint32_t star) {
    simplex->nodes[simplex->root] = (struct tree_node){0, NONE, NONE, 0, 0, NONE, NONE, NONE};
    for (uint32_t node = simplex->root; node-- > 0;) {
        simplex->nodes[node].first_child = NONE;
        attach(simplex, node, simplex->root, star + node);
        simplex->nodes[node].depth = 1;
    }
}

enum err_code network_simplex_new(const struct network *network, struct network_simplex **ret_simplex,
                                  struct err *err) {
    struct network_simplex *simplex CLEANUP(network_simplex_free_cleanup) = calloc(1, sizeof *simplex);

    if (!simplex) {
        return err_no_memory(err);
    }
    simplex->root = network->source_count + network->sink_count;
    simplex->arc_count = simplex->open_count = network->arc_count + simplex->root;
    simplex->arcs = calloc((size_t)simplex->arc_count + 1, sizeof *simplex->arcs);
    simplex->states = calloc((size_t)simplex->arc_count + 1, sizeof *simplex->states);
    simplex->open = calloc((size_t)simplex->arc_count + 1, sizeof *simplex->open);
    simplex->nodes = calloc((size_t)simplex->root + 1, sizeof *simplex->nodes);
    if (!simplex->arcs || !simplex->states || !simplex->open || !simplex->nodes) {
        return err_no_memory(err);
    }
    init_arcs(simplex, network);
    init_tree(simplex, network->arc_count);
    *ret_simplex = TAKE_PTR(simplex);
    return ERR_OK;
}

void network_simplex_free(struct network_simplex *simplex) {
    if (simplex) {
        free(simplex->arcs);
        free(simplex->states);
        free(simplex->open);
        free(simplex->nodes);
        free(simplex);
    }
}

int64_t network_simplex_flow(const struct network_simplex *simplex, uint32_t arc) {
    return simplex->arcs[arc].flow;
}

int64_t network_simplex_potential(const struct network_simplex *simplex, uint32_t node) {
    return simplex->nodes[node].potential;
}
