/* The vector splitter against the sequential reader, which knows what is right. For any bytes, any pieces and any
 * instructions: what the splitter delivers, and the reader after it from where it gave up, is what the reader alone
 * delivers, positions and lines included. Where it did not give up, splitting that starts in the middle of the input
 * delivers the rows that start behind there. */

#include "base/csv_split.h"
#include "base/hash.h"
#include "tests/fuzz/check.h"
#include "tests/fuzz/csv_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    struct str bytes;
    char delimiter;
    uint64_t max_row;
};

static bool log_row(void *context, const struct csv_row *row) {
    struct buffer *log = context;

    log_number(log, row->offset);
    log_number(log, row->length);
    log_number(log, row->line);
    log_cells(log, row);
    return true;
}

static bool log_rows(void *context, const struct csv_row *rows, size_t count) {
    for (size_t i = 0; i < count; i++) {
        log_row(context, &rows[i]);
    }
    return true;
}

static void log_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line, uint64_t line_offset) {
    log_number(context, problem);
    log_number(context, offset);
    log_number(context, line);
    log_number(context, line_offset);
}

static void read_on(const struct input *input, struct csv_split_place place, struct buffer *log) {
    struct csv_handler handler = {log, log_row, log_problem};
    struct csv_options options = {.delimiter = input->delimiter,
                                  .max_row = input->max_row,
                                  .offset = place.offset,
                                  .line = place.line,
                                  .lines = place.lines};
    struct csv_reader *reader;

    CHECK(csv_reader_new(&options, &handler, &reader, NULL) == ERR_OK);
    CHECK(csv_feed(reader, str_sub(input->bytes, place.offset, SIZE_MAX), NULL) == ERR_OK);
    CHECK(csv_finish(reader, NULL) == ERR_OK);
    csv_reader_free(reader);
}

/* In pieces that grow when they hold no row; copied, so that reading outside of a piece is noticed. */
static void split_pieces(struct csv_splitter *splitter, struct str bytes, uint64_t seed) {
    size_t at = 0, used = 0, n = 0;

    while (!csv_split_gave_up(splitter) && at + n < bytes.n) {
        struct buffer piece = {0};
        n += seed ? 1 + (size_t)((seed >> 32) % 150) : bytes.n;
        seed = seed * UINT64_C(6364136223846793005) + (seed != 0);
        buffer_append(&piece, str_sub(bytes, at, n));
        n = piece.n;
        CHECK(csv_split(splitter, buffer_view(&piece), at + n == bytes.n, &used, NULL) == ERR_OK);
        CHECK(used <= n);
        at += used;
        n -= used;
        buffer_done(&piece);
    }
}

/* Returns whether the splitter went through. */
static bool split(const struct input *input, enum csv_masks_kind kind, uint64_t seed, struct csv_split_place from,
                  struct buffer *log) {
    struct csv_split_options options = {.delimiter = input->delimiter,
                                        .max_row = input->max_row,
                                        .offset = from.offset,
                                        .line = from.line,
                                        .kind = kind};
    struct csv_splitter *splitter;
    struct csv_split_place place;
    bool gave_up;

    CHECK(csv_splitter_new(&options, log_rows, log, &splitter, NULL) == ERR_OK);
    split_pieces(splitter, str_sub(input->bytes, from.offset, SIZE_MAX), seed);
    place = csv_split_place(splitter);
    gave_up = csv_split_gave_up(splitter);
    CHECK(gave_up || place.offset == input->bytes.n);
    csv_splitter_free(splitter);
    if (gave_up) {
        read_on(input, place, log);
    }
    return !gave_up;
}

/* Where the first row behind AT starts, as the worker of that part finds out. */
static struct csv_split_place first_row_behind(const struct input *input, size_t at) {
    struct str head = str_sub(input->bytes, 0, at), tail = str_sub(input->bytes, at, SIZE_MAX);
    char before = at ? input->bytes.p[at - 1] : '\0';
    struct csv_split_counts counts = csv_split_count(head, '\0'), between;
    size_t first = csv_split_first_row(tail, before, counts.quotes % 2 == 1);

    between = csv_split_count(str_sub(tail, 0, first), before);
    return (struct csv_split_place){.offset = at + first, .line = 1 + counts.line_ends + between.line_ends};
}

/* The log of a part is the end of the whole log. */
static void check_part(const struct input *input, size_t at, struct str whole) {
    struct buffer part = {0};

    CHECK(split(input, CSV_MASKS_FASTEST, 0, first_row_behind(input, at), &part));
    CHECK(str_ends_with(whole, buffer_view(&part)));
    CHECK(at > 0 || part.n == whole.n);
    buffer_done(&part);
}

static void compare(struct str bytes, char delimiter, uint64_t max_row) {
    struct input input = {bytes, delimiter, max_row};
    struct csv_split_place start = {.line = 1};
    struct buffer expected = {0}, found = {0};

    read_on(&input, start, &expected);
    for (enum csv_masks_kind kind = CSV_MASKS_PORTABLE; kind < CSV_MASKS_KIND_COUNT; kind++) {
        for (uint64_t seed = 0; csv_masks_has(kind) && seed < 2; seed++) {
            bool is_through;
            buffer_reset(&found);
            is_through = split(&input, kind, seed ? hash64(bytes) | 1 : 0, start, &found);
            CHECK(str_eq(buffer_view(&expected), buffer_view(&found)));
            if (is_through && bytes.n) {
                check_part(&input, (size_t)(hash64_seeded(bytes, seed) % (bytes.n + 1)), buffer_view(&expected));
            }
        }
    }
    buffer_done(&expected);
    buffer_done(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct str bytes = {(const char *)data, size};

    compare(bytes, ',', 0);
    compare(bytes, '\t', 0);
    compare(bytes, ';', 0);
    compare(bytes, ',', 1 + hash64(bytes) % 100);
    return 0;
}
