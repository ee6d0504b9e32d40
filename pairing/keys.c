#include "pairing/keys.h"

#include "base/budget.h"
#include "inventory/row_cells.h"
#include "pairing/asset_state.h"

#include <stdlib.h>

/* Where the keys of a side come from, in the order in which they count. */
struct key_source {
    enum identity_key kind;
    unsigned column;
};

static const struct key_source ledger_sources[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_ID}, {KEY_SERIAL, DEVICES_SERIAL},     {KEY_UUID, DEVICES_UUID},
    {KEY_MAC, DEVICES_MAC_ADDRESSES}, {KEY_HOSTNAME, DEVICES_HOSTNAME}, {KEY_ADDRESS, DEVICES_IP_ADDRESSES},
};

static const struct key_source snapshot_sources[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_TAG},    {KEY_SERIAL, DEVICES_SERIAL},
    {KEY_SERIAL, DEVICES_CHASSIS_SERIAL}, {KEY_UUID, DEVICES_UUID},
    {KEY_MAC, DEVICES_MAC_ADDRESSES},     {KEY_HOSTNAME, DEVICES_HOSTNAME},
    {KEY_ADDRESS, DEVICES_IP_ADDRESSES},  {KEY_ADDRESS, DEVICES_ADDRESS},
};

/* Machines have a few keys, large switches some hundreds of addresses; what a hostile cell holds beyond is dropped,
 * since the time for a row grows with the square. */
enum { KEYS_PER_CELL_MAX = 1024 };

/* Keys of placeholders are no keys here. */
enum { PLACEHOLDER_BIT = 1 };

bool kind_is_client(int kind) {
    return kind == KIND_PC || kind == KIND_LAPTOP || kind == KIND_TABLET;
}

static bool is_key(uint64_t key) {
    return key >= KEY_GROUPS_FIRST && !(key & PLACEHOLDER_BIT);
}

/* --- cells that name several -----------------------------------------------------------------------------------------
 */

void key_extras_done(struct key_extras *extras) {
    budget_drop(extras->keys);
    budget_drop(extras->rows);
}

static bool extras_reserve(struct key_extras *extras, size_t count) {
    size_t capacity = extras->capacity ? extras->capacity * 2 : 64;
    uint64_t *keys;
    uint32_t *rows;

    if (extras->count + count <= extras->capacity) {
        return true;
    }
    capacity = capacity > extras->count + count ? capacity : extras->count + count;
    keys = budget_resize(extras->budget, extras->keys, capacity, sizeof *keys);
    extras->keys = keys ? keys : extras->keys;
    rows = budget_resize(extras->budget, extras->rows, capacity, sizeof *rows);
    extras->rows = rows ? rows : extras->rows;
    extras->capacity = keys && rows ? capacity : extras->capacity;
    return keys && rows;
}

bool key_extras_add(struct key_extras *extras, uint32_t row, uint64_t key) {
    if (!extras_reserve(extras, 1)) {
        return false;
    }
    extras->keys[extras->count] = key;
    extras->rows[extras->count++] = row;
    return true;
}

bool key_extras_append(struct key_extras *extras, const struct key_extras *more) {
    if (!more->count) {
        return true;
    }
    if (!extras_reserve(extras, more->count)) {
        return false;
    }
    memcpy(extras->keys + extras->count, more->keys, more->count * sizeof *more->keys);
    memcpy(extras->rows + extras->count, more->rows, more->count * sizeof *more->rows);
    extras->count += more->count;
    return true;
}

static bool read_several(struct key_reader *reader, uint32_t row, enum identity_key kind, unsigned column,
                         struct key_extras *extras) {
    struct str rest, part;
    size_t count = 0;

    row_reader_move(reader->row, row);
    rest = row_reader_text(reader->row, column);
    while (count < KEYS_PER_CELL_MAX && value_next_part(schema_column(TABLE_DEVICES, column), &rest, &part)) {
        buffer_reset(&reader->keys.scratch);
        if (!cell_key_form(kind, part, &reader->keys.scratch)) {
            continue;
        }
        if (!key_extras_add(extras, row, cell_key_of_form(&reader->keys, buffer_view(&reader->keys.scratch)))) {
            return false;
        }
        count++;
    }
    return !reader->keys.scratch.failed;
}

/* --- reading a side --------------------------------------------------------------------------------------------------
 */

/* Chunks are gathered wave by wave, so that what is read of them is never all there twice. */
enum { CHUNK_ROWS = 1 << 15, WAVE = 16 };

/* What is read of some rows. */
struct chunk {
    struct key_extras extras[KEY_COUNT][KEY_COLUMNS_MAX];
    enum err_code code;
    struct err err;
};

struct reading {
    struct key_side *side;
    size_t first; /* chunk of the wave */
    struct chunk chunks[WAVE];
};

static void read_facts(const struct key_side *side, struct key_reader *reader, uint32_t begin, uint32_t end) {
    for (uint32_t row = begin; row < end; row++) {
        row_reader_move(reader->row, row);
        side->is_client[row] = kind_is_client(row_reader_word(reader->row, DEVICES_KIND));
        side->has_left[row] = side->id == SIDE_LEDGER && asset_has_left(reader->row);
    }
}

static bool read_column(const struct key_side *side, struct key_reader *reader, enum identity_key kind, unsigned number,
                        uint32_t begin, uint32_t end, struct key_extras *extras) {
    const uint64_t *keys = side->keys[kind][number];

    for (uint32_t row = begin; row < end; row++) {
        if (keys[row] == CELL_KEY_SEVERAL && !(kind == KEY_ADDRESS && side->is_client[row]) &&
            !read_several(reader, row, kind, side->columns[kind][number], extras)) {
            return false;
        }
    }
    return true;
}

static void read_chunk(void *context, size_t number, unsigned worker) {
    struct reading *reading = context;
    struct key_side *side = reading->side;
    struct chunk *chunk = &reading->chunks[number];
    uint32_t begin = (uint32_t)(reading->first + number) * CHUNK_ROWS;
    uint32_t end = side->rows - begin < CHUNK_ROWS ? side->rows : begin + CHUNK_ROWS;
    struct key_reader reader = {.side = NULL};

    (void)worker;
    chunk->code = key_reader_init(&reader, side, &chunk->err);
    if (!chunk->code) {
        read_facts(side, &reader, begin, end);
    }
    for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
        for (unsigned i = 0; !chunk->code && i < side->column_count[kind]; i++) {
            if (!read_column(side, &reader, kind, i, begin, end, &chunk->extras[kind][i])) {
                chunk->code = err_no_memory(&chunk->err);
            }
        }
    }
    if (!chunk->code) {
        chunk->code = row_reader_error(reader.row, &chunk->err);
    }
    key_reader_done(&reader);
}

/* The chunks one behind the other. */
static enum err_code gather(struct key_side *side, const struct chunk *chunks, size_t count, struct err *err) {
    for (size_t i = 0; i < count; i++) {
        if (chunks[i].code) {
            if (err) {
                *err = chunks[i].err;
            }
            return chunks[i].code;
        }
        for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
            for (unsigned column = 0; column < side->column_count[kind]; column++) {
                if (!key_extras_append(&side->extras[kind][column], &chunks[i].extras[kind][column])) {
                    return err_no_memory(err);
                }
            }
        }
    }
    return ERR_OK;
}

static void chunk_done(struct chunk *chunk) {
    for (unsigned i = 0; i < KEY_COUNT * KEY_COLUMNS_MAX; i++) {
        key_extras_done(&chunk->extras[i / KEY_COLUMNS_MAX][i % KEY_COLUMNS_MAX]);
    }
    *chunk = (struct chunk){0};
}

static enum err_code read_rows(struct key_side *side, struct pool *pool, struct err *err) {
    size_t count = ((size_t)side->rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
    struct reading reading = {.side = side};
    enum err_code code = ERR_OK;

    for (size_t first = 0; !code && first < count; first += WAVE) {
        size_t width = count - first < WAVE ? count - first : WAVE;
        reading.first = first;
        parallel_for(pool, width, read_chunk, &reading);
        code = gather(side, reading.chunks, width, err);
        for (size_t i = 0; i < width; i++) {
            chunk_done(&reading.chunks[i]);
        }
    }
    return code;
}

static void list_columns(struct key_side *side) {
    bool is_observed = side->id == SIDE_SNAPSHOT;
    const struct key_source *sources = is_observed ? snapshot_sources : ledger_sources;
    size_t count = is_observed ? ARRAY_LEN(snapshot_sources) : ARRAY_LEN(ledger_sources);

    for (size_t i = 0; i < count; i++) {
        const uint64_t *keys = table_keys(side->table, sources[i].column);
        unsigned *column_count = &side->column_count[sources[i].kind];
        if (keys) {
            side->keys[sources[i].kind][*column_count] = keys;
            side->extras[sources[i].kind][*column_count].budget = side->budget;
            side->columns[sources[i].kind][(*column_count)++] = sources[i].column;
        }
    }
}

enum err_code key_side_init(enum key_side_id id, const struct table *table, struct pool *pool,
                            struct key_side *ret_side, struct err *err) {
    struct key_side side = {
        .id = id, .table = table, .rows = table ? table_rows(table) : 0, .budget = table ? table_budget(table) : NULL};
    enum err_code code = ERR_OK;

    side.is_client = budget_alloc(side.budget, (size_t)side.rows + 1, sizeof *side.is_client);
    side.has_left = budget_alloc(side.budget, (size_t)side.rows + 1, sizeof *side.has_left);
    if (!side.is_client || !side.has_left) {
        code = err_no_memory(err);
    }
    if (!code && side.rows) {
        list_columns(&side);
        code = read_rows(&side, pool, err);
    }
    if (code) {
        key_side_done(&side);
        return code;
    }
    *ret_side = side;
    return ERR_OK;
}

void key_side_done(struct key_side *side) {
    budget_drop(side->is_client);
    budget_drop(side->has_left);
    for (unsigned i = 0; i < KEY_COUNT * KEY_COLUMNS_MAX; i++) {
        key_extras_done(&side->extras[i / KEY_COLUMNS_MAX][i % KEY_COLUMNS_MAX]);
    }
    *side = (struct key_side){0};
}

/* --- the keys of a row -----------------------------------------------------------------------------------------------
 */

struct key_walk key_walk(const struct key_side *side, uint32_t row, enum identity_key kind) {
    bool has_none = kind == KEY_ADDRESS && side->is_client[row];

    return (struct key_walk){.side = side, .kind = kind, .row = row, .column = has_none ? side->column_count[kind] : 0};
}

/* The row's part of the extras. */
static void find_extras(struct key_walk *walk) {
    const struct key_extras *extras = &walk->side->extras[walk->kind][walk->column];
    size_t low = 0, high = extras->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (extras->rows[middle] < walk->row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    walk->extra = walk->extra_end = low;
    while (walk->extra_end < extras->count && extras->rows[walk->extra_end] == walk->row) {
        walk->extra_end++;
    }
}

bool key_walk_next(struct key_walk *walk, uint64_t *ret_key) {
    const struct key_side *side = walk->side;

    while (walk->column < side->column_count[walk->kind]) {
        uint64_t key = side->keys[walk->kind][walk->column][walk->row];
        if (key == CELL_KEY_SEVERAL && walk->extra == walk->extra_end) {
            find_extras(walk);
        }
        if (walk->extra < walk->extra_end) {
            *ret_key = side->extras[walk->kind][walk->column].keys[walk->extra++];
            walk->column += walk->extra == walk->extra_end;
            return true;
        }
        walk->column++;
        if (is_key(key)) {
            *ret_key = key;
            return true;
        }
    }
    return false;
}

enum key_agreement key_compare(const struct key_side *a, uint32_t row_a, const struct key_side *b, uint32_t row_b,
                               enum identity_key kind) {
    struct key_walk of_a = key_walk(a, row_a, kind);
    bool has_a = false, has_b = false;
    uint64_t key_a, key_b;

    while (key_walk_next(&of_a, &key_a)) {
        struct key_walk of_b = key_walk(b, row_b, kind);
        has_a = true;
        while (key_walk_next(&of_b, &key_b)) {
            has_b = true;
            if (key_a == key_b) {
                return KEY_AGREES;
            }
        }
        if (!has_b) {
            return KEY_UNKNOWN;
        }
    }
    return has_a ? KEY_DISAGREES : KEY_UNKNOWN;
}

size_t key_side_columns(const struct key_side *side, enum identity_key kind,
                        struct key_column ret_columns[KEY_GROUP_COLUMNS_MAX]) {
    size_t count = 0;

    for (unsigned i = 0; i < side->column_count[kind]; i++) {
        const struct key_extras *extras = &side->extras[kind][i];
        ret_columns[count++] = (struct key_column){
            .keys = side->keys[kind][i], .count = side->rows, .passed_over = PLACEHOLDER_BIT, .side = side->id};
        if (extras->count) {
            ret_columns[count++] = (struct key_column){
                .keys = extras->keys, .rows = extras->rows, .count = extras->count, .side = side->id};
        }
    }
    return count;
}

/* --- the text behind a key -------------------------------------------------------------------------------------------
 */

enum err_code key_reader_init(struct key_reader *reader, const struct key_side *side, struct err *err) {
    *reader = (struct key_reader){.side = side, .keys = cell_keys_make()};
    return row_reader_open(side->table, &reader->row, err);
}

struct key_reader key_reader_borrow(const struct key_side *side, struct row_reader *row) {
    return (struct key_reader){.side = side, .row = row, .is_borrowed = true, .keys = cell_keys_make()};
}

void key_reader_done(struct key_reader *reader) {
    if (!reader->is_borrowed) {
        row_reader_free(reader->row);
    }
    cell_keys_done(&reader->keys);
}

void key_reader_form(struct key_reader *reader, uint32_t row, enum identity_key kind, uint64_t key,
                     struct buffer *out) {
    const struct key_side *side = reader->side;
    size_t start = out->n;

    row_reader_move(reader->row, row);
    for (unsigned i = 0; i < side->column_count[kind]; i++) {
        const struct column_def *column = schema_column(TABLE_DEVICES, side->columns[kind][i]);
        struct str rest = row_reader_text(reader->row, side->columns[kind][i]), part;
        while (value_next_part(column, &rest, &part)) {
            if (cell_key_form(kind, part, out) &&
                cell_key_of_form(&reader->keys, str_sub(buffer_view(out), start, SIZE_MAX)) == key) {
                return;
            }
            out->n = start;
        }
    }
}
