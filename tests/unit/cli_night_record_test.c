#include "cli/run/night_record.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct run_state open_state(void) {
    struct run_state state;

    assert_int_equal(run_state_open("state", &state, NULL), ERR_OK);
    return state;
}

/* --- names and snapshots --- */

static void test_days(void **unused) {
    static const struct {
        const char *name, *day; /* day empty: no name of a run */
    } cases[] = {
        {"20270331T173000Z", "2027-03-31"},
        {"20280229T000000Z", "2028-02-29"},
        {"20270229T000000Z", ""},
        {"20271301T000000Z", ""},
        {"20270331T173000", ""},
        {"20270331T173000Z.partial", ""},
        {"2027-331T173000Z", ""},
        {"20270331 173000Z", ""},
        {"", ""},
        {"20270331T173000Zx", ""},
    };

    (void)unused;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char day[11];
        date_format(run_name_day(str_from(cases[i].name)), day);
        assert_string_equal(day, cases[i].day);
    }
}

/* 1,800,000,000 is 2027-01-15T08:00:00Z. A name comes after all that are there, whatever the clock says. */
static void test_names(void **unused) {
    struct run_state state = open_state();
    char name[RUN_NAME_SIZE];

    (void)unused;
    assert_int_equal(run_state_new_name(&state, 1800000000, name, NULL), ERR_OK);
    assert_string_equal(name, "20270115T080000Z");
    scratch_write("state/runs/20270115T080000Z.json", STR("{}"));
    assert_int_equal(run_state_new_name(&state, 1800000000, name, NULL), ERR_OK);
    assert_string_equal(name, "20270115T080001Z");
    assert_int_equal(mkdir("state/snapshots/20270115T080010Z", 0777), 0);
    assert_int_equal(run_state_new_name(&state, 1800000000, name, NULL), ERR_OK);
    assert_string_equal(name, "20270115T080011Z");
    assert_int_equal(mkdir("state/snapshots/20270115T080020Z.partial", 0777), 0);
    assert_int_equal(run_state_new_name(&state, 1800000000, name, NULL), ERR_OK);
    assert_string_equal(name, "20270115T080021Z");
    scratch_write("state/runs/20270115T100000Z.json", STR("{}"));
    assert_int_equal(run_state_new_name(&state, 1800000000, name, NULL), ERR_EXISTS);
    run_state_close(&state);
}

/* What has no manifest is no snapshot; what is called partial is none either, but a scan may be gone on with. */
static void test_snapshots(void **unused) {
    struct run_state state = open_state();
    char name[RUN_NAME_SIZE];

    (void)unused;
    assert_int_equal(run_state_latest_snapshot(&state, name, NULL), ERR_OK);
    assert_string_equal(name, "");
    for (unsigned i = 1; i <= 4; i++) {
        char path[64];
        snprintf(path, sizeof path, "state/snapshots/2027033%uT000000Z%s", i % 2, i > 2 ? ".partial" : "");
        assert_int_equal(mkdir(path, 0777), 0);
    }
    scratch_write("state/snapshots/20270330T000000Z/manifest.json", STR("{}"));
    scratch_write("state/snapshots/20270331T000000Z.partial/manifest.json", STR("{}"));
    scratch_write("state/snapshots/20270330T000000Z.partial/journal", STR("x"));
    assert_int_equal(run_state_latest_snapshot(&state, name, NULL), ERR_OK);
    assert_string_equal(name, "20270330T000000Z");
    assert_int_equal(run_state_unfinished_scan(&state, name, NULL), ERR_OK);
    assert_string_equal(name, "20270330T000000Z");
    assert_int_equal(run_state_sweep(&state, name, NULL), ERR_OK);
    assert_int_equal(access("state/snapshots/20270331T000000Z.partial", F_OK), -1);
    assert_int_equal(access("state/snapshots/20270330T000000Z.partial/journal", F_OK), 0);
    assert_int_equal(run_state_sweep(&state, "", NULL), ERR_OK);
    assert_int_equal(access("state/snapshots/20270330T000000Z.partial", F_OK), -1);
    assert_int_equal(run_state_remove_snapshot(&state, "20270330T000000Z", NULL), ERR_OK);
    assert_int_equal(access("state/snapshots/20270330T000000Z", F_OK), -1);
    run_state_close(&state);
}

/* --- what was not told --- */

static struct night_step step(const char *name, enum night_outcome outcome) {
    return (struct night_step){.name = name, .outcome = outcome, .started = "2027-03-31T09:00:00Z"};
}

static void write_night(const struct run_state *state, const char *name, const char *from, enum night_outcome audit,
                        enum night_outcome notify) {
    struct night_record record = {.profile = "", .from = from, .started = "2027-03-31T09:00:00Z", .step_count = 2};

    memcpy(record.name, name, sizeof record.name);
    snprintf(record.message_id, sizeof record.message_id, "message-%s", name);
    record.steps[0] = step("audit", audit);
    record.steps[1] = step("notify", notify);
    assert_int_equal(night_record_write(state, &record, NULL), ERR_OK);
}

static const struct untold_case {
    const char *what;
    struct {
        const char *from; /* NULL: no such night */
        enum night_outcome audit, notify;
    } nights[3]; /* oldest first */
    bool is_untold;
    const char *message_id; /* of which, where it is untold */
} untold_cases[] = {
    {"no night at all", {{0}}, false, ""},
    {"told", {{"scan", STEP_DONE, STEP_DONE}}, false, ""},
    {"killed before it told", {{"scan", STEP_DONE, STEP_WAITING}}, true, "message-20270330T000000Z"},
    {"killed while it told", {{"scan", STEP_DONE, STEP_RUNNING}}, true, "message-20270330T000000Z"},
    {"could not deliver", {{"scan", STEP_DONE, STEP_FAILED}}, true, "message-20270330T000000Z"},
    {"nobody was to be told", {{"scan", STEP_DONE, STEP_UNASKED}}, false, ""},
    {"told later", {{"scan", STEP_DONE, STEP_FAILED}, {"notify", STEP_SKIPPED, STEP_DONE}}, false, ""},
    {"not told later either",
     {{"scan", STEP_DONE, STEP_FAILED}, {"notify", STEP_SKIPPED, STEP_FAILED}},
     true,
     "message-20270331T000000Z"},
    {"a failed night told of itself alone",
     {{"scan", STEP_DONE, STEP_FAILED}, {"scan", STEP_SKIPPED, STEP_DONE}},
     true,
     "message-20270330T000000Z"},
    {"a failed night after one that told",
     {{"scan", STEP_DONE, STEP_DONE}, {"scan", STEP_FAILED, STEP_FAILED}},
     false,
     ""},
    {"what came later was told",
     {{"scan", STEP_DONE, STEP_FAILED}, {"scan", STEP_DONE, STEP_DONE}, {"scan", STEP_WAITING, STEP_WAITING}},
     false,
     ""},
    {"killed in the audit, and no results", {{"scan", STEP_RUNNING, STEP_WAITING}}, false, ""},
};

static void test_untold(void **unused) {
    (void)unused;
    for (size_t i = 0; i < ARRAY_LEN(untold_cases); i++) {
        struct run_state state = open_state();
        bool is_untold = !untold_cases[i].is_untold;
        char name[RUN_NAME_SIZE], message_id[UUID_TEXT_SIZE] = "";
        for (unsigned k = 0; k < ARRAY_LEN(untold_cases[i].nights) && untold_cases[i].nights[k].from; k++) {
            snprintf(name, sizeof name, "2027033%uT000000Z", k);
            write_night(&state, name, untold_cases[i].nights[k].from, untold_cases[i].nights[k].audit,
                        untold_cases[i].nights[k].notify);
        }
        write_night(&state, "20270401T000000Z", "scan", STEP_DONE, STEP_WAITING); /* the present one */
        assert_int_equal(night_record_find_untold(&state, "20270401T000000Z", &is_untold, message_id, NULL), ERR_OK);
        if (is_untold != untold_cases[i].is_untold ||
            (is_untold && strcmp(message_id, untold_cases[i].message_id) != 0)) {
            fail_msg("%s", untold_cases[i].what);
        }
        run_state_close(&state);
        assert_int_equal(system("rm -r state"), 0);
    }
}

/* Results that are younger than the audit that was killed are its own. */
static void test_killed_in_audit(void **unused) {
    static const struct {
        time_t written;
        bool is_untold;
    } cases[] = {{1806483599, false}, {1806483600, true}, {1806483700, true}}; /* 2027-03-31T09:00:00Z and about it */
    struct run_state state = open_state();

    (void)unused;
    assert_int_equal(mkdir("state/results/latest", 0777), 0);
    scratch_write("state/results/latest/summary.json", STR("{}"));
    write_night(&state, "20270331T000000Z", "scan", STEP_RUNNING, STEP_WAITING);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct timespec times[2] = {{.tv_sec = cases[i].written}, {.tv_sec = cases[i].written}};
        bool is_untold = !cases[i].is_untold;
        char message_id[UUID_TEXT_SIZE];
        assert_int_equal(utimensat(AT_FDCWD, "state/results/latest/summary.json", times, 0), 0);
        assert_int_equal(night_record_find_untold(&state, "", &is_untold, message_id, NULL), ERR_OK);
        assert_int_equal(is_untold, cases[i].is_untold);
    }
    run_state_close(&state);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_days),
        cmocka_unit_test_setup_teardown(test_names, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_snapshots, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_untold, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_killed_in_audit, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
