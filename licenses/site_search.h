#pragma once
/* One site while the ways to cover it are looked for: what a unit of a right would be for (a scope), what of that the
 * right may cover (sets), and the option that comes of it (an offer). Internal to licenses/: what site_options.c and
 * the files of the single ways share.
 *
 *   site_offers.c       scopes, sets, offers
 *   site_shapes.c       by machine, installation, user, size
 *   site_hosts.c        hosts with their virtual machines, clusters
 *   site_guests.c       virtual machines that are counted together with their host
 *   site_pools.c        fractions that are rounded up for all machines together
 *   site_second_copy.c  a desktop and a portable machine by one unit
 *   site_uncovered.c    what no right covers */

#include "licenses/plan_capacity.h"
#include "licenses/plan_parts.h"
#include "licenses/site_options.h"

#define RIGHT_NONE UINT32_MAX

struct site_search {
    struct plan *plan;
    struct arena *arena;
    const struct plan_demand *demands; /* of the site, by machine */
    uint32_t count;
    const struct right_numbers *bound; /* by demand: rights that are bound to its machine */
    struct site_options *options;
    uint32_t *sure, *maybe; /* sets of demands that are being made */
    bool *is_offered;       /* by demand: it is in an option */
};

/* --- what a unit is for --------------------------------------------------------------------------------------------
 */

/* Virtual machines of one host and the host, those of a cluster and its hosts, or a machine alone. */
struct site_place {
    const struct machine *machine; /* the host, or the machine alone; NULL in a cluster */
    uint32_t cluster;              /* CLUSTER_NONE */
};
struct site_scope {
    uint32_t begin, end;            /* of the site's demands */
    const struct use *use;          /* NULL: any */
    uint32_t user;                  /* USER_NONE: any */
    bool is_of_nobody;              /* only demands that are no one user's */
    const struct site_place *place; /* NULL: any */
    const struct machine *host;     /* with the virtual machines on it; NULL: any */
};
struct site_scope site_scope_all(const struct site_search *search);
/* The machine of the demand AT, which is its first. */
struct site_scope site_scope_machine(const struct site_search *search, uint32_t at);
/* The first demand of the next machine. */
uint32_t site_next_machine(const struct site_search *search, uint32_t at);

/* False where nobody knows on which host the machine runs. */
bool site_place_of(const struct site_search *search, const struct machine *machine, struct site_place *ret_place);
bool site_place_eq(const struct site_place *a, const struct site_place *b);

/* --- what a right covers of it -------------------------------------------------------------------------------------
 */

/* How many demands are surely, or at all, covered: in search->sure and search->maybe, which the next sets overwrite. */
struct site_sets {
    uint32_t sure, maybe;
    enum license_right kind;
};
/* Is a demand of the machine that is surely covered certain? */
bool site_machine_is_certain(const struct site_search *search, const struct site_sets *sets,
                             const struct machine *machine);
struct site_sets site_gather(struct site_search *search, uint32_t right, const struct site_scope *scope);

/* --- the option that comes of it -----------------------------------------------------------------------------------
 */

struct site_offer {
    uint32_t right; /* place in plan->rights; RIGHT_NONE: of none */
    const uint32_t *demands;
    uint32_t demand_count;
    struct plan_capacity capacity;
    enum license_right kind;
    bool is_maybe;
    uint32_t product;
    int metric;
};
struct plan_capacity site_one_unit(void);
struct site_offer site_offer_of(const struct site_search *search, uint32_t right, enum license_right kind);
/* All of these are false when memory is out. */
bool site_make_offer(struct site_search *search, const struct site_offer *offer);
/* What the right surely covers of the sets, and, if there is more, what it may cover. */
bool site_offer_sets(struct site_search *search, struct site_offer *offer, const struct site_sets *sets);
/* The same for so many units; where these are not known the sets are in doubt. */
bool site_offer_capacity(struct site_search *search, uint32_t right, const struct site_sets *sets,
                         const struct plan_capacity *capacity, enum license_right kind);
/* They cannot be counted under a right that is for them. What another right covers all the same is no doubt. */
void site_doubt(struct site_search *search, const struct site_sets *sets, const char *reason, int metric);

/* --- ways ----------------------------------------------------------------------------------------------------------
 */

bool site_by_machine(struct site_search *search, uint32_t right);
bool site_by_instance(struct site_search *search, uint32_t right);
bool site_by_user(struct site_search *search, uint32_t right);
bool site_by_size(struct site_search *search, uint32_t right);
bool site_by_host(struct site_search *search, uint32_t right);
bool site_by_pool(struct site_search *search, uint32_t right);
bool site_by_second_copy(struct site_search *search, uint32_t right);
/* The demand AT, which no right covers, and others like it. */
bool site_offer_nothing(struct site_search *search, uint32_t at);

/* What the demands of the sets at a place need of a right that is for hosts; in a cluster host by host. */
bool site_units_of_place(struct site_search *search, const struct right *right, const struct site_place *place,
                         const struct site_sets *sets, struct plan_capacity *ret_capacity);
/* What the demands of the sets on a host and its virtual machines need together of a right that counts them so. */
struct capacity_need site_need_on_host(struct site_search *search, const struct right *right,
                                       const struct machine *host, const struct site_sets *sets,
                                       struct buffer *arithmetic);
struct plan_capacity site_units_on_host(struct site_search *search, const struct right *right,
                                        const struct machine *host, const struct site_sets *sets);
/* Likewise of one whose fractions are rounded up for all machines together. Takes from the sets what cannot be counted:
 * a doubt. */
bool site_units_of_pool(struct site_search *search, const struct right *right, struct site_sets *sets,
                        struct plan_capacity *ret_capacity);
/* Of machines that users have together (plan.h). */
struct plan_capacity site_units_of_users(struct site_search *search, const struct right *right,
                                         const struct plan_demand *demand);
