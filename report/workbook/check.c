#include "report/workbook/check.h"

#include "base/xlsx_read.h"

#include <errno.h>
#include <limits.h>

static enum err_code count_row(void *context, const struct xlsx_row *row, struct err *err) {
    struct workbook_counts *counts = context;

    (void)err;
    counts->rows++;
    counts->cells += row->cell_count;
    return ERR_OK;
}

/* Our own file needs no guard against being larger than it looks. */
static const struct xlsx_limits no_limits = {
    .unpacked_bytes = UINT64_MAX, .string_bytes = UINT64_MAX, .ratio = UINT_MAX};

static enum err_code check_sheets(struct xlsx_workbook *workbook, const struct workbook_counts *counts, size_t count,
                                  bool *ret_is_whole, struct err *err) {
    bool is_whole = xlsx_sheet_count(workbook) == count;
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < count && is_whole && code == ERR_OK; i++) {
        struct workbook_counts found = {0};
        const struct xlsx_handler handler = {.context = &found, .row = count_row};
        code = xlsx_read_sheet(workbook, i, &handler, err);
        is_whole = found.rows == counts[i].rows && found.cells == counts[i].cells;
    }
    *ret_is_whole = is_whole;
    return code;
}

enum err_code workbook_check(int dir_fd, const char *name, const char *tmpdir, const struct workbook_counts *counts,
                             size_t count, struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    CLEANUP(xlsx_close_cleanup) struct xlsx_workbook *workbook = NULL;
    bool is_whole = false;
    enum err_code code = file_open(dir_fd, name, &file, err);

    if (code == ERR_OK) {
        code = xlsx_open(file, &no_limits, &workbook, err);
    }
    if (code == ERR_OK) {
        code = check_sheets(workbook, counts, count, &is_whole, err);
    }
    if (code == ERR_SYNTAX || (code == ERR_OK && !is_whole)) {
        errno = ENOSPC; /* what else could be lost on the way */
        return err_system(err, tmpdir, "write");
    }
    return code;
}
