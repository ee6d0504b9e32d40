/* Rights of users, and on how many devices each may be used (viewpoint 6). */

#include "inventory/row_cells.h"
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

/* The earliest first; those without a day, of which nobody can say that they came later, before all others. */
static int compare_devices(const void *a, const void *b) {
    const struct device *x = a, *y = b;
    int order = (x->installed_on.days > y->installed_on.days) - (x->installed_on.days < y->installed_on.days);
    return order ? order : estate_compare(x->demand->machine, y->demand->machine);
}

/* The machines that count against the limit, each once. */
static uint32_t list_devices(const struct telling *telling, uint32_t site, const struct plan_grant *grant,
                             struct device *devices) {
    const struct plan *plan = telling->plan;
    const struct plan_option *option = &plan->options[grant->option];
    uint32_t count = 0;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        const struct plan_demand *demand = plan_demand_at(plan, site, option, i);
        bool is_repeated = count > 0 && devices[count - 1].demand->machine == demand->machine;
        if (!is_repeated && site_machine_counts(grant->right, demand->machine)) {
            devices[count++] = (struct device){demand, installed_on(plan, demand->use)};
        }
    }
    if (count) {
        qsort(devices, count, sizeof *devices, compare_devices);
    }
    return count;
}

static void tell_surplus(struct telling *telling, const struct entitlement *entitlement, const struct device *device,
                         uint32_t count) {
    struct arena *arena = telling->plan->arena;
    int64_t limit = entitlement->devices_per_user.number;
    struct finding finding = telling_finding(telling, CODE_LIC_MULTI, MESSAGE_MULTI_DEVICES, device->demand, false);

    finding.field = STR("devices_per_user");
    finding_add_text(&finding, telling_product(telling, device->demand));
    finding_add_text(&finding, estate_user_id(telling->plan->audit->estate, device->demand->user));
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
    finding.field = STR("devices_per_user");
    finding_add_text(&finding, telling_product(telling, device->demand));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, estate_user_id(telling->plan->audit->estate, device->demand->user));
    finding_add_number(&finding, count);
    telling_rest_on(telling, &finding, entitlement);
    telling_add(telling, &finding);
}

void telling_devices(struct telling *telling, uint32_t site, const struct plan_grant *grant) {
    const struct plan *plan = telling->plan;
    const struct entitlement *entitlement = grant->right->entitlement;
    const struct figure *limit = &entitlement->devices_per_user;
    size_t most = (size_t)plan->options[grant->option].demand_count + 1;
    struct device *devices = arena_alloc_array(plan->arena, most, sizeof *devices);
    uint32_t count = devices ? list_devices(telling, site, grant, devices) : 0;

    if (count < 2 || devices[0].demand->user == USER_NONE || limit->is_unlimited ||
        entitlement->stackable == TERM_YES) {
        return;
    }
    if (!limit->is_set) {
        if (entitlement_restriction(entitlement, false, plan->audit->input->as_of) == RESTRICTION_UNKNOWN) {
            tell_unknown(telling, entitlement, &devices[count - 1], count);
        }
        return;
    }
    for (int64_t i = limit->number > 0 ? limit->number : 0; i < count; i++) {
        tell_surplus(telling, entitlement, &devices[i], count);
    }
}
