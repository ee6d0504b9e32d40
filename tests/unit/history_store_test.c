#include "history/store.h"

#include "history/schema.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/nights.h"
#include "tests/unit/support/scratch.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t version_of(struct history *history) {
    int64_t version = -1;

    assert_int_equal(database_version(history_database(history), &version, NULL), ERR_OK);
    return version;
}

/* A file that is made, or is there and empty, gets the tables; reading alone makes none. */
static void test_new(void **state) {
    struct history *history = NULL;
    struct stat status;

    (void)state;
    assert_int_equal(history_open(STORE, DATABASE_READ, &history, NULL), ERR_NOT_FOUND);
    scratch_write(STORE, STR(""));
    assert_int_equal(history_open(STORE, DATABASE_READ, &history, NULL), ERR_VERSION);
    assert_int_equal(history_open(STORE, DATABASE_WRITE, &history, NULL), ERR_OK);
    assert_int_equal(version_of(history), HISTORY_VERSION);
    history_close(history);
    assert_int_equal(history_open(STORE, DATABASE_READ, &history, NULL), ERR_OK);
    history_close(history);
    assert_int_equal(history_open("made.db", DATABASE_WRITE, &history, NULL), ERR_OK);
    history_close(history);
    assert_int_equal(stat("made.db", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
}

/* What is opened again has what was in it. */
static void test_again(void **state) {
    const struct finding one = night_attribute("A-1", "memory_mb", "1");
    struct history *history = NULL;
    struct night night;

    (void)state;
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(history_open(STORE, DATABASE_WRITE, &history, NULL), ERR_OK);
        night_join(history, night_day("2027-04-01"), &one, 1, NULL, NULL, &night);
        assert_int_equal(night.counts[i ? FINDING_CONTINUING : FINDING_NEW], 1);
        night_complete(history, &night);
        history_close(history);
    }
}

static void make_database(const char *path, const char *sql) {
    CLEANUP(database_close_cleanup) struct database *database = NULL;

    assert_int_equal(database_open(path, DATABASE_WRITE, 0, &database, NULL), ERR_OK);
    assert_int_equal(database_run(database, sql, NULL), ERR_OK);
}

/* What is not ours, or of a later program, stays as it is. */
static void test_refused(void **state) {
    static const struct {
        const char *sql;
        enum err_code code;
    } cases[] = {
        {"CREATE TABLE bookmarks(url TEXT)", ERR_FOREIGN},
        {"CREATE TABLE bookmarks(url TEXT); PRAGMA user_version = 1", ERR_FOREIGN},
        {"PRAGMA application_id = 1734700651; CREATE TABLE later(n); PRAGMA user_version = 2", ERR_VERSION},
        {"PRAGMA application_id = 1734700651; CREATE TABLE odd(n); PRAGMA user_version = -1", ERR_VERSION},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct history *history = NULL;
        struct err err = {0};
        char name[16];
        snprintf(name, sizeof name, "%zu.db", i);
        make_database(name, cases[i].sql);
        struct str before = scratch_read(name);
        assert_int_equal(history_open(name, DATABASE_WRITE, &history, &err), cases[i].code);
        assert_int_equal(history_open(name, DATABASE_READ, &history, &err), cases[i].code);
        assert_string_equal(err.file, name);
        struct str after = scratch_read(name);
        assert_true(str_eq(before, after));
        free((void *)(uintptr_t)before.p);
        free((void *)(uintptr_t)after.p);
    }
}

/* Several that make it at the same time: one does, all can use it. */
static void test_made_by_several(void **state) {
    pid_t children[8];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(children); i++) {
        children[i] = fork();
        if (children[i] == 0) {
            struct history *history = NULL;
            int64_t version = 0;
            bool is_right = !history_open(STORE, DATABASE_WRITE, &history, NULL) &&
                            !database_version(history_database(history), &version, NULL) && version == HISTORY_VERSION;
            history_close(history);
            _exit(is_right ? 0 : 1);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(children); i++) {
        int status = -1;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_int_equal(status, 0);
    }
}

/* Killed after the join, before it was complete: the store is as it was, and the next run goes on from there. */
static void test_killed_run(void **state) {
    const struct finding all[] = {night_attribute("A-1", "memory_mb", "1"), night_attribute("A-2", "memory_mb", "1")};
    struct history *history = NULL;
    struct night night;
    int ready[2];
    char byte;

    (void)state;
    assert_int_equal(history_open(STORE, DATABASE_WRITE, &history, NULL), ERR_OK);
    night_join(history, night_day("2027-04-01"), all, 1, NULL, NULL, &night);
    night_complete(history, &night);
    history_close(history);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct history *other = NULL;
        struct night killed;
        if (!history_open(STORE, DATABASE_WRITE, &other, NULL)) {
            night_join(other, night_day("2027-04-02"), all + 1, 1, NULL, NULL, &killed);
            (void)!write(ready[1], "", 1);
        }
        for (;;) {
            pause();
        }
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, NULL, 0), child);
    assert_int_equal(history_open(STORE, DATABASE_WRITE, &history, NULL), ERR_OK);
    night_join(history, night_day("2027-04-03"), all, 2, NULL, NULL, &night);
    assert_int_equal(night.counts[FINDING_NEW], 1);
    assert_int_equal(night.counts[FINDING_CONTINUING], 1);
    assert_int_equal(night.counts[FINDING_RESOLVED], 0);
    night_complete(history, &night);
    assert_int_equal(database_check(history_database(history), NULL), ERR_OK);
    history_close(history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_new, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_again, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_refused, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_made_by_several, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_killed_run, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests_name("history_store", tests, NULL, NULL);
}
