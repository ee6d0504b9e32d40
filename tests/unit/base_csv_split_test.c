#include "base/csv_split.h"

#include "base/buffer.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>

/* Rows are compared as text: "offset+length@line start:cell start'cell …", ' for a quoted cell. */
static bool write_row(void *context, const struct csv_row *row) {
    struct buffer *out = context;

    buffer_printf(out, "%llu+%llu@%llu", (unsigned long long)row->offset, (unsigned long long)row->length,
                  (unsigned long long)row->line);
    for (size_t i = 0; i < row->cell_count; i++) {
        buffer_printf(out, " %u%c", row->cells[i].start, row->cells[i].quoted ? '\'' : ':');
        buffer_append(out, row->cells[i].text);
    }
    buffer_append_cstr(out, "\n");
    return true;
}

static bool write_rows(void *context, const struct csv_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        write_row(context, &rows[i]);
    }
    return true;
}

static void write_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                          uint64_t line_offset) {
    buffer_printf(context, "problem %d at %llu, line %llu from %llu\n", (int)problem, (unsigned long long)offset,
                  (unsigned long long)line, (unsigned long long)line_offset);
}

static struct csv_splitter *new_splitter(enum csv_masks_kind kind, uint64_t offset, uint64_t line, struct buffer *out) {
    struct csv_split_options options = {.delimiter = ',', .offset = offset, .line = line, .kind = kind};
    struct csv_splitter *splitter;

    assert_int_equal(csv_splitter_new(&options, write_rows, out, &splitter, NULL), ERR_OK);
    return splitter;
}

/* ---- by hand ---- */

struct split_case {
    const char *name;
    struct str bytes;
    const char *rows;
    bool gives_up;
    uint64_t offset, line; /* of the next row */
};

static const struct split_case split_cases[] = {
    {"nothing", STR(""), "", false, 0, 1},
    {"one row", STR("a,bc\n"), "0+4@1 0:a 2:bc\n", false, 5, 2},
    {"no line end", STR("a,bc"), "0+4@1 0:a 2:bc\n", false, 4, 1},
    {"CRLF", STR("a,b\r\nc\r\n"), "0+3@1 0:a 2:b\n5+1@2 0:c\n", false, 8, 3},
    {"LF and CRLF", STR("a\nb\r\n"), "0+1@1 0:a\n2+1@2 0:b\n", false, 5, 3},
    {"blank lines count", STR("\na\n\r\nb\n"), "1+1@2 0:a\n5+1@4 0:b\n", false, 7, 5},
    {"empty cells", STR(",\n,,"), "0+1@1 0: 1:\n2+2@2 0: 1: 2:\n", false, 4, 2},
    {"empty quoted cell", STR("\"\"\n"), "0+2@1 0'\n", false, 3, 2},
    {"quotes", STR("\"a,b\",c\n"), "0+7@1 0'a,b 6:c\n", false, 8, 2},
    {"doubled quotes", STR("\"\"\"a\"\"\",\"\"\"\"\n"), "0+12@1 0'\"a\" 8'\"\n", false, 13, 2},
    {"line ends in quotes", STR("\"a\nb\r\nc\rd\"\ne\n"), "0+10@1 0'a\nb\r\nc\rd\n11+1@5 0:e\n", false, 13, 6},
    {"quoted, no line end", STR("a,\"b\""), "0+5@1 0:a 2'b\n", false, 5, 1},
    {"blanks stay", STR(" a , b\n"), "0+6@1 0: a  4: b\n", false, 7, 2},
    {"quote in a cell", STR("a\nb\"c\n"), "0+1@1 0:a\n", true, 2, 2},
    {"blank before a quote", STR("a\n \"c\"\n"), "0+1@1 0:a\n", true, 2, 2},
    {"text after a quote", STR("a\n\"b\"c\n"), "0+1@1 0:a\n", true, 2, 2},
    {"unclosed quote", STR("a\n\"b\nc\n"), "0+1@1 0:a\n", true, 2, 2},
    {"lone CR", STR("a\nb\rc\n"), "0+1@1 0:a\n", true, 2, 2},
    {"lone CR at the end", STR("a\nb\r"), "0+1@1 0:a\n", true, 2, 2},
    {"NUL", STR("a\nb\0c\n"), "0+1@1 0:a\n", true, 2, 2},
    {"NUL in quotes", STR("a\n\"\0\"\n"), "0+1@1 0:a\n", true, 2, 2},
    {"^Z at the end", STR("a\n\x1A"), "0+1@1 0:a\n", true, 2, 2},
    {"^Z elsewhere", STR("\x1A\n"), "0+1@1 0:\x1A\n", false, 2, 2},
};

static void check_case(const struct split_case *c, enum csv_masks_kind kind) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct csv_splitter *splitter = new_splitter(kind, 0, 1, &out);
    struct csv_split_place place;
    size_t used = SIZE_MAX;

    /* What is in front of a block that is not well formed is delivered: here that block is the only one. */
    assert_int_equal(csv_split(splitter, c->bytes, true, &used, NULL), ERR_OK);
    place = csv_split_place(splitter);
    if (csv_split_gave_up(splitter) != c->gives_up || used != place.offset) {
        fail_msg("%s, kind %d: gave up: %d, used %zu", c->name, kind, csv_split_gave_up(splitter), used);
    }
    if (!c->gives_up &&
        (!str_eq(buffer_view(&out), str_from(c->rows)) || place.offset != c->offset || place.line != c->line)) {
        fail_msg("%s, kind %d: next %llu at line %llu, rows\n%.*s", c->name, kind, (unsigned long long)place.offset,
                 (unsigned long long)place.line, STR_FMT(buffer_view(&out)));
    }
    csv_splitter_free(splitter);
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(split_cases); i++) {
        for (enum csv_masks_kind kind = CSV_MASKS_PORTABLE; kind < CSV_MASKS_KIND_COUNT; kind++) {
            if (csv_masks_has(kind)) {
                check_case(&split_cases[i], kind);
            }
        }
    }
}

/* ---- against a byte-by-byte search ---- */

static uint64_t random_bits(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return *state >> 16;
}

static uint64_t plain_mask(const char *block, char c) {
    uint64_t mask = 0;

    for (unsigned i = 0; i < CSV_BLOCK; i++) {
        mask |= (uint64_t)(block[i] == c) << i;
    }
    return mask;
}

static void test_masks(void **state) {
    uint64_t seed = test_seed();
    char block[CSV_BLOCK];

    (void)state;
    for (long round = 0, count = test_count("csv_masks_random"); round < count; round++) {
        /* Bytes that differ from those looked for in one bit. */
        static const char bytes[] = "\",;\n\r\t\0\x01\x02\x80\x8A\x8D\xA2\xAC\x7F\xFF#-\x0B\x0C";
        for (size_t i = 0; i < CSV_BLOCK; i++) {
            block[i] = bytes[random_bits(&seed) % (sizeof bytes - 1)];
        }
        for (enum csv_masks_kind kind = CSV_MASKS_FASTEST; kind < CSV_MASKS_KIND_COUNT; kind++) {
            struct csv_masks masks;
            if (!csv_masks_has(kind)) {
                continue;
            }
            char delimiter = ",\t;"[round % 3];
            csv_masks_find(kind, block, 1, delimiter, &masks);
            assert_true(masks.quotes == plain_mask(block, '"'));
            assert_true(masks.delimiters == plain_mask(block, delimiter));
            assert_true(masks.lf == plain_mask(block, '\n'));
            assert_true(masks.cr == plain_mask(block, '\r'));
            assert_true((masks.nul != 0) == (plain_mask(block, '\0') != 0));
        }
    }
}

/* ---- against the sequential reader ---- */

static void read_on(struct str bytes, struct csv_split_place place, struct buffer *out) {
    struct csv_handler handler = {out, write_row, write_problem};
    struct csv_options options = {.delimiter = ',', .offset = place.offset, .line = place.line, .lines = place.lines};
    struct csv_reader *reader;

    assert_int_equal(csv_reader_new(&options, &handler, &reader, NULL), ERR_OK);
    assert_int_equal(csv_feed(reader, str_sub(bytes, place.offset, SIZE_MAX), NULL), ERR_OK);
    assert_int_equal(csv_finish(reader, NULL), ERR_OK);
    csv_reader_free(reader);
}

/* The first CUT bytes, then all of it. */
static bool split_at(struct str bytes, enum csv_masks_kind kind, size_t cut, struct buffer *out) {
    struct csv_splitter *splitter = new_splitter(kind, 0, 1, out);
    struct csv_split_place place;
    size_t used = 0;
    bool gave_up;

    assert_int_equal(csv_split(splitter, str_sub(bytes, 0, cut), false, &used, NULL), ERR_OK);
    assert_true(used <= cut);
    assert_int_equal(csv_split(splitter, str_sub(bytes, used, SIZE_MAX), true, &used, NULL), ERR_OK);
    place = csv_split_place(splitter);
    gave_up = csv_split_gave_up(splitter);
    csv_splitter_free(splitter);
    if (gave_up) {
        read_on(bytes, place, out);
    }
    return !gave_up;
}

static void check_every_cut(struct str bytes, bool is_well_formed) {
    CLEANUP(buffer_done) struct buffer expected = {0}, found = {0};

    read_on(bytes, (struct csv_split_place){.line = 1}, &expected);
    for (size_t cut = 0; cut <= bytes.n; cut++) {
        for (enum csv_masks_kind kind = CSV_MASKS_PORTABLE; kind < CSV_MASKS_KIND_COUNT; kind++) {
            if (!csv_masks_has(kind)) {
                continue;
            }
            buffer_reset(&found);
            assert_int_equal(split_at(bytes, kind, cut, &found), is_well_formed);
            assert_true(str_eq(buffer_view(&found), buffer_view(&expected)));
        }
    }
}

#define TRICKY                                                                                                         \
    "資産管理番号,備考\r\n\r\nA-1,\"一行目\r\n二行目, \"\"〃\"\"\"\r\n,\"\"\n\"\",\"\"\"\"\r\n\"\r\",\"\n\"\r\n"

/* Every place of a block, of a piece and of quotes across them. */
static void test_every_cut(void **state) {
    (void)state;
    for (size_t shift = 0; shift < CSV_BLOCK; shift += 5) {
        CLEANUP(buffer_done) struct buffer bytes = {0};
        for (size_t i = 0; i < shift; i++) {
            buffer_append_char(&bytes, 'x');
        }
        buffer_append_cstr(&bytes, TRICKY TRICKY "last,row");
        check_every_cut(buffer_view(&bytes), true);
        buffer_append_cstr(&bytes, "\nA,\"b\" \nC,d\n\"");
        check_every_cut(buffer_view(&bytes), false);
    }
}

/* The part of the file behind every byte. */
static void test_every_part(void **state) {
    struct str bytes = STR(TRICKY TRICKY "last,row");
    CLEANUP(buffer_done) struct buffer whole = {0}, part = {0};

    (void)state;
    read_on(bytes, (struct csv_split_place){.line = 1}, &whole);
    for (size_t at = 0; at <= bytes.n; at++) {
        struct csv_split_counts head = csv_split_count(str_sub(bytes, 0, at), '\0'), skipped;
        char before = at ? bytes.p[at - 1] : '\0';
        struct str tail = str_sub(bytes, at, SIZE_MAX);
        size_t first = csv_split_first_row(tail, before, head.quotes % 2 == 1), used;
        struct csv_splitter *splitter;

        skipped = csv_split_count(str_sub(tail, 0, first), before);
        buffer_reset(&part);
        splitter = new_splitter(CSV_MASKS_FASTEST, at + first, 1 + head.line_ends + skipped.line_ends, &part);
        assert_int_equal(csv_split(splitter, str_sub(tail, first, SIZE_MAX), true, &used, NULL), ERR_OK);
        assert_false(csv_split_gave_up(splitter));
        assert_true(str_ends_with(buffer_view(&whole), buffer_view(&part)));
        csv_splitter_free(splitter);
    }
    assert_int_equal(part.n, 0);
}

/* Rows from a handful of pieces, mostly well formed, over several windows. */
static void test_random(void **state) {
    static const char *const pieces[] = {
        "a",
        "bc",
        ",",
        ",",
        "\r\n",
        "\n",
        ",\"x\",",
        ",\"\",",
        ",\"\"\"\"\n",
        "\n,",
        ",",
        "漢字",
        ",\"\n\",",
        "b\n",
        /* damage: */ "\"",
        "\r",
        "x\"",
    };
    uint64_t seed = test_seed();
    unsigned through = 0;

    (void)state;
    for (long round = 0, count = test_count("csv_split_random"); round < count; round++) {
        CLEANUP(buffer_done) struct buffer bytes = {0}, expected = {0}, found = {0};
        /* One in eight may be damaged. */
        size_t kinds = round % 8 ? ARRAY_LEN(pieces) - 3 : ARRAY_LEN(pieces);
        size_t length = random_bits(&seed) % (round % 16 ? 40 : 40000);
        enum csv_masks_kind kind = (enum csv_masks_kind)(random_bits(&seed) % CSV_MASKS_KIND_COUNT);
        while (length-- > 0) {
            buffer_append_cstr(&bytes, pieces[random_bits(&seed) % kinds]);
        }
        read_on(buffer_view(&bytes), (struct csv_split_place){.line = 1}, &expected);
        through += split_at(buffer_view(&bytes), csv_masks_has(kind) ? kind : CSV_MASKS_FASTEST,
                            (size_t)(random_bits(&seed) % (bytes.n + 1)), &found);
        assert_true(str_eq(buffer_view(&found), buffer_view(&expected)));
    }
    assert_true(through > 0);
}

static bool refuse_second(void *context, const struct csv_row *rows, size_t row_count) {
    unsigned *count = context;

    (void)rows, (void)row_count;
    return ++*count < 2;
}

static void test_handler_stops(void **state) {
    struct csv_split_options options = {.delimiter = ','};
    struct csv_splitter *splitter;
    unsigned count = 0;
    size_t used;

    (void)state;
    assert_int_equal(csv_splitter_new(&options, refuse_second, &count, &splitter, NULL), ERR_OK);
    assert_int_equal(csv_split(splitter, STR("a\n"), false, &used, NULL), ERR_OK);
    assert_int_equal(used, 2);
    assert_int_equal(csv_split(splitter, STR("b\nc\n"), true, &used, NULL), ERR_REFUSED);
    assert_int_equal(csv_split(splitter, STR("d\n"), true, &used, NULL), ERR_REFUSED);
    assert_int_equal(count, 2);
    assert_int_equal(used, 2);
    csv_splitter_free(splitter);
}

/* Short rows, of which several batches end in one window, and long ones that need several windows; all with doubled
 * quotes, whose texts must stay until their batch is delivered. */
static void test_batches(void **state) {
    (void)state;
    for (size_t length = 1; length < 200000; length = length * 7 + 1) {
        CLEANUP(buffer_done) struct buffer bytes = {0}, found = {0}, expected = {0};
        for (size_t row = 0; row < 700 && bytes.n < 3000000; row++) {
            buffer_append_cstr(&bytes, "\"\"\"");
            for (size_t i = 0; i < length; i++) {
                buffer_append_char(&bytes, (char)('a' + row % 26));
            }
            buffer_printf(&bytes, "\",%zu\n", row);
        }
        read_on(buffer_view(&bytes), (struct csv_split_place){.line = 1}, &expected);
        assert_true(split_at(buffer_view(&bytes), CSV_MASKS_FASTEST, 0, &found));
        assert_true(str_eq(buffer_view(&found), buffer_view(&expected)));
    }
}

static bool count_cells(void *context, const struct csv_row *rows, size_t count) {
    *(size_t *)context = rows[count - 1].cell_count;
    return true;
}

/* As many cells as a row may have, and one more; rows up to the limit and one byte longer. */
static void test_limits(void **state) {
    struct csv_split_options options = {.delimiter = ','};
    size_t used, count = 0;

    (void)state;
    for (size_t excess = 0; excess < 2; excess++) {
        CLEANUP(buffer_done) struct buffer bytes = {0};
        struct csv_splitter *splitter;
        for (size_t i = 0; i < CSV_CELLS_MAX - 1 + excess; i++) {
            buffer_append_char(&bytes, ',');
        }
        options.max_row = 0;
        assert_int_equal(csv_splitter_new(&options, count_cells, &count, &splitter, NULL), ERR_OK);
        assert_int_equal(csv_split(splitter, buffer_view(&bytes), true, &used, NULL), ERR_OK);
        assert_int_equal(csv_split_gave_up(splitter), excess);
        assert_int_equal(count, CSV_CELLS_MAX);
        csv_splitter_free(splitter);
        options.max_row = 4 - excess;
        assert_int_equal(csv_splitter_new(&options, count_cells, &count, &splitter, NULL), ERR_OK);
        assert_int_equal(csv_split(splitter, STR("abcd\n"), true, &used, NULL), ERR_OK);
        assert_int_equal(csv_split_gave_up(splitter), excess);
        csv_splitter_free(splitter);
        count = CSV_CELLS_MAX;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),      cmocka_unit_test(test_masks),  cmocka_unit_test(test_every_cut),
        cmocka_unit_test(test_every_part), cmocka_unit_test(test_random), cmocka_unit_test(test_handler_stops),
        cmocka_unit_test(test_batches),    cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
