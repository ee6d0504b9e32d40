#include "base/encoding_detector.h"

#include "base/text.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdlib.h>

/* PIECE bytes at a time. */
static struct encoding_guess detect(struct str bytes, size_t piece) {
    struct encoding_detector *detector = encoding_detector_new();
    struct encoding_guess guess;

    assert_non_null(detector);
    for (size_t at = 0; at < bytes.n; at += piece) {
        encoding_detector_feed(detector, str_sub(bytes, at, piece));
        encoding_detector_feed(detector, STR_NONE);
    }
    guess = encoding_detector_result(detector);
    encoding_detector_free(detector);
    return guess;
}

#define ROW(BYTES, ENCODING, BOM, BAD)                                                                                 \
    {                                                                                                                  \
        {BYTES, sizeof(BYTES) - 1}, {                                                                                  \
            ENCODING, BOM, BAD                                                                                         \
        }                                                                                                              \
    }
#define A64 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void tells_the_encoding(void **state) {
    static const struct {
        struct str bytes;
        struct encoding_guess guess;
    } rows[] = {
        ROW("", ENCODING_UTF8, 0, UINT64_MAX),
        ROW("ascii\r\n" A64, ENCODING_UTF8, 0, UINT64_MAX),
        ROW("日本語", ENCODING_UTF8, 0, UINT64_MAX),
        ROW(A64 "𠮷" A64 "é", ENCODING_UTF8, 0, UINT64_MAX),
        ROW("\xEF\xBB\xBF日本", ENCODING_UTF8, 3, UINT64_MAX),
        ROW("\xEF\xBB\xBF", ENCODING_UTF8, 3, UINT64_MAX),
        ROW("\xEF\xBB\xBFz\x93\xFA", ENCODING_UTF8, 3, 4),
        ROW("\xFF\xFE"
            "a\0",
            ENCODING_UTF16LE, 2, UINT64_MAX),
        ROW("\xFE\xFF\0a", ENCODING_UTF16BE, 2, UINT64_MAX),
        ROW("\xFF\xFE"
            "a\0\x42\xD8\xB7\xDFz\0",
            ENCODING_UTF16LE, 2, UINT64_MAX),
        ROW("\xFF\xFE"
            "a\0\x42\xD8z\0",
            ENCODING_UTF16LE, 2, 4),
        ROW("\xFF\xFE"
            "a\0\xB7\xDFz\0",
            ENCODING_UTF16LE, 2, 4),
        ROW("\xFF\xFE\x42\xD8\x42\xD8\xB7\xDF", ENCODING_UTF16LE, 2, 2),
        ROW("\xFE\xFF\0a\xD8\x42", ENCODING_UTF16BE, 2, 4),
        ROW("\xFF\xFE"
            "a\0z",
            ENCODING_UTF16LE, 2, 4),
        ROW("\x93\xFA\x96\x7B", ENCODING_CP932, 0, UINT64_MAX),
        ROW("\xB6\xDE", ENCODING_CP932, 0, UINT64_MAX),
        ROW(A64 "\xF0\x40\x87\x40\xFB\xFC" A64, ENCODING_CP932, 0, UINT64_MAX),
        /* Bad in both: the later one wins, UTF-8 when they are even. */
        ROW("\xFF", ENCODING_UTF8, 0, 0),
        ROW("abc\x80", ENCODING_UTF8, 0, 3),
        ROW("日本語" A64 "\xFF" A64, ENCODING_UTF8, 0, 9 + 64),
        ROW("\x93\xFA\x96\x7B\xA0", ENCODING_CP932, 0, 4),
        ROW("\x93\xFA\x85\x40", ENCODING_CP932, 0, 2),
        ROW("\x93\xFA\x96", ENCODING_CP932, 0, 2),
        ROW("\x93\xFA\x81\x7F", ENCODING_CP932, 0, 2),
        /* A0 is no code of CP932, C2 A0 a character of UTF-8. */
        ROW("\xC2\xA0\xE8\xAA", ENCODING_UTF8, 0, 2),
        ROW("\xC2\xA0\xED\xA0\x80", ENCODING_UTF8, 0, 2),
        ROW("\xC2\xA0\xC0\xAF", ENCODING_UTF8, 0, 2),
        ROW("\xC2\xA0" A64 "\xF4\x90\x80\x80", ENCODING_UTF8, 0, 66),
        ROW("\xC2\xA0\xC3\xA9\xE3z", ENCODING_UTF8, 0, 4),
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        for (size_t piece = 1; piece < 80; piece++) {
            struct encoding_guess guess = detect(rows[i].bytes, piece);

            if (guess.encoding != rows[i].guess.encoding || guess.bom_length != rows[i].guess.bom_length ||
                guess.bad_offset != rows[i].guess.bad_offset) {
                fail_msg("row %zu in pieces of %zu: %s, %u, %lld", i, piece, encoding_name(guess.encoding),
                         guess.bom_length, (long long)guess.bad_offset);
            }
        }
    }
}

static void fill(struct buffer *text) {
    static const char *const pieces[] = {"abc",  "0123456789", "あ",   "é",    "𠮷", "\x93\xFA", "\xB1",    "\x81",
                                         "\xE3", "\x80",       "\xC3", "\xF4", "\n", "漢字",     "\xF0\x40"};
    size_t kinds = random() % 3 ? 7 - (size_t)(random() % 2) * 2 : ARRAY_LEN(pieces);

    buffer_reset(text);
    for (long n = random() % 60; n > 0; n--) {
        buffer_append_cstr(text, pieces[(size_t)random() % kinds]);
    }
}

/* Against the decoder and the whole-text check, which work without states. */
static void agrees_with_the_decoder(void **state) {
    struct decoder *decoder = NULL;
    long count = test_count("encoding_random");
    struct buffer text = {0}, out = {0};

    (void)state;
    assert_int_equal(decoder_new(ENCODING_CP932, &decoder, NULL), ERR_OK);
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        size_t bad_utf8, bad_cp932;
        struct encoding_guess guess;
        bool is_utf8;

        fill(&text);
        guess = detect(buffer_view(&text), 1 + (size_t)random() % 100);
        bad_utf8 = text_first_invalid(buffer_view(&text));
        buffer_reset(&out);
        bad_cp932 = decoder_decode(decoder, buffer_view(&text), &out);
        is_utf8 = bad_utf8 == SIZE_MAX || bad_utf8 >= bad_cp932;
        assert_int_equal(guess.encoding, is_utf8 ? ENCODING_UTF8 : ENCODING_CP932);
        assert_int_equal(guess.bom_length, 0);
        assert_true(guess.bad_offset == (is_utf8 ? bad_utf8 : bad_cp932));
    }
    buffer_done(&text);
    buffer_done(&out);
    decoder_free(decoder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tells_the_encoding),
        cmocka_unit_test(agrees_with_the_decoder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
