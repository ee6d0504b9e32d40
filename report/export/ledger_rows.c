#include "report/export/ledger_rows.h"

#include "report/result/read.h"

#include <limits.h>

#define JOINED UINT_MAX /* instead of the number of a column */

struct ledger_rows {
    const struct ledger_sheet *spec;
    const struct table *table;
    struct sheet_column columns[RESULT_COLUMNS_MAX];
    unsigned numbers[RESULT_COLUMNS_MAX]; /* of the columns in the ledger's table */
    struct sheet_table sheet_table;
    struct export_sheet sheet;
};

/* --- which columns -------------------------------------------------------------------------------------------------
 */

/* Does any row have something there? Of what is not coded the heading alone says so. */
static bool is_filled(const struct table *table, unsigned column) {
    uint32_t codes = table_code_count(table, column);

    return table_has_column(table, column) && codes != 1;
}

static bool is_first(const struct ledger_sheet *spec, unsigned column) {
    for (size_t i = 0; i < spec->first_count; i++) {
        if (spec->first[i] == column) {
            return true;
        }
    }
    return false;
}

static bool is_shown(const struct ledger_rows *rows, unsigned column) {
    const struct column_def *def = schema_column(rows->spec->table, column);

    return def->need != NEED_OBSERVED && !schema_type(def->type)->is_secret && !is_first(rows->spec, column) &&
           is_filled(rows->table, column);
}

/* Words of ours are shown in the language; what the ledger says is shown as it is. */
static void add_column(struct ledger_rows *rows, const struct sheet_column *column, unsigned number) {
    if (rows->sheet_table.count < RESULT_COLUMNS_MAX) {
        rows->numbers[rows->sheet_table.count] = number;
        rows->columns[rows->sheet_table.count++] = *column;
    }
}

static void add_of_ledger(struct ledger_rows *rows, unsigned number) {
    const struct sheet_column column = {schema_column(rows->spec->table, number)->name, SHEET_TEXT, 0, {NULL}};

    add_column(rows, &column, number);
}

static void choose_columns(struct ledger_rows *rows) {
    const struct ledger_sheet *spec = rows->spec;

    for (size_t i = 0; i < spec->first_count; i++) {
        add_of_ledger(rows, spec->first[i]);
    }
    for (size_t i = 0; i < spec->joined_count; i++) {
        add_column(rows, &spec->joined[i], JOINED);
    }
    for (unsigned i = 0; i < schema_table(spec->table)->column_count; i++) {
        if (is_shown(rows, i)) {
            add_of_ledger(rows, i);
        }
    }
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

static enum err_code write_row(struct export_set *set, const struct ledger_rows *rows, struct row_reader *reader,
                               const void *record, struct err *err) {
    struct str cells[RESULT_COLUMNS_MAX];

    for (size_t i = 0; i < rows->sheet_table.count; i++) {
        cells[i] = rows->numbers[i] == JOINED ? *(const struct str *)((const char *)record + rows->columns[i].offset)
                                              : row_reader_text(reader, rows->numbers[i]);
    }
    return export_sheet_row(set, cells, err);
}

static enum err_code write_rows(struct export_set *set, const struct ledger_rows *rows, void *record, void *context,
                                struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(rows->table, &reader, err);

    for (uint32_t row = 0; code == ERR_OK && row < table_rows(rows->table); row++) {
        row_reader_move(reader, row);
        memset(record, 0, rows->spec->record_size);
        code = rows->spec->join(context, rows->table, row, reader, record, err);
        if (code == ERR_OK) {
            code = write_row(set, rows, reader, record, err);
        }
    }
    return code == ERR_OK ? row_reader_error(reader, err) : code;
}

enum err_code export_ledger_rows(struct export_set *set, const struct table *table, const struct ledger_sheet *spec,
                                 void *context, struct arena *arena, struct err *err) {
    struct ledger_rows *rows = table ? arena_alloc(arena, sizeof *rows) : NULL;
    void *record = table ? arena_alloc(arena, spec->record_size) : NULL;

    if (!table) {
        return ERR_OK;
    }
    if (!rows || !record) {
        return err_no_memory(err);
    }
    *rows = (struct ledger_rows){.spec = spec, .table = table};
    rows->sheet_table = (struct sheet_table){.file = spec->file, .columns = rows->columns};
    choose_columns(rows);
    rows->sheet = (struct export_sheet){
        .sheet = {.name = {spec->name[LANGUAGE_EN], spec->name[LANGUAGE_JA]},
                  .table = &rows->sheet_table,
                  .is_ledger = true,
                  .ledger = spec->table},
        .about = spec->about,
    };
    enum err_code code = export_sheet_begin(set, &rows->sheet, err);
    if (code == ERR_OK) {
        code = write_rows(set, rows, record, context, err);
    }
    return export_sheet_end(set, code, err);
}
