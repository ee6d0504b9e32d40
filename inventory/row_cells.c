#include "inventory/row_cells.h"

struct date row_reader_date(struct row_reader *reader, unsigned column) {
    struct value value = reader ? row_reader_value(reader, column) : (struct value){0};
    return value.is_set ? value.date : DATE_NONE;
}

int row_reader_word(struct row_reader *reader, unsigned column) {
    struct value value = reader ? row_reader_value(reader, column) : (struct value){0};
    return value.is_set ? (int)value.number : WORD_BLANK;
}

struct str row_reader_dup(struct row_reader *reader, unsigned column, struct arena *arena) {
    return reader ? arena_dup(arena, row_reader_text(reader, column)) : STR_NONE;
}

struct str row_evidence(const struct table *table, uint32_t row, struct arena *arena) {
    return arena_printf(arena, "%.*s:%llu", STR_FMT(table_file_name(table, row)),
                        (unsigned long long)table_line(table, row));
}

bool row_reader_has_part(struct row_reader *reader, enum table_id table, unsigned column, struct str part) {
    struct str rest = row_reader_text(reader, column), item;

    while (value_next_part(schema_column(table, column), &rest, &item)) {
        if (str_eq(item, part)) {
            return true;
        }
    }
    return false;
}

bool device_is_guest(struct row_reader *device) {
    struct value is_virtual = row_reader_value(device, DEVICES_VIRTUAL);

    return row_reader_word(device, DEVICES_KIND) == KIND_VM || (is_virtual.is_set && is_virtual.number);
}

bool device_section_is_read(struct row_reader *device, struct str section) {
    return !row_reader_has_part(device, TABLE_DEVICES, DEVICES_SECTIONS_MISSING, section);
}
