#include "history/runs.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/nights.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t begin(struct history *history, int32_t day) {
    const struct history_run_start start = {STR("2027-04-01T02:00:00+09:00"), {day}, STR("year-end"), STR("audit")};
    int64_t run = 0;

    assert_int_equal(history_run_begin(history, &start, &run, NULL), ERR_OK);
    assert_int_equal(history_run_add_input(history, run, STR("ledger/devices.csv"), STR("00ff"), 27, NULL), ERR_OK);
    assert_int_equal(history_run_add_input(history, run, STR("ledger/devices.csv"), STR("00ff"), 3, NULL), ERR_OK);
    return run;
}

static void complete(struct history *history, int64_t run, uint64_t count) {
    struct history_run_totals totals = {
        .new_count = count,
        .continuing = 2,
        .resolved = 3,
        .waived = 4,
        .expected = 22,
        .examined = 19,
        .exit_status = 3,
    };

    totals.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION] = count;
    totals.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_NOTICE] = 7;
    totals.by_code[CODE_COUNT - 1][OUTCOME_NOTICE] = 1;
    assert_int_equal(history_run_complete(history, run, STR("2027-04-01T02:10:00+09:00"), &totals, NULL), ERR_OK);
}

/* What a list of runs has. */
struct seen {
    size_t count;
    int64_t numbers[8];
    struct history_run last;
    char started[32], ended[32], profile[16], command[16];
};

static void copy(char *to, size_t size, struct str text) {
    snprintf(to, size, "%.*s", STR_FMT(text));
}

static enum err_code see(void *context, const struct history_run *run, struct err *err) {
    struct seen *seen = context;

    (void)err;
    assert_true(seen->count < ARRAY_LEN(seen->numbers));
    seen->numbers[seen->count++] = run->number;
    seen->last = *run;
    copy(seen->started, sizeof seen->started, run->started_at);
    copy(seen->ended, sizeof seen->ended, run->ended_at);
    copy(seen->profile, sizeof seen->profile, run->profile);
    copy(seen->command, sizeof seen->command, run->command);
    return ERR_OK;
}

static struct seen list(struct history *history, uint32_t limit) {
    struct seen seen = {0};

    assert_int_equal(history_runs_each(history, limit, see, &seen, NULL), ERR_OK);
    return seen;
}

static int64_t count_of(struct history *history, const char *sql) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    bool has_more = false;

    assert_int_equal(statement_new(history_database(history), sql, &statement, NULL), ERR_OK);
    assert_int_equal(statement_step(statement, &has_more, NULL), ERR_OK);
    return statement_number(statement, 0);
}

static void test_complete(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();

    (void)state;
    complete(history, begin(history, 20900), 11);
    struct seen seen = list(history, 0);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.started, "2027-04-01T02:00:00+09:00");
    assert_string_equal(seen.ended, "2027-04-01T02:10:00+09:00");
    assert_string_equal(seen.profile, "year-end");
    assert_string_equal(seen.command, "audit");
    assert_int_equal(seen.last.as_of.days, 20900);
    assert_int_equal(seen.last.totals.new_count, 11);
    assert_int_equal(seen.last.totals.continuing, 2);
    assert_int_equal(seen.last.totals.resolved, 3);
    assert_int_equal(seen.last.totals.waived, 4);
    assert_int_equal(seen.last.totals.expected, 22);
    assert_int_equal(seen.last.totals.examined, 19);
    assert_int_equal(seen.last.totals.exit_status, 3);
    assert_int_equal(seen.last.totals.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION], 11);
    assert_int_equal(seen.last.totals.by_code[CODE_DIF_ATTRIBUTE][OUTCOME_NOTICE], 7);
    assert_int_equal(seen.last.totals.by_code[CODE_COUNT - 1][OUTCOME_NOTICE], 1);
    assert_int_equal(seen.last.totals.by_code[CODE_COUNT - 1][OUTCOME_VIOLATION], 0);
    assert_int_equal(count_of(history, "SELECT sum(rows) FROM run_inputs"), 30);
}

/* Abandoned, or the store closed: nothing of it is there, nor of its inputs. */
static void test_incomplete(void **state) {
    struct history *history = night_store();

    (void)state;
    begin(history, 20900);
    history_run_abandon(history);
    history_run_abandon(history);
    assert_int_equal(list(history, 0).count, 0);
    begin(history, 20901);
    history_close(history);
    history = night_store();
    assert_int_equal(list(history, 0).count, 0);
    assert_int_equal(count_of(history, "SELECT count(*) FROM run_inputs"), 0);
    complete(history, begin(history, 20902), 1);
    assert_int_equal(list(history, 0).count, 1);
    history_close(history);
}

static void test_limit(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();

    (void)state;
    for (int32_t i = 0; i < 5; i++) {
        complete(history, begin(history, 20900 + i), (uint64_t)i);
    }
    struct seen seen = list(history, 2);
    assert_int_equal(seen.count, 2);
    assert_int_equal(seen.last.as_of.days, 20904);
    assert_int_equal(seen.numbers[0] + 1, seen.numbers[1]);
    assert_int_equal(list(history, 9).count, 5);
}

static enum err_code stop(void *context, const struct history_run *run, struct err *err) {
    (void)run;
    (*(unsigned *)context)++;
    return err_set(err, ERR_UNSUPPORTED, NULL, STR("this"), STR_NONE);
}

static void test_visit_fails(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    unsigned calls = 0;

    (void)state;
    complete(history, begin(history, 20900), 1);
    complete(history, begin(history, 20901), 1);
    assert_int_equal(history_runs_each(history, 0, stop, &calls, NULL), ERR_UNSUPPORTED);
    assert_int_equal(calls, 1);
}

/* Five runs of the days 0 to 4. */
static void test_prune(void **state) {
    static const struct {
        uint32_t keep;
        int32_t before; /* 0: none */
        uint32_t deleted;
        int32_t first; /* day of what is left */
    } cases[] = {{0, 0, 0, 0}, {9, 0, 0, 0}, {2, 0, 3, 3}, {0, 2, 2, 2}, {4, 3, 3, 3}, {1, 1, 4, 4}, {0, 99, 4, 4}};

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(history_close_cleanup) struct history *history = night_store();
        uint32_t deleted = 99;
        (void)state;
        for (int32_t day = 0; day < 5; day++) {
            complete(history, begin(history, 20900 + day), 1);
        }
        struct date before = cases[i].before ? (struct date){20900 + cases[i].before} : DATE_NONE;
        assert_int_equal(history_runs_prune(history, cases[i].keep, before, &deleted, NULL), ERR_OK);
        assert_int_equal(deleted, cases[i].deleted);
        struct seen seen = list(history, 0);
        assert_int_equal(seen.count, 5 - cases[i].deleted);
        assert_int_equal(seen.last.as_of.days, 20904);
        assert_int_equal(
            count_of(history, "SELECT count(*) FROM run_inputs WHERE run NOT IN (SELECT number FROM runs)"), 0);
        assert_int_equal(
            count_of(history, "SELECT count(*) FROM run_counts WHERE run NOT IN (SELECT number FROM runs)"), 0);
        unlink(STORE);
        unlink(STORE "-wal");
        unlink(STORE "-shm");
    }
}

/* While a run is at it, another waits and is told so; numbers are never given twice. */
static void test_two_at_once(void **state) {
    CLEANUP(history_close_cleanup) struct history *history = night_store();
    CLEANUP(history_close_cleanup) struct history *other = night_store();
    const struct history_run_start start = {STR("2027-04-01T02:00:00+09:00"), {20900}, STR(""), STR("audit")};
    struct err err = {0};
    int64_t run = begin(history, 20900), second = 0;

    (void)state;
    assert_int_equal(database_run(history_database(other), "PRAGMA busy_timeout = 0", NULL), ERR_OK);
    assert_int_equal(history_run_begin(other, &start, &second, &err), ERR_BUSY);
    assert_string_equal(err.file, STORE);
    complete(history, run, 1);
    second = begin(other, 20901);
    assert_true(second > run);
    complete(other, second, 1);
    assert_int_equal(list(history, 0).count, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_complete, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_incomplete, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_limit, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_visit_fails, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_prune, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_two_at_once, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests_name("history_runs", tests, NULL, NULL);
}
