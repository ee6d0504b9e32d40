#include "base/xlsx_sheet.h"

#include "base/xlsx_text.h"

#include <stdlib.h>

/* Text of one row. */
#define ROW_BYTES_MAX ((size_t)256 << 20)

enum cell_type {
    CELL_NUMBER,
    CELL_SHARED,
    CELL_STRING, /* of a formula */
    CELL_INLINE,
    CELL_BOOL,
    CELL_ERROR,
    CELL_DATE,
};

/* A cell of the open row. Text of its own is at an offset, as the row's buffer moves while it grows. */
struct kept_cell {
    uint32_t column;
    enum xlsx_cell_state state;
    struct str shared; /* p NULL: its text is the row's */
    size_t offset, length;
};

struct xlsx_sheet_reader {
    struct xlsx_sheet_source source;
    struct xlsx_handler handler;
    bool hides_rows; /* rows are hidden unless they say otherwise */
    uint32_t row;    /* number of the last one */
    bool is_in_row, row_is_hidden;
    uint32_t next_column;
    bool is_in_cell, is_in_value, is_inline;
    uint32_t column;
    enum cell_type type;
    uint64_t style;
    bool has_formula;
    struct buffer value;
    struct xlsx_rich rich;
    struct buffer text; /* of the row */
    struct kept_cell *kept;
    struct xlsx_cell *cells;
    size_t cell_count;
};

static enum err_code start_row(struct xlsx_sheet_reader *reader, struct xlsx_attributes attributes, struct err *err) {
    struct str text = xlsx_attribute(attributes, "r");
    uint64_t number = (uint64_t)reader->row + 1;

    if ((text.p && !str_to_u64(text, &number)) || number <= reader->row || number > XLSX_ROWS_MAX ||
        reader->is_in_row) {
        return xlsx_unexpected(STR("row"), err);
    }
    reader->row = (uint32_t)number;
    reader->is_in_row = true;
    reader->row_is_hidden = xlsx_attribute_bool(attributes, "hidden", reader->hides_rows);
    reader->next_column = 0;
    reader->cell_count = 0;
    buffer_reset(&reader->text);
    return ERR_OK;
}

static bool read_type(struct str name, enum cell_type *ret_type) {
    static const struct {
        const char *name;
        enum cell_type type;
    } types[] = {
        {"s", CELL_SHARED}, {"n", CELL_NUMBER}, {"str", CELL_STRING}, {"inlineStr", CELL_INLINE},
        {"b", CELL_BOOL},   {"e", CELL_ERROR},  {"d", CELL_DATE},
    };

    *ret_type = CELL_NUMBER;
    for (size_t i = 0; name.p && i < ARRAY_LEN(types); i++) {
        if (str_eq(name, str_from(types[i].name))) {
            *ret_type = types[i].type;
            return true;
        }
    }
    return !name.p;
}

static enum err_code start_cell(struct xlsx_sheet_reader *reader, struct xlsx_attributes attributes, struct err *err) {
    struct str place = xlsx_attribute(attributes, "r"), style = xlsx_attribute(attributes, "s");
    uint32_t row = reader->row, column = reader->next_column;

    if (place.p && (!xlsx_cell_place(place, &row, &column) || row != reader->row || column < reader->next_column)) {
        return xlsx_unexpected(place, err);
    }
    reader->style = 0;
    if (reader->is_in_cell || column >= XLSX_COLUMNS_MAX || (style.p && !str_to_u64(style, &reader->style)) ||
        !read_type(xlsx_attribute(attributes, "t"), &reader->type)) {
        return xlsx_unexpected(STR("c"), err);
    }
    reader->is_in_cell = true;
    reader->column = column;
    reader->next_column = column + 1;
    reader->has_formula = false;
    buffer_reset(&reader->value);
    return ERR_OK;
}

static enum err_code start_in_cell(struct xlsx_sheet_reader *reader, struct str name, struct xlsx_attributes attributes,
                                   struct err *err) {
    if (reader->is_inline) {
        xlsx_rich_start(&reader->rich, name, attributes);
    } else if (str_eq(name, STR("v"))) {
        reader->is_in_value = true;
    } else if (str_eq(name, STR("f"))) {
        reader->has_formula = true;
    } else if (str_eq(name, STR("is"))) {
        reader->is_inline = true;
    } else if (str_eq(name, STR("c")) || str_eq(name, STR("row"))) {
        return xlsx_unexpected(name, err);
    }
    return ERR_OK;
}

static enum err_code take_merge(struct xlsx_sheet_reader *reader, struct xlsx_attributes attributes, struct err *err) {
    struct str rest = xlsx_attribute(attributes, "ref"), first, last;
    struct xlsx_merge merge;

    if (!str_cut(&rest, ':', &first)) {
        return xlsx_unexpected(STR("mergeCell"), err);
    }
    last = rest.p ? rest : first;
    if (!xlsx_cell_place(first, &merge.first_row, &merge.first_column) ||
        !xlsx_cell_place(last, &merge.last_row, &merge.last_column) || merge.last_row < merge.first_row ||
        merge.last_column < merge.first_column) {
        return xlsx_unexpected(STR("mergeCell"), err);
    }
    return reader->handler.merge ? reader->handler.merge(reader->handler.context, &merge, err) : ERR_OK;
}

static enum err_code on_start(void *context, struct str name, struct xlsx_attributes attributes, struct err *err) {
    struct xlsx_sheet_reader *reader = context;

    if (reader->is_in_cell) {
        return start_in_cell(reader, name, attributes, err);
    }
    if (str_eq(name, STR("row"))) {
        return start_row(reader, attributes, err);
    }
    if (reader->is_in_row && str_eq(name, STR("c"))) {
        return start_cell(reader, attributes, err);
    }
    if (str_eq(name, STR("sheetFormatPr"))) {
        reader->hides_rows = xlsx_attribute_bool(attributes, "zeroHeight", false);
    }
    return str_eq(name, STR("mergeCell")) ? take_merge(reader, attributes, err) : ERR_OK;
}

static enum err_code on_text(void *context, struct str text, struct err *err) {
    struct xlsx_sheet_reader *reader = context;

    if (reader->is_inline) {
        xlsx_rich_text(&reader->rich, text);
    } else if (reader->is_in_value) {
        buffer_append(&reader->value, text);
    }
    if (reader->value.n > ROW_BYTES_MAX || reader->rich.run.n > ROW_BYTES_MAX) {
        return err_too_large(err, reader->source.path, ROW_BYTES_MAX);
    }
    return reader->value.failed || reader->rich.run.failed ? err_no_memory(err) : ERR_OK;
}

/* Appends the cell's text to the row's; what is shared is borrowed instead. */
static enum err_code take_text(struct xlsx_sheet_reader *reader, struct kept_cell *kept, struct err *err) {
    struct str value = buffer_view(&reader->value);
    uint64_t index;

    switch (reader->type) {
    case CELL_SHARED:
        value = str_trim(value);
        if (value.n &&
            (!str_to_u64(value, &index) || !xlsx_strings_get(reader->source.strings, index, &kept->shared))) {
            return xlsx_unexpected(STR("shared string"), err);
        }
        break;
    case CELL_STRING:
        xlsx_unescape(value, &reader->text);
        break;
    case CELL_INLINE: /* decoded already */
    case CELL_ERROR:
        buffer_append(&reader->text, value);
        break;
    case CELL_BOOL:
        buffer_append_cstr(&reader->text, value.n == 0 ? "" : str_eq(str_trim(value), STR("0")) ? "false" : "true");
        break;
    case CELL_DATE:
        xlsx_iso_date_text(str_trim(value), &reader->text);
        break;
    case CELL_NUMBER:
        if (value.n) {
            xlsx_number_text(value, xlsx_styles_format(reader->source.styles, reader->style), reader->source.is_1904,
                             &reader->text);
        }
        break;
    }
    return ERR_OK;
}

static void judge(const struct xlsx_sheet_reader *reader, struct kept_cell *kept) {
    struct str text = kept->shared.p ? kept->shared : str_sub(buffer_view(&reader->text), kept->offset, SIZE_MAX);

    kept->length = text.n;
    if (xlsx_text_is_too_long(text)) {
        kept->state = XLSX_CELL_TOO_LONG;
        kept->shared = STR_NONE;
        kept->length = 0;
    } else if (reader->type == CELL_ERROR && text.n) {
        kept->state = XLSX_CELL_ERROR;
    } else if (text.n == 0 && reader->has_formula && reader->type != CELL_STRING) {
        kept->state = XLSX_CELL_NO_VALUE;
    }
}

static enum err_code end_cell(struct xlsx_sheet_reader *reader, struct err *err) {
    struct kept_cell kept = {.column = reader->column, .offset = reader->text.n};
    enum err_code code = take_text(reader, &kept, err);

    reader->is_in_cell = false;
    if (!code && (reader->text.failed || reader->value.failed)) {
        code = err_no_memory(err);
    }
    if (code) {
        return code;
    }
    judge(reader, &kept);
    if (kept.length > reader->source.text_limit - *reader->source.text_used) {
        return err_too_large(err, reader->source.path, reader->source.text_limit);
    }
    if (reader->text.n > ROW_BYTES_MAX) {
        return err_too_large(err, reader->source.path, ROW_BYTES_MAX);
    }
    *reader->source.text_used += kept.length;
    if (kept.length || kept.state != XLSX_CELL_TEXT) {
        reader->kept[reader->cell_count++] = kept;
    }
    return ERR_OK;
}

static enum err_code end_row(struct xlsx_sheet_reader *reader, struct err *err) {
    struct xlsx_row row = {.number = reader->row,
                           .is_hidden = reader->row_is_hidden,
                           .cells = reader->cells,
                           .cell_count = reader->cell_count};

    reader->is_in_row = false;
    for (size_t i = 0; i < reader->cell_count; i++) {
        const struct kept_cell *kept = &reader->kept[i];
        struct str own = str_sub(buffer_view(&reader->text), kept->offset, kept->length);
        reader->cells[i] = (struct xlsx_cell){
            .column = kept->column, .state = kept->state, .text = kept->shared.p ? kept->shared : own};
    }
    return row.cell_count ? reader->handler.row(reader->handler.context, &row, err) : ERR_OK;
}

static enum err_code on_end(void *context, struct str name, struct err *err) {
    struct xlsx_sheet_reader *reader = context;

    if (reader->is_inline && str_eq(name, STR("is"))) {
        reader->is_inline = false;
    } else if (reader->is_inline) {
        xlsx_rich_end(&reader->rich, name, &reader->value);
    } else if (reader->is_in_value && str_eq(name, STR("v"))) {
        reader->is_in_value = false;
    } else if (reader->is_in_cell && str_eq(name, STR("c"))) {
        return end_cell(reader, err);
    } else if (reader->is_in_row && str_eq(name, STR("row"))) {
        return end_row(reader, err);
    }
    return ERR_OK;
}

enum err_code xlsx_sheet_reader_new(const struct xlsx_sheet_source *source, const struct xlsx_handler *handler,
                                    struct xlsx_sheet_reader **ret_reader, struct err *err) {
    CLEANUP(xlsx_sheet_reader_free_cleanup) struct xlsx_sheet_reader *reader = calloc(1, sizeof *reader);

    if (!reader) {
        return err_no_memory(err);
    }
    reader->source = *source;
    reader->handler = *handler;
    reader->kept = calloc(XLSX_COLUMNS_MAX, sizeof *reader->kept);
    reader->cells = calloc(XLSX_COLUMNS_MAX, sizeof *reader->cells);
    if (!reader->kept || !reader->cells) {
        return err_no_memory(err);
    }
    *ret_reader = TAKE_PTR(reader);
    return ERR_OK;
}

void xlsx_sheet_reader_free(struct xlsx_sheet_reader *reader) {
    if (reader) {
        buffer_done(&reader->value);
        buffer_done(&reader->text);
        xlsx_rich_done(&reader->rich);
        free(reader->kept);
        free(reader->cells);
        free(reader);
    }
}

struct xlsx_xml_handler xlsx_sheet_reader_handler(struct xlsx_sheet_reader *reader) {
    return (struct xlsx_xml_handler){.context = reader, .start = on_start, .end = on_end, .text = on_text};
}
