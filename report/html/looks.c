#include "report/html/looks.h"

#include "base/date_read.h"

/* --- deadlines ------------------------------------------------------------------------------------------------------
 */

int html_month_of(struct date as_of, struct date day) {
    struct civil from = date_to_civil(as_of), to = date_to_civil(day);

    return (to.year - from.year) * 12 + to.month - from.month;
}

/* To a March: a day of it that can be written there need not be. */
unsigned html_months(struct date as_of) {
    struct civil from = date_to_civil(as_of);
    int year = date_fiscal_year(as_of) + 2;

    return (unsigned)((year - from.year) * 12 + 3 - from.month + 1);
}

static struct html_month *month_of(struct html_looks *looks, struct date day) {
    int month = html_month_of(looks->as_of, day);

    if (day.days < looks->as_of.days) {
        return &looks->deadlines.past;
    }
    return month < (int)html_months(looks->as_of) ? &looks->deadlines.months[month] : &looks->deadlines.later;
}

/* Equal days stay in the order of the files. */
static void keep_nearest(struct html_looks *looks, const struct html_deadline *deadline) {
    struct html_deadlines *deadlines = &looks->deadlines;
    size_t place = deadlines->count;

    while (place > 0 && deadlines->nearest[place - 1].day.days > deadline->day.days) {
        place--;
    }
    if (place == HTML_DEADLINES_MAX) {
        return;
    }
    deadlines->count += deadlines->count < HTML_DEADLINES_MAX;
    for (size_t i = deadlines->count - 1; i > place; i--) {
        deadlines->nearest[i] = deadlines->nearest[i - 1];
    }
    deadlines->nearest[place] = *deadline;
    deadlines->nearest[place].what = arena_dup(looks->arena, deadline->what);
}

/* Words that stand for days are no deadlines. */
static bool read_day(struct str text, struct date *ret_day) {
    return date_read(text, ret_day) == DATE_READ;
}

static enum err_code check_arena(const struct html_looks *looks, struct err *err) {
    return arena_failed(looks->arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code html_look_at_support(void *context, const struct html_table *table, struct err *err) {
    struct html_looks *looks = context;
    struct html_deadline deadline = {0};
    CLEANUP(buffer_done) struct buffer what = {0};

    if (!read_day(html_table_cell(table, "effective_end"), &deadline.day)) {
        return ERR_OK;
    }
    month_of(looks, deadline.day)->support++;
    if (deadline.day.days < looks->as_of.days) {
        return ERR_OK;
    }
    buffer_append(&what, html_table_cell(table, "product"));
    buffer_append_char(&what, ' ');
    buffer_append(&what, html_table_cell(table, "version"));
    if (what.failed) {
        return err_no_memory(err);
    }
    deadline.what = str_trim(buffer_view(&what));
    if (!str_to_u64(html_table_cell(table, "count"), &deadline.machines)) {
        deadline.machines = 0;
    }
    keep_nearest(looks, &deadline);
    return check_arena(looks, err);
}

enum err_code html_look_at_contract(void *context, const struct html_table *table, struct err *err) {
    struct html_looks *looks = context;
    struct html_deadline deadline = {.is_contract = true};
    struct str title = html_table_cell(table, "title");

    if (!read_day(html_table_cell(table, "due_on"), &deadline.day)) {
        return ERR_OK;
    }
    month_of(looks, deadline.day)->contracts++;
    if (deadline.day.days < looks->as_of.days) {
        return ERR_OK;
    }
    deadline.what = title.n ? title : html_table_cell(table, "id");
    keep_nearest(looks, &deadline);
    return check_arena(looks, err);
}

/* --- shortages ------------------------------------------------------------------------------------------------------
 */

static uint64_t units(const struct html_table *table, const char *column) {
    uint64_t count;

    return str_to_u64(html_table_cell(table, column), &count) ? count : 0;
}

static bool is_worse(const struct html_shortage *a, const struct html_shortage *b) {
    if (a->short_min != b->short_min) {
        return a->short_min > b->short_min;
    }
    return a->short_max > b->short_max;
}

static void keep_worst(struct html_looks *looks, const struct html_shortage *shortage) {
    struct html_shortages *shortages = &looks->shortages;
    size_t place = shortages->count;

    while (place > 0 && is_worse(shortage, &shortages->worst[place - 1])) {
        place--;
    }
    if (place == HTML_SHORTAGES_MAX) {
        return;
    }
    shortages->count += shortages->count < HTML_SHORTAGES_MAX;
    for (size_t i = shortages->count - 1; i > place; i--) {
        shortages->worst[i] = shortages->worst[i - 1];
    }
    shortages->worst[place] = *shortage;
    shortages->worst[place].product = arena_dup(looks->arena, shortage->product);
}

enum err_code html_look_for_shortage(void *context, const struct html_table *table, struct err *err) {
    struct html_looks *looks = context;
    struct html_shortage shortage = {
        .short_min = units(table, "short_min"),
        .short_max = units(table, "short_max"),
        .need_max = units(table, "need_max"),
    };
    CLEANUP(buffer_done) struct buffer product = {0};

    if (shortage.short_min == 0 && shortage.short_max == 0) {
        return ERR_OK;
    }
    looks->shortages.certain += shortage.short_min > 0;
    looks->shortages.possible += shortage.short_min == 0;
    buffer_append(&product, html_table_cell(table, "product"));
    buffer_append_char(&product, ' ');
    buffer_append(&product, html_table_cell(table, "edition"));
    if (product.failed) {
        return err_no_memory(err);
    }
    shortage.product = str_trim(buffer_view(&product));
    keep_worst(looks, &shortage);
    return check_arena(looks, err);
}
