#include "inventory/schema.h"

#include "base/compiler.h"
#include "base/text.h"

#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def devices_columns[] = {
#include "inventory/schema/devices.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def software_columns[] = {
#include "inventory/schema/software.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def interfaces_columns[] = {
#include "inventory/schema/interfaces.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def components_columns[] = {
#include "inventory/schema/components.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def accounts_columns[] = {
#include "inventory/schema/accounts.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def updates_columns[] = {
#include "inventory/schema/updates.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def neighbors_columns[] = {
#include "inventory/schema/neighbors.def"
};
#define COLUMN(ID, NAME, TYPE, NEED, HEADINGS, WORDS) {NAME, TYPE_##TYPE, NEED_##NEED, HEADINGS, WORDS},
static const struct column_def probes_columns[] = {
#include "inventory/schema/probes.def"
};

_Static_assert(DEVICES_COLUMN_COUNT <= COLUMNS_MAX && SOFTWARE_COLUMN_COUNT <= COLUMNS_MAX,
               "COLUMNS_MAX must hold the widest table");

static const struct table_def tables[TABLE_COUNT] = {
    [TABLE_DEVICES] = {"devices", "ハードウェア台帳|機器台帳|hardware|devices|assets", devices_columns,
                       DEVICES_COLUMN_COUNT, true, true},
    [TABLE_SOFTWARE] = {"software", "導入ソフトウェア台帳|ソフトウェア台帳|software|installations", software_columns,
                        SOFTWARE_COLUMN_COUNT, true, true},
    [TABLE_INTERFACES] = {"interfaces", "", interfaces_columns, INTERFACES_COLUMN_COUNT, false, true},
    [TABLE_COMPONENTS] = {"components", "", components_columns, COMPONENTS_COLUMN_COUNT, false, true},
    [TABLE_ACCOUNTS] = {"accounts", "", accounts_columns, ACCOUNTS_COLUMN_COUNT, false, true},
    [TABLE_UPDATES] = {"updates", "", updates_columns, UPDATES_COLUMN_COUNT, false, true},
    [TABLE_NEIGHBORS] = {"neighbors", "", neighbors_columns, NEIGHBORS_COLUMN_COUNT, false, true},
    [TABLE_PROBES] = {"probes", "", probes_columns, PROBES_COLUMN_COUNT, false, true},
};

static const struct column_type_def types[TYPE_KIND_COUNT] = {
    [TYPE_REFERENCE] = {"reference", true, false},
    [TYPE_ID] = {"identifier", false, true},
    [TYPE_SERIAL] = {"serial number", false, true},
    [TYPE_UUID] = {"UUID", false, true},
    [TYPE_HOSTNAME] = {"host names", false, true},
    [TYPE_MAC_LIST] = {"MAC addresses", false, true},
    [TYPE_IP_LIST] = {"IP addresses", false, true},
    [TYPE_NOTE] = {"free text", false, false},
    [TYPE_TEXT] = {"text", true, false},
    [TYPE_VENDOR] = {"maker", true, false},
    [TYPE_MODEL] = {"model", true, false},
    [TYPE_PERSON] = {"person", true, false},
    [TYPE_PLACE] = {"place", true, false},
    [TYPE_VERSION] = {"version", true, false},
    [TYPE_TITLE] = {"software title", true, false},
    [TYPE_WORD] = {"one of a list of words", true, false},
    [TYPE_BOOL] = {"yes or no", true, false},
    [TYPE_DATE] = {"date", true, false},
    [TYPE_TIME] = {"time with offset", true, false},
    [TYPE_INTEGER] = {"whole number", true, false},
    [TYPE_AMOUNT] = {"amount of money", true, false},
    [TYPE_CORES] = {"count of cores", true, false},
    [TYPE_MEMORY_MB] = {"size in MB", true, false},
    [TYPE_DISK_GB] = {"size in GB", true, false},
    [TYPE_ID_LIST] = {"identifiers", false, false},
    [TYPE_TEXT_LIST] = {"words", true, false},
};

const struct table_def *schema_table(enum table_id table) {
    return &tables[table];
}

bool schema_table_by_name(struct str name, enum table_id *ret_table) {
    for (unsigned i = 0; i < TABLE_COUNT; i++) {
        if (str_eq(name, str_from(tables[i].name))) {
            *ret_table = (enum table_id)i;
            return true;
        }
    }
    return false;
}

const struct column_def *schema_column(enum table_id table, unsigned column) {
    return &tables[table].columns[column];
}

bool schema_column_by_name(enum table_id table, struct str name, unsigned *ret_column) {
    for (unsigned i = 0; i < tables[table].column_count; i++) {
        if (str_eq(name, str_from(tables[table].columns[i].name))) {
            *ret_column = i;
            return true;
        }
    }
    return false;
}

const struct column_type_def *schema_type(enum column_type type) {
    return &types[type];
}

struct str schema_word(const struct column_def *column, unsigned index) {
    struct str groups = str_from(column->words), group, word;
    while (str_cut(&groups, ';', &group)) {
        if (index-- == 0) {
            return str_cut(&group, '|', &word) ? word : STR_NONE;
        }
    }
    return STR_NONE;
}

bool schema_word_index(const struct column_def *column, struct str word, unsigned *ret_index) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    text_fold(word, &folded);
    if (folded.failed || folded.n == 0) {
        return false;
    }
    /* The lists are written so that folding them only lowers ASCII letters (tested): nothing to fold here. */
    struct str groups = str_from(column->words), group, known;
    for (unsigned index = 0; str_cut(&groups, ';', &group); index++) {
        while (str_cut(&group, '|', &known)) {
            if (str_eq_ignore_case(known, buffer_view(&folded))) {
                *ret_index = index;
                return true;
            }
        }
    }
    return false;
}
