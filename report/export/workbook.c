#include "report/export/workbook.h"

#include "report/workbook/excel_text.h"
#include "report/workbook/rows.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { SHEETS_MAX = 24, NAME_SIZE = 64 };

struct export_workbook {
    const struct export_settings *settings;
    char name[NAME_SIZE];
    char as_of[11];
    struct excel_file *file;               /* NULL once it is closed */
    struct workbook_rows rows[SHEETS_MAX]; /* of one of lines only the page is set */
    size_t count;
    uint32_t last_row; /* of the lines */
    uint16_t last_column;
    unsigned row_lines;
};

enum err_code export_workbook_new(const struct export_settings *settings, const struct workbook_sheet *index,
                                  struct export_workbook **ret_workbook, struct err *err) {
    struct export_workbook *workbook = calloc(1, sizeof *workbook);

    if (!workbook) {
        return err_no_memory(err);
    }
    workbook->settings = settings;
    snprintf(workbook->name, sizeof workbook->name, "%s.xlsx", settings->name);
    date_format(settings->as_of, workbook->as_of);
    const struct excel_settings excel = {
        .dir_fd = settings->dir_fd,
        .name = workbook->name,
        .tmpdir = settings->tmpdir,
        .language = settings->language,
        .title = str_from(export_text(settings->title, settings->language)),
        .date = settings->as_of,
    };
    enum err_code code = excel_create(&excel, &workbook->file, err);
    if (code != ERR_OK) {
        export_workbook_free(workbook);
        return code;
    }
    export_workbook_add(workbook, index);
    *ret_workbook = workbook;
    return ERR_OK;
}

void export_workbook_free(struct export_workbook *workbook) {
    if (workbook) {
        for (size_t i = 0; i < workbook->count; i++) {
            workbook_rows_done(&workbook->rows[i]);
        }
        excel_abandon(workbook->file);
        free(workbook);
    }
}

const char *export_workbook_file(const struct export_workbook *workbook) {
    return workbook->name;
}

void export_workbook_add(struct export_workbook *workbook, const struct workbook_sheet *sheet) {
    enum language language = workbook->settings->language;

    assert(workbook->count < SHEETS_MAX);
    struct excel_page *page = excel_add(workbook->file, sheet->name[language]);
    workbook_rows_begin(&workbook->rows[workbook->count++], sheet, page, language);
}

enum err_code export_workbook_row(struct export_workbook *workbook, const struct str *cells, struct err *err) {
    return workbook_rows_take(&workbook->rows[workbook->count - 1], cells, err);
}

enum err_code export_workbook_list(struct export_workbook *workbook, const struct str *cells, struct err *err) {
    return workbook_rows_take(&workbook->rows[0], cells, err);
}

/* --- lines ---------------------------------------------------------------------------------------------------------
 */

/* The first column says what a line is about, the others are of tables. */
enum { FIRST_WIDTH = 40, OTHER_WIDTH = 22, LAST_COLUMN = 8 };

static const enum excel_style styles[] = {
    [GRID_TEXT] = EXCEL_WRAPPED,    [GRID_TITLE] = EXCEL_TITLE, [GRID_SECTION] = EXCEL_SECTION,
    [GRID_HEADING] = EXCEL_HEADING, [GRID_NOTE] = EXCEL_PLAIN,  [GRID_TOTAL] = EXCEL_TOTAL_TEXT,
};

void export_grid_begin(struct export_workbook *workbook, const char *name) {
    if (workbook) {
        assert(workbook->count < SHEETS_MAX);
        struct excel_page *page = excel_add(workbook->file, name);
        workbook->rows[workbook->count++].page = page;
        excel_set_width(page, 0, 0, FIRST_WIDTH);
        excel_set_width(page, 1, LAST_COLUMN, OTHER_WIDTH);
    }
}

static struct excel_page *cell_of(struct export_workbook *workbook, uint32_t row, uint16_t column, unsigned lines) {
    struct excel_page *page = workbook->rows[workbook->count - 1].page;

    workbook->row_lines = row == workbook->last_row && workbook->row_lines > lines ? workbook->row_lines : lines;
    workbook->last_row = row;
    workbook->last_column = column > workbook->last_column ? column : workbook->last_column;
    if (workbook->row_lines > 1) {
        excel_set_height(page, row, workbook->row_lines);
    }
    return page;
}

void export_grid_text(struct export_workbook *workbook, uint32_t row, uint16_t column, enum export_grid_style style,
                      struct str text) {
    if (workbook) {
        unsigned lines = style == GRID_TEXT ? excel_text_lines(text, column ? OTHER_WIDTH - 1 : FIRST_WIDTH - 1) : 1;
        (void)excel_text(cell_of(workbook, row, column, lines), row, column, styles[style], text);
    }
}

void export_grid_number(struct export_workbook *workbook, uint32_t row, uint16_t column, int64_t number) {
    if (workbook) {
        excel_number(cell_of(workbook, row, column, 1), row, column, EXCEL_NUMBER, number);
    }
}

/* --- the end -------------------------------------------------------------------------------------------------------
 */

static void end_lines(struct export_workbook *workbook, struct excel_page *page, struct str title) {
    const struct excel_print print = {.header = title,
                                      .right = str_from(workbook->as_of),
                                      .last_row = workbook->last_row,
                                      .last_column = workbook->last_column};

    excel_print(page, &print);
}

static void end_sheets(struct export_workbook *workbook) {
    const struct export_settings *settings = workbook->settings;
    struct str title = str_from(export_text(settings->title, settings->language));

    for (size_t i = 0; i < workbook->count; i++) {
        if (workbook->rows[i].sheet) {
            workbook_rows_end(&workbook->rows[i], title, str_from(workbook->as_of));
        } else {
            end_lines(workbook, workbook->rows[i].page, title);
        }
    }
}

enum err_code export_workbook_close(struct export_workbook *workbook, struct err *err) {
    end_sheets(workbook);
    return excel_close(TAKE_PTR(workbook->file), workbook->settings->sync, err);
}
