#pragma once
/* The heading row of a ledger file: which row it is, and which cell holds which column. */

#include "base/arena.h"
#include "inventory/heading.h"
#include "inventory/intake_report.h"
#include "inventory/table_build.h"

/* Title rows above the headings that are looked through. */
#define HEADING_ROWS_MAX 20

/* What ledger.yaml says of a heading. */
struct heading_override {
    struct str heading; /* UTF-8; compared folded */
    const char *column; /* the canonical name */
};

/* How the headings of a file are to be understood. */
struct heading_rules {
    const enum table_id *table; /* NULL: any ledger table, see heading_row_find */
    bool is_exact;              /* canonical headings only, and nothing is mandatory (snapshots) */
    bool is_import;             /* other tools' headings too (inventory/import_heading.h), and nothing is mandatory */
    const struct heading_override *overrides; /* of columns of the table */
    size_t override_count;
};

struct heading_row {
    bool is_found;
    bool has_second;   /* the next row continues it: headings below group headings, or units */
    bool is_ambiguous; /* two tables fit equally well */
    enum table_id table;
    enum table_id other_table; /* is_ambiguous */
    char delimiter;
    uint64_t offset; /* of the row */
    unsigned hits;
};

/* How a text begins. */
struct text_head {
    struct str bytes;
    uint64_t offset; /* of them in the file */
    bool is_all;     /* there are no more */
};

/* Without a table in the rules, any ledger table that has its mandatory columns and whose headings are at least half of
 * the row. *RET is set when a row with more hits than ret->hits is found. */
MUST_CHECK enum err_code heading_row_find(const struct text_head *head, char delimiter,
                                          const struct heading_rules *rules, struct cell_decoder *cells,
                                          struct heading_row *ret, struct err *err);

/* The headings of a file and what they mean. */
struct intake_header {
    struct str *texts; /* UTF-8, in the arena */
    size_t count;      /* up to the last heading that is not blank */
    struct source_column columns[COLUMNS_MAX];
};

/* Reads the heading row, with the row that continues it or NULL. Problems go to REPORT; whether they refuse the file is
 * the report's to say. rules->table must be set. */
MUST_CHECK enum err_code intake_header_read(const struct heading_rules *rules, const struct csv_row *row,
                                            const struct csv_row *second, struct cell_decoder *cells,
                                            struct arena *arena, struct intake_report *report,
                                            struct intake_header *ret_header, struct err *err);
/* Of a cell; empty when it has none. */
struct str intake_header_text(const struct intake_header *header, size_t cell);
