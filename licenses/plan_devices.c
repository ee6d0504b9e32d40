/* Rights of users, and on how many devices each may be used (viewpoint 6). */

#include "inventory/row_cells.h"
#include "licenses/license_finding.h"
#include "licenses/plan_report.h"
#include "licenses/site_options.h"

#include <inttypes.h>
#include <stdlib.h>

/* A machine of the user, and since when the product is on it. */
struct device {
    const struct plan_demand *demand;
    struct date installed_on;
};

static struct date date_at(struct row_reader *reader, uint32_t row) {
    return row_reader_date(row_reader_at(reader, row), SOFTWARE_INSTALLED_ON);
}

/* As observed, else as the ledger has it. */
static struct date installed_on(const struct plan *plan, const struct use *use) {
    struct date day = use->source == USE_INSTALLED ? date_at(plan->worker->installed, use->row) : DATE_NONE;
    return date_is_set(day) ? day : date_at(plan->worker->listed, use->listed);
}

/* Is the product on it for certain, or only in the ledger? */
static bool is_certain(const struct device *device) {
    return use_is_certain(device->demand->use);
}

/* Those that have it for certain first; then the earliest; those without a day, of which nobody can say that they came
 * later, before all others. */
static int compare_devices(const void *a, const void *b) {
    const struct device *x = a, *y = b;
    int order = is_certain(y) - is_certain(x);

    order =
        order ? order : (x->installed_on.days > y->installed_on.days) - (x->installed_on.days < y->installed_on.days);
    return order ? order : estate_compare(x->demand->machine, y->demand->machine);
}

/* The machines that count against the limit, each once, with a use that is certain if it has one. */
static uint32_t list_devices(const struct telling *telling, uint32_t site, const struct plan_grant *grant,
                             struct device *devices) {
    const struct plan *plan = telling->plan;
    const struct plan_option *option = &plan->options[grant->option];
    uint32_t count = 0;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, site, option, i);
        bool is_repeated = count > 0 && devices[count - 1].demand->machine == demand->machine;
        if (is_repeated && !is_certain(&devices[count - 1]) && use_is_certain(demand->use)) {
            count--;
            is_repeated = false;
        }
        if (!is_repeated && site_machine_counts(grant->right, demand->machine)) {
            devices[count++] = (struct device){demand, installed_on(plan, demand->use)};
        }
    }
    if (count) {
        qsort(devices, count, sizeof *devices, compare_devices);
    }
    return count;
}

/* COUNT are the machines that have it for certain, or, of one that has it on paper alone, all of them. */
static void tell_surplus(struct telling *telling, const struct entitlement *entitlement, const struct device *device,
                         uint32_t count) {
    struct arena *arena = telling->plan->arena;
    int64_t limit = entitlement->devices_per_user.number;
    bool is_sure = is_certain(device);
    struct str product = telling_product(telling, device->demand);
    struct str user = estate_user_id(telling->plan->audit->estate, device->demand->user);
    struct finding finding =
        telling_finding(telling, CODE_LIC_MULTI, is_sure ? MESSAGE_MULTI_DEVICES : MESSAGE_MULTI_DEVICES_UNEXAMINED,
                        device->demand, false);

    finding.outcome = is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    /* several users of one machine may have too many */
    finding.field = STR("devices_per_user");
    finding.distinct = arena_printf(arena, "%.*s %.*s", STR_FMT(product), STR_FMT(user));
    finding_add_text(&finding, product);
    finding_add_text(&finding, user);
    finding_add_number(&finding, limit);
    finding_add_number(&finding, count);
    finding.documented = arena_printf(arena, "%" PRId64, limit);
    finding.observed = arena_printf(arena, "%" PRIu32, count);
    telling_rest_on(telling, &finding, entitlement);
    telling_add(telling, &finding);
}

static void tell_unknown(struct telling *telling, const struct entitlement *entitlement, const struct device *device,
                         uint32_t count) {
    struct finding finding =
        telling_finding(telling, CODE_LIC_MULTI, MESSAGE_MULTI_DEVICES_UNKNOWN, device->demand, true);

    finding.outcome = OUTCOME_UNDETERMINED;
    finding_set_reason(&finding, STR("devices_per_user"));
    finding_add_text(&finding, telling_product(telling, device->demand));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, estate_user_id(telling->plan->audit->estate, device->demand->user));
    finding_add_number(&finding, count);
    telling_rest_on(telling, &finding, entitlement);
    telling_add(telling, &finding);
}

static uint32_t count_certain(const struct device *devices, uint32_t count) {
    uint32_t certain = 0;

    while (certain < count && is_certain(&devices[certain])) {
        certain++;
    }
    return certain;
}

void telling_devices(struct telling *telling, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = telling->plan;
    const struct entitlement *entitlement = grant->right->entitlement;
    size_t most = (size_t)plan->options[grant->option].demand_count + 1;
    struct device *devices = arena_alloc_array(plan->arena, most, sizeof *devices);
    uint32_t count = devices ? list_devices(telling, site, grant, devices) : 0;

    if (count < 2 || devices[0].demand->user == USER_NONE || entitlement->stackable == TERM_YES) {
        return;
    }
    bool is_said = entitlement->devices_per_user.is_set || entitlement->devices_per_user.is_unlimited;
    if (entitlement_restriction(entitlement, is_said, plan->audit->input->as_of) == RESTRICTION_UNKNOWN) {
        tell_unknown(telling, entitlement, &devices[count - 1], count);
    }
    uint32_t certain = count_certain(devices, count);
    int64_t limit = count;
    site_device_limit(grant->right, &limit);
    for (int64_t i = limit; i < count; i++) {
        tell_surplus(telling, entitlement, &devices[i], i < certain ? certain : count);
    }
}
