#pragma once
/* The ways to cover the demands of one site. Internal to licenses/. */

#include "licenses/plan.h"

/* Why a demand cannot be counted, and by what metric it would be. */
struct site_doubt {
    const char *reason; /* NULL: it can */
    int metric;
};

struct site_options {
    struct plan_option *items; /* in the worker's scratch arena, until it is reset */
    uint32_t count, capacity;
    struct site_doubt *doubts; /* by demand of the site; one that is in doubt is in no option */
};

/* False when memory is out. */
bool site_options_find(struct plan *plan, const struct plan_site *site, struct site_options *ret_options);
/* Does a machine count against the number of devices that one user may have under the right? */
bool site_machine_counts(const struct right *right, const struct machine *machine);
/* On how many devices one user may use it. False where nothing limits them, where the limit is not on record, and where
 * more devices take more rights. */
bool site_device_limit(const struct right *right, int64_t *ret_limit);

/* How the options of each site are found; false when memory is out. */
struct site_finder {
    bool (*find)(void *context, struct plan *plan, const struct plan_site *site, struct site_options *ret_options);
    void *context;
};
/* Fills options, classes, class_sites and doubts of the plan. Resets the worker's scratch arena. */
MUST_CHECK enum err_code plan_classify(struct plan *plan, const struct site_finder *finder, struct err *err);
