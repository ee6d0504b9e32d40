/* Rights whose fractions are rounded up once for all machines together (round_scope pool, M09). One option covers all
 * of them: what a part of them needs is no whole number. */

#include "licenses/site_search.h"

/* What stays of the sets without the demands of a machine. */
static uint32_t without(const struct site_search *search, uint32_t *items, uint32_t count,
                        const struct machine *machine) {
    uint32_t kept = 0;

    for (uint32_t i = 0; i < count; i++) {
        if (search->demands[items[i]].machine != machine) {
            items[kept++] = items[i];
        }
    }
    return kept;
}

static void drop(struct site_search *search, struct site_sets *sets, const struct machine *machine) {
    sets->sure = without(search, search->sure, sets->sure, machine);
    sets->maybe = without(search, search->maybe, sets->maybe, machine);
}

static void doubt_machine(struct site_search *search, const struct site_sets *sets, const struct machine *machine,
                          const struct capacity_need *need, int metric) {
    for (uint32_t i = 0; i < sets->maybe; i++) {
        uint32_t demand = search->maybe[i];
        if (search->demands[demand].machine == machine && !search->options->doubts[demand].reason) {
            search->options->doubts[demand] = (struct site_doubt){plan_capacity_word(need->gap), metric};
        }
    }
}

/* Virtual machines are counted with their hosts, where the right is for these. */
static bool is_with_host(const struct right *right, const struct machine *machine) {
    return machine->is_virtual == TERM_YES && plan_right_is_for_hosts(right);
}

/* Those that are counted with a host are so at the first of its machines. */
static bool is_counted_before(const struct site_search *search, const struct right *right, uint32_t at) {
    const struct machine *host = plan_host_of(search->plan, search->demands[search->maybe[at]].machine);

    for (uint32_t i = 0; i < at && plan_right_counts_guests(right); i++) {
        if (plan_host_of(search->plan, search->demands[search->maybe[i]].machine) == host) {
            return true;
        }
    }
    return false;
}

/* Of the machine at place AT of the set. What is perhaps not there is needed at most. */
static struct capacity_need need_at(struct site_search *search, const struct right *right, const struct site_sets *sets,
                                    uint32_t at) {
    const struct plan_demand *demand = &search->demands[search->maybe[at]];
    const struct machine *machine = demand->machine;

    if (plan_right_counts_guests(right)) {
        return site_need_on_host(search, right, plan_host_of(search->plan, machine), sets, NULL);
    }
    struct capacity_need need = plan_need_of_machine(search->plan, right, demand->use->product, machine, NULL);
    if (!site_machine_is_certain(search, sets, machine)) {
        need.least = 0;
        need.exact_least = rational_whole(0);
    }
    return need;
}

bool site_units_of_pool(struct site_search *search, const struct right *right, struct site_sets *sets,
                        struct plan_capacity *ret_capacity) {
    struct capacity_need *needs = arena_alloc_array(search->arena, (size_t)sets->maybe + 1, sizeof *needs);
    size_t count = 0;

    for (uint32_t i = 0; needs && i < sets->maybe;) {
        const struct machine *machine = search->demands[search->maybe[i]].machine;
        if (!is_counted_before(search, right, i)) {
            struct capacity_need need = need_at(search, right, sets, i);
            if (!need.is_known && !is_with_host(right, machine)) {
                doubt_machine(search, sets, machine, &need, right->entitlement->metric);
            }
            if (!need.is_known || need.is_allowed == TERM_NO || is_with_host(right, machine)) {
                drop(search, sets, machine);
                continue;
            }
            needs[count++] = need;
        }
        while (i < sets->maybe && search->demands[search->maybe[i]].machine == machine) {
            i++;
        }
    }
    if (needs && count) {
        *ret_capacity = plan_capacity_of_pool(search->plan, needs, count);
    }
    return needs != NULL;
}

bool site_by_pool(struct site_search *search, uint32_t right) {
    const struct right *given = search->plan->rights[right];
    struct site_scope scope = site_scope_all(search);
    struct site_sets sets = site_gather(search, right, &scope);
    struct plan_capacity capacity = {0};

    return site_units_of_pool(search, given, &sets, &capacity) &&
           site_offer_capacity(search, right, &sets, &capacity, sets.kind);
}
