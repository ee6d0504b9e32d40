#include "report/export_workbook.h"

#include "report/workbook_check.h"
#include "report/workbook_rows.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SHEETS_MAX = 24, NAME_SIZE = 64 };

static const char *const fonts[LANGUAGE_COUNT] = {[LANGUAGE_EN] = "Calibri", [LANGUAGE_JA] = "游ゴシック"};

struct export_workbook {
    const struct export_settings *settings;
    char name[NAME_SIZE];
    char as_of[11];
    struct excel_file *file; /* NULL once it is closed */
    struct workbook_rows rows[SHEETS_MAX];
    size_t count;
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
        .font = fonts[settings->language],
        .title = str_from(export_text(settings->title, settings->language)),
        .date = settings->as_of,
    };
    enum err_code code = excel_create(&excel, &workbook->file, err);
    if (code == ERR_OK) {
        code = export_workbook_add(workbook, index, err);
    }
    if (code != ERR_OK) {
        export_workbook_free(workbook);
        return code;
    }
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

enum err_code export_workbook_add(struct export_workbook *workbook, const struct workbook_sheet *sheet,
                                  struct err *err) {
    enum language language = workbook->settings->language;

    (void)err;
    assert(workbook->count < SHEETS_MAX);
    struct excel_page *page = excel_add(workbook->file, sheet->name[language]);
    workbook_rows_begin(&workbook->rows[workbook->count++], sheet, page, language);
    return ERR_OK;
}

enum err_code export_workbook_row(struct export_workbook *workbook, const struct str *cells, struct err *err) {
    return workbook_rows_take(&workbook->rows[workbook->count - 1], cells, err);
}

enum err_code export_workbook_list(struct export_workbook *workbook, const struct str *cells, struct err *err) {
    return workbook_rows_take(&workbook->rows[0], cells, err);
}

static void end_sheets(struct export_workbook *workbook, struct excel_counts *counts) {
    const struct export_settings *settings = workbook->settings;
    struct str title = str_from(export_text(settings->title, settings->language));

    for (size_t i = 0; i < workbook->count; i++) {
        workbook_rows_end(&workbook->rows[i], title, str_from(workbook->as_of));
        counts[i] = excel_counts(workbook->rows[i].page);
    }
}

enum err_code export_workbook_close(struct export_workbook *workbook, struct err *err) {
    const struct export_settings *settings = workbook->settings;
    struct excel_counts counts[SHEETS_MAX];

    end_sheets(workbook, counts);
    enum err_code code = excel_close(TAKE_PTR(workbook->file), settings->sync, err);
    if (code == ERR_OK) {
        code = workbook_check(settings->dir_fd, workbook->name, settings->tmpdir, counts, workbook->count, err);
        if (code != ERR_OK) {
            (void)unlinkat(settings->dir_fd, workbook->name, 0);
        }
    }
    return code;
}
