#include "licenses/allocation_sums.h"

#include "base/arena.h"

#include <stdlib.h>

enum kind { KIND_MISSING, KIND_INCOMPLETE, KIND_GIVEN };
enum { KEYS = 6 };

/* A variable, and all that decides what it costs. */
struct member {
    enum kind kind;
    int64_t keys[KEYS];
    uint32_t variable;
    int64_t upper;
};

struct summing {
    struct allocation_model *model;
    struct member *members;
    size_t count;
};

static const struct allocation_option *option_of(const struct summing *summing, uint32_t option) {
    return &summing->model->parts->problem->options[option];
}

static void add_given(struct summing *summing, uint32_t option, const struct allocation_column *column, int64_t units) {
    const struct allocation_parts *parts = summing->model->parts;

    for (size_t i = parts->first_source[option]; i < parts->first_source[option + 1]; i++) {
        const struct allocation_source *source = &parts->sources[i];
        int64_t most = parts->capacities[source->lot];

        summing->members[summing->count++] = (struct member){
            .kind = KIND_GIVEN,
            .keys = {summing->model->places[source->lot], source->breaches, source->moves,
                     column->uses == ALLOCATION_NO_USES},
            .variable = column->first_given + (uint32_t)(i - parts->first_source[option]),
            .upper = most < units ? most : units,
        };
    }
}

static void add_option(struct summing *summing, const struct allocation_piece *piece, uint32_t place) {
    const struct allocation_parts *parts = summing->model->parts;
    uint32_t option = piece->block->options[place];
    const struct allocation_option *of = option_of(summing, option);
    const struct allocation_column *column = &piece->columns[place];
    int64_t units = of->units * piece->sites;

    summing->members[summing->count++] = (struct member){
        .kind = KIND_MISSING,
        .keys = {parts->is_certain[option], of->price, of->further, of->rights, of->units == 1,
                 column->uses == ALLOCATION_NO_USES},
        .variable = column->missing,
        .upper = units,
    };
    if (of->units > 1) {
        summing->members[summing->count++] = (struct member){
            .kind = KIND_INCOMPLETE, .keys = {of->units}, .variable = column->incomplete, .upper = piece->sites};
    }
    add_given(summing, option, column, units);
}

static int compare_keys(const struct member *a, const struct member *b) {
    int order = (a->kind > b->kind) - (a->kind < b->kind);

    for (int i = 0; order == 0 && i < KEYS; i++) {
        order = (a->keys[i] > b->keys[i]) - (a->keys[i] < b->keys[i]);
    }
    return order;
}

static int compare_members(const void *left, const void *right) {
    const struct member *a = left, *b = right;
    int order = compare_keys(a, b);

    return order ? order : (a->variable > b->variable) - (a->variable < b->variable);
}

/* No more than all that a lot has is given from it, whatever single options could take. */
static int64_t most_of(const struct summing *summing, const struct member *member) {
    const struct allocation_model *model = summing->model;

    return member->kind == KIND_GIVEN ? model->parts->capacities[model->part->lots[member->keys[0]]] : INT64_MAX;
}

/* From FIRST on, members of equal keys whose sum is within what programs take. RET_MOST is what it can come to. */
static size_t end_of_sum(const struct summing *summing, size_t first, int64_t *ret_most) {
    int64_t most = most_of(summing, &summing->members[first]), sum = 0;
    size_t end = first;

    for (; end < summing->count && compare_keys(&summing->members[first], &summing->members[end]) == 0; end++) {
        int64_t with = sum + summing->members[end].upper;

        if ((with < most ? with : most) > PROGRAM_MAX_BOUND) {
            break;
        }
        sum = with;
    }
    *ret_most = sum < most ? sum : most;
    return end;
}

/* Behind all other variables, which decide ties without it. */
static enum err_code add_variable(struct program *program, int64_t most, unsigned urgency, uint32_t *ret_variable,
                                  struct err *err) {
    uint64_t order = UINT64_MAX / 2 + program_variable_count(program);
    uint32_t variable;
    enum err_code code = program_add_variable(program, 0, most, order, &variable, err);

    if (!code) {
        program_branch_first(program, variable, urgency);
        *ret_variable = variable;
    }
    return code;
}

static enum err_code add_sum(struct summing *summing, size_t first, size_t end, int64_t most,
                             struct program_term *terms, struct err *err) {
    struct allocation_model *model = summing->model;
    uint32_t sum, count = 0;
    enum err_code code = add_variable(model->program, most, 1, &sum, err);

    if (code) {
        return code;
    }
    terms[count++] = (struct program_term){sum, -1};
    for (size_t i = first; i < end; i++) {
        terms[count++] = (struct program_term){summing->members[i].variable, 1};
        model->sums[summing->members[i].variable] = i == first ? sum : ALLOCATION_IN_SUM;
    }
    return program_add_row(model->program, terms, count, 0, 0, err);
}

static enum err_code add_sums(struct summing *summing, struct program_term *terms, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t first = 0, end; !code && first < summing->count; first = end) {
        int64_t most;

        end = end_of_sum(summing, first, &most);
        if (end > first + 1) {
            code = add_sum(summing, first, end, most, terms, err);
        }
        end = end > first ? end : first + 1;
    }
    return code;
}

/* --- sums of sums --- */

/* Those of a kind that agree in their first keys: where prices differ little, a whole unit more or less is what counts.
 */
struct total {
    enum kind kind;
    int keys;
    unsigned urgency;
};
static const struct total totals[] = {
    {KIND_MISSING, 2, 2}, {KIND_MISSING, 0, 3}, {KIND_INCOMPLETE, 0, 2}, {KIND_GIVEN, 1, 2}};

static bool is_together(const struct total *total, const struct member *a, const struct member *b) {
    bool is = a->kind == total->kind && b->kind == total->kind;

    for (int i = 0; i < total->keys; i++) {
        is &= a->keys[i] == b->keys[i];
    }
    return is;
}

static enum err_code add_total(struct summing *summing, const struct total *total, size_t first, size_t end,
                               struct program_term *terms, struct err *err) {
    struct program *program = summing->model->program;
    size_t count = 1;
    int64_t most = 0;
    uint32_t number;
    enum err_code code;

    for (size_t i = first; i < end; i++) {
        uint32_t variable = summing->members[i].variable, sum = summing->model->sums[variable];

        most += summing->members[i].upper;
        if (sum != ALLOCATION_IN_SUM) {
            terms[count++] = (struct program_term){sum == ALLOCATION_NO_SUM ? variable : sum, 1};
        }
    }
    if (count < 3 || most > PROGRAM_MAX_BOUND) {
        return ERR_OK;
    }
    code = add_variable(program, most, total->urgency, &number, err);
    if (code) {
        return code;
    }
    terms[0] = (struct program_term){number, -1};
    return program_add_row(program, terms, count, 0, 0, err);
}

static enum err_code add_totals(struct summing *summing, const struct total *total, struct program_term *terms,
                                struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t first = 0, end; !code && first < summing->count; first = end) {
        for (end = first + 1;
             end < summing->count && is_together(total, &summing->members[first], &summing->members[end]); end++) {
        }
        code = end > first + 1 ? add_total(summing, total, first, end, terms, err) : ERR_OK;
    }
    return code;
}

enum err_code allocation_sums_add(struct allocation_model *model, struct err *err) {
    size_t variables = program_variable_count(model->program);
    struct program_term *terms = arena_alloc_array(model->arena, variables + 2, sizeof *terms);
    struct summing summing = {.model = model,
                              .members = arena_alloc_array(model->arena, variables + 1, sizeof *summing.members)};

    /* sums have none themselves, and there are fewer of them than variables */
    model->sums = arena_alloc_array(model->arena, 2 * variables + 1, sizeof *model->sums);
    if (!terms || !summing.members || !model->sums) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < 2 * variables + 1; i++) {
        model->sums[i] = ALLOCATION_NO_SUM;
    }
    for (size_t i = 0; i < model->piece_count; i++) {
        for (uint32_t k = 0; k < model->pieces[i].block->option_count; k++) {
            add_option(&summing, &model->pieces[i], k);
        }
    }
    qsort(summing.members, summing.count, sizeof *summing.members, compare_members);
    enum err_code code = add_sums(&summing, terms, err);
    for (size_t i = 0; !code && i < ARRAY_LEN(totals); i++) {
        code = add_totals(&summing, &totals[i], terms, err);
    }
    return code;
}
