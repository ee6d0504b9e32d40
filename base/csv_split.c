#include "base/csv_split.h"

#include "base/buffer.h"

#include <assert.h>
#include <stdlib.h>

/* The bytes are taken in windows that stay in the cache. In a window, three steps:
 *
 *   masks   where quotes, delimiters and line ends are, a bit a byte (base/csv_masks.h)
 *   edges   a byte is inside quotes when the number of quotes up to it is odd: the delimiters and LFs outside are the
 *           edges of cells, and what is not well formed shows from each quote's neighbours
 *   cells   from edge to edge; at an LF a row is complete
 *
 * The rows that end in a window are delivered together. Every call starts at the start of a row, outside quotes, so
 * that nothing but offset and line is kept between calls: the unfinished row at the end of the bytes is looked at again
 * by the next call. */

#define WINDOW            ((size_t)32 << 10)
#define BATCH             256 /* rows delivered at once, at most */
#define ROW_BYTES_DEFAULT ((uint64_t)256 << 20)
#define CTRL_Z            '\x1a'

struct csv_splitter {
    bool (*rows)(void *context, const struct csv_row *rows, size_t count);
    void *context;
    char delimiter;
    uint64_t max_row;
    enum csv_masks_kind kind;

    struct csv_split_place next;
    bool gave_up;
    enum err_code failure;

    struct csv_masks masks[WINDOW / CSV_BLOCK];
    uint32_t edges[WINDOW];
    struct csv_row batch[BATCH]; /* complete, and not delivered yet */
    size_t batch_count;
    struct csv_cell *cells; /* of the batch, and behind them those of the row at hand */
    size_t cell_capacity;
    struct buffer text; /* the batch's cells that have doubled quotes, without the doubles */
};

/* What is known of the byte before a block, in bit 0. */
struct before {
    uint64_t closing, edge, cr;
};

/* One call's work. Positions are offsets from the first byte. */
struct cutting {
    struct csv_splitter *splitter;
    struct str bytes;
    size_t window_end;
    uint64_t inside; /* all bits: the byte before the block was inside quotes */
    struct before before;
    bool has_quoted_line_ends; /* met anywhere so far */

    size_t row, cell;              /* where they start */
    size_t first_cell, cell_count; /* of the row, among the splitter's */
    uint64_t quoted_line_ends;     /* of the row */
    bool has_escapes;              /* the row has doubled quotes */
    bool has_text;                 /* there is room for those of the batch */
};

enum err_code csv_splitter_new(const struct csv_split_options *options,
                               bool (*rows)(void *context, const struct csv_row *rows, size_t count), void *context,
                               struct csv_splitter **ret_splitter, struct err *err) {
    struct csv_splitter *splitter = malloc(sizeof *splitter);
    uint64_t max_row = options->max_row ? options->max_row : ROW_BYTES_DEFAULT;

    assert(csv_is_delimiter(options->delimiter));
    assert(csv_masks_has(options->kind));
    if (!splitter) {
        return err_no_memory(err);
    }
    splitter->rows = rows;
    splitter->context = context;
    splitter->delimiter = options->delimiter;
    splitter->max_row = max_row < UINT32_MAX ? max_row : UINT32_MAX;
    splitter->kind = options->kind;
    splitter->next = (struct csv_split_place){.offset = options->offset, .line = options->line};
    splitter->gave_up = false;
    splitter->failure = ERR_OK;
    splitter->batch_count = 0;
    splitter->cells = NULL;
    splitter->cell_capacity = 0;
    splitter->text = (struct buffer){0};
    *ret_splitter = splitter;
    return ERR_OK;
}

void csv_splitter_free(struct csv_splitter *splitter) {
    if (splitter) {
        buffer_done(&splitter->text);
        free(splitter->cells);
        free(splitter);
    }
}

bool csv_split_gave_up(const struct csv_splitter *splitter) {
    return splitter->gave_up;
}

struct csv_split_place csv_split_place(const struct csv_splitter *splitter) {
    return splitter->next;
}

/* Bit i of the result: the number of bits 0 … i is odd. */
static uint64_t prefix_xor(uint64_t bits) {
    for (unsigned shift = 1; shift < 64; shift *= 2) {
        bits ^= bits << shift;
    }
    return bits;
}

/* The edges of cells in a block; false when something in it is not well formed. An opening quote counts as inside, a
 * closing one as outside; "" in a quoted cell is a closing quote and an opening one. */
static bool find_edges(struct cutting *cutting, const struct csv_masks *masks, uint64_t *ret_edges) {
    uint64_t inside = masks->quotes ? prefix_xor(masks->quotes) ^ cutting->inside : cutting->inside;
    uint64_t opening = masks->quotes & inside, closing = masks->quotes & ~inside;
    uint64_t lf = masks->lf & ~inside, cr = masks->cr & ~inside;
    uint64_t edges = (masks->delimiters & ~inside) | lf;
    uint64_t after_closing = closing << 1 | cutting->before.closing;
    uint64_t after_edge = edges << 1 | cutting->before.edge;
    uint64_t after_cr = cr << 1 | cutting->before.cr;
    uint64_t bad = (opening & ~(after_edge | after_closing)) | (after_closing & ~(edges | cr | opening)) |
                   (after_cr & ~lf) | masks->nul;

    cutting->before = (struct before){.closing = closing >> 63, .edge = edges >> 63, .cr = cr >> 63};
    cutting->inside = inside >> 63 ? UINT64_MAX : 0;
    cutting->has_quoted_line_ends |= ((masks->lf | masks->cr) & inside) != 0;
    *ret_edges = edges;
    return bad == 0;
}

/* The positions of the edges among the N bytes at AT; returns how many. Stops in front of a block that is not well
 * formed and clears *RET_IS_GOOD. */
static size_t list_edges(struct cutting *cutting, size_t at, size_t n, bool *ret_is_good) {
    struct csv_splitter *splitter = cutting->splitter;
    size_t count = 0;

    for (size_t i = 0; i < n; i += CSV_BLOCK) {
        uint64_t edges;
        if (!find_edges(cutting, &splitter->masks[i / CSV_BLOCK], &edges)) {
            *ret_is_good = false;
            return count;
        }
        if (n - i < CSV_BLOCK) {
            edges &= (UINT64_C(1) << (n - i)) - 1;
        }
        for (; edges; edges &= edges - 1) {
            splitter->edges[count++] = (uint32_t)(at + i + (unsigned)__builtin_ctzll(edges));
        }
    }
    return count;
}

/* A last block that is not full is filled up with line ends: in front of these everything that may stand at the end of
 * the input is well formed. */
static void find_masks(struct csv_splitter *splitter, struct str window) {
    size_t whole = window.n / CSV_BLOCK, rest = window.n % CSV_BLOCK;
    char last[CSV_BLOCK];

    csv_masks_find(splitter->kind, window.p, whole, splitter->delimiter, splitter->masks);
    if (rest) {
        memset(last, '\n', sizeof last);
        memcpy(last, window.p + whole * CSV_BLOCK, rest);
        csv_masks_find(splitter->kind, last, 1, splitter->delimiter, &splitter->masks[whole]);
    }
}

/* Room for the cells that the edges of a window may end, so that no cell moves before the batch is delivered. Those of
 * the row that the window before began come to the front. */
static bool reserve_cells(struct cutting *cutting, size_t edge_count) {
    struct csv_splitter *splitter = cutting->splitter;
    size_t begun = cutting->cell_count, wanted = begun + edge_count + 1;
    struct csv_cell *cells = splitter->cells;

    if (begun) {
        memmove(cells, cells + cutting->first_cell, begun * sizeof *cells);
    }
    cutting->first_cell = 0;
    if (wanted <= splitter->cell_capacity) {
        return true;
    }
    wanted = wanted > 2 * splitter->cell_capacity ? wanted : 2 * splitter->cell_capacity;
    cells = reallocarray(cells, wanted, sizeof *cells);
    if (!cells) {
        splitter->failure = ERR_NO_MEMORY;
        return false;
    }
    splitter->cells = cells;
    splitter->cell_capacity = wanted;
    return true;
}

static struct str take_quoted(struct cutting *cutting, struct str text) {
    cutting->has_escapes |= text.n && memchr(text.p, '"', text.n);
    if (cutting->has_quoted_line_ends) {
        struct str rest = text;
        cutting->quoted_line_ends += str_skip_lines(&rest);
    }
    return text;
}

/* The cell that ends in front of END. */
static inline void take_cell(struct cutting *cutting, size_t end) {
    const char *begin = cutting->bytes.p + cutting->cell;
    size_t n = end - cutting->cell;
    struct csv_cell *cell = &cutting->splitter->cells[cutting->first_cell + cutting->cell_count++];

    cell->start = (uint32_t)(cutting->cell - cutting->row);
    cell->quoted = n && *begin == '"';
    cell->text = cell->quoted ? take_quoted(cutting, (struct str){begin + 1, n - 2}) : (struct str){begin, n};
}

/* Room for the texts of the whole batch at once, so that none moves: no row of it reaches beyond the window. */
static char *reserve_text(struct cutting *cutting) {
    struct csv_splitter *splitter = cutting->splitter;

    if (!cutting->has_text) {
        buffer_reset(&splitter->text);
        cutting->has_text = buffer_reserve(&splitter->text, cutting->window_end - cutting->row) != NULL;
    }
    if (!cutting->has_text) {
        splitter->failure = ERR_NO_MEMORY;
        return NULL;
    }
    return splitter->text.p + splitter->text.n;
}

static bool unescape(struct cutting *cutting) {
    struct csv_splitter *splitter = cutting->splitter;
    struct csv_cell *cells = splitter->cells + cutting->first_cell;
    char *to = reserve_text(cutting);

    if (!to) {
        return false;
    }
    for (size_t i = 0; i < cutting->cell_count; i++) {
        struct str *text = &cells[i].text, from = *text;
        if (!cells[i].quoted || str_find_char(from, '"') < 0) {
            continue;
        }
        text->p = to;
        for (size_t at = 0; at < from.n; at++) {
            *to++ = from.p[at];
            at += from.p[at] == '"';
        }
        text->n = (size_t)(to - text->p);
    }
    splitter->text.n = (size_t)(to - splitter->text.p);
    return true;
}

static void start_row(struct cutting *cutting, size_t at) {
    cutting->row = cutting->cell = at;
    cutting->first_cell += cutting->cell_count;
    cutting->cell_count = 0;
    cutting->quoted_line_ends = 0;
    cutting->has_escapes = false;
}

static bool deliver_batch(struct cutting *cutting) {
    struct csv_splitter *splitter = cutting->splitter;
    size_t count = splitter->batch_count;

    splitter->batch_count = 0;
    cutting->has_text = false;
    if (count && !splitter->rows(splitter->context, splitter->batch, count)) {
        splitter->failure = ERR_REFUSED;
        return false;
    }
    return true;
}

/* The row that ends in front of END joins the batch; false when there is no going on. */
static bool complete_row(struct cutting *cutting, size_t end) {
    struct csv_splitter *splitter = cutting->splitter;
    struct csv_row row = {
        .offset = splitter->next.offset + cutting->row,
        .length = end - cutting->row,
        .line = splitter->next.line,
        .cells = splitter->cells + cutting->first_cell,
        .cell_count = cutting->cell_count,
    };

    if (row.length > splitter->max_row) {
        splitter->gave_up = true;
        return false;
    }
    if (splitter->batch_count == BATCH && !deliver_batch(cutting)) {
        return false;
    }
    if (cutting->has_escapes && !unescape(cutting)) {
        return false;
    }
    splitter->batch[splitter->batch_count++] = row;
    splitter->next.line += cutting->quoted_line_ends;
    return true;
}

/* The LF at AT. */
static bool end_row(struct cutting *cutting, size_t at) {
    struct csv_splitter *splitter = cutting->splitter;
    size_t end = at > cutting->cell && cutting->bytes.p[at - 1] == '\r' ? at - 1 : at;

    take_cell(cutting, end);
    if (end > cutting->row && !complete_row(cutting, end)) {
        return false;
    }
    splitter->next.line++;
    splitter->next.lines = CSV_LINES_LF;
    start_row(cutting, at + 1);
    return true;
}

static bool cut(struct cutting *cutting, size_t edge_count) {
    struct csv_splitter *splitter = cutting->splitter;
    const char *bytes = cutting->bytes.p;

    if (!reserve_cells(cutting, edge_count)) {
        return false;
    }
    for (size_t i = 0; i < edge_count; i++) {
        size_t at = splitter->edges[i];
        if (bytes[at] == '\n') {
            if (!end_row(cutting, at)) {
                return false;
            }
            continue;
        }
        if (cutting->cell_count + 1 == CSV_CELLS_MAX) {
            splitter->gave_up = true;
            return false;
        }
        take_cell(cutting, at);
        cutting->cell = at + 1;
    }
    return true;
}

/* What is left behind the last LF of the input. A CR would be a lone one there, and a ^Z is not text. */
static void finish(struct cutting *cutting) {
    struct csv_splitter *splitter = cutting->splitter;
    struct str rest = str_sub(cutting->bytes, cutting->row, SIZE_MAX);

    if (rest.n == 0) {
        return;
    }
    if (cutting->inside || rest.p[rest.n - 1] == '\r' || rest.p[rest.n - 1] == CTRL_Z) {
        splitter->gave_up = true;
        return;
    }
    take_cell(cutting, cutting->bytes.n);
    if (complete_row(cutting, cutting->bytes.n)) {
        start_row(cutting, cutting->bytes.n);
    }
}

/* The rows that end in a window; false when there is no going on. */
static bool cut_window(struct cutting *cutting, size_t at) {
    struct csv_splitter *splitter = cutting->splitter;
    struct str window = str_sub(cutting->bytes, at, WINDOW);
    bool is_good = true, goes_on;

    cutting->window_end = at + window.n;
    find_masks(splitter, window);
    goes_on = cut(cutting, list_edges(cutting, at, window.n, &is_good));
    splitter->gave_up |= !is_good;
    return !splitter->failure && deliver_batch(cutting) && goes_on && is_good;
}

static void cut_all(struct cutting *cutting, bool is_last) {
    for (size_t at = 0; at < cutting->bytes.n; at += WINDOW) {
        if (!cut_window(cutting, at)) {
            return;
        }
    }
    if (is_last) {
        finish(cutting);
        if (!cutting->splitter->failure) {
            (void)deliver_batch(cutting);
        }
    }
}

enum err_code csv_split(struct csv_splitter *splitter, struct str bytes, bool is_last, size_t *ret_used,
                        struct err *err) {
    struct cutting cutting = {.splitter = splitter, .bytes = bytes, .before = {.edge = 1}};

    assert(bytes.n <= UINT32_MAX);
    if (!splitter->failure && !splitter->gave_up) {
        cut_all(&cutting, is_last);
    }
    if (splitter->failure) {
        return splitter->failure == ERR_NO_MEMORY ? err_no_memory(err) : splitter->failure;
    }
    splitter->next.offset += cutting.row;
    *ret_used = cutting.row;
    return ERR_OK;
}

enum { COUNT_BLOCKS = 64 };

/* The masks of at most COUNT_BLOCKS blocks; returns how many. A last block that is not full is filled up with NUL. */
static size_t count_masks(struct str bytes, struct csv_masks masks[COUNT_BLOCKS]) {
    size_t whole = bytes.n / CSV_BLOCK;
    char last[CSV_BLOCK] = {0};

    if (whole >= COUNT_BLOCKS) {
        csv_masks_find(CSV_MASKS_FASTEST, bytes.p, COUNT_BLOCKS, ',', masks);
        return COUNT_BLOCKS;
    }
    csv_masks_find(CSV_MASKS_FASTEST, bytes.p, whole, ',', masks);
    memcpy(last, bytes.p + whole * CSV_BLOCK, bytes.n % CSV_BLOCK);
    csv_masks_find(CSV_MASKS_FASTEST, last, 1, ',', &masks[whole]);
    return whole + 1;
}

struct csv_split_counts csv_split_count(struct str bytes, char before) {
    struct csv_split_counts counts = {0};
    struct csv_masks masks[COUNT_BLOCKS];
    uint64_t after_cr = before == '\r';

    for (; bytes.n; bytes = str_sub(bytes, COUNT_BLOCKS * CSV_BLOCK, SIZE_MAX)) {
        size_t n = count_masks(bytes, masks);
        for (size_t i = 0; i < n; i++) {
            uint64_t ends = masks[i].cr | (masks[i].lf & ~(masks[i].cr << 1 | after_cr));
            counts.quotes += (unsigned)__builtin_popcountll(masks[i].quotes);
            counts.line_ends += (unsigned)__builtin_popcountll(ends);
            after_cr = masks[i].cr >> 63;
        }
    }
    return counts;
}

size_t csv_split_first_row(struct str bytes, char before, bool is_quoted) {
    if (!is_quoted && (before == '\n' || before == '\0')) {
        return 0;
    }
    for (size_t i = 0; i < bytes.n; i++) {
        is_quoted ^= bytes.p[i] == '"';
        if (bytes.p[i] == '\n' && !is_quoted) {
            return i + 1;
        }
    }
    return bytes.n;
}
