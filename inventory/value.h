#pragma once
/* Values of cells: what a cell's text means in a column of a given type. Pure functions over UTF-8; any thread. */

#include "base/calendar.h"
#include "inventory/problem.h"
#include "inventory/schema.h"

/* A unit that stands in a heading, such as メモリ(GB). */
enum unit {
    UNIT_NONE,
    UNIT_MB,
    UNIT_GB,
    UNIT_TB,
    UNIT_THOUSAND, /* 千円 */
    UNIT_MILLION,  /* 百万円 */
};

struct value {
    /* PROBLEM_NONE, a notice (the value is set), or why the cell counts as blank */
    enum problem problem;
    bool is_set;
    int64_t number;         /* INTEGER AMOUNT CORES (total) MEMORY_MB DISK_GB; BOOL 0 or 1; WORD the group's index */
    int64_t sockets;        /* CORES: 8コア×2 gives 2; 0 when the cell does not say */
    struct date date;       /* DATE */
    struct instant instant; /* TIME */
};

/* A blank cell, and `-`, なし and their like in columns that are not text, give an unset value without a problem. Text
 * types are always set when not blank. UNIT counts when the cell names none. A list of addresses with an unreadable
 * part has the problem, but is set when another part can be read. A cell for which memory runs out reads as unreadable.
 */
struct value value_read(const struct column_def *column, enum unit unit, struct str utf8);

/* Is it one of 〃 同上 "" (repeat the cell above)? */
bool value_is_ditto(struct str utf8);
/* Takes the next part of a list cell off *REST, trimmed, blank parts skipped; false at the end. The separators are
 * those of the column's type. */
bool value_next_part(const struct column_def *column, struct str *rest, struct str *ret_part);
