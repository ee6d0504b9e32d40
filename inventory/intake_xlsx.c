#include "inventory/intake_xlsx.h"

#include "base/xlsx_read.h"
#include "inventory/heading.h"
#include "inventory/problem.h"
#include "inventory/sheet_text.h"

#include <stdlib.h>

#define PIECE ((size_t)1 << 20)

/* A workbook on its way into an inventory. */
struct reading {
    struct inventory *inventory;
    int dir_fd;
    const char *name;
    const struct intake_options *options;
    struct diagnostics *diagnostics;
    struct file *file;
    struct hasher *hasher;
    char *piece;
    struct hash128 digest;
    struct xlsx_workbook *workbook;
    size_t visible_count;
};

static void reading_done(struct reading *reading) {
    xlsx_close(reading->workbook);
    file_free(reading->file);
    hasher_free(reading->hasher);
    free(reading->piece);
}

bool intake_is_workbook(struct str name) {
    struct str ending = name.n > 5 ? str_sub(name, name.n - 5, 5) : STR_NONE;

    return str_eq_ignore_case(ending, STR(".xlsx")) || str_eq_ignore_case(ending, STR(".xlsm"));
}

static enum err_code digest_file(struct reading *reading, struct err *err) {
    uint64_t size = file_size(reading->file);
    enum err_code code = ERR_OK;

    reading->hasher = hasher_new();
    reading->piece = malloc(PIECE);
    if (!reading->hasher || !reading->piece) {
        return err_no_memory(err);
    }
    for (uint64_t offset = 0; !code && offset < size; offset += PIECE) {
        struct str piece = {reading->piece, size - offset < PIECE ? (size_t)(size - offset) : PIECE};
        code = file_read_at(reading->file, offset, piece.n, reading->piece, err);
        if (!code) {
            hasher_update(reading->hasher, piece);
        }
    }
    if (!code) {
        reading->digest = hasher_digest(reading->hasher);
    }
    return code;
}

static void report(const struct reading *reading, struct str file, enum problem problem, struct str arg0,
                   struct str arg1) {
    diagnostics_add(reading->diagnostics, &(struct diagnostic){.problem = problem, .file = file, .args = {arg0, arg1}});
}

/* Is the error about what the file holds? Then it is said as a problem of NAME, and the others go on. */
static bool explain(const struct reading *reading, struct str name, const struct err *why) {
    switch (why->code) {
    case ERR_SYNTAX:
        report(reading, name, PROBLEM_WORKBOOK_DAMAGED, str_from(why->arg[0]), str_from(why->arg[1]));
        return true;
    case ERR_TOO_LARGE:
        report(reading, name, PROBLEM_WORKBOOK_TOO_LARGE, str_from(why->arg[0]), STR_NONE);
        return true;
    case ERR_UNSUPPORTED:
        report(reading, name, PROBLEM_WORKBOOK_PROTECTED, STR_NONE, STR_NONE);
        return true;
    default:
        return false;
    }
}

/* Lists what could not be read, so that its table is known to be incomplete. */
static enum err_code refuse(struct reading *reading, struct str name, const enum table_id *table, struct err *why,
                            struct err *err) {
    struct inventory_file file = {
        .name = name,
        .has_table = table != NULL,
        .table = table ? *table : 0,
        .encoding = ENCODING_UTF8,
        .is_refused = true,
        .bytes = file_size(reading->file),
        .digest = reading->digest,
    };

    if (!explain(reading, name, why)) {
        if (err) {
            *err = *why;
        }
        return why->code;
    }
    return inventory_add_file(reading->inventory, &file, err);
}

/* The table of a sheet, by its own name, or by the workbook's if it has no other sheet. */
static const enum table_id *table_of(const struct reading *reading, struct str sheet, enum table_id *table) {
    unsigned count;

    if (heading_table_of_file(sheet, table, &count)) {
        return table;
    }
    return reading->visible_count == 1 ? reading->options->table : NULL;
}

static enum err_code read_text(struct reading *reading, struct str name, struct sheet_text *text,
                               const enum table_id *table, struct err *err) {
    struct intake_options options = *reading->options;
    enum err_code code;

    text->sheet.bytes = file_size(reading->file);
    text->sheet.digest = reading->digest;
    options.table = table;
    options.sheet = &text->sheet;
    code = inventory_read_file(reading->inventory, reading->dir_fd, name.p, &options, reading->diagnostics, err);
    if (!code && text->sheet.heading_row) {
        sheet_text_report_merges(text, name, reading->diagnostics);
    }
    return code;
}

static enum err_code read_sheet(struct reading *reading, size_t index, struct err *err) {
    const struct xlsx_sheet *sheet = xlsx_sheet_at(reading->workbook, index);
    struct str name = arena_printf(reading->inventory->arena, "%s[%.*s]", reading->name, STR_FMT(sheet->name));
    CLEANUP(sheet_text_done) struct sheet_text text = {.last_row = 0};
    enum table_id own;
    const enum table_id *table = table_of(reading, sheet->name, &own);
    struct err why = {.code = ERR_OK};
    enum err_code code;

    if (!name.p) {
        return err_no_memory(err);
    }
    if (sheet->is_hidden) {
        report(reading, name, PROBLEM_SHEET_HIDDEN, STR_NONE, STR_NONE);
        return ERR_OK;
    }
    code =
        sheet_text_read(reading->workbook, index, name.p, reading->options->tmpdir, reading->diagnostics, &text, &why);
    if (code) {
        return refuse(reading, name, table, &why, err);
    }
    /* New workbooks come with empty sheets. */
    return text.last_row ? read_text(reading, name, &text, table, err) : ERR_OK;
}

static enum err_code read_sheets(struct reading *reading, struct err *err) {
    size_t count = xlsx_sheet_count(reading->workbook);
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < count; i++) {
        reading->visible_count += !xlsx_sheet_at(reading->workbook, i)->is_hidden;
    }
    for (size_t i = 0; !code && i < count; i++) {
        code = read_sheet(reading, i, err);
    }
    return code;
}

enum err_code intake_workbook(struct inventory *inventory, int dir_fd, const char *name,
                              const struct intake_options *options, struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(reading_done)
    struct reading reading = {
        .inventory = inventory, .dir_fd = dir_fd, .name = name, .options = options, .diagnostics = diagnostics};
    struct str copy = arena_dup(inventory->arena, str_from(name));
    struct err why = {.code = ERR_OK};
    enum err_code code = copy.p ? file_open(dir_fd, name, &reading.file, err) : err_no_memory(err);

    if (!code) {
        code = digest_file(&reading, err);
    }
    if (code) {
        return code;
    }
    if (xlsx_open(reading.file, NULL, &reading.workbook, &why)) {
        return refuse(&reading, copy, options->table, &why, err);
    }
    return read_sheets(&reading, err);
}
