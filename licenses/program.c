#include "licenses/program.h"

#include "licenses/program_box.h"
#include "licenses/program_search.h"

#include "base/arena.h"

#include <assert.h>
#include <stdlib.h>

/* The result, with the arena that it is in. */
struct holder {
    struct program_result result; /* first: a pointer to it is one to the holder */
    struct arena *arena;
};

void program_result_free(struct program_result *result) {
    struct holder *holder = (struct holder *)result;

    if (holder) {
        arena_free(holder->arena);
        free(holder);
    }
}

/* One component, while it is solved. */
struct run {
    const struct program_limits *limits;
    struct part *part;
    struct search *search;
    struct program_component *component;
    bool is_settled; /* all levels so far are closed */
};

static int64_t plain_bound(const struct part *part, const struct part_level *level) {
    __int128 sum = 0, unit = 1;

    for (uint32_t place = 0; place < level->digit_count; place++, unit *= PROGRAM_BASE) {
        const struct program_row *row = &part->rows[level->digits[place]];

        for (size_t i = row->first; i < row->first + row->count; i++) {
            struct program_term term = part->terms[i];

            if (term.variable < part->own_count) {
                sum += unit * term.factor * (term.factor > 0 ? part->lower : part->upper)[term.variable];
            }
        }
    }
    return (int64_t)sum;
}

static int64_t level_value(const struct part *part, const struct part_level *level, const int64_t *values) {
    __int128 sum = 0, unit = 1;

    for (uint32_t place = 0; place < level->digit_count; place++, unit *= PROGRAM_BASE) {
        sum += unit * part_value(part, level->digits[place], values);
    }
    return (int64_t)sum;
}

static uint64_t tie_nodes(const struct run *run) {
    return run->limits->tie_nodes ? run->limits->tie_nodes : run->limits->nodes;
}

/* Minimises the digits of a level, the topmost first, in LEFT nodes. When one is not closed, those below it are kept as
 * they are: their least is 0. */
static enum err_code solve_level(struct run *run, const struct part_level *level, uint64_t left,
                                 struct program_level *result, struct err *err) {
    __int128 unit = 1, bound = 0;
    struct search_outcome outcome = {.is_closed = true};

    for (uint32_t i = 1; i < level->digit_count; i++) {
        unit *= PROGRAM_BASE;
    }
    for (uint32_t place = level->digit_count; place-- > 0; unit /= PROGRAM_BASE) {
        uint32_t row = level->digits[place];
        bool was_closed = outcome.is_closed;
        enum err_code code = search_minimise(run->search, row, was_closed ? left : 0, &outcome, err);

        if (code) {
            return code;
        }
        run->component->nodes += outcome.nodes;
        left -= was_closed ? outcome.nodes : 0;
        if (!outcome.has_solution) {
            run->component->state = outcome.is_closed ? PROGRAM_INFEASIBLE : PROGRAM_UNKNOWN;
            return ERR_OK;
        }
        bound += was_closed ? unit * outcome.bound : 0;
        outcome.is_closed &= was_closed;
        search_settle(run->search, row, outcome.value, outcome.is_closed && run->is_settled);
    }
    /* the best solution is among what was searched only while all levels before are closed */
    if (run->is_settled && bound > result->bound) {
        result->bound = (int64_t)bound;
    }
    run->is_settled &= outcome.is_closed;
    result->is_proven = run->is_settled;
    return ERR_OK;
}

static bool has_solution(const struct run *run) {
    return run->component->state == PROGRAM_PROVEN || run->component->state == PROGRAM_LIMITED;
}

/* Any solution: for components that no level is about. */
static enum err_code find_any(struct run *run, struct err *err) {
    struct search_outcome outcome;
    enum err_code code = search_minimise(run->search, UINT32_MAX, run->limits->nodes, &outcome, err);

    if (!code) {
        run->component->nodes += outcome.nodes;
        run->component->state = outcome.has_solution ? PROGRAM_PROVEN
                                : outcome.is_closed  ? PROGRAM_INFEASIBLE
                                                     : PROGRAM_UNKNOWN;
    }
    return code;
}

static enum err_code break_ties(struct run *run, struct err *err) {
    uint64_t nodes = 0;
    enum err_code code = search_break_ties(run->search, tie_nodes(run), &nodes, &run->component->is_unique, err);

    run->component->nodes += nodes;
    return code;
}

static bool is_about(const struct part *part) {
    for (size_t i = 0; i < part->level_count; i++) {
        if (part->levels[i].digit_count > 0) {
            return true;
        }
    }
    return false;
}

static enum err_code solve_levels(struct run *run, struct err *err) {
    const struct part *part = run->part;
    enum err_code code = is_about(part) ? ERR_OK : find_any(run, err);

    for (size_t i = 0; i < part->level_count; i++) {
        run->component->levels[i].bound = plain_bound(part, &part->levels[i]);
    }
    for (size_t i = 0; !code && has_solution(run) && i < part->level_count; i++) {
        bool is_about_ties = i + run->limits->tie_levels >= part->level_count;
        uint64_t nodes = run->is_settled && !is_about_ties ? run->limits->nodes : tie_nodes(run);

        code = solve_level(run, &part->levels[i], nodes, &run->component->levels[i], err);
    }
    if (!code && has_solution(run)) {
        run->component->state = run->is_settled ? PROGRAM_PROVEN : PROGRAM_LIMITED;
    }
    return !code && has_solution(run) && run->is_settled ? break_ties(run, err) : code;
}

static void take_values(const struct run *run, int64_t *values) {
    const struct part *part = run->part;
    const int64_t *found = search_values(run->search);

    for (uint32_t i = 0; has_solution(run) && i < part->own_count; i++) {
        values[part->variables[i]] = found[i];
    }
    for (size_t i = 0; i < part->level_count; i++) {
        struct program_level *level = &run->component->levels[i];

        level->is_proven &= has_solution(run);
        level->value = has_solution(run) ? level_value(part, &part->levels[i], found) : 0;
    }
}

static enum err_code solve_part(struct part *part, const struct program_limits *limits,
                                struct program_component *component, int64_t *values, struct err *err) {
    CLEANUP(search_free_cleanup) struct search *search = NULL;
    struct run run = {.limits = limits, .part = part, .component = component, .is_settled = true};
    enum err_code code = search_new(part, &search, err);

    component->state = PROGRAM_PROVEN;
    component->variable_count = part->own_count;
    component->row_count = part->own_row_count;
    run.search = search;
    code = code ? code : solve_levels(&run, err);
    if (!code) {
        take_values(&run, values);
    }
    return code;
}

static enum err_code solve_components(const struct program *program, const struct partition *partition,
                                      const struct program_limits *limits, struct holder *holder, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct program_result *result = &holder->result;
    uint32_t *local = arena_alloc_array(holder->arena, program->variable_count + 1, sizeof *local);
    enum err_code code = arena && local ? ERR_OK : err_no_memory(err);

    for (size_t i = 0; !code && i < partition->count; i++) {
        struct part part;

        result->components[i].levels =
            arena_alloc_array(holder->arena, program->levels.count + 1, sizeof *result->levels);
        arena_reset(arena);
        code = result->components[i].levels ? part_build(program, partition, i, local, arena, &part, err)
                                            : err_no_memory(err);
        code = code ? code : solve_part(&part, limits, &result->components[i], result->values, err);
    }
    return code;
}

/* The worst of all is the state of all. */
static void sum_up(const struct program *program, struct program_result *result) {
    static const int badness[] = {
        [PROGRAM_PROVEN] = 0, [PROGRAM_LIMITED] = 1, [PROGRAM_UNKNOWN] = 2, [PROGRAM_INFEASIBLE] = 3};

    for (size_t k = 0; k < program->levels.count; k++) {
        result->levels[k].is_proven = true;
    }
    result->is_unique = true;
    for (size_t i = 0; i < result->component_count; i++) {
        const struct program_component *component = &result->components[i];

        result->is_unique &= component->is_unique;
        result->state = badness[component->state] > badness[result->state] ? component->state : result->state;
        for (size_t k = 0; k < program->levels.count; k++) {
            result->levels[k].value += component->levels[k].value;
            result->levels[k].bound += component->levels[k].bound;
            result->levels[k].is_proven &= component->levels[k].is_proven;
        }
    }
}

/* Against the program itself, which knows nothing of parts, digits and the search. */
static void verify(const struct program *program, const struct program_result *result, int64_t *levels) {
    bool is_kept = program_check(program, result->values, levels);

    assert(is_kept);
    (void)is_kept;
    for (size_t i = 0; i < program->levels.count; i++) {
        assert(levels[i] == result->levels[i].value);
    }
}

static enum err_code solve_into(const struct program *program, const struct program_limits *limits,
                                struct holder *holder, struct err *err) {
    struct program_result *result = &holder->result;
    struct arena *arena = holder->arena;
    int64_t *levels = arena_alloc_array(arena, program->levels.count + 1, sizeof *levels);
    struct partition partition;
    enum err_code code;

    result->values = arena_alloc_array(arena, program->variable_count + 1, sizeof *result->values);
    result->levels = arena_alloc_array(arena, program->levels.count + 1, sizeof *result->levels);
    code = levels && result->values && result->levels ? partition_build(program, arena, &partition, err)
                                                      : err_no_memory(err);
    if (code) {
        return code;
    }
    result->component_of = partition.component_of;
    result->component_count = partition.count;
    result->components = arena_alloc_array(arena, partition.count + 1, sizeof *result->components);
    code = result->components ? solve_components(program, &partition, limits, holder, err) : err_no_memory(err);
    if (code) {
        return code;
    }
    result->state = partition.is_contradictory ? PROGRAM_INFEASIBLE : PROGRAM_PROVEN;
    sum_up(program, result);
    if (result->state == PROGRAM_PROVEN || result->state == PROGRAM_LIMITED) {
        verify(program, result, levels);
    } else {
        result->values = NULL;
    }
    return ERR_OK;
}

enum err_code program_solve(const struct program *program, const struct program_limits *limits,
                            struct program_result **ret_result, struct err *err) {
    struct holder *holder = calloc(1, sizeof *holder);
    enum err_code code;

    if (!holder) {
        return err_no_memory(err);
    }
    holder->arena = arena_new();
    code = holder->arena ? solve_into(program, limits, holder, err) : err_no_memory(err);
    if (code) {
        program_result_free(&holder->result);
        return code;
    }
    *ret_result = &holder->result;
    return ERR_OK;
}
