#pragma once
/* The rows of a rule table as items of one kind, in an order that owes nothing to that of the rows. Built once, then
 * constant: any thread. */

#include "base/arena.h"
#include "base/diagnostic.h"
#include "inventory/table.h"

/* A row that is being read. */
struct rule_row {
    const struct table *table;
    uint32_t number;
    struct row_reader *reader;       /* stands on it */
    struct arena *arena;             /* of the texts in items; whoever reads the table looks whether it failed */
    struct diagnostics *diagnostics; /* may be NULL */
};

/* What items of a kind are. */
struct rule_kind {
    size_t size; /* of an item, in bytes */
    /* Fills ITEM, which is zeroed, from the row. False: the row says nothing of use and is left out. */
    bool (*fill)(const struct rule_row *row, void *item);
    /* A total order of what items say, to the last of it. */
    int (*order)(const void *a, const void *b);
    /* Releases what an item has outside the arena; may be NULL. */
    void (*discard)(void *item);
};

struct rule_list {
    const struct rule_kind *kind;
    struct arena *arena; /* of the items and their texts */
    void *items;
    uint32_t count;
};

/* TABLE may be NULL: there are no rules. KIND is borrowed. */
MUST_CHECK enum err_code rule_list_read(const struct table *table, const struct rule_kind *kind,
                                        struct diagnostics *diagnostics, struct rule_list *ret_list, struct err *err);
void rule_list_done(struct rule_list *list);

/* The text of a cell, in the row's arena: as it stands, and folded as titles are. */
struct str rule_text(const struct rule_row *row, unsigned column);
struct str rule_folded(const struct rule_row *row, unsigned column);
/* The day of a cell, or DATE_NONE. */
struct date rule_date(const struct rule_row *row, unsigned column);
/* Where the row stands, "releases.csv:3", in its arena. */
struct str rule_evidence(const struct rule_row *row);

struct rule_range {
    uint32_t first, count;
};
/* Of items that begin with a folded product (a struct str) and are ordered by it first: those of PRODUCT, however it is
 * spelt. None when memory is out. */
struct rule_range rule_list_of(const struct rule_list *list, struct str product);
