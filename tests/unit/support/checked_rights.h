#pragma once
/* What the checks of the ledger of licences say of a ledger that a test writes, as text to compare. Anything that goes
 * wrong fails the test. */

#include "licenses/ledger_checks.h"
#include "tests/unit/support/ledger_rights.h"
#include "tests/unit/support/next_finding.h"

enum { CHECKED_TEXT_MAX = 4096, CHECKED_RIGHTS_MAX = 16, CHECKED_COLUMNS_MAX = 24 };

static const char checked_products[] = "pattern,class,vendor,product,edition,version,source,checked_on\n"
                                       "Plain Tool,product,Maker,Tool,,,s,2027-01-01\n"
                                       "Plain Suite,product,Maker,Maker Suite,,,s,2027-01-01\n"
                                       "/^maker word (?<version>20\\d\\d)/,product,Maker,Maker Word,,,s,2027-01-01\n"
                                       "Maker Viewer,component,Maker,Maker Viewer,,,s,2027-01-01\n";

static inline struct ledger_rights checked_read(const char *licenses) {
    return ledger_rights_read(licenses, checked_products);
}

/* "L1 LIC-PROOF notice certificate: sentence" and a line's end. */
static inline void checked_append(struct buffer *out, const struct finding *finding) {
    assert_int_equal(finding->subject_kind, SUBJECT_LICENSE);
    assert_int_equal(message_code(finding->message), finding->code);
    buffer_printf(out, "%.*s %s %s %.*s: ", STR_FMT(finding->subject), code_def(finding->code)->name,
                  outcome_name(finding->outcome), STR_FMT(finding->field));
    message_render(finding->message, finding->arguments, finding->argument_count, LANGUAGE_EN, out);
    buffer_append_char(out, '\n');
}

/* Of what is GIVEN but for the supplies and the policy, which has 90 days to renewals. Appends the lines and a NUL. */
static inline void checked_report(const struct ledger_checks_input *given, struct buffer *out) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    struct policy policy = policy_default();
    struct supply supplies[CHECKED_RIGHTS_MAX];
    struct ledger_checks_input input = *given;
    struct finding finding;

    policy.renewal_days = 90;
    input.supplies = supplies;
    input.policy = &policy;
    assert_true(entitlements_count(input.entitlements) <= CHECKED_RIGHTS_MAX);
    entitlements_supply(input.entitlements, input.as_of, supplies);
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    assert_int_equal(ledger_checks_report(&input, sink, 0, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    while (next_finding(sink, &finding)) {
        checked_append(out, &finding);
    }
    buffer_append_char(out, '\0');
    assert_false(out->failed);
}

/* On 2027-03-31, or another DAY. */
static inline void checked_expect(const char *licenses, const char *day, const char *expected) {
    CLEANUP(ledger_rights_done) struct ledger_rights checked = checked_read(licenses);
    CLEANUP(buffer_done) struct buffer out = {0};
    struct ledger_checks_input input = {
        .entitlements = checked.list, .as_of = ledger_day(day ? day : "2027-03-31"), .rules = checked.rules};

    checked_report(&input, &out);
    if (strcmp(out.p, expected) != 0) {
        fail_msg("%s\ngot:\n%sexpected:\n%s", licenses, out.p, expected);
    }
}

/* A row that draws nothing. */
static const char checked_usual_row[] =
    "license_id=L1|vendor=Maker|product=Plain Tool|quantity=10|metric=device|form=ボリューム|"
    "start_on=2024-04-01|end_on=永続|terms_checked_on=2027-01-01|certificate=C-1";

/* A cell of a row. */
struct checked_pair {
    struct str column, cell;
};

/* Adds the pairs of "column=cell|column=cell", or puts their cells in place of those that are there. */
static inline size_t checked_set_pairs(const char *text, struct checked_pair *pairs, size_t count) {
    struct str rest = str_from(text), part;

    while (rest.n && str_cut(&rest, '|', &part)) {
        struct checked_pair pair = {.cell = part};
        assert_true(str_cut(&pair.cell, '=', &pair.column));
        size_t i = 0;
        while (i < count && !str_eq(pairs[i].column, pair.column)) {
            i++;
        }
        assert_true(i < CHECKED_COLUMNS_MAX);
        pairs[i] = pair;
        count = i == count ? count + 1 : count;
    }
    return count;
}

/* The usual row with changes, "column=cell|column=cell". */
static inline void checked_write_row(const char *changes, char *text, size_t size) {
    struct checked_pair pairs[CHECKED_COLUMNS_MAX];
    size_t count = checked_set_pairs(changes, pairs, checked_set_pairs(checked_usual_row, pairs, 0)), n = 0;

    for (size_t i = 0; i < count; i++) {
        n += (size_t)snprintf(text + n, size - n, "%.*s%s", STR_FMT(pairs[i].column), i + 1 < count ? "," : "\n");
    }
    for (size_t i = 0; i < count; i++) {
        n += (size_t)snprintf(text + n, size - n, "%.*s%s", STR_FMT(pairs[i].cell), i + 1 < count ? "," : "\n");
        assert_true(n < size);
    }
}

/* A ledger with that row alone. */
static inline struct ledger_rights checked_read_row(const char *changes) {
    char text[CHECKED_TEXT_MAX];

    checked_write_row(changes, text, sizeof text);
    return checked_read(text);
}

struct checked_row {
    const char *changes;
    const char *expected; /* lines without the license_id */
    const char *day;      /* NULL: 2027-03-31 */
};

static inline void checked_expect_rows(const struct checked_row *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char text[CHECKED_TEXT_MAX], expected[CHECKED_TEXT_MAX] = "";
        struct str rest = str_from(cases[i].expected), line;
        size_t n = 0;
        while (rest.n && str_cut(&rest, '\n', &line)) {
            n += (size_t)snprintf(expected + n, sizeof expected - n, "L1 %.*s\n", STR_FMT(line));
            assert_true(n < sizeof expected);
        }
        checked_write_row(cases[i].changes, text, sizeof text);
        checked_expect(text, cases[i].day, expected);
    }
}
