#pragma once
/* A database of a test, in its directory. What goes wrong fails the test. */

#include "base/database.h"
#include "tests/unit/support/cmocka.h"

#define FILE_NAME "test.db"

/* More than a megabyte, in a table t(n, text). */
#define FILL                                                                                                           \
    "WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c LIMIT 4000)"                                       \
    " INSERT INTO t SELECT n, hex(zeroblob(2000)) FROM c"

static inline struct database *open_file(enum database_mode mode) {
    struct database *database = NULL;

    assert_int_equal(database_open(FILE_NAME, mode, 0, &database, NULL), ERR_OK);
    return database;
}

static inline void run(struct database *database, const char *sql) {
    struct err err = {0};

    if (database_run(database, sql, &err)) {
        fail_msg("%s: %d %s", sql, err.code, err.arg[0]);
    }
}

static inline int64_t number_of(struct database *database, const char *sql) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    bool has_more = false;

    assert_int_equal(statement_new(database, sql, &statement, NULL), ERR_OK);
    assert_int_equal(statement_step(statement, &has_more, NULL), ERR_OK);
    assert_true(has_more);
    return statement_number(statement, 0);
}
