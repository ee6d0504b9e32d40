#pragma once
/* Reading Excel workbooks (.xlsx, ECMA-376 and ISO/IEC 29500, transitional and strict): the sheets and, as a stream,
 * the rows of a sheet with their cells as text. docs/formats/xlsx.md says what becomes of each kind of cell. Formulas
 * are not computed: what Excel saved with them counts. Macros, links and everything else that a workbook can hold are
 * never looked at. One thread at a time.
 *
 * Errors of all functions: ERR_SYNTAX (arg[0] what is wrong, arg[1] the part; line and column are those of its XML),
 * ERR_TOO_LARGE (arg[0] the limit), ERR_UNSUPPORTED (encrypted, or the old .xls), and those of reading the file. */

#include "base/xlsx_package.h"

#define XLSX_ROWS_MAX    1048576
#define XLSX_COLUMNS_MAX 16384

struct xlsx_workbook;
/* FILE is borrowed until the workbook is closed. LIMITS NULL: the default. */
MUST_CHECK enum err_code xlsx_open(const struct file *file, const struct xlsx_limits *limits,
                                   struct xlsx_workbook **ret_workbook, struct err *err);
void xlsx_close(struct xlsx_workbook *workbook);
DEFINE_CLEANUP(xlsx_workbook, xlsx_close)

struct xlsx_sheet {
    struct str name; /* never empty, without \ / ? * [ ] : and control characters; owned by the workbook */
    bool is_hidden;
};
/* Sheets of cells, in the order of their tabs; charts and the like are left out. */
size_t xlsx_sheet_count(const struct xlsx_workbook *workbook);
const struct xlsx_sheet *xlsx_sheet_at(const struct xlsx_workbook *workbook, size_t index);

enum xlsx_cell_state {
    XLSX_CELL_TEXT,
    XLSX_CELL_ERROR,    /* an error value; text is its name, #N/A */
    XLSX_CELL_NO_VALUE, /* a formula whose result was not saved; no text */
    XLSX_CELL_TOO_LONG, /* more than 32,767 characters; no text */
};

struct xlsx_cell {
    uint32_t column; /* from 0 */
    enum xlsx_cell_state state;
    struct str text; /* UTF-8; borrowed until the callback returns */
};

struct xlsx_row {
    uint32_t number; /* from 1, as Excel shows it */
    bool is_hidden;
    const struct xlsx_cell *cells; /* in order of columns; those without text are left out */
    size_t cell_count;             /* at least 1 */
};

/* Cells that are shown as one; the first holds the value. Rows from 1, columns from 0. */
struct xlsx_merge {
    uint32_t first_row, last_row;
    uint32_t first_column, last_column;
};

struct xlsx_handler {
    void *context;
    /* In order of rows. A failure ends the reading. */
    enum err_code (*row)(void *context, const struct xlsx_row *row, struct err *err);
    /* Behind all rows. May be NULL. */
    enum err_code (*merge)(void *context, const struct xlsx_merge *merge, struct err *err);
};
MUST_CHECK enum err_code xlsx_read_sheet(struct xlsx_workbook *workbook, size_t index,
                                         const struct xlsx_handler *handler, struct err *err);

/* "AB12" and a NUL. */
#define XLSX_CELL_NAME_MAX 16
void xlsx_cell_name(uint32_t row, uint32_t column, char ret_name[XLSX_CELL_NAME_MAX]);
/* The place of a cell name; false when it is none, or outside of a sheet. */
bool xlsx_cell_place(struct str name, uint32_t *ret_row, uint32_t *ret_column);
