#pragma once
/* Whether a workbook is whole. libxlsxwriter looks at few of its writes: a temporary directory that fills up while the
 * sheets are put together would leave a workbook that Excel wants to repair, and nobody would know. So it is read back.
 */

#include "base/error.h"

/* Of a sheet: rows that were written, and cells with text or numbers. */
struct workbook_counts {
    uint64_t rows, cells;
};

/* ERR_SYSTEM on TMPDIR when sheets of the workbook NAME do not have the rows and cells of COUNTS, in their order. */
MUST_CHECK enum err_code workbook_check(int dir_fd, const char *name, const char *tmpdir,
                                        const struct workbook_counts *counts, size_t count, struct err *err);
