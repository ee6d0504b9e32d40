#include "licenses/allocation_take.h"

#include "base/arena.h"

#include <assert.h>

/* A block while its pieces are read. */
struct taking {
    const struct allocation_model *model;
    const int64_t *values;
    struct allocation_counts *counts;
    const struct allocation_block *block;
    const struct allocation_shape *shape;
    const struct allocation_piece *pieces; /* from its first one on */
    uint32_t *covered;                     /* by demand of the problem: sites where options of several cover it */
    uint32_t *marks;                       /* by demand: the last set that covers it, counted from 1; uses of a site */
    bool *is_used;                         /* by option of several demands, in the shape's order */
    uint32_t set_count;                    /* that have been laid */
};

static uint32_t several_at(const struct taking *taking, uint32_t place) {
    return taking->block->options[taking->shape->several[place]];
}

static uint32_t demand_count(const struct taking *taking, uint32_t option) {
    return taking->model->parts->problem->options[option].demand_count;
}

static const uint32_t *demands_of(const struct taking *taking, uint32_t option) {
    return allocation_demands_of(taking->model->parts->problem, option);
}

static uint32_t sites_of(const struct taking *taking) {
    return taking->model->parts->problem->groups[taking->block->group].sites;
}

static enum err_code add_run(struct taking *taking, uint32_t option, uint32_t first_site, uint32_t site_count,
                             struct err *err) {
    struct allocation_run run = {option, first_site, site_count};

    return allocation_add_run(taking->counts, taking->block, run, err);
}

/* Adds what PIECE says of the option at PLACE in the block. */
static void add_up(struct taking *taking, const struct allocation_piece *piece, uint32_t place) {
    const struct allocation_column *column = &piece->columns[place];
    uint32_t option = taking->block->options[place];
    size_t first = taking->counts->parts->first_source[option];
    uint32_t count = taking->model->parts->problem->options[option].source_count;

    bool has_uses = column->uses != ALLOCATION_NO_USES;

    taking->counts->uses[option] += taking->values[has_uses ? column->uses : column->missing];
    for (uint32_t i = 0; i < count; i++) {
        int64_t given = taking->values[column->first_given + i];

        taking->counts->given[first + i] += given;
        taking->counts->uses[option] += has_uses ? 0 : given;
    }
}

static bool is_several(const struct taking *taking, uint32_t place) {
    return demand_count(taking, taking->block->options[place]) > 1;
}

static void add_up_piece(struct taking *taking, const struct allocation_piece *piece) {
    for (uint32_t i = 0; i < taking->block->option_count; i++) {
        if (taking->shape->kind != ALLOCATION_MANY || !is_several(taking, i)) {
            add_up(taking, piece, i);
        }
    }
}

/* --- nested --- */

/* Each begins where the one that its demands belonged to before ends. */
static enum err_code lay_nested(struct taking *taking, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; !code && i < taking->shape->several_count; i++) {
        uint32_t option = several_at(taking, i), first = taking->covered[demands_of(taking, option)[0]];
        int64_t uses = taking->counts->uses[option], left = sites_of(taking) - first;
        uint32_t run = (uint32_t)(uses < left ? uses : left);

        allocation_trim(taking->counts, option, run);
        for (uint32_t k = 0; k < demand_count(taking, option); k++) {
            assert(taking->covered[demands_of(taking, option)[k]] == first);
            taking->covered[demands_of(taking, option)[k]] = first + run;
        }
        code = add_run(taking, option, first, run, err);
    }
    return code;
}

/* --- sets --- */

/* The options used are so at the COUNT sites from FIRST on. */
static enum err_code lay_set(struct taking *taking, uint32_t first, uint32_t count, struct err *err) {
    enum err_code code = ERR_OK;

    taking->set_count++;
    for (uint32_t i = 0; !code && i < taking->shape->several_count; i++) {
        uint32_t option = several_at(taking, i);
        const uint32_t *demands = demands_of(taking, option);

        for (uint32_t k = 0; taking->is_used[i] && k < demand_count(taking, option); k++) {
            taking->covered[demands[k]] += taking->marks[demands[k]] != taking->set_count ? count : 0;
            taking->marks[demands[k]] = taking->set_count;
        }
        code = taking->is_used[i] ? add_run(taking, option, first, count, err) : ERR_OK;
    }
    return code;
}

static enum err_code lay_few(struct taking *taking, struct err *err) {
    const struct allocation_shape *shape = taking->shape;
    uint32_t site = 0;
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; !code && i < shape->set_count; i++) {
        uint32_t count = 0;

        for (const struct allocation_piece *piece = taking->pieces; piece->shape == shape; piece++) {
            count += (uint32_t)taking->values[piece->first_set + i];
        }
        for (uint32_t k = 0; k < shape->several_count; k++) {
            taking->is_used[k] = shape->sets[i] >> k & 1;
        }
        code = count > 0 ? lay_set(taking, site, count, err) : ERR_OK;
        site += count;
    }
    return code;
}

/* --- site by site --- */

static void mark(struct taking *taking, uint32_t option, bool is_more) {
    for (uint32_t k = 0; k < demand_count(taking, option); k++) {
        taking->marks[demands_of(taking, option)[k]] += is_more ? 1 : -1U;
    }
}

static bool covers_alone(const struct taking *taking, uint32_t option) {
    for (uint32_t k = 0; k < demand_count(taking, option); k++) {
        if (taking->marks[demands_of(taking, option)[k]] == 1) {
            return true;
        }
    }
    return false;
}

/* Of the options used at a site, leaves those without which a demand would be covered by none of them. */
static void leave_needed(struct taking *taking) {
    uint32_t count = taking->shape->several_count;

    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < demand_count(taking, several_at(taking, i)); k++) {
            taking->marks[demands_of(taking, several_at(taking, i))[k]] = 0;
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        if (taking->is_used[i]) {
            mark(taking, several_at(taking, i), true);
        }
    }
    for (uint32_t i = count; i-- > 0;) {
        if (taking->is_used[i] && !covers_alone(taking, several_at(taking, i))) {
            taking->is_used[i] = false;
            mark(taking, several_at(taking, i), false);
        }
    }
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < demand_count(taking, several_at(taking, i)); k++) {
            taking->marks[demands_of(taking, several_at(taking, i))[k]] = 0;
        }
    }
}

static enum err_code lay_many(struct taking *taking, struct err *err) {
    const struct allocation_shape *shape = taking->shape;
    uint32_t site = 0;
    enum err_code code = ERR_OK;

    for (const struct allocation_piece *piece = taking->pieces; !code && piece->shape == shape; piece++) {
        for (uint32_t i = 0; i < shape->several_count; i++) {
            taking->is_used[i] = taking->values[piece->columns[shape->several[i]].uses] > 0;
        }
        leave_needed(taking);
        for (uint32_t i = 0; i < shape->several_count; i++) {
            if (taking->is_used[i]) {
                add_up(taking, piece, shape->several[i]);
            }
        }
        code = lay_set(taking, site++, 1, err);
    }
    return code;
}

/* --- blocks --- */

/* Options of one demand cover what is left. */
static void trim_singles(struct taking *taking) {
    uint32_t sites = sites_of(taking);

    for (uint32_t i = 0; i < taking->block->option_count; i++) {
        uint32_t option = taking->block->options[i];
        uint32_t *covered = &taking->covered[demands_of(taking, option)[0]];

        if (!is_several(taking, i)) {
            allocation_trim(taking->counts, option, sites - *covered);
            *covered += (uint32_t)taking->counts->uses[option];
        }
    }
}

/* Is every demand covered at all sites? Leaves all numbers 0. */
static bool clear(struct taking *taking) {
    uint32_t sites = sites_of(taking);
    bool is_covered = true;

    for (uint32_t i = 0; i < taking->block->option_count; i++) {
        uint32_t option = taking->block->options[i];

        for (uint32_t k = 0; k < demand_count(taking, option); k++) {
            is_covered &= taking->covered[demands_of(taking, option)[k]] == sites;
        }
    }
    for (uint32_t i = 0; i < taking->block->option_count; i++) {
        uint32_t option = taking->block->options[i];

        for (uint32_t k = 0; k < demand_count(taking, option); k++) {
            taking->covered[demands_of(taking, option)[k]] = taking->marks[demands_of(taking, option)[k]] = 0;
        }
    }
    return is_covered;
}

static enum err_code begin(struct taking *taking, size_t number, struct err *err) {
    const struct allocation_model *model = taking->model;

    taking->block = &model->part->blocks[number];
    taking->shape = &model->shapes[number];
    taking->covered = model->numbers;
    taking->marks = model->numbers + model->parts->problem->demand_count;
    taking->set_count = 0;
    taking->is_used = arena_alloc_array(model->arena, (size_t)taking->block->option_count + 1, sizeof *taking->is_used);
    return taking->is_used ? ERR_OK : err_no_memory(err);
}

static enum err_code take_block(struct taking *taking, struct err *err) {
    static enum err_code (*const lay[])(struct taking * taking, struct err * err) = {
        [ALLOCATION_NESTED] = lay_nested, [ALLOCATION_FEW] = lay_few, [ALLOCATION_MANY] = lay_many};
    bool is_covered;
    enum err_code code;

    for (const struct allocation_piece *piece = taking->pieces; piece->shape == taking->shape; piece++) {
        add_up_piece(taking, piece);
    }
    code = lay[taking->shape->kind](taking, err);
    if (!code) {
        trim_singles(taking);
    }
    is_covered = clear(taking);
    assert(code || is_covered);
    (void)is_covered;
    return code;
}

enum err_code allocation_take(const struct allocation_model *model, const int64_t *values,
                              struct allocation_counts *counts, struct err *err) {
    struct taking taking = {.model = model, .values = values, .counts = counts, .pieces = model->pieces};
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < model->part->block_count; i++) {
        code = begin(&taking, i, err);
        code = code ? code : take_block(&taking, err);
        for (; taking.pieces->shape == taking.shape; taking.pieces++) {
        }
    }
    return code;
}

/* --- without values --- */

/* Options that cover what none before them do; without those that later ones make superfluous. */
static void choose(struct taking *taking) {
    for (uint32_t i = 0; i < taking->block->option_count; i++) {
        uint32_t option = taking->block->options[i];

        mark(taking, option, true);
        taking->is_used[i] = covers_alone(taking, option);
        if (!taking->is_used[i]) {
            mark(taking, option, false);
        }
    }
    for (uint32_t i = 0; i < taking->block->option_count; i++) {
        uint32_t option = taking->block->options[i];

        if (taking->is_used[i] && !covers_alone(taking, option)) {
            taking->is_used[i] = false;
            mark(taking, option, false);
        }
    }
}

static void give(struct taking *taking, uint32_t option, int64_t *left) {
    const struct allocation_parts *parts = taking->model->parts;
    int64_t wanted = parts->problem->options[option].units * sites_of(taking);

    taking->counts->uses[option] = sites_of(taking);
    for (size_t i = parts->first_source[option]; i < parts->first_source[option + 1]; i++) {
        int64_t *of = &left[taking->model->places[parts->sources[i].lot]];
        int64_t given = *of < wanted ? *of : wanted;

        taking->counts->given[i] = given;
        *of -= given;
        wanted -= given;
    }
}

static enum err_code take_chosen(struct taking *taking, int64_t *left, struct err *err) {
    enum err_code code = ERR_OK;

    choose(taking);
    for (uint32_t i = 0; !code && i < taking->block->option_count; i++) {
        if (taking->is_used[i]) {
            give(taking, taking->block->options[i], left);
            code =
                is_several(taking, i) ? add_run(taking, taking->block->options[i], 0, sites_of(taking), err) : ERR_OK;
        }
    }
    clear(taking);
    return code;
}

enum err_code allocation_take_any(const struct allocation_model *model, struct allocation_counts *counts,
                                  struct err *err) {
    struct taking taking = {.model = model, .counts = counts};
    int64_t *left = arena_alloc_array(model->arena, model->part->lot_count + 1, sizeof *left);
    enum err_code code = left ? ERR_OK : err_no_memory(err);

    for (size_t i = 0; !code && i < model->part->lot_count; i++) {
        left[i] = model->parts->capacities[model->part->lots[i]];
    }
    for (size_t i = 0; !code && i < model->part->block_count; i++) {
        code = begin(&taking, i, err);
        code = code ? code : take_chosen(&taking, left, err);
    }
    return code;
}
