#pragma once
/* What the parts of tests/reference/world.c share: rows, and the files that they are written to. Internal to
 * tests/reference/. */

#include "inventory/snapshot.h"
#include "tests/reference/world.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/require.h"

enum { FILES_MAX = 2 };

/* What is wrong with a row in its file. */
enum damage { DAMAGE_NONE, DAMAGE_CUT, DAMAGE_EXTRA, DAMAGE_SYNTAX };

struct row {
    struct str cells[COLUMNS_MAX];
    unsigned file;
    enum damage damage;
};

/* How a ledger file is written. */
struct file {
    char name[32];
    unsigned columns[COLUMNS_MAX], column_count;
    struct str headings[COLUMNS_MAX];
    char delimiter;
    const char *line_end, *encoding, *ditto; /* NULL: UTF-8, no dittos */
    bool has_bom;
};

struct rows {
    enum table_id table;
    struct row *items;
    unsigned count, capacity;
    struct file files[FILES_MAX]; /* of a ledger */
    unsigned file_count;
};

struct world {
    struct arena *arena;
    unsigned machine_count, pool; /* identifiers have numbers below POOL */
    unsigned mistakes;            /* of so many cells one is wrong */
    unsigned keeps;               /* of four columns a ledger file has so many */
    struct rows assets, listed, rules, places, connections, clusters;
    struct rows devices, installed, probes, neighbors, interfaces, guests, components;
    struct snapshot_info info;
};

#define PICK(LIST) (LIST)[pick(ARRAY_LEN(LIST))]

/* In any of the files. */
static inline struct row *add_row(struct rows *rows) {
    require(rows->count < rows->capacity, "room for rows");
    struct row *row = &rows->items[rows->count++];
    row->file = rows->file_count ? pick(rows->file_count) : 0;
    return row;
}
