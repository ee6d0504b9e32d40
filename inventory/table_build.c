#include "inventory/table_build.h"

#include <assert.h>
#include <stdlib.h>

struct table *table_new(enum table_id id) {
    CLEANUP(table_free_cleanup) struct table *table = calloc(1, sizeof *table);

    if (!table) {
        return NULL;
    }
    table->id = id;
    table->def = schema_table(id);
    table->arena = arena_new();
    table->ids = id_set_new();
    if (!table->arena || !table->ids) {
        return NULL;
    }
    for (unsigned i = 0; i < table->def->column_count; i++) {
        const struct column_def *column = &table->def->columns[i];
        if (schema_type(column->type)->is_coded) {
            table->columns[i].dictionary = dictionary_new(column);
            if (!table->columns[i].dictionary) {
                return NULL;
            }
        }
    }
    return TAKE_PTR(table);
}

void table_free(struct table *table) {
    if (!table) {
        return;
    }
    for (unsigned i = 0; i < COLUMNS_MAX; i++) {
        dictionary_free(table->columns[i].dictionary);
        free(table->columns[i].codes);
        free(table->columns[i].dittos);
    }
    for (size_t i = 0; i < table->source_count; i++) {
        file_free(table->sources[i].file);
    }
    free(table->sources);
    free(table->words);
    free(table->lines);
    free(table->places);
    id_set_free(table->ids);
    arena_free(table->arena);
    free(table);
}

static void set_mark(struct table *table) {
    table->mark.place_count = table->place_count;
    for (unsigned i = 0; i < table->def->column_count; i++) {
        const struct table_column *column = &table->columns[i];
        table->mark.code_counts[i] = column->dictionary ? dictionary_count(column->dictionary) : 0;
        table->mark.ditto_counts[i] = column->ditto_count;
        table->mark.was_present[i] = column->is_present;
    }
}

static const struct str *copy_headings(struct table *table, const struct table_source *source) {
    struct str *headings = arena_alloc_array(table->arena, source->heading_count + 1, sizeof *headings);

    for (size_t i = 0; headings && i < source->heading_count; i++) {
        headings[i] = arena_dup(table->arena, source->headings[i]);
    }
    return headings;
}

/* Most tables have many columns that no file has. One that a dropped source had may have codes without being present.
 */
static void list_written(struct table *table) {
    table->written_count = 0;
    for (unsigned i = 0; i < table->def->column_count; i++) {
        if (table->columns[i].dictionary && (table->columns[i].is_present || table->columns[i].bits)) {
            table->written[table->written_count++] = (uint8_t)i;
        }
    }
}

enum err_code table_begin_source(struct table *table, const struct table_source *source, struct err *err) {
    struct table_source *sources = reallocarray(table->sources, table->source_count + 1, sizeof *sources);
    struct str name = arena_dup(table->arena, source->name);
    const struct str *headings = copy_headings(table, source);

    if (!sources) {
        return err_no_memory(err);
    }
    table->sources = sources;
    if (arena_failed(table->arena)) {
        return err_no_memory(err);
    }
    sources[table->source_count] = *source;
    sources[table->source_count].name = name;
    sources[table->source_count].headings = headings;
    sources[table->source_count].first_row = table->rows;
    table->source_count++;
    set_mark(table);
    for (unsigned i = 0; i < table->def->column_count; i++) {
        table->columns[i].is_present |= source->columns[i].cell != 0;
    }
    list_written(table);
    return ERR_OK;
}

struct table_source *table_last_source(const struct table *table) {
    return &table->sources[table->source_count - 1];
}

static void drop_source(struct table *table) {
    struct table_source *source = table_last_source(table);

    for (unsigned i = 0; i < table->def->column_count; i++) {
        struct table_column *column = &table->columns[i];
        column->is_present = table->mark.was_present[i];
        column->ditto_count = table->mark.ditto_counts[i];
        if (column->dictionary) {
            dictionary_truncate(column->dictionary, table->mark.code_counts[i]);
        }
    }
    table->place_count = table->mark.place_count;
    table->rows = source->first_row;
    if (table->ids) {
        id_set_truncate(table->ids, source->first_row);
    }
    file_free(source->file);
    table->source_count--;
}

void table_end_source(struct table *table, bool is_kept) {
    if (!is_kept) {
        drop_source(table);
    }
}

bool table_is_coded(const struct table *table, unsigned column) {
    return table->columns[column].dictionary != NULL;
}

/* The texts of dittos outlive the dictionary that they come from. */
static enum err_code uncode(struct table *table, unsigned number, struct err *err) {
    struct table_column *column = &table->columns[number];

    for (size_t i = 0; i < column->ditto_count; i++) {
        column->dittos[i].text = arena_dup(table->arena, column->dittos[i].text);
    }
    if (arena_failed(table->arena)) {
        return err_no_memory(err);
    }
    dictionary_free(column->dictionary);
    column->dictionary = NULL;
    free(column->codes);
    column->codes = NULL;
    column->bits = 0;
    return ERR_OK;
}

enum err_code table_code_of(struct table *table, unsigned column, struct str bytes, struct cell_decoder *cells,
                            struct dictionary_hit *ret_hit, struct err *err) {
    enum unit unit = (enum unit)table_last_source(table)->columns[column].unit;
    enum err_code code = dictionary_code(table->columns[column].dictionary, bytes, unit, cells, ret_hit, err);

    if (code == ERR_TOO_LARGE) {
        *ret_hit = (struct dictionary_hit){0};
        return uncode(table, column, err);
    }
    return code;
}

enum err_code table_add_ditto(struct table *table, unsigned number, struct str text, bool copy, struct err *err) {
    struct table_column *column = &table->columns[number];

    if (table_last_ditto(table, number)) {
        column->dittos[column->ditto_count - 1].last = table->rows;
        return ERR_OK;
    }
    if (column->ditto_count == column->ditto_capacity) {
        size_t capacity = column->ditto_capacity ? column->ditto_capacity * 2 : 8;
        struct ditto_run *dittos = reallocarray(column->dittos, capacity, sizeof *dittos);
        if (!dittos) {
            return err_no_memory(err);
        }
        column->dittos = dittos;
        column->ditto_capacity = capacity;
    }
    if (copy) {
        text = arena_dup(table->arena, text);
        if (arena_failed(table->arena)) {
            return err_no_memory(err);
        }
    }
    column->dittos[column->ditto_count++] = (struct ditto_run){.first = table->rows, .last = table->rows, .text = text};
    return ERR_OK;
}

const struct ditto_run *table_last_ditto(const struct table *table, unsigned number) {
    const struct table_column *column = &table->columns[number];
    const struct ditto_run *last = column->ditto_count ? &column->dittos[column->ditto_count - 1] : NULL;

    if (!last || table->rows == table_last_source(table)->first_row || last->last + 1 != table->rows) {
        return NULL;
    }
    return last;
}

static bool resize(void *array, size_t count, size_t size) {
    void **pointer = array, *fresh;

    if (count == 0) {
        free(*pointer);
        *pointer = NULL;
        return true;
    }
    fresh = reallocarray(*pointer, count, size);
    if (!fresh) {
        return false;
    }
    *pointer = fresh;
    return true;
}

static bool resize_rows(struct table *table, uint32_t capacity) {
    bool is_done =
        resize(&table->words, capacity, sizeof *table->words) && resize(&table->lines, capacity, sizeof *table->lines);

    for (unsigned i = 0; is_done && i < table->def->column_count; i++) {
        struct table_column *column = &table->columns[i];
        is_done = !column->bits || resize(&column->codes, column_bytes(column, capacity), 1);
    }
    if (is_done) {
        table->row_capacity = capacity;
    }
    return is_done;
}

static bool grow_rows(struct table *table) {
    uint64_t capacity = table->row_capacity + table->row_capacity / 2 + 1024;

    return resize_rows(table, capacity < UINT32_MAX ? (uint32_t)capacity : UINT32_MAX);
}

static unsigned bits_of(uint32_t code) {
    return code == 0 ? 0 : code <= 0xF ? 4 : code <= UINT8_MAX ? 8 : code <= UINT16_MAX ? 16 : 32;
}

/* Rows are written in order: the first of a pair clears the byte. */
static void put_code(struct table_column *column, uint32_t row, uint32_t code) {
    uint8_t *byte;

    switch (column->bits) {
    case 4:
        byte = (uint8_t *)column->codes + row / 2;
        *byte = (uint8_t)(row % 2 ? (*byte & 0xF) | code << 4 : code);
        break;
    case 8:
        ((uint8_t *)column->codes)[row] = (uint8_t)code;
        break;
    case 16:
        ((uint16_t *)column->codes)[row] = (uint16_t)code;
        break;
    case 32:
        ((uint32_t *)column->codes)[row] = code;
        break;
    default:
        break;
    }
}

static bool widen(const struct table *table, struct table_column *column, unsigned bits) {
    struct table_column wide = {.bits = bits};

    wide.codes = malloc(column_bytes(&wide, table->row_capacity) + 1);
    if (!wide.codes) {
        return false;
    }
    for (uint32_t row = 0; row < table->rows; row++) {
        put_code(&wide, row, column_code(column, row));
    }
    free(column->codes);
    column->codes = wide.codes;
    column->bits = bits;
    return true;
}

static bool append_codes(struct table *table, const uint32_t *codes) {
    for (unsigned i = 0; i < table->written_count; i++) {
        struct table_column *column = &table->columns[table->written[i]];
        uint32_t code = codes[table->written[i]];
        /* A column that was uncoded meanwhile is no longer written. */
        if (!column->dictionary) {
            continue;
        }
        if ((uint64_t)code >> column->bits && !widen(table, column, bits_of(code))) {
            return false;
        }
        put_code(column, table->rows, code);
    }
    return true;
}

static bool append_place(struct table *table, const struct csv_row *row) {
    if (row->length < ROW_LENGTH_LONG && row->offset <= ROW_OFFSET_MAX) {
        table->words[table->rows] = row->offset << ROW_LENGTH_BITS | row->length;
        return true;
    }
    if (table->place_count == table->place_capacity) {
        size_t capacity = table->place_capacity ? table->place_capacity * 2 : 8;
        if (!resize(&table->places, capacity, sizeof *table->places)) {
            return false;
        }
        table->place_capacity = capacity;
    }
    assert(table->places);
    table->places[table->place_count] = (struct row_place){.offset = row->offset, .length = row->length};
    table->words[table->rows] = (uint64_t)table->place_count++ << ROW_LENGTH_BITS | ROW_LENGTH_LONG;
    return true;
}

enum err_code table_append(struct table *table, const struct csv_row *row, const uint32_t *codes, struct err *err) {
    if (table->rows == UINT32_MAX - 1) {
        return err_set(err, ERR_TOO_LARGE, table->def->name, STR("4294967294"), STR_NONE);
    }
    if (table->rows == table->row_capacity && !grow_rows(table)) {
        return err_no_memory(err);
    }
    if (!append_place(table, row) || !append_codes(table, codes)) {
        return err_no_memory(err);
    }
    table->lines[table->rows] = row->line < UINT32_MAX ? (uint32_t)row->line : UINT32_MAX;
    table->rows++;
    return ERR_OK;
}

void table_finish(struct table *table) {
    id_set_free(table->ids);
    table->ids = NULL;
    /* Giving memory back may fail without harm. */
    (void)!resize_rows(table, table->rows);
    if (resize(&table->places, table->place_count, sizeof *table->places)) {
        table->place_capacity = table->place_count;
    }
    for (unsigned i = 0; i < table->def->column_count; i++) {
        struct table_column *column = &table->columns[i];
        if (resize(&column->dittos, column->ditto_count, sizeof *column->dittos)) {
            column->ditto_capacity = column->ditto_count;
        }
    }
}

const struct table_source *table_source_of(const struct table *table, uint32_t row) {
    size_t low = 0, high = table->source_count;

    /* The last source that begins at or before the row; empty ones before it begin at the same row. */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (table->sources[middle].first_row <= row) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return &table->sources[low];
}

struct str table_heading(const struct table *table, uint32_t row, unsigned column) {
    const struct table_source *source = table_source_of(table, row);
    uint32_t cell = source->columns[column].cell;

    return cell && cell <= source->heading_count ? source->headings[cell - 1]
                                                 : str_from(table->def->columns[column].name);
}

struct row_place table_place(const struct table *table, uint32_t row) {
    uint64_t word = table->words[row], length = word & ROW_LENGTH_LONG;

    if (length == ROW_LENGTH_LONG) {
        return table->places[word >> ROW_LENGTH_BITS];
    }
    return (struct row_place){.offset = word >> ROW_LENGTH_BITS, .length = length};
}

const struct ditto_run *table_ditto_at(const struct table *table, unsigned number, uint32_t row) {
    const struct table_column *column = &table->columns[number];
    size_t low = 0, high = column->ditto_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (column->dittos[middle].last < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < column->ditto_count && column->dittos[low].first <= row ? &column->dittos[low] : NULL;
}
