/* Databases that are damaged, and copies. */

#include "base/database.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/database_file.h"
#include "tests/unit/support/scratch.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Bytes overwritten anywhere: what is read is right, or it is said that the file is damaged; nothing else happens. */
static void test_damage(void **state) {
    (void)state;
    struct database *database = open_file(DATABASE_WRITE);
    run(database, "CREATE TABLE t(n INTEGER PRIMARY KEY, text TEXT); CREATE INDEX i ON t(text);"
                  "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 300)"
                  " INSERT INTO t SELECT n, hex(n * 7919 + 1000000) FROM c");
    database_close(database);
    struct str sound = scratch_read(FILE_NAME);
    char *bytes = malloc(sound.n);
    unsigned damaged = 0, tried = 0;
    assert_non_null(bytes);
    for (size_t at = 0; at < sound.n; at += 61) {
        struct err err = {0};
        memcpy(bytes, sound.p, sound.n);
        memset(bytes + at, 0xA5, sound.n - at < 16 ? sound.n - at : 16);
        scratch_write(FILE_NAME, (struct str){bytes, sound.n});
        enum err_code code = database_open(FILE_NAME, DATABASE_WRITE, 0, &database, &err);
        if (!code) {
            code = database_check(database, &err);
            database_close(database);
        }
        if (code && code != ERR_DAMAGED) {
            fail_msg("byte %zu: %d %s", at, code, err.arg[0]);
        }
        damaged += code == ERR_DAMAGED;
        tried++;
    }
    assert_true(damaged > tried / 4); /* texts and free room may hold anything */
    free(bytes);
    free((void *)(uintptr_t)sound.p);
}

/* A file cut off in its middle. */
static void test_cut_off(void **state) {
    struct database *database = open_file(DATABASE_WRITE);
    struct err err = {0};

    (void)state;
    run(database, "CREATE TABLE t(n, text);" FILL);
    database_close(database);
    assert_int_equal(truncate(FILE_NAME, 20000), 0);
    enum err_code code = database_open(FILE_NAME, DATABASE_WRITE, 0, &database, &err);
    if (!code) {
        code = database_check(database, &err);
        database_close(database);
    }
    assert_int_equal(code, ERR_DAMAGED);
    assert_string_equal(err.file, FILE_NAME);
}

/* What was committed, while another writes; for its owner alone, and without a journal. */
static void test_copy(void **state) {
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);
    CLEANUP(database_close_cleanup) struct database *other = open_file(DATABASE_WRITE);
    CLEANUP(database_close_cleanup) struct database *copy = NULL;
    struct stat status;
    struct err err = {0};

    (void)state;
    run(database, "CREATE TABLE t(n INTEGER); INSERT INTO t VALUES(1), (2); PRAGMA user_version = 7");
    assert_int_equal(database_begin(other, NULL), ERR_OK);
    run(other, "INSERT INTO t VALUES(3)");
    assert_int_equal(database_copy(database, "copy.db", NULL), ERR_OK);
    database_rollback(other);
    run(database, "DELETE FROM t");
    assert_int_equal(stat("copy.db", &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(database_open("copy.db", DATABASE_READ, 0, &copy, NULL), ERR_OK);
    assert_int_equal(number_of(copy, "SELECT sum(n) FROM t"), 3);
    assert_int_equal(number_of(copy, "SELECT user_version FROM pragma_user_version"), 7);
    assert_int_equal(database_check(copy, NULL), ERR_OK);
    assert_int_equal(access("copy.db-wal", F_OK), -1);
    assert_int_equal(database_copy(database, "copy.db", &err), ERR_EXISTS);
    assert_int_equal(number_of(copy, "SELECT count(*) FROM t"), 2); /* and stays as it was */
    assert_int_equal(database_copy(database, "none/copy.db", &err), ERR_NOT_FOUND);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_damage, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_cut_off, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_copy, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
