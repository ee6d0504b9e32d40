/* From demands to sites: what rights are counted for together. */

#include "base/intern.h"
#include "licenses/clusters.h"
#include "licenses/plan_drafts.h"

#include <stdlib.h>
#include <string.h>

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

/* Machines of one host are looked at together, with the host, and those of a cluster with all of its hosts: what is of
 * one place meets at its first machine. FIRST has a rank for each host, then for each cluster. */
static void join_machine(const struct drafting *drafting, uint32_t rank, uint32_t *first) {
    const struct audit *audit = drafting->plan->audit;
    const struct machine *machine = drafting->machines[rank];
    uint32_t cluster = clusters_of_machine(audit->clusters, audit->estate, machine);
    uint32_t host = machine->is_virtual == TERM_YES ? machine->host : estate_number_of(audit->estate, machine);
    uint32_t place = cluster != CLUSTER_NONE ? estate_numbers(audit->estate) + cluster : host;

    if (place == MACHINE_NONE) {
        return;
    }
    if (first[place] == RANK_NONE) {
        first[place] = rank;
    } else {
        join(drafting, rank, first[place]);
    }
}

static bool join_hosts(struct drafting *drafting) {
    const struct audit *audit = drafting->plan->audit;
    size_t places = (size_t)estate_numbers(audit->estate) + clusters_count(audit->clusters) + 1;
    uint32_t *first = malloc(places * sizeof *first);

    if (!first) {
        return false;
    }
    memset(first, 0xFF, places * sizeof *first);
    for (uint32_t rank = 0; rank < drafting->machine_count; rank++) {
        join_machine(drafting, rank, first);
    }
    free(first);
    return true;
}

/* Where rights are counted by user alone, a use is at the site of its user; else at that of its machine. */
bool drafting_find_roots(struct drafting *drafting) {
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
    for (uint32_t rank = 1; layout->joins_all && rank < drafting->machine_count; rank++) {
        join(drafting, rank, 0);
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

void drafting_sort(struct drafting *drafting) {
    if (drafting->count) {
        qsort_r(drafting->drafts, drafting->count, sizeof *drafting->drafts, compare_drafts, drafting);
    }
}

bool drafting_make_sites(struct drafting *drafting) {
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
