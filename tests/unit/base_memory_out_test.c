#include "base/memory_out.h"

#include "base/buffer.h"
#include "base/database.h"
#include "base/replacement.h"
#include "base/staging.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <unistd.h>

/* More than any machine has. The sanitizers' allocators end the process for that. */
static void run_out_of_memory(void) {
#if defined(HAS_SANITIZER)
    memory_out_note();
#else
    CLEANUP(buffer_done) struct buffer buffer = {0};

    assert_null(buffer_reserve(&buffer, PTRDIFF_MAX / 2));
#endif
}

static int64_t rows_of(const char *path) {
    CLEANUP(database_close_cleanup) struct database *database = NULL;
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    bool has_more = false;

    assert_int_equal(database_open(path, DATABASE_WRITE, 0, &database, NULL), ERR_OK);
    assert_int_equal(statement_new(database, "SELECT count(*) FROM t", &statement, NULL), ERR_OK);
    assert_int_equal(statement_step(statement, &has_more, NULL), ERR_OK);
    return statement_number(statement, 0);
}

static void test_nothing_stays(void **state) {
    struct staging *staging = NULL;
    struct replacement *replacement = NULL;
    struct database *database = NULL;

    (void)state;
    assert_int_equal(staging_begin("results", NULL, &staging, NULL), ERR_OK);
    assert_int_equal(replacement_begin("file", &replacement, NULL), ERR_OK);
    assert_int_equal(database_open("store", DATABASE_WRITE, 0, &database, NULL), ERR_OK);
    assert_int_equal(database_run(database, "CREATE TABLE t(n INTEGER); INSERT INTO t VALUES(1)", NULL), ERR_OK);
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    assert_int_equal(database_run(database, "INSERT INTO t VALUES(2)", NULL), ERR_OK);
    assert_false(memory_was_out());
    run_out_of_memory();
    assert_true(memory_was_out());
    assert_int_equal(staging_commit(staging, false, NULL), ERR_NO_MEMORY);
    assert_int_equal(replacement_commit(replacement, false, NULL), ERR_NO_MEMORY);
    assert_int_equal(database_commit(database, NULL), ERR_NO_MEMORY);
    staging_free(staging);
    replacement_free(replacement);
    database_close(database);
    assert_int_equal(access("results", F_OK), -1);
    assert_int_equal(access("results.partial", F_OK), -1);
    assert_int_equal(access("file", F_OK), -1);
    assert_int_equal(rows_of("store"), 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing_stays, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
