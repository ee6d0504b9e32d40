#include "report/result_files.h"

#include "base/text.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/lifecycle_made.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What the file is; the caller frees its bytes. */
static struct str report(struct lifecycle_records *records, enum language language, struct summary *summary) {
    const struct report_context context = {.dir_fd = AT_FDCWD, .language = language, .as_of = ledger_day("2027-03-31")};

    assert_int_equal(report_deadlines(&context, records, "/tmp", summary, NULL), ERR_OK);
    struct str bytes = scratch_read("deadlines.ics");
    assert_int_equal(unlink("deadlines.ics"), 0);
    return bytes;
}

static struct lifecycle_records *of_support(const struct support_record *supports, size_t count) {
    return made_records(supports, count, NULL, 0, NULL, 0);
}

static struct lifecycle_records *of_contracts(const struct contract_record *contracts, size_t count) {
    return made_records(NULL, 0, contracts, count, NULL, 0);
}

static void release(struct str bytes) {
    free((void *)(uintptr_t)bytes.p);
}

static unsigned count_of(struct str bytes, const char *text) {
    unsigned count = 0;

    for (struct str rest = bytes, needle = str_from(text); rest.n >= needle.n;) {
        const char *found = memmem(rest.p, rest.n, needle.p, needle.n);
        if (!found) {
            break;
        }
        count++;
        rest = str_range(found + needle.n, rest.p + rest.n);
    }
    return count;
}

/* --- the whole file ------------------------------------------------------------------------------------------------
 */

#define BEGIN                                                                                                          \
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//genkyo//genkyo " GENKYO_VERSION "//EN\r\nCALSCALE:GREGORIAN\r\n"
#define JOURNAL(SUMMARY)                                                                                               \
    "BEGIN:VJOURNAL\r\nUID:7d52fa3e5905f578@genkyo\r\nDTSTAMP:20270331T000000Z\r\nDTSTART;VALUE=DATE:20270331\r\n"     \
    "SUMMARY:" SUMMARY "\r\nEND:VJOURNAL\r\n"
#define EVENT(UID, DAY, TEXT)                                                                                          \
    "BEGIN:VEVENT\r\nUID:" UID "@genkyo\r\nDTSTAMP:20270331T000000Z\r\nDTSTART;VALUE=DATE:" DAY "\r\n" TEXT            \
    "TRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
#define END "END:VCALENDAR\r\n"

/* UIDs: as printf 'contract\x1FC-1\x1Fcontract-end\x1F0' | xxhsum -H3 gives them. */
static const char whole[] = BEGIN JOURNAL("genkyo 2027-03-31: deadlines 4")
    EVENT("aadb946bf0bc172f", "20270331",
          "SUMMARY:C-1 保守\\, 本省: last day to give notice\r\n"
          "DESCRIPTION:contract_id: C-1\\ntitle: 保守\\, 本省\\nvendor: Kakuu\\nend_on\r\n : 2027-06-30\r\n"
          "CATEGORIES:contract\r\n")
        EVENT("b80a16f707f112b9", "20270630",
              "SUMMARY:C-1 保守\\, 本省: contract ends\r\n"
              "DESCRIPTION:contract_id: C-1\\ntitle: 保守\\, 本省\\nvendor: Kakuu\\nend_on\r\n : 2027-06-30\r\n"
              "CATEGORIES:contract\r\n") EVENT("40f32917a3b4b7e2", "20271112",
                                               "SUMMARY:PostgreSQL 14.9: support ends\r\n"
                                               "DESCRIPTION:source: a\\;b\\\\c\\nquantity: 15\r\n"
                                               "CATEGORIES:support\r\n")
            EVENT("90cbcdb537d97ce5", "20280229",
                  "SUMMARY:PostgreSQL 14.9: planned end of use\r\n"
                  "DESCRIPTION:source: a\\;b\\\\c\\nsupport_end: 2027-11-12\\nquantity: 3\r\n"
                  "CATEGORIES:support\r\n") END;

/* Two rows of one product, of which one is to be stopped on a day; a contract whose notice is due today. */
static struct str report_all(enum language language, struct summary *summary) {
    struct contract_record contract = made_contract(CONTRACT_OF_MAINTENANCE, "C-1", "2027-03-31", "2027-06-30");
    struct support_record supports[2];

    for (int i = 0; i < 2; i++) {
        supports[i] = made_support("PostgreSQL", "14.9", i ? 12 : 3, "2027-11-12");
        supports[i].release = STR("postgresql/14");
        supports[i].source = STR("a;b\\c");
    }
    supports[0].planned_end = ledger_day("2028-02-29");
    contract.title = STR("保守, 本省");
    contract.vendor = STR("Kakuu");
    CLEANUP(lifecycle_records_free_cleanup)
    struct lifecycle_records *records = made_records(supports, 2, &contract, 1, NULL, 0);
    return report(records, language, summary);
}

static void assert_bytes(struct str bytes, const char *expected) {
    if (!str_eq(bytes, str_from(expected))) {
        fail_msg("the file is\n%.*s", STR_FMT(bytes));
    }
}

static void test_whole(void **state) {
    struct summary summary = {0};
    struct str bytes = report_all(LANGUAGE_EN, &summary);

    (void)state;
    assert_bytes(bytes, whole);
    assert_int_equal(summary.deadlines, 4);
    assert_int_equal(summary.deadlines_left_out, 0);
    release(bytes);
}

static void test_japanese(void **state) {
    struct summary summary = {0};
    struct str bytes = report_all(LANGUAGE_JA, &summary);

    (void)state;
    assert_int_equal(count_of(bytes, "SUMMARY:PostgreSQL 14.9: サポート終了\r\n"), 1);
    assert_int_equal(count_of(bytes, "SUMMARY:PostgreSQL 14.9: 利用終了予定\r\n"), 1);
    assert_int_equal(count_of(bytes, "SUMMARY:C-1 保守\\, 本省: 更新・解約の通知期限\r\n"), 1);
    assert_int_equal(count_of(bytes, "SUMMARY:genkyo 2027-03-31: 期限 4\r\n"), 1);
    assert_int_equal(count_of(bytes, "CATEGORIES:サポート\r\n"), 2);
    assert_int_equal(count_of(bytes, "CATEGORIES:契約\r\n"), 2);
    assert_int_equal(count_of(bytes, "UID:40f32917a3b4b7e2@genkyo\r\n"), 1); /* whatever the language */
    release(bytes);
}

/* However long the names are: what ends, and when, is said behind them, and no character is cut. */
static void test_long_names(void **state) {
    CLEANUP(buffer_done) struct buffer name = {0};
    struct summary summary = {0};

    (void)state;
    buffer_append_cstr(&name, "a;");
    for (unsigned i = 0; i < 1000; i++) {
        buffer_append_cstr(&name, "漢");
    }
    struct contract_record contract = made_contract(CONTRACT_OF_CIRCUIT, "C-1", NULL, "2027-06-30");
    contract.title = contract.vendor = buffer_view(&name);
    CLEANUP(lifecycle_records_free_cleanup)
    struct lifecycle_records *records = made_records(NULL, 0, &contract, 1, NULL, 0);
    struct str bytes = report(records, LANGUAGE_JA, &summary), rest = bytes, line;
    CLEANUP(buffer_done) struct buffer unfolded = {0};
    while (rest.n && str_cut(&rest, '\n', &line)) {
        bool goes_on = str_drop_prefix(&line, STR(" "));
        buffer_append_cstr(&unfolded, goes_on || !unfolded.n ? "" : "\n");
        buffer_append(&unfolded, str_sub(line, 0, line.n - 1));
    }
    struct str all = buffer_view(&unfolded);
    assert_true(text_first_invalid(all) == SIZE_MAX);
    assert_true(str_contains(all, STR("SUMMARY:C-1 a\\;漢")) && str_contains(all, STR("漢…: 回線の使用期限\n")));
    assert_true(str_contains(all, STR("漢…\\n事業者名: a\\;漢")) &&
                str_contains(all, STR("漢…\\n使用終了日: 2027-06-30\n")));
    release(bytes);
}

/* --- which days ----------------------------------------------------------------------------------------------------
 */

/* Days as they follow each other in the file: "0331 0401 ". */
static void assert_days(struct str bytes, const char *expected) {
    CLEANUP(buffer_done) struct buffer days = {0};
    struct str rest = bytes, line;
    bool is_event = false;

    while (rest.n && str_cut(&rest, '\n', &line)) {
        is_event = is_event ? !str_eq(line, STR("END:VEVENT\r")) : str_eq(line, STR("BEGIN:VEVENT\r"));
        if (is_event && str_drop_prefix(&line, STR("DTSTART;VALUE=DATE:"))) {
            buffer_printf(&days, "%.8s ", line.p);
        }
    }
    if (!str_eq(buffer_view(&days), str_from(expected))) {
        fail_msg("the days are %.*s", STR_FMT(buffer_view(&days)));
    }
}

static void test_days(void **state) {
    static const char *const ends[] = {"2027-03-30", "2027-03-31", "2027-04-01", NULL, "9999-12-31", "2028-02-29"};
    struct contract_record contracts[ARRAY_LEN(ends) + 2];
    struct summary all = {0}, some = {.has_horizon = true, .horizon = ledger_day("2028-02-29")};
    char names[ARRAY_LEN(ends)][8];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
        snprintf(names[i], sizeof names[i], "C-%zu", i);
        contracts[i] = made_contract(CONTRACT_OF_CLOUD, names[i], NULL, ends[i]);
    }
    /* notice that need not be given; a word for the end, and nothing left to be done */
    contracts[5].notice_deadline = ledger_day("2027-06-01");
    contracts[ARRAY_LEN(ends)] = made_contract(CONTRACT_OF_DOMAIN, "a", "2027-05-01", NULL);
    contracts[ARRAY_LEN(ends)].end_on.word = DATE_WORD_RENEWING;
    contracts[ARRAY_LEN(ends) + 1] = made_contract(CONTRACT_OF_CIRCUIT, "b", "2027-05-02", "2027-08-02");
    contracts[ARRAY_LEN(ends) + 1].state = CONTRACT_RENEWED;

    CLEANUP(lifecycle_records_free_cleanup)
    struct lifecycle_records *records = of_contracts(contracts, ARRAY_LEN(contracts));
    struct str bytes = report(records, LANGUAGE_EN, &all);
    assert_days(bytes, "20270331 20270401 20270501 20280229 99991231 ");
    release(bytes);
    bytes = report(records, LANGUAGE_EN, &some);
    assert_days(bytes, "20270331 20270401 20270501 20280229 ");
    assert_int_equal(some.deadlines, 4);
    release(bytes);
}

/* What is extended ends with its extension, and says so. */
static void test_extended(void **state) {
    struct support_record support = made_support("RHEL", "7.9", 10, "2024-06-30");
    struct summary summary = {0};

    (void)state;
    support.subject = SUPPORT_OF_OS;
    support.support = SUPPORT_EXTENDED;
    support.extended_end = support.effective_end = made_end("2029-05-31");
    support.planned_end = ledger_day("2028-03-31");
    CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = of_support(&support, 1);
    struct str bytes = report(records, LANGUAGE_EN, &summary);
    assert_days(bytes, "20280331 20290531 ");
    assert_int_equal(count_of(bytes, "SUMMARY:RHEL 7.9: extended support ends\r\n"), 1);
    assert_int_equal(count_of(bytes, "extended_end: 2029-05-31"), 1);
    assert_int_equal(count_of(bytes, "support_end: "), 0);
    release(bytes);
}

/* --- names of events -----------------------------------------------------------------------------------------------
 */

/* The UIDs in order, 16 digits and a blank each. */
static void uids_of(struct str bytes, struct buffer *uids) {
    struct str rest = bytes, line;

    while (rest.n && str_cut(&rest, '\n', &line)) {
        if (str_drop_prefix(&line, STR("UID:"))) {
            buffer_printf(uids, "%.16s ", line.p);
        }
    }
}

/* A deadline keeps its name when its day is moved; several of one thing have a name each. */
static void test_uids(void **state) {
    static const char *const days[][2] = {{"2027-05-31", "2027-06-30"}, {"2027-07-31", "2028-01-01"}};
    struct buffer uids[2] = {{0}, {0}};

    (void)state;
    for (int i = 0; i < 2; i++) {
        struct support_record supports[] = {made_support("KD-100", "", 1, days[i][0]),
                                            made_support("KD-100", "", 2, days[i][1])};
        CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = of_support(supports, 2);
        struct summary summary = {0};
        struct str bytes = report(records, LANGUAGE_EN, &summary);
        uids_of(bytes, &uids[i]);
        release(bytes);
    }
    assert_true(str_eq(buffer_view(&uids[0]), buffer_view(&uids[1])));
    assert_int_equal(uids[0].n, 3 * 17); /* the journal's as well */
    assert_int_not_equal(memcmp(uids[0].p + 17, uids[0].p + 34, 16), 0);
    buffer_done(&uids[0]);
    buffer_done(&uids[1]);
}

/* --- bounds --------------------------------------------------------------------------------------------------------
 */

static void test_bounds(void **state) {
    static struct contract_record contracts[DEADLINES_MAX + 2];
    static char names[DEADLINES_MAX + 2][8];
    struct summary summary = {0};

    (void)state;
    for (int i = 0; i < DEADLINES_MAX + 2; i++) {
        snprintf(names[i], sizeof names[i], "%d", i);
        contracts[i] = made_contract(CONTRACT_OF_DOMAIN, names[i], NULL, i < 2 ? "2031-01-01" : "2030-12-31");
    }
    CLEANUP(lifecycle_records_free_cleanup)
    struct lifecycle_records *records = of_contracts(contracts, ARRAY_LEN(contracts));
    struct str bytes = report(records, LANGUAGE_EN, &summary);
    assert_int_equal(summary.deadlines, DEADLINES_MAX);
    assert_int_equal(summary.deadlines_left_out, 2);
    assert_int_equal(count_of(bytes, "BEGIN:VEVENT\r\n"), DEADLINES_MAX);
    assert_int_equal(count_of(bytes, "DTSTART;VALUE=DATE:20301231\r\n"), DEADLINES_MAX);
    assert_int_equal(count_of(bytes, "CALSCALE:GREGORIAN\r\nX-GENKYO-LEFT-OUT:2\r\n"), 1);
    assert_int_equal(count_of(bytes, "SUMMARY:genkyo 2027-03-31: deadlines 10000\\, left out\\, because there are "
                                     "t\r\n oo many 2\r\n"),
                     1);
    release(bytes);
}

static void test_none(void **state) {
    CLEANUP(lifecycle_records_free_cleanup) struct lifecycle_records *records = of_support(NULL, 0);
    struct summary summary = {0};

    (void)state;
    struct str bytes = report(records, LANGUAGE_EN, &summary);
    assert_bytes(bytes, BEGIN JOURNAL("genkyo 2027-03-31: deadlines 0") END);
    release(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),  cmocka_unit_test(test_japanese), cmocka_unit_test(test_long_names),
        cmocka_unit_test(test_days),   cmocka_unit_test(test_extended), cmocka_unit_test(test_uids),
        cmocka_unit_test(test_bounds), cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
