/* What must be covered, and at which sites. */

#include "base/intern.h"
#include "inventory/words.h"
#include "licenses/plan.h"
#include "licenses/ties.h"

#include <stdlib.h>
#include <string.h>

static const enum shape shapes[METRIC_COUNT] = {
    [METRIC_DEVICE] = SHAPE_MACHINE,     [METRIC_INSTALL] = SHAPE_INSTANCE,    [METRIC_USER] = SHAPE_USER,
    [METRIC_NAMED] = SHAPE_USER,         [METRIC_CONCURRENT] = SHAPE_BLANKET,  [METRIC_SOCKET] = SHAPE_CAPACITY,
    [METRIC_CORE] = SHAPE_CAPACITY,      [METRIC_POINTS] = SHAPE_CAPACITY,     [METRIC_VM] = SHAPE_CAPACITY,
    [METRIC_HOST] = SHAPE_MACHINE,       [METRIC_SERVER] = SHAPE_MACHINE,      [METRIC_CAL_USER] = SHAPE_ACCESS,
    [METRIC_CAL_DEVICE] = SHAPE_ACCESS,  [METRIC_CAL] = SHAPE_ACCESS,          [METRIC_SITE] = SHAPE_BLANKET,
    [METRIC_ENTERPRISE] = SHAPE_BLANKET, [METRIC_CONSUMPTION] = SHAPE_BLANKET,
};

enum shape shape_of_metric(int metric) {
    return metric < 0 || metric >= METRIC_COUNT ? SHAPE_MACHINE : shapes[metric];
}

/* What rights of a group are counted by, and so what a site is. */
struct layout {
    bool by_user, by_machine, by_host;
    bool joins_users; /* machines of one user are looked at together */
};

/* A demand on its way to its site. */
struct draft {
    struct plan_demand demand;
    uint32_t machine_rank, user_rank; /* by the order of results; users behind machines */
    uint32_t root;
};

struct drafting {
    struct plan *plan;
    struct layout layout;
    struct draft *drafts;
    uint32_t count, capacity;
    struct intern *settings, *variants;
    uint32_t setting_capacity, variant_capacity;
    const struct machine **machines; /* distinct, by rank */
    uint32_t machine_count;
    uint32_t *users; /* distinct, by rank */
    uint32_t user_count;
    uint32_t *parent; /* by rank: a forest of which each root is a site */
    struct buffer key;
};

static void drafting_done(struct drafting *drafting) {
    free(drafting->drafts);
    intern_free(drafting->settings);
    intern_free(drafting->variants);
    free(drafting->machines);
    free(drafting->users);
    free(drafting->parent);
    buffer_done(&drafting->key);
}

static struct layout layout_of(const struct plan *plan) {
    struct layout layout = {0};

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct entitlement *entitlement = plan->rights[i]->entitlement;
        enum shape shape = shape_of_metric(entitlement->metric);
        bool is_by_machine = shape == SHAPE_MACHINE || shape == SHAPE_INSTANCE || shape == SHAPE_CAPACITY;
        layout.by_user |= shape == SHAPE_USER;
        layout.by_machine |= is_by_machine;
        layout.by_host |= shape == SHAPE_CAPACITY;
        layout.joins_users |= is_by_machine && entitlement->second_copy == TERM_YES;
    }
    layout.joins_users |= layout.by_user && layout.by_machine;
    return layout;
}

/* --- what the ledger says of a use ---------------------------------------------------------------------------------
 */

static struct value listed_value(const struct plan *plan, const struct use *use, unsigned column) {
    struct row_reader *reader = plan->worker->listed;

    if (!reader || use->listed == USE_NONE) {
        return (struct value){0};
    }
    row_reader_move(reader, use->listed);
    return row_reader_value(reader, column);
}

static struct str listed_text(const struct plan *plan, const struct use *use, unsigned column) {
    struct row_reader *reader = plan->worker->listed;

    if (!reader || use->listed == USE_NONE) {
        return STR_NONE;
    }
    row_reader_move(reader, use->listed);
    return arena_dup(plan->arena, row_reader_text(reader, column));
}

/* What is said of the installation goes before what is said of the machine. */
static struct setting setting_of(const struct plan *plan, const struct plan_demand *demand) {
    struct setting setting = demand->machine->setting;
    struct value environment = listed_value(plan, demand->use, SOFTWARE_ENVIRONMENT);
    struct str purpose = listed_text(plan, demand->use, SOFTWARE_PURPOSE);

    if (environment.is_set) {
        setting.environment = (int)environment.number;
    }
    if (purpose.n) {
        setting.purpose = purpose;
    }
    return setting;
}

/* As they are in memory: keys are compared and never shown, and there is one for every demand. */
static void append_numbers(struct buffer *key, const int *numbers, size_t count) {
    buffer_append(key, (struct str){(const char *)numbers, count * sizeof *numbers});
}

static void append_text(struct buffer *key, struct str text) {
    buffer_append(key, text);
    buffer_append_char(key, '\0');
}

static void append_setting(struct buffer *key, const struct setting *setting) {
    const int numbers[] = {setting->environment, setting->shared_use, setting->is_abroad, setting->has_several_users};

    append_numbers(key, numbers, ARRAY_LEN(numbers));
    append_text(key, setting->purpose);
    append_text(key, setting->country);
    append_text(key, setting->location);
    append_text(key, setting->site);
    append_text(key, setting->department);
    append_text(key, setting->owner);
}

/* Room for item NUMBER of an array in the arena, which is doubled when it is full. */
static void *grow(struct arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t size) {
    if (count < *capacity) {
        return items;
    }
    uint32_t grown = *capacity * 2 + 16;
    char *copy = arena_alloc_array(arena, grown, size);
    if (copy && items) {
        memcpy(copy, items, count * size);
    }
    *capacity = grown;
    return copy;
}

/* False when memory is out. */
static bool number_setting(struct drafting *drafting, struct plan_demand *demand) {
    struct plan *plan = drafting->plan;
    struct setting setting = setting_of(plan, demand);

    buffer_reset(&drafting->key);
    append_setting(&drafting->key, &setting);
    demand->setting = drafting->key.failed ? INTERN_NONE : intern_add(drafting->settings, buffer_view(&drafting->key));
    if (demand->setting == plan->setting_count) {
        plan->settings =
            grow(plan->arena, plan->settings, plan->setting_count, &drafting->setting_capacity, sizeof *plan->settings);
        if (!plan->settings) {
            return false;
        }
        plan->settings[plan->setting_count++] = setting;
    }
    return demand->setting != INTERN_NONE;
}

static bool number_variant(struct drafting *drafting, struct plan_demand *demand) {
    struct plan *plan = drafting->plan;
    struct plan_variant variant = {demand->use->product, uses_text(plan->audit->uses, demand->use->version)};

    buffer_reset(&drafting->key);
    /* versions are numbered by their texts */
    append_numbers(&drafting->key, (const int[]){(int)variant.product, (int)demand->use->version}, 2);
    demand->variant = drafting->key.failed ? INTERN_NONE : intern_add(drafting->variants, buffer_view(&drafting->key));
    if (demand->variant == plan->variant_count) {
        plan->variants =
            grow(plan->arena, plan->variants, plan->variant_count, &drafting->variant_capacity, sizeof *plan->variants);
        if (!plan->variants) {
            return false;
        }
        plan->variants[plan->variant_count++] = variant;
    }
    return demand->variant != INTERN_NONE;
}

/* --- ties ----------------------------------------------------------------------------------------------------------
 */

static bool is_of_group(const struct plan *plan, uint32_t entitlement) {
    uint32_t low = 0, high = plan->right_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (plan->rights[middle]->number < entitlement) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < plan->right_count && plan->rights[low]->number == entitlement;
}

static int compare_u32(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t add_ties(const struct plan *plan, struct tie_list list, uint32_t *items) {
    uint32_t count = 0;

    for (uint32_t i = 0; i < list.count; i++) {
        if (is_of_group(plan, list.items[i])) {
            items[count++] = list.items[i];
        }
    }
    return count;
}

static bool find_ties(const struct plan *plan, struct plan_demand *demand) {
    const struct ties *ties = plan->audit->ties;
    struct tie_list of_asset = {0}, of_user = {0};
    struct str license_id = listed_text(plan, demand->use, SOFTWARE_LICENSE_ID);
    uint32_t named = license_id.n ? ties_by_license_id(ties, license_id) : ENTITLEMENT_NONE, count = 0;

    if (demand->machine->asset != PAIRING_NONE) {
        of_asset = ties_of_asset(ties, demand->machine->asset);
    }
    if (demand->user != USER_NONE) {
        of_user = ties_of_user(ties, demand->user);
    }
    if (plan->right_count == 0 || (of_asset.count == 0 && of_user.count == 0 && named == ENTITLEMENT_NONE)) {
        return true;
    }
    uint32_t *items = arena_alloc_array(plan->arena, (size_t)of_asset.count + of_user.count + 1, sizeof *items);
    if (!items) {
        return false;
    }
    count += add_ties(plan, of_asset, items);
    count += add_ties(plan, of_user, items + count);
    count += add_ties(plan, (struct tie_list){&named, named != ENTITLEMENT_NONE}, items + count);
    qsort(items, count, sizeof *items, compare_u32);
    demand->ties = items;
    demand->tie_count = count;
    return true;
}

/* --- demands -------------------------------------------------------------------------------------------------------
 */

static bool add_draft(struct drafting *drafting, const struct plan_demand *demand) {
    if (drafting->count == drafting->capacity) {
        uint32_t capacity = drafting->capacity * 2 + 64;
        struct draft *drafts = reallocarray(drafting->drafts, capacity, sizeof *drafts);
        if (!drafts) {
            return false;
        }
        drafting->drafts = drafts;
        drafting->capacity = capacity;
    }
    struct draft *draft = &drafting->drafts[drafting->count++];
    *draft = (struct draft){.demand = *demand};
    return number_setting(drafting, &draft->demand) && number_variant(drafting, &draft->demand) &&
           find_ties(drafting->plan, &draft->demand);
}

/* A use by each of its users; by nobody in particular where users are not known, or do not count. */
static bool add_use(struct drafting *drafting, const struct use *use) {
    struct plan *plan = drafting->plan;
    struct plan_demand demand = {
        .use = use,
        .machine = estate_machine(plan->audit->estate, use->machine),
        .user = USER_NONE,
        .is_certain = use_is_certain(use),
    };
    const struct machine_users *users = &demand.machine->users;
    bool is_by_user = drafting->layout.by_user || drafting->layout.joins_users;

    if (!is_by_user || users->count == 0) {
        demand.is_certain &= !drafting->layout.by_user || drafting->layout.by_machine;
        return add_draft(drafting, &demand);
    }
    for (uint32_t i = 0; i < users->count; i++) {
        demand.user = users->items[i];
        if (!add_draft(drafting, &demand)) {
            return false;
        }
    }
    return true;
}

static bool add_uses(struct drafting *drafting) {
    const struct plan *plan = drafting->plan;

    for (uint32_t i = 0; i < plan->group->family_count; i++) {
        uint32_t first, count;
        uses_of_family(plan->audit->uses, plan->group->families[i], &first, &count);
        for (uint32_t use = first; use < first + count; use++) {
            if (!add_use(drafting, uses_get(plan->audit->uses, use))) {
                return false;
            }
        }
    }
    return true;
}

/* --- passive copies ------------------------------------------------------------------------------------------------
 */

/* How many passive copies each active one brings along for nothing, while a right of the group that says so is under
 * maintenance (M31): the number at the head of its rule. */
static int64_t free_passive_copies(const struct plan *plan) {
    int64_t most = 0;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct entitlement *entitlement = plan->rights[i]->entitlement;
        struct str rule = entitlement->passive_rule;
        int64_t copies = 0;
        for (size_t at = 0; at < rule.n && str_is_digit(rule.p[at]) && copies < INT32_MAX; at++) {
            copies = copies * 10 + (rule.p[at] - '0');
        }
        if (copies > most && entitlement_is_maintained(entitlement, plan->audit->input->as_of) == TERM_YES) {
            most = copies;
        }
    }
    return most;
}

static bool is_passive(const struct plan *plan, const struct plan_demand *demand) {
    struct value role = listed_value(plan, demand->use, SOFTWARE_ROLE);
    return role.is_set && role.number == ROLE_PASSIVE;
}

/* In the order of results, so that the first passive copies are the free ones. */
static void exempt_passive(struct plan *plan) {
    int64_t each = free_passive_copies(plan), left = 0;

    for (uint32_t i = 0; i < plan->demand_count && each; i++) {
        left += is_passive(plan, &plan->demands[i]) ? 0 : each;
    }
    for (uint32_t i = 0; i < plan->demand_count && left > 0; i++) {
        if (is_passive(plan, &plan->demands[i])) {
            plan->demands[i].is_exempt = true;
            left--;
        }
    }
}

/* --- sites ---------------------------------------------------------------------------------------------------------
 */

static int compare_machines(const void *a, const void *b) {
    const struct machine *x = *(const struct machine *const *)a, *y = *(const struct machine *const *)b;
    int order = estate_compare(x, y);
    return order ? order : (x > y) - (x < y);
}

struct user_order {
    struct str id;
    uint32_t user;
};

static int compare_users(const void *a, const void *b) {
    const struct user_order *x = a, *y = b;
    int order = str_cmp(x->id, y->id);
    return order ? order : (x->user > y->user) - (x->user < y->user);
}

static bool rank_machines(struct drafting *drafting) {
    uint32_t kept = 0;

    drafting->machines = malloc(((size_t)drafting->count + 1) * sizeof *drafting->machines);
    if (!drafting->machines) {
        return false;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        drafting->machines[i] = drafting->drafts[i].demand.machine;
    }
    qsort(drafting->machines, drafting->count, sizeof *drafting->machines, compare_machines);
    for (uint32_t i = 0; i < drafting->count; i++) {
        if (i == 0 || drafting->machines[i] != drafting->machines[kept - 1]) {
            drafting->machines[kept++] = drafting->machines[i];
        }
    }
    drafting->machine_count = kept;
    return true;
}

static bool rank_users(struct drafting *drafting) {
    struct user_order *order = malloc(((size_t)drafting->count + 1) * sizeof *order);
    uint32_t count = 0, kept = 0;

    drafting->users = malloc(((size_t)drafting->count + 1) * sizeof *drafting->users);
    for (uint32_t i = 0; order && i < drafting->count; i++) {
        uint32_t user = drafting->drafts[i].demand.user;
        if (user != USER_NONE) {
            order[count++] = (struct user_order){estate_user_id(drafting->plan->audit->estate, user), user};
        }
    }
    if (order && drafting->users) {
        qsort(order, count, sizeof *order, compare_users);
        for (uint32_t i = 0; i < count; i++) {
            if (i == 0 || order[i].user != order[i - 1].user) {
                drafting->users[kept++] = order[i].user;
            }
        }
    }
    drafting->user_count = kept;
    free(order);
    return order && drafting->users;
}

/* Of a machine that has no demand of its own (a host without the product): none. */
#define RANK_NONE UINT32_MAX

static uint32_t rank_of_machine(const struct drafting *drafting, const struct machine *machine) {
    uint32_t low = 0, high = drafting->machine_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (estate_compare(drafting->machines[middle], machine) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    while (low < drafting->machine_count && drafting->machines[low] != machine &&
           estate_compare(drafting->machines[low], machine) == 0) {
        low++;
    }
    return low < drafting->machine_count && drafting->machines[low] == machine ? low : RANK_NONE;
}

static uint32_t rank_of_user(const struct drafting *drafting, uint32_t user) {
    const struct estate *estate = drafting->plan->audit->estate;
    struct user_order wanted = {estate_user_id(estate, user), user};
    uint32_t low = 0, high = drafting->user_count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct user_order at = {estate_user_id(estate, drafting->users[middle]), drafting->users[middle]};
        if (compare_users(&at, &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return drafting->machine_count + low;
}

static uint32_t root_of(const struct drafting *drafting, uint32_t rank) {
    while (drafting->parent[rank] != rank) {
        drafting->parent[rank] = drafting->parent[drafting->parent[rank]];
        rank = drafting->parent[rank];
    }
    return rank;
}

static void join(const struct drafting *drafting, uint32_t a, uint32_t b) {
    uint32_t x = root_of(drafting, a), y = root_of(drafting, b);

    drafting->parent[x > y ? x : y] = x > y ? y : x;
}

/* Virtual machines of one host are looked at together, with the host. Those of a host that has no demand itself meet at
 * the first of them. */
static bool join_hosts(struct drafting *drafting) {
    const struct estate *estate = drafting->plan->audit->estate;
    uint32_t *first = malloc(((size_t)estate_numbers(estate) + 1) * sizeof *first);

    if (!first) {
        return false;
    }
    memset(first, 0xFF, ((size_t)estate_numbers(estate) + 1) * sizeof *first);
    for (uint32_t rank = 0; rank < drafting->machine_count; rank++) {
        uint32_t host = drafting->machines[rank]->host;
        if (host == MACHINE_NONE) {
            continue;
        }
        uint32_t host_rank = rank_of_machine(drafting, estate_machine(estate, host));
        if (host_rank != RANK_NONE) {
            join(drafting, rank, host_rank);
        } else if (first[host] != RANK_NONE) {
            join(drafting, rank, first[host]);
        } else {
            first[host] = rank;
        }
    }
    free(first);
    return true;
}

/* Where rights are counted by user alone, a use is at the site of its user; else at that of its machine. */
static bool find_roots(struct drafting *drafting) {
    const struct layout *layout = &drafting->layout;
    uint32_t nodes = 0;

    if (!rank_machines(drafting) || !rank_users(drafting)) {
        return false;
    }
    nodes = drafting->machine_count + drafting->user_count;
    drafting->parent = malloc(((size_t)nodes + 1) * sizeof *drafting->parent);
    if (!drafting->parent) {
        return false;
    }
    for (uint32_t i = 0; i < nodes; i++) {
        drafting->parent[i] = i;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        struct draft *draft = &drafting->drafts[i];
        draft->machine_rank = rank_of_machine(drafting, draft->demand.machine);
        draft->user_rank = draft->demand.user == USER_NONE ? nodes : rank_of_user(drafting, draft->demand.user);
        if (layout->joins_users && draft->user_rank < nodes) {
            join(drafting, draft->machine_rank, draft->user_rank);
        }
    }
    if (layout->by_host && !join_hosts(drafting)) {
        return false;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        struct draft *draft = &drafting->drafts[i];
        bool is_users_site = layout->by_user && !layout->joins_users && draft->user_rank < nodes;
        draft->root = root_of(drafting, is_users_site ? draft->user_rank : draft->machine_rank);
    }
    return true;
}

static int compare_numbers(uint32_t a, uint32_t b) {
    return (a > b) - (a < b);
}

static int compare_drafts(const void *a, const void *b, void *context) {
    const struct drafting *drafting = context;
    const struct audit *audit = drafting->plan->audit;
    const struct draft *x = a, *y = b;
    int order = compare_numbers(x->root, y->root);

    order = order ? order : compare_numbers(x->machine_rank, y->machine_rank);
    if (order == 0) {
        order = str_cmp(catalog_product(audit->catalog, x->demand.use->product)->name,
                        catalog_product(audit->catalog, y->demand.use->product)->name);
    }
    order =
        order ? order
              : str_cmp(uses_text(audit->uses, x->demand.use->version), uses_text(audit->uses, y->demand.use->version));
    order = order ? order
                  : str_cmp(uses_text(audit->uses, x->demand.use->instance),
                            uses_text(audit->uses, y->demand.use->instance));
    return order ? order : compare_numbers(x->user_rank, y->user_rank);
}

/* Demands by site; those that need nothing apart. */
static bool make_sites(struct drafting *drafting) {
    struct plan *plan = drafting->plan;
    uint32_t needed = 0;

    plan->sites = arena_alloc_array(plan->arena, (size_t)drafting->count + 1, sizeof *plan->sites);
    plan->exempt = arena_alloc_array(plan->arena, (size_t)drafting->count + 1, sizeof *plan->exempt);
    if (!plan->sites || !plan->exempt) {
        return false;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        const struct plan_demand *demand = &plan->demands[i];
        if (demand->is_exempt) {
            plan->exempt[plan->exempt_count++] = *demand;
            continue;
        }
        if (plan->site_count == 0 || drafting->drafts[i].root != plan->sites[plan->site_count - 1].position) {
            plan->sites[plan->site_count++] = (struct plan_site){needed, 0, CLASS_NONE, drafting->drafts[i].root};
        }
        plan->sites[plan->site_count - 1].demand_count++;
        plan->demands[needed++] = *demand;
    }
    plan->demand_count = needed;
    return true;
}

static bool draft(struct drafting *drafting) {
    struct plan *plan = drafting->plan;

    drafting->settings = intern_new();
    drafting->variants = intern_new();
    if (!drafting->settings || !drafting->variants || !add_uses(drafting) || !find_roots(drafting)) {
        return false;
    }
    if (drafting->count) {
        qsort_r(drafting->drafts, drafting->count, sizeof *drafting->drafts, compare_drafts, drafting);
    }
    plan->demands = arena_alloc_array(plan->arena, (size_t)drafting->count + 1, sizeof *plan->demands);
    if (!plan->demands) {
        return false;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        plan->demands[i] = drafting->drafts[i].demand;
    }
    plan->demand_count = drafting->count;
    exempt_passive(plan);
    return make_sites(drafting) && !arena_failed(plan->arena);
}

enum err_code plan_demands(struct plan *plan, struct err *err) {
    struct drafting drafting = {.plan = plan, .layout = layout_of(plan)};
    bool is_done = draft(&drafting);

    drafting_done(&drafting);
    return is_done ? ERR_OK : err_no_memory(err);
}
