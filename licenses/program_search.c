#include "licenses/program_search.h"

#include "licenses/relaxation.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NO_NODE UINT32_MAX

/* What is left to look at: the root's box, with one variable's bounds narrowed at each step from there. */
struct node {
    uint32_t parent;
    uint32_t depth;
    uint32_t variable;
    int64_t lower;
    int64_t upper;
    int64_t bound;
};

struct search {
    struct part *part;
    struct relaxation *relaxation;
    struct box root; /* the part's own bounds */
    struct box box;  /* of the node at hand */
    int64_t *best;
    int64_t *candidate;
    __int128 *rest;
    __int128 *root_rest;
    double *multipliers;
    bool has_best;
    struct node *nodes;
    uint32_t node_count;
    uint32_t node_capacity;
    uint32_t *heap; /* open nodes, the most promising one first */
    uint32_t heap_count;
    uint32_t objective; /* what is being minimised, or was last */
    int64_t step;       /* all of its values are multiples of it */
    int64_t best_value;
    struct box_bound root_bound;
};

static enum err_code allocate(struct search *search, struct err *err) {
    size_t variables = (size_t)search->part->variable_count + 1;

    search->box.lower = calloc(variables, sizeof *search->box.lower);
    search->box.upper = calloc(variables, sizeof *search->box.upper);
    search->best = calloc(variables, sizeof *search->best);
    search->candidate = calloc(variables, sizeof *search->candidate);
    search->rest = calloc(variables, sizeof *search->rest);
    search->root_rest = calloc(variables, sizeof *search->root_rest);
    search->multipliers = calloc((size_t)search->part->row_count + 1, sizeof *search->multipliers);
    return search->box.lower && search->box.upper && search->best && search->candidate && search->rest &&
                   search->root_rest && search->multipliers
               ? ERR_OK
               : err_no_memory(err);
}

enum err_code search_new(struct part *part, struct search **ret_search, struct err *err) {
    CLEANUP(search_free_cleanup) struct search *search = calloc(1, sizeof *search);
    enum err_code code = ERR_OK;

    if (!search) {
        return err_no_memory(err);
    }
    search->part = part;
    search->root = (struct box){part->lower, part->upper};
    code = allocate(search, err);
    code = code ? code : relaxation_new(part, &search->relaxation, err);
    if (!code) {
        *ret_search = TAKE_PTR(search);
    }
    return code;
}

void search_free(struct search *search) {
    if (search) {
        relaxation_free(search->relaxation);
        free(search->box.lower);
        free(search->box.upper);
        free(search->best);
        free(search->candidate);
        free(search->rest);
        free(search->root_rest);
        free(search->multipliers);
        free(search->nodes);
        free(search->heap);
        free(search);
    }
}

const int64_t *search_values(const struct search *search) {
    return search->best;
}

/* Open nodes: a heap, by bound, then the deeper, then the older. */

static bool is_before(const struct search *search, uint32_t a, uint32_t b) {
    const struct node *x = &search->nodes[a], *y = &search->nodes[b];

    if (x->bound != y->bound) {
        return x->bound < y->bound;
    }
    return x->depth != y->depth ? x->depth > y->depth : a < b;
}

static void push_open(struct search *search, uint32_t node) {
    uint32_t place = search->heap_count++;

    while (place > 0 && is_before(search, node, search->heap[(place - 1) / 2])) {
        search->heap[place] = search->heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    search->heap[place] = node;
}

static uint32_t pop_open(struct search *search) {
    uint32_t first, last, place = 0;

    if (search->heap_count == 0) {
        return NO_NODE;
    }
    first = search->heap[0];
    last = search->heap[--search->heap_count];
    for (uint32_t child = 1; child < search->heap_count; child = 2 * place + 1) {
        child += child + 1 < search->heap_count && is_before(search, search->heap[child + 1], search->heap[child]);
        if (is_before(search, last, search->heap[child])) {
            break;
        }
        search->heap[place] = search->heap[child];
        place = child;
    }
    search->heap[place] = last;
    return first;
}

/* Room for two nodes more, and for all of them in the heap. */
static enum err_code make_room(struct search *search, struct err *err) {
    uint32_t wanted = search->node_capacity ? search->node_capacity * 2 : 64;
    struct node *nodes;
    uint32_t *heap;

    if (search->node_count + 2 <= search->node_capacity) {
        return ERR_OK;
    }
    nodes = wanted < UINT32_MAX / 4 ? reallocarray(search->nodes, wanted, sizeof *nodes) : NULL;
    search->nodes = nodes ? nodes : search->nodes;
    heap = nodes ? reallocarray(search->heap, wanted, sizeof *heap) : NULL;
    search->heap = heap ? heap : search->heap;
    if (!heap) {
        return err_no_memory(err);
    }
    search->node_capacity = wanted;
    return ERR_OK;
}

static int64_t clamp(__int128 value) {
    return value < INT64_MIN ? INT64_MIN : value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

/* What the objective is at least within the root's box, by its terms alone. */
static int64_t plain_bound(const struct search *search) {
    const struct part *part = search->part;
    __int128 sum = 0;

    if (search->objective == UINT32_MAX) {
        return 0;
    }
    for (uint32_t i = 0; i < part->rows[search->objective].count; i++) {
        struct program_term term = part->terms[part->rows[search->objective].first + i];
        const int64_t *end = term.factor > 0 ? search->root.lower : search->root.upper;

        sum += (__int128)term.factor * end[term.variable];
    }
    return clamp(sum);
}

static int64_t step_of(const struct part *part, uint32_t objective) {
    int64_t step = 0;

    for (uint32_t i = 0; objective != UINT32_MAX && i < part->rows[objective].count; i++) {
        int64_t rest = part->terms[part->rows[objective].first + i].factor;

        while (rest) {
            int64_t next = step % rest;

            step = rest;
            rest = next;
        }
    }
    return step ? llabs(step) : 1;
}

/* The least multiple of the step that is not below VALUE/BOX_SCALE. */
static int64_t round_up(const struct search *search, __int128 value) {
    __int128 unit = (__int128)search->step * BOX_SCALE;
    __int128 steps = value / unit + (value % unit > 0);

    return clamp(steps * search->step);
}

static int64_t value_of(const struct search *search, const int64_t *values) {
    return search->objective == UINT32_MAX ? 0 : (int64_t)part_value(search->part, search->objective, values);
}

static void open_box(struct search *search, uint32_t node) {
    size_t size = search->part->variable_count * sizeof *search->box.lower;

    memcpy(search->box.lower, search->root.lower, size);
    memcpy(search->box.upper, search->root.upper, size);
    for (; search->nodes[node].parent != NO_NODE; node = search->nodes[node].parent) {
        const struct node *step = &search->nodes[node];
        int64_t *lower = &search->box.lower[step->variable], *upper = &search->box.upper[step->variable];

        *lower = step->lower > *lower ? step->lower : *lower;
        *upper = step->upper < *upper ? step->upper : *upper;
    }
}

/* Only what is better than the best counts, except at the root, whose box is kept for later levels. */
static bool tighten(struct search *search, bool is_root) {
    struct program_row *row = search->objective == UINT32_MAX ? NULL : &search->part->rows[search->objective];
    int64_t upper = row ? row->upper : 0;
    bool is_possible;

    if (row && search->has_best && !is_root) {
        row->upper = clamp((__int128)search->best_value - search->step);
    }
    is_possible = box_tighten(search->part, &search->box);
    if (row) {
        row->upper = upper;
    }
    return is_possible;
}

/* Carries follow from the variables of the program. */
static void set_carries(const struct part *part, int64_t *values) {
    for (size_t i = 0; i < part->level_count; i++) {
        for (uint32_t place = 0; place + 1 < part->levels[i].digit_count; place++) {
            const struct program_row *row = &part->rows[part->levels[i].digits[place]];
            uint32_t carry = part->terms[row->first + row->count - 1].variable;
            __int128 value;

            values[carry] = 0;
            value = part_value(part, part->levels[i].digits[place], values);
            values[carry] = (int64_t)(value / PROGRAM_BASE - (value % PROGRAM_BASE < 0));
        }
    }
}

/* The whole number within the box that is nearest to VALUE, which may be anything. */
static int64_t nearest(const struct search *search, uint32_t variable, double value) {
    int64_t lower = search->box.lower[variable], upper = search->box.upper[variable];

    if (!(value > (double)lower)) {
        return lower;
    }
    return value < (double)upper ? (int64_t)nearbyint(value) : upper;
}

/* Rounds the relaxed solution; takes it if it is one, and better. */
static void try_rounded(struct search *search, const double *values) {
    const struct part *part = search->part;
    int64_t value;

    for (uint32_t i = 0; i < part->own_count; i++) {
        search->candidate[i] = nearest(search, i, values[i]);
    }
    set_carries(part, search->candidate);
    if (!part_is_kept(part, search->candidate)) {
        return;
    }
    value = value_of(search, search->candidate);
    if (!search->has_best || value < search->best_value) {
        memcpy(search->best, search->candidate, part->variable_count * sizeof *search->best);
        search->best_value = value;
        search->has_best = true;
    }
}

/* Does REASON, of either sign, prove that the box has no solution? */
static bool is_refuted(struct search *search, const double *reason) {
    uint32_t count = search->part->row_count;
    double most = 0;
    struct box_bound bound;

    for (uint32_t i = 0; i < count; i++) {
        most = fmax(most, fabs(reason[i]));
    }
    for (int sign = 1; most > 0 && sign >= -1; sign -= 2) {
        for (uint32_t i = 0; i < count; i++) {
            search->multipliers[i] = sign * reason[i] / most;
        }
        bound = box_bound_by(search->part, &search->box, UINT32_MAX, search->multipliers, search->rest);
        if (bound.is_known && bound.value > 0) {
            return true;
        }
    }
    return false;
}

/* Of the most urgent variables that are not whole the first, else the first that is not fixed; NO_NODE: all are. */
static uint32_t choose_variable(const struct search *search, const double *values) {
    static const double noise = 1e-6;
    const unsigned *urgency = search->part->urgency;
    uint32_t chosen = NO_NODE;
    bool is_whole = true; /* what is chosen */

    for (uint32_t i = 0; i < search->part->own_count; i++) {
        if (search->box.lower[i] == search->box.upper[i]) {
            continue;
        }
        if (fabs(values[i] - nearbyint(values[i])) > noise) {
            chosen = is_whole || urgency[i] > urgency[chosen] ? i : chosen;
            is_whole = false;
        } else if (chosen == NO_NODE) {
            chosen = i;
        }
    }
    return chosen;
}

static uint32_t add_node(struct search *search, uint32_t parent, uint32_t variable, int64_t lower, int64_t upper) {
    const struct node *from = &search->nodes[parent];

    search->nodes[search->node_count] = (struct node){parent, from->depth + 1, variable, lower, upper, from->bound};
    return search->node_count++;
}

/* Divides a node in two; returns the one whose box the relaxed value is nearer to, the other is open. */
static uint32_t branch(struct search *search, uint32_t node, uint32_t variable, double value) {
    int64_t lower = search->box.lower[variable], upper = search->box.upper[variable];
    int64_t split = nearest(search, variable, floor(value));
    uint32_t below, above;
    bool is_above;

    split = split < upper ? split : upper - 1;
    is_above = value - (double)split >= 0.5;
    below = add_node(search, node, variable, lower, split);
    above = add_node(search, node, variable, split + 1, upper);
    push_open(search, is_above ? below : above);
    return is_above ? above : below;
}

static bool is_hopeless(const struct search *search, uint32_t node) {
    return search->has_best && search->nodes[node].bound >= search->best_value;
}

static void raise_bound(struct search *search, uint32_t node, const double *multipliers) {
    struct box_bound bound = box_bound_by(search->part, &search->box, search->objective, multipliers, search->rest);
    int64_t rounded = bound.is_known ? round_up(search, bound.value) : INT64_MIN;

    if (rounded > search->nodes[node].bound) {
        search->nodes[node].bound = rounded;
    }
    if (search->nodes[node].parent == NO_NODE) {
        search->root_bound = bound;
        memcpy(search->root_rest, search->rest, search->part->variable_count * sizeof *search->rest);
    }
}

static void keep_root(struct search *search) {
    size_t size = search->part->variable_count * sizeof *search->root.lower;

    memcpy(search->root.lower, search->box.lower, size);
    memcpy(search->root.upper, search->box.upper, size);
}

/* Looks at one node; returns the child to go on with, NO_NODE when the node is closed. */
static uint32_t visit(struct search *search, uint32_t node) {
    bool is_root = search->nodes[node].parent == NO_NODE;
    struct relaxation_answer answer;
    uint32_t variable;

    open_box(search, node);
    if (!tighten(search, is_root)) {
        return NO_NODE;
    }
    if (is_root) {
        keep_root(search);
    }
    relaxation_solve(search->relaxation, &search->box, &answer);
    raise_bound(search, node, answer.multipliers);
    if (answer.reason && is_refuted(search, answer.reason)) {
        return NO_NODE;
    }
    if (!is_hopeless(search, node)) {
        try_rounded(search, answer.values);
    }
    variable = choose_variable(search, answer.values);
    if (is_hopeless(search, node) || variable == NO_NODE) {
        return NO_NODE;
    }
    return branch(search, node, variable, answer.values[variable]);
}

static void begin(struct search *search, uint32_t objective) {
    search->objective = objective;
    search->step = step_of(search->part, objective);
    search->best_value = search->has_best ? value_of(search, search->best) : 0;
    search->node_count = 1;
    search->heap_count = 0;
    search->root_bound.is_known = false;
    search->nodes[0] = (struct node){.parent = NO_NODE, .bound = plain_bound(search)};
    relaxation_set_objective(search->relaxation, objective);
}

static void report(const struct search *search, struct search_outcome *ret_outcome) {
    int64_t open = search->heap_count > 0 ? search->nodes[search->heap[0]].bound : INT64_MAX;
    int64_t value = search->has_best ? search->best_value : 0;

    ret_outcome->has_solution = search->has_best;
    ret_outcome->value = value;
    ret_outcome->bound = search->has_best && open > value ? value : open;
    ret_outcome->is_closed = search->has_best ? open >= value : search->heap_count == 0;
}

enum err_code search_minimise(struct search *search, uint32_t objective, uint64_t nodes,
                              struct search_outcome *ret_outcome, struct err *err) {
    struct search_outcome outcome = {0};
    enum err_code code = make_room(search, err);
    uint32_t node = 0;

    if (code) {
        return code;
    }
    for (begin(search, objective); node != NO_NODE && outcome.nodes < nodes; outcome.nodes++) {
        code = make_room(search, err);
        if (code) {
            return code;
        }
        node = visit(search, node);
        node = node == NO_NODE ? pop_open(search) : node;
        if (node != NO_NODE && is_hopeless(search, node)) {
            node = pop_open(search);
        }
        /* the heap's first is its least: behind one without hope there is none */
        node = node != NO_NODE && is_hopeless(search, node) ? NO_NODE : node;
    }
    if (node != NO_NODE) {
        push_open(search, node);
    }
    report(search, &outcome);
    *ret_outcome = outcome;
    return ERR_OK;
}

void search_settle(struct search *search, uint32_t objective, int64_t value, bool is_closed) {
    struct program_row *row = &search->part->rows[objective];

    assert(objective == search->objective && search->has_best);
    row->upper = value < row->upper ? value : row->upper;
    row->lower = is_closed && value > row->lower ? value : row->lower;
    relaxation_update_row(search->relaxation, objective);
    box_tighten_by_costs(search->part, &search->root, &search->root_bound, search->root_rest, value);
}

/* Gives the form for breaking ties to the next variables, from *FIRST on: as many as whole numbers within the factors
 * can tell apart, each weighing more than all behind it. *FIRST is then the next one. */
static void weigh_variables(struct search *search, uint32_t *first) {
    struct part *part = search->part;
    struct program_row *row = &part->rows[part->tie_row];
    struct program_term *terms = part->terms + row->first;
    int64_t product = 1;

    row->count = 0;
    for (; *first < part->own_count && row->count < PROGRAM_TIES; (*first)++) {
        int64_t width = part->upper[*first] - part->lower[*first] + 1;

        if (width > 1 && row->count > 0 && product > PROGRAM_MAX_FACTOR / width) {
            break;
        }
        if (width > 1) {
            terms[row->count++] = (struct program_term){*first, 1};
            product *= width;
        }
    }
    for (uint32_t i = row->count; i-- > 1;) {
        const struct program_term *behind = &terms[i];

        terms[i - 1].factor = behind->factor * (part->upper[behind->variable] - part->lower[behind->variable] + 1);
    }
}

static void fix(struct search *search, uint32_t first, uint32_t end) {
    for (uint32_t i = first; i < end; i++) {
        search->root.lower[i] = search->root.upper[i] = search->best[i];
    }
    /* it holds the best solution, so that there is one */
    box_tighten(search->part, &search->root);
}

/* From *NEXT on, fixes what is already at its least. */
static void skip_least(struct search *search, uint32_t *next) {
    for (; *next < search->part->own_count && search->best[*next] == search->root.lower[*next]; (*next)++) {
        search->root.upper[*next] = search->root.lower[*next];
    }
}

enum err_code search_break_ties(struct search *search, uint64_t nodes, uint64_t *ret_nodes, bool *ret_is_unique,
                                struct err *err) {
    uint64_t left = nodes;
    struct search_outcome outcome = {.is_closed = true};

    assert(search->has_best);
    for (uint32_t next = 0; outcome.is_closed;) {
        uint32_t first;
        enum err_code code;

        skip_least(search, &next);
        if (next == search->part->own_count) {
            break;
        }
        first = next;
        weigh_variables(search, &next);
        code = search_minimise(search, search->part->tie_row, left, &outcome, err);
        if (code) {
            return code;
        }
        left -= outcome.nodes;
        if (outcome.is_closed) {
            fix(search, first, next);
        }
    }
    *ret_nodes = nodes - left;
    *ret_is_unique = outcome.is_closed;
    return ERR_OK;
}
