#include "licenses/allocation_flow.h"

#include "licenses/flow.h"

#include "base/arena.h"

/* Ranks are places in the part, so that these are dense. Sites that are not complete are not a level: a flow that is
 * best at the prices covers as much as can be covered, whichever units these are (flow.h). */
struct model {
    const struct allocation_parts *parts;
    const struct allocation_part *part;
    struct arena *arena;
    const uint32_t *places; /* by lot: its place in the part */
    struct flow_supply *supplies;
    struct flow_demand *demands;
    struct flow_arc *arcs;
    struct flow_level levels[ALLOCATION_LEVELS];
    size_t arc_count, level_count;
};

static uint32_t option_of(const struct model *model, size_t block) {
    return model->part->blocks[block].options[0];
}

static enum err_code allocate(struct model *model, struct err *err) {
    const struct allocation_parts *parts = model->parts;

    for (size_t i = 0; i < model->part->block_count; i++) {
        model->arc_count += parts->problem->options[option_of(model, i)].source_count;
    }
    model->supplies = arena_alloc_array(model->arena, model->part->lot_count + 1, sizeof *model->supplies);
    model->demands = arena_alloc_array(model->arena, model->part->block_count + 1, sizeof *model->demands);
    model->arcs = arena_alloc_array(model->arena, model->arc_count + 1, sizeof *model->arcs);
    return arena_failed(model->arena) ? err_no_memory(err) : ERR_OK;
}

static void fill(struct model *model) {
    const struct allocation_parts *parts = model->parts;
    size_t arc = 0;

    for (uint32_t i = 0; i < model->part->lot_count; i++) {
        model->supplies[i] = (struct flow_supply){parts->capacities[model->part->lots[i]], i};
    }
    for (uint32_t i = 0; i < model->part->block_count; i++) {
        uint32_t option = option_of(model, i);

        model->demands[i] = (struct flow_demand){parts->problem->groups[model->part->blocks[i].group].sites, i};
        for (size_t k = parts->first_source[option]; k < parts->first_source[option + 1]; k++) {
            model->arcs[arc++] = (struct flow_arc){model->places[parts->sources[k].lot], i, FLOW_UNLIMITED};
        }
    }
}

/* What is missing costs where it is uncovered, what is given along its arc. Levels at which nothing costs are left out.
 */
static enum err_code add_level(struct model *model, unsigned level, struct err *err) {
    const struct allocation_parts *parts = model->parts;
    int64_t *arcs = arena_alloc_array(model->arena, model->arc_count + 1, sizeof *arcs);
    int64_t *uncovered = arena_alloc_array(model->arena, model->part->block_count + 1, sizeof *uncovered);
    size_t arc = 0;
    bool is_any = false;

    if (!arcs || !uncovered) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < model->part->block_count; i++) {
        uint32_t option = option_of(model, i);

        uncovered[i] = allocation_missing_cost(parts, option, level);
        is_any |= uncovered[i] != 0;
        for (size_t k = parts->first_source[option]; k < parts->first_source[option + 1]; k++, arc++) {
            arcs[arc] = allocation_given_cost(parts, &parts->sources[k], level);
            is_any |= arcs[arc] != 0;
        }
    }
    if (is_any) {
        model->levels[model->level_count++] = (struct flow_level){.arcs = arcs, .uncovered = uncovered};
    }
    return ERR_OK;
}

static void take(const struct model *model, const struct flow *flow, struct allocation_counts *counts) {
    const struct allocation_parts *parts = model->parts;
    size_t arc = 0;

    for (size_t i = 0; i < model->part->block_count; i++) {
        uint32_t option = option_of(model, i);

        counts->uses[option] = model->demands[i].amount;
        for (size_t k = parts->first_source[option]; k < parts->first_source[option + 1]; k++) {
            counts->given[k] = flow->on_arcs[arc++];
        }
    }
    counts->proofs[model->part - parts->parts] = (struct allocation_proof){.closed = ALLOCATION_LEVELS};
}

static enum err_code solve(const struct model *model, struct allocation_counts *counts, struct err *err) {
    struct flow_problem problem = {.supplies = model->supplies,
                                   .supply_count = model->part->lot_count,
                                   .demands = model->demands,
                                   .demand_count = model->part->block_count,
                                   .arcs = model->arcs,
                                   .arc_count = model->arc_count,
                                   .levels = model->levels,
                                   .level_count = model->level_count};
    struct flow *flow CLEANUP(flow_free_cleanup) = NULL;
    enum err_code code = flow_solve(&problem, &flow, err);

    if (!code) {
        take(model, flow, counts);
    }
    return code;
}

enum err_code allocation_solve_flow(const struct allocation_part *part, struct allocation_counts *counts,
                                    struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct model model = {.parts = counts->parts, .part = part, .arena = arena, .places = counts->places};
    enum err_code code = arena ? allocate(&model, err) : err_no_memory(err);

    if (code) {
        return code;
    }
    for (uint32_t i = 0; i < part->lot_count; i++) {
        counts->places[part->lots[i]] = i;
    }
    fill(&model);
    for (unsigned level = 0; !code && level < ALLOCATION_LEVELS; level++) {
        code = level == ALLOCATION_INCOMPLETE ? ERR_OK : add_level(&model, level, err);
    }
    return code ? code : solve(&model, counts, err);
}
