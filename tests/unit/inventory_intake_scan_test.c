/* One pass over a file in pieces finds what one piece finds: the digest, the encoding with its first fault, and counts
 * that add up; for any bytes, any size of the pieces and any number of threads. */

#include "inventory/intake_scan.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>

static uint64_t random_state;

static size_t draw(size_t below) {
    random_state = random_state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (size_t)(random_state >> 33) % below;
}

#define DRAW(LIST) LIST[draw(ARRAY_LEN(LIST))]

/* Characters of both encodings, whole and cut off, line ends of all kinds, quotes. */
static const char *const parts[] = {
    "a",        "\"",           ",",        "\n", "\r\n", "\r", "\xE6\x9D\xB1", "\xE6\x9D", "\x93\x8C", "\x93",
    "\xC3\xA9", "\xF0\x9F\x98", "\xB1\xB2", "\n", "a",    "a",  "\x1A",         "\xFF",     "\x80",     "\xEF\xBB\xBF"};
static const char *const beginnings[] = {"", "", "\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF", "\xEF\xBB"};

/* KIND: how many of the parts may come; few of them make files that are text. */
static void write_random_file(void) {
    CLEANUP(buffer_done) struct buffer text = {0};
    size_t kinds = draw(3) ? 7 + draw(ARRAY_LEN(parts) - 7) : ARRAY_LEN(parts);

    buffer_append_cstr(&text, DRAW(beginnings));
    for (size_t i = draw(draw(4) ? 60 : 2000); i > 0; i--) {
        buffer_append_cstr(&text, draw(200) ? parts[draw(kinds)] : DRAW(parts));
    }
    scratch_write("a.csv", buffer_view(&text));
}

/* Byte by byte, CRLF as one line end. */
static struct csv_split_counts count_plainly(struct str bytes) {
    struct csv_split_counts counts = {0};

    for (size_t i = 0; i < bytes.n; i++) {
        counts.quotes += bytes.p[i] == '"';
        counts.line_ends += bytes.p[i] == '\r' || (bytes.p[i] == '\n' && !(i > 0 && bytes.p[i - 1] == '\r'));
    }
    return counts;
}

static struct hash128 digest_plainly(struct str bytes) {
    struct hasher *hasher = hasher_new();
    struct hash128 digest;

    assert_non_null(hasher);
    hasher_update(hasher, bytes);
    digest = hasher_digest(hasher);
    hasher_free(hasher);
    return digest;
}

static struct encoding_guess guess_plainly(struct str bytes) {
    struct encoding_detector *detector = encoding_detector_new();
    struct encoding_guess guess;

    assert_non_null(detector);
    encoding_detector_feed(detector, bytes);
    guess = encoding_detector_result(detector);
    encoding_detector_free(detector);
    return guess;
}

static void check_counts(const struct csv_split_counts *counts, const struct piece_plan *plan, struct str bytes) {
    for (size_t i = 0; i < piece_count(plan, bytes.n); i++) {
        size_t end = i * piece_bytes(plan) + piece_length(plan, bytes.n, i);
        struct csv_split_counts begin = count_plainly(str_sub(bytes, 0, i * piece_bytes(plan)));
        struct csv_split_counts whole = count_plainly(str_sub(bytes, 0, end));
        assert_int_equal(counts[i].quotes, whole.quotes - begin.quotes);
        assert_int_equal(counts[i].line_ends, whole.line_ends - begin.line_ends);
    }
}

static void check_scan(const struct file *file, const struct piece_plan *plan, struct str bytes) {
    struct encoding_guess guess = guess_plainly(bytes);
    struct hash128 digest = digest_plainly(bytes);
    struct csv_split_counts *counts;
    struct intake_scan scan;

    assert_int_equal(intake_scan_file(file, plan, &scan, NULL), ERR_OK);
    assert_int_equal(scan.digest.high, digest.high);
    assert_int_equal(scan.digest.low, digest.low);
    assert_int_equal(scan.guess.encoding, guess.encoding);
    assert_int_equal(scan.guess.bom_length, guess.bom_length);
    assert_int_equal(scan.guess.bad_offset, guess.bad_offset);
    assert_true(str_eq((struct str){scan.head, scan.head_length}, str_sub(bytes, 0, sizeof scan.head)));
    check_counts(scan.counts, plan, bytes);
    free(scan.counts);
    assert_int_equal(intake_count_file(file, plan, &counts, NULL), ERR_OK);
    check_counts(counts, plan, bytes);
    free(counts);
}

static void test_pieces_add_up(void **state) {
    long rounds = test_count("intake_scan_random");
    struct pool *pool;

    (void)state;
    random_state = test_seed();
    assert_int_equal(pool_new(3, &pool, NULL), ERR_OK);
    for (long round = 0; round < rounds; round++) {
        struct file *file;
        write_random_file();
        struct str bytes = scratch_read("a.csv");
        struct piece_plan plan = {draw(2) ? pool : NULL, bytes.n / 200 + 1 + draw(draw(2) ? 5 : 500)};
        assert_int_equal(file_open(AT_FDCWD, "a.csv", &file, NULL), ERR_OK);
        check_scan(file, &plan, bytes);
        file_free(file);
        free((char *)(uintptr_t)bytes.p);
    }
    pool_free(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_pieces_add_up, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
