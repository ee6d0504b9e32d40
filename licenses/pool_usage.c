#include "licenses/pool_usage.h"

#include "inventory/words.h"
#include "licenses/license_finding.h"
#include "licenses/pool.h"
#include "licenses/position_rows.h"
#include "licenses/usage.h"

#include <inttypes.h>

enum { ROWS_MAX = 12 /* rows that one finding names */ };

/* What was used of one right. */
struct need {
    const struct plan *plan;
    const struct right *right;
    struct usage_sum sum;
    struct usage_excess excess;
    int64_t least, most; /* units, rounded up; what is not known left out */
    struct str evidence;
};

static int64_t whole_units(struct rational amount) {
    int64_t units = rational_ceil(amount);
    return units > 0 ? units : 0;
}

static struct str evidence_of(const struct plan *plan, uint32_t number) {
    CLEANUP(buffer_done) struct buffer rows = {0};
    const struct audit *audit = plan->audit;

    usage_evidence(audit->usage, audit->entitlements, number, audit->input->as_of, ROWS_MAX, &rows);
    return arena_dup(plan->arena, buffer_view(&rows));
}

static struct need find_need(const struct plan *plan, const struct right *right) {
    const struct audit *audit = plan->audit;
    struct need need = {
        .plan = plan,
        .right = right,
        .sum = usage_of(audit->usage, audit->entitlements, right->number, audit->input->as_of),
        .evidence = evidence_of(plan, right->number),
    };

    need.excess = usage_compare(&need.sum, &right->supply);
    need.least = need.sum.has_least ? whole_units(need.sum.least) : 0;
    need.most = need.sum.has_most ? whole_units(need.sum.most) : need.least;
    return need;
}

/* --- findings ------------------------------------------------------------------------------------------------------
 */

static struct str amount_text(const struct need *need, struct rational amount) {
    char text[48];

    rational_format(amount, text);
    return arena_dup(need->plan->arena, str_from(text));
}

static struct finding make(const struct need *need, enum message message) {
    const struct entitlement *entitlement = need->right->entitlement;
    struct finding finding = finding_of_entitlement(CODE_LIC_QUANTITY, message, entitlement);
    bool is_sure = need->excess.is_exceeded == TERM_YES;

    finding.outcome = is_sure ? OUTCOME_VIOLATION : OUTCOME_UNDETERMINED;
    finding.field = catalog_product(need->plan->audit->catalog, need->right->product)->name;
    finding.documented =
        entitlement->units.is_set ? arena_printf(need->plan->arena, "%" PRId64, entitlement->units.number) : STR_NONE;
    finding.observed = need->sum.has_least ? amount_text(need, need->sum.least) : STR_NONE;
    finding.ledger_evidence = need->evidence.n ? need->evidence : entitlement->evidence;
    finding_add_text(&finding, finding.field);
    return finding;
}

static struct finding make_open(const struct need *need) {
    const struct usage_sum *sum = &need->sum;
    const struct right *right = need->right;
    struct finding finding;

    if (sum->rows == 0) {
        finding = make(need, MESSAGE_QUANTITY_FACT);
        finding_add_word(&finding, STR("usage"));
    } else if (!sum->has_most) {
        finding = make(need, MESSAGE_QUANTITY_FACT);
        finding_add_field(&finding, STR("amount"));
    } else if (units_cmp(right->supply.least, right->supply.most) != 0) {
        finding = make(need, MESSAGE_QUANTITY_RIGHTS);
        finding_add_text(&finding, right->entitlement->license_id);
        finding_add_field(&finding, str_from(entitlement_lacking_column(right->entitlement)));
    } else {
        finding = make(need, MESSAGE_QUANTITY_USAGE_OPEN);
        finding_add_text(&finding, sum->has_least ? finding.observed : STR_NONE);
        finding_add_text(&finding, amount_text(need, sum->most));
        finding_add_number(&finding, right->supply.least.count);
    }
    return finding;
}

static struct finding make_excess(const struct need *need) {
    struct finding finding = make(need, MESSAGE_QUANTITY_USAGE);

    finding_add_text(&finding, finding.observed);
    finding_add_text(&finding, date_written(need->sum.year.first, need->plan->arena));
    finding_add_text(&finding, amount_text(need, need->excess.by));
    return finding;
}

/* --- records -------------------------------------------------------------------------------------------------------
 */

/* "⌈100.5⌉ = 101" */
static struct str arithmetic_of(const struct need *need) {
    struct rational used = need->sum.has_most ? need->sum.most : need->sum.least;
    bool is_whole = used.denominator == 1 || !(need->sum.has_most || need->sum.has_least);

    return is_whole
               ? STR_NONE
               : arena_printf(need->plan->arena, "⌈%.*s⌉ = %" PRId64, STR_FMT(amount_text(need, used)), need->most);
}

static enum err_code add_demand(const struct need *need, int64_t missing, struct err *err) {
    const struct audit *audit = need->plan->audit;
    struct license_demand demand = {
        .product = catalog_product(audit->catalog, need->right->product)->name,
        .version = need->right->entitlement->version,
        .metric = schema_word(schema_column(TABLE_LICENSES, LICENSES_METRIC), METRIC_CONSUMPTION),
        .is_certain = need->sum.has_most && need->least == need->most,
        .state = !need->sum.has_least ? DEMAND_UNKNOWN
                 : missing            ? DEMAND_SHORT
                                      : DEMAND_COVERED,
        .units = need->most,
        .missing = missing,
        .arithmetic = arithmetic_of(need),
        .evidence = need->evidence,
    };
    return license_records_add_demand(audit->records, need->plan->worker->lane, &demand, err);
}

static void add_need(struct position_row *row, const struct need *need, int64_t missing) {
    struct license_position *position = &row->position;

    position->need_min += need->least;
    position->need_max += need->most;
    position->short_min += pool_shortage(need->least, need->right->supply.most);
    position->short_max += missing;
    *(position->is_suite ? &position->allocated_suite : &position->allocated_direct) += need->most - missing;
    row->is_unknown |= need->excess.is_exceeded == TERM_BLANK && !need->sum.has_most;
}

static enum err_code tell(const struct need *need, int64_t missing, struct err *err) {
    enum err_code code = ERR_OK;

    if (need->excess.is_exceeded != TERM_NO) {
        struct finding finding = need->excess.is_exceeded == TERM_YES ? make_excess(need) : make_open(need);
        code = pool_tell(need->plan, &finding, err);
    }
    return code == ERR_OK ? add_demand(need, missing, err) : code;
}

enum err_code pool_usage(struct plan *plan, struct plan_solution *solution, struct err *err) {
    struct position_rows rows = {.plan = plan};
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; i < plan->right_count && code == ERR_OK; i++) {
        const struct right *right = plan->rights[i];
        if (right->entitlement->metric != METRIC_CONSUMPTION ||
            !pool_counts(plan, right->product, METRIC_CONSUMPTION)) {
            continue;
        }
        struct position_row *row = position_rows_hold(&rows, right);
        solution->given[i] = 0;
        if (plan_right_is_active(right)) { /* what was used of one that has ended is past */
            struct need need = find_need(plan, right);
            int64_t missing = pool_shortage(need.most, right->supply.least);
            add_need(row, &need, missing);
            solution->given[i] = need.most - missing;
            code = tell(&need, missing, err);
        }
    }
    if (code == ERR_OK) {
        code = position_rows_report(&rows, solution->given, err);
    }
    position_rows_done(&rows);
    return code;
}
