#include "tests/unit/support/stocked.h"

#include "tests/unit/support/ledger_day.h"
#include "tests/unit/support/ministry_read.h"

#include <stdlib.h>

const struct ministry_table stocked_products = {
    false, TABLE_PRODUCTS,
    "pattern,class,vendor,product,edition,version,licensable,source,checked_on\n"
    "/^tool(?: (?<version>\\d+))?(?: \\(x(64|86)\\))?$/,product,Maker,Tool,,,,s,2027-01-01\n"
    "/^tool pro(?: (?<version>\\d+))?/,product,Maker,Tool,Pro,,,s,2027-01-01\n"
    "Tool Update*,update,Maker,Tool,,,,s,2027-01-01\n"
    "Tool Help*,component,Maker,Tool,,,,s,2027-01-01\n"
    "Engine*,runtime,Maker,Engine,,,,s,2027-01-01\n"
    "httpd,product,Apache,Apache HTTP Server,,,,s,2027-01-01\n"
    "/^windows server (?<version>\\d+)/,product,Microsoft,Windows Server,,,,s,2027-01-01\n"};

void stocked_free(struct stocked *stocked) {
    stock_free(stocked->stock);
    calendar_free(stocked->run.calendar);
    title_rules_free(stocked->rules);
    pairing_free(stocked->pairing);
    pool_free(stocked->pool);
    ministry_free(stocked->ministry);
    free(stocked);
}

struct stocked *stocked_new(const struct ministry_text *text, unsigned threads) {
    struct stocked *stocked = calloc(1, sizeof *stocked);

    assert_non_null(stocked);
    stocked->ministry = ministry_new(text);
    stocked->policy = policy_default();
    assert_int_equal(pool_new(threads, &stocked->pool, NULL), ERR_OK);
    stocked->pairing = ministry_pairing(stocked->ministry);
    stocked->rules = ministry_rules(stocked->ministry);
    stocked->input = (struct lifecycle_input){
        .ledger = ministry_ledger(stocked->ministry),
        .snapshot = ministry_snapshot(stocked->ministry),
        .pairing = stocked->pairing,
        .policy = &stocked->policy,
        .rules = stocked->rules,
        .as_of = ledger_day("2027-03-31"),
        .observed_on = ledger_day("2027-03-31"),
    };
    stocked->dates = (struct calendar_input){stocked->input.ledger, NULL, stocked->rules, stocked->input.as_of};
    assert_int_equal(calendar_read(&stocked->dates, &stocked->run.calendar, NULL), ERR_OK);
    stocked->run.input = &stocked->input;
    stocked->run.pool = stocked->pool;
    assert_int_equal(stock_read(&stocked->run, &stocked->stock, NULL), ERR_OK);
    return stocked;
}

static void append_machine(struct stock_reader *reader, uint32_t machine, struct buffer *out) {
    struct finding finding = {0};

    stock_reader_set_machine(reader, &finding, machine);
    buffer_append(out, finding.subject);
    stock_reader_reset(reader);
}

static const char *const plan_columns[] = {
    [PLAN_NONE] = "",
    [PLAN_SOFTWARE] = "planned_end",
    [PLAN_DEVICE] = "planned_end",
    [PLAN_RENEWAL] = "renewal_planned_on",
    [PLAN_LEASE] = "lease_end",
};

/* " P1 observed software.csv:2 2028-03-31 planned_end" */
static void append_use(const struct stocked *stocked, struct stock_reader *reader, const struct stock_use *use,
                       bool with_rows, struct buffer *out) {
    const struct lifecycle_input *input = &stocked->input;

    buffer_append_char(out, ' ');
    append_machine(reader, use->machine, out);
    assert_true(use->is_listed || use->is_certain);
    buffer_append_cstr(out, !use->is_listed ? " observed" : use->is_certain ? " listed certain" : " listed perhaps");
    if (with_rows) {
        buffer_append_char(out, ' ');
        table_evidence(inventory_table(use->is_listed ? input->ledger : input->snapshot, use->table), use->row, out);
    }
    if (date_is_set(use->planned_end)) {
        struct civil civil = date_to_civil(use->planned_end);
        buffer_printf(out, " %d-%02d-%02d %s%s", civil.year, civil.month, civil.day,
                      use->plan == PLAN_SOFTWARE ? "software." : "", plan_columns[use->plan]);
    }
    assert_int_equal(use->plan == PLAN_NONE, !date_is_set(use->planned_end));
}

static unsigned count_machines(const struct stocked *stocked, const struct stock_item *item) {
    unsigned count = 0;

    for (uint32_t i = 0; i < item->use_count; i++) {
        const struct stock_use *use = stock_use(stocked->stock, item->first_use + i);
        count += i == 0 || use->machine != use[-1].machine;
    }
    return count;
}

static void append_item(const struct stocked *stocked, struct stock_reader *reader, uint32_t number, bool with_rows,
                        struct buffer *out) {
    const struct stock_item *item = stock_item(stocked->stock, number);

    buffer_append_cstr(out, support_subject_name(item->subject));
    buffer_append_cstr(out, ": ");
    buffer_append(out, item->name);
    buffer_append_cstr(out, " (");
    buffer_append(out, item->product);
    buffer_printf(out, ") %u:", count_machines(stocked, item));
    for (uint32_t i = 0; i < item->use_count; i++) {
        const struct stock_use *use = stock_use(stocked->stock, item->first_use + i);
        assert_int_equal(use->item, number);
        append_use(stocked, reader, use, with_rows, out);
        buffer_append_cstr(out, i + 1 < item->use_count ? "," : "");
    }
    buffer_append_char(out, '\n');
}

void stocked_tell(const struct stocked *stocked, bool with_rows, struct buffer *out) {
    CLEANUP(stock_reader_free_cleanup) struct stock_reader *reader = NULL;

    assert_int_equal(stock_reader_new(stocked->stock, &reader, NULL), ERR_OK);
    for (uint32_t i = 0; i < stock_item_count(stocked->stock); i++) {
        append_item(stocked, reader, i, with_rows, out);
    }
    buffer_append_char(out, '\0');
    assert_false(out->failed);
    assert_int_equal(stock_reader_error(reader, NULL), ERR_OK);
}
