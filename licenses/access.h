#pragma once
/* Access licences (M16, M17): whoever reaches a server needs one, the user or the device that is used. Each pair of a
 * user and a device that reaches servers of a family must be covered by a licence of the user, who may then come from
 * everywhere, or by one of the device, which everybody may then use. A row of the list that names only one of the two
 * can only be covered by that.
 *
 *   row of access ──▶ demand (user, device, product and version of the server) ──▶ site: what hangs together by users
 *   and devices ──▶ class of equal sites ──▶ licenses/allocation.h
 *
 * It is a plan like that of what is installed (plan.h), of the rights that are access licences. A licence is for
 * servers of its version and of all before it, whatever their edition; for later ones as far as its maintenance goes.
 * Only products with access licences on record are looked at. Internal to licenses/. */

#include "licenses/access_list.h"
#include "licenses/access_parts.h"
#include "licenses/plan_solve.h"

/* A user or a device, as a licence may be for it. */
struct access_node {
    struct str name; /* the id */
    uint32_t number; /* of the estate: user or machine; ACCESS_NONE: it is not on record there */
};

/* A server that runs a product with access licences, of which nobody knows who reaches it. */
struct access_gap {
    const struct use *use;
    const struct machine *server;
};

struct access_plan {
    struct plan plan; /* of its demands the user is that of the estate, the machine the server */
    /* by demand of the plan */
    const struct access_pair *pairs;
    const struct access_row **rows; /* the first that says so */
    /* by the numbers in pairs, in the order of their names */
    const struct access_node *users, *devices;
    uint32_t user_count, device_count;
    const struct access_gap *gaps; /* each server and product once */
    uint32_t gap_count;
    bool has_rows; /* of any of the servers */
};

/* Is it a licence of users; of devices? One of which the ledger does not say what it is of may be either. */
bool access_right_is_of(const struct right *right, int metric);
/* Has the right anything to do with servers of the variant of the plan? */
bool access_right_is_for(struct plan *plan, uint32_t right, uint32_t variant);

/* Fills all but the options (access_demands.c). Everything is in the plan's arena. */
MUST_CHECK enum err_code access_demands(struct access_plan *access, struct err *err);
/* Options and classes of the plan (access_options.c). */
MUST_CHECK enum err_code access_options(struct access_plan *access, struct err *err);
/* Findings, records and positions (access_report.c). */
MUST_CHECK enum err_code access_report(struct access_plan *access, const struct plan_solution *solution,
                                       struct err *err);

/* The whole of it for the group of PLAN; what each access licence gives goes into the solution. */
MUST_CHECK enum err_code access_audit(struct plan *plan, struct plan_solution *solution, struct err *err);
