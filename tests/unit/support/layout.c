#include "tests/unit/support/layout.h"

#include "tests/unit/support/scratch.h"

#include <stdlib.h>

#define BYTES(TEXT)                                                                                                    \
    { TEXT, sizeof(TEXT) - 1 }

static const struct str utf8_cells[] = {
    BYTES("𠮷田"), BYTES("㈱東京ｶﾅ"), BYTES("\xEE\x80\x80"), /* gaiji */
    BYTES("e\xCC\x81"),                                      /* é in two characters */
};

/* Of the characters with two or three codes, the codes that are not written for them too. */
static const struct str cp932_cells[] = {
    BYTES("\x81\xE0\x87\x90"),         /* ≒ of JIS, of NEC */
    BYTES("\x81\xCA\xEE\xF9\xFA\x54"), /* ¬ of JIS, of NEC, of IBM */
    BYTES("\xED\x95\xFA\xB1"),         /* 﨑 of NEC, of IBM */
    BYTES("\x87\x54\xFA\x4A"),         /* Ⅰ of NEC, of IBM */
    BYTES("\xF0\x40\xF9\xFC"),         /* gaiji */
    BYTES("\x95\x5C\x83\x5C\xB6\xC5"), /* 表ソ with backslashes as trail bytes, ｶﾅ */
};

static const struct str euc_cells[] = {
    BYTES("\x8F\xB0\xA1\xB0\xA1\x8F\xED\xE3"), /* 丂亜龥: JIS X 0212, JIS X 0208 */
    BYTES("\x8E\xB6\x8E\xC5"),                 /* ｶﾅ */
    BYTES("\xAD\xA1\xA1\xC1"),                 /* ①～ */
    BYTES("\xF5\xA1\x8F\xF5\xA1"),             /* gaiji of both sets */
};

static const struct str jis_cells[] = {
    BYTES("\x1B$@\x46\x7C\x4B\x5C\x1B(B"),                  /* 日本 in the set of 1978 */
    BYTES("\x1B$B\x46\x7C\x1B$B\x4B\x5C\x1B(B"),            /* with an escape sequence that changes nothing */
    BYTES("\x1B$B\x1B(Bx\x1B(B"),                           /* and more of them */
    BYTES("\x1B(J\\~\x1B(B"),                               /* ¥‾ */
    BYTES("\x1B$B\x46\x7C\x1B(Jy"),                         /* the cells behind it are in JIS X 0201 */
    BYTES("\"\x1B$B\x22\x22\x30\x2C\x30\x22\x1B(B,\"\"\""), /* △渥娃, with bytes of quote and comma, quoted */
    BYTES("\x1B(B"),
};

static const struct str utf16le_cells[] = {
    BYTES("\x42\xD8\xB7\xDF\x30\x75"), /* 𠮷田 */
    BYTES("\x00\xE0"),                 /* gaiji */
};

static const struct str utf16be_cells[] = {
    BYTES("\xD8\x42\xDF\xB7\x75\x30"),
    BYTES("\xE0\x00"),
};

#define OWN(CELLS) .own = (CELLS), .own_count = ARRAY_LEN(CELLS)

const struct layout layouts[LAYOUT_COUNT] = {
    {.iconv_name = "UTF-8", .mark = BYTES(""), OWN(utf8_cells), .is_split = true},
    {.iconv_name = "UTF-8", .mark = BYTES("\xEF\xBB\xBF"), OWN(utf8_cells), .is_split = true},
    {.iconv_name = "CP932", .mark = BYTES(""), OWN(cp932_cells), .is_split = true},
    {.iconv_name = "EUC-JP-MS", .said = "EUC-JP", .mark = BYTES(""), OWN(euc_cells), .is_split = true},
    {.iconv_name = "ISO-2022-JP",
     .said = "ISO-2022-JP",
     .mark = BYTES(""),
     OWN(jis_cells),
     .is_stateful = true,
     .is_split = true},
    {.iconv_name = "UTF-16LE", .mark = BYTES("\xFF\xFE"), OWN(utf16le_cells)},
    {.iconv_name = "UTF-16BE", .mark = BYTES("\xFE\xFF"), OWN(utf16be_cells)},
    {.iconv_name = "UTF-16LE", .said = "UTF-16LE", .mark = BYTES(""), OWN(utf16le_cells)},
    {.iconv_name = "UTF-16BE", .said = "UTF-16BE", .mark = BYTES(""), OWN(utf16be_cells)},
};

void layout_append(const struct layout *layout, const char *utf8, struct buffer *out) {
    struct str bytes = scratch_encode(layout->iconv_name, str_from(utf8));

    buffer_append(out, bytes);
    free((char *)(uintptr_t)bytes.p);
}

void layout_append_setting(const struct layout *layout, const char *name, struct buffer *out) {
    if (layout->said) {
        buffer_printf(out, "  - {file: %s, encoding: %s}\n", name, layout->said);
    }
}

/* --- splitting -------------------------------------------------------------------------------------------------------
 */

struct splitting {
    struct layout_cells *cells;
    size_t capacity;
    size_t begin; /* of the cell at hand, in the bytes */
    uint64_t line, row_line;
    size_t number;
    bool is_quoted;
};

static void end_cell(struct splitting *splitting) {
    struct layout_cells *cells = splitting->cells;

    if (cells->count == splitting->capacity) {
        splitting->capacity = splitting->capacity ? splitting->capacity * 2 : 64;
        cells->cells = reallocarray(cells->cells, splitting->capacity, sizeof *cells->cells);
        if (!cells->cells) {
            abort();
        }
    }
    /* The bytes may still move: the length is known now, the place when all is read. */
    cells->cells[cells->count++] =
        (struct layout_cell){splitting->row_line, splitting->number++, {NULL, cells->bytes.n - splitting->begin}};
    splitting->begin = cells->bytes.n;
}

static void end_row(struct splitting *splitting) {
    end_cell(splitting);
    splitting->row_line = splitting->line;
    splitting->number = 0;
}

/* A character of one byte. CR belongs to the line end. */
static void take_byte(struct splitting *splitting, char byte, char set) {
    splitting->line += byte == '\n';
    splitting->is_quoted ^= byte == '"';
    if (!splitting->is_quoted && byte == ',') {
        end_cell(splitting);
    } else if (!splitting->is_quoted && byte == '\n') {
        end_row(splitting);
    } else if (splitting->is_quoted || byte != '\r') {
        if (set) {
            buffer_append_char(&splitting->cells->bytes, set);
        }
        buffer_append_char(&splitting->cells->bytes, byte);
    }
}

static void take_stateful(struct splitting *splitting, struct str file) {
    char set = 'B';
    bool is_kanji = false;

    for (size_t i = 0; i < file.n; i++) {
        if (file.p[i] == '\x1B') {
            is_kanji = file.p[i + 1] == '$';
            set = is_kanji && file.p[i + 2] == 'B' ? 'K' : file.p[i + 2];
            i += 2;
        } else if (is_kanji) {
            buffer_append_char(&splitting->cells->bytes, set);
            buffer_append(&splitting->cells->bytes, str_sub(file, i++, 2));
        } else {
            take_byte(splitting, file.p[i], set);
        }
    }
}

static void place_cells(struct layout_cells *cells) {
    size_t at = 0;

    for (size_t i = 0; i < cells->count; i++) {
        cells->cells[i].bytes.p = cells->bytes.p + at;
        at += cells->cells[i].bytes.n;
    }
}

struct layout_cells layout_split(const struct layout *layout, struct str file) {
    struct layout_cells cells = {0};
    struct splitting splitting = {.cells = &cells, .line = 1, .row_line = 1};

    file = str_sub(file, layout->mark.n, SIZE_MAX);
    if (layout->is_stateful) {
        take_stateful(&splitting, file);
    } else {
        for (size_t i = 0; i < file.n; i++) {
            take_byte(&splitting, file.p[i], '\0');
        }
    }
    end_row(&splitting);
    place_cells(&cells);
    return cells;
}

void layout_cells_done(struct layout_cells *cells) {
    free(cells->cells);
    buffer_done(&cells->bytes);
}
