#pragma once
/* The tables and columns of ledgers and snapshots: the one definition that drives reading, heading recognition, value
 * recognition, writing, templates and documentation. Each table is a file inventory/schema/<table>.def with one COLUMN
 * line a column; to add a column, add a line there. Constant data; any thread.
 *
 * In a .def file:
 *   COLUMN(ID, "name", TYPE, NEED, "headings", "words")
 *     ID        what C code calls it: DEVICES_<ID>
 *     name      the canonical heading, and the heading of snapshots
 *     TYPE      enum column_type without its prefix
 *     NEED      enum column_need without its prefix
 *     headings  other headings that people use, Japanese first, separated by |, written plainly (matching folds them)
 *     words     TYPE WORD: the value list, groups separated by ;, words of a group by |, the canonical one first
 *               TYPE BOOL: NULL, or two groups: further words for yes, further words for no
 *               Neither is folded at run time: write no full-width letters, half-width kana or doubled blanks
 */

#include "base/str.h"

enum table_id {
    TABLE_DEVICES,
    TABLE_SOFTWARE,
    TABLE_INTERFACES,
    TABLE_COMPONENTS,
    TABLE_ACCOUNTS,
    TABLE_UPDATES,
    TABLE_NEIGHBORS,
    TABLE_PROBES,
    TABLE_COUNT
};

enum column_type {
    TYPE_REFERENCE, /* the id of another table's row, or its name: coded, so that rows group by it; compared folded */
    TYPE_ID,        /* an identifier: uncoded, compared folded */
    TYPE_SERIAL,    /* uncoded; inventory/identity.h knows placeholders */
    TYPE_UUID,      /* uncoded */
    TYPE_HOSTNAME,  /* uncoded; one or more names, separated by / or ; */
    TYPE_MAC_LIST,  /* uncoded */
    TYPE_IP_LIST,   /* uncoded */
    TYPE_NOTE,      /* free text: uncoded, never compared */
    TYPE_TEXT,      /* text: coded, compared folded */
    TYPE_VENDOR,    /* a maker's name: coded, compared through aliases */
    TYPE_MODEL,     /* a product designation: coded */
    TYPE_PERSON,    /* a person's name: coded */
    TYPE_PLACE,     /* a place: coded */
    TYPE_VERSION,   /* a version: coded, compared by prefix of its numeric parts */
    TYPE_TITLE,     /* a software title: coded */
    TYPE_WORD,      /* one of a value list: coded */
    TYPE_BOOL,      /* coded */
    TYPE_DATE,      /* a calendar day: coded */
    TYPE_TIME,      /* an observed instant, RFC 3339 with offset: coded */
    TYPE_INTEGER,   /* coded */
    TYPE_AMOUNT,    /* money: coded */
    TYPE_CORES,     /* a count of cores; 8コア×2 also gives the sockets: coded */
    TYPE_MEMORY_MB, /* a size in MB: 16GB, 16,384 MB: coded; equal within what firmware hides */
    TYPE_DISK_GB,   /* a size in GB: coded; equal within what makers' units differ */
    TYPE_ID_LIST,   /* identifiers separated by , ; 、 or a newline: uncoded */
    TYPE_TEXT_LIST, /* words separated by ; 、 or a newline: coded */
    TYPE_KIND_COUNT
};

/* What every column of a type has in common. */
struct column_type_def {
    const char *name; /* for documentation: "date", "size in MB" … */
    bool is_coded;    /* cells are kept as codes of a dictionary of distinct values */
    bool is_identity; /* takes part in pairing */
};

enum column_need {
    NEED_MANDATORY, /* without it the table is refused, an empty cell is INP-REQUIRED (ledgers only) */
    NEED_EXPECTED,  /* its absence is one INP-HEADER notice (ledgers only) */
    NEED_OPTIONAL,
    NEED_OBSERVED, /* snapshots only: never recognised in a ledger */
};

struct column_def {
    const char *name;
    enum column_type type;
    enum column_need need;
    const char *headings; /* never NULL */
    const char *words;    /* NULL unless TYPE_WORD or TYPE_BOOL */
};

struct table_def {
    const char *name; /* "devices": the file is devices.csv */
    const char
        *file_names; /* other names that ledger files have, separated by |, matched anywhere in the file's name */
    const struct column_def *columns;
    unsigned column_count;
    bool is_ledger;   /* may stand in a ledger directory */
    bool is_snapshot; /* is part of every snapshot */
};

#define COLUMNS_MAX 96

enum devices_column {
#define COLUMN(ID, ...) DEVICES_##ID,
#include "inventory/schema/devices.def"
    DEVICES_COLUMN_COUNT
};
enum software_column {
#define COLUMN(ID, ...) SOFTWARE_##ID,
#include "inventory/schema/software.def"
    SOFTWARE_COLUMN_COUNT
};
enum interfaces_column {
#define COLUMN(ID, ...) INTERFACES_##ID,
#include "inventory/schema/interfaces.def"
    INTERFACES_COLUMN_COUNT
};
enum components_column {
#define COLUMN(ID, ...) COMPONENTS_##ID,
#include "inventory/schema/components.def"
    COMPONENTS_COLUMN_COUNT
};
enum accounts_column {
#define COLUMN(ID, ...) ACCOUNTS_##ID,
#include "inventory/schema/accounts.def"
    ACCOUNTS_COLUMN_COUNT
};
enum updates_column {
#define COLUMN(ID, ...) UPDATES_##ID,
#include "inventory/schema/updates.def"
    UPDATES_COLUMN_COUNT
};
enum neighbors_column {
#define COLUMN(ID, ...) NEIGHBORS_##ID,
#include "inventory/schema/neighbors.def"
    NEIGHBORS_COLUMN_COUNT
};
enum probes_column {
#define COLUMN(ID, ...) PROBES_##ID,
#include "inventory/schema/probes.def"
    PROBES_COLUMN_COUNT
};

const struct table_def *schema_table(enum table_id table);
/* By canonical name; false when there is none. */
bool schema_table_by_name(struct str name, enum table_id *ret_table);
const struct column_def *schema_column(enum table_id table, unsigned column);
bool schema_column_by_name(enum table_id table, struct str name, unsigned *ret_column);
const struct column_type_def *schema_type(enum column_type type);
/* The canonical word number INDEX of a value list ("server"); STR_NONE past the last, and without a list. */
struct str schema_word(const struct column_def *column, unsigned index);
/* The index of the group that has WORD, compared folded; false when the list lacks it. */
bool schema_word_index(const struct column_def *column, struct str word, unsigned *ret_index);
