#include "licenses/usage.h"

#include "licenses/license_ids.h"

#include <stdlib.h>

struct used {
    uint32_t entitlement;
    uint32_t row;
    struct date from, to;
    bool has_period; /* neither of its days is unreadable, and they are not reversed */
    bool has_amount;
    struct rational amount;
};

struct usage {
    const struct table *table;
    struct used *items; /* by right, day, amount */
    uint32_t count;
};

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static bool read_day(struct row_reader *row, unsigned column, struct date *ret_day) {
    struct value value = row_reader_value(row, column);

    *ret_day = value.is_set ? value.date : DATE_NONE;
    return value.is_set || value.problem == PROBLEM_NONE;
}

static enum err_code read_row(struct row_reader *row, uint32_t number, const struct entitlements *entitlements,
                              struct used *used, struct err *err) {
    row_reader_move(row, number);
    *used = (struct used){.row = number};
    struct value amount = row_reader_value(row, USAGE_AMOUNT);
    used->has_amount = amount.is_set;
    used->amount = amount.is_set ? value_ratio(&amount) : rational_whole(0);
    used->has_period = read_day(row, USAGE_FROM, &used->from);
    used->has_period &= read_day(row, USAGE_TO, &used->to);
    if (date_is_set(used->from) && date_is_set(used->to) && used->to.days < used->from.days) {
        used->has_period = false;
    }
    return license_ids_find(entitlements, row_reader_text(row, USAGE_LICENSE_ID), &used->entitlement, err);
}

static int compare_days(struct date a, struct date b) {
    return (a.days > b.days) - (a.days < b.days);
}

static int compare_used(const void *a, const void *b) {
    const struct used *x = a, *y = b;
    int sign = (x->entitlement > y->entitlement) - (x->entitlement < y->entitlement);

    sign = sign ? sign : compare_days(x->from, y->from);
    sign = sign ? sign : compare_days(x->to, y->to);
    sign = sign ? sign : x->has_period - y->has_period;
    sign = sign ? sign : x->has_amount - y->has_amount;
    sign = sign ? sign : rational_cmp(x->amount, y->amount);
    return sign ? sign : (x->row > y->row) - (x->row < y->row);
}

static enum err_code read_rows(struct usage *usage, const struct entitlements *entitlements, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *row = NULL;
    uint32_t count = table_rows(usage->table);
    enum err_code code = row_reader_new(usage->table, &row, err);

    usage->items = calloc((size_t)count + 1, sizeof *usage->items);
    if (!usage->items) {
        return err_no_memory(err);
    }
    for (; !code && usage->count < count; usage->count++) {
        code = read_row(row, usage->count, entitlements, &usage->items[usage->count], err);
    }
    if (code) {
        return code;
    }
    qsort(usage->items, count, sizeof *usage->items, compare_used);
    return row_reader_error(row, err);
}

enum err_code usage_read(const struct table *table, const struct entitlements *entitlements, struct usage **ret_usage,
                         struct err *err) {
    CLEANUP(usage_free_cleanup) struct usage *usage = calloc(1, sizeof *usage);

    if (!usage) {
        return err_no_memory(err);
    }
    usage->table = table;
    enum err_code code = table ? read_rows(usage, entitlements, err) : ERR_OK;
    if (!code) {
        *ret_usage = TAKE_PTR(usage);
    }
    return code;
}

void usage_free(struct usage *usage) {
    if (usage) {
        free(usage->items);
        free(usage);
    }
}

/* --- years ---------------------------------------------------------------------------------------------------------
 */

/* Anniversaries are counted from the start itself: one of a 29 February is a 29th again in a leap year. */
struct contract_year contract_year_of(struct date start, struct date day) {
    enum { MONTHS = 12 };

    if (!date_is_set(start)) {
        int year = date_fiscal_year(day);
        return (struct contract_year){fiscal_year_first(year), fiscal_year_last(year)};
    }
    if (day.days < start.days) {
        return (struct contract_year){DATE_NONE, DATE_NONE};
    }
    int years = date_to_civil(day).year - date_to_civil(start).year;
    struct date first = date_add_months(start, years * MONTHS);
    if (!date_is_set(first) || first.days > day.days) {
        years--;
        first = date_add_months(start, years * MONTHS);
    }
    struct date next = date_add_months(start, (years + 1) * MONTHS);
    return (struct contract_year){first, date_is_set(next) ? (struct date){next.days - 1} : DATE_NONE};
}

enum place { OUTSIDE, PARTLY, WITHIN };

static bool is_in(const struct contract_year *year, struct date day) {
    return year->first.days <= day.days && (!date_is_set(year->last) || day.days <= year->last.days);
}

static enum place place_of(const struct used *used, const struct contract_year *year) {
    if ((date_is_set(used->to) && used->to.days < year->first.days) ||
        (date_is_set(used->from) && date_is_set(year->last) && used->from.days > year->last.days)) {
        return OUTSIDE;
    }
    if (!used->has_period) {
        return PARTLY;
    }
    if (!date_is_set(used->from) || !is_in(year, used->from)) {
        return date_is_set(used->from) && !date_is_set(used->to) ? OUTSIDE : PARTLY;
    }
    return !date_is_set(used->to) || is_in(year, used->to) ? WITHIN : PARTLY;
}

/* --- sums ----------------------------------------------------------------------------------------------------------
 */

static uint32_t first_of(const struct usage *usage, uint32_t entitlement) {
    uint32_t low = 0, high = usage->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (usage->items[middle].entitlement < entitlement) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_of(const struct usage *usage, uint32_t number, uint32_t entitlement) {
    return number < usage->count && usage->items[number].entitlement == entitlement;
}

/* What is given back, below 0, is as sure to be of the year as the row is. */
static void add_used(const struct used *used, enum place place, struct usage_sum *sum) {
    bool is_credit = used->amount.numerator < 0;

    sum->rows++;
    sum->has_most &= used->has_amount;
    if (place == WITHIN || is_credit) {
        sum->has_least &= rational_add(sum->least, used->amount, &sum->least);
    }
    if (place == WITHIN || !is_credit) {
        sum->has_most &= rational_add(sum->most, used->amount, &sum->most);
    }
}

struct usage_sum usage_of(const struct usage *usage, const struct entitlements *entitlements, uint32_t number,
                          struct date day) {
    struct date start = entitlements_get(entitlements, number)->period.start;
    struct usage_sum sum = {.year = contract_year_of(start, day), .least = {0, 1}, .most = {0, 1}};

    if (!date_is_set(sum.year.first)) {
        return sum;
    }
    sum.has_least = sum.has_most = true;
    for (uint32_t i = first_of(usage, number); is_of(usage, i, number); i++) {
        enum place place = place_of(&usage->items[i], &sum.year);
        if (place != OUTSIDE) {
            add_used(&usage->items[i], place, &sum);
        }
    }
    sum.has_least &= sum.rows > 0;
    sum.has_most &= sum.rows > 0;
    return sum;
}

void usage_evidence(const struct usage *usage, const struct entitlements *entitlements, uint32_t number,
                    struct date day, unsigned most, struct buffer *out) {
    struct contract_year year = contract_year_of(entitlements_get(entitlements, number)->period.start, day);
    unsigned count = 0;

    for (uint32_t i = first_of(usage, number); date_is_set(year.first) && is_of(usage, i, number) && count < most;
         i++) {
        if (place_of(&usage->items[i], &year) != OUTSIDE) {
            if (count++) {
                buffer_append_char(out, ' ');
            }
            table_evidence(usage->table, usage->items[i].row, out);
        }
    }
}

struct usage_excess usage_compare(const struct usage_sum *sum, const struct supply *supply) {
    struct usage_excess excess = {TERM_BLANK, {0, 1}};

    if (supply->least.is_unlimited ||
        (sum->has_most && rational_cmp(sum->most, rational_whole(supply->least.count)) <= 0)) {
        excess.is_exceeded = TERM_NO;
    } else if (sum->has_least && !supply->most.is_unlimited &&
               rational_cmp(sum->least, rational_whole(supply->most.count)) > 0 &&
               rational_sub(sum->least, rational_whole(supply->most.count), &excess.by)) {
        excess.is_exceeded = TERM_YES;
    }
    return excess;
}
