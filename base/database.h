#pragma once
/* A database in a file (SQLite): typed statements, transactions, and errors in the project's own words. Writers wait
 * for each other up to a deadline; a process that is killed leaves what was committed and nothing else (WAL).
 *
 * SQL is the caller's constant text, values are bound. One thread at a time for a database and its statements.
 * Failures: ERR_BUSY (another process writes), ERR_SYSTEM with ENOSPC (the disk is full), ERR_DAMAGED (what is in the
 * file is no sound database; arg[0] says what was found), ERR_EXISTS (a row that must be the only one of its kind is
 * there already, or refers to one that is not; arg[0] says which). */

#include "base/calendar.h"
#include "base/error.h"
#include "base/library_version.h"

struct database;
struct statement;

enum database_mode {
    DATABASE_READ,  /* must exist */
    DATABASE_WRITE, /* is created, for its owner alone */
};
/* BUSY_MS: how long to wait for another writer. The content is looked over (quick check of the header, not of all
 * pages); database_check looks at all of it. */
MUST_CHECK enum err_code database_open(const char *path, enum database_mode mode, int busy_ms,
                                       struct database **ret_database, struct err *err);
void database_close(struct database *database);
DEFINE_CLEANUP(database, database_close)
/* As it was opened; for errors. */
const char *database_path(const struct database *database);
MUST_CHECK enum err_code database_check(struct database *database, struct err *err);
/* Statements without values or rows, several separated by semicolons. */
MUST_CHECK enum err_code database_run(struct database *database, const char *sql, struct err *err);
/* The schema's version; 0 in a new file. */
MUST_CHECK enum err_code database_version(struct database *database, int64_t *ret_version, struct err *err);
MUST_CHECK enum err_code database_set_version(struct database *database, int64_t version, struct err *err);
/* The id of the row that was inserted last. */
int64_t database_last_id(const struct database *database);
/* Rows that the last statement inserted, changed or deleted. */
int64_t database_changes(const struct database *database);

/* What was committed, as a new file TO, for its owner alone and on the disk when this ends. It has no journal beside
 * it, and can be read where nothing can be written. Others may read and write meanwhile. ERR_EXISTS: TO is there. */
MUST_CHECK enum err_code database_copy(struct database *database, const char *to, struct err *err);

/* A writer's transaction; it is rolled back unless it is committed. */
MUST_CHECK enum err_code database_begin(struct database *database, struct err *err);
/* ERR_NO_MEMORY when memory was ever out (base/memory_out.h). */
MUST_CHECK enum err_code database_commit(struct database *database, struct err *err);
void database_rollback(struct database *database);

MUST_CHECK enum err_code statement_new(struct database *database, const char *sql, struct statement **ret_statement,
                                       struct err *err);
void statement_free(struct statement *statement);
DEFINE_CLEANUP(statement, statement_free)
/* Values for the next step, numbered from 1, kept until they are set anew; texts are copied. A failure is told by the
 * step. */
void statement_set_text(struct statement *statement, int number, struct str text);
/* The same, borrowed until the statement is ready to run again. */
void statement_lend_text(struct statement *statement, int number, struct str text);
void statement_set_number(struct statement *statement, int number, int64_t value);
/* YYYY-MM-DD; DATE_NONE is null. */
void statement_set_date(struct statement *statement, int number, struct date date);
/* The next row: *RET_MORE false at the end, when the statement is ready to run again. */
MUST_CHECK enum err_code statement_step(struct statement *statement, bool *ret_more, struct err *err);
/* Runs a statement that gives no rows. */
MUST_CHECK enum err_code statement_run(struct statement *statement, struct err *err);
/* Ready to run again although rows are left. */
void statement_reset(struct statement *statement);
/* Of the present row, numbered from 0; texts are borrowed until the next step. */
struct str statement_text(struct statement *statement, int column);
int64_t statement_number(struct statement *statement, int column);
struct date statement_date(struct statement *statement, int column); /* DATE_NONE: null, or none */
/* Of SQLite. */
struct library_version database_library(void);
