#include "history/waivers.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/nights.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>

/* Two findings, of, that a run of the first of April had. */
static struct finding findings[2];
static uint64_t ids[2];

static void run(struct history *history, const char *day, size_t count) {
    struct night night;

    night_join(history, night_day(day), findings, count, NULL, NULL, &night);
    night_complete(history, &night);
}

static enum err_code take_id(void *context, const struct history_finding *finding, struct err *err) {
    (void)context, (void)err;
    ids[str_eq(finding->finding.subject, STR("A-2"))] = finding->finding.id;
    return ERR_OK;
}

static struct history *open_store(void) {
    struct history *history = night_store();

    findings[0] = night_attribute("A-1", "memory_mb", "8GB");
    findings[1] = night_attribute("A-2", "memory_mb", "8GB");
    run(history, "2027-04-01", 2);
    assert_int_equal(
        history_findings_each(history, DATE_NONE, &(struct history_filter){.only_open = false}, take_id, NULL, NULL),
        ERR_OK);
    return history;
}

static enum err_code give(struct history *history, uint64_t id, const char *who, const char *why, const char *on,
                          const char *until) {
    const struct waiver waiver = {id, str_from(who), str_from(why), night_day(until), night_day(on)};

    assert_int_equal(database_begin(history_database(history), NULL), ERR_OK);
    enum err_code code = waiver_give(history, &waiver, NULL);
    assert_int_equal(database_commit(history_database(history), NULL), ERR_OK);
    return code;
}

static enum err_code take_back(struct history *history, uint64_t id, const char *who, const char *on) {
    assert_int_equal(database_begin(history_database(history), NULL), ERR_OK);
    enum err_code code = waiver_take_back(history, id, str_from(who), night_day(on), NULL);
    assert_int_equal(database_commit(history_database(history), NULL), ERR_OK);
    return code;
}

static enum err_code take_status(void *context, const struct history_finding *finding, struct err *err) {
    (void)err;
    *(const char **)context = finding_status_name(finding->state.status);
    return ERR_OK;
}

static const char *status_of(struct history *history, uint64_t id, const char *on) {
    const char *status = "";

    assert_int_equal(history_finding_get(history, night_day(on), id, take_status, &status, NULL), ERR_OK);
    return status;
}

/* The waiver as "who|why|until|given_on", or "". */
static void assert_waiver(struct history *history, uint64_t id, const char *expected) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct waiver waiver;
    char text[256] = "", until[11], given[11];
    bool found;

    assert_int_equal(waiver_get(history, id, arena, &waiver, &found, NULL), ERR_OK);
    if (found) {
        date_format(waiver.until, until);
        date_format(waiver.given_on, given);
        snprintf(text, sizeof text, "%.*s|%.*s|%s|%s", STR_FMT(waiver.who), STR_FMT(waiver.why), until, given);
    }
    assert_string_equal(text, expected);
}

static bool is_first(void *context, const struct finding *stored) {
    (void)context;
    return str_eq(stored->asset_id, STR("A-1"));
}

static bool is_any(void *context, const struct finding *stored) {
    (void)context, (void)stored;
    return true;
}

/* The asset of each RUN-WAIVER of a run for a day that finds COUNT findings, and what is said, in order. The finding's
 * id is its field, and is said. */
static void assert_reported_of(struct history *history, const struct history_look *look, size_t count,
                               const char *expected) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *found = NULL;
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    CLEANUP(buffer_done) struct buffer text = {0};
    struct finding finding;
    char id[17], name[32];
    bool more;

    assert_int_equal(finding_sink_new(1, 0, "/tmp", &found, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(finding_sink_add(found, 0, &findings[i], NULL), ERR_OK);
    }
    assert_int_equal(finding_sink_finish(found, NULL, NULL), ERR_OK);
    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    assert_int_equal(waivers_report(history, look, found, sink, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    while (finding_sink_next(sink, &more, &finding, NULL) == ERR_OK && more) {
        assert_int_equal(finding.code, CODE_RUN_WAIVER);
        assert_int_equal(finding.outcome, OUTCOME_NOTICE);
        snprintf(id, sizeof id, "%016llx", (unsigned long long)ids[str_eq(finding.asset_id, STR("A-2"))]);
        assert_true(str_eq(finding.field, str_from(id)));
        snprintf(name, sizeof name, "DIF-ATTRIBUTE %s", id);
        assert_true(str_eq(finding.arguments[0].text, str_from(name)));
        finding.arguments[0].text = STR("it");
        buffer_printf(&text, "%.*s: ", STR_FMT(finding.asset_id));
        message_render(finding.message, finding.arguments, finding.argument_count, LANGUAGE_EN, &text);
        buffer_append_char(&text, '\n');
    }
    buffer_append_char(&text, '\0');
    assert_string_equal(text.p, expected);
}

static void assert_reported(struct history *history, const char *on, size_t count, const char *expected) {
    assert_reported_of(history, &(struct history_look){night_day(on), is_any, NULL}, count, expected);
}

/* Until D: in force on D, and not on D + 1. */
static void test_last_day(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = open_store();

    (void)state;
    assert_int_equal(give(history, ids[0], "山田", "更改待ち", "2027-04-01", "2027-04-03"), ERR_OK);
    assert_string_equal(status_of(history, ids[0], "2027-04-01"), "waived"); /* at once */
    assert_string_equal(status_of(history, ids[1], "2027-04-01"), "new");
    run(history, "2027-04-02", 2);
    assert_string_equal(status_of(history, ids[0], "2027-04-02"), "waived"); /* carried to the next run */
    assert_string_equal(status_of(history, ids[1], "2027-04-02"), "continuing");
    assert_reported(history, "2027-04-03", 2, "");
    run(history, "2027-04-03", 2);
    assert_string_equal(status_of(history, ids[0], "2027-04-03"), "waived");
    assert_string_equal(status_of(history, ids[0], "2027-04-04"), "continuing"); /* the next run need not come first */
    assert_reported(history, "2027-04-04", 2,
                    "A-1: The waiver of it by 山田 was until 2027-04-03, and the finding counts "
                    "again. Its reason was: 更改待ち\n");
    run(history, "2027-04-04", 2);
    assert_string_equal(status_of(history, ids[0], "2027-04-04"), "continuing");
    assert_waiver(history, ids[0], "山田|更改待ち|2027-04-03|2027-04-01"); /* on record until it is taken back */
}

static void test_replaced_and_taken_back(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = open_store();

    (void)state;
    assert_int_equal(give(history, ids[0], "A", "one", "2027-04-01", "2027-04-03"), ERR_OK);
    assert_int_equal(give(history, ids[0], "B", "two", "2027-04-02", "2027-04-09"), ERR_OK);
    assert_waiver(history, ids[0], "B|two|2027-04-09|2027-04-02");
    assert_int_equal(give(history, ids[0], "B", "two", "2027-04-05", "2027-04-09"), ERR_OK); /* says the same */
    assert_waiver(history, ids[0], "B|two|2027-04-09|2027-04-02");
    assert_int_equal(take_back(history, ids[0], "C", "2027-04-06"), ERR_OK);
    assert_waiver(history, ids[0], "");
    assert_string_equal(status_of(history, ids[0], "2027-04-06"), "new");
    assert_int_equal(take_back(history, ids[0], "C", "2027-04-06"), ERR_NOT_FOUND);
    night_assert_log(history, ids[0],
                     "2027-04-01 A waive_until:  > 2027-04-03\n"
                     "2027-04-01 A waive_why:  > one\n"
                     "2027-04-01 A waive_who:  > A\n"
                     "2027-04-02 B waive_until: 2027-04-03 > 2027-04-09\n"
                     "2027-04-02 B waive_why: one > two\n"
                     "2027-04-02 B waive_who: A > B\n"
                     "2027-04-06 C waive_until: 2027-04-09 > \n"
                     "2027-04-06 C waive_why: two > \n"
                     "2027-04-06 C waive_who: B > \n");
    night_assert_log(history, ids[1], "");
}

static void test_refused(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = open_store();

    (void)state;
    assert_int_equal(give(history, ids[0], " ", "why", "2027-04-01", "2027-04-03"), ERR_USAGE);
    assert_int_equal(give(history, ids[0], "who", "", "2027-04-01", "2027-04-03"), ERR_USAGE);
    assert_int_equal(give(history, ids[0], "who", "why", "2027-04-04", "2027-04-03"), ERR_USAGE);
    assert_int_equal(give(history, ids[0] ^ 1, "who", "why", "2027-04-01", "2027-04-03"), ERR_NOT_FOUND);
    assert_waiver(history, ids[0], "");
    night_assert_log(history, ids[0], "");
    assert_int_equal(give(history, ids[0], "who", "why", "2027-04-03", "2027-04-03"), ERR_OK); /* for one day */
}

/* What is waived and then corrected: the waiver is of no use, and stays when the finding comes back. Each run says what
 * is so in it, and not what was in the one before. */
static void test_unmatched(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = open_store();
    static const char unmatched[] =
        "A-2: What A waived until 2027-12-31 (it) was not found any more. Its reason was: one\n";

    (void)state;
    assert_int_equal(give(history, ids[1], "A", "one", "2027-04-01", "2027-12-31"), ERR_OK);
    assert_reported(history, "2027-04-02", 1, unmatched); /* with the run that resolves it */
    run(history, "2027-04-02", 1);
    assert_string_equal(status_of(history, ids[1], "2027-04-02"), "resolved");
    assert_reported(history, "2027-04-03", 1, unmatched);
    assert_reported(history, "2027-04-03", 2, ""); /* it is back */
    run(history, "2027-04-03", 2);
    assert_string_equal(status_of(history, ids[1], "2027-04-03"), "waived");
    assert_reported(history, "2027-04-04", 2, "");
    assert_int_equal(take_back(history, ids[1], "A", "2027-04-04"), ERR_OK);
    run(history, "2027-04-04", 1);
    assert_reported(history, "2027-04-05", 1, "");
    assert_int_equal(give(history, ids[1], "A", "in advance", "2027-04-05", "2027-04-30"), ERR_OK);
    assert_string_equal(status_of(history, ids[1], "2027-04-04"), "resolved"); /* a waiver opens nothing again */
}

/* It ends with a finding that is gone: nothing counts again, until the finding comes back. */
static void test_ended_after_finding(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = open_store();
    static const char expired[] =
        "A-2: The waiver of it by A was until 2027-04-03, and the finding counts again. Its reason was: one\n";

    (void)state;
    assert_int_equal(give(history, ids[1], "A", "one", "2027-04-01", "2027-04-03"), ERR_OK);
    assert_reported(history, "2027-04-04", 2, expired);
    assert_reported(history, "2027-04-04", 1, ""); /* it is resolved with this run */
    run(history, "2027-04-04", 1);
    assert_reported(history, "2027-04-05", 1, "");
    assert_reported(history, "2027-04-05", 2, expired); /* it is back with this run */
}

/* What a run did not look at goes on; and so does what was seen on a later day. */
static void test_not_looked_at(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = open_store();
    const struct history_look look = {night_day("2027-04-04"), is_first, NULL};

    (void)state;
    run(history, "2027-04-10", 2);
    assert_int_equal(give(history, ids[1], "A", "one", "2027-04-01", "2027-04-30"), ERR_OK);
    assert_reported_of(history, &look, 1, "");
    assert_reported(history, "2027-04-09", 1, "");
    assert_reported(history, "2027-04-10", 1,
                    "A-2: What A waived until 2027-04-30 (it) was not found any more. Its reason was: one\n");
    assert_int_equal(give(history, ids[1], "A", "one", "2027-04-01", "2027-04-03"), ERR_OK);
    assert_reported_of(history, &look, 1,
                       "A-2: The waiver of it by A was until 2027-04-03, and the finding counts again. Its reason was: "
                       "one\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_last_day, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_replaced_and_taken_back, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_unmatched, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_ended_after_finding, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_not_looked_at, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
