/* Hosts: rights that cover the virtual machines on a host, and rights that are counted by host. Where machines move
 * between the hosts of a cluster by themselves (licenses/cluster_rule.h), all of its hosts are one place, and each of
 * them needs units for the most machines that may land on it. */

#include "inventory/words.h"
#include "licenses/clusters.h"
#include "licenses/site_search.h"

#include <inttypes.h>
#include <string.h>

enum { TERMS_MAX = 8 /* of a sum that is written out */ };

static bool is_for_hosts(const struct right *right) {
    return right->entitlement->metric == METRIC_HOST || plan_right_is_for_hosts(right);
}

/* --- one host ------------------------------------------------------------------------------------------------------
 */

/* Machines of one set that are virtual, each once. */
struct census {
    int64_t all;
    int64_t certain; /* that are there whatever turns out */
};

static bool is_new_machine(const struct site_search *search, uint32_t at) {
    return at == 0 || search->demands[search->maybe[at]].machine != search->demands[search->maybe[at - 1]].machine;
}

/* The virtual machines of the set on HOST; MACHINE_NONE: of which nobody knows the host. */
static struct census count_machines(const struct site_search *search, const struct site_sets *sets, uint32_t host) {
    struct census census = {0, 0};

    for (uint32_t i = 0; i < sets->maybe; i++) {
        const struct machine *machine = search->demands[search->maybe[i]].machine;
        if (machine->is_virtual == TERM_YES && machine->host == host && is_new_machine(search, i)) {
            census.all++;
            census.certain += site_machine_is_certain(search, sets, machine);
        }
    }
    return census;
}

static bool has_machine(const struct site_search *search, const struct site_sets *sets, const struct machine *machine) {
    for (uint32_t i = 0; i < sets->maybe; i++) {
        if (search->demands[search->maybe[i]].machine == machine) {
            return true;
        }
    }
    return false;
}

static bool has_virtual_machine(const struct site_search *search, const struct site_sets *sets) {
    for (uint32_t i = 0; i < sets->maybe; i++) {
        if (search->demands[search->maybe[i]].machine->is_virtual == TERM_YES) {
            return true;
        }
    }
    return false;
}

static uint32_t product_of(const struct site_search *search) {
    return search->demands[search->maybe[0]].use->product;
}

static struct plan_capacity units_of_host(struct site_search *search, const struct right *right,
                                          const struct machine *host, const struct site_sets *sets) {
    uint32_t number = estate_number_of(search->plan->audit->estate, host);
    struct census census = count_machines(search, sets, number);
    struct plan_capacity capacity = plan_capacity_of_host(search->plan, right, product_of(search), host,
                                                          &(struct landing){census.certain, census.all, true});
    capacity.is_of_host = true;
    return capacity;
}

/* --- clusters ------------------------------------------------------------------------------------------------------
 */

/* Landings of the least and the most machines that may be there. */
struct landings {
    struct cluster_host *hosts;
    struct landing *least, *most;
};

static bool land(struct site_search *search, const struct cluster *cluster, const struct site_sets *sets,
                 struct landings *landings) {
    struct census roaming = count_machines(search, sets, MACHINE_NONE);
    size_t count = (size_t)cluster->count + 1;
    struct err err;

    landings->hosts = arena_alloc_array(search->arena, count, sizeof *landings->hosts);
    landings->least = arena_alloc_array(search->arena, count, sizeof *landings->least);
    landings->most = arena_alloc_array(search->arena, count, sizeof *landings->most);
    if (!landings->hosts || !landings->least || !landings->most) {
        return false;
    }
    for (uint32_t i = 0; i < cluster->count; i++) {
        landings->hosts[i] = cluster->hosts[i].rule;
        landings->hosts[i].machines = count_machines(search, sets, cluster->hosts[i].machine).certain;
    }
    if (cluster_landings(landings->hosts, cluster->count, roaming.certain, landings->least, &err) != ERR_OK) {
        return false;
    }
    for (uint32_t i = 0; i < cluster->count; i++) {
        landings->hosts[i].machines = count_machines(search, sets, cluster->hosts[i].machine).all;
    }
    return cluster_landings(landings->hosts, cluster->count, roaming.all, landings->most, &err) == ERR_OK;
}

/* "288 + 288 = 576", and the range where it is open. */
static struct str write_sum(const struct site_search *search, const struct plan_capacity *sum) {
    CLEANUP(buffer_done) struct buffer text = {0};

    for (uint32_t i = 0; i < sum->part_count && sum->part_count <= TERMS_MAX; i++) {
        buffer_printf(&text, "%s%" PRId64, i ? " + " : "", sum->parts[i].units);
    }
    buffer_printf(&text, "%s = %" PRId64, sum->part_count > TERMS_MAX ? "Σ" : "", sum->most);
    if (sum->least != sum->most) {
        buffer_printf(&text, "; %" PRId64 "..%" PRId64, sum->least, sum->most);
    }
    return arena_dup(search->arena, buffer_view(&text));
}

/* Why the figure of a cluster is open where those of its hosts are not: nobody says whether machines move. */
static const char *doubt_of(const struct landing *least, const struct landing *most) {
    return least->most != most->most || least->least == least->most ? NULL : "live_migration";
}

/* Hosts on which nothing can land need nothing. */
static void add_part(struct plan_capacity *sum, struct plan_part *part, const struct plan_capacity *host,
                     bool is_perhaps_empty) {
    part->units = host->most;
    part->units_least = is_perhaps_empty ? 0 : host->least;
    part->arithmetic = host->arithmetic;
    sum->is_known &= host->is_known;
    sum->doubt = sum->doubt ? sum->doubt : host->doubt;
    sum->is_allowed = term_both(sum->is_allowed, host->is_allowed);
    sum->least += part->units_least;
    sum->most += part->units;
    sum->part_count++;
}

static void settle_sum(const struct site_search *search, struct plan_capacity *sum) {
    sum->is_known &= sum->most > 0 && sum->most <= ALLOCATION_UNITS_MAX;
    sum->least = sum->least > 0 ? sum->least : 1;
    if (!sum->is_known && !sum->doubt) {
        sum->doubt = "cpu_cores";
    }
    sum->arithmetic = write_sum(search, sum);
}

static bool units_of_cluster(struct site_search *search, const struct right *right, const struct cluster *cluster,
                             const struct site_sets *sets, struct plan_capacity *ret_capacity) {
    const struct estate *estate = search->plan->audit->estate;
    struct plan_part *parts = arena_alloc_array(search->arena, (size_t)cluster->count + 1, sizeof *parts);
    struct plan_capacity sum = {
        .is_known = !cluster->has_unknown_host, .is_allowed = TERM_YES, .is_of_host = true, .parts = parts};
    struct landings landings;

    if (!parts || !land(search, cluster, sets, &landings)) {
        return false;
    }
    for (uint32_t i = 0; i < cluster->count; i++) {
        const struct machine *host = estate_machine(estate, cluster->hosts[i].machine);
        struct landing landing = {landings.least[i].least, landings.most[i].most, landings.most[i].is_known};
        bool is_used = has_machine(search, sets, host);
        if (landing.most == 0 && !is_used) {
            continue;
        }
        struct plan_capacity units = plan_capacity_of_host(search->plan, right, product_of(search), host, &landing);
        units.doubt = units.doubt ? units.doubt : doubt_of(&landings.least[i], &landings.most[i]);
        parts[sum.part_count].machine = host;
        add_part(&sum, &parts[sum.part_count], &units, landing.least == 0 && !is_used);
    }
    settle_sum(search, &sum);
    *ret_capacity = sum;
    return true;
}

/* --- places --------------------------------------------------------------------------------------------------------
 */

bool site_units_of_place(struct site_search *search, const struct right *right, const struct site_place *place,
                         const struct site_sets *sets, struct plan_capacity *ret_capacity) {
    if (place->cluster != CLUSTER_NONE) {
        return units_of_cluster(search, right, clusters_get(search->plan->audit->clusters, place->cluster), sets,
                                ret_capacity);
    }
    *ret_capacity = units_of_host(search, right, place->machine, sets);
    return true;
}

static bool offer_place(struct site_search *search, uint32_t right, const struct site_place *place) {
    const struct right *given = search->plan->rights[right];
    struct site_scope scope = site_scope_all(search);
    struct plan_capacity capacity;

    scope.place = place;
    struct site_sets sets = site_gather(search, right, &scope);
    bool has_virtual = has_virtual_machine(search, &sets);
    if (sets.maybe == 0 || (given->entitlement->metric != METRIC_HOST && !has_virtual)) {
        return true; /* without virtual machines a host is a machine like others */
    }
    return site_units_of_place(search, given, place, &sets, &capacity) &&
           site_offer_capacity(search, right, &sets, &capacity, has_virtual ? RIGHT_HOST : sets.kind);
}

/* Virtual machines of which nobody knows where they run cannot be counted. */
static void doubt_machine(struct site_search *search, uint32_t right, uint32_t at) {
    struct site_scope scope = site_scope_machine(search, at);
    struct site_sets sets = site_gather(search, right, &scope);

    site_doubt(search, &sets, "virtual_host", search->plan->rights[right]->entitlement->metric);
}

static bool is_first_of_place(const struct site_search *search, uint32_t at, const struct site_place *place) {
    for (uint32_t i = 0; i < at; i = site_next_machine(search, i)) {
        struct site_place other;
        if (site_place_of(search, search->demands[i].machine, &other) && site_place_eq(&other, place)) {
            return false;
        }
    }
    return true;
}

bool site_by_host(struct site_search *search, uint32_t right) {
    bool is_done = true;

    if (!is_for_hosts(search->plan->rights[right])) {
        return true;
    }
    for (uint32_t at = 0; at < search->count && is_done; at = site_next_machine(search, at)) {
        struct site_place place;
        if (!site_place_of(search, search->demands[at].machine, &place)) {
            doubt_machine(search, right, at);
        } else if (is_first_of_place(search, at, &place)) {
            is_done = offer_place(search, right, &place);
        }
    }
    return is_done;
}
