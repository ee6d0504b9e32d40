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
 *     headings  other headings that people use, Japanese first, separated by |, written plainly (matching folds them);
 *               the first is the heading of templates, and where a file has two of them the earlier one wins
 *     words     TYPE WORD: the value list, groups separated by ;, words of a group by |, the canonical one first
 *               TYPE BOOL: NULL, or two groups: further words for yes, further words for no
 *               Neither is folded at run time: write no full-width letters, half-width kana or doubled blanks
 */

#include "base/str.h"

/* The order is that of frames in scan journals: add at the end. */
enum table_id {
    TABLE_DEVICES,
    TABLE_SOFTWARE,
    TABLE_INTERFACES,
    TABLE_COMPONENTS,
    TABLE_ACCOUNTS,
    TABLE_UPDATES,
    TABLE_NEIGHBORS,
    TABLE_PROBES,
    TABLE_LICENSES,
    TABLE_ASSIGNMENTS,
    TABLE_PEOPLE,
    TABLE_SUPPORT,
    TABLE_CONTRACTS,
    TABLE_CHANGES,
    TABLE_CIRCUITS,
    TABLE_CLOUD,
    TABLE_DOMAINS,
    TABLE_FACILITIES,
    TABLE_SESSIONS,
    TABLE_ACCESS,
    TABLE_USAGE,
    TABLE_CLUSTERS,
    TABLE_CONNECTIONS,
    TABLE_CHECKS,
    TABLE_PRODUCTS,
    TABLE_DOWNGRADES,
    TABLE_CORE_FACTORS,
    TABLE_POINTS,
    TABLE_MINIMUMS,
    TABLE_RELEASES,
    TABLE_EDITION_LIMITS,
    TABLE_FEEDS,
    TABLE_ALIASES,
    TABLE_PLACES,
    TABLE_KEYS,
    TABLE_GUESTS,
    TABLE_CALENDAR,
    TABLE_CALENDAR_IDS,
    TABLE_DISPOSITIONS,
    TABLE_COUNT
};

/* Where a table comes from. */
enum table_kind {
    TABLE_KIND_LEDGER,   /* people keep it: genkyo init writes a template */
    TABLE_KIND_RECORD,   /* a log or an extract that only some offices have; no template, as an empty one would say that
                            nothing happened */
    TABLE_KIND_RULE,     /* reviewable knowledge, each row with its source */
    TABLE_KIND_SNAPSHOT, /* observed, never in a ledger */
    TABLE_KIND_STATE,    /* imported, and kept in the state directory (inventory/state_read.h) */
    TABLE_KIND_EDITED,   /* exported for people to fill in, and read back (inventory/edited_read.h) */
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
    TYPE_QUANTITY,  /* a count that may be unlimited: coded */
    TYPE_RATIO,     /* an exact number: 0.5, 1/4, 12.75: coded */
    TYPE_DAYS,      /* a number of days: 30, 90日, 2週間: coded */
    TYPE_PERIOD,    /* 3か月, 60日, 2週間, 1年: coded */
    TYPE_MILESTONE, /* a day that a vendor sets: also 未定 未公表 終了済 無期限: coded */
    TYPE_EXPIRY,    /* the last day of something: also 永続 無期限 自動更新: coded */
    TYPE_MOMENT,    /* a day and a time, with or without an offset: coded */
    TYPE_SECRET,    /* text that is never shown, logged or compared: uncoded */
    TYPE_KIND_COUNT
};

/* What every column of a type has in common. */
struct column_type_def {
    const char *name; /* for documentation: "date", "size in MB" … */
    bool is_coded;    /* cells are kept as codes of a dictionary of distinct values */
    bool is_identity; /* takes part in pairing */
    bool is_secret;   /* the text of a cell must not reach a diagnostic, a finding or a report */
};

enum column_need {
    NEED_MANDATORY, /* without it the table is refused, an empty cell is INP-REQUIRED (ledgers only) */
    NEED_ONE_OF,    /* as mandatory, but one of the columns with this mark will do (ledgers only) */
    NEED_EXPECTED,  /* its absence is one INP-HEADER notice (ledgers only) */
    NEED_OPTIONAL,
    NEED_OBSERVED, /* snapshots and the state only: never recognised in a ledger */
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
    enum table_kind kind;
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
enum licenses_column {
#define COLUMN(ID, ...) LICENSES_##ID,
#include "inventory/schema/licenses.def"
    LICENSES_COLUMN_COUNT
};
enum assignments_column {
#define COLUMN(ID, ...) ASSIGNMENTS_##ID,
#include "inventory/schema/assignments.def"
    ASSIGNMENTS_COLUMN_COUNT
};
enum people_column {
#define COLUMN(ID, ...) PEOPLE_##ID,
#include "inventory/schema/people.def"
    PEOPLE_COLUMN_COUNT
};
enum support_column {
#define COLUMN(ID, ...) SUPPORT_##ID,
#include "inventory/schema/support.def"
    SUPPORT_COLUMN_COUNT
};
enum contracts_column {
#define COLUMN(ID, ...) CONTRACTS_##ID,
#include "inventory/schema/contracts.def"
    CONTRACTS_COLUMN_COUNT
};
enum changes_column {
#define COLUMN(ID, ...) CHANGES_##ID,
#include "inventory/schema/changes.def"
    CHANGES_COLUMN_COUNT
};
enum circuits_column {
#define COLUMN(ID, ...) CIRCUITS_##ID,
#include "inventory/schema/circuits.def"
    CIRCUITS_COLUMN_COUNT
};
enum cloud_column {
#define COLUMN(ID, ...) CLOUD_##ID,
#include "inventory/schema/cloud.def"
    CLOUD_COLUMN_COUNT
};
enum domains_column {
#define COLUMN(ID, ...) DOMAINS_##ID,
#include "inventory/schema/domains.def"
    DOMAINS_COLUMN_COUNT
};
enum facilities_column {
#define COLUMN(ID, ...) FACILITIES_##ID,
#include "inventory/schema/facilities.def"
    FACILITIES_COLUMN_COUNT
};
enum sessions_column {
#define COLUMN(ID, ...) SESSIONS_##ID,
#include "inventory/schema/sessions.def"
    SESSIONS_COLUMN_COUNT
};
enum access_column {
#define COLUMN(ID, ...) ACCESS_##ID,
#include "inventory/schema/access.def"
    ACCESS_COLUMN_COUNT
};
enum usage_column {
#define COLUMN(ID, ...) USAGE_##ID,
#include "inventory/schema/usage.def"
    USAGE_COLUMN_COUNT
};
enum clusters_column {
#define COLUMN(ID, ...) CLUSTERS_##ID,
#include "inventory/schema/clusters.def"
    CLUSTERS_COLUMN_COUNT
};
enum connections_column {
#define COLUMN(ID, ...) CONNECTIONS_##ID,
#include "inventory/schema/connections.def"
    CONNECTIONS_COLUMN_COUNT
};
enum checks_column {
#define COLUMN(ID, ...) CHECKS_##ID,
#include "inventory/schema/checks.def"
    CHECKS_COLUMN_COUNT
};
enum products_column {
#define COLUMN(ID, ...) PRODUCTS_##ID,
#include "inventory/schema/products.def"
    PRODUCTS_COLUMN_COUNT
};
enum downgrades_column {
#define COLUMN(ID, ...) DOWNGRADES_##ID,
#include "inventory/schema/downgrades.def"
    DOWNGRADES_COLUMN_COUNT
};
enum core_factors_column {
#define COLUMN(ID, ...) CORE_FACTORS_##ID,
#include "inventory/schema/core_factors.def"
    CORE_FACTORS_COLUMN_COUNT
};
enum points_column {
#define COLUMN(ID, ...) POINTS_##ID,
#include "inventory/schema/points.def"
    POINTS_COLUMN_COUNT
};
enum minimums_column {
#define COLUMN(ID, ...) MINIMUMS_##ID,
#include "inventory/schema/minimums.def"
    MINIMUMS_COLUMN_COUNT
};
enum releases_column {
#define COLUMN(ID, ...) RELEASES_##ID,
#include "inventory/schema/releases.def"
    RELEASES_COLUMN_COUNT
};
enum edition_limits_column {
#define COLUMN(ID, ...) EDITION_LIMITS_##ID,
#include "inventory/schema/edition_limits.def"
    EDITION_LIMITS_COLUMN_COUNT
};
enum feeds_column {
#define COLUMN(ID, ...) FEEDS_##ID,
#include "inventory/schema/feeds.def"
    FEEDS_COLUMN_COUNT
};
enum aliases_column {
#define COLUMN(ID, ...) ALIASES_##ID,
#include "inventory/schema/aliases.def"
    ALIASES_COLUMN_COUNT
};
enum places_column {
#define COLUMN(ID, ...) PLACES_##ID,
#include "inventory/schema/places.def"
    PLACES_COLUMN_COUNT
};
enum keys_column {
#define COLUMN(ID, ...) KEYS_##ID,
#include "inventory/schema/keys.def"
    KEYS_COLUMN_COUNT
};
enum guests_column {
#define COLUMN(ID, ...) GUESTS_##ID,
#include "inventory/schema/guests.def"
    GUESTS_COLUMN_COUNT
};
enum calendar_column {
#define COLUMN(ID, ...) CALENDAR_##ID,
#include "inventory/schema/calendar.def"
    CALENDAR_COLUMN_COUNT
};
enum calendar_ids_column {
#define COLUMN(ID, ...) CALENDAR_IDS_##ID,
#include "inventory/schema/calendar_ids.def"
    CALENDAR_IDS_COLUMN_COUNT
};
enum dispositions_column {
#define COLUMN(ID, ...) DISPOSITIONS_##ID,
#include "inventory/schema/dispositions.def"
    DISPOSITIONS_COLUMN_COUNT
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
