#include "tests/reference/sheet.h"

#include "tests/unit/support/require.h"

struct sheet sheet_read(const struct table *table, struct arena *arena) {
    struct sheet sheet = {.table = table};

    if (!table) {
        return sheet;
    }
    sheet.rows = table_rows(table);
    sheet.columns = schema_table(table_id(table))->column_count;
    sheet.cells = arena_alloc_array(arena, (size_t)sheet.rows * sheet.columns + 1, sizeof *sheet.cells);
    require(sheet.cells && row_reader_new(table, &sheet.reader, NULL) == ERR_OK, "reading a table");
    for (uint32_t row = 0; row < sheet.rows; row++) {
        row_reader_move(sheet.reader, row);
        for (unsigned column = 0; column < sheet.columns; column++) {
            sheet.cells[row * sheet.columns + column] = (struct sheet_cell){
                arena_dup(arena, row_reader_text(sheet.reader, column)), row_reader_value(sheet.reader, column)};
        }
    }
    require(row_reader_error(sheet.reader, NULL) == ERR_OK, "reading a row");
    return sheet;
}

void sheet_done(struct sheet *sheet) {
    row_reader_free(sheet->reader);
    *sheet = (struct sheet){0};
}

struct str sheet_text(const struct sheet *sheet, uint32_t row, unsigned column) {
    return sheet->cells[row * sheet->columns + column].text;
}

struct value sheet_value(const struct sheet *sheet, uint32_t row, unsigned column) {
    return sheet->cells[row * sheet->columns + column].value;
}

size_t sheet_parts(const struct sheet *sheet, uint32_t row, unsigned column, struct arena *arena,
                   struct str **ret_parts) {
    const struct column_def *def = schema_column(table_id(sheet->table), column);
    struct str text = sheet_text(sheet, row, column), rest = text, part;
    struct str *parts = arena_alloc_array(arena, text.n + 1, sizeof *parts);
    size_t count = 0;

    require(parts, "memory");
    while (value_next_part(def, &rest, &part)) {
        parts[count++] = part;
    }
    *ret_parts = parts;
    return count;
}

struct str sheet_evidence(const struct sheet *sheet, uint32_t row, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer text = {0};

    table_evidence(sheet->table, row, &text);
    return arena_dup(arena, buffer_view(&text));
}

struct row_reader *sheet_reader(const struct sheet *sheet, uint32_t row) {
    row_reader_move(sheet->reader, row);
    return sheet->reader;
}
