#include "inventory/table.h"

#include "inventory/table_build.h"

#include <stdlib.h>

enum table_id table_id(const struct table *table) {
    return table->id;
}

uint32_t table_rows(const struct table *table) {
    return table->rows;
}

bool table_has_column(const struct table *table, unsigned column) {
    return table->columns[column].is_present;
}

struct str table_file_name(const struct table *table, uint32_t row) {
    return table_source_of(table, row)->name;
}

uint64_t table_line(const struct table *table, uint32_t row) {
    return column_code(&table->skews, row) + (row - table_source_of(table, row)->first_row);
}

void table_evidence(const struct table *table, uint32_t row, struct buffer *out) {
    buffer_append(out, table_file_name(table, row));
    buffer_append_char(out, ':');
    buffer_append_u64(out, table_line(table, row));
}

static size_t rows_footprint(const struct table *table) {
    size_t bytes = table->row_capacity * sizeof *table->words + column_bytes(&table->skews, table->row_capacity) +
                   table->place_capacity * sizeof *table->places;

    for (unsigned i = 0; i < table->def->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        bytes += column_bytes(column, table->row_capacity) + column->ditto_capacity * sizeof *column->dittos +
                 (column->has_keys ? table->row_capacity * sizeof *column->keys : 0);
    }
    return bytes;
}

size_t table_row_footprint(const struct table *table) {
    return table->rows ? (rows_footprint(table) + table->rows - 1) / table->rows : 0;
}

size_t table_footprint(const struct table *table) {
    size_t bytes = sizeof *table + rows_footprint(table) + table->source_count * sizeof *table->sources +
                   arena_footprint(table->arena);

    for (unsigned i = 0; i < table->def->column_count; i++) {
        if (table->columns[i].dictionary) {
            bytes += dictionary_footprint(table->columns[i].dictionary);
        }
    }
    return bytes;
}

uint32_t table_code(const struct table *table, unsigned number, uint32_t row) {
    const struct table_column *column = &table->columns[number];

    return column_is_coded(column) ? column_code(column, row) : TABLE_UNCODED;
}

void table_codes(const struct table *table, unsigned number, uint32_t first, uint32_t count, uint32_t *ret_codes) {
    /* A copy, so that the compiler knows that writing codes does not change it. */
    const struct table_column column = table->columns[number];
    bool is_coded = column_is_coded(&column);

    for (uint32_t i = 0; i < count; i++) {
        ret_codes[i] = is_coded ? column_code(&column, first + i) : TABLE_UNCODED;
    }
}

uint32_t table_code_count(const struct table *table, unsigned column) {
    const struct dictionary *dictionary = table->columns[column].dictionary;
    return dictionary ? dictionary_count(dictionary) : 0;
}

struct str table_code_text(const struct table *table, unsigned column, uint32_t code) {
    return dictionary_text(table->columns[column].dictionary, code);
}

const struct value *table_code_value(const struct table *table, unsigned column, uint32_t code) {
    return dictionary_value(table->columns[column].dictionary, code);
}

void table_expect(const struct table *table, uint32_t row) {
    __builtin_prefetch(&table->words[row]);
    for (unsigned i = 0; i < table->written_count; i++) {
        const struct table_column *column = &table->columns[table->written[i]];
        if (column->codes) {
            __builtin_prefetch((const char *)column->codes + (size_t)row * column->bits / 8);
        }
    }
}

void table_expect_text(const struct table *table, uint32_t row) {
    const struct table_source *source = table_source_of(table, row);
    const char *map = file_map(source->file);
    struct row_place place = table_place(table, row);

    for (uint64_t at = 0; map && at < place.length && at < 512; at += 64) {
        __builtin_prefetch(map + place.offset + at);
    }
}

const uint64_t *table_keys(const struct table *table, unsigned column) {
    return table->columns[column].has_keys ? table->columns[column].keys : NULL;
}

/* Rows are read through a window, so that reading them one after the other costs few system calls. */
#define WINDOW_SIZE (256 * 1024)

/* The state of a cell that was asked for. */
struct read_cell {
    bool is_read;
    struct str text;
};

struct row_reader {
    const struct table *table;
    const struct table_source *source; /* whose cells and csv are set up; NULL at first */
    struct cell_decoder *cells;
    struct csv_reader *csv;
    uint32_t row;
    bool is_split;        /* the row's cells are in splits */
    const char *map;      /* the source's file, or NULL: then it is read through the window */
    struct buffer window; /* bytes of the source's file from window_offset on */
    uint64_t window_offset;
    struct str *splits;     /* cells of the row as they stand in the file, unquoted */
    struct str unsplit;     /* the part of a row without quotes that was not looked at yet; NULL: nothing is left */
    struct buffer unquoted; /* what splits point into when the row has quotes */
    size_t split_count, split_capacity;
    struct read_cell read[COLUMNS_MAX];
    struct arena *arena; /* decoded texts, until the next move */
    enum err_code code;
    struct err err;
};

enum err_code row_reader_new(const struct table *table, struct row_reader **ret_reader, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = calloc(1, sizeof *reader);

    if (!reader) {
        return err_no_memory(err);
    }
    reader->table = table;
    reader->arena = arena_new();
    if (!reader->arena) {
        return err_no_memory(err);
    }
    *ret_reader = TAKE_PTR(reader);
    return ERR_OK;
}

enum err_code row_reader_open(const struct table *table, struct row_reader **ret_reader, struct err *err) {
    if (!table) {
        *ret_reader = NULL;
        return ERR_OK;
    }
    return row_reader_new(table, ret_reader, err);
}

void row_reader_free(struct row_reader *reader) {
    if (reader) {
        cell_decoder_free(reader->cells);
        csv_reader_free(reader->csv);
        buffer_done(&reader->window);
        buffer_done(&reader->unquoted);
        free(reader->splits);
        arena_free(reader->arena);
        free(reader);
    }
}

enum err_code row_reader_error(const struct row_reader *reader, struct err *err) {
    if (reader->code && err) {
        *err = reader->err;
    }
    return reader->code || !reader->map ? reader->code : file_check_size(reader->source->file, err);
}

enum err_code row_readers_error(const struct row_reader *const readers[], size_t count, struct err *err) {
    enum err_code code = ERR_OK;

    for (size_t i = 0; i < count && code == ERR_OK; i++) {
        code = readers[i] ? row_reader_error(readers[i], err) : ERR_OK;
    }
    return code;
}

void row_reader_move(struct row_reader *reader, uint32_t row) {
    if (reader->row == row && reader->is_split) {
        return;
    }
    reader->row = row;
    reader->is_split = false;
    memset(reader->read, 0, sizeof reader->read);
    arena_reset(reader->arena);
}

struct row_reader *row_reader_at(struct row_reader *reader, uint32_t row) {
    if (!reader || row == UINT32_MAX) {
        return NULL;
    }
    row_reader_move(reader, row);
    return reader;
}

static bool fail(struct row_reader *reader, enum err_code code) {
    if (code && !reader->code) {
        reader->code = code;
    }
    return false;
}

static bool fail_memory(struct row_reader *reader) {
    return fail(reader, err_no_memory(reader->code ? NULL : &reader->err));
}

static bool add_split(struct row_reader *reader, struct str cell) {
    if (reader->split_count == reader->split_capacity) {
        size_t capacity = reader->split_capacity ? reader->split_capacity * 2 : 64;
        struct str *splits = reallocarray(reader->splits, capacity, sizeof *splits);
        if (!splits) {
            return fail_memory(reader);
        }
        reader->splits = splits;
        reader->split_capacity = capacity;
    }
    reader->splits[reader->split_count++] = cell;
    return true;
}

/* The cells of a row live until this returns; its text is never longer than the row, for which there is room. */
static bool take_cells(void *context, const struct csv_row *row) {
    struct row_reader *reader = context;

    for (size_t i = 0; i < row->cell_count; i++) {
        struct str cell = row->cells[i].text;
        const char *to = reader->unquoted.p + reader->unquoted.n;
        buffer_append(&reader->unquoted, cell);
        if (reader->unquoted.failed || !add_split(reader, (struct str){to, cell.n})) {
            return false;
        }
    }
    return true;
}

static void ignore_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                           uint64_t line_offset) {
    /* Rows with problems are not in the table. */
    (void)context, (void)problem, (void)offset, (void)line, (void)line_offset;
}

static bool set_source(struct row_reader *reader, const struct table_source *source) {
    struct csv_options options = {.delimiter = source->delimiter};
    struct csv_handler handler = {.context = reader, .row = take_cells, .problem = ignore_problem};
    struct err *err = reader->code ? NULL : &reader->err;
    enum err_code code;

    if (reader->source == source) {
        return true;
    }
    code = reader->map ? file_check_size(reader->source->file, err) : ERR_OK;
    cell_decoder_free(TAKE_PTR(reader->cells));
    csv_reader_free(TAKE_PTR(reader->csv));
    reader->source = NULL;
    reader->map = NULL;
    reader->window.n = 0;
    code = code ? code : cell_decoder_new(source->style, &reader->cells, err);
    if (!code) {
        code = csv_reader_new(&options, &handler, &reader->csv, err);
    }
    if (code) {
        return fail(reader, code);
    }
    reader->source = source;
    reader->map = file_map(source->file);
    return true;
}

/* The bytes of a row, through the window. Only a row that follows the window closely makes it read ahead. */
static bool window_bytes(struct row_reader *reader, struct row_place place, struct str *ret_bytes) {
    struct buffer *window = &reader->window;
    uint64_t begin = reader->window_offset, end = begin + window->n;
    struct err *err = reader->code ? NULL : &reader->err;

    if (place.offset < begin || place.offset + place.length > end || window->n == 0) {
        bool is_next = window->n && place.offset >= begin && place.offset < end + WINDOW_SIZE / 4;
        uint64_t left = file_size(reader->source->file) - place.offset, length = place.length;
        enum err_code code;
        if (is_next && length < WINDOW_SIZE) {
            length = left < WINDOW_SIZE ? left : WINDOW_SIZE;
        }
        buffer_reset(window);
        if (!buffer_reserve(window, length ? length : 1)) {
            return fail_memory(reader);
        }
        code = file_read_at(reader->source->file, place.offset, length, window->p, err);
        if (code) {
            return fail(reader, code);
        }
        window->n = length;
        reader->window_offset = place.offset;
    }
    *ret_bytes = (struct str){window->p + (place.offset - reader->window_offset), place.length};
    return true;
}

static bool row_bytes(struct row_reader *reader, struct row_place place, struct str *ret_bytes) {
    if (!reader->map) {
        return window_bytes(reader, place, ret_bytes);
    }
    *ret_bytes = (struct str){reader->map + place.offset, place.length};
    return true;
}

static bool split_quoted(struct row_reader *reader, struct str bytes) {
    struct err *err = reader->code ? NULL : &reader->err;
    enum err_code code;

    /* Reserved at once: the slices must not move. */
    buffer_reset(&reader->unquoted);
    if (!buffer_reserve(&reader->unquoted, bytes.n + 1)) {
        return fail_memory(reader);
    }
    csv_reset(reader->csv, 0);
    code = csv_feed(reader->csv, bytes, err);
    if (!code) {
        /* Without a line end a ^Z at the row's end would count as that of a file. */
        code = csv_feed(reader->csv, STR("\n"), err);
    }
    if (!code) {
        code = csv_finish(reader->csv, err);
    }
    return !code || fail(reader, code);
}

/* Without quotes a row is just text between delimiters, and is cut only as far as cells are asked for. */
static bool cut_cells(struct row_reader *reader, size_t count) {
    struct str *rest = &reader->unsplit;

    while (rest->p && reader->split_count < count) {
        const char *end = rest->p + rest->n, *delimiter = memchr(rest->p, reader->source->delimiter, rest->n);
        if (!add_split(reader, str_range(rest->p, delimiter ? delimiter : end))) {
            return false;
        }
        *rest = delimiter ? str_range(delimiter + 1, end) : STR_NONE;
    }
    return true;
}

/* At least COUNT cells, as far as the row has so many. */
static bool split(struct row_reader *reader, size_t count) {
    const struct table_source *source = table_source_of(reader->table, reader->row);
    struct str bytes = {0};

    if (reader->is_split) {
        return cut_cells(reader, count);
    }
    reader->is_split = true;
    reader->split_count = 0;
    reader->unsplit = STR_NONE;
    if (!set_source(reader, source) || !row_bytes(reader, table_place(reader->table, reader->row), &bytes)) {
        return false;
    }
    if (str_find_char(bytes, '"') >= 0) {
        return split_quoted(reader, bytes);
    }
    reader->unsplit = bytes;
    return cut_cells(reader, count);
}

static struct str read_cell(struct row_reader *reader, unsigned column) {
    const struct ditto_run *ditto = table_ditto_at(reader->table, column, reader->row);
    unsigned marks;
    uint32_t cell;
    struct str bytes, text;

    if (ditto) {
        return ditto->text;
    }
    cell = table_source_of(reader->table, reader->row)->columns[column].cell;
    if (cell == 0 || !split(reader, cell) || !reader->source || cell > reader->split_count) {
        return STR_NONE;
    }
    bytes = reader->splits[cell - 1];
    text = cell_decode(reader->cells, bytes, &marks);
    if (cell_decoder_failed(reader->cells)) {
        fail_memory(reader);
        return STR_NONE;
    }
    if (text.n && (text.p < bytes.p || text.p >= bytes.p + bytes.n)) {
        text = arena_dup(reader->arena, text);
        if (arena_failed(reader->arena)) {
            fail_memory(reader);
        }
    }
    return text;
}

struct str row_reader_text(struct row_reader *reader, unsigned column) {
    const struct table *table = reader->table;

    if (column_is_coded(&table->columns[column])) {
        return table_code_text(table, column, table_code(table, column, reader->row));
    }
    if (!reader->read[column].is_read) {
        reader->read[column] = (struct read_cell){.is_read = true, .text = read_cell(reader, column)};
    }
    return reader->read[column].text;
}

struct value row_reader_value(struct row_reader *reader, unsigned column) {
    const struct table *table = reader->table;
    const struct table_source *source;

    if (column_is_coded(&table->columns[column])) {
        return *table_code_value(table, column, table_code(table, column, reader->row));
    }
    source = table_source_of(table, reader->row);
    return value_read(schema_column(table->id, column), (enum unit)source->columns[column].unit,
                      row_reader_text(reader, column));
}
