#pragma once
/* Demands on their way to their sites. Internal to licenses/: what plan_drafts.c (what the ledger says of a use),
 * plan_demands.c (from uses to demands) and plan_sites.c (from demands to sites) share. */

#include "licenses/plan.h"

struct intern;

/* What rights of a group are counted by, and so what a site is. */
struct layout {
    bool by_user, by_machine, by_host;
    bool joins_users; /* machines of one user are looked at together */
    bool joins_all;   /* all machines are */
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

/* Another draft, with its setting, its variant and what is on paper for it. False when memory is out. */
bool drafting_add(struct drafting *drafting, const struct plan_demand *demand);
/* Of a use, as the ledger's row of it says; nothing where no row speaks of it. */
struct value drafting_listed_value(const struct plan *plan, const struct use *use, unsigned column);

/* A root to each draft (plan_sites.c); false when memory is out. */
bool drafting_find_roots(struct drafting *drafting);
/* Drafts by site, then in the order of results. */
void drafting_sort(struct drafting *drafting);
/* The plan's demands, which are in that order, by site; those that need nothing apart. */
bool drafting_make_sites(struct drafting *drafting);
