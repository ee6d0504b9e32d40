#include "licenses/position_rows.h"

#include "inventory/words.h"
#include "licenses/reusable.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
    LISTED_MAX = 12,    /* rights that one sentence names */
    EVIDENCE_MAX = 100, /* rows that one finding names */
};

void position_rows_done(struct position_rows *rows) {
    for (uint32_t i = 0; i < rows->count; i++) {
        buffer_done(&rows->items[i].evidence);
    }
    buffer_done(&rows->spill.evidence);
    free(rows->items);
    rows->items = NULL;
    rows->count = 0;
}

int position_metric(const struct right *right) {
    return right->entitlement->metric < 0 ? METRIC_DEVICE : right->entitlement->metric;
}

struct position_row *position_rows_get(struct position_rows *rows, uint32_t product, int metric) {
    for (uint32_t i = 0; i < rows->count; i++) {
        if (rows->items[i].product == product && rows->items[i].metric == metric) {
            return &rows->items[i];
        }
    }
    if (rows->count == rows->capacity) {
        uint32_t capacity = rows->capacity * 2 + 8;
        struct position_row *items = reallocarray(rows->items, capacity, sizeof *items);
        if (!items) {
            rows->failed = true;
            return &rows->spill;
        }
        rows->items = items;
        rows->capacity = capacity;
    }
    struct position_row *row = &rows->items[rows->count++];
    *row = (struct position_row){.product = product, .metric = metric, .pack = 1};
    return row;
}

/* --- what is held --------------------------------------------------------------------------------------------------
 */

static void add_units(struct unit_count *sum, struct units units) {
    sum->is_unlimited |= units.is_unlimited;
    if (sum->is_unlimited || __builtin_add_overflow(sum->count, units.count, &sum->count)) {
        sum->count = sum->is_unlimited ? 0 : INT64_MAX;
    }
}

static struct str append(struct arena *arena, struct str list, const char *separator, struct str text) {
    return list.n ? arena_printf(arena, "%.*s%s%.*s", STR_FMT(list), separator, STR_FMT(text)) : text;
}

/* Is it one of a list that is separated by "; "? */
static bool is_among(struct str list, struct str text) {
    while (list.n) {
        ptrdiff_t end = str_find_char(list, ';');
        struct str part = end < 0 ? list : str_sub(list, 0, (size_t)end);
        if (str_eq(str_trim(part), text)) {
            return true;
        }
        list = end < 0 ? STR_NONE : str_sub(list, (size_t)end + 1, SIZE_MAX);
    }
    return false;
}

/* Sites and enterprises are not (M18, M19). */
static bool is_counted(int metric) {
    return metric != METRIC_SITE && metric != METRIC_ENTERPRISE;
}

/* What surely holds. A right that is not counted is without limit once it is there. */
static struct units effective_of(const struct right *right) {
    return is_counted(right->entitlement->metric) || units_is_none(right->supply.least)
               ? right->supply.least
               : (struct units){.is_unlimited = true};
}

/* Does a unit cost more than by the price of the row? */
static bool is_dearer(const struct entitlement *entitlement, const struct position_row *row) {
    __int128 price = (__int128)entitlement->unit_price.number * row->pack;
    return price > (__int128)row->position.unit_price * entitlement_pack(entitlement);
}

struct position_row *position_rows_hold(struct position_rows *rows, const struct right *right) {
    const struct entitlement *entitlement = right->entitlement;
    struct arena *arena = rows->plan->arena;
    struct position_row *row = position_rows_get(rows, right->product, position_metric(right));
    struct license_position *position = &row->position;
    struct units held = {entitlement->units.is_unlimited, entitlement->units.number};

    position->is_suite |= right->is_suite;
    buffer_append_cstr(&row->evidence, row->evidence.n ? " " : "");
    buffer_append(&row->evidence, entitlement->evidence);
    if (entitlement->version.n && !is_among(position->version, entitlement->version)) {
        position->version = append(arena, position->version, "; ", entitlement->version);
    }
    if (right->supply.reason != SUPPLY_DISPOSED) {
        position->entitled.is_unknown |= !entitlement->units.is_set;
        add_units(&position->entitled, held);
        add_units(&position->effective, effective_of(right));
    }
    position->recoverable += rows->plan->audit->recoverable[right->number];
    if (entitlement->unit_price.is_set && is_dearer(entitlement, row)) {
        position->has_price = true;
        position->unit_price = entitlement->unit_price.number;
        row->pack = entitlement_pack(entitlement);
    }
    return row;
}

/* --- what is left --------------------------------------------------------------------------------------------------
 */

static int64_t given_of(const struct license_position *position) {
    return position->is_suite ? position->allocated_suite
                              : position->allocated_direct + position->allocated_downgrade + position->allocated_second;
}

/* Sets what follows: unexamined, spare, outcome, true_up. All else stands. */
static void settle(struct position_row *row) {
    struct license_position *position = &row->position;
    bool has_doubt = row->has_doubt || row->is_unknown;

    position->unexamined = position->need_max - position->need_min;
    position->spare = position->effective;
    if (!position->spare.is_unlimited) {
        position->spare.count -= given_of(position);
    }
    position->outcome = position->short_min > 0                ? OUTCOME_VIOLATION
                        : position->short_max > 0 || has_doubt ? OUTCOME_UNDETERMINED
                                                               : OUTCOME_CONFORMING;
    int64_t lacking = is_counted(row->metric) ? position->short_min : position->short_min > 0; /* else one is for all */
    int64_t packs = lacking / row->pack + (lacking % row->pack > 0);
    if (position->has_price && __builtin_mul_overflow(position->unit_price, packs, &position->true_up)) {
        position->true_up = INT64_MAX;
    }
}

/* What nothing needs of a right that is counted in the row, and could be put to another use. What came with a machine
 * stays with it. */
static int64_t free_of(const struct position_rows *rows, const int64_t *given, const struct position_row *row,
                       uint32_t place) {
    const struct right *right = rows->plan->rights[place];

    if (right->product != row->product || position_metric(right) != row->metric ||
        entitlement_comes_with_device(right->entitlement)) {
        return 0;
    }
    return right->supply.least.count - given[place];
}

/* "L1 (3), L2 (1)" */
static struct str list_spare(const struct position_rows *rows, const int64_t *given, const struct position_row *row,
                             int64_t *ret_units) {
    CLEANUP(buffer_done) struct buffer text = {0};
    const struct plan *plan = rows->plan;
    unsigned listed = 0;

    *ret_units = 0;
    for (uint32_t i = 0; i < plan->right_count; i++) {
        int64_t spare = free_of(rows, given, row, i);
        if (spare <= 0) {
            continue;
        }
        *ret_units += spare;
        if (listed < LISTED_MAX) {
            buffer_append_cstr(&text, listed ? ", " : "");
            buffer_append(&text, plan->rights[i]->entitlement->license_id);
            buffer_printf(&text, " (%" PRId64 ")", spare);
        } else if (listed == LISTED_MAX) {
            buffer_append_cstr(&text, ", …");
        }
        listed++;
    }
    return arena_dup(plan->arena, buffer_view(&text));
}

static enum err_code tell_reusable(const struct position_rows *rows, const int64_t *given,
                                   const struct position_row *row, struct err *err) {
    const struct plan *plan = rows->plan;
    struct str name = catalog_product(plan->audit->catalog, row->product)->name;
    enum err_code code = ERR_OK;

    for (uint32_t i = 0; i < plan->right_count && code == ERR_OK; i++) {
        int64_t spare = free_of(rows, given, row, i);
        code = spare > 0 ? reusable_tell(plan, plan->rights[i], name, spare, err) : ERR_OK;
    }
    return code;
}

/* A position names all its rows, since exports look for them there; a finding names the first of them. */
static struct str first_places(const struct position_row *row, struct arena *arena) {
    struct str whole = row->position.evidence, rest = whole, place = STR_NONE;

    for (unsigned i = 0; i < EVIDENCE_MAX && evidence_cut(&rest, &place); i++) {
    }
    return rest.n ? arena_printf(arena, "%.*s…", STR_FMT(str_sub(whole, 0, whole.n - rest.n))) : whole;
}

static enum err_code tell_spare(const struct position_rows *rows, const int64_t *given, const struct position_row *row,
                                struct err *err) {
    const struct license_position *position = &row->position;
    const struct audit *audit = rows->plan->audit;
    struct str name = catalog_product(audit->catalog, row->product)->name;
    struct finding finding = finding_make(CODE_LIC_SPARE, MESSAGE_SPARE);

    if (row->is_unknown || row->has_doubt || position->spare.is_unlimited || position->spare.count <= 0) {
        return ERR_OK;
    }
    int64_t units;
    struct str rights = list_spare(rows, given, row, &units);
    if (units == 0) {
        return ERR_OK;
    }
    finding.subject_kind = SUBJECT_PRODUCT;
    finding.subject = finding.field = name;
    finding.ledger_evidence = first_places(row, rows->plan->arena);
    finding_add_text(&finding, name);
    finding_add_number(&finding, units);
    finding_add_number(&finding, position->effective.count);
    finding_add_text(&finding, rights);
    enum err_code code = finding_sink_add(audit->findings, rows->plan->worker->lane, &finding, err);
    return code == ERR_OK ? tell_reusable(rows, given, row, err) : code;
}

static enum err_code add_row(const struct position_rows *rows, const int64_t *given, struct position_row *row,
                             struct err *err) {
    const struct audit *audit = rows->plan->audit;
    const struct catalog_product *product = catalog_product(audit->catalog, row->product);
    struct license_position *position = &row->position;

    position->evidence = buffer_view(&row->evidence);
    position->vendor = product->vendor;
    position->product = product->product;
    position->edition = product->edition;
    position->metric = schema_word(schema_column(TABLE_LICENSES, LICENSES_METRIC), (unsigned)row->metric);
    position->entitled.is_unknown |= rows->plan->is_unread;
    bool is_unplaced = !product->is_recognised && position->need_max == 0; /* nobody knows whether it is in use */
    row->is_unknown |= is_unplaced;
    settle(row);
    position->spare.is_unknown |= is_unplaced;
    enum err_code code = license_records_add_position(audit->records, rows->plan->worker->lane, position, err);
    return code == ERR_OK ? tell_spare(rows, given, row, err) : code;
}

enum err_code position_rows_report(struct position_rows *rows, const int64_t *given, struct err *err) {
    enum err_code code = rows->failed || arena_failed(rows->plan->arena) ? err_no_memory(err) : ERR_OK;

    for (uint32_t i = 0; i < rows->count && code == ERR_OK; i++) {
        code = rows->items[i].evidence.failed ? err_no_memory(err) : add_row(rows, given, &rows->items[i], err);
    }
    return code;
}
