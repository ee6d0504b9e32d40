#pragma once
/* What an allocation means: findings, and the records that show how every figure was reached. Internal to licenses/. */

#include "licenses/plan_close.h"

/* One product group whose allocation is told. */
struct telling {
    struct plan *plan;
    const struct plan_solution *solution;
    const struct plan_closing *closings; /* by grant */
    const struct plan_option *option;    /* that is told, with those of its demands that are told with it */
    int64_t *unmaintained; /* by place in plan->rights: units of which it was said that they lack maintenance alone */
    enum err_code code;    /* the first failure; what follows is skipped */
    struct err *err;
};

/* A finding about a demand: its asset, else its device; where rights are counted by user, its user. Texts are borrowed
 * from the plan. */
struct finding telling_finding(const struct telling *telling, enum finding_code code, enum message message,
                               const struct plan_demand *demand, bool is_by_user);
/* Of the product and edition that is in use. */
struct str telling_product(const struct telling *telling, const struct plan_demand *demand);
/* The right's row of the ledger, behind what the finding rests on already. */
void telling_rest_on(const struct telling *telling, struct finding *finding, const struct entitlement *entitlement);
void telling_add(struct telling *telling, const struct finding *finding);

/* Units that are missing: one finding for each option with missing units at a site (plan_missing.c). */
void telling_missing(struct telling *telling, uint32_t site, uint32_t grant);
/* Those that lack nothing but maintenance, of which the right has too little (plan_unmaintained.c). False: it is not
 * that, and nothing was told. */
bool telling_unmaintained(struct telling *telling, uint32_t site, uint32_t grant);
/* Soft terms of what is covered (plan_breaches.c). */
void telling_breaches(struct telling *telling, const struct plan_demand *demand, const struct right *right);
/* More devices than one right may be used on (plan_devices.c). GRANT has a right that is counted by user. */
void telling_devices(struct telling *telling, uint32_t site, const struct plan_grant *grant);
/* Demands that cannot be counted. */
void telling_doubts(struct telling *telling);
/* Are the missing units of a grant told of with all others of the product: operating systems that may have come with
 * their machines, or whatever it is without a ledger of licences? */
bool telling_is_by_product(const struct telling *telling, uint32_t grant);
/* One finding for each product of which that is so. */
void telling_products(struct telling *telling);

/* All findings, allocations and demands of the group. */
MUST_CHECK enum err_code plan_report(struct plan *plan, const struct plan_solution *solution,
                                     const struct plan_closing *closings, struct err *err);
