#include "licenses/allocation_counts.h"

#include "base/arena.h"

#include <stdlib.h>

enum err_code allocation_counts_init(struct allocation_counts *counts, const struct allocation_parts *parts,
                                     struct arena *arena, struct err *err) {
    size_t options = parts->problem->option_count;

    *counts = (struct allocation_counts){
        .parts = parts,
        .uses = arena_alloc_array(arena, options + 1, sizeof *counts->uses),
        .given = arena_alloc_array(arena, parts->first_source[options] + 1, sizeof *counts->given),
        .first_run = arena_alloc_array(arena, parts->block_count + 1, sizeof *counts->first_run),
        .run_counts = arena_alloc_array(arena, parts->block_count + 1, sizeof *counts->run_counts),
        .places = arena_alloc_array(arena, parts->problem->lot_count + 1, sizeof *counts->places),
        .numbers = arena_alloc_array(arena, 2 * parts->problem->demand_count + 1, sizeof *counts->numbers),
        .proofs = arena_alloc_array(arena, parts->count + 1, sizeof *counts->proofs),
    };
    return arena_failed(arena) ? err_no_memory(err) : ERR_OK;
}

void allocation_counts_done(struct allocation_counts *counts) {
    free(counts->runs);
}

enum err_code allocation_add_run(struct allocation_counts *counts, const struct allocation_block *block,
                                 struct allocation_run run, struct err *err) {
    size_t number = (size_t)(block - counts->parts->blocks);

    if (run.site_count == 0) {
        return ERR_OK;
    }
    if (counts->run_count == counts->run_room) {
        size_t room = counts->run_room ? 2 * counts->run_room : 64;
        struct allocation_run *runs = reallocarray(counts->runs, room, sizeof *runs);

        if (!runs) {
            return err_no_memory(err);
        }
        counts->runs = runs;
        counts->run_room = room;
    }
    if (counts->run_counts[number]++ == 0) {
        counts->first_run[number] = counts->run_count;
    }
    counts->runs[counts->run_count++] = run;
    return ERR_OK;
}

/* --- one option --- */

int64_t allocation_given_to(const struct allocation_counts *counts, uint32_t option) {
    int64_t given = 0;

    for (size_t i = counts->parts->first_source[option]; i < counts->parts->first_source[option + 1]; i++) {
        given += counts->given[i];
    }
    return given;
}

/* Of all uses of OPTION. */
static int64_t missing_of(const struct allocation_counts *counts, uint32_t option) {
    int64_t units = counts->uses[option] * counts->parts->problem->options[option].units;

    return units - allocation_given_to(counts, option);
}

void allocation_trim(struct allocation_counts *counts, uint32_t option, int64_t uses) {
    size_t first = counts->parts->first_source[option];
    int64_t surplus;

    counts->uses[option] = uses < counts->uses[option] ? uses : counts->uses[option];
    surplus = -missing_of(counts, option);
    for (size_t i = counts->parts->first_source[option + 1]; surplus > 0 && i-- > first;) {
        int64_t taken = surplus < counts->given[i] ? surplus : counts->given[i];

        counts->given[i] -= taken;
        surplus -= taken;
    }
}

/* --- levels --- */

int64_t allocation_missing_cost(const struct allocation_parts *parts, uint32_t option, unsigned level) {
    const struct allocation_option *of = &parts->problem->options[option];

    switch (level) {
    case ALLOCATION_CERTAIN:
        return parts->is_certain[option] ? of->price : 0;
    case ALLOCATION_PRICE:
        return of->price;
    case ALLOCATION_FURTHER:
        return of->further;
    case ALLOCATION_INCOMPLETE:
        return of->units == 1;
    case ALLOCATION_RIGHTS:
        return -of->rights;
    default:
        return 0;
    }
}

int64_t allocation_given_cost(const struct allocation_parts *parts, const struct allocation_source *source,
                              unsigned level) {
    switch (level) {
    case ALLOCATION_BREACHES:
        return source->breaches;
    case ALLOCATION_MOVES:
        return source->moves;
    case ALLOCATION_WIDTH:
        return parts->problem->lots[source->lot].width;
    case ALLOCATION_WORTH:
        return parts->problem->lots[source->lot].worth;
    default:
        return 0;
    }
}

static int64_t option_value(const struct allocation_counts *counts, uint32_t option, unsigned level) {
    const struct allocation_parts *parts = counts->parts;
    int64_t missing = missing_of(counts, option), units = parts->problem->options[option].units;
    int64_t value = missing * allocation_missing_cost(parts, option, level);

    if (level == ALLOCATION_INCOMPLETE) {
        return missing / units + (missing % units > 0);
    }
    for (size_t i = parts->first_source[option]; i < parts->first_source[option + 1]; i++) {
        value += counts->given[i] * allocation_given_cost(parts, &parts->sources[i], level);
    }
    return value;
}

int64_t allocation_part_value(const struct allocation_counts *counts, const struct allocation_part *part,
                              unsigned level) {
    int64_t value = 0;

    for (size_t i = 0; i < part->block_count; i++) {
        for (uint32_t k = 0; k < part->blocks[i].option_count; k++) {
            value += option_value(counts, part->blocks[i].options[k], level);
        }
    }
    return value;
}
