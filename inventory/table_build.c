#include "inventory/table_build.h"

#include <assert.h>
#include <stdlib.h>

struct table *table_new_within(struct budget *budget, enum table_id id, enum keys_kept keys) {
    CLEANUP(table_free_cleanup) struct table *table = calloc(1, sizeof *table);

    if (!table) {
        return NULL;
    }
    table->id = id;
    table->def = schema_table(id);
    table->keys = keys;
    table->budget = budget;
    table->arena = arena_new_within(budget);
    if (!table->arena) {
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
        if (!table->is_part) {
            dictionary_free(table->columns[i].dictionary);
        }
        budget_drop(table->columns[i].codes);
        budget_drop(table->columns[i].dittos);
        budget_drop(table->columns[i].keys);
    }
    for (size_t i = 0; i < table->source_count && !table->is_part; i++) {
        file_free(table->sources[i].file);
    }
    free(table->sources);
    budget_drop(table->words);
    budget_drop(table->skews.codes);
    budget_drop(table->places);
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

/* As if the source begun last had not been there; its file goes, or stays the caller's. */
static void drop_source(struct table *table, bool with_file) {
    struct table_source *source = &table->sources[table->source_count - 1];

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
    if (with_file) {
        file_free(source->file);
    }
    table->source_count--;
}

/* Rows of files before that lack the column have no keys there. */
static bool begin_keys(struct table *table, unsigned number) {
    struct table_column *column = &table->columns[number];

    if (column->has_keys || !column->is_present || !cell_key_is_kept(table->id, number, table->keys)) {
        return true;
    }
    column->keys = budget_alloc(table->budget, (size_t)table->row_capacity + 1, sizeof *column->keys);
    column->has_keys = column->keys != NULL;
    return column->has_keys;
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
        if (!begin_keys(table, i)) {
            drop_source(table, false);
            return err_no_memory(err);
        }
    }
    list_written(table);
    return ERR_OK;
}

struct table_source *table_last_source(const struct table *table) {
    return &table->sources[table->source_count - 1];
}

bool table_is_coded(const struct table *table, unsigned column) {
    return column_is_coded(&table->columns[column]);
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
    budget_drop(column->codes);
    column->codes = NULL;
    column->bits = 0;
    return ERR_OK;
}

enum err_code table_end_source(struct table *table, bool is_kept, struct err *err) {
    enum err_code code = ERR_OK;

    if (!is_kept) {
        drop_source(table, true);
    }
    for (unsigned i = 0; !code && i < table->def->column_count; i++) {
        struct dictionary *dictionary = table->columns[i].dictionary;
        if (dictionary && dictionary_is_full(dictionary)) {
            code = uncode(table, i, err);
        } else if (dictionary) {
            dictionary_settle(dictionary);
        }
    }
    return code;
}

enum err_code table_code_of(struct table *table, unsigned column, struct str bytes, struct cell_decoder *cells,
                            struct dictionary_hit *ret_hit, struct err *err) {
    enum unit unit = (enum unit)table_last_source(table)->columns[column].unit;
    enum err_code code = dictionary_code(table->columns[column].dictionary, bytes, unit, cells, ret_hit, err);

    if (code == ERR_TOO_LARGE) {
        *ret_hit = (struct dictionary_hit){0};
        return ERR_OK;
    }
    return code;
}

enum err_code table_add_ditto(struct table *table, unsigned number, uint32_t row, struct str text, bool copy,
                              struct err *err) {
    struct table_column *column = &table->columns[number];

    if (table_ditto_above(table, number, row)) {
        column->dittos[column->ditto_count - 1].last = row;
        return ERR_OK;
    }
    if (column->ditto_count == column->ditto_capacity) {
        size_t capacity = column->ditto_capacity ? column->ditto_capacity * 2 : 8;
        struct ditto_run *dittos = budget_resize(table->budget, column->dittos, capacity, sizeof *dittos);
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
    column->dittos[column->ditto_count++] = (struct ditto_run){.first = row, .last = row, .text = text};
    return ERR_OK;
}

const struct ditto_run *table_ditto_above(const struct table *table, unsigned number, uint32_t row) {
    const struct table_column *column = &table->columns[number];
    const struct ditto_run *last = column->ditto_count ? &column->dittos[column->ditto_count - 1] : NULL;

    return last && row > table_last_source(table)->first_row && last->last + 1 == row ? last : NULL;
}

static bool resize(const struct table *table, void *array, size_t count, size_t size) {
    void **pointer = array, *fresh;

    if (count == 0) {
        budget_drop(*pointer);
        *pointer = NULL;
        return true;
    }
    fresh = budget_resize(table->budget, *pointer, count, size);
    if (!fresh) {
        return false;
    }
    *pointer = fresh;
    return true;
}

static bool resize_codes(const struct table *table, struct table_column *column, uint32_t capacity) {
    return !column->bits || resize(table, &column->codes, column_bytes(column, capacity), 1);
}

static bool resize_rows(struct table *table, uint32_t capacity) {
    bool is_done =
        resize(table, &table->words, capacity, sizeof *table->words) && resize_codes(table, &table->skews, capacity);

    for (unsigned i = 0; is_done && i < table->def->column_count; i++) {
        struct table_column *column = &table->columns[i];
        is_done = resize_codes(table, column, capacity) &&
                  (!column->has_keys || resize(table, &column->keys, capacity, sizeof *column->keys));
    }
    if (is_done) {
        table->row_capacity = capacity;
    }
    return is_done;
}

static enum err_code make_room(struct table *table, size_t count, struct err *err) {
    uint64_t wanted = (uint64_t)table->rows + count;
    uint64_t capacity = (uint64_t)table->row_capacity + table->row_capacity / 2 + 1024;

    if (wanted > UINT32_MAX - 1) {
        return err_set(err, ERR_TOO_LARGE, table->def->name, STR("4294967294"), STR_NONE);
    }
    if (wanted <= table->row_capacity) {
        return ERR_OK;
    }
    capacity = capacity > wanted ? capacity : wanted;
    return resize_rows(table, capacity < UINT32_MAX ? (uint32_t)capacity : UINT32_MAX) ? ERR_OK : err_no_memory(err);
}

static unsigned bits_of(uint32_t code) {
    return code == 0 ? 0 : code <= 0xF ? 4 : code <= UINT8_MAX ? 8 : code <= UINT16_MAX ? 16 : 32;
}

/* Rows are written in order: the first of a pair clears the byte. */
static void put_nibble(uint8_t *codes, uint32_t row, uint32_t code) {
    uint8_t *byte = &codes[row / 2];

    *byte = (uint8_t)(row % 2 ? (*byte & 0xF) | code << 4 : code);
}

static void put_codes(struct table_column *column, uint32_t first, const uint32_t *codes, size_t count) {
    void *to = column->codes;

    for (size_t i = 0; i < count && column->bits == 4; i++) {
        put_nibble(to, first + (uint32_t)i, codes[i]);
    }
    for (size_t i = 0; i < count && column->bits == 8; i++) {
        ((uint8_t *)to)[first + i] = (uint8_t)codes[i];
    }
    for (size_t i = 0; i < count && column->bits == 16; i++) {
        ((uint16_t *)to)[first + i] = (uint16_t)codes[i];
    }
    for (size_t i = 0; i < count && column->bits == 32; i++) {
        ((uint32_t *)to)[first + i] = codes[i];
    }
}

/* The codes of rows FIRST … as numbers; COUNT is at most CODES_AT_ONCE. */
enum { CODES_AT_ONCE = 1024 };

static void get_codes(const struct table_column *column, uint32_t first, uint32_t *codes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        codes[i] = column_code(column, first + (uint32_t)i);
    }
}

/* Copies so many codes, from the start of one column to row FIRST of another, which is wide enough. */
static void copy_codes(const struct table_column *from, struct table_column *to, uint32_t first, uint32_t count) {
    uint32_t codes[CODES_AT_ONCE];

    for (uint32_t row = 0; row < count; row += CODES_AT_ONCE) {
        uint32_t n = count - row < CODES_AT_ONCE ? count - row : CODES_AT_ONCE;
        get_codes(from, row, codes, n);
        put_codes(to, first + row, codes, n);
    }
}

/* ROWS: so many have codes. */
static bool widen(const struct table *table, struct table_column *column, uint32_t rows, unsigned bits) {
    struct table_column wide = {.bits = bits};

    wide.codes = budget_resize(table->budget, NULL, column_bytes(&wide, table->row_capacity) + 1, 1);
    if (!wide.codes) {
        return false;
    }
    copy_codes(column, &wide, 0, rows);
    budget_drop(column->codes);
    column->codes = wide.codes;
    column->bits = bits;
    return true;
}

/* Behind those of the rows before FIRST. */
static bool add_codes(const struct table *table, struct table_column *column, uint32_t first, const uint32_t *codes,
                      size_t count) {
    uint32_t any = 0;

    for (size_t row = 0; row < count; row++) {
        any |= codes[row];
    }
    if ((uint64_t)any >> column->bits && !widen(table, column, first, bits_of(any))) {
        return false;
    }
    put_codes(column, first, codes, count);
    return true;
}

static bool append_codes(struct table *table, const struct row_cells *columns, size_t count) {
    bool is_done = true;

    for (unsigned i = 0; is_done && i < table->written_count; i++) {
        struct table_column *column = &table->columns[table->written[i]];
        if (column_is_coded(column)) {
            is_done = add_codes(table, column, table->rows, columns[table->written[i]].codes, count);
        }
    }
    return is_done;
}

static bool append_lines(struct table *table, const struct csv_row *const *rows, size_t count) {
    const struct table_source *source = table_last_source(table);
    uint32_t skews[CODES_AT_ONCE];
    size_t n = 0;

    for (size_t i = 0; i < count; i += n) {
        uint32_t first = table->rows + (uint32_t)i;
        for (n = 0; n < CODES_AT_ONCE && i + n < count; n++) {
            skews[n] = table_line_skew(source, first + (uint32_t)n, rows[i + n]->line);
        }
        if (!add_codes(table, &table->skews, first, skews, n)) {
            return false;
        }
    }
    return true;
}

static void append_keys(struct table *table, const struct row_cells *columns, size_t count) {
    for (unsigned i = 0; i < table->def->column_count; i++) {
        struct table_column *column = &table->columns[i];
        if (column->has_keys && columns[i].keys) {
            memcpy(column->keys + table->rows, columns[i].keys, count * sizeof *column->keys);
        } else if (column->has_keys) {
            memset(column->keys + table->rows, 0, count * sizeof *column->keys);
        }
    }
}

static bool append_long_place(struct table *table, struct row_place place, uint64_t *ret_word) {
    if (table->place_count == table->place_capacity) {
        size_t capacity = table->place_capacity ? table->place_capacity * 2 : 8;
        if (!resize(table, &table->places, capacity, sizeof *table->places)) {
            return false;
        }
        table->place_capacity = capacity;
    }
    assert(table->places);
    table->places[table->place_count] = place;
    *ret_word = (uint64_t)table->place_count++ << ROW_LENGTH_BITS | ROW_LENGTH_LONG;
    return true;
}

static bool append_place(struct table *table, uint32_t at, const struct csv_row *row) {
    if (row->length < ROW_LENGTH_LONG && row->offset <= ROW_OFFSET_MAX) {
        table->words[at] = row->offset << ROW_LENGTH_BITS | row->length;
        return true;
    }
    return append_long_place(table, (struct row_place){.offset = row->offset, .length = row->length},
                             &table->words[at]);
}

enum err_code table_append(struct table *table, const struct csv_row *const *rows, size_t count,
                           const struct row_cells *columns, struct err *err) {
    enum err_code code = make_room(table, count, err);

    if (code || count == 0) {
        return code;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t at = table->rows + (uint32_t)i;
        if (!append_place(table, at, rows[i])) {
            return err_no_memory(err);
        }
    }
    if (!append_lines(table, rows, count) || !append_codes(table, columns, count)) {
        return err_no_memory(err);
    }
    append_keys(table, columns, count);
    table->rows += (uint32_t)count;
    return ERR_OK;
}

/* --- parts -----------------------------------------------------------------------------------------------------------
 */

struct table *table_new_part(const struct table *table) {
    CLEANUP(table_free_cleanup) struct table *part = calloc(1, sizeof *part);

    if (!part) {
        return NULL;
    }
    part->id = table->id;
    part->def = table->def;
    part->is_part = true;
    part->arena = arena_new();
    part->sources = malloc(sizeof *part->sources);
    if (!part->arena || !part->sources) {
        return NULL;
    }
    part->sources[0] = *table_last_source(table);
    part->sources[0].first_row = 0;
    part->source_count = 1;
    for (unsigned i = 0; i < table->def->column_count; i++) {
        part->columns[i].is_present = table->columns[i].is_present;
        part->columns[i].dictionary = table->columns[i].dictionary;
        part->columns[i].has_keys = table->columns[i].has_keys;
    }
    memcpy(part->written, table->written, sizeof part->written);
    part->written_count = table->written_count;
    return TAKE_PTR(part);
}

static enum err_code take_places(struct table *table, const struct table *part, struct err *err) {
    uint64_t *words = table->words + table->rows;

    memcpy(words, part->words, part->rows * sizeof *words);
    for (uint32_t row = 0; part->place_count && row < part->rows; row++) {
        if ((words[row] & ROW_LENGTH_LONG) == ROW_LENGTH_LONG &&
            !append_long_place(table, table_place(part, row), &words[row])) {
            return err_no_memory(err);
        }
    }
    return ERR_OK;
}

/* Lines of the part are those of the file. */
static bool take_lines(struct table *table, const struct table *part) {
    const struct table_source *source = table_last_source(table);
    uint32_t skews[CODES_AT_ONCE], n = 0;

    for (uint32_t row = 0; row < part->rows; row += n) {
        uint32_t first = table->rows + row;
        for (n = 0; n < CODES_AT_ONCE && row + n < part->rows; n++) {
            skews[n] = table_line_skew(source, first + n, table_line(part, row + n));
        }
        if (!add_codes(table, &table->skews, first, skews, n)) {
            return false;
        }
    }
    return true;
}

static bool take_codes(struct table *table, const struct table *part) {
    for (unsigned i = 0; i < table->written_count; i++) {
        struct table_column *column = &table->columns[table->written[i]];
        const struct table_column *from = &part->columns[table->written[i]];
        if (!column_is_coded(column)) {
            continue;
        }
        if (from->bits > column->bits && !widen(table, column, table->rows, from->bits)) {
            return false;
        }
        copy_codes(from, column, table->rows, part->rows);
    }
    return true;
}

static enum err_code take_dittos(struct table *table, const struct table *part, struct err *err) {
    enum err_code code = ERR_OK;

    for (unsigned i = 0; i < table->def->column_count; i++) {
        const struct table_column *from = &part->columns[i];
        /* The texts of a coded column are the dictionary's, others may be the part's. */
        bool copy = !table_is_coded(table, i);
        for (size_t j = 0; !code && j < from->ditto_count; j++) {
            const struct ditto_run *run = &from->dittos[j];
            code = table_add_ditto(table, i, table->rows + run->first, run->text, copy, err);
            if (!code) {
                table->columns[i].dittos[table->columns[i].ditto_count - 1].last = table->rows + run->last;
            }
        }
    }
    return code;
}

enum err_code table_take_part(struct table *table, const struct table *part, struct err *err) {
    struct row_cells columns[COLUMNS_MAX] = {0};
    enum err_code code = make_room(table, part->rows, err);

    if (code || part->rows == 0) {
        return code;
    }
    code = take_places(table, part, err);
    if (!code && !(take_lines(table, part) && take_codes(table, part))) {
        code = err_no_memory(err);
    }
    if (!code) {
        code = take_dittos(table, part, err);
    }
    for (unsigned i = 0; i < table->def->column_count; i++) {
        columns[i].keys = part->columns[i].keys;
    }
    if (!code) {
        append_keys(table, columns, part->rows);
        table->rows += part->rows;
    }
    return code;
}

/* --- the whole -------------------------------------------------------------------------------------------------------
 */

void table_finish(struct table *table) {
    /* Giving memory back may fail without harm. */
    (void)!resize_rows(table, table->rows);
    if (resize(table, &table->places, table->place_count, sizeof *table->places)) {
        table->place_capacity = table->place_count;
    }
    for (unsigned i = 0; i < table->def->column_count; i++) {
        struct table_column *column = &table->columns[i];
        if (resize(table, &column->dittos, column->ditto_count, sizeof *column->dittos)) {
            column->ditto_capacity = column->ditto_count;
        }
    }
}

struct budget *table_budget(const struct table *table) {
    return table->budget;
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
