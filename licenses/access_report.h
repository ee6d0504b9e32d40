#pragma once
/* The allocation of access licences, while it is told. Internal to licenses/. */

#include "licenses/access.h"
#include "licenses/position_rows.h"

struct access_reporting {
    struct access_plan *access;
    const struct plan_solution *solution;
    struct position_rows rows;
    int64_t *left;      /* by right: units that nobody has (licenses/plan_close.h) */
    bool *is_wanted;    /* by right: it has ended, and somebody needs it */
    enum err_code code; /* the first failure; what follows is skipped */
    struct err *err;
};

/* An option at a site: all demands of one user, or of one device. */
struct access_who {
    bool is_user;
    const struct access_node *node;
    const struct machine *machine; /* NULL: of a user, or not on record */
    uint32_t first;                /* demand, of the plan */
};

struct access_who access_who_of(const struct access_reporting *reporting, uint32_t site,
                                const struct plan_option *option);
/* The number of one of its demands in the plan. */
uint32_t access_demand_at(const struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t number);
/* Is one of its demands certain? */
bool access_is_certain(const struct plan *plan, uint32_t site, const struct plan_option *option);
/* The product and version of the server of a demand of the plan. */
const struct plan_variant *access_variant_of(const struct plan *plan, uint32_t demand);
struct str access_product_of(const struct plan *plan, uint32_t demand);
/* The row of the list that says so. */
struct str access_evidence_of(const struct access_reporting *reporting, uint32_t demand);
void access_tell(struct access_reporting *reporting, const struct finding *finding);

/* One licence too few: why, and what alone would have done (access_lack.c). */
void access_tell_lack(struct access_reporting *reporting, uint32_t site, const struct plan_grant *grant, bool is_sure);
