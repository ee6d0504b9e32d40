#include "history/findings.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/nights.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>

/* Three findings of the first night, of which the second has the first and another. */
static void fill(struct history *history) {
    struct finding first[] = {night_attribute("A-1", "memory_mb", "1"), night_attribute("A-2", "os_name", "2"),
                              finding_make(CODE_LIC_UNLICENSED, MESSAGE_ATTRIBUTE)};
    struct night night;

    first[1].system = STR("人事給与システム");
    first[1].department = STR("会計課");
    first[1].location = STR("本庁舎");
    first[1].outcome = OUTCOME_NOTICE;
    for (unsigned i = 0; i < MESSAGE_COUNT; i++) {
        if (message_code((enum message)i) == CODE_LIC_UNLICENSED) {
            first[2].message = (enum message)i;
        }
    }
    first[2].subject_kind = SUBJECT_PRODUCT;
    first[2].subject = STR("Visio");
    first[2].is_critical = true;
    night_join(history, night_day("2027-04-01"), first, 3, NULL, NULL, &night);
    night_complete(history, &night);
    first[2] = night_attribute("A-3", "serial", "3");
    const struct finding second[] = {first[0], first[2]};
    night_join(history, night_day("2027-04-02"), second, 2, NULL, NULL, &night);
    night_complete(history, &night);
    assert_int_equal(
        database_run(history_database(history),
                     "INSERT INTO dispositions SELECT id, '', '', '', '会計課 佐藤', NULL, 'open', '', '' FROM"
                     " findings WHERE key LIKE '%A-3%'",
                     NULL),
        ERR_OK);
}

struct seen {
    char text[256]; /* subjects */
};

static enum err_code see(void *context, const struct history_finding *finding, struct err *err) {
    struct seen *seen = context;
    size_t n = strlen(seen->text);

    (void)err;
    snprintf(seen->text + n, sizeof seen->text - n, "%s%.*s", n ? " " : "", STR_FMT(finding->finding.subject));
    return ERR_OK;
}

static void test_filters(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct {
        struct history_filter filter;
        const char *subjects;
    } cases[] = {
        {{.only_open = false}, "A-1 A-2 A-3 Visio"},
        {{.only_open = true}, "A-1 A-3"},
        {{.code = HISTORY_VALUE("DIF-ATTRIBUTE")}, "A-1 A-2 A-3"},
        {{.code = HISTORY_VALUE("DIF-ATTRIB")}, ""},
        {{.outcome = HISTORY_VALUE("notice")}, "A-2"},
        {{.severity = HISTORY_VALUE("critical")}, "Visio"},
        {{.severity = HISTORY_VALUE("medium")}, "A-1 A-3"},
        {{.status = HISTORY_VALUE("resolved")}, "A-2 Visio"},
        {{.status = HISTORY_VALUE("continuing")}, "A-1"},
        {{.system = HISTORY_VALUE("人事給与システム")}, "A-2"},
        {{.department = HISTORY_VALUE("会計課")}, "A-2"},
        {{.location = HISTORY_VALUE("本庁舎")}, "A-2"},
        {{.asset_id = HISTORY_VALUE("A-3")}, "A-3"},
        {{.owner = HISTORY_VALUE("会計課 佐藤")}, "A-3"},
        {{.owner = HISTORY_VALUE("会計課 佐藤"), .status = HISTORY_VALUE("continuing")}, ""},
        {{.code = HISTORY_VALUE("dif-attribute"), .severity = {(const char *const[]){"critical", "medium"}, 2}},
         "A-1 A-3"},
        {{.asset_id = {(const char *const[]){"A-3", "A-9", "A-1"}, 3}}, "A-1 A-3"},
        {{.owner = {(const char *const[]){"A", "会計課 佐藤"}, 2}}, "A-3"},
        {{.asset_id = HISTORY_VALUE("A-1' OR 1=1 --")}, ""},
    };

    (void)state;
    fill(history);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct seen seen = {{0}};
        assert_int_equal(history_findings_each(history, night_day("2027-04-03"), &cases[i].filter, see, &seen, NULL),
                         ERR_OK);
        assert_string_equal(seen.text, cases[i].subjects);
    }
}

static const char *listed_on(struct history *history, const char *day, const struct history_filter *filter) {
    static struct seen seen;

    seen = (struct seen){{0}};
    assert_int_equal(history_findings_each(history, night_day(day), filter, see, &seen, NULL), ERR_OK);
    return seen.text;
}

/* Waivers count as they are on record and on the day that is asked for, whatever the latest run saw of them. */
static void test_waived_on(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct history_filter waived = {.status = HISTORY_VALUE("waived")},
                                continuing = {.status = HISTORY_VALUE("continuing")}, open = {.only_open = true};

    (void)state;
    fill(history);
    assert_int_equal(database_run(history_database(history),
                                  "INSERT INTO waivers SELECT id, 'A', 'why', '2027-04-03', '2027-04-02' FROM findings"
                                  " WHERE key LIKE '%A-1%' OR key LIKE '%A-2%'",
                                  NULL),
                     ERR_OK);
    assert_string_equal(listed_on(history, "2027-04-03", &waived), "A-1"); /* A-2 is resolved, and stays that */
    assert_string_equal(listed_on(history, "2027-04-03", &continuing), "");
    assert_string_equal(listed_on(history, "2027-04-03", &open), "A-3");
    assert_string_equal(listed_on(history, "2027-04-04", &waived), "");
    assert_string_equal(listed_on(history, "2027-04-04", &continuing), "A-1");
    assert_string_equal(listed_on(history, "2027-04-04", &open), "A-1 A-3");
    assert_int_equal(
        database_run(history_database(history), "UPDATE findings SET status = 'waived' WHERE key LIKE '%A-1%'", NULL),
        ERR_OK); /* as a run on its last day leaves it */
    assert_string_equal(listed_on(history, "2027-04-03", &waived), "A-1");
    assert_string_equal(listed_on(history, "2027-04-04", &continuing), "A-1");
}

/* A finding as it was found, with what none of the columns may lose. */
static const struct finding *expected_finding;

static enum err_code compare(void *context, const struct history_finding *got, struct err *err) {
    const struct finding *finding = &got->finding, *expected = expected_finding;

    (void)err;
    ++*(unsigned *)context;
    assert_int_equal(finding->id, expected->id);
    assert_int_equal(finding->code, expected->code);
    assert_int_equal(finding->outcome, expected->outcome);
    assert_int_equal(finding->message, expected->message);
    assert_int_equal(finding->subject_kind, expected->subject_kind);
    assert_true(str_eq(finding->subject, expected->subject));
    assert_true(str_eq(finding->field, expected->field));
    assert_true(str_eq(finding->hostname, expected->hostname));
    assert_true(str_eq(finding->ledger_evidence, expected->ledger_evidence));
    assert_int_equal(finding->argument_count, expected->argument_count);
    for (unsigned i = 0; i < expected->argument_count; i++) {
        assert_int_equal(finding->arguments[i].kind, expected->arguments[i].kind);
        assert_true(finding->arguments[i].number == expected->arguments[i].number);
        assert_true(str_eq(finding->arguments[i].text, expected->arguments[i].text));
    }
    assert_true(str_ends_with(got->key, STR("\x1f"
                                            "0")));
    assert_true(str_starts_with(got->key, STR("DIF-ATTRIBUTE\x1f"
                                              "device\x1f")));
    assert_int_equal(got->state.first_seen.days, night_day("2027-04-01").days);
    return ERR_OK;
}

static void test_whole(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, MESSAGE_ATTRIBUTE), stored;
    struct night night;
    unsigned calls = 0;
    bool has_more = false;

    (void)state;
    finding.subject_kind = SUBJECT_DEVICE;
    finding.subject = STR("d\\\x1f\\x1f\n1");
    finding.field = STR("a\\b");
    finding.hostname = STR("srv\0x");
    finding.ledger_evidence = STR("台帳.csv:2");
    finding_add_text(&finding, STR("a\x1f\\b"));
    finding_add_number(&finding, INT64_MIN);
    finding_add_word(&finding, STR("no-answer"));
    finding_add_field(&finding, STR(""));
    night_join(history, night_day("2027-04-01"), &finding, 1, NULL, NULL, &night);
    assert_int_equal(finding_sink_next(night.sink, &has_more, &stored, NULL), ERR_OK);
    finding.id = stored.id;
    expected_finding = &finding;
    night_complete(history, &night);
    assert_int_equal(history_finding_get(history, night_day("2027-04-03"), finding.id, compare, &calls, NULL), ERR_OK);
    assert_int_equal(history_findings_each(history, night_day("2027-04-03"),
                                           &(struct history_filter){.only_open = true}, compare, &calls, NULL),
                     ERR_OK);
    assert_int_equal(calls, 2);
    assert_int_equal(history_finding_get(history, night_day("2027-04-03"), finding.id + 1, compare, &calls, NULL),
                     ERR_NOT_FOUND);
    assert_int_equal(calls, 2);
}

static enum err_code see_message(void *context, const struct history_finding *finding, struct err *err) {
    struct finding *seen = context;

    (void)err;
    *seen = finding->finding;
    return ERR_OK;
}

/* A sentence that the program no longer has: one of the code, without arguments. */
static void test_other_message(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    struct finding seen = {0};

    (void)state;
    fill(history);
    assert_int_equal(database_run(history_database(history), "UPDATE findings SET message = 'said-otherwise'", NULL),
                     ERR_OK);
    assert_int_equal(history_findings_each(history, night_day("2027-04-03"),
                                           &(struct history_filter){.asset_id = HISTORY_VALUE("A-1")}, see_message,
                                           &seen, NULL),
                     ERR_OK);
    assert_int_equal(message_code(seen.message), CODE_DIF_ATTRIBUTE);
    assert_int_equal(seen.argument_count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_filters, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_waived_on, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_whole, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_other_message, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests_name("history_findings", tests, NULL, NULL);
}
