#include "inventory/raw_row.h"

#include "base/csv_read.h"
#include "base/text.h"
#include "inventory/table_build.h"

#include <stdlib.h>

struct raw_row_reader {
    const struct table *table;
    const struct table_source *source; /* whose csv and cells are set up; NULL at first */
    struct csv_reader *csv;
    struct cell_decoder *cells;
    struct buffer bytes;
    uint64_t length; /* of the row, without the LF behind it */
    struct raw_cell *raw;
    size_t raw_count, raw_capacity;
};

enum err_code raw_row_reader_new(const struct table *table, struct raw_row_reader **ret_reader, struct err *err) {
    struct raw_row_reader *reader = calloc(1, sizeof *reader);

    if (!reader) {
        return err_no_memory(err);
    }
    reader->table = table;
    *ret_reader = reader;
    return ERR_OK;
}

void raw_row_reader_free(struct raw_row_reader *reader) {
    if (reader) {
        csv_reader_free(reader->csv);
        cell_decoder_free(reader->cells);
        buffer_done(&reader->bytes);
        free(reader->raw);
        free(reader);
    }
}

static bool make_room(struct raw_row_reader *reader, size_t count) {
    struct raw_cell *raw;

    if (count <= reader->raw_capacity) {
        return true;
    }
    raw = reallocarray(reader->raw, count, sizeof *raw);
    if (!raw) {
        return false;
    }
    reader->raw = raw;
    reader->raw_capacity = count;
    return true;
}

static bool take_cells(void *context, const struct csv_row *row) {
    struct raw_row_reader *reader = context;

    if (!make_room(reader, row->cell_count)) {
        return false;
    }
    reader->raw_count = row->cell_count;
    for (size_t i = 0; i < row->cell_count; i++) {
        bool is_last = i + 1 == row->cell_count;
        reader->raw[i] = (struct raw_cell){
            .begin = row->cells[i].start,
            .end = is_last ? (uint32_t)reader->length : row->cells[i + 1].start - 1,
            .is_quoted = row->cells[i].quoted,
        };
    }
    return true;
}

static void ignore_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                           uint64_t line_offset) {
    /* Rows with problems are not in the table. */
    (void)context, (void)problem, (void)offset, (void)line, (void)line_offset;
}

static enum err_code set_source(struct raw_row_reader *reader, const struct table_source *source, struct err *err) {
    struct csv_options options = {.delimiter = source->delimiter};
    struct csv_handler handler = {.context = reader, .row = take_cells, .problem = ignore_problem};

    if (reader->source == source) {
        return ERR_OK;
    }
    reader->source = NULL;
    csv_reader_free(TAKE_PTR(reader->csv));
    cell_decoder_free(TAKE_PTR(reader->cells));
    enum err_code code = cell_decoder_new(source->style, &reader->cells, err);
    if (!code) {
        code = csv_reader_new(&options, &handler, &reader->csv, err);
    }
    if (!code) {
        reader->source = source;
    }
    return code;
}

/* The row with an LF behind it: without one, a ^Z at the row's end would count as that of a file. */
static enum err_code read_bytes(struct raw_row_reader *reader, struct row_place place, struct err *err) {
    buffer_reset(&reader->bytes);
    if (!buffer_reserve(&reader->bytes, place.length + 1)) {
        return err_no_memory(err);
    }
    enum err_code code = file_read_at(reader->source->file, place.offset, place.length, reader->bytes.p, err);
    reader->bytes.n = place.length;
    reader->length = place.length;
    buffer_append_char(&reader->bytes, '\n');
    return code;
}

static enum err_code split(struct raw_row_reader *reader, struct err *err) {
    reader->raw_count = 0;
    csv_reset(reader->csv, 0);
    enum err_code code = csv_feed(reader->csv, buffer_view(&reader->bytes), err);
    if (!code) {
        code = csv_finish(reader->csv, err);
    }
    /* The only row can be refused for want of memory alone. */
    return code == ERR_REFUSED ? err_no_memory(err) : code;
}

enum err_code raw_row_read(struct raw_row_reader *reader, uint32_t row, struct raw_row *ret_row, struct err *err) {
    struct row_place place = table_place(reader->table, row);
    enum err_code code = set_source(reader, table_source_of(reader->table, row), err);

    if (!code) {
        code = read_bytes(reader, place, err);
    }
    if (!code) {
        code = split(reader, err);
    }
    if (!code) {
        *ret_row = (struct raw_row){
            .source = reader->source,
            .offset = place.offset,
            .bytes = {reader->bytes.p, place.length},
            .cells = reader->raw,
            .cell_count = reader->raw_count,
        };
    }
    return code;
}

enum err_code raw_row_locate(struct raw_row_reader *reader, uint32_t row, unsigned column, uint64_t *ret_line,
                             uint64_t *ret_column, struct err *err) {
    struct raw_row raw;
    enum err_code code = raw_row_read(reader, row, &raw, err);

    if (code) {
        return code;
    }
    uint32_t cell = raw.source->columns[column].cell;
    *ret_line = table_line(reader->table, row);
    *ret_column = 0;
    if (cell && raw.source->style.is_sheet) {
        *ret_column = cell;
    } else if (cell && cell <= raw.cell_count) {
        struct str before = str_sub(raw.bytes, 0, raw.cells[cell - 1].begin);
        *ret_line += str_skip_lines(&before);
        *ret_column = text_count(cell_decode_all(reader->cells, before, NULL)) + 1;
    }
    return ERR_OK;
}
