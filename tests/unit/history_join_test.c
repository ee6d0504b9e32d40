#include "history/join.h"

#include "base/hash.h"
#include "base/parallel.h"
#include "history/decisions_of_run.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/nights.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <stdlib.h>

static uint64_t id_of(struct night *night, unsigned number) {
    struct finding finding;
    bool has_more = false;

    finding_sink_rewind(night->sink);
    for (unsigned i = 0; i <= number; i++) {
        assert_int_equal(finding_sink_next(night->sink, &has_more, &finding, NULL), ERR_OK);
        assert_true(has_more);
    }
    return finding.id;
}

/* The state of the NUMBERth finding of the night's sink. */
static struct finding_state state_of(struct night *night, unsigned number) {
    return history_state_of(night->states, id_of(night, number));
}

static void assert_state(struct finding_state state, enum finding_status status, const char *first, const char *last,
                         const char *resolved) {
    char text[11];

    assert_string_equal(finding_status_name(state.status), finding_status_name(status));
    date_format(state.first_seen, text);
    assert_string_equal(text, first);
    date_format(state.last_seen, text);
    assert_string_equal(text, last);
    date_format(state.resolved_on, text);
    assert_string_equal(text, resolved);
}

static void assert_resolved(struct night *night, size_t number, const char *subject, const char *first,
                            const char *last, const char *on) {
    const struct finding *finding = NULL;
    struct finding_state state;

    assert_int_equal(history_resolved(night->states, number, &finding, &state, NULL), ERR_OK);
    assert_non_null(finding);
    assert_true(str_eq(finding->subject, str_from(subject)));
    assert_state(state, FINDING_RESOLVED, first, last, on);
}

static void assert_resolved_count(struct night *night, size_t count) {
    const struct finding *finding = NULL;
    struct finding_state state;

    for (size_t i = 0; i <= count; i++) {
        assert_int_equal(history_resolved(night->states, i, &finding, &state, NULL), ERR_OK);
        assert_true((finding != NULL) == (i < count));
    }
}

/* What a finding goes through: new, continuing, resolved, back again as the same one. */
static void test_nights(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding both[] = {night_attribute("A-1", "memory_mb", "8192"),
                                   night_attribute("A-2", "memory_mb", "4096")};
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-01"), both, 1, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_NEW, "2027-04-01", "2027-04-01", "");
    assert_resolved_count(&night, 0);
    night_complete(history, &night);

    night_join(history, night_day("2027-04-02"), both, 2, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_CONTINUING, "2027-04-01", "2027-04-02", "");
    assert_state(state_of(&night, 1), FINDING_NEW, "2027-04-02", "2027-04-02", "");
    night_complete(history, &night);

    night_join(history, night_day("2027-04-03"), both + 1, 1, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_CONTINUING, "2027-04-02", "2027-04-03", "");
    assert_resolved_count(&night, 1);
    assert_resolved(&night, 0, "A-1", "2027-04-01", "2027-04-02", "2027-04-03");
    night_complete(history, &night);

    night_join(history, night_day("2027-04-04"), both + 1, 1, NULL, NULL, &night);
    assert_resolved_count(&night, 0); /* it was yesterday */
    night_complete(history, &night);

    night_join(history, night_day("2027-04-05"), both, 2, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_NEW, "2027-04-01", "2027-04-05", "");
    assert_state(state_of(&night, 1), FINDING_CONTINUING, "2027-04-02", "2027-04-05", "");
    night_complete(history, &night);
}

static void decide(struct history *history, const char *sql) {
    assert_int_equal(database_run(history_database(history), sql, NULL), ERR_OK);
}

enum { ASKED = 1000 };

struct asking {
    struct decisions_of_run *decisions;
    uint64_t ids[2]; /* of what has a disposition, and of what has a waiver */
    bool is_right[ASKED];
};

static bool is_disposition(const struct finding_decision *decision) {
    return decision->has_disposition && !decision->has_waiver && str_eq(decision->cause, STR("原因")) &&
           str_eq(decision->disposition_state, STR("done")) && decision->waive_why.n == 0 &&
           decision->due.days == night_day("2027-05-31").days && decision->waived_until.days == DATE_NONE.days;
}

static bool is_waiver(const struct finding_decision *decision) {
    return decision->has_waiver && !decision->has_disposition && decision->cause.n == 0 &&
           decision->disposition_state.n == 0 && str_eq(decision->waive_why, STR("why")) &&
           decision->due.days == DATE_NONE.days && decision->waived_until.days == night_day("2027-04-01").days;
}

/* In a thread of its own, where no assertion may fail. */
static void ask(void *context, size_t task, unsigned worker) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct asking *asking = context;
    struct finding_decision decision;

    (void)worker;
    if (arena && !decisions_of_run_get(asking->decisions, asking->ids[task % 2], arena, &decision, NULL)) {
        asking->is_right[task] = task % 2 ? is_waiver(&decision) : is_disposition(&decision);
    }
}

/* Whether anything was decided comes with the state, of what is resolved as well; what it is, many threads may ask. */
static void test_decided(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    static struct asking asking;
    const struct finding all[] = {night_attribute("A-1", "memory_mb", "1"), night_attribute("A-2", "memory_mb", "1"),
                                  night_attribute("A-3", "memory_mb", "1")};
    const struct finding *resolved = NULL;
    struct finding_state known;
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-01"), all, 3, NULL, NULL, &night);
    assert_false(state_of(&night, 0).is_decided);
    night_complete(history, &night);
    decide(history,
           "INSERT INTO dispositions SELECT id, '原因', '', '', '', '2027-05-31', 'done', 'A', '2027-04-01' FROM"
           " findings WHERE key LIKE '%A-1%'");
    decide(history, "INSERT INTO waivers SELECT id, 'A', 'why', '2027-04-01', '2027-04-01' FROM findings"
                    " WHERE key LIKE '%A-2%'"); /* over by the next day, and on record */
    night_join(history, night_day("2027-04-02"), (const struct finding[]){all[0], all[2]}, 2, NULL, NULL, &night);
    assert_true(state_of(&night, 0).is_decided);
    assert_false(state_of(&night, 1).is_decided);
    assert_int_equal(history_resolved(night.states, 0, &resolved, &known, NULL), ERR_OK);
    assert_true(str_eq(resolved->subject, STR("A-2")) && known.is_decided);
    asking.ids[0] = id_of(&night, 0);
    asking.ids[1] = resolved->id;
    assert_int_equal(history_resolved(night.states, 1, &resolved, &known, NULL), ERR_OK);
    assert_int_equal(decisions_of_run_new(history, &asking.decisions, NULL), ERR_OK);
    assert_int_equal(pool_new(4, &pool, NULL), ERR_OK);
    parallel_for(pool, ASKED, ask, &asking);
    decisions_of_run_free(TAKE_PTR(asking.decisions));
    for (size_t i = 0; i < ASKED; i++) {
        assert_true(asking.is_right[i]);
    }
    night_complete(history, &night);
}

static bool is_other(void *context, const struct finding *stored) {
    return !str_eq(stored->asset_id, str_from(context));
}

/* A machine that did not answer keeps what was found of it. */
static void test_not_examined(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding all[] = {night_attribute("A-1", "memory_mb", "1"), night_attribute("A-2", "memory_mb", "1"),
                                  night_attribute("A-2", "os_name", "1")};
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-01"), all, 3, NULL, NULL, &night);
    night_complete(history, &night);
    night_join(history, night_day("2027-04-02"), NULL, 0, is_other, (void *)(uintptr_t) "A-2", &night);
    assert_resolved_count(&night, 1);
    assert_int_equal(history_states_kept(night.states), 2);
    night_complete(history, &night);
    night_join(history, night_day("2027-04-03"), all + 2, 1, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_CONTINUING, "2027-04-01", "2027-04-03", "");
    assert_resolved(&night, 0, "A-2", "2027-04-01", "2027-04-01", "2027-04-03");
    assert_int_equal(history_states_kept(night.states), 0);
    night_complete(history, &night);
}

/* What is resolved comes in the order of keys, of equals by ordinal: 2 before 10; and is as it was found. */
static void test_order(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    static const char *const subjects[] = {"", "A", "A\x01", "A\x1f", "A-2", "A-10", "A\\", "A]", "資産"};
    struct finding all[ARRAY_LEN(subjects) + 12];
    char observed[12][8];
    struct night night;
    size_t count = 0;

    (void)state;
    for (; count < ARRAY_LEN(subjects); count++) {
        all[count] = night_attribute(subjects[count], "", "");
    }
    for (unsigned i = 0; i < 12; i++) {
        snprintf(observed[i], sizeof observed[i], "%u", i);
        all[count++] = night_attribute("B", "memory_mb", observed[i]);
    }
    night_join(history, night_day("2027-04-01"), all, count, NULL, NULL, &night);
    struct finding_sink *sink = night.sink;
    night.sink = NULL;
    night_complete(history, &night);
    night_join(history, night_day("2027-04-02"), NULL, 0, NULL, NULL, &night);
    for (size_t i = 0; i < count; i++) {
        const struct finding *resolved = NULL;
        struct finding_state resolved_state;
        struct finding expected;
        bool has_more = false;
        assert_int_equal(finding_sink_next(sink, &has_more, &expected, NULL), ERR_OK);
        assert_true(has_more);
        assert_int_equal(history_resolved(night.states, i, &resolved, &resolved_state, NULL), ERR_OK);
        assert_non_null(resolved);
        assert_int_equal(resolved->id, expected.id);
        assert_int_equal(resolved->ordinal, expected.ordinal);
        assert_int_equal(resolved->code, expected.code);
        assert_int_equal(resolved->message, expected.message);
        assert_true(str_eq(resolved->subject, expected.subject));
        assert_true(str_eq(resolved->field, expected.field));
        assert_true(str_eq(resolved->observed, expected.observed));
        assert_true(str_eq(resolved->system, expected.system));
        assert_int_equal(resolved->argument_count, 3);
        assert_true(str_eq(resolved->arguments[2].text, expected.arguments[2].text));
    }
    night_complete(history, &night);
    finding_sink_free(sink);
}

/* A store of earlier versions has findings without what tells them apart: they are resolved, and as they were found;
 * those that are told apart begin anew, and are kept with it. */
static void test_told_apart(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding *resolved = NULL;
    struct finding_state resolved_state;
    struct finding all[] = {night_attribute("A-1", "memory_mb", "8192"), night_attribute("A-1", "memory_mb", "8192"),
                            night_attribute("A-1", "memory_mb", "8192")};
    struct night night;

    (void)state;
    all[1].distinct = STR("first");
    all[2].distinct = STR("second");
    night_join(history, night_day("2027-04-01"), all, 1, NULL, NULL, &night);
    night_complete(history, &night);
    night_join(history, night_day("2027-04-02"), all + 1, 2, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_NEW, "2027-04-02", "2027-04-02", "");
    assert_state(state_of(&night, 1), FINDING_NEW, "2027-04-02", "2027-04-02", "");
    assert_resolved_count(&night, 1);
    night_complete(history, &night);

    night_join(history, night_day("2027-04-03"), all + 2, 1, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_CONTINUING, "2027-04-02", "2027-04-03", "");
    assert_resolved_count(&night, 1);
    assert_int_equal(history_resolved(night.states, 0, &resolved, &resolved_state, NULL), ERR_OK);
    assert_true(str_eq(resolved->distinct, STR("first")));
    night_complete(history, &night);
}

static void waive(struct history *history, uint64_t id, const char *until) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;

    assert_int_equal(statement_new(history_database(history),
                                   "REPLACE INTO waivers(finding, who, why, until, given_on)"
                                   " VALUES(?1, '会計課 佐藤', '更新待ち', ?2, '2027-04-01')",
                                   &statement, NULL),
                     ERR_OK);
    statement_set_number(statement, 1, (int64_t)id);
    statement_set_text(statement, 2, str_from(until));
    assert_int_equal(statement_run(statement, NULL), ERR_OK);
}

/* A waiver counts up to its last day, for findings that were not looked at as well. */
static void test_waivers(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding all[] = {night_attribute("A-1", "memory_mb", "1"), night_attribute("A-2", "memory_mb", "1")};
    struct finding first, second;
    bool has_more = false;
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-01"), all, 2, NULL, NULL, &night);
    assert_int_equal(finding_sink_next(night.sink, &has_more, &first, NULL), ERR_OK);
    uint64_t first_id = first.id;
    assert_int_equal(finding_sink_next(night.sink, &has_more, &second, NULL), ERR_OK);
    uint64_t second_id = second.id;
    night_complete(history, &night);
    waive(history, first_id, "2027-04-02");
    waive(history, second_id, "2027-04-02");

    night_join(history, night_day("2027-04-02"), all, 1, is_other, (void *)(uintptr_t) "A-2", &night);
    assert_state(state_of(&night, 0), FINDING_WAIVED, "2027-04-01", "2027-04-02", "");
    assert_int_equal(history_states_kept(night.states), 0); /* it is waived, and not open */
    night_complete(history, &night);
    night_join(history, night_day("2027-04-03"), all, 1, is_other, (void *)(uintptr_t) "A-2", &night);
    assert_state(state_of(&night, 0), FINDING_CONTINUING, "2027-04-01", "2027-04-03", "");
    assert_int_equal(history_states_kept(night.states), 1);
    night_complete(history, &night);

    assert_int_equal(database_run(history_database(history), "DELETE FROM waivers", NULL), ERR_OK);
    waive(history, first_id, "2027-12-31");
    night_join(history, night_day("2027-04-04"), NULL, 0, NULL, NULL, &night);
    assert_resolved_count(&night, 2); /* the reason is gone, waived or not */
    night_complete(history, &night);
}

/* An abandoned run leaves nothing, and no number of it is seen. */
static void test_abandoned(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding all[] = {night_attribute("A-1", "memory_mb", "1"), night_attribute("A-2", "memory_mb", "1")};
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-01"), all, 1, NULL, NULL, &night);
    night_complete(history, &night);
    night_join(history, night_day("2027-04-02"), all + 1, 1, NULL, NULL, &night);
    assert_resolved_count(&night, 1);
    night_abandon(history, &night);
    night_join(history, night_day("2027-04-03"), all, 2, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_CONTINUING, "2027-04-01", "2027-04-03", "");
    assert_state(state_of(&night, 1), FINDING_NEW, "2027-04-03", "2027-04-03", "");
    night_complete(history, &night);
}

/* An audit for an earlier day: first and last sight span all days. */
static void test_earlier_day(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding one = night_attribute("A-1", "memory_mb", "1");
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-05"), &one, 1, NULL, NULL, &night);
    night_complete(history, &night);
    night_join(history, night_day("2027-04-01"), &one, 1, NULL, NULL, &night);
    assert_state(state_of(&night, 0), FINDING_CONTINUING, "2027-04-01", "2027-04-01", "");
    night_complete(history, &night);
    night_join(history, night_day("2027-04-06"), NULL, 0, NULL, NULL, &night);
    assert_resolved(&night, 0, "A-1", "2027-04-01", "2027-04-05", "2027-04-06");
    night_complete(history, &night);
}

/* A run for a day before that on which a finding was last seen cannot say that it is over. */
static void test_seen_later(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding one = night_attribute("A-1", "memory_mb", "1");
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-05"), &one, 1, NULL, NULL, &night);
    night_complete(history, &night);
    night_join(history, night_day("2027-04-01"), NULL, 0, NULL, NULL, &night);
    assert_resolved_count(&night, 0);
    assert_int_equal(history_states_kept(night.states), 1);
    night_complete(history, &night);
    night_join(history, night_day("2027-04-05"), NULL, 0, NULL, NULL, &night);
    assert_resolved(&night, 0, "A-1", "2027-04-05", "2027-04-05", "2027-04-05");
    night_complete(history, &night);
}

/* The store has another key with the id of a finding. */
static void test_collision(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding one = night_attribute("A-1", "memory_mb", "1");
    const struct history_run_start start = {STR("2027-04-02T02:00:00Z"), night_day("2027-04-02"), STR(""), STR("")};
    CLEANUP(history_states_free_cleanup) struct history_states *states = NULL;
    const struct history_look look = {.as_of = start.as_of};
    struct night night;
    struct err err = {0};
    int64_t run;

    (void)state;
    night_join(history, night_day("2027-04-01"), &one, 1, NULL, NULL, &night);
    struct finding_sink *sink = night.sink;
    night.sink = NULL;
    night_complete(history, &night);
    assert_int_equal(
        database_run(history_database(history), "UPDATE findings SET key = replace(key, 'A-1', 'A-9')", NULL), ERR_OK);
    assert_int_equal(history_run_begin(history, &start, &run, NULL), ERR_OK);
    assert_int_equal(history_join(history, run, &look, sink, &states, &err), ERR_COLLISION);
    assert_non_null(strstr(err.arg[0], "A-9"));
    assert_non_null(strstr(err.arg[1], "A-1"));
    history_run_abandon(history);
    finding_sink_free(sink);
}

/* A code that a later program added is neither resolved nor an obstacle. */
static void test_unknown_code(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    const struct finding one = night_attribute("A-1", "memory_mb", "1");
    struct night night;

    (void)state;
    night_join(history, night_day("2027-04-01"), &one, 1, NULL, NULL, &night);
    night_complete(history, &night);
    assert_int_equal(database_run(history_database(history),
                                  "UPDATE findings SET key = replace(key, 'DIF-ATTRIBUTE', 'DIF-LATER'), id = 1", NULL),
                     ERR_OK);
    night_join(history, night_day("2027-04-02"), &one, 1, NULL, NULL, &night);
    assert_resolved_count(&night, 0);
    assert_int_equal(history_states_kept(night.states), 1);
    night_complete(history, &night);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nights, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_decided, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_not_examined, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_order, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_told_apart, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_waivers, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_abandoned, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_earlier_day, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_seen_later, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_collision, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_unknown_code, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests_name("history_join", tests, NULL, NULL);
}
