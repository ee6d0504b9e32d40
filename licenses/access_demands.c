/* Who reaches servers with the products of a group from where. */

#include "licenses/access.h"

#include "base/intern.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Users or devices on their way to their order. */
struct side {
    struct intern *keys; /* number of a node */
    struct access_node *nodes;
    uint32_t count, capacity;
    uint32_t *ranks; /* by number: the place in the order of names */
};

/* A demand on its way to its site. */
struct draft {
    struct plan_demand demand;
    struct access_pair pair;
    const struct access_row *row;
};

struct drafting {
    struct access_plan *access;
    struct side users, devices;
    struct intern *variant_keys;
    struct plan_variant *variants;
    uint32_t variant_capacity;
    struct draft *drafts;
    uint32_t count, capacity;
    struct access_gap *gaps;
    uint32_t gap_count, gap_capacity;
    struct buffer key;
    bool failed;
};

static void side_done(struct side *side) {
    intern_free(side->keys);
    free(side->nodes);
    free(side->ranks);
}

static void drafting_done(struct drafting *drafting) {
    side_done(&drafting->users);
    side_done(&drafting->devices);
    intern_free(drafting->variant_keys);
    free(drafting->variants);
    free(drafting->drafts);
    free(drafting->gaps);
    buffer_done(&drafting->key);
}

/* Room for one more; NULL, and failed, when memory is out. */
static void *grow(struct drafting *drafting, void *items, uint32_t count, uint32_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    uint32_t grown = *capacity * 2 + 16;
    void *copy = reallocarray(items, grown, size);
    if (!copy) {
        drafting->failed = true;
        return items;
    }
    *capacity = grown;
    return copy;
}

/* --- users and devices ---------------------------------------------------------------------------------------------
 */

/* The node of what the estate has under a number, else of a text. Of several spellings the least is shown. */
static uint32_t node_of(struct drafting *drafting, struct side *side, uint32_t number, struct str text) {
    struct buffer *key = &drafting->key;

    buffer_reset(key);
    if (number != ACCESS_NONE) {
        buffer_printf(key, "%" PRIu32, number);
    } else {
        buffer_append_char(key, 't');
        text_fold(text, key);
    }
    uint32_t node = key->failed ? INTERN_NONE : intern_add(side->keys, buffer_view(key));
    side->nodes = grow(drafting, side->nodes, side->count, &side->capacity, sizeof *side->nodes);
    if (node == INTERN_NONE || drafting->failed) {
        drafting->failed = true;
        return ACCESS_NONE;
    }
    if (node == side->count) {
        side->nodes[side->count++] = (struct access_node){text, number};
    } else if (str_cmp(text, side->nodes[node].name) < 0) {
        side->nodes[node].name = text;
    }
    return node;
}

static uint32_t user_of(struct drafting *drafting, const struct access_row *row) {
    const struct estate *estate = drafting->access->plan.audit->estate;
    uint32_t user = row->user.n ? estate_user_by_id(estate, row->user) : ACCESS_NONE;

    if (!row->user.n) {
        return ACCESS_NONE;
    }
    return node_of(drafting, &drafting->users, user, user == ACCESS_NONE ? row->user : estate_user_id(estate, user));
}

static uint32_t device_of(struct drafting *drafting, const struct access_row *row) {
    const struct estate *estate = drafting->access->plan.audit->estate;

    if (!row->from.n) {
        return ACCESS_NONE;
    }
    if (row->device == MACHINE_NONE) {
        return node_of(drafting, &drafting->devices, ACCESS_NONE, row->from);
    }
    const struct machine *machine = estate_machine(estate, row->device);
    return node_of(drafting, &drafting->devices, row->device, machine_id(machine));
}

/* --- servers -------------------------------------------------------------------------------------------------------
 */

static uint32_t variant_of(struct drafting *drafting, const struct use *use) {
    struct plan *plan = &drafting->access->plan;

    buffer_reset(&drafting->key);
    buffer_printf(&drafting->key, "%" PRIu32 " %" PRIu32, use->product, use->version);
    uint32_t variant =
        drafting->key.failed ? INTERN_NONE : intern_add(drafting->variant_keys, buffer_view(&drafting->key));
    drafting->variants = grow(drafting, drafting->variants, plan->variant_count, &drafting->variant_capacity,
                              sizeof *drafting->variants);
    if (variant == INTERN_NONE || drafting->failed) {
        drafting->failed = true;
        return 0;
    }
    if (variant == plan->variant_count) {
        struct str version = uses_text(plan->audit->uses, use->version);
        drafting->variants[plan->variant_count++] = (struct plan_variant){use->product, version};
    }
    return variant;
}

static void add_gap(struct drafting *drafting, const struct use *use, const struct machine *server) {
    for (uint32_t i = drafting->gap_count; i > 0 && drafting->gaps[i - 1].server == server; i--) {
        if (drafting->gaps[i - 1].use->product == use->product) {
            return;
        }
    }
    drafting->gaps =
        grow(drafting, drafting->gaps, drafting->gap_count, &drafting->gap_capacity, sizeof *drafting->gaps);
    if (!drafting->failed) {
        drafting->gaps[drafting->gap_count++] = (struct access_gap){use, server};
    }
}

static void add_row(struct drafting *drafting, const struct use *use, const struct machine *server, uint32_t variant,
                    const struct access_row *row) {
    struct draft draft = {.row = row};

    draft.pair = (struct access_pair){user_of(drafting, row), device_of(drafting, row)};
    if (draft.pair.user == ACCESS_NONE && draft.pair.device == ACCESS_NONE) {
        add_gap(drafting, use, server);
        return;
    }
    draft.demand = (struct plan_demand){
        .use = use,
        .machine = server,
        .user = draft.pair.user == ACCESS_NONE ? USER_NONE : drafting->users.nodes[draft.pair.user].number,
        .is_certain = use_is_certain(use) && row->is_active == TERM_YES,
        .variant = variant,
    };
    drafting->drafts = grow(drafting, drafting->drafts, drafting->count, &drafting->capacity, sizeof *drafting->drafts);
    if (!drafting->failed) {
        drafting->drafts[drafting->count++] = draft;
    }
}

static void add_server(struct drafting *drafting, const struct use *use) {
    struct plan *plan = &drafting->access->plan;
    const struct machine *server = estate_machine(plan->audit->estate, use->machine);
    uint32_t variant = variant_of(drafting, use), count;
    const struct access_row *rows = access_list_of(plan->audit->access, use->machine, &count);

    if (count == 0) {
        add_gap(drafting, use, server);
    }
    drafting->access->has_rows |= count > 0;
    for (uint32_t i = 0; i < count && !drafting->failed; i++) {
        if (rows[i].is_active != TERM_NO) {
            add_row(drafting, use, server, variant, &rows[i]);
        }
    }
}

static bool has_right(const struct plan *plan, uint32_t family) {
    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (right_has_family(plan->rights[i], plan->audit->catalog, family)) {
            return true;
        }
    }
    return false;
}

static void add_servers(struct drafting *drafting) {
    const struct plan *plan = &drafting->access->plan;

    for (uint32_t i = 0; i < plan->group->family_count; i++) {
        uint32_t first, count;
        uses_of_family(plan->audit->uses, plan->group->families[i], &first, &count);
        for (uint32_t use = 0; use < count && has_right(plan, plan->group->families[i]); use++) {
            add_server(drafting, uses_get(plan->audit->uses, first + use));
        }
    }
}

/* --- order ---------------------------------------------------------------------------------------------------------
 */

static int compare_numbers(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

static int compare_nodes(const void *a, const void *b, void *context) {
    const struct access_node *nodes = context;
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    int order = str_cmp(nodes[x].name, nodes[y].name);
    return order ? order : compare_numbers(nodes[x].number, nodes[y].number);
}

/* NULL when memory is out. */
static const struct access_node *rank(struct arena *arena, struct side *side) {
    struct access_node *sorted = arena_alloc_array(arena, (size_t)side->count + 1, sizeof *sorted);
    uint32_t *order = malloc(((size_t)side->count + 1) * sizeof *order);

    side->ranks = malloc(((size_t)side->count + 1) * sizeof *side->ranks);
    bool has_room = sorted && order && side->ranks;
    if (has_room) {
        for (uint32_t i = 0; i < side->count; i++) {
            order[i] = i;
        }
        qsort_r(order, side->count, sizeof *order, compare_nodes, side->nodes);
        for (uint32_t i = 0; i < side->count; i++) {
            sorted[i] = side->nodes[order[i]];
            side->ranks[order[i]] = i;
        }
    }
    free(order);
    return has_room ? sorted : NULL;
}

static int compare_drafts(const void *a, const void *b, void *context) {
    const struct audit *audit = context;
    const struct draft *x = a, *y = b;
    int order = compare_numbers(x->pair.user, y->pair.user);

    order = order ? order : compare_numbers(x->pair.device, y->pair.device);
    if (order == 0 && x->demand.variant != y->demand.variant) {
        order = str_cmp(catalog_product(audit->catalog, x->demand.use->product)->name,
                        catalog_product(audit->catalog, y->demand.use->product)->name);
        order = order ? order
                      : str_cmp(uses_text(audit->uses, x->demand.use->version),
                                uses_text(audit->uses, y->demand.use->version));
        order = order ? order : compare_numbers(x->demand.variant, y->demand.variant);
    }
    order = order ? order : y->demand.is_certain - x->demand.is_certain;
    order = order ? order : estate_compare(x->demand.machine, y->demand.machine);
    return order ? order : compare_numbers(x->row->row, y->row->row);
}

static bool is_same_demand(const struct draft *a, const struct draft *b) {
    return a->pair.user == b->pair.user && a->pair.device == b->pair.device && a->demand.variant == b->demand.variant;
}

/* Servers of one product and version are one demand, which is certain if one of them is. */
static void sort_drafts(struct drafting *drafting) {
    uint32_t kept = 0;

    for (uint32_t i = 0; i < drafting->count; i++) {
        struct access_pair *pair = &drafting->drafts[i].pair;
        pair->user = pair->user == ACCESS_NONE ? ACCESS_NONE : drafting->users.ranks[pair->user];
        pair->device = pair->device == ACCESS_NONE ? ACCESS_NONE : drafting->devices.ranks[pair->device];
    }
    if (drafting->count) {
        const struct audit *audit = drafting->access->plan.audit;
        qsort_r(drafting->drafts, drafting->count, sizeof *drafting->drafts, compare_drafts, (void *)(uintptr_t)audit);
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        if (kept == 0 || !is_same_demand(&drafting->drafts[i], &drafting->drafts[kept - 1])) {
            drafting->drafts[kept++] = drafting->drafts[i];
        }
    }
    drafting->count = kept;
}

/* --- sites ---------------------------------------------------------------------------------------------------------
 */

/* Demands by part, in their order. */
static bool fill_plan(struct drafting *drafting, const uint32_t *parts, uint32_t part_count) {
    struct access_plan *access = drafting->access;
    struct plan *plan = &access->plan;
    size_t room = (size_t)drafting->count + 1;
    struct access_pair *pairs = arena_alloc_array(plan->arena, room, sizeof *pairs);

    plan->demands = arena_alloc_array(plan->arena, room, sizeof *plan->demands);
    plan->sites = arena_alloc_array(plan->arena, (size_t)part_count + 1, sizeof *plan->sites);
    access->rows = arena_alloc_array(plan->arena, room, sizeof(const struct access_row *));
    if (!pairs || !plan->demands || !plan->sites || !access->rows) {
        return false;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        plan->sites[parts[i]].demand_count++;
    }
    for (uint32_t i = 1; i < part_count; i++) {
        plan->sites[i].first_demand = plan->sites[i - 1].first_demand + plan->sites[i - 1].demand_count;
        plan->sites[i - 1].demand_count = 0;
        plan->sites[i].plan_class = CLASS_NONE;
    }
    if (part_count) {
        plan->sites[part_count - 1].demand_count = 0;
        plan->sites[0].plan_class = CLASS_NONE;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        struct plan_site *site = &plan->sites[parts[i]];
        uint32_t place = site->first_demand + site->demand_count++;
        plan->demands[place] = drafting->drafts[i].demand;
        pairs[place] = drafting->drafts[i].pair;
        access->rows[place] = drafting->drafts[i].row;
    }
    access->pairs = pairs;
    plan->demand_count = drafting->count;
    plan->site_count = part_count;
    return true;
}

static enum err_code make_sites(struct drafting *drafting, struct err *err) {
    struct access_pair *pairs = malloc(((size_t)drafting->count + 1) * sizeof *pairs);
    uint32_t *parts = NULL, part_count = 0;

    for (uint32_t i = 0; pairs && i < drafting->count; i++) {
        pairs[i] = drafting->drafts[i].pair;
    }
    enum err_code code = pairs ? access_parts_find(pairs, drafting->count, drafting->users.count,
                                                   drafting->devices.count, &parts, &part_count, err)
                               : err_no_memory(err);
    if (code == ERR_OK && !fill_plan(drafting, parts, part_count)) {
        code = err_no_memory(err);
    }
    free(pairs);
    free(parts);
    return code;
}

/* What outlives the drafting. */
static bool keep_rest(struct drafting *drafting) {
    struct access_plan *access = drafting->access;
    struct plan *plan = &access->plan;
    struct plan_variant *variants = arena_alloc_array(plan->arena, (size_t)plan->variant_count + 1, sizeof *variants);
    struct access_gap *gaps = arena_alloc_array(plan->arena, (size_t)drafting->gap_count + 1, sizeof *gaps);

    if (!variants || !gaps) {
        return false;
    }
    if (drafting->variants) {
        memcpy(variants, drafting->variants, plan->variant_count * sizeof *variants);
    }
    if (drafting->gaps) {
        memcpy(gaps, drafting->gaps, drafting->gap_count * sizeof *gaps);
    }
    plan->variants = variants;
    access->gaps = gaps;
    access->gap_count = drafting->gap_count;
    access->users = rank(plan->arena, &drafting->users);
    access->devices = rank(plan->arena, &drafting->devices);
    access->user_count = drafting->users.count;
    access->device_count = drafting->devices.count;
    return access->users && access->devices;
}

enum err_code access_demands(struct access_plan *access, struct err *err) {
    struct drafting drafting = {
        .access = access,
        .users.keys = intern_new(),
        .devices.keys = intern_new(),
        .variant_keys = intern_new(),
    };
    enum err_code code = ERR_OK;

    if (!drafting.users.keys || !drafting.devices.keys || !drafting.variant_keys) {
        code = err_no_memory(err);
    } else {
        add_servers(&drafting);
        code = drafting.failed || !keep_rest(&drafting) ? err_no_memory(err) : ERR_OK;
    }
    if (code == ERR_OK) {
        sort_drafts(&drafting);
        code = make_sites(&drafting, err);
    }
    drafting_done(&drafting);
    return code;
}
