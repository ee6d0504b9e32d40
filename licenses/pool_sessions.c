#include "licenses/pool_sessions.h"

#include "inventory/words.h"
#include "licenses/pool.h"
#include "licenses/position_rows.h"

enum { ROWS_MAX = 12 /* sessions that one finding names */, DAY_SECONDS = 24 * 60 * 60, HOUR = 3600, MINUTE = 60 };

/* --- the log -------------------------------------------------------------------------------------------------------
 */

static enum err_code number_of(void *context, struct str title, uint32_t *ret_product, struct err *err) {
    struct catalog_title found;
    enum err_code code = catalog_recognise(context, title, &found, err);

    if (code == ERR_OK) {
        *ret_product = found.product == CATALOG_NONE ? SESSION_PRODUCT_NONE : found.product;
    }
    return code;
}

enum err_code pool_sessions_read(const struct audit_input *input, struct catalog *catalog, struct session_log **ret_log,
                                 struct err *err) {
    struct session_products products = {catalog, number_of};
    int64_t days = input->policy->usage_days > 1 ? input->policy->usage_days : 1;
    int64_t first = input->as_of.days - (days - 1);
    struct session_window window = {
        .from = {first < INT32_MIN + 1 ? INT32_MIN + 1 : (int32_t)first},
        .to = input->as_of,
        .utc_offset = input->policy->utc_offset,
    };
    return session_log_read(inventory_table(input->ledger, TABLE_SESSIONS), &products, window, ret_log, err);
}

/* --- what is needed ------------------------------------------------------------------------------------------------
 */

/* Sessions of one product at once. */
struct need {
    bool is_known;
    int64_t least, most;
    int64_t at; /* when LEAST were */
};

static enum err_code add_peak(const struct session_log *log, uint32_t product, bool is_same, struct need *need,
                              struct err *err) {
    struct peak peak;

    if (!session_log_has(log, product)) {
        return ERR_OK;
    }
    enum err_code code = session_log_peak(log, product, &peak, err);
    if (code == ERR_OK) {
        need->is_known = true;
        need->most += (int64_t)peak.most;
        need->least = is_same ? (int64_t)peak.least : need->least;
        need->at = is_same ? peak.least_at : need->at;
    }
    return code;
}

/* May sessions of the other product be of this one? */
static bool may_be(const struct catalog_product *product, const struct catalog_product *other) {
    return product->family == other->family && (!product->edition_key.n || !other->edition_key.n);
}

/* Peaks at different times are added up for the most. */
static enum err_code find_need(const struct plan *plan, uint32_t product, struct need *ret_need, struct err *err) {
    const struct catalog *catalog = plan->audit->catalog;
    const struct session_log *log = plan->audit->sessions;
    struct need need = {0};
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; i < catalog_product_count(catalog) && code == ERR_OK; i++) {
        if (i == product || may_be(catalog_product(catalog, product), catalog_product(catalog, i))) {
            code = add_peak(log, i, i == product, &need, err);
        }
    }
    if (code == ERR_OK) {
        *ret_need = need;
    }
    return code;
}

/* --- what is said --------------------------------------------------------------------------------------------------
 */

/* "2027-03-24 09:30" */
static struct str time_text(const struct plan *plan, int64_t at) {
    int32_t offset = plan->audit->input->policy->utc_offset;
    int64_t second = ((at + offset) % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS;
    char day[11];

    date_format(instant_day((struct instant){.seconds = at}, offset), day);
    return arena_printf(plan->arena, "%s %02d:%02d", day, (int)(second / HOUR), (int)(second % HOUR / MINUTE));
}

static struct str evidence_of(const struct plan *plan, uint32_t product, const struct need *need) {
    CLEANUP(buffer_done) struct buffer rows = {0};

    if (need->least) {
        session_log_evidence(plan->audit->sessions, product, need->at, ROWS_MAX, &rows);
    }
    return arena_dup(plan->arena, buffer_view(&rows));
}

static struct finding make_finding(const struct plan *plan, const struct position_row *row, const struct need *need,
                                   const struct supply *supply) {
    struct finding finding;

    if (!need->is_known) {
        finding = pool_finding(plan, MESSAGE_QUANTITY_FACT, OUTCOME_UNDETERMINED, row->product);
        finding_add_word(&finding, STR("sessions"));
    } else if (row->position.short_min) {
        finding = pool_finding(plan, MESSAGE_QUANTITY_SESSIONS, OUTCOME_VIOLATION, row->product);
        finding_add_number(&finding, need->least);
        finding_add_text(&finding, time_text(plan, need->at));
        finding_add_number(&finding, supply->most.count);
    } else if (pool_shortage(need->least, supply->least)) {
        finding = pool_open_right(plan, row->product, row->metric);
    } else {
        finding = pool_finding(plan, MESSAGE_QUANTITY_SESSIONS_OPEN, OUTCOME_UNDETERMINED, row->product);
        finding_add_number(&finding, need->least);
        finding_add_number(&finding, need->most);
        finding_add_number(&finding, supply->least.count);
    }
    return finding;
}

static enum err_code add_demand(const struct plan *plan, const struct position_row *row, const struct need *need,
                                struct str evidence, struct err *err) {
    const struct license_position *position = &row->position;
    struct license_demand demand = {
        .product = catalog_product(plan->audit->catalog, row->product)->name,
        .metric = schema_word(schema_column(TABLE_LICENSES, LICENSES_METRIC), (unsigned)row->metric),
        .is_certain = need->is_known && need->least == need->most,
        .state = !need->is_known       ? DEMAND_UNKNOWN
                 : position->short_max ? DEMAND_SHORT
                                       : DEMAND_COVERED,
        .units = position->need_max,
        .missing = position->short_max,
        .arithmetic = need->least ? time_text(plan, need->at) : STR_NONE,
        .evidence = evidence,
    };
    return license_records_add_demand(plan->audit->records, plan->worker->lane, &demand, err);
}

static void fill(struct position_row *row, const struct need *need, const struct supply *supply) {
    struct license_position *position = &row->position;
    int64_t *allocated = position->is_suite ? &position->allocated_suite : &position->allocated_direct;

    row->is_unknown = !need->is_known && !supply->least.is_unlimited;
    position->need_min = need->least;
    position->need_max = need->most;
    position->short_min = pool_shortage(need->least, supply->most);
    position->short_max = pool_shortage(need->most, supply->least);
    *allocated = need->most - position->short_max;
}

static enum err_code tell(const struct plan *plan, struct position_row *row, struct err *err) {
    struct supply supply = pool_supply(plan, row->product, row->metric);
    struct need need;
    enum err_code code = find_need(plan, row->product, &need, err);

    if (code != ERR_OK) {
        return code;
    }
    fill(row, &need, &supply);
    struct str evidence = evidence_of(plan, row->product, &need);
    if (row->is_unknown || row->position.short_max) {
        struct finding finding = make_finding(plan, row, &need, &supply);
        finding.ledger_evidence = evidence.n ? evidence : finding.ledger_evidence;
        code = pool_tell(plan, &finding, err);
    }
    return code == ERR_OK ? add_demand(plan, row, &need, evidence, err) : code;
}

/* Those of lower ids give first. */
static void give(const struct plan *plan, const struct position_row *row, int64_t *given) {
    int64_t left = row->position.allocated_direct + row->position.allocated_suite;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (right->product == row->product && position_metric(right) == row->metric) {
            const struct units *units = &right->supply.least;
            given[i] = units->is_unlimited || units->count > left ? left : units->count;
            left -= given[i];
        }
    }
}

enum err_code pool_sessions(struct plan *plan, struct plan_solution *solution, struct err *err) {
    struct position_rows rows = {.plan = plan};
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; i < plan->right_count; i++) {
        const struct right *right = plan->rights[i];
        if (right->entitlement->metric == METRIC_CONCURRENT && pool_counts(plan, right->product, METRIC_CONCURRENT)) {
            position_rows_hold(&rows, right);
        }
    }
    for (uint32_t i = 0; i < rows.count && code == ERR_OK; i++) {
        code = tell(plan, &rows.items[i], err);
        give(plan, &rows.items[i], solution->given);
    }
    if (code == ERR_OK) {
        code = position_rows_report(&rows, solution->given, err);
    }
    position_rows_done(&rows);
    return code;
}
