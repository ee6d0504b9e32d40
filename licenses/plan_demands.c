/* What must be covered: uses as demands. */

#include "base/intern.h"
#include "base/text.h"
#include "inventory/words.h"
#include "licenses/clients.h"
#include "licenses/maintained_units.h"
#include "licenses/plan_capacity.h"
#include "licenses/plan_drafts.h"

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
        layout.by_host |= shape == SHAPE_CAPACITY || entitlement->metric == METRIC_HOST;
        layout.joins_all |= plan_right_is_pooled(plan->rights[i]);
        layout.joins_users |= is_by_machine && entitlement->second_copy == TERM_YES;
    }
    layout.joins_users |= layout.by_user && layout.by_machine;
    return layout;
}

/* --- demands -------------------------------------------------------------------------------------------------------
 */

/* May any number of people use it? Of a machine that is one person's, nobody knows whose, it is one. */
static bool has_any_number_of_users(const struct machine *machine) {
    int use = machine->setting.shared_use;
    return machine->kind == KIND_SERVER || machine->kind == KIND_VM || (use != WORD_BLANK && use != USE_PERSONAL);
}

/* A use by each of its users, and perhaps by those seen there whom nobody knows; by nobody in particular where users
 * are not known, or do not count. */
static bool add_by_user(struct drafting *drafting, struct plan_demand *demand) {
    const struct machine_users *users = &demand->machine->users;
    bool is_by_user = drafting->layout.by_user || drafting->layout.joins_users;

    if (!is_by_user || users->count + users->stranger_count == 0) {
        bool is_by_user_alone = drafting->layout.by_user && !drafting->layout.by_machine;
        demand->is_certain &= !is_by_user_alone;
        demand->is_by_users |= is_by_user_alone && has_any_number_of_users(demand->machine);
        return drafting_add(drafting, demand);
    }
    for (uint32_t i = 0; i < users->count; i++) {
        demand->user = users->items[i];
        if (!drafting_add(drafting, demand)) {
            return false;
        }
    }
    if (users->count == 0 && drafting->layout.by_machine && !drafting_add(drafting, demand)) {
        return false; /* whoever uses it, it is used */
    }
    demand->is_certain = false;
    for (uint32_t i = 0; i < users->stranger_count; i++) {
        demand->user = users->strangers[i];
        if (!drafting_add(drafting, demand)) {
            return false;
        }
    }
    return true;
}

/* Machines on which others work from devices of their own (V5b): servers of remote desktops, and servers of virtual
 * ones. A virtual desktop itself counts as a device. */
static bool is_reached_by_clients(const struct machine *machine) {
    int use = machine->setting.shared_use;
    return use == USE_RDS || (use == USE_VDI && machine->kind == KIND_SERVER);
}

/* Is there a right to the family that is counted by device? */
static bool is_by_device(const struct plan *plan, uint32_t family) {
    for (uint32_t i = 0; i < plan->right_count; i++) {
        int metric = plan->rights[i]->entitlement->metric;
        if ((metric == METRIC_DEVICE || metric < 0) &&
            right_has_family(plan->rights[i], plan->audit->catalog, family)) {
            return true;
        }
    }
    return false;
}

/* A use by each device from which it can be reached. */
static bool add_by_client(struct drafting *drafting, struct plan_demand *demand) {
    const struct audit *audit = drafting->plan->audit;
    struct client_list clients = clients_of(audit->clients, demand->use->machine);

    if (clients.count == 0 || clients.has_unknown) {
        struct plan_demand unknown = *demand;
        unknown.doubt = "clients-of-host";
        if (!add_by_user(drafting, &unknown)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < clients.count; i++) {
        struct plan_demand of_client = *demand;
        of_client.machine = clients.items[i];
        if (!add_by_user(drafting, &of_client)) {
            return false;
        }
    }
    return true;
}

/* Is there a right by users to the product, which must be had for a least number of them on a machine (M11)? */
static bool has_least_users(const struct plan *plan, const struct use *use) {
    uint32_t family = catalog_product(plan->audit->catalog, use->product)->family;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (shape_of_metric(right->entitlement->metric) == SHAPE_USER &&
            right_has_family(right, plan->audit->catalog, family) &&
            plan_right_has_least_users(plan, right, use->product)) {
            return true;
        }
    }
    return false;
}

static uint32_t users_of(const struct plan *plan, const struct plan_demand *demand) {
    struct client_list clients = clients_of(plan->audit->clients, demand->use->machine);
    bool is_reached = clients.count > 0 || clients.has_unknown;

    return is_reached ? clients.users : demand->machine->users.count;
}

static bool add_use(struct drafting *drafting, const struct use *use) {
    const struct plan *plan = drafting->plan;
    struct plan_demand demand = {
        .use = use,
        .machine = estate_machine(plan->audit->estate, use->machine),
        .user = USER_NONE,
        .is_certain = use_is_certain(use),
    };

    if (is_reached_by_clients(demand.machine) &&
        is_by_device(plan, catalog_product(plan->audit->catalog, use->product)->family)) {
        return add_by_client(drafting, &demand);
    }
    if (drafting->layout.by_user && has_least_users(plan, use)) {
        demand.is_by_users = true;
        demand.users = users_of(plan, &demand);
        return drafting_add(drafting, &demand);
    }
    return add_by_user(drafting, &demand);
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

/* The number at the head of a rule, 0 without one; false when memory is out. */
static bool read_copies(struct str rule, int64_t *ret_copies) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    int64_t copies = 0;

    text_fold(rule, &folded);
    struct str text = buffer_view(&folded);
    for (size_t at = 0; at < text.n && str_is_digit(text.p[at]) && copies < INT32_MAX; at++) {
        copies = copies * 10 + (text.p[at] - '0');
    }
    *ret_copies = copies;
    return !folded.failed;
}

/* How many passive copies each active one of the family brings along for nothing, while a right to it that says so is
 * in force and under maintenance (M31), and how many active ones do: surely, and perhaps. */
struct passive_copies {
    int64_t each;
    struct maintained_units active;
};

/* Active copies that are under maintenance. Of a right that is counted by size one is, and perhaps as many as there are
 * units. */
static struct maintained_units maintained_copies(const struct right *right) {
    const struct entitlement *entitlement = right->entitlement;

    if (!entitlement->units.is_set || !maintenance_is_partial(entitlement)) {
        return (struct maintained_units){INT32_MAX, INT32_MAX};
    }
    struct maintained_units units = maintained_units_of(entitlement, &right->supply);
    if (shape_of_metric(entitlement->metric) == SHAPE_CAPACITY && units.least > 1) {
        units.least = 1;
    }
    return units;
}

static void add_copies(struct passive_copies *copies, struct maintained_units units) {
    int64_t least = copies->active.least + units.least, most = copies->active.most + units.most;

    copies->active.least = least < INT32_MAX ? least : INT32_MAX;
    copies->active.most = most < INT32_MAX ? most : INT32_MAX;
}

/* False when memory is out. */
static bool free_passive_copies(const struct plan *plan, uint32_t family, struct passive_copies *ret_copies) {
    *ret_copies = (struct passive_copies){.each = 0};
    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        int64_t copies = 0;
        if (!read_copies(right->entitlement->passive_rule, &copies)) {
            return false;
        }
        if (copies > 0 && plan_right_is_active(right) && right_has_family(right, plan->audit->catalog, family) &&
            entitlement_is_maintained(right->entitlement, plan->audit->input->as_of) == TERM_YES) {
            ret_copies->each = copies > ret_copies->each ? copies : ret_copies->each;
            add_copies(ret_copies, maintained_copies(right));
        }
    }
    return true;
}

static bool is_passive(const struct plan *plan, const struct plan_demand *demand) {
    struct value role = drafting_listed_value(plan, demand->use, SOFTWARE_ROLE);
    return role.is_set && role.number == ROLE_PASSIVE;
}

static bool is_of_family(const struct plan *plan, const struct plan_demand *demand, uint32_t family) {
    return catalog_product(plan->audit->catalog, demand->use->product)->family == family;
}

/* In the order of results, so that the first passive copies are the free ones, and behind them those that may be. */
static void exempt_passive_of(struct plan *plan, uint32_t family, const struct passive_copies *copies) {
    int64_t active = 0;

    for (uint32_t i = 0; i < plan->demand_count; i++) {
        active += is_of_family(plan, &plan->demands[i], family) && !is_passive(plan, &plan->demands[i]);
    }
    int64_t surely = (active < copies->active.least ? active : copies->active.least) * copies->each;
    int64_t perhaps = (active < copies->active.most ? active : copies->active.most) * copies->each - surely;
    for (uint32_t i = 0; i < plan->demand_count && surely + perhaps > 0; i++) {
        struct plan_demand *demand = &plan->demands[i];
        if (!is_of_family(plan, demand, family) || !is_passive(plan, demand)) {
            continue;
        }
        if (surely > 0) {
            demand->is_exempt = true;
            surely--;
        } else {
            demand->is_certain = false;
            perhaps--;
        }
    }
}

/* False when memory is out. */
static bool exempt_passive(struct plan *plan) {
    for (uint32_t i = 0; i < plan->group->family_count; i++) {
        struct passive_copies copies;
        if (!free_passive_copies(plan, plan->group->families[i], &copies)) {
            return false;
        }
        exempt_passive_of(plan, plan->group->families[i], &copies);
    }
    return true;
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static bool draft(struct drafting *drafting) {
    struct plan *plan = drafting->plan;

    drafting->settings = intern_new();
    drafting->variants = intern_new();
    if (!drafting->settings || !drafting->variants || !add_uses(drafting) || !drafting_find_roots(drafting)) {
        return false;
    }
    drafting_sort(drafting);
    plan->demands = arena_alloc_array(plan->arena, (size_t)drafting->count + 1, sizeof *plan->demands);
    if (!plan->demands) {
        return false;
    }
    for (uint32_t i = 0; i < drafting->count; i++) {
        plan->demands[i] = drafting->drafts[i].demand;
    }
    plan->demand_count = drafting->count;
    return exempt_passive(plan) && drafting_make_sites(drafting) && !arena_failed(plan->arena);
}

/* Is there nothing but operating systems of which nobody said that they take a right, and has the ledger none of them
 * but such as came with machines? Those of other machines may be missing on paper only. */
static bool is_about_systems(const struct plan *plan) {
    for (uint32_t i = 0; i < plan->right_count; i++) {
        if (!entitlement_comes_with_device(plan->rights[i]->entitlement)) {
            return false;
        }
    }
    for (uint32_t i = 0; i < plan->demand_count; i++) {
        const struct use *use = plan->demands[i].use;
        bool is_system = use->source == USE_SYSTEM || use->source == USE_SYSTEM_LISTED;
        if (!is_system || catalog_product(plan->audit->catalog, use->product)->is_said) {
            return false;
        }
    }
    return plan->demand_count > 0;
}

enum err_code plan_demands(struct plan *plan, struct err *err) {
    struct drafting drafting = {.plan = plan, .layout = layout_of(plan)};
    bool is_done = draft(&drafting);

    drafting_done(&drafting);
    plan->is_system = is_done && is_about_systems(plan);
    return is_done ? ERR_OK : err_no_memory(err);
}
