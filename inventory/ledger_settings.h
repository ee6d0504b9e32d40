#pragma once
/* ledger.yaml, which may lie in a ledger directory: what people say about their files, and what the files leave unsaid.
 * The format is docs/formats/ledger-yaml.md. */

#include "base/arena.h"
#include "base/encoding.h"
#include "inventory/intake_header.h"

#define LEDGER_SETTINGS_NAME "ledger.yaml"

struct ledger_file {
    struct str name;
    bool has_table;
    enum table_id table;
    bool has_encoding;
    enum encoding encoding;
    struct heading_override *overrides;
    size_t override_count;
    uint64_t line, column; /* where its name stands in ledger.yaml */
};

struct ledger_settings {
    struct str country;              /* of whatever has no country of its own; empty: not said */
    int64_t fiscal_year;             /* that the ledger is kept for, April of it to March; 0: not said */
    uint64_t year_line, year_column; /* where it stands in ledger.yaml */
    struct ledger_file *files;
    size_t file_count;
};

/* Reads the file in the directory; without one all is unsaid. Texts live in ARENA. */
MUST_CHECK enum err_code ledger_settings_read(int dir_fd, struct arena *arena, struct ledger_settings *ret_settings,
                                              struct err *err);
/* NULL when nothing is said about the file. */
const struct ledger_file *ledger_settings_file(const struct ledger_settings *settings, struct str name);
/* ERR_VALUE when a file is named that is not among NAMES. */
MUST_CHECK enum err_code ledger_settings_check_names(const struct ledger_settings *settings, const char *const *names,
                                                     size_t count, struct err *err);
