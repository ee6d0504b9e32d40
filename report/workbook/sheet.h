#pragma once
/* The sheets of a workbook, in the order of their tabs. Constant data; any thread. */

#include "inventory/schema.h"
#include "report/sheet.h"

enum workbook_tab {
    TAB_SUMMARY,
    TAB_FINDINGS,
    TAB_ASSETS,
    TAB_LICENSES,
    TAB_SUPPORT,
    TAB_CONTRACTS,
    TAB_REUSE,
    TAB_CHANGES,
    TAB_UNDETERMINED,
    TAB_ALLOCATION,
    TAB_DEMAND,
    TAB_EVIDENCE,
    TAB_COUNT
};

#define WORKBOOK_MARKS 3
struct workbook_sheet {
    const char *name[LANGUAGE_COUNT];
    const struct sheet_table *table; /* NULL: it is not the rows of a file */
    /* Columns, or two with a blank between, whose values the summary leads to: the first row of each is kept. */
    const char *marks[WORKBOOK_MARKS];
    bool is_ledger; /* its columns are headed as ledgers of the table LEDGER are */
    enum table_id ledger;
};

extern const struct workbook_sheet workbook_sheets[TAB_COUNT];
