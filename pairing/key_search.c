#include "pairing/pairing_build.h"

#include "base/budget.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* Most rows find their partner in the first tier, and their further keys agree. So that later tiers need not go through
 * all keys again, the keys of the rows that are still open are marked in a bit set, and only rows with a marked key are
 * looked at: all holders of a marked key are among them, and a few others by chance. */

/* Chunks are gathered wave by wave, so that what is selected of them is never all there twice. */
enum { CHUNK_ROWS = 1 << 15, WAVE = 16, BITS_A_KEY = 32 };

struct filter {
    _Atomic uint64_t *words;
    uint64_t mask; /* of a bit's number */
};

struct search {
    const struct key_search *what;
    struct filter filter;
    atomic_size_t open_rows[SIDE_COUNT];
    struct worker *workers;
    pthread_mutex_t lock;
    atomic_bool is_stopped;
    /* guarded by lock */
    enum err_code code;
    struct err err;
};

/* One thread's. */
struct worker {
    struct key_reader readers[SIDE_COUNT];
    uint32_t *rows[SIDE_COUNT];
    size_t capacity;
};

static void fail(struct search *search, enum err_code code, const struct err *err) {
    pthread_mutex_lock(&search->lock);
    if (!search->code) {
        search->code = code;
        search->err = *err;
    }
    pthread_mutex_unlock(&search->lock);
    search->is_stopped = true;
}

/* --- which keys are open ---------------------------------------------------------------------------------------------
 */

/* What a loop over the rows of a side works with. */
struct side_loop {
    struct search *search;
    enum key_side_id side;
};

static size_t chunk_count(size_t rows) {
    return (rows + CHUNK_ROWS - 1) / CHUNK_ROWS;
}

static void count_open(void *context, size_t number, unsigned worker) {
    struct side_loop *loop = context;
    const struct key_search *what = loop->search->what;
    uint32_t rows = what->pairing->sides[loop->side].rows, begin = (uint32_t)number * CHUNK_ROWS;
    uint32_t end = rows - begin < CHUNK_ROWS ? rows : begin + CHUNK_ROWS;
    size_t count = 0;

    (void)worker;
    for (uint32_t row = begin; row < end; row++) {
        count += what->is_open(what->pairing, loop->side, row, what->kind);
    }
    atomic_fetch_add(&loop->search->open_rows[loop->side], count);
}

static void mark_open(void *context, size_t number, unsigned worker) {
    struct side_loop *loop = context;
    const struct key_search *what = loop->search->what;
    const struct key_side *side = &what->pairing->sides[loop->side];
    uint32_t begin = (uint32_t)number * CHUNK_ROWS;
    uint32_t end = side->rows - begin < CHUNK_ROWS ? side->rows : begin + CHUNK_ROWS;
    struct filter *filter = &loop->search->filter;
    uint64_t key;

    (void)worker;
    for (uint32_t row = begin; row < end; row++) {
        struct key_walk walk = key_walk(side, row, what->kind);
        bool is_open = what->is_open(what->pairing, loop->side, row, what->kind);
        while (is_open && key_walk_next(&walk, &key)) {
            uint64_t bit = key >> 2 & filter->mask;
            atomic_fetch_or_explicit(&filter->words[bit / 64], UINT64_C(1) << bit % 64, memory_order_relaxed);
        }
    }
}

static void loop_side(struct search *search, enum key_side_id side,
                      void (*fn)(void *context, size_t number, unsigned worker)) {
    struct side_loop loop = {search, side};

    parallel_for(search->what->pool, chunk_count(search->what->pairing->sides[side].rows), fn, &loop);
}

/* False when memory is out. */
static bool filter_init(struct filter *filter, struct budget *budget, size_t keys) {
    uint64_t bits = UINT64_C(1) << 16;

    while (bits < (uint64_t)keys * BITS_A_KEY) {
        bits *= 2;
    }
    filter->mask = bits - 1;
    filter->words = budget_alloc(budget, bits / 64, sizeof *filter->words);
    return filter->words != NULL;
}

/* --- the rows with such keys -----------------------------------------------------------------------------------------
 */

struct selection {
    struct search *search;
    const struct key_column *column;
    size_t first; /* chunk of the wave */
    struct key_extras chunks[WAVE];
    atomic_bool failed;
};

static void select_chunk(void *context, size_t number, unsigned worker) {
    struct selection *selection = context;
    const struct key_column *column = selection->column;
    const struct filter *filter = &selection->search->filter;
    struct key_extras *chunk = &selection->chunks[number];
    size_t begin = (selection->first + number) * CHUNK_ROWS;
    size_t end = column->count - begin < CHUNK_ROWS ? column->count : begin + CHUNK_ROWS;

    (void)worker;
    for (size_t i = begin; i < end; i++) {
        uint64_t key = column->keys[i], bit = key >> 2 & filter->mask;
        bool is_marked = atomic_load_explicit(&filter->words[bit / 64], memory_order_relaxed) >> bit % 64 & 1;
        if (!is_marked || key < KEY_GROUPS_FIRST || key & column->passed_over) {
            continue;
        }
        if (!key_extras_add(chunk, column->rows ? column->rows[i] : (uint32_t)i, key)) {
            selection->failed = true;
            return;
        }
    }
}

/* COLUMN becomes what is left of it, which SELECTED then holds. */
static enum err_code select_rows(struct search *search, struct key_column *column, struct key_extras *selected,
                                 struct err *err) {
    size_t count = chunk_count(column->count);
    struct selection selection = {.search = search, .column = column};

    selected->budget = search->what->pairing->budget;
    for (size_t first = 0; first < count; first += WAVE) {
        size_t width = count - first < WAVE ? count - first : WAVE;
        selection.first = first;
        parallel_for(search->what->pool, width, select_chunk, &selection);
        for (size_t i = 0; i < width; i++) {
            selection.failed |= !key_extras_append(selected, &selection.chunks[i]);
            key_extras_done(&selection.chunks[i]);
            selection.chunks[i] = (struct key_extras){0};
        }
    }
    column->keys = selected->keys;
    column->rows = selected->rows;
    column->count = selected->count;
    return selection.failed ? err_no_memory(err) : ERR_OK;
}

/* --- groups ----------------------------------------------------------------------------------------------------------
 */

static bool worker_reserve(struct worker *worker, size_t count) {
    if (count <= worker->capacity) {
        return true;
    }
    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        uint32_t *rows = reallocarray(worker->rows[side], count, sizeof *rows);
        if (!rows) {
            return false;
        }
        worker->rows[side] = rows;
    }
    worker->capacity = count;
    return true;
}

static int compare_rows(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

/* Sorts, and keeps one of each. */
static size_t settle_rows(uint32_t *rows, size_t count) {
    size_t kept = 0;

    if (count > 1) {
        qsort(rows, count, sizeof *rows, compare_rows);
    }
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || rows[kept - 1] != rows[i]) {
            rows[kept++] = rows[i];
        }
    }
    return kept;
}

static void take_group(void *context, unsigned number, const struct key_member *members, size_t count) {
    struct search *search = context;
    const struct key_search *what = search->what;
    struct worker *worker = &search->workers[number];
    struct holders holders = {.key = members[0].key};
    struct err err = {0};
    enum err_code code;

    if (search->is_stopped) {
        return;
    }
    if (!worker_reserve(worker, count)) {
        code = err_no_memory(&err);
        fail(search, code, &err);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct key_side *side = &what->pairing->sides[members[i].side];
        if (what->kind != KEY_ADDRESS || !side->is_client[members[i].row]) {
            worker->rows[members[i].side][holders.count[members[i].side]++] = members[i].row;
        }
    }
    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        holders.rows[side] = worker->rows[side];
        holders.count[side] = settle_rows(worker->rows[side], holders.count[side]);
    }
    if (holders.count[SIDE_LEDGER] == 0 || holders.count[SIDE_SNAPSHOT] == 0) {
        return;
    }
    code = what->take(what->context, worker->readers, &holders, &err);
    if (code) {
        fail(search, code, &err);
    }
}

static void expect_row(void *context, const struct key_member *member) {
    const struct key_search *what = ((const struct search *)context)->what;

    what->expect(what->context, (enum key_side_id)member->side, member->row);
}

/* --- the whole -------------------------------------------------------------------------------------------------------
 */

static enum err_code search_init(struct search *search, struct err *err) {
    const struct key_search *what = search->what;
    unsigned threads = pool_threads(what->pool);
    enum err_code code = ERR_OK;

    pthread_mutex_init(&search->lock, NULL);
    search->workers = calloc(threads, sizeof *search->workers);
    if (!search->workers) {
        return err_no_memory(err);
    }
    for (unsigned i = 0; !code && i < threads * SIDE_COUNT; i++) {
        code = key_reader_init(&search->workers[i / SIDE_COUNT].readers[i % SIDE_COUNT],
                               &what->pairing->sides[i % SIDE_COUNT], err);
    }
    return code;
}

static void search_done(struct search *search) {
    for (unsigned i = 0; search->workers && i < pool_threads(search->what->pool); i++) {
        for (unsigned side = 0; side < SIDE_COUNT; side++) {
            key_reader_done(&search->workers[i].readers[side]);
            free(search->workers[i].rows[side]);
        }
    }
    free(search->workers);
    budget_drop(search->filter.words);
    pthread_mutex_destroy(&search->lock);
}

/* The columns that may hold keys of open rows; *RET_COUNT 0 when no row is open. */
static enum err_code find_columns(struct search *search, struct key_column columns[2 * KEY_GROUP_COLUMNS_MAX],
                                  struct key_extras selected[2 * KEY_GROUP_COLUMNS_MAX], size_t *ret_count,
                                  struct err *err) {
    const struct key_search *what = search->what;
    const struct pairing *pairing = what->pairing;
    size_t count = 0, open = 0, rows = 0;
    enum err_code code = ERR_OK;

    for (enum key_side_id side = 0; side < SIDE_COUNT; side++) {
        loop_side(search, side, count_open);
        open += search->open_rows[side];
        rows += pairing->sides[side].rows;
        count += key_side_columns(&pairing->sides[side], what->kind, columns + count);
    }
    *ret_count = open ? count : 0;
    if (open == 0 || open > rows / 2) {
        return ERR_OK;
    }
    if (!filter_init(&search->filter, pairing->budget, open)) {
        return err_no_memory(err);
    }
    for (enum key_side_id side = 0; side < SIDE_COUNT; side++) {
        loop_side(search, side, mark_open);
    }
    for (size_t i = 0; !code && i < count; i++) {
        code = select_rows(search, &columns[i], &selected[i], err);
    }
    return code;
}

static enum err_code run(struct search *search, struct err *err) {
    const struct key_search *what = search->what;
    struct key_column columns[2 * KEY_GROUP_COLUMNS_MAX];
    struct key_extras selected[2 * KEY_GROUP_COLUMNS_MAX] = {{0}};
    struct key_group_handler handler = {
        .context = search, .take = take_group, .expect = what->expect ? expect_row : NULL};
    size_t count;
    enum err_code code = find_columns(search, columns, selected, &count, err);

    if (!code && count) {
        code = key_groups_find(what->pool, what->pairing->budget, columns, count, &handler, err);
    }
    for (size_t i = 0; i < ARRAY_LEN(selected); i++) {
        key_extras_done(&selected[i]);
    }
    if (!code && search->code && err) {
        *err = search->err;
    }
    return code ? code : search->code;
}

static enum err_code run_all(const struct key_search *what, struct err *err) {
    CLEANUP(search_done) struct search search = {.what = what};
    enum err_code code = search_init(&search, err);

    return code ? code : run(&search, err);
}

enum err_code key_search_run(const struct key_search *search, struct err *err) {
    const struct key_side *sides = search->pairing->sides;
    bool is_shared = sides[SIDE_LEDGER].column_count[search->kind] && sides[SIDE_SNAPSHOT].column_count[search->kind];

    return is_shared ? run_all(search, err) : ERR_OK;
}

/* A name that is another one, or none: if that is not for want of memory or of the file. */
static enum err_code refuse(struct key_reader *reader, struct str first, struct str form, bool failed,
                            struct err *err) {
    enum err_code code = row_reader_error(reader->row, err);

    if (!code && (failed || reader->keys.scratch.failed)) {
        code = err_no_memory(err);
    }
    return code ? code : err_set(err, ERR_KEY_CLASH, "devices.csv", first, form);
}

enum err_code holders_verify(const struct holders *holders, enum identity_key kind,
                             struct key_reader readers[SIDE_COUNT], struct err *err) {
    CLEANUP(buffer_done) struct buffer first = {0}, form = {0};

    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        for (size_t i = 0; i < holders->count[side]; i++) {
            struct buffer *out = side == 0 && i == 0 ? &first : &form;
            buffer_reset(out);
            key_reader_form(&readers[side], holders->rows[side][i], kind, holders->key, out);
            if (out->n == 0 || (out == &form && !str_eq(buffer_view(&first), buffer_view(&form)))) {
                return refuse(&readers[side], buffer_view(&first), buffer_view(&form), out->failed, err);
            }
        }
    }
    return ERR_OK;
}

uint32_t holders_only_asset(const struct pairing *pairing, const struct holders *holders) {
    const bool *has_left = pairing->sides[SIDE_LEDGER].has_left;
    uint32_t present = PAIRING_NONE;

    if (holders->count[SIDE_LEDGER] == 1) {
        return holders->rows[SIDE_LEDGER][0];
    }
    for (size_t i = 0; i < holders->count[SIDE_LEDGER]; i++) {
        uint32_t asset = holders->rows[SIDE_LEDGER][i];
        if (!has_left[asset]) {
            if (present != PAIRING_NONE) {
                return PAIRING_NONE;
            }
            present = asset;
        }
    }
    return present;
}

uint32_t holders_only_device(const struct holders *holders) {
    return holders->count[SIDE_SNAPSHOT] == 1 ? holders->rows[SIDE_SNAPSHOT][0] : PAIRING_NONE;
}

size_t holders_present(const struct pairing *pairing, const struct holders *holders, size_t most) {
    size_t count = 0;

    for (size_t i = 0; i < holders->count[SIDE_LEDGER] && count < most; i++) {
        count += !pairing->sides[SIDE_LEDGER].has_left[holders->rows[SIDE_LEDGER][i]];
    }
    return count;
}
