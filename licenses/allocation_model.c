#include "licenses/allocation_model.h"

#include "licenses/allocation_sums.h"

#include "base/arena.h"

#include <stdlib.h>

/* A row or level as it is put together. */
struct form {
    struct program_term *terms;
    size_t count;
    __int128 most; /* what it can come to, either way */
};

/* One covers the other. */
struct covering {
    uint32_t demand, option; /* the option by its place in the block */
};

static const struct allocation_option *option_of(const struct allocation_model *model,
                                                 const struct allocation_block *block, uint32_t place) {
    return &model->parts->problem->options[block->options[place]];
}

static uint32_t sites_of(const struct allocation_model *model, const struct allocation_block *block) {
    return model->parts->problem->groups[block->group].sites;
}

/* --- pieces --- */

/* So that no number of units is beyond what programs take. */
static uint32_t most_sites(const struct allocation_model *model, size_t block) {
    const struct allocation_block *of = &model->part->blocks[block];
    int64_t units = 1;

    for (uint32_t i = 0; i < of->option_count; i++) {
        int64_t other = option_of(model, of, i)->units;
        units = other > units ? other : units;
    }
    return model->shapes[block].kind == ALLOCATION_MANY ? 1 : (uint32_t)(PROGRAM_MAX_BOUND / units);
}

static enum err_code find_shapes(struct allocation_model *model, struct err *err) {
    size_t count = model->part->block_count;
    enum err_code code;

    model->shapes = arena_alloc_array(model->arena, count + 1, sizeof *model->shapes);
    code = model->shapes ? ERR_OK : err_no_memory(err);
    for (size_t i = 0; !code && i < count; i++) {
        uint32_t most;

        code = allocation_shape_of(model->parts->problem, &model->part->blocks[i], model->numbers, model->arena,
                                   &model->shapes[i], err);
        most = code ? 1 : most_sites(model, i);
        model->piece_count += (sites_of(model, &model->part->blocks[i]) - 1) / most + 1;
    }
    return code;
}

static void cut_block(struct allocation_model *model, size_t number, size_t *next) {
    const struct allocation_block *block = &model->part->blocks[number];
    uint32_t most = most_sites(model, number);

    for (uint32_t left = sites_of(model, block); left > 0;) {
        uint32_t sites = left < most ? left : most;

        model->pieces[(*next)++] = (struct allocation_piece){
            .block = block, .shape = &model->shapes[number], .sites = sites, .group_place = model->group_count - 1};
        left -= sites;
    }
}

static enum err_code cut(struct allocation_model *model, struct err *err) {
    size_t next = 0;

    model->pieces = arena_alloc_array(model->arena, model->piece_count + 1, sizeof *model->pieces);
    if (!model->pieces) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < model->part->block_count; i++) {
        const struct allocation_block *block = &model->part->blocks[i];

        model->group_count += i == 0 || block->group != block[-1].group;
        cut_block(model, i, &next);
    }
    return ERR_OK;
}

/* --- variables --- */

/* Which variables come first. When it is known where options are used, and at how many sites they are not complete,
 * what is given to them is little more than a flow. */
enum class { USES, INCOMPLETE, MISSING, GIVEN };

/* Within its class each comes before those that are added later, which makes their order that of blocks and options. */
static enum err_code add_variable(struct allocation_model *model, enum class class, int64_t upper,
                                  uint32_t *ret_variable, struct err *err) {
    uint64_t order = (uint64_t) class << 32 | program_variable_count(model->program);

    return program_add_variable(model->program, 0, upper, order, ret_variable, err);
}

static enum err_code add_column(struct allocation_model *model, struct allocation_piece *piece, uint32_t place,
                                struct err *err) {
    const struct allocation_parts *parts = model->parts;
    uint32_t option = piece->block->options[place], given;
    struct allocation_column *column = &piece->columns[place];
    int64_t units = parts->problem->options[option].units;
    bool has_uses = units > 1 || parts->problem->options[option].demand_count > 1;
    enum err_code code = has_uses ? add_variable(model, USES, piece->sites, &column->uses, err) : ERR_OK;

    column->uses = has_uses ? column->uses : ALLOCATION_NO_USES;
    code = code ? code : add_variable(model, MISSING, units * piece->sites, &column->missing, err);
    if (units > 1) {
        code = code ? code : add_variable(model, INCOMPLETE, piece->sites, &column->incomplete, err);
    }
    column->first_given = (uint32_t)program_variable_count(model->program);
    for (size_t i = parts->first_source[option]; !code && i < parts->first_source[option + 1]; i++) {
        int64_t most = parts->capacities[parts->sources[i].lot];

        code = add_variable(model, GIVEN, most < units * piece->sites ? most : units * piece->sites, &given, err);
    }
    return code;
}

static enum err_code add_columns(struct allocation_model *model, struct allocation_piece *piece, struct err *err) {
    enum err_code code = ERR_OK;
    uint32_t set;

    piece->columns = arena_alloc_array(model->arena, piece->block->option_count, sizeof *piece->columns);
    piece->first_set = (uint32_t)program_variable_count(model->program);
    if (!piece->columns) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; !code && i < piece->shape->set_count; i++) {
        code = add_variable(model, USES, piece->sites, &set, err);
    }
    for (uint32_t i = 0; !code && i < piece->block->option_count; i++) {
        code = add_column(model, piece, i, err);
    }
    return code;
}

/* --- rows --- */

static void put(struct form *form, uint32_t variable, int64_t factor, int64_t most) {
    if (factor != 0) {
        form->terms[form->count++] = (struct program_term){variable, factor};
        form->most += (__int128)(factor < 0 ? -factor : factor) * most;
    }
}

static enum err_code add_row(struct allocation_model *model, struct form *form, int64_t lower, int64_t upper,
                             struct err *err) {
    size_t count = form->count;

    form->count = 0;
    return program_add_row(model->program, form->terms, count, lower, upper, err);
}

/* What is given and what is missing. */
static void put_units(const struct allocation_model *model, const struct allocation_piece *piece, uint32_t place,
                      struct form *form) {
    const struct allocation_column *column = &piece->columns[place];

    put(form, column->missing, 1, 0);
    for (uint32_t i = 0; i < option_of(model, piece->block, place)->source_count; i++) {
        put(form, column->first_given + i, 1, 0);
    }
}

static void put_uses(const struct allocation_model *model, const struct allocation_piece *piece, uint32_t place,
                     struct form *form) {
    if (piece->columns[place].uses == ALLOCATION_NO_USES) {
        put_units(model, piece, place, form);
    } else {
        put(form, piece->columns[place].uses, 1, 0);
    }
}

static enum err_code add_units(struct allocation_model *model, const struct allocation_piece *piece, uint32_t place,
                               struct form *form, struct err *err) {
    const struct allocation_column *column = &piece->columns[place];
    const struct allocation_option *option = option_of(model, piece->block, place);
    enum err_code code;

    if (column->uses == ALLOCATION_NO_USES) {
        return ERR_OK;
    }
    put(form, column->uses, -option->units, 0);
    put_units(model, piece, place, form);
    code = add_row(model, form, 0, 0, err);
    if (!code && option->units > 1) {
        put(form, column->incomplete, option->units, 0);
        put(form, column->missing, -1, 0);
        code = add_row(model, form, 0, PROGRAM_NO_UPPER, err);
    }
    return code;
}

/* Of sets, those that have one of SEVERAL. */
static void put_sets(const struct allocation_piece *piece, uint64_t several, struct form *form) {
    for (uint32_t i = 0; i < piece->shape->set_count; i++) {
        put(form, piece->first_set + i, (piece->shape->sets[i] & several) != 0, 0);
    }
}

/* Where sets are counted: each site has one, and they say where their options are used. */
static enum err_code add_sets(struct allocation_model *model, const struct allocation_piece *piece, struct form *form,
                              struct err *err) {
    enum err_code code = ERR_OK;

    if (piece->shape->kind != ALLOCATION_FEW) {
        return ERR_OK;
    }
    for (uint32_t i = 0; !code && i < piece->shape->several_count; i++) {
        put_sets(piece, UINT64_C(1) << i, form);
        put(form, piece->columns[piece->shape->several[i]].uses, -1, 0);
        code = add_row(model, form, 0, 0, err);
    }
    for (uint32_t i = 0; i < piece->shape->set_count; i++) {
        put(form, piece->first_set + i, 1, 0);
    }
    return code ? code : add_row(model, form, piece->sites, piece->sites, err);
}

static int compare_coverings(const void *left, const void *right) {
    const struct covering *a = left, *b = right;

    return a->demand != b->demand ? (a->demand > b->demand) - (a->demand < b->demand)
                                  : (a->option > b->option) - (a->option < b->option);
}

static enum err_code list_coverings(struct allocation_model *model, const struct allocation_block *block,
                                    struct covering **ret_coverings, size_t *ret_count, struct err *err) {
    struct covering *coverings;
    size_t count = 0;

    for (uint32_t i = 0; i < block->option_count; i++) {
        count += option_of(model, block, i)->demand_count;
    }
    coverings = arena_alloc_array(model->arena, count, sizeof *coverings);
    if (!coverings) {
        return err_no_memory(err);
    }
    count = 0;
    for (uint32_t i = 0; i < block->option_count; i++) {
        const uint32_t *demands = allocation_demands_of(model->parts->problem, block->options[i]);

        for (uint32_t k = 0; k < option_of(model, block, i)->demand_count; k++) {
            coverings[count++] = (struct covering){demands[k], i};
        }
    }
    qsort(coverings, count, sizeof *coverings, compare_coverings);
    *ret_coverings = coverings;
    *ret_count = count;
    return ERR_OK;
}

/* COVERINGS are those of one demand. */
static void put_demand(const struct allocation_model *model, const struct allocation_piece *piece,
                       const struct covering *coverings, size_t count, struct form *form) {
    const struct allocation_shape *shape = piece->shape;
    uint64_t several = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_several = option_of(model, piece->block, coverings[i].option)->demand_count > 1;

        if (shape->kind != ALLOCATION_FEW || !is_several) {
            put_uses(model, piece, coverings[i].option, form);
        }
        for (uint32_t k = 0; shape->kind == ALLOCATION_FEW && k < shape->several_count; k++) {
            several |= shape->several[k] == coverings[i].option ? UINT64_C(1) << k : 0;
        }
    }
    put_sets(piece, several, form);
}

static enum err_code add_demands(struct allocation_model *model, const struct allocation_piece *piece,
                                 struct form *form, struct err *err) {
    struct covering *coverings = NULL;
    size_t count = 0;
    enum err_code code = list_coverings(model, piece->block, &coverings, &count, err);

    for (size_t first = 0, end; !code && first < count; first = end) {
        for (end = first; end < count && coverings[end].demand == coverings[first].demand; end++) {
        }
        put_demand(model, piece, coverings + first, end - first, form);
        code = add_row(model, form, piece->sites, PROGRAM_NO_UPPER, err);
    }
    return code;
}

static enum err_code add_piece_rows(struct allocation_model *model, const struct allocation_piece *piece,
                                    struct form *form, struct err *err) {
    enum err_code code = add_sets(model, piece, form, err);

    code = code ? code : add_demands(model, piece, form, err);
    for (uint32_t i = 0; !code && i < piece->block->option_count; i++) {
        code = add_units(model, piece, i, form, err);
    }
    return code;
}

/* --- lots --- */

/* A variable, or the sum that speaks for it, which is put but once. */
static void put_summed(const struct allocation_model *model, struct form *form, uint32_t variable, int64_t factor,
                       int64_t most) {
    uint32_t sum = model->sums[variable];

    if (sum == ALLOCATION_NO_SUM) {
        put(form, variable, factor, most);
    } else if (sum != ALLOCATION_IN_SUM) {
        put(form, sum, factor, PROGRAM_MAX_BOUND);
    }
}

/* Calls VISIT for each variable of units given. */
static void each_given(const struct allocation_model *model,
                       void (*visit)(void *context, uint32_t lot, uint32_t variable), void *context) {
    const struct allocation_parts *parts = model->parts;

    for (size_t i = 0; i < model->piece_count; i++) {
        const struct allocation_piece *piece = &model->pieces[i];

        for (uint32_t k = 0; k < piece->block->option_count; k++) {
            size_t first = parts->first_source[piece->block->options[k]];

            for (uint32_t s = 0; s < option_of(model, piece->block, k)->source_count; s++) {
                visit(context, model->places[parts->sources[first + s].lot], piece->columns[k].first_given + s);
            }
        }
    }
}

/* What is given from lot p: variables[firsts[p]] up to before variables[firsts[p + 1]]. */
struct given_index {
    size_t *firsts;
    uint32_t *variables;
};

static void count_given(void *context, uint32_t lot, uint32_t variable) {
    struct given_index *index = context;

    (void)variable;
    index->firsts[lot]++;
}

static void place_given(void *context, uint32_t lot, uint32_t variable) {
    struct given_index *index = context;

    index->variables[--index->firsts[lot]] = variable;
}

static enum err_code add_lots(struct allocation_model *model, struct form *form, struct err *err) {
    const struct allocation_parts *parts = model->parts;
    size_t count = model->part->lot_count;
    struct given_index index = {
        .firsts = arena_alloc_array(model->arena, count + 1, sizeof *index.firsts),
        .variables =
            arena_alloc_array(model->arena, program_variable_count(model->program) + 1, sizeof *index.variables),
    };
    enum err_code code = index.firsts && index.variables ? ERR_OK : err_no_memory(err);

    if (code) {
        return code;
    }
    each_given(model, count_given, &index);
    for (size_t i = 1; i <= count; i++) {
        index.firsts[i] += index.firsts[i - 1];
    }
    each_given(model, place_given, &index);
    for (size_t i = 0; !code && i < count; i++) {
        if (parts->is_scarce[model->part->lots[i]]) {
            for (size_t k = index.firsts[i]; k < index.firsts[i + 1]; k++) {
                put_summed(model, form, index.variables[k], 1, 0);
            }
            code = add_row(model, form, PROGRAM_NO_LOWER, parts->capacities[model->part->lots[i]], err);
        }
    }
    return code;
}

/* --- levels --- */

static int64_t missing_cost(const struct allocation_model *model, const struct allocation_piece *piece, uint32_t option,
                            unsigned level) {
    if (level == ALLOCATION_TIE_GROUPS) {
        return model->group_count - piece->group_place;
    }
    return level < ALLOCATION_LEVELS ? allocation_missing_cost(model->parts, option, level) : 0;
}

static int64_t given_cost(const struct allocation_model *model, const struct allocation_piece *piece,
                          const struct allocation_source *source, unsigned level) {
    int64_t lot = model->places[source->lot];

    switch (level) {
    case ALLOCATION_TIE_LOTS:
        return lot + 1;
    case ALLOCATION_TIE_BOTH:
        return -lot * piece->group_place;
    default:
        return level < ALLOCATION_LEVELS ? allocation_given_cost(model->parts, source, level) : 0;
    }
}

static void put_alone(const struct allocation_model *model, struct form *form, uint32_t variable, int64_t factor,
                      int64_t most) {
    (void)model;
    put(form, variable, factor, most);
}

static void put_costs(const struct allocation_model *model, const struct allocation_piece *piece, uint32_t place,
                      unsigned level, struct form *form) {
    const struct allocation_column *column = &piece->columns[place];
    const struct allocation_option *option = option_of(model, piece->block, place);
    const struct allocation_source *sources =
        model->parts->sources + model->parts->first_source[piece->block->options[place]];
    int64_t units = option->units * piece->sites;
    bool is_by_group = level == ALLOCATION_TIE_GROUPS || level == ALLOCATION_TIE_BOTH;
    void (*const put_cost)(const struct allocation_model *, struct form *, uint32_t, int64_t, int64_t) =
        is_by_group ? put_alone : put_summed;

    bool has_uses = column->uses != ALLOCATION_NO_USES;
    int64_t use = level == ALLOCATION_TIE_USES && !has_uses;

    if (has_uses) {
        put(form, column->uses, level == ALLOCATION_TIE_USES, piece->sites);
    }
    put_cost(model, form, column->missing, use + missing_cost(model, piece, piece->block->options[place], level),
             units);
    if (option->units > 1) {
        put_cost(model, form, column->incomplete, level == ALLOCATION_INCOMPLETE, piece->sites);
    }
    for (uint32_t i = 0; i < option->source_count; i++) {
        put_cost(model, form, column->first_given + i, use + given_cost(model, piece, &sources[i], level), units);
    }
}

/* Levels at which nothing costs are left out, and ties of a size that no level can have. */
static enum err_code add_level(struct allocation_model *model, unsigned level, struct form *form, struct err *err) {
    form->count = 0;
    form->most = 0;
    for (size_t i = 0; i < model->piece_count; i++) {
        for (uint32_t k = 0; k < model->pieces[i].block->option_count; k++) {
            put_costs(model, &model->pieces[i], k, level, form);
        }
    }
    if (form->count == 0 || (level >= ALLOCATION_LEVELS && form->most > INT64_MAX)) {
        return ERR_OK;
    }
    model->levels[program_level_count(model->program)] = level;
    return program_add_level(model->program, form->terms, form->count, err);
}

/* --- all of it --- */

static enum err_code add_forms(struct allocation_model *model, struct err *err) {
    size_t most = program_variable_count(model->program) + 1;
    struct form form = {.terms = arena_alloc_array(model->arena, most, sizeof *form.terms)};
    enum err_code code = form.terms ? ERR_OK : err_no_memory(err);

    for (size_t i = 0; !code && i < model->piece_count; i++) {
        code = add_piece_rows(model, &model->pieces[i], &form, err);
    }
    code = code ? code : add_lots(model, &form, err);
    for (unsigned level = 0; !code && level < ALLOCATION_TIES_END; level++) {
        code = add_level(model, level, &form, err);
    }
    return code;
}

enum err_code allocation_model_build(struct allocation_model *model, struct err *err) {
    enum err_code code = find_shapes(model, err);

    code = code ? code : cut(model, err);
    for (uint32_t i = 0; i < model->part->lot_count; i++) {
        model->places[model->part->lots[i]] = i;
    }
    for (size_t i = 0; !code && i < model->piece_count; i++) {
        code = add_columns(model, &model->pieces[i], err);
    }
    code = code ? code : allocation_sums_add(model, err);
    return code ? code : add_forms(model, err);
}
