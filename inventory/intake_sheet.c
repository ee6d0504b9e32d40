#include "inventory/intake_sheet.h"

#include <stdlib.h>

void intake_sheet_done(struct intake_sheet *sheet) {
    file_free(TAKE_PTR(sheet->file));
    free(TAKE_PTR(sheet->lines));
}

bool intake_sheet_add_line(struct intake_sheet *sheet, uint64_t offset, uint32_t row) {
    if (sheet->line_count == sheet->line_capacity) {
        size_t capacity = sheet->line_capacity ? sheet->line_capacity * 2 : 1024;
        struct sheet_line *lines = reallocarray(sheet->lines, capacity, sizeof *lines);
        if (!lines) {
            return false;
        }
        sheet->lines = lines;
        sheet->line_capacity = capacity;
    }
    sheet->lines[sheet->line_count++] = (struct sheet_line){.offset = offset, .row = row};
    return true;
}

struct intake_source intake_sheet_take(struct intake_sheet *sheet) {
    return (struct intake_source){
        .file = TAKE_PTR(sheet->file),
        .style = {.encoding = ENCODING_UTF8, .is_sound = true, .is_sheet = true},
        .encoding = ENCODING_UTF8,
        .bad_offset = UINT64_MAX,
        .bytes = sheet->bytes,
        .digest = sheet->digest,
    };
}

uint32_t intake_sheet_row(const struct intake_sheet *sheet, uint64_t offset) {
    size_t begin = 0, end = sheet->line_count;

    while (end - begin > 1) {
        size_t middle = begin + (end - begin) / 2;
        if (sheet->lines[middle].offset <= offset) {
            begin = middle;
        } else {
            end = middle;
        }
    }
    return begin < end ? sheet->lines[begin].row : 0;
}
