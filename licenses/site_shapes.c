/* The ways to cover demands by machine, by installation, by user and by the size of a machine. */

#include "inventory/words.h"
#include "licenses/site_search.h"

#include <inttypes.h>

/* --- machines ------------------------------------------------------------------------------------------------------
 */

/* Where the terms ask for a right for every user of a shared device, as many as it has. */
static struct plan_capacity units_on_machine(const struct right *right, const struct plan_demand *demand) {
    const struct machine *machine = demand->machine;
    bool is_shared = machine->setting.shared_use != WORD_BLANK && machine->setting.shared_use != USE_PERSONAL;
    struct plan_capacity capacity = site_one_unit();

    if (demand->doubt && shape_of_metric(right->entitlement->metric) == SHAPE_MACHINE) {
        capacity.is_known = false;
        capacity.doubt = demand->doubt;
    } else if (is_shared && right->entitlement->shared_use == SHARED_PER_USER) {
        capacity.is_known = machine->users.count > 0;
        capacity.doubt = capacity.is_known ? NULL : "users-of-device";
        capacity.least = capacity.most = machine->users.count;
    }
    return capacity;
}

bool site_by_machine(struct site_search *search, uint32_t right) {
    bool is_done = true;

    for (uint32_t at = 0; at < search->count && is_done; at = site_next_machine(search, at)) {
        struct site_scope scope = site_scope_machine(search, at);
        struct site_sets sets = site_gather(search, right, &scope);
        if (sets.maybe) {
            const struct plan_demand *demand = &search->demands[search->maybe[0]];
            struct plan_capacity capacity = units_on_machine(search->plan->rights[right], demand);
            is_done = site_offer_capacity(search, right, &sets, &capacity, sets.kind);
        }
    }
    return is_done;
}

bool site_by_instance(struct site_search *search, uint32_t right) {
    struct plan_capacity capacity = site_one_unit();
    bool is_done = true;

    for (uint32_t at = 0; at < search->count && is_done; at++) {
        struct site_scope scope = site_scope_machine(search, at);
        scope.use = search->demands[at].use;
        if (at > 0 && search->demands[at - 1].use == scope.use) {
            continue;
        }
        struct site_sets sets = site_gather(search, right, &scope);
        is_done = site_offer_capacity(search, right, &sets, &capacity, sets.kind);
    }
    return is_done;
}

/* --- users ---------------------------------------------------------------------------------------------------------
 */

/* Demands that are no one user's are those of their machine. */
static bool is_first_of_user(const struct site_search *search, uint32_t at) {
    const struct plan_demand *demand = &search->demands[at];

    for (uint32_t i = 0; i < at; i++) {
        const struct plan_demand *other = &search->demands[i];
        if (other->user == demand->user && (demand->user != USER_NONE || other->machine == demand->machine)) {
            return false;
        }
    }
    return true;
}

bool site_machine_counts(const struct right *right, const struct machine *machine) {
    int use = machine->setting.shared_use;

    if (use == USE_VDI && right->entitlement->vdi_exempt == TERM_YES) {
        return false;
    }
    return use == WORD_BLANK || use == USE_PERSONAL || right->entitlement->shared_use != SHARED_ACTIVATION;
}

bool site_device_limit(const struct right *right, int64_t *ret_limit) {
    const struct figure *limit = &right->entitlement->devices_per_user;

    if (!limit->is_set || limit->is_unlimited || right->entitlement->stackable == TERM_YES) {
        return false;
    }
    *ret_limit = limit->number > 0 ? limit->number : 0;
    return true;
}

/* Machines that count against the limit of one user. */
struct machine_count {
    int64_t all;
    int64_t certain; /* those with a demand that is there whatever turns out */
};

/* Demands stand by machine. */
static struct machine_count machines_of(const struct site_search *search, const struct right *right,
                                        const struct site_sets *sets) {
    struct machine_count count = {0, 0};

    for (uint32_t i = 0, next; i < sets->maybe; i = next) {
        const struct machine *machine = search->demands[search->maybe[i]].machine;
        bool is_certain = false;
        for (next = i; next < sets->maybe && search->demands[search->maybe[next]].machine == machine; next++) {
            is_certain |= search->demands[search->maybe[next]].is_certain;
        }
        if (site_machine_counts(right, machine)) {
            count.all++;
            count.certain += is_certain;
        }
    }
    return count;
}

static int64_t rights_for(int64_t machines, int64_t limit) {
    return machines > limit ? (machines + limit - 1) / limit : 1;
}

/* One unit for all of a user's machines; or for each so many, where rights may be stacked. */
static struct plan_capacity units_of_user(const struct site_search *search, const struct right *right,
                                          const struct site_sets *sets) {
    const struct figure *limit = &right->entitlement->devices_per_user;
    struct plan_capacity capacity = site_one_unit();
    struct machine_count machines = machines_of(search, right, sets);

    if (right->entitlement->stackable == TERM_YES && limit->is_set && limit->number > 0 &&
        machines.all > limit->number) {
        capacity.least = rights_for(machines.certain, limit->number);
        capacity.most = rights_for(machines.all, limit->number);
        capacity.arithmetic = arena_printf(search->arena, "⌈%" PRId64 " ÷ %" PRId64 "⌉ = %" PRId64, machines.all,
                                           limit->number, capacity.most);
    }
    if (capacity.least != capacity.most) {
        capacity.arithmetic = arena_printf(search->arena, "%.*s; %" PRId64 "..%" PRId64, STR_FMT(capacity.arithmetic),
                                           capacity.least, capacity.most);
    }
    return capacity;
}

struct plan_capacity site_units_of_users(struct site_search *search, const struct right *right,
                                         const struct plan_demand *demand) {
    if (demand->users == 0) {
        return (struct plan_capacity){.doubt = "users-of-device"};
    }
    return plan_capacity_of_users(search->plan, right, demand->use->product, demand->machine, demand->users);
}

/* All users of a machine together; no one user's. */
static bool by_users_of_machine(struct site_search *search, uint32_t right, uint32_t at) {
    struct site_scope scope = site_scope_machine(search, at);

    scope.is_of_nobody = true;
    struct site_sets sets = site_gather(search, right, &scope);
    if (sets.maybe == 0) {
        return true;
    }
    struct plan_capacity capacity =
        site_units_of_users(search, search->plan->rights[right], &search->demands[search->maybe[0]]);
    return site_offer_capacity(search, right, &sets, &capacity, sets.kind);
}

static bool by_one_user(struct site_search *search, uint32_t right, uint32_t at) {
    struct site_scope scope = site_scope_all(search);

    scope.user = search->demands[at].user;
    if (scope.user == USER_NONE) { /* somebody on this machine */
        scope = site_scope_machine(search, at);
        scope.is_of_nobody = true;
    }
    struct site_sets sets = site_gather(search, right, &scope);
    struct plan_capacity capacity = units_of_user(search, search->plan->rights[right], &sets);
    return site_offer_capacity(search, right, &sets, &capacity, sets.kind == RIGHT_DIRECT ? RIGHT_USER : sets.kind);
}

bool site_by_user(struct site_search *search, uint32_t right) {
    bool is_done = true;

    for (uint32_t at = 0; at < search->count && is_done; at++) {
        if (is_first_of_user(search, at)) {
            is_done = search->demands[at].is_by_users ? by_users_of_machine(search, right, at)
                                                      : by_one_user(search, right, at);
        }
    }
    return is_done;
}

/* --- size ----------------------------------------------------------------------------------------------------------
 */

static bool is_first_on_host(const struct site_search *search, uint32_t at, const struct machine *host) {
    for (uint32_t i = 0; i < at; i = site_next_machine(search, i)) {
        if (plan_host_of(search->plan, search->demands[i].machine) == host) {
            return false;
        }
    }
    return true;
}

/* A host with its virtual machines. */
static bool by_size_of_host(struct site_search *search, uint32_t right, uint32_t at) {
    const struct machine *host = plan_host_of(search->plan, search->demands[at].machine);
    struct site_scope scope = site_scope_all(search);

    if (!is_first_on_host(search, at, host)) {
        return true;
    }
    scope.host = host;
    struct site_sets sets = site_gather(search, right, &scope);
    if (sets.maybe == 0) {
        return true;
    }
    struct plan_capacity capacity = site_units_on_host(search, search->plan->rights[right], host, &sets);
    return site_offer_capacity(search, right, &sets, &capacity, sets.kind);
}

static bool by_size_of_machine(struct site_search *search, uint32_t right, uint32_t at) {
    const struct right *given = search->plan->rights[right];
    const struct machine *machine = search->demands[at].machine;
    struct site_scope scope = site_scope_machine(search, at);
    struct site_sets sets = site_gather(search, right, &scope);

    if (sets.maybe == 0 || (plan_right_is_for_hosts(given) && machine->is_virtual == TERM_YES)) {
        return true;
    }
    uint32_t product = search->demands[search->maybe[0]].use->product;
    struct plan_capacity capacity = plan_capacity_of_machine(search->plan, given, product, machine);
    return site_offer_capacity(search, right, &sets, &capacity, sets.kind);
}

bool site_by_size(struct site_search *search, uint32_t right) {
    bool is_done = true, counts_guests = plan_right_counts_guests(search->plan->rights[right]);

    for (uint32_t at = 0; at < search->count && is_done; at = site_next_machine(search, at)) {
        is_done = counts_guests ? by_size_of_host(search, right, at) : by_size_of_machine(search, right, at);
    }
    return is_done;
}
