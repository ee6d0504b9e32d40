/* Access licences that are missing: what would have done but for one thing, and what is open. */

#include "licenses/access_report.h"

#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/plan_close.h"

#include <stdlib.h>

static struct plan *plan_of(const struct access_reporting *reporting) {
    return &reporting->access->plan;
}

/* --- what would have done ------------------------------------------------------------------------------------------
 */

/* A right that gives nothing is told of by its period alone. */
static enum closing closing_of(struct plan *plan, uint32_t site, const struct plan_option *option, uint32_t right) {
    bool is_active = plan_right_is_active(plan->rights[right]);
    enum closing closing = plan->rights[right]->supply.reason == SUPPLY_ENDED       ? CLOSING_ENDED
                           : plan->rights[right]->supply.reason == SUPPLY_NOT_BEGUN ? CLOSING_NOT_BEGUN
                                                                                    : CLOSING_NONE;

    for (uint32_t i = 0; i < option->demand_count; i++) {
        uint32_t variant = plan_demand_at(plan, site, option, i)->variant;
        struct plan_fit fit = plan_fit_variant(plan, right, variant);
        if (fit.is_allowed != TERM_NO) {
            continue;
        }
        if (fit.bar == BAR_PRODUCT || !is_active) {
            return CLOSING_NONE;
        }
        closing = CLOSING_VERSION;
    }
    return closing;
}

static int compare_numbers(const void *a, const void *b) {
    const uint32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static int64_t count_distinct(uint32_t *numbers, uint32_t count) {
    int64_t distinct = 0;

    qsort(numbers, count, sizeof *numbers, compare_numbers);
    for (uint32_t i = 0; i < count; i++) {
        distinct += i == 0 || numbers[i] != numbers[i - 1];
    }
    return distinct;
}

/* How many licences of users, or else of devices, it would take for all that the option covers: as many as there are of
 * these. 0: the list does not name them all. */
static int64_t licences_of(struct access_reporting *reporting, uint32_t site, const struct plan_option *option,
                           bool is_user) {
    struct plan *plan = plan_of(reporting);
    struct arena *arena = plan->worker->scratch;
    uint32_t *numbers = arena_alloc_array(arena, (size_t)option->demand_count + 1, sizeof *numbers);
    bool is_named = numbers != NULL;

    if (!numbers && reporting->code == ERR_OK) {
        reporting->code = err_no_memory(reporting->err);
    }
    for (uint32_t i = 0; i < option->demand_count && is_named; i++) {
        const struct access_pair *pair = &reporting->access->pairs[access_demand_at(plan, site, option, i)];
        numbers[i] = is_user ? pair->user : pair->device;
        is_named = numbers[i] != ACCESS_NONE;
    }
    int64_t count = is_named ? count_distinct(numbers, option->demand_count) : 0;
    arena_reset(arena);
    return count;
}

/* The best of those of users, or of devices, of which COUNT are to be had; -1: none is better than BEST. */
static int64_t find_closing(struct access_reporting *reporting, uint32_t site, const struct plan_option *option,
                            bool is_user, int64_t count, struct plan_closing *best) {
    struct plan *plan = plan_of(reporting);
    int64_t place = -1;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        bool is_of = access_right_is_of(right, is_user ? METRIC_CAL_USER : METRIC_CAL_DEVICE);
        if (!is_of || count == 0 || reporting->left[i] < count) {
            continue;
        }
        enum closing closing = closing_of(plan, site, option, i);
        if (closing < best->closing) {
            *best = (struct plan_closing){closing, right};
            place = i;
        }
    }
    return place;
}

static void take(struct access_reporting *reporting, int64_t place, int64_t count) {
    if (place >= 0) {
        reporting->left[place] -= count;
        reporting->is_wanted[place] = true;
    }
}

/* A licence that nobody has would cover what is missing, but for one thing. Each of its units is named once. What is
 * counted by users may be covered by licences of their devices just as well, and the other way round (M17). */
static struct plan_closing close(struct access_reporting *reporting, uint32_t site, const struct plan_option *option,
                                 bool is_user) {
    struct plan_closing best = {CLOSING_NONE, NULL};
    int64_t own = find_closing(reporting, site, option, is_user, 1, &best);
    int64_t others = licences_of(reporting, site, option, !is_user);
    int64_t other = find_closing(reporting, site, option, !is_user, others, &best);

    if (other >= 0) {
        take(reporting, other, others);
    } else {
        take(reporting, own, 1);
    }
    return best;
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

/* What one licence too few means. */
struct lack {
    struct access_reporting *reporting;
    const struct plan_option *option;
    struct access_who who;
    struct plan_closing closing;
    bool is_sure;
};

static void set_subject(struct finding *finding, const struct access_who *who) {
    bool is_asset = who->machine && who->machine->asset_id.n;

    finding->subject_kind = who->is_user ? SUBJECT_USER : is_asset ? SUBJECT_ASSET : SUBJECT_DEVICE;
    finding->subject = who->node->name;
    if (who->machine) {
        finding_set_machine(finding, who->machine);
    }
}

static struct finding make(const struct lack *lack, enum finding_code code, enum message message) {
    const struct plan *plan = plan_of(lack->reporting);
    struct finding finding = finding_make(code, message);

    finding.outcome = lack->is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    set_subject(&finding, &lack->who);
    finding.field = access_product_of(plan, lack->who.first);
    finding.observed = access_variant_of(plan, lack->who.first)->version;
    finding.ledger_evidence = access_evidence_of(lack->reporting, lack->who.first);
    finding_add_text(&finding, finding.field);
    return finding;
}

static void set_license(const struct lack *lack, struct finding *finding, struct str documented) {
    finding->documented = documented;
    finding->ledger_evidence =
        arena_printf(plan_of(lack->reporting)->arena, "%.*s %.*s", STR_FMT(finding->ledger_evidence),
                     STR_FMT(lack->closing.right->entitlement->evidence));
}

static struct finding period_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    const struct entitlement *entitlement = lack->closing.right->entitlement;
    bool has_ended = lack->closing.closing == CLOSING_ENDED;
    struct date limit = has_ended ? entitlement->period.end : entitlement->period.start;
    int32_t days = plan->audit->input->as_of.days - limit.days;
    struct finding finding = make(lack, CODE_LIC_PERIOD, has_ended ? MESSAGE_PERIOD_ENDED : MESSAGE_PERIOD_NOT_BEGUN);
    struct str day = date_written(limit, plan->arena);

    finding_set_reason(&finding, has_ended ? STR("end_on") : STR("start_on"));
    finding_add_text(&finding, entitlement->license_id);
    finding_add_text(&finding, day);
    finding_add_number(&finding, has_ended ? days : -days);
    set_license(lack, &finding, day);
    return finding;
}

static struct finding version_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    const struct entitlement *entitlement = lack->closing.right->entitlement;
    struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_VERSION);

    finding_set_reason(&finding, STR("version"));
    finding_add_text(&finding, finding.observed);
    finding_add_text(&finding, arena_printf(plan->arena, "%.*s (%.*s)", STR_FMT(entitlement->license_id),
                                            STR_FMT(entitlement->version)));
    set_license(lack, &finding, entitlement->version);
    return finding;
}

static struct license_position position_of(const struct lack *lack) {
    return position_rows_get(&lack->reporting->rows, lack->option->product, lack->option->metric)->position;
}

static struct finding short_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    struct license_position position = position_of(lack);
    struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_ACCESS);

    finding_add_text(&finding, machine_id(plan->demands[lack->who.first].machine));
    finding_add_number(&finding, position.need_max);
    finding_add_number(&finding, position.effective.count);
    return finding;
}

/* The column on which it hangs whether the right covers the demand; NULL: on none. */
static const char *open_column(const struct lack *lack, uint32_t place) {
    struct plan *plan = plan_of(lack->reporting);
    const struct right *right = plan->rights[place];
    struct plan_fit fit = plan_fit_variant(plan, place, plan->demands[lack->who.first].variant);

    if (fit.is_allowed == TERM_NO) {
        return NULL;
    }
    if (right->entitlement->metric == METRIC_CAL) {
        return "metric";
    }
    if (fit.is_allowed == TERM_BLANK) {
        return fit.bar == BAR_MAINTENANCE ? "maintenance_end" : "version";
    }
    return units_cmp(right->supply.least, right->supply.most) ? entitlement_lacking_column(right->entitlement) : NULL;
}

static struct finding open_finding(const struct lack *lack) {
    const struct plan *plan = plan_of(lack->reporting);
    int metric = lack->who.is_user ? METRIC_CAL_USER : METRIC_CAL_DEVICE;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        bool may_be = access_right_is_of(right, metric) && plan_right_is_active(right);
        const char *column = may_be ? open_column(lack, i) : NULL;
        if (column) {
            struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_RIGHTS);
            finding_add_text(&finding, right->entitlement->license_id);
            finding_add_field(&finding, str_from(column));
            finding.documented = right->entitlement->license_id;
            return finding;
        }
    }
    struct license_position position = position_of(lack);
    struct finding finding = make(lack, CODE_LIC_QUANTITY, MESSAGE_QUANTITY_UNEXAMINED);
    finding_add_number(&finding, position.need_min);
    finding_add_number(&finding, position.need_max);
    finding_add_number(&finding, position.effective.count);
    return finding;
}

void access_tell_lack(struct access_reporting *reporting, uint32_t site, const struct plan_grant *grant, bool is_sure) {
    const struct plan *plan = plan_of(reporting);
    struct lack lack = {.reporting = reporting, .option = &plan->options[grant->option], .is_sure = is_sure};

    lack.who = access_who_of(reporting, site, lack.option);
    lack.closing = close(reporting, site, lack.option, lack.who.is_user);
    bool is_open = !is_sure && (!lack.closing.right || !plan_is_certain_at(plan, site, lack.option));
    struct finding finding = is_open                                   ? open_finding(&lack)
                             : lack.closing.closing == CLOSING_VERSION ? version_finding(&lack)
                             : lack.closing.right                      ? period_finding(&lack)
                                                                       : short_finding(&lack);
    access_tell(reporting, &finding);
}
