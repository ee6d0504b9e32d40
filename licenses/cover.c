#include "licenses/cover.h"

#include "licenses/shortage.h"

#include <assert.h>
#include <stdlib.h>

#define NONE UINT32_MAX

/* Users can give their weight to devices, which want theirs. A device that gets too little is not in the cover, so all
 * its users are, and so are not the other devices that these give to (complementary slackness). Devices that cost
 * nothing want nothing, and are looked at last. */
struct cover_flow {
    struct flow_supply *users;
    struct flow_demand *devices;
    struct flow_arc *arcs;
    int64_t *ones;
    uint32_t *demand_of; /* device → demand; NONE: it costs nothing */
    struct flow_level level;
    struct flow_problem problem;
};

static int64_t weight_of(const int64_t *weights, size_t i) {
    return weights ? weights[i] : 1;
}

static enum err_code check_sizes(const struct cover_problem *problem, struct err *err) {
    bool is_small = problem->user_count <= FLOW_RANKS && problem->device_count <= FLOW_RANKS;

    for (size_t i = 0; is_small && i < problem->pair_count; i++) {
        if (problem->pairs[i].user >= problem->user_count || problem->pairs[i].device >= problem->device_count) {
            return err_set(err, ERR_USAGE, "", STR("pair"), STR("of the users and devices"));
        }
    }
    return is_small ? ERR_OK : err_set(err, ERR_USAGE, "", STR("users and devices"), STR("1048576"));
}

static void add_vertices(struct cover_flow *flow, const struct cover_problem *problem) {
    for (uint32_t i = 0; i < problem->user_count; i++) {
        flow->users[i] = (struct flow_supply){weight_of(problem->user_weights, i), i};
    }
    for (uint32_t i = 0; i < problem->device_count; i++) {
        int64_t weight = weight_of(problem->device_weights, i);
        uint32_t demand = (uint32_t)flow->problem.demand_count;

        flow->demand_of[i] = weight == 0 ? NONE : demand;
        if (weight != 0) {
            flow->ones[demand] = 1;
            flow->devices[flow->problem.demand_count++] = (struct flow_demand){weight, demand};
        }
    }
}

static void add_pairs(struct cover_flow *flow, const struct cover_problem *problem) {
    for (size_t i = 0; i < problem->pair_count; i++) {
        uint32_t demand = flow->demand_of[problem->pairs[i].device];

        if (demand != NONE) {
            struct flow_arc arc = {problem->pairs[i].user, demand, FLOW_UNLIMITED};
            flow->arcs[flow->problem.arc_count++] = arc;
        }
    }
}

static void cover_flow_done(struct cover_flow *flow) {
    free(flow->users);
    free(flow->devices);
    free(flow->arcs);
    free(flow->ones);
    free(flow->demand_of);
}

static enum err_code cover_flow_init(struct cover_flow *flow, const struct cover_problem *problem, struct err *err) {
    flow->users = calloc(problem->user_count + 1, sizeof *flow->users);
    flow->devices = calloc(problem->device_count + 1, sizeof *flow->devices);
    flow->arcs = calloc(problem->pair_count + 1, sizeof *flow->arcs);
    flow->ones = calloc(problem->device_count + 1, sizeof *flow->ones);
    flow->demand_of = calloc(problem->device_count + 1, sizeof *flow->demand_of);
    if (!flow->users || !flow->devices || !flow->arcs || !flow->ones || !flow->demand_of) {
        return err_no_memory(err);
    }
    flow->level.uncovered = flow->ones;
    flow->problem = (struct flow_problem){.supplies = flow->users,
                                          .supply_count = problem->user_count,
                                          .demands = flow->devices,
                                          .arcs = flow->arcs,
                                          .levels = &flow->level,
                                          .level_count = 1,
                                          .is_any_optimum = true};
    add_vertices(flow, problem);
    add_pairs(flow, problem);
    return ERR_OK;
}

static enum err_code cover_new(const struct cover_problem *problem, struct cover **ret_cover, struct err *err) {
    struct cover *cover CLEANUP(cover_free_cleanup) = calloc(1, sizeof *cover);

    if (!cover) {
        return err_no_memory(err);
    }
    cover->has_user = calloc(problem->user_count + 1, sizeof *cover->has_user);
    cover->has_device = calloc(problem->device_count + 1, sizeof *cover->has_device);
    if (!cover->has_user || !cover->has_device) {
        return err_no_memory(err);
    }
    *ret_cover = TAKE_PTR(cover);
    return ERR_OK;
}

/* The users of a part are in the cover, and its devices are not. */
static void take_part(const struct flow_shortage *part, bool *is_left, struct cover *cover) {
    for (size_t i = 0; i < part->supply_count; i++) {
        cover->has_user[part->supplies[i]] = true;
    }
    for (size_t i = 0; i < part->demand_count; i++) {
        is_left[part->demands[i]] = true;
    }
}

static void weigh(const struct cover_problem *problem, const struct flow *solved, const struct cover_flow *flow,
                  struct cover *cover) {
    for (size_t i = 0; i < problem->user_count; i++) {
        cover->user_weight += cover->has_user[i] ? weight_of(problem->user_weights, i) : 0;
    }
    for (size_t i = 0; i < problem->device_count; i++) {
        cover->device_weight += cover->has_device[i] ? weight_of(problem->device_weights, i) : 0;
    }
    for (size_t i = 0; i < flow->problem.arc_count; i++) {
        cover->bound += solved->on_arcs[i];
    }
    assert(cover->user_weight + cover->device_weight == cover->bound);
}

static enum err_code take_cut(const struct cover_problem *problem, const struct cover_flow *flow,
                              const struct flow *solved, struct cover *cover, struct err *err) {
    struct flow_shortages *shortages CLEANUP(flow_shortages_free_cleanup) = NULL;
    bool *is_left = calloc(flow->problem.demand_count + 1, sizeof *is_left);
    enum err_code code = is_left ? flow_shortages_find(&flow->problem, solved, &shortages, err) : err_no_memory(err);

    for (size_t i = 0; !code && i < shortages->count; i++) {
        take_part(&shortages->parts[i], is_left, cover);
    }
    for (size_t i = 0; !code && i < problem->device_count; i++) {
        cover->has_device[i] = flow->demand_of[i] != NONE && !is_left[flow->demand_of[i]];
    }
    for (size_t i = 0; !code && i < problem->pair_count; i++) {
        const struct cover_pair *pair = &problem->pairs[i];
        cover->has_device[pair->device] |= flow->demand_of[pair->device] == NONE && !cover->has_user[pair->user];
    }
    free(is_left);
    return code;
}

static enum err_code solve(const struct cover_problem *problem, const struct cover_flow *flow, struct cover *cover,
                           struct err *err) {
    struct flow *solved CLEANUP(flow_free_cleanup) = NULL;
    enum err_code code = flow_solve(&flow->problem, &solved, err);

    code = code ? code : take_cut(problem, flow, solved, cover, err);
    if (!code) {
        weigh(problem, solved, flow, cover);
    }
    return code;
}

enum err_code cover_find(const struct cover_problem *problem, struct cover **ret_cover, struct err *err) {
    struct cover *cover CLEANUP(cover_free_cleanup) = NULL;
    struct cover_flow flow = {0};
    enum err_code code = check_sizes(problem, err);

    code = code ? code : cover_new(problem, &cover, err);
    code = code ? code : cover_flow_init(&flow, problem, err);
    code = code ? code : solve(problem, &flow, cover, err);
    cover_flow_done(&flow);
    if (!code) {
        *ret_cover = TAKE_PTR(cover);
    }
    return code;
}

void cover_free(struct cover *cover) {
    if (cover) {
        free(cover->has_user);
        free(cover->has_device);
        free(cover);
    }
}
