#include "scanner/device/text.h"

#include "base/text.h"
#include "tests/unit/support/cmocka.h"

#include <stdlib.h>

#define ROW(BYTES, TEXT)                                                                                               \
    { {BYTES, sizeof(BYTES) - 1}, TEXT }

/* Codes are those of JIS X 0208 shifted (CP932), of GB 2312 with A0A0 added (GBK), and of Windows-1252. */
static const struct {
    struct str bytes;
    const char *text;
} rows[] = {
    ROW("", ""),
    ROW("plain", "plain"),
    ROW("  padded \r\n", "padded"),
    ROW("Building 3\0\0\0", "Building 3"),
    ROW("new\0older text", "new"),
    ROW("value\r", "value"),
    ROW("\0\0\0\0", ""),
    ROW("網络中心机房", "網络中心机房"),
    ROW("Zürich ®", "Zürich ®"),
    ROW("two\r\nlines", "two\r\nlines"),
    /* CP932 */
    ROW("\x96\x7B\x8F\xC8"
        "A\x93\x8F"
        "3\x8A\x4B",
        "本省A棟3階"),
    ROW("\x83\x54\x81\x5B\x83\x6F\x8E\xBA", "サーバ室"),
    ROW("\x8E\x52\xED\x95", "山﨑"),
    ROW("\xBB\xB0\xCA\xDE\xB0", "ｻｰﾊﾞｰ"),
    ROW("\xCC\xDF\xD8\xDD\xC0", "ﾌﾟﾘﾝﾀ"),
    ROW("\xB9\xDE\xB0\xC4", "ｹﾞｰﾄ"),
    ROW("3F \xBB\xB0\xCA\xDE"
        "1",
        "3F ｻｰﾊﾞ1"),
    /* GBK */
    ROW("\xD6\xD0\xCE\xC4", "中文"),
    ROW("\xB1\xB1\xBE\xA9", "北京"),
    ROW("\xCD\xF8\xC2\xE7\xD6\xD0\xD0\xC4\xBB\xFA\xB7\xBF", "网络中心机房"),
    ROW("3\xB2\xE3"
        "A",
        "3层A"),
    /* Windows-1252 */
    ROW("Z\xFCrich", "Zürich"),
    ROW("Qu\xE9"
        "bec",
        "Québec"),
    ROW("S\xE9"
        "curit\xE9",
        "Sécurité"),
    ROW("UNIVERSIT\xC4T", "UNIVERSITÄT"),
    ROW("Stra\xDF"
        "e 5",
        "Straße 5"),
    ROW("Microsoft\xAE Windows", "Microsoft® Windows"),
    ROW("\xB5Torrent", "µTorrent"),
    ROW("21 \xB0"
        "C",
        "21 °C"),
    ROW("don\x92t", "don’t"),
    ROW("Driver \x93Legacy\x94 (1", "Driver “Legacy” (1"),
    ROW("Office - \xEF\xF0\xEE\xF4\xE5\xF1 2003", "Office - ïðîôåñ 2003"), /* Windows-1251 is not told apart */
    /* UTF-16 */
    ROW("R\0o\0o\0m\0 \0\x35\0", "Room 5"),
    ROW("\0R\0o\0o\0m", "Room"),
    ROW("R\0o\0o\0m\0\0\0", "Room"),
    ROW("ABC\0", "ABC"),
    ROW("ABCD\0\0", "ABCD"),
    ROW("A\0\0\0", "A"),
    /* digits that stand for text */
    ROW("0x4A4E30303031", "JN0001"),
    ROW("0x4a 4e 30", "JN0"),
    ROW("4A 4E 30 31", "JN01"),
    ROW("41 42 43 0D", "41 42 43 0D"),
    ROW("41 42 43", "41 42 43"),
    ROW("41 42 4X 43", "41 42 4X 43"),
    ROW("0x12345678", "0x12345678"),
    ROW("0x41424", "0x41424"),
    ROW("4A4E3031", "4A4E3031"),
    /* no text */
    ROW("\x00\x90\x0b>6i", "00900b3e3669"),
    ROW("\xac\x16\x2d\x92\x7d\x21", "ac162d927d21"),
    ROW("\xd4\x94\xe8\x0d\xe1\x20", "d494e80de120"),
    ROW("\x80\x00\x02\xc1\x02\xfe\x80", "800002c102fe80"),
    ROW("\x01", "01"),
    ROW("\xf0", "f0"),
    ROW("one stray \x01 control", "one stray \x01 control"),
};

static void reads_them(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct str text = device_text(arena, rows[i].bytes);
        if (!str_eq(text, str_from(rows[i].text))) {
            fail_msg("row %zu: \"%.*s\" in place of \"%s\"", i, STR_FMT(text), rows[i].text);
        }
    }
}

/* Whatever the bytes are, text is well-formed. */
static void gives_only_utf8(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char bytes[24];

    (void)state;
    srandom(20261127);
    for (int turn = 0; turn < 20000; turn++) {
        size_t n = (size_t)random() % sizeof bytes;
        for (size_t i = 0; i < n; i++) {
            bytes[i] = (char)(random() % 4 ? random() % 95 + 32 : random());
        }
        assert_true(text_first_invalid(device_text(arena, (struct str){bytes, n})) == SIZE_MAX);
        arena_reset(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_them),
        cmocka_unit_test(gives_only_utf8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
