#pragma once
/* What the licence audit says besides its findings: the position of each product, which right covers what, and how each
 * need was counted. They become license_position.csv, license_allocation.csv and license_demand.csv.
 *
 * All slices are UTF-8; what a reader hands out is borrowed until its next call. */

#include "base/parallel.h"
#include "findings/code.h"

#include <stdbool.h>

/* So many units. */
struct unit_count {
    bool is_unknown;   /* the ledger does not say */
    bool is_unlimited; /* the count is then 0 */
    int64_t count;
};

/* One product as it is counted: of the rights to it, and of what needs them. Every row keeps
 *   need_max = allocated_direct + allocated_downgrade + allocated_suite + allocated_second + exempt + short_max
 *   effective = what of these comes from its own rights + spare
 * where what comes from its own rights is allocated_suite alone for a suite, and all but allocated_suite for others. */
struct license_position {
    struct str vendor, product, edition, version; /* the version: those of its rights, "2021; 2024" */
    struct str metric;                            /* a word of licenses.metric: "device" */
    bool is_suite;
    struct unit_count entitled;  /* all rights on record that are not disposed of */
    struct unit_count effective; /* those that surely hold on the as-of date */
    int64_t need_min;            /* what was observed for certain */
    int64_t need_max;            /* with what is documented of machines that could not be examined, and the like */
    int64_t allocated_direct, allocated_downgrade, allocated_suite, allocated_second;
    int64_t exempt;    /* uses that need no unit of their own */
    int64_t short_min; /* short however what is open turns out */
    int64_t short_max; /* short if nothing is taken for granted */
    struct unit_count spare;
    enum outcome outcome; /* conforming, violation or undetermined */
    bool has_price;
    int64_t unit_price, true_up; /* of a unit; of short_min units */
    int64_t recoverable;         /* units that are assigned and not used */
    int64_t unexamined;          /* need_max - need_min */
    struct str evidence;         /* rows of its rights: "licenses.csv:2 licenses.csv:5" */
};

enum license_right {
    RIGHT_DIRECT,    /* the product and version themselves */
    RIGHT_DOWNGRADE, /* an earlier version than the licensed one */
    RIGHT_UPGRADE,   /* a later one, that came out under maintenance */
    RIGHT_SUITE,     /* as a part of the suite */
    RIGHT_SECOND,    /* the second copy of one right */
    RIGHT_HOST,      /* by the licences of the host */
    RIGHT_USER,      /* by the licence of the user */
    RIGHT_SITE,      /* by a right that is not counted: site, enterprise, unlimited */
    RIGHT_COUNT
};
const char *license_right_name(enum license_right right); /* "downgrade" */

struct license_allocation {
    struct str license_id;
    struct str product;  /* as the rules call it, with its edition */
    struct str asset_id; /* else the device_id; empty for a user alone */
    struct str user_id;
    int64_t quantity;
    enum license_right right;
    struct str reason; /* what the right rests on: "2024 → 2019", the host's asset_id */
};

enum demand_state {
    DEMAND_COVERED,
    DEMAND_SHORT,   /* some or all of its units are missing */
    DEMAND_EXEMPT,  /* needs no unit of its own */
    DEMAND_UNKNOWN, /* a fact that it takes to count it is not on record */
    DEMAND_STATE_COUNT
};
const char *demand_state_name(enum demand_state state); /* "covered" */

/* What needs rights, and how many units. */
struct license_demand {
    struct str product, version, metric;
    struct str asset_id; /* else the device_id; empty for a user alone */
    struct str user_id;
    bool is_certain; /* else documented only, on a machine that could not be examined, or doubtful otherwise */
    enum demand_state state;
    int64_t units;         /* needed; 0 for exempt and unknown ones */
    int64_t missing;       /* of these */
    struct str arithmetic; /* how they were counted: "2 × 10 = 20 ≥ 16"; empty where it is one of each */
    struct str evidence;   /* rows: "software.csv:17" */
};

/* Three kinds of records, each in an order of its own: positions by vendor, product, edition, metric; allocations by
 * license_id, product, asset_id, user_id; demands by product, metric, asset_id, user_id, version; then by all they say.
 * Several threads may add at once, each to a lane of its own; all else is one thread's. Beyond a bound they are kept in
 * temporary files (base/sorter.h). */
struct license_records;
MUST_CHECK enum err_code license_records_new(unsigned lanes, size_t run_bytes, const char *tmpdir,
                                             struct license_records **ret_records, struct err *err);
void license_records_free(struct license_records *records);
DEFINE_CLEANUP(license_records, license_records_free)
/* Copies. */
MUST_CHECK enum err_code license_records_add_position(struct license_records *records, unsigned lane,
                                                      const struct license_position *position, struct err *err);
MUST_CHECK enum err_code license_records_add_allocation(struct license_records *records, unsigned lane,
                                                        const struct license_allocation *allocation, struct err *err);
MUST_CHECK enum err_code license_records_add_demand(struct license_records *records, unsigned lane,
                                                    const struct license_demand *demand, struct err *err);
/* No more additions. POOL may be NULL. */
MUST_CHECK enum err_code license_records_finish(struct license_records *records, struct pool *pool, struct err *err);
/* From the first one on; *ret_more false at the end. */
void license_records_rewind(struct license_records *records);
MUST_CHECK enum err_code license_records_next_position(struct license_records *records, bool *ret_more,
                                                       struct license_position *ret_position, struct err *err);
MUST_CHECK enum err_code license_records_next_allocation(struct license_records *records, bool *ret_more,
                                                         struct license_allocation *ret_allocation, struct err *err);
MUST_CHECK enum err_code license_records_next_demand(struct license_records *records, bool *ret_more,
                                                     struct license_demand *ret_demand, struct err *err);
