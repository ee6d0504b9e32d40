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
    HEADING_PERIOD,    /* two columns, the first and the last day of a period: 使用期間 (2026-04-01～2027-03-31) */
    HEADING_AMBIGUOUS, /* two columns could be meant: never guessed */
    HEADING_SECOND,    /* heading_read_all: another cell holds its column by a better heading; kept as an unknown one */
    HEADING_TWICE,     /* heading_read_all: another cell before it claims its column with the same right */
};

struct heading {
    enum heading_fit fit;
    unsigned column;       /* all but HEADING_UNKNOWN: the first that fits; HEADING_PERIOD: of the first day */
    unsigned other_column; /* HEADING_AMBIGUOUS; HEADING_PERIOD: of the last day */
    enum unit unit;        /* from （GB） and the like; HEADING_PERIOD: UNIT_FROM, and UNIT_TO is for other_column */
    unsigned rank;         /* 0: the canonical name or the first heading of the definition; higher is weaker */
    size_t other_cell;     /* HEADING_SECOND and HEADING_TWICE: the cell that holds the column */
};

/* One heading cell, UTF-8, against the columns of a table; observed-only columns are left out. */
struct heading heading_read(enum table_id table, struct str utf8);

/* All heading cells of a file, which say more together than each by itself; RET_HEADINGS has room for COUNT.
 *   - A heading that is doubtful beside another one becomes HEADING_AMBIGUOUS: コア数 where the file also has
 *     ソケット数 but no cores per socket (of one, or of all of them?), 延長サポート終了日 beside another
 * サポート終了日.
 *   - Headings of one column: the order of the definition ranks them, best first, so that 型番 wins where 製品名 stands
 *     beside it. The best one has the column and each other one is HEADING_SECOND. Two that share the best rank are
 *     both wrong: the later is HEADING_TWICE, which refuses the file.
 *   - A period gives way for a column that another heading names by itself. */
void heading_read_all(enum table_id table, const struct str *cells, size_t count, struct heading *ret_headings);

/* How many cells of a row are headings of the table: the row with the most hits is the heading row. */
unsigned heading_hits(enum table_id table, const struct str *cells, size_t count);

/* The ledger table that a file's name stands for; false when none or several fit (*ret_count says how many). The
 * longest name that occurs in the file's name wins. */
bool heading_table_of_file(struct str file_name, enum table_id *ret_table, unsigned *ret_count);
