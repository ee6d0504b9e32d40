#include "history/store.h"

#include "history/schema.h"

#include <assert.h>
#include <stdlib.h>

/* How long one waits for another that writes. */
enum { BUSY_MS = 10000 };

/* "genk": tells the file from other programs' databases. */
#define APPLICATION_ID "1734700651"

struct history {
    struct database *database;
};

/* The text at N brings version N to N + 1. What was released is never changed. */
static const char *const migrations[] = {
    "PRAGMA application_id = " APPLICATION_ID ";"
    "CREATE TABLE runs("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  started_at TEXT NOT NULL,"
    "  ended_at TEXT,"
    "  as_of TEXT NOT NULL,"
    "  profile TEXT NOT NULL,"
    "  command TEXT NOT NULL,"
    "  new INTEGER NOT NULL DEFAULT 0,"
    "  continuing INTEGER NOT NULL DEFAULT 0,"
    "  waived INTEGER NOT NULL DEFAULT 0,"
    "  resolved INTEGER NOT NULL DEFAULT 0,"
    "  expected INTEGER NOT NULL DEFAULT 0,"
    "  examined INTEGER NOT NULL DEFAULT 0,"
    "  exit_status INTEGER NOT NULL DEFAULT 0"
    ") STRICT;"
    "CREATE TABLE run_inputs("
    "  run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE,"
    "  name TEXT NOT NULL,"
    "  digest TEXT NOT NULL,"
    "  rows INTEGER NOT NULL"
    ") STRICT;"
    "CREATE INDEX run_inputs_by_run ON run_inputs(run);"
    "CREATE TABLE run_counts("
    "  run INTEGER NOT NULL REFERENCES runs(number) ON DELETE CASCADE,"
    "  code TEXT NOT NULL,"
    "  outcome TEXT NOT NULL,"
    "  count INTEGER NOT NULL,"
    "  PRIMARY KEY(run, code, outcome)"
    ") STRICT, WITHOUT ROWID;"
    "CREATE TABLE findings("
    "  number INTEGER PRIMARY KEY,"
    "  id INTEGER NOT NULL UNIQUE,"
    "  key TEXT NOT NULL,"
    "  ordinal INTEGER NOT NULL,"
    "  status TEXT NOT NULL,"
    "  first_seen TEXT NOT NULL,"
    "  last_seen TEXT NOT NULL,"
    "  resolved_on TEXT,"
    "  last_run INTEGER NOT NULL,"
    "  code TEXT NOT NULL,"
    "  outcome TEXT NOT NULL,"
    "  severity TEXT NOT NULL,"
    "  message TEXT NOT NULL,"
    "  arguments TEXT NOT NULL,"
    "  asset_id TEXT NOT NULL,"
    "  device_id TEXT NOT NULL,"
    "  hostname TEXT NOT NULL,"
    "  system TEXT NOT NULL,"
    "  department TEXT NOT NULL,"
    "  location TEXT NOT NULL,"
    "  documented TEXT NOT NULL,"
    "  observed TEXT NOT NULL,"
    "  ledger_evidence TEXT NOT NULL,"
    "  snapshot_evidence TEXT NOT NULL,"
    "  UNIQUE(key, ordinal)"
    ") STRICT;"
    "CREATE TABLE waivers("
    "  finding INTEGER PRIMARY KEY REFERENCES findings(id),"
    "  who TEXT NOT NULL,"
    "  why TEXT NOT NULL,"
    "  until TEXT NOT NULL,"
    "  given_on TEXT NOT NULL"
    ") STRICT;"
    "CREATE TABLE dispositions("
    "  finding INTEGER PRIMARY KEY REFERENCES findings(id),"
    "  cause TEXT NOT NULL,"
    "  prevention TEXT NOT NULL,"
    "  action TEXT NOT NULL,"
    "  owner TEXT NOT NULL,"
    "  due TEXT,"
    "  state TEXT NOT NULL,"
    "  changed_by TEXT NOT NULL,"
    "  changed_on TEXT NOT NULL"
    ") STRICT;"
    "CREATE TABLE decisions("
    "  number INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  finding INTEGER NOT NULL REFERENCES findings(id),"
    "  who TEXT NOT NULL,"
    "  made_on TEXT NOT NULL,"
    "  member TEXT NOT NULL,"
    "  before TEXT NOT NULL,"
    "  after TEXT NOT NULL"
    ") STRICT;"
    "CREATE INDEX decisions_by_finding ON decisions(finding);",
};
static_assert(ARRAY_LEN(migrations) == HISTORY_VERSION, "the header says how many there are");

/* The one number that SQL gives. */
static enum err_code read_number(struct database *database, const char *sql, int64_t *ret_number, struct err *err) {
    CLEANUP(statement_free_cleanup) struct statement *statement = NULL;
    enum err_code code = statement_new(database, sql, &statement, err);
    bool has_more = false;

    if (!code) {
        code = statement_step(statement, &has_more, err);
    }
    if (!code) {
        *ret_number = has_more ? statement_number(statement, 0) : 0;
    }
    return code;
}

/* Another program's database is left alone; an empty file is ours. */
static enum err_code check_owner(struct database *database, struct err *err) {
    int64_t is_foreign = 0;
    enum err_code code = read_number(database,
                                     "SELECT application_id <> " APPLICATION_ID
                                     " AND EXISTS(SELECT 1 FROM sqlite_schema) FROM pragma_application_id",
                                     &is_foreign, err);

    return !code && is_foreign ? err_set(err, ERR_FOREIGN, database_path(database), STR_NONE, STR_NONE) : code;
}

static enum err_code version_error(struct database *database, int64_t version, struct err *err) {
    char found[STR_I64_SIZE], known[STR_I64_SIZE];

    return err_set(err, ERR_VERSION, database_path(database), str_format_i64(version, found),
                   str_format_i64(HISTORY_VERSION, known));
}

/* Within a transaction, so that of two that open it one finds it done. */
static enum err_code migrate(struct database *database, struct err *err) {
    int64_t version = 0;
    enum err_code code = database_begin(database, err);

    if (!code) {
        code = database_version(database, &version, err);
    }
    for (; !code && version < HISTORY_VERSION; version++) {
        code = database_run(database, migrations[version], err);
    }
    if (!code) {
        code = database_set_version(database, version, err);
    }
    if (!code) {
        code = database_commit(database, err);
    }
    database_rollback(database);
    return code;
}

static enum err_code bring_up_to_date(struct database *database, enum database_mode mode, struct err *err) {
    int64_t version = 0;
    enum err_code code = check_owner(database, err);

    if (!code) {
        code = database_version(database, &version, err);
    }
    if (code || version == HISTORY_VERSION) {
        return code;
    }
    if (version < 0 || version > HISTORY_VERSION || mode == DATABASE_READ) {
        return version_error(database, version, err);
    }
    return migrate(database, err);
}

enum err_code history_open(const char *path, enum database_mode mode, struct history **ret_history, struct err *err) {
    CLEANUP(history_close_cleanup) struct history *history = calloc(1, sizeof *history);
    enum err_code code;

    if (!history) {
        return err_no_memory(err);
    }
    code = database_open(path, mode, BUSY_MS, &history->database, err);
    if (!code) {
        code = bring_up_to_date(history->database, mode, err);
    }
    if (!code) {
        *ret_history = TAKE_PTR(history);
    }
    return code;
}

void history_close(struct history *history) {
    if (history) {
        database_close(history->database);
        free(history);
    }
}

struct database *history_database(struct history *history) {
    return history->database;
}
