#include "base/database.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/database_file.h"
#include "tests/unit/support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* --- values --------------------------------------------------------------------------------------------------------
 */

static void test_values(void **state) {
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);
    CLEANUP(statement_free_cleanup) struct statement *put = NULL;
    CLEANUP(statement_free_cleanup) struct statement *get = NULL;
    static const struct {
        struct str text;
        int64_t number;
        int32_t days;
    } rows[] = {
        {STR(""), 0, 0},
        {STR_NONE, INT64_MIN, 20908},
        {STR("財務会計"), INT64_MAX, -25567},
        {STR("a\0b'--"), -1, INT32_MIN},
    };
    bool has_more = false;

    (void)state;
    run(database, "CREATE TABLE t(text TEXT NOT NULL, number INTEGER, day TEXT)");
    assert_int_equal(statement_new(database, "INSERT INTO t VALUES(?1, ?2, ?3)", &put, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        statement_set_text(put, 1, rows[i].text);
        statement_set_number(put, 2, rows[i].number);
        statement_set_date(put, 3, (struct date){rows[i].days});
        assert_int_equal(statement_run(put, NULL), ERR_OK);
        assert_int_equal(database_last_id(database), i + 1);
    }
    assert_int_equal(statement_new(database, "SELECT text, number, day FROM t ORDER BY rowid", &get, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        assert_int_equal(statement_step(get, &has_more, NULL), ERR_OK);
        assert_true(has_more);
        assert_true(str_eq(statement_text(get, 0), rows[i].text));
        assert_true(statement_number(get, 1) == rows[i].number);
        assert_int_equal(statement_date(get, 2).days, rows[i].days);
    }
    assert_int_equal(statement_step(get, &has_more, NULL), ERR_OK);
    assert_false(has_more);
    assert_int_equal(statement_step(get, &has_more, NULL), ERR_OK); /* ready again */
    assert_true(has_more);
    statement_reset(get);
    run(database, "DELETE FROM t WHERE number < 0");
    assert_int_equal(database_changes(database), 2);
}

/* A day that is none reads as none. */
static void test_days(void **state) {
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);
    CLEANUP(statement_free_cleanup) struct statement *get = NULL;
    bool has_more = false;

    (void)state;
    assert_int_equal(statement_new(database, "SELECT '2027-02-29', '27-2-1', 'abcd-ef-gh', '2027-03-31'", &get, NULL),
                     ERR_OK);
    assert_int_equal(statement_step(get, &has_more, NULL), ERR_OK);
    for (int i = 0; i < 3; i++) {
        assert_false(date_is_set(statement_date(get, i)));
    }
    assert_int_equal(statement_date(get, 3).days, 20908);
}

static void test_constraints(void **state) {
    static const char *const statements[] = {
        "INSERT INTO t VALUES(1)",
        "INSERT INTO t VALUES('x')",
        "INSERT INTO t VALUES(NULL)",
        "INSERT INTO u VALUES(2)",
    };
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);
    struct err err = {0};

    (void)state;
    run(database, "CREATE TABLE t(n INTEGER NOT NULL UNIQUE) STRICT; CREATE TABLE u(n INTEGER REFERENCES t(n));"
                  "INSERT INTO t VALUES(1); INSERT INTO u VALUES(1)");
    for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
        assert_int_equal(database_run(database, statements[i], &err), ERR_EXISTS);
        assert_string_equal(err.file, FILE_NAME);
        assert_true(err.arg[0][0] != '\0');
    }
}

static void test_version(void **state) {
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);
    int64_t version = -1;

    (void)state;
    assert_int_equal(database_version(database, &version, NULL), ERR_OK);
    assert_int_equal(version, 0);
    assert_int_equal(database_set_version(database, 7, NULL), ERR_OK);
    assert_int_equal(database_version(database, &version, NULL), ERR_OK);
    assert_int_equal(version, 7);
}

/* --- files ---------------------------------------------------------------------------------------------------------
 */

/* Whatever the umask; with its journal. */
static void test_private(void **state) {
    mode_t mask = umask(0);
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);
    static const char *const names[] = {FILE_NAME, FILE_NAME "-wal", FILE_NAME "-shm"};
    struct stat status;

    (void)state;
    umask(mask);
    run(database, "CREATE TABLE t(n)");
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_int_equal(stat(names[i], &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
    }
}

/* What a file says of itself is not trusted: a view cannot call what does more than compute. */
static void test_settings(void **state) {
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);

    (void)state;
    assert_int_equal(number_of(database, "SELECT journal_mode = 'wal' FROM pragma_journal_mode"), 1);
    assert_int_equal(number_of(database, "PRAGMA synchronous"), 2);
    assert_int_equal(number_of(database, "PRAGMA foreign_keys"), 1);
    assert_int_equal(number_of(database, "PRAGMA trusted_schema"), 0);
    assert_int_equal(number_of(database, "PRAGMA cell_size_check"), 1);
    assert_int_not_equal(
        database_run(database, "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'x'", NULL), ERR_OK);
}

static void test_paths(void **state) {
    static const struct {
        const char *path;
        enum database_mode mode;
        enum err_code code;
    } cases[] = {
        {"absent.db", DATABASE_READ, ERR_NOT_FOUND}, {"absent/absent.db", DATABASE_WRITE, ERR_NOT_FOUND},
        {".", DATABASE_WRITE, ERR_NOT_A_FILE},       {"text", DATABASE_READ, ERR_DAMAGED},
        {"text", DATABASE_WRITE, ERR_DAMAGED},
    };
    struct database *database = NULL;
    struct err err;

    (void)state;
    assert_int_equal(mkfifo("pipe", 0600), 0);
    scratch_write("text", STR("this is a letter, and long enough to be taken for the header of a database: "
                              "a hundred bytes or more of it, in plain words."));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(database_open(cases[i].path, cases[i].mode, 0, &database, &err), cases[i].code);
        assert_string_equal(err.file, cases[i].path);
        assert_null(database);
    }
    assert_int_equal(access("absent.db", F_OK), -1);
}

/* What SQLite would take for a database in memory, or for a URI. */
static void test_odd_names(void **state) {
    static const char *const names[] = {":memory:", "file:x?mode=memory", "-", "名前.db"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct database *database = NULL;
        assert_int_equal(database_open(names[i], DATABASE_WRITE, 0, &database, NULL), ERR_OK);
        assert_string_equal(database_path(database), names[i]);
        run(database, "CREATE TABLE t(n)");
        database_close(database);
        assert_int_equal(database_open(names[i], DATABASE_READ, 0, &database, NULL), ERR_OK);
        assert_int_equal(number_of(database, "SELECT count(*) FROM t"), 0);
        database_close(database);
    }
}

/* --- transactions and other processes ------------------------------------------------------------------------------
 */

static void test_transactions(void **state) {
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_WRITE);

    (void)state;
    run(database, "CREATE TABLE t(n)");
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    run(database, "INSERT INTO t VALUES(1)");
    database_rollback(database);
    database_rollback(database); /* none is open */
    assert_int_equal(number_of(database, "SELECT count(*) FROM t"), 0);
    assert_int_equal(database_begin(database, NULL), ERR_OK);
    run(database, "INSERT INTO t VALUES(1)");
    assert_int_equal(database_commit(database, NULL), ERR_OK);
    assert_int_equal(number_of(database, "SELECT count(*) FROM t"), 1);
}

static int wait_for(pid_t child) {
    int status = -1;

    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

/* While one writes another reads what was before, and is refused to write. */
static void test_busy(void **state) {
    CLEANUP(database_close_cleanup) struct database *one = open_file(DATABASE_WRITE);

    (void)state;
    run(one, "CREATE TABLE t(n)");
    assert_int_equal(database_begin(one, NULL), ERR_OK);
    run(one, "INSERT INTO t VALUES(1)");
    pid_t child = fork();
    if (child == 0) {
        struct database *other = NULL;
        struct err err = {0};
        bool is_right = !database_open(FILE_NAME, DATABASE_WRITE, 0, &other, NULL) &&
                        !database_run(other, "SELECT n FROM t", NULL) && database_begin(other, &err) == ERR_BUSY &&
                        strcmp(err.file, FILE_NAME) == 0;
        _exit(is_right ? 0 : 1);
    }
    assert_int_equal(wait_for(child), 0);
    assert_int_equal(database_commit(one, NULL), ERR_OK);
}

enum { WRITERS = 6, WRITES = 20 };

/* Each adds to the number that it finds. */
static int count_up(void) {
    struct database *database = NULL;
    bool is_right = !database_open(FILE_NAME, DATABASE_WRITE, 60000, &database, NULL) &&
                    !database_run(database, "CREATE TABLE IF NOT EXISTS t(n)", NULL);

    for (int i = 0; is_right && i < WRITES; i++) {
        is_right = !database_begin(database, NULL) &&
                   !database_run(database, "INSERT INTO t SELECT coalesce(max(n), 0) + 1 FROM t", NULL) &&
                   !database_commit(database, NULL);
    }
    database_close(database);
    return is_right ? 0 : 1;
}

/* They make the file at the same time as well. */
static void test_several_writers(void **state) {
    pid_t children[WRITERS];

    (void)state;
    for (size_t i = 0; i < WRITERS; i++) {
        children[i] = fork();
        if (children[i] == 0) {
            _exit(count_up());
        }
    }
    for (size_t i = 0; i < WRITERS; i++) {
        assert_int_equal(wait_for(children[i]), 0);
    }
    CLEANUP(database_close_cleanup) struct database *database = open_file(DATABASE_READ);
    assert_int_equal(number_of(database, "SELECT count(DISTINCT n) FROM t"), WRITERS * WRITES);
    assert_int_equal(number_of(database, "SELECT max(n) FROM t"), WRITERS * WRITES);
}

/* A writer that is killed in its transaction, with more than its cache holds on the way to the disk. */
static void test_killed_writer(void **state) {
    int ready[2];
    char byte;

    (void)state;
    struct database *database = open_file(DATABASE_WRITE);
    run(database, "CREATE TABLE t(n, text); INSERT INTO t VALUES(1, '')");
    database_close(database);
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    if (child == 0) {
        struct database *other = NULL;
        bool is_right = !database_open(FILE_NAME, DATABASE_WRITE, 0, &other, NULL) && !database_begin(other, NULL) &&
                        !database_run(other,
                                      "WITH RECURSIVE c(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM c LIMIT 40000)"
                                      " INSERT INTO t SELECT n, hex(zeroblob(300)) FROM c",
                                      NULL);
        is_right = is_right && write(ready[1], "", 1) == 1;
        for (;;) {
            pause();
        }
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    struct stat status;
    assert_int_equal(stat(FILE_NAME "-wal", &status), 0);
    assert_true(status.st_size > 1 << 20);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_true(WIFSIGNALED(wait_for(child)));
    CLEANUP(database_close_cleanup) struct database *after = open_file(DATABASE_WRITE);
    assert_int_equal(number_of(after, "SELECT count(*) FROM t"), 1);
    assert_int_equal(database_check(after, NULL), ERR_OK);
    assert_int_equal(database_begin(after, NULL), ERR_OK); /* nobody holds it */
    database_rollback(after);
}

/* --- disks ---------------------------------------------------------------------------------------------------------
 */

/* A file that may not grow: what was committed stays, and it is sound. */
static void test_file_limit(void **state) {
    (void)state;
    struct database *database = open_file(DATABASE_WRITE);
    run(database, "CREATE TABLE t(n, text); INSERT INTO t VALUES(1, '')");
    database_close(database);
    pid_t child = fork();
    if (child == 0) {
        struct rlimit limit = {1 << 20, 1 << 20};
        struct database *other = NULL;
        struct err err = {0};
        signal(SIGXFSZ, SIG_IGN);
        bool is_right = !setrlimit(RLIMIT_FSIZE, &limit) && !database_open(FILE_NAME, DATABASE_WRITE, 0, &other, NULL);
        enum err_code code = is_right ? database_begin(other, &err) : ERR_OK;
        code = code ? code : database_run(other, FILL, &err);
        code = code ? code : database_commit(other, &err);
        is_right = is_right && code == ERR_SYSTEM && (err.os_errno == EFBIG || err.os_errno == ENOSPC) &&
                   strcmp(err.file, FILE_NAME) == 0;
        database_rollback(other);
        database_close(other);
        _exit(is_right ? 0 : 1);
    }
    assert_int_equal(wait_for(child), 0);
    CLEANUP(database_close_cleanup) struct database *after = open_file(DATABASE_WRITE);
    assert_int_equal(number_of(after, "SELECT count(*) FROM t"), 1);
    assert_int_equal(database_check(after, NULL), ERR_OK);
}

/* A disk with more in it than fits: 2 MB of memory, in a name space of its own. */
static void test_full_disk(void **state) {
    (void)state;
    int status =
        system("unshare --user --map-root-user --mount sh -c 'mkdir disk && mount -t tmpfs -o size=2m none disk"
               " && exec \"$0\" --full-disk' \"$GENKYO_TEST_SELF\"");
    if (status == 0) {
        return;
    }
    if (system("unshare --user --map-root-user --mount true") != 0) {
        skip(); /* the system lets nobody have one; RLIMIT_FSIZE above goes the same way */
    }
    fail_msg("status %d", status);
}

static int full_disk(void) {
    struct database *database = NULL;
    struct err err = {0};
    bool is_right = !database_open("disk/test.db", DATABASE_WRITE, 0, &database, NULL) &&
                    !database_run(database, "CREATE TABLE t(n, text); INSERT INTO t VALUES(1, '')", NULL) &&
                    !database_begin(database, NULL);
    enum err_code code = is_right ? database_run(database, FILL, &err) : ERR_OK;

    code = code || !is_right ? code : database_commit(database, &err);
    is_right = is_right && code == ERR_SYSTEM && err.os_errno == ENOSPC;
    database_rollback(database);
    is_right = is_right && !database_check(database, NULL) && !database_run(database, "DELETE FROM t", NULL) &&
               database_changes(database) == 1;
    database_close(database);
    return is_right ? 0 : 1;
}

/* As somebody who may read there and no more. A journal is needed for reading, too: without one it cannot be known that
 * nobody writes. */
static void test_read_only_directory(void **state) {
    static const enum database_mode modes[] = {DATABASE_READ, DATABASE_WRITE};

    (void)state;
    database_close(open_file(DATABASE_WRITE));
    assert_int_equal(chmod(FILE_NAME, 0444), 0);
    assert_int_equal(chmod(".", 0555), 0);
    for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
        pid_t child = fork();
        if (child == 0) {
            struct database *database = NULL;
            struct err err = {0};
            bool is_other = getuid() != 0 || (!setgid(65534) && !setuid(65534));
            enum err_code code = database_open(FILE_NAME, modes[i], 0, &database, &err);
            bool is_new = database_open("new.db", DATABASE_WRITE, 0, &database, NULL) == ERR_SYSTEM;
            bool is_right = is_other && is_new && code == ERR_SYSTEM && err.os_errno == EACCES;
            _exit(is_right && strcmp(err.file, FILE_NAME) == 0 ? 0 : 1 + err.os_errno);
        }
        assert_int_equal(wait_for(child), 0);
    }
    assert_int_equal(chmod(".", 0755), 0);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_values, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_days, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_constraints, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_version, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_private, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_settings, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_paths, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_odd_names, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_transactions, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_busy, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_several_writers, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_killed_writer, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_file_limit, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_full_disk, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_read_only_directory, scratch_make, scratch_remove),
    };
    char self[4096];

    if (argc == 2 && strcmp(argv[1], "--full-disk") == 0) {
        return full_disk();
    }
    if (!realpath(argv[0], self) || setenv("GENKYO_TEST_SELF", self, 1)) {
        return 2;
    }
    return cmocka_run_group_tests_name("base_database", tests, NULL, NULL);
}
