#include "inventory/intake_xlsx.h"

#include "inventory/book.h"
#include "inventory/heading.h"

/* A workbook on its way into an inventory. */
struct reading {
    struct inventory *inventory;
    int dir_fd;
    const struct intake_options *options;
    struct diagnostics *diagnostics;
    struct book *book;
    size_t visible_count;
};

bool intake_is_workbook(struct str name) {
    return str_ends_with_ignore_case(name, STR(".xlsx")) || str_ends_with_ignore_case(name, STR(".xlsm"));
}

/* Lists what could not be read, so that its table is known to be incomplete. */
static enum err_code refuse(struct reading *reading, struct str name, const enum table_id *table, struct err *err) {
    struct inventory_file file = {
        .name = name,
        .is_of_workbook = true,
        .has_table = table != NULL,
        .table = table ? *table : 0,
        .encoding = ENCODING_UTF8,
        .bad_offset = UINT64_MAX,
        .is_refused = true,
        .bytes = book_bytes(reading->book),
        .digest = book_digest(reading->book),
    };

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

static enum err_code read_text(struct reading *reading, struct book_sheet *sheet, const enum table_id *table,
                               struct err *err) {
    struct intake_options options = *reading->options;
    enum err_code code;

    options.table = table;
    options.sheet = &sheet->text.sheet;
    code = inventory_read_file(reading->inventory, reading->dir_fd, sheet->name.p, &options, reading->diagnostics, err);
    if (!code) {
        book_sheet_report_merges(sheet, reading->diagnostics);
    }
    return code;
}

static enum err_code read_sheet(struct reading *reading, size_t index, struct err *err) {
    CLEANUP(book_sheet_done) struct book_sheet sheet = {.is_empty = true};
    enum table_id own;
    const enum table_id *table = table_of(reading, book_sheet_title(reading->book, index), &own);
    enum err_code code =
        book_read_sheet(reading->book, index, reading->inventory->arena, reading->diagnostics, &sheet, err);

    if (code || sheet.is_empty) {
        return code;
    }
    return sheet.is_refused ? refuse(reading, sheet.name, table, err) : read_text(reading, &sheet, table, err);
}

static enum err_code read_sheets(struct reading *reading, struct err *err) {
    size_t count = book_sheet_count(reading->book);
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < count; i++) {
        reading->visible_count += !book_sheet_is_hidden(reading->book, i);
    }
    for (size_t i = 0; !code && i < count; i++) {
        code = read_sheet(reading, i, err);
    }
    return code;
}

enum err_code intake_workbook(struct inventory *inventory, int dir_fd, const char *name,
                              const struct intake_options *options, struct diagnostics *diagnostics, struct err *err) {
    CLEANUP(book_close_cleanup) struct book *book = NULL;
    struct reading reading = {.inventory = inventory, .dir_fd = dir_fd, .options = options, .diagnostics = diagnostics};
    struct str copy = arena_dup(inventory->arena, str_from(name));
    enum err_code code =
        copy.p ? book_open(dir_fd, name, options->tmpdir, diagnostics, &book, err) : err_no_memory(err);

    reading.book = book;
    if (code) {
        return code;
    }
    return book_is_refused(book) ? refuse(&reading, copy, options->table, err) : read_sheets(&reading, err);
}
