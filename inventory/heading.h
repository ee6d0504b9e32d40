#pragma once
/* Headings of ledger files: which column a heading means, and which unit it sets. Headings are folded first: NFKC,
 * case, blanks and newlines dropped, ※ and * dropped, dashes and waves unified; what stands in brackets is read (units)
 * before it is dropped. Pure functions; any thread. */

#include "inventory/problem.h"
#include "inventory/schema.h"
#include "inventory/value.h"

enum heading_fit {
    HEADING_UNKNOWN,   /* kept as an unknown column */
    HEADING_FITS,      /* one column */
    HEADING_AMBIGUOUS, /* two columns could be meant: never guessed */
};

struct heading {
    enum heading_fit fit;
    unsigned column;       /* HEADING_FITS and HEADING_AMBIGUOUS: the first that fits */
    unsigned other_column; /* HEADING_AMBIGUOUS */
    enum unit unit;        /* from （GB） and the like */
};

/* One heading cell, UTF-8, against the columns of a table; observed-only columns are left out. */
struct heading heading_read(enum table_id table, struct str utf8);

/* How many cells of a row are headings of the table: the row with the most hits is the heading row. */
unsigned heading_hits(enum table_id table, const struct str *cells, size_t count);

/* The ledger table that a file's name stands for; false when none or several fit (*ret_count says how many). The
 * longest name that occurs in the file's name wins. */
bool heading_table_of_file(struct str file_name, enum table_id *ret_table, unsigned *ret_count);
