#include "base/database.h"

#include "base/memory_out.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Between two attempts at what SQLite itself does not wait for. */
enum { PAUSE_MS = 10 };

struct database {
    sqlite3 *handle;
    char *path;  /* as given */
    char *plain; /* as SQLite takes it */
};

struct statement {
    struct database *database;
    sqlite3_stmt *handle;
    int failed; /* the first failure of setting a value, for the step */
};

/* --- failures ------------------------------------------------------------------------------------------------------
 */

static enum err_code fail_with(struct err *err, const char *path, const char *tried, int number) {
    errno = number;
    return err_system(err, path, tried);
}

/* What SQLite says is kept as it is only where the file's content is to blame. */
static enum err_code fail(const struct database *database, int result, const char *tried, struct err *err) {
    int number = sqlite3_system_errno(database->handle);

    switch (result & 0xFF) {
    case SQLITE_NOMEM:
        return err_no_memory(err);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return err_set(err, ERR_BUSY, database->path, STR_NONE, STR_NONE);
    case SQLITE_FULL:
        return fail_with(err, database->path, tried, ENOSPC);
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return fail_with(err, database->path, tried, number ? number : EACCES);
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        return fail_with(err, database->path, tried, number ? number : EIO);
    case SQLITE_TOOBIG:
        return err_set(err, ERR_TOO_LARGE, database->path, STR("1 GB"), STR_NONE);
    case SQLITE_CONSTRAINT:
        return err_set(err, ERR_EXISTS, database->path, str_from(sqlite3_errmsg(database->handle)), STR_NONE);
    default:
        return err_set(err, ERR_DAMAGED, database->path, str_from(sqlite3_errmsg(database->handle)), STR_NONE);
    }
}

/* --- opening -------------------------------------------------------------------------------------------------------
 */

/* SQLite would create it for all to read. Closed before SQLite opens it: closing gives its locks up. */
static enum err_code make_file(const char *path, enum database_mode mode, struct err *err) {
    int access = mode == DATABASE_WRITE ? O_RDWR | O_CREAT : O_RDONLY;
    int fd = open(path, access | O_CLOEXEC | O_NONBLOCK, 0600);
    struct stat status;

    if (fd < 0) {
        return errno == EISDIR ? err_set(err, ERR_NOT_A_FILE, path, STR_NONE, STR_NONE) : err_system(err, path, "open");
    }
    enum err_code code = fstat(fd, &status) ? err_system(err, path, "stat") : ERR_OK;
    close(fd);
    return code || S_ISREG(status.st_mode) ? code : err_set(err, ERR_NOT_A_FILE, path, STR_NONE, STR_NONE);
}

/* ":memory:" and its like are names of files as any other. */
static char *plain_path(const char *path) {
    char *plain = NULL;

    return asprintf(&plain, "%s%s", path[0] == '/' ? "" : "./", path) < 0 ? NULL : plain;
}

/* What the file says is not trusted: no function or table of it runs code, and its pages are looked over as they are
 * read. */
static int harden(sqlite3 *handle) {
    int result = sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);

    if (!result) {
        result = sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    }
    if (!result) {
        result = sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    }
    return result ? result
                  : sqlite3_exec(handle,
                                 "PRAGMA cell_size_check = ON; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
                                 "PRAGMA cache_size = -16384",
                                 NULL, NULL, NULL);
}

/* Of two that make a new file at the same time one is refused at once, whatever the time to wait. */
static int choose_journal(sqlite3 *handle, int busy_ms) {
    int result;

    for (int waited = 0;; waited += PAUSE_MS) {
        result = sqlite3_exec(handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if ((result & 0xFF) != SQLITE_BUSY || waited >= busy_ms) {
            return result;
        }
        sqlite3_sleep(PAUSE_MS);
    }
}

static enum err_code open_handle(struct database *database, enum database_mode mode, int busy_ms, struct err *err) {
    int flags = mode == DATABASE_WRITE ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    int result =
        sqlite3_open_v2(database->plain, &database->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);

    if (!database->handle) {
        return err_no_memory(err);
    }
    if (!result) {
        result = sqlite3_busy_timeout(database->handle, busy_ms);
    }
    if (!result) {
        result = harden(database->handle);
    }
    if (!result && mode == DATABASE_WRITE) {
        result = choose_journal(database->handle, busy_ms);
    }
    if (!result) {
        result = sqlite3_exec(database->handle, "SELECT count(*) FROM sqlite_schema", NULL, NULL, NULL);
    }
    return result ? fail(database, result, "open", err) : ERR_OK;
}

enum err_code database_open(const char *path, enum database_mode mode, int busy_ms, struct database **ret_database,
                            struct err *err) {
    CLEANUP(database_close_cleanup) struct database *database = NULL;
    enum err_code code = make_file(path, mode, err);

    if (code) {
        return code;
    }
    database = calloc(1, sizeof *database);
    if (!database || !(database->path = strdup(path)) || !(database->plain = plain_path(path))) {
        return err_no_memory(err);
    }
    code = open_handle(database, mode, busy_ms, err);
    if (!code) {
        *ret_database = TAKE_PTR(database);
    }
    return code;
}

void database_close(struct database *database) {
    if (database) {
        int result = sqlite3_close(database->handle);
        assert(!result && "a statement was left");
        (void)result;
        free(database->path);
        free(database->plain);
        free(database);
    }
}

const char *database_path(const struct database *database) {
    return database->path;
}

/* --- statements ----------------------------------------------------------------------------------------------------
 */

enum err_code database_run(struct database *database, const char *sql, struct err *err) {
    int result = sqlite3_exec(database->handle, sql, NULL, NULL, NULL);

    return result ? fail(database, result, "write", err) : ERR_OK;
}

int64_t database_last_id(const struct database *database) {
    return sqlite3_last_insert_rowid(database->handle);
}

int64_t database_changes(const struct database *database) {
    return sqlite3_changes64(database->handle);
}

enum err_code statement_new(struct database *database, const char *sql, struct statement **ret_statement,
                            struct err *err) {
    struct statement *statement = calloc(1, sizeof *statement);
    int result;

    if (!statement) {
        return err_no_memory(err);
    }
    statement->database = database;
    result = sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle, NULL);
    if (result) {
        free(statement);
        return fail(database, result, "read", err);
    }
    *ret_statement = statement;
    return ERR_OK;
}

void statement_free(struct statement *statement) {
    if (statement) {
        sqlite3_finalize(statement->handle);
        free(statement);
    }
}

static void note(struct statement *statement, int result) {
    if (result && !statement->failed) {
        statement->failed = result;
    }
}

/* A text without bytes is empty, not absent. */
static void bind_text(struct statement *statement, int number, struct str text, sqlite3_destructor_type lifetime) {
    note(statement,
         sqlite3_bind_text64(statement->handle, number, text.n ? text.p : "", text.n, lifetime, SQLITE_UTF8));
}

void statement_set_text(struct statement *statement, int number, struct str text) {
    bind_text(statement, number, text, SQLITE_TRANSIENT);
}

void statement_lend_text(struct statement *statement, int number, struct str text) {
    bind_text(statement, number, text, SQLITE_STATIC);
}

void statement_set_number(struct statement *statement, int number, int64_t value) {
    note(statement, sqlite3_bind_int64(statement->handle, number, value));
}

static void statement_set_null(struct statement *statement, int number) {
    note(statement, sqlite3_bind_null(statement->handle, number));
}

void statement_set_date(struct statement *statement, int number, struct date date) {
    char text[11];

    date_format(date, text);
    if (text[0]) {
        statement_set_text(statement, number, str_from(text));
    } else {
        statement_set_null(statement, number);
    }
}

enum err_code statement_step(struct statement *statement, bool *ret_more, struct err *err) {
    int result = statement->failed ? statement->failed : sqlite3_step(statement->handle);

    if (result == SQLITE_ROW) {
        *ret_more = true;
        return ERR_OK;
    }
    enum err_code code = result == SQLITE_DONE ? ERR_OK
                                               : fail(statement->database, result,
                                                      sqlite3_stmt_readonly(statement->handle) ? "read" : "write", err);
    statement_reset(statement);
    if (!code) {
        *ret_more = false;
    }
    return code;
}

enum err_code statement_run(struct statement *statement, struct err *err) {
    bool has_more = true;
    enum err_code code = ERR_OK;

    while (!code && has_more) {
        code = statement_step(statement, &has_more, err);
    }
    return code;
}

void statement_reset(struct statement *statement) {
    sqlite3_reset(statement->handle);
    statement->failed = 0;
}

struct str statement_text(struct statement *statement, int column) {
    const char *text = (const char *)sqlite3_column_text(statement->handle, column);

    return (struct str){text, (size_t)sqlite3_column_bytes(statement->handle, column)};
}

int64_t statement_number(struct statement *statement, int column) {
    return sqlite3_column_int64(statement->handle, column);
}

/* Two digits, or more of a year. */
static int figures(struct str text, size_t from, size_t n) {
    uint64_t value;

    return str_to_u64(str_sub(text, from, n), &value) ? (int)value : 0;
}

struct date statement_date(struct statement *statement, int column) {
    struct str text = statement_text(statement, column);
    struct date date;

    return text.n == 10 &&
                   date_from_civil((struct civil){figures(text, 0, 4), figures(text, 5, 2), figures(text, 8, 2)}, &date)
               ? date
               : DATE_NONE;
}

/* --- versions and checks -------------------------------------------------------------------------------------------
 */

/* The one number that SQL gives. */
static enum err_code read_number(struct database *database, const char *sql, int64_t *ret_number, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(database, sql, &statement, err);
    bool has_more = false;

    if (statement) {
        code = statement_step(statement, &has_more, err);
    }
    if (!code) {
        *ret_number = has_more ? statement_number(statement, 0) : 0;
    }
    return code;
}

enum err_code database_version(struct database *database, int64_t *ret_version, struct err *err) {
    return read_number(database, "PRAGMA user_version", ret_version, err);
}

enum err_code database_set_version(struct database *database, int64_t version, struct err *err) {
    char sql[64];

    snprintf(sql, sizeof sql, "PRAGMA user_version = %lld", (long long)version);
    return database_run(database, sql, err);
}

enum err_code database_check(struct database *database, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(database, "PRAGMA integrity_check(1)", &statement, err);
    bool has_more = false;

    if (statement) {
        code = statement_step(statement, &has_more, err);
    }
    if (code || (has_more && str_eq(statement_text(statement, 0), STR("ok")))) {
        return code;
    }
    return err_set(err, ERR_DAMAGED, database->path, has_more ? statement_text(statement, 0) : STR_NONE, STR_NONE);
}

/* --- copies --------------------------------------------------------------------------------------------------------
 */

static enum err_code copy_into(struct database *database, const char *to, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(database, "VACUUM INTO ?1", &statement, err);

    if (!code) {
        statement_set_text(statement, 1, str_from(to));
        code = statement_run(statement, err);
    }
    return code;
}

/* SQLite would make it for all to read; it takes one that is empty. */
static enum err_code make_copy_file(const char *to, int *ret_fd, struct err *err) {
    *ret_fd = open(to, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (*ret_fd >= 0) {
        return ERR_OK;
    }
    return errno == EEXIST ? err_set(err, ERR_EXISTS, to, STR_NONE, STR_NONE) : err_system(err, to, "open");
}

/* SQLite leaves the copy to the system's cache. */
enum err_code database_copy(struct database *database, const char *to, struct err *err) {
    char *plain = plain_path(to);
    int fd = -1;
    enum err_code code = plain ? make_copy_file(plain, &fd, err) : err_no_memory(err);

    if (!code) {
        code = copy_into(database, plain, err);
    }
    if (!code && fsync(fd) != 0) {
        code = err_system(err, to, "fsync");
    }
    if (fd >= 0) {
        close(fd);
    }
    free(plain);
    return code;
}

/* --- transactions --------------------------------------------------------------------------------------------------
 */

enum err_code database_begin(struct database *database, struct err *err) {
    return database_run(database, "BEGIN IMMEDIATE", err);
}

/* Once the disk is full SQLite may have rolled back by itself: what is left to commit then is nothing. */
enum err_code database_commit(struct database *database, struct err *err) {
    return memory_was_out() ? err_no_memory(err) : database_run(database, "COMMIT", err);
}

void database_rollback(struct database *database) {
    if (!sqlite3_get_autocommit(database->handle)) {
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

struct library_version database_library(void) {
    return library_version_of(SQLITE_VERSION, sqlite3_libversion());
}
