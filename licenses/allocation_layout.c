#include "licenses/allocation_layout.h"

#include "base/arena.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* How far an option's units have been given to sites. */
struct stream {
    size_t source;
    int64_t taken; /* of that source */
};

struct single {
    uint32_t demand, place, option;
};

struct layout {
    const struct allocation_counts *counts;
    const struct allocation_parts *parts;
    struct allocation *allocation;
    size_t room;
    struct stream *streams; /* by option */
    /* of the block that is laid out: */
    const struct allocation_block *block;
    uint32_t site_count;
    bool *is_covered;       /* by site: of one demand */
    bool *is_short;         /* by site */
    uint32_t *moved;        /* by site: its number in the end */
    struct single *singles; /* its options of one demand that are used, demand by demand, in their order */
    uint32_t *options;      /* of one of these demands */
};

static const struct allocation_option *option_of(const struct layout *layout, uint32_t option) {
    return &layout->parts->problem->options[option];
}

/* --- uses --- */

static enum err_code add_placement(struct layout *layout, struct allocation_placement placement, struct err *err) {
    struct allocation *allocation = layout->allocation;

    if (allocation->placement_count == layout->room) {
        size_t room = layout->room ? layout->room + layout->room / 2 : 64;
        struct allocation_placement *placements = reallocarray(allocation->placements, room, sizeof *placements);

        if (!placements) {
            return err_no_memory(err);
        }
        allocation->placements = placements;
        layout->room = room;
    }
    allocation->placements[allocation->placement_count++] = placement;
    return ERR_OK;
}

/* The option's next units, for SITE. */
static enum err_code use(struct layout *layout, uint32_t option, uint32_t site, struct err *err) {
    struct stream *stream = &layout->streams[option];
    struct allocation_placement placement = {layout->block->group, site, option, 0, 0};
    int64_t wanted = option_of(layout, option)->units;
    size_t end = layout->parts->first_source[option + 1];
    enum err_code code = ERR_OK;

    while (!code && wanted > 0) {
        bool is_given = stream->source < end;
        int64_t left = is_given ? layout->counts->given[stream->source] - stream->taken : wanted;

        placement.lot = is_given ? layout->parts->sources[stream->source].lot : ALLOCATION_MISSING;
        placement.units = left < wanted ? left : wanted;
        wanted -= placement.units;
        stream->taken += placement.units;
        layout->is_short[site] |= !is_given;
        code = placement.units > 0 ? add_placement(layout, placement, err) : ERR_OK;
        if (is_given && left == placement.units) {
            *stream = (struct stream){stream->source + 1, 0};
        }
    }
    return code;
}

/* The place of the block among the counts. */
static size_t number_of(const struct layout *layout) {
    return (size_t)(layout->block - layout->parts->blocks);
}

/* Of the block; there may be none in all. */
static const struct allocation_run *run_at(const struct layout *layout, size_t index) {
    return &layout->counts->runs[layout->counts->first_run[number_of(layout)] + index];
}

static enum err_code use_runs(struct layout *layout, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < layout->counts->run_counts[number_of(layout)]; i++) {
        const struct allocation_run *run = run_at(layout, i);
        for (uint32_t k = 0; !code && k < run->site_count; k++) {
            code = use(layout, run->option, run->first_site + k, err);
        }
    }
    return code;
}

/* --- options of one demand --- */

static bool covers(const struct layout *layout, uint32_t option, uint32_t demand) {
    const uint32_t *demands = allocation_demands_of(layout->parts->problem, option);

    for (uint32_t k = 0; k < option_of(layout, option)->demand_count; k++) {
        if (demands[k] == demand) {
            return true;
        }
    }
    return false;
}

static void find_covered(struct layout *layout, uint32_t demand) {
    memset(layout->is_covered, 0, layout->site_count * sizeof *layout->is_covered);
    for (size_t i = 0; i < layout->counts->run_counts[number_of(layout)]; i++) {
        const struct allocation_run *run = run_at(layout, i);
        if (covers(layout, run->option, demand)) {
            memset(layout->is_covered + run->first_site, true, run->site_count * sizeof *layout->is_covered);
        }
    }
}

/* COUNT uses, at the first sites from *SITE on where the demand is not covered. */
static enum err_code use_next(struct layout *layout, uint32_t option, int64_t count, uint32_t *site, struct err *err) {
    enum err_code code = ERR_OK;

    for (; !code && count > 0; count--) {
        for (; layout->is_covered[*site]; (*site)++) {
            assert(*site + 1 < layout->site_count);
        }
        code = use(layout, option, (*site)++, err);
    }
    return code;
}

/* All that cover just DEMAND: those that are complete, then the others. */
static enum err_code use_singles(struct layout *layout, const uint32_t *options, uint32_t count, struct err *err) {
    enum err_code code = ERR_OK;
    uint32_t site = 0;

    for (int is_second = 0; is_second < 2; is_second++) {
        for (uint32_t i = 0; !code && i < count; i++) {
            int64_t complete = allocation_given_to(layout->counts, options[i]) / option_of(layout, options[i])->units;
            int64_t uses = is_second ? layout->counts->uses[options[i]] - complete : complete;

            code = use_next(layout, options[i], uses, &site, err);
        }
    }
    return code;
}

static int compare_singles(const void *left, const void *right) {
    const struct single *a = left, *b = right;

    return a->demand != b->demand ? (a->demand > b->demand) - (a->demand < b->demand)
                                  : (a->place > b->place) - (a->place < b->place);
}

static uint32_t list_singles(struct layout *layout) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < layout->block->option_count; i++) {
        uint32_t option = layout->block->options[i];

        if (option_of(layout, option)->demand_count == 1 && layout->counts->uses[option] > 0) {
            uint32_t demand = allocation_demands_of(layout->parts->problem, option)[0];

            layout->singles[count++] = (struct single){demand, i, option};
        }
    }
    qsort(layout->singles, count, sizeof *layout->singles, compare_singles);
    return count;
}

static enum err_code use_all_singles(struct layout *layout, struct err *err) {
    uint32_t count = list_singles(layout);
    enum err_code code = ERR_OK;

    for (uint32_t first = 0, end; !code && first < count; first = end) {
        uint32_t demand = layout->singles[first].demand;

        for (end = first; end < count && layout->singles[end].demand == demand; end++) {
            layout->options[end - first] = layout->singles[end].option;
        }
        find_covered(layout, demand);
        code = use_singles(layout, layout->options, end - first, err);
    }
    return code;
}

/* --- blocks --- */

/* Sites where something is missing change places with those behind them where nothing is. */
static void move_short(struct layout *layout, size_t first_placement) {
    struct allocation *allocation = layout->allocation;
    uint32_t next = 0;

    for (int is_short = 0; is_short < 2; is_short++) {
        for (uint32_t i = 0; i < layout->site_count; i++) {
            if (layout->is_short[i] == is_short) {
                layout->moved[i] = next++;
            }
        }
    }
    for (size_t i = first_placement; i < allocation->placement_count; i++) {
        allocation->placements[i].site = layout->moved[allocation->placements[i].site];
    }
}

static enum err_code lay_block(struct layout *layout, const struct allocation_block *block, struct err *err) {
    size_t first = layout->allocation->placement_count;
    enum err_code code;

    layout->block = block;
    layout->site_count = layout->parts->problem->groups[block->group].sites;
    memset(layout->is_short, 0, layout->site_count * sizeof *layout->is_short);
    for (uint32_t i = 0; i < block->option_count; i++) {
        layout->streams[block->options[i]].source = layout->parts->first_source[block->options[i]];
    }
    code = use_runs(layout, err);
    code = code ? code : use_all_singles(layout, err);
    if (!code) {
        move_short(layout, first);
    }
    return code;
}

/* --- groups --- */

static int compare_numbers(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

static uint32_t rank_of(const struct allocation_problem *problem, uint32_t lot) {
    return lot == ALLOCATION_MISSING ? UINT32_MAX : problem->lots[lot].rank;
}

/* Within a group. */
static int compare_placements(const void *left, const void *right, void *context) {
    const struct layout *layout = context;
    const struct allocation_placement *a = left, *b = right;
    int order = compare_numbers(a->site, b->site);

    order = order ? order : compare_numbers(a->option, b->option);
    order = order ? order : (a->lot == ALLOCATION_MISSING) - (b->lot == ALLOCATION_MISSING);
    return order ? order
                 : compare_numbers(rank_of(layout->parts->problem, a->lot), rank_of(layout->parts->problem, b->lot));
}

static void sort_placements(struct layout *layout, size_t first) {
    struct allocation_placement *placements = layout->allocation->placements + first;
    size_t count = layout->allocation->placement_count - first;

    for (size_t i = 1; i < count; i++) {
        if (compare_placements(&placements[i - 1], &placements[i], layout) > 0) {
            qsort_r(placements, count, sizeof *placements, compare_placements, layout);
            return;
        }
    }
}

static int compare_blocks(const void *left, const void *right, void *context) {
    const struct allocation_parts *parts = context;
    const struct allocation_block *a = &parts->blocks[*(const uint32_t *)left];
    const struct allocation_block *b = &parts->blocks[*(const uint32_t *)right];

    return compare_numbers(parts->problem->groups[a->group].rank, parts->problem->groups[b->group].rank);
}

/* BLOCKS are the numbers of all blocks, group by group. */
static enum err_code lay_groups(struct layout *layout, const uint32_t *blocks, struct err *err) {
    const struct allocation_parts *parts = layout->parts;
    enum err_code code = ERR_OK;

    for (size_t first = 0, end; !code && first < parts->block_count; first = end) {
        size_t first_placement = layout->allocation->placement_count;
        uint32_t group = parts->blocks[blocks[first]].group;

        for (end = first; !code && end < parts->block_count && parts->blocks[blocks[end]].group == group; end++) {
            code = lay_block(layout, &parts->blocks[blocks[end]], err);
        }
        if (!code) {
            sort_placements(layout, first_placement);
        }
    }
    return code;
}

static enum err_code lay_sorted(struct layout *layout, struct arena *arena, struct err *err) {
    struct allocation_parts parts = *layout->parts;
    uint32_t *blocks = arena_alloc_array(arena, parts.block_count + 1, sizeof *blocks);
    size_t most = 0;

    for (size_t i = 0; i < parts.problem->group_count; i++) {
        most = parts.problem->groups[i].sites > most ? parts.problem->groups[i].sites : most;
    }
    layout->singles = arena_alloc_array(arena, parts.problem->option_count + 1, sizeof *layout->singles);
    layout->options = arena_alloc_array(arena, parts.problem->option_count + 1, sizeof *layout->options);
    layout->streams = arena_alloc_array(arena, parts.problem->option_count + 1, sizeof *layout->streams);
    layout->is_covered = arena_alloc_array(arena, most + 1, sizeof *layout->is_covered);
    layout->is_short = arena_alloc_array(arena, most + 1, sizeof *layout->is_short);
    layout->moved = arena_alloc_array(arena, most + 1, sizeof *layout->moved);
    if (arena_failed(arena)) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < parts.block_count; i++) {
        blocks[i] = i;
    }
    qsort_r(blocks, parts.block_count, sizeof *blocks, compare_blocks, &parts);
    return lay_groups(layout, blocks, err);
}

enum err_code allocation_lay_out(const struct allocation_counts *counts, struct allocation *allocation,
                                 struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct layout layout = {.counts = counts, .parts = counts->parts, .allocation = allocation};

    return arena ? lay_sorted(&layout, arena, err) : err_no_memory(err);
}
