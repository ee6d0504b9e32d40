#pragma once
/* One product group on its way from uses to an allocation: what must be covered (demands), at which sites, the ways to
 * cover it (options), and the rights that these draw on (sources). Internal to licenses/.
 *
 *   use ──▶ demand ──▶ site ──▶ class of equal sites ──▶ licenses/allocation.h
 *
 * A demand is a use, and where rights are counted by user, a use by one user. A site is what rights are counted for
 * together: a machine; a user; a host with its virtual machines; or, where rights of several kinds meet, all machines
 * and users that have something to do with each other. Sites whose options are the same in every respect are one class.
 *
 * Everything lives in the worker's arena, until it is reset for the next group. */

#include "licenses/allocation.h"
#include "licenses/audit_run.h"
#include "licenses/bindings.h"

#define USER_NONE UINT32_MAX

/* How units of a metric are counted. */
enum shape {
    SHAPE_MACHINE,  /* one a machine */
    SHAPE_INSTANCE, /* one an installation */
    SHAPE_USER,     /* one a user */
    SHAPE_CAPACITY, /* by the size of the machine */
    SHAPE_BLANKET,  /* not counted by what is installed: sites, enterprises; or by something else: sessions, amounts */
    SHAPE_ACCESS,   /* by who reaches a server from where: no right to what is installed */
};
/* Of enum license_metric, or WORD_BLANK: machines. */
enum shape shape_of_metric(int metric);

struct plan_demand {
    const struct use *use;
    const struct machine *machine;
    uint32_t user;        /* USER_NONE: of the machine as such, or nobody knows whose */
    bool is_certain;      /* else it may not exist */
    bool is_exempt;       /* needs no unit */
    uint32_t setting;     /* of plan->settings: what soft terms ask */
    const uint32_t *ties; /* entitlements of the group that are on paper for it, in order */
    uint32_t tie_count;
    uint32_t variant;  /* of plan->variants: its product and version */
    bool is_by_users;  /* all users of the machine are counted together, as there is a least number of them (M11): */
    uint32_t users;    /* how many; 0: not known */
    const char *doubt; /* why nobody can say how many devices it stands for: a reason word; NULL */
};

/* A product and version, as far as it decides what may cover it. */
struct plan_variant {
    uint32_t product;
    struct str version;
};

struct plan_site {
    uint32_t first_demand, demand_count; /* in plan->demands */
    uint32_t plan_class;                 /* CLASS_NONE: nothing of it needs a right */
    uint32_t position;                   /* among the sites of its class */
};
#define CLASS_NONE UINT32_MAX

/* A right from which units of an option may come. */
struct plan_source {
    const struct right *right;
    enum license_right kind;  /* of the option as a whole */
    unsigned broken, unknown; /* soft terms of any demand that is covered */
    uint32_t surplus;         /* devices of its user beyond those that one right permits */
    bool is_maybe;            /* only if what is not on record were so */
    bool is_move;             /* something else is on paper */
    /* Of a right that is maintained in part: only units that are may be given. TERM_BLANK: if there is what is not
     * certain. */
    enum term takes_maintenance;
};

/* Units that are counted at one machine of several. */
struct plan_part {
    const struct machine *machine;
    int64_t units_least, units;
    struct str arithmetic;
};

struct plan_option {
    uint32_t plan_class;
    const uint32_t *demands; /* numbers within a site, in order */
    uint32_t demand_count;
    struct plan_source *sources;
    uint32_t source_count;
    int64_t units_least, units;    /* the same unless a fact is missing: */
    const char *doubt;             /* which one, a reason word; NULL */
    bool is_of_host;               /* counted at the host that its first demand is on, or at several: */
    const struct plan_part *parts; /* these, in the order of results */
    uint32_t part_count;
    int64_t price;
    uint32_t rights;  /* that could serve it, those that have ended included */
    uint32_t product; /* of the catalog: whose position it is counted in */
    int metric;
    struct str arithmetic;
};

struct plan_class {
    uint32_t first_option, option_count;
    uint32_t first_site; /* in plan->class_sites */
    uint32_t sites;
};

/* A demand that cannot be counted, and why: a reason word of the catalogue. */
struct plan_doubt {
    uint32_t demand;
    const char *reason;
    int metric; /* by which it would be counted */
};

/* Whether a right may cover a demand. */
struct plan_fit {
    unsigned char is_allowed; /* enum term */
    unsigned char kind;       /* enum license_right */
    unsigned char bar;        /* enum eligibility_bar */
    bool takes_maintenance;   /* only units that are under maintenance may be used so */
};

struct plan {
    struct audit_worker *worker;
    const struct audit *audit;
    const struct product_group *group;
    struct arena *arena;
    const struct right *const *rights; /* the group's */
    uint32_t right_count;
    const struct right *stray; /* of a group without rights: one that may be for it; NULL */
    bool is_system; /* nothing but operating systems, and no right to any of them but such as came with machines */
    bool is_unread; /* there is no ledger of licences, or a part of it was refused */

    struct plan_demand *demands; /* by site, then in the order of results */
    uint32_t demand_count;
    struct plan_demand *exempt;
    uint32_t exempt_count;
    struct plan_site *sites; /* in the order of results */
    uint32_t site_count;
    struct setting *settings;
    uint32_t setting_count;
    struct plan_variant *variants;
    uint32_t variant_count;
    struct plan_fit *fits; /* by right and variant; bar BAR_COUNT: not looked at yet. NULL: too many */
    int64_t price_unit;    /* what prices are divided by, so that they can be weighed; 0: not all rights have one */
    struct term_verdict *verdicts; /* by right and setting; broken UINT_MAX: likewise */

    struct plan_option *options; /* by class */
    uint32_t option_count;
    struct plan_class *classes; /* by their first sites */
    uint32_t class_count;
    uint32_t *class_sites; /* numbers of sites, class by class */
    struct plan_doubt *doubts;
    uint32_t doubt_count;
};

/* One of the demands that the option covers at a site. */
static inline const struct plan_demand *plan_demand_at(const struct plan *plan, uint32_t site,
                                                       const struct plan_option *option, uint32_t number) {
    return &plan->demands[plan->sites[site].first_demand + option->demands[number]];
}
/* Is any of them certain? */
bool plan_is_certain_at(const struct plan *plan, uint32_t site, const struct plan_option *option);

/* Fills demands, exempt ones, sites, settings and variants. */
MUST_CHECK enum err_code plan_demands(struct plan *plan, struct err *err);
/* What prices are divided by: they are weighed against each other only where all of the rights have one, else 0. */
int64_t plan_price_unit(const struct right *const *rights, uint32_t count);
/* Of a unit of the right by that, 1 and more. */
int64_t plan_price_of(const struct plan *plan, const struct right *right);
/* The place of a right in plan->rights, which are in the order of their numbers. */
uint32_t plan_place_of(const struct plan *plan, const struct right *right);
/* RIGHT by that place. By product, edition and version, without what is bound or assigned. */
struct plan_fit plan_fit_variant(struct plan *plan, uint32_t right, uint32_t variant);
/* With those; BOUND are the rights that are bound to the demand's machine. */
struct plan_fit plan_fit_demand(struct plan *plan, uint32_t right, const struct plan_demand *demand,
                                const struct right_numbers *bound);
/* Does the use of it by the demand take maintenance, of a right that is maintained in part? TERM_BLANK where the demand
 * may not exist. BY_SIZE: a machine that is counted as this one is takes it. */
enum term plan_takes_maintenance(struct plan *plan, uint32_t right, const struct plan_demand *demand, bool by_size);
/* Is the right on paper for the demand? */
bool plan_demand_is_tied(const struct plan_demand *demand, const struct right *right);
/* The row of the rule that such a fit rests on, or that bars it. */
struct str plan_fit_evidence(const struct plan *plan, uint32_t right, uint32_t variant);
struct term_verdict plan_terms(struct plan *plan, uint32_t right, uint32_t setting);
/* Does the right give anything on the as-of date, as far as is known? */
bool plan_right_is_active(const struct right *right);

/* Fills options, classes, class_sites and doubts. */
MUST_CHECK enum err_code plan_options(struct plan *plan, struct err *err);
