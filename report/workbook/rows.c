#include "report/workbook/rows.h"

#include "report/workbook/column.h"
#include "report/workbook/excel_text.h"
#include "report/workbook/label.h"

#include <assert.h>
#include <stdlib.h>

#define WIDTH_UNKNOWN 16
#define KEY_MAX       64
#define FILTER_WIDTH  3 /* of the arrow in a heading */
#define MARKS_MAX     1000

struct workbook_mark {
    unsigned number; /* of the sheet's marks */
    char value[KEY_MAX];
    uint32_t row;
};

/* --- headings ------------------------------------------------------------------------------------------------------
 */

static double width_of(const struct workbook_rows *rows, uint16_t at) {
    const struct workbook_column *look = workbook_look(rows->sheet, rows->columns[at]);

    return look ? look->width : WIDTH_UNKNOWN;
}

static void order_columns(struct workbook_rows *rows) {
    size_t count = 0;

    for (unsigned pass = 0; pass < 2; pass++) { /* those that are printed, then the others */
        for (size_t i = 0; i < rows->sheet->table->count; i++) {
            const struct workbook_column *look = workbook_look(rows->sheet, i);
            if ((look && look->is_main) == (pass == 0)) {
                rows->columns[count++] = (uint8_t)i;
            }
        }
        rows->main_count = pass == 0 ? (uint16_t)count : rows->main_count;
    }
}

static void find_mark_columns(struct workbook_rows *rows, unsigned number) {
    const struct sheet_table *table = rows->sheet->table;
    struct workbook_mark_columns *found = &rows->mark_columns[number];
    struct str names = str_from(rows->sheet->marks[number]), name;

    while (names.p && str_cut(&names, ' ', &name)) {
        for (size_t i = 0; i < table->count && found->count < ARRAY_LEN(found->columns); i++) {
            if (str_eq(str_from(table->columns[i].name), name)) {
                found->columns[found->count++] = (uint8_t)i;
            }
        }
    }
}

void workbook_rows_begin(struct workbook_rows *rows, const struct workbook_sheet *sheet, struct excel_page *page,
                         enum language language) {
    assert(sheet->table->count <= RESULT_COLUMNS_MAX);
    rows->sheet = sheet;
    rows->page = page;
    rows->language = language;
    rows->limit = rows->limit ? rows->limit : WORKBOOK_ROWS_MAX;
    order_columns(rows);
    for (unsigned i = 0; i < WORKBOOK_MARKS; i++) {
        find_mark_columns(rows, i);
    }
    for (uint16_t at = 0; at < sheet->table->count; at++) {
        struct str heading = workbook_heading(sheet, rows->columns[at], language);
        unsigned lines = excel_text_lines(heading, width_of(rows, at) - FILTER_WIDTH);
        excel_set_width(page, at, at, width_of(rows, at));
        excel_text(page, 0, at, EXCEL_HEADING, heading);
        rows->lines = lines > rows->lines ? lines : rows->lines;
    }
    excel_set_height(page, 0, rows->lines);
    excel_freeze(page, 1, 1);
}

/* --- cells ---------------------------------------------------------------------------------------------------------
 */

static bool read_number(struct str text, int64_t *ret_number) {
    uint64_t number;
    bool is_negative = str_drop_prefix(&text, STR("-"));

    if (!str_to_u64(text, &number) || number > INT64_MAX) {
        return false;
    }
    *ret_number = is_negative ? -(int64_t)number : (int64_t)number;
    return true;
}

/* As a number or a day, where the column has these; false where it is to be a text. */
static bool write_value(struct workbook_rows *rows, uint32_t row, uint16_t at, enum sheet_cell cell, struct str text) {
    int64_t number;
    struct date date;

    if ((cell == SHEET_NUMBER || cell == SHEET_COUNT) && read_number(text, &number)) {
        excel_number(rows->page, row, at, EXCEL_NUMBER, number);
        return true;
    }
    if ((cell == SHEET_DATE || cell == SHEET_MILESTONE) && workbook_day(text, &date)) {
        excel_date(rows->page, row, at, date);
        return true;
    }
    return false;
}

static enum err_code write_cell(struct workbook_rows *rows, uint32_t row, uint16_t at, struct str text,
                                struct err *err) {
    const struct sheet_column *column = &rows->sheet->table->columns[rows->columns[at]];
    bool is_wrapped = at < rows->main_count && row <= WORKBOOK_WRAPPED_ROWS;

    if (write_value(rows, row, at, column->cell, text)) {
        return ERR_OK;
    }
    if (text.n == 0) {
        if (is_wrapped) { /* the line below the row is to be a whole one */
            excel_blank(rows->page, row, at, EXCEL_PLAIN);
        }
        return ERR_OK;
    }
    buffer_reset(&rows->shown);
    workbook_shown(column, text, rows->language, &rows->shown);
    if (rows->shown.failed) {
        return err_no_memory(err);
    }
    rows->texts_cut +=
        !excel_text(rows->page, row, at, is_wrapped ? EXCEL_WRAPPED : EXCEL_PLAIN, buffer_view(&rows->shown));
    if (is_wrapped) {
        unsigned lines = excel_text_lines(buffer_view(&rows->shown), width_of(rows, at) - 1);
        rows->lines = lines > rows->lines ? lines : rows->lines;
    }
    return ERR_OK;
}

/* --- marks ---------------------------------------------------------------------------------------------------------
 */

static const struct workbook_mark *find_mark(const struct workbook_rows *rows, unsigned number, struct str value) {
    for (size_t i = 0; i < rows->mark_count; i++) {
        const struct workbook_mark *mark = &rows->marks[i];
        if (mark->number == number && str_eq(str_from(mark->value), value)) {
            return mark;
        }
    }
    return NULL;
}

static enum err_code add_mark(struct workbook_rows *rows, unsigned number, struct str value, uint32_t row,
                              struct err *err) {
    if (rows->mark_count == rows->mark_capacity) {
        size_t capacity = rows->mark_capacity ? rows->mark_capacity * 2 : 16;
        struct workbook_mark *marks = reallocarray(rows->marks, capacity, sizeof *marks);
        if (!marks) {
            return err_no_memory(err);
        }
        rows->marks = marks;
        rows->mark_capacity = capacity;
    }
    struct workbook_mark *mark = &rows->marks[rows->mark_count++];
    *mark = (struct workbook_mark){.number = number, .row = row};
    memcpy(mark->value, value.p, value.n);
    return ERR_OK;
}

static void make_key(struct workbook_rows *rows, unsigned number, const struct str *cells) {
    buffer_reset(&rows->key);
    for (unsigned i = 0; i < rows->mark_columns[number].count; i++) {
        buffer_append_cstr(&rows->key, i ? " " : "");
        buffer_append(&rows->key, cells[rows->mark_columns[number].columns[i]]);
    }
}

/* Only fixed words are marked, so that there are few. */
static enum err_code mark_row(struct workbook_rows *rows, uint32_t row, const struct str *cells, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; i < WORKBOOK_MARKS && rows->sheet->marks[i] && code == ERR_OK; i++) {
        make_key(rows, i, cells);
        struct str key = buffer_view(&rows->key);
        if (key.n && key.n < KEY_MAX && !find_mark(rows, i, key) && rows->mark_count < MARKS_MAX) {
            code = add_mark(rows, i, key, row, err);
        }
    }
    return rows->key.failed ? err_no_memory(err) : code;
}

bool workbook_rows_find(const struct workbook_rows *rows, const char *mark, struct str value, uint32_t *ret_row) {
    for (unsigned i = 0; rows->sheet && i < WORKBOOK_MARKS && rows->sheet->marks[i]; i++) {
        const struct workbook_mark *found = NULL;
        if (str_eq(str_from(rows->sheet->marks[i]), str_from(mark))) {
            found = find_mark(rows, i, value);
        }
        if (found) {
            *ret_row = found->row;
            return true;
        }
    }
    return false;
}

/* --- rows ----------------------------------------------------------------------------------------------------------
 */

uint64_t workbook_rows_written(const struct workbook_rows *rows) {
    return rows->rows < rows->limit ? rows->rows : rows->limit;
}

enum err_code workbook_rows_take(struct workbook_rows *rows, const struct str *cells, struct err *err) {
    if (rows->rows++ >= rows->limit) {
        return ERR_OK;
    }
    uint32_t row = (uint32_t)rows->rows; /* behind the headings */
    rows->lines = 1;
    enum err_code code = mark_row(rows, row, cells, err);
    for (uint16_t at = 0; at < rows->sheet->table->count && code == ERR_OK; at++) {
        code = write_cell(rows, row, at, cells[rows->columns[at]], err);
    }
    if (rows->lines > 1) {
        excel_set_height(rows->page, row, rows->lines);
    }
    return code;
}

static void add_tones(struct workbook_rows *rows, uint16_t at, uint32_t last_row) {
    const struct sheet_table *table = rows->sheet->table;
    const char *name = table->columns[rows->columns[at]].name;
    const struct workbook_word *word;

    for (size_t i = 0; (word = workbook_word(table->file, name, i)); i++) {
        excel_tone(rows->page, at, last_row, message_word(str_from(word->word), rows->language), word->tone);
    }
}

static void say_left_out(struct workbook_rows *rows, uint32_t row) {
    char number[STR_U64_SIZE];

    buffer_reset(&rows->shown);
    buffer_append(&rows->shown, str_format_u64(rows->rows - rows->limit, number));
    buffer_append_cstr(&rows->shown, " ");
    buffer_append(&rows->shown, workbook_label(LABEL_ROWS_LEFT_OUT, rows->language));
    buffer_append_cstr(&rows->shown, " ");
    buffer_append_cstr(&rows->shown, rows->sheet->table->file);
    excel_text(rows->page, row, 0, EXCEL_NOTE, buffer_view(&rows->shown));
}

void workbook_rows_end(struct workbook_rows *rows, struct str header, struct str right) {
    uint32_t last_row = (uint32_t)workbook_rows_written(rows);
    bool is_cut = rows->rows > last_row;
    struct excel_print print = {.header = header,
                                .right = right,
                                .repeats_headings = true,
                                .last_row = last_row + is_cut,
                                .last_column = rows->main_count ? rows->main_count - 1 : 0};

    for (uint16_t at = 0; at < rows->sheet->table->count; at++) {
        add_tones(rows, at, last_row);
    }
    excel_filter(rows->page, last_row, (uint16_t)(rows->sheet->table->count - 1));
    if (is_cut) {
        say_left_out(rows, last_row + 1);
    }
    excel_print(rows->page, &print);
}

void workbook_rows_done(struct workbook_rows *rows) {
    free(rows->marks);
    buffer_done(&rows->shown);
    buffer_done(&rows->key);
}
