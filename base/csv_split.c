#include "base/csv_split.h"

#include "base/buffer.h"

#include <assert.h>
#include <stdlib.h>

/* The bytes are taken in windows that stay in the cache. In a window, three steps:
 *
 *   masks   where quotes, delimiters and line ends are, a bit a byte (base/csv_masks.h)
 *   edges   a byte is inside quotes when the number of quotes up to it is odd: the delimiters and LFs outside are the
 *           edges of cells, and what is not well formed shows from each quote's neighbours
 *   cells   from edge to edge; at an LF the row is delivered
 *
 * Every call starts at the start of a row, outside quotes, so that nothing but offset and line is kept between calls:
 * the unfinished row at the end of the bytes is looked at again by the next call. */

#define WINDOW            ((size_t)32 << 10)
#define ROW_BYTES_DEFAULT ((uint64_t)256 << 20)
#define CTRL_Z            '\x1a'

struct csv_splitter {
    bool (*row)(void *context, const struct csv_row *row);
    void *context;
    char delimiter;
    uint64_t max_row;
    enum csv_masks_kind kind;

    struct csv_split_place next;
    bool gave_up;
    enum err_code failure;

    struct csv_masks masks[WINDOW / CSV_BLOCK];
    uint32_t edges[WINDOW];
    struct csv_cell *cells;
    size_t cell_capacity;
    struct buffer text; /* the row's cells that have doubled quotes, without the doubles */
};

/* What is known of the byte before a block, in bit 0. */
struct before {
    uint64_t closing, edge, cr;
};

/* One call's work. Positions are offsets from the first byte. */
struct cutting {
    struct csv_splitter *splitter;
    struct str bytes;
    uint64_t inside; /* all bits: the byte before the block was inside quotes */
    struct before before;
    bool has_quoted_line_ends; /* met anywhere so far */

    size_t row, cell; /* where they start */
    size_t cell_count;
    uint64_t quoted_line_ends; /* of the row */
    bool has_escapes;          /* the row has doubled quotes */
};

enum err_code csv_splitter_new(const struct csv_split_options *options,
                               bool (*row)(void *context, const struct csv_row *row), void *context,
                               struct csv_splitter **ret_splitter, struct err *err) {
    struct csv_splitter *splitter = malloc(sizeof *splitter);
    uint64_t max_row = options->max_row ? options->max_row : ROW_BYTES_DEFAULT;

    assert(csv_is_delimiter(options->delimiter));
    assert(csv_masks_has(options->kind));
    if (!splitter) {
        return err_no_memory(err);
    }
    splitter->row = row;
    splitter->context = context;
    splitter->delimiter = options->delimiter;
    splitter->max_row = max_row < UINT32_MAX ? max_row : UINT32_MAX;
    splitter->kind = options->kind;
    splitter->next = (struct csv_split_place){.offset = options->offset, .line = options->line};
    splitter->gave_up = false;
    splitter->failure = ERR_OK;
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
    uint64_t inside = prefix_xor(masks->quotes) ^ cutting->inside;
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

/* Room for the cells of a row, whichever edges end them. */
static bool reserve_cells(struct csv_splitter *splitter, size_t count) {
    size_t capacity = splitter->cell_capacity ? splitter->cell_capacity : 256;
    struct csv_cell *cells;

    while (capacity < count) {
        capacity *= 2;
    }
    if (capacity == splitter->cell_capacity) {
        return true;
    }
    cells = reallocarray(splitter->cells, capacity, sizeof *cells);
    if (!cells) {
        splitter->failure = ERR_NO_MEMORY;
        return false;
    }
    splitter->cells = cells;
    splitter->cell_capacity = capacity;
    return true;
}

static uint64_t count_line_ends(struct str text) {
    uint64_t count = 0;

    for (size_t i = 0; i < text.n; i++) {
        count += text.p[i] == '\r' || (text.p[i] == '\n' && (i == 0 || text.p[i - 1] != '\r'));
    }
    return count;
}

static struct str take_quoted(struct cutting *cutting, struct str text) {
    cutting->has_escapes |= text.n && memchr(text.p, '"', text.n);
    if (cutting->has_quoted_line_ends) {
        cutting->quoted_line_ends += count_line_ends(text);
    }
    return text;
}

/* The cell that ends in front of END. */
static inline void take_cell(struct cutting *cutting, size_t end) {
    const char *begin = cutting->bytes.p + cutting->cell;
    size_t n = end - cutting->cell;
    struct csv_cell *cell = &cutting->splitter->cells[cutting->cell_count++];

    cell->start = (uint32_t)(cutting->cell - cutting->row);
    cell->quoted = n && *begin == '"';
    cell->text = cell->quoted ? take_quoted(cutting, (struct str){begin + 1, n - 2}) : (struct str){begin, n};
}

/* Room for the whole row at once, so that no cell moves. */
static bool unescape(struct csv_splitter *splitter, size_t cell_count, size_t row_length) {
    char *to;

    buffer_reset(&splitter->text);
    to = buffer_reserve(&splitter->text, row_length);
    if (!to) {
        return false;
    }
    for (size_t i = 0; i < cell_count; i++) {
        struct str *text = &splitter->cells[i].text, from = *text;
        if (!splitter->cells[i].quoted || str_find_char(from, '"') < 0) {
            continue;
        }
        text->p = to;
        for (size_t at = 0; at < from.n; at++) {
            *to++ = from.p[at];
            at += from.p[at] == '"';
        }
        text->n = (size_t)(to - text->p);
    }
    return true;
}

static void start_row(struct cutting *cutting, size_t at) {
    cutting->row = cutting->cell = at;
    cutting->cell_count = 0;
    cutting->quoted_line_ends = 0;
    cutting->has_escapes = false;
}

/* The row that ends in front of END; false when there is no going on. */
static bool deliver_row(struct cutting *cutting, size_t end) {
    struct csv_splitter *splitter = cutting->splitter;
    struct csv_row row = {
        .offset = splitter->next.offset + cutting->row,
        .length = end - cutting->row,
        .line = splitter->next.line,
        .cells = splitter->cells,
        .cell_count = cutting->cell_count,
    };

    if (row.length > splitter->max_row) {
        splitter->gave_up = true;
        return false;
    }
    if (cutting->has_escapes && !unescape(splitter, cutting->cell_count, row.length)) {
        splitter->failure = ERR_NO_MEMORY;
        return false;
    }
    if (!splitter->row(splitter->context, &row)) {
        splitter->failure = ERR_REFUSED;
        return false;
    }
    splitter->next.line += cutting->quoted_line_ends;
    return true;
}

/* The LF at AT. */
static bool end_row(struct cutting *cutting, size_t at) {
    struct csv_splitter *splitter = cutting->splitter;
    size_t end = at > cutting->cell && cutting->bytes.p[at - 1] == '\r' ? at - 1 : at;

    take_cell(cutting, end);
    if (end > cutting->row && !deliver_row(cutting, end)) {
        return false;
    }
    splitter->next.line++;
    splitter->next.is_behind_line_end = true;
    start_row(cutting, at + 1);
    return true;
}

static bool cut(struct cutting *cutting, size_t edge_count) {
    struct csv_splitter *splitter = cutting->splitter;
    const char *bytes = cutting->bytes.p;

    if (!reserve_cells(splitter, cutting->cell_count + edge_count + 1)) {
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
    if (deliver_row(cutting, cutting->bytes.n)) {
        start_row(cutting, cutting->bytes.n);
    }
}

static void cut_all(struct cutting *cutting, bool is_last) {
    struct csv_splitter *splitter = cutting->splitter;
    struct str bytes = cutting->bytes;
    bool is_good = true;

    for (size_t at = 0; at < bytes.n; at += WINDOW) {
        struct str window = str_sub(bytes, at, WINDOW);
        find_masks(splitter, window);
        if (!cut(cutting, list_edges(cutting, at, window.n, &is_good))) {
            return;
        }
        if (!is_good) {
            splitter->gave_up = true;
            return;
        }
    }
    if (is_last) {
        finish(cutting);
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

struct csv_split_counts csv_split_count(struct str bytes, char before) {
    struct csv_split_counts counts = {0};
    uint64_t after_cr = before == '\r';

    for (struct csv_masks masks; bytes.n; bytes = str_sub(bytes, CSV_BLOCK, SIZE_MAX)) {
        char block[CSV_BLOCK] = {0};
        memcpy(block, bytes.p, bytes.n < CSV_BLOCK ? bytes.n : CSV_BLOCK);
        csv_masks_find(CSV_MASKS_FASTEST, block, 1, ',', &masks);
        counts.quotes += (unsigned)__builtin_popcountll(masks.quotes);
        counts.line_ends += (unsigned)__builtin_popcountll(masks.cr);
        counts.line_ends += (unsigned)__builtin_popcountll(masks.lf & ~(masks.cr << 1 | after_cr));
        after_cr = masks.cr >> 63;
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
