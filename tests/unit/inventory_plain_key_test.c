#include "inventory/plain_key.h"

#include "inventory/cell_key.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <stdio.h>
#include <stdlib.h>

static void test_what_is_plain(void **state) {
    static const struct {
        enum identity_key kind;
        const char *text, *form; /* NULL: not plain */
    } cases[] = {
        {KEY_ASSET_ID, "HW-00389721", "hw-00389721"},
        {KEY_SERIAL, "5CG1234ABC", "5cg1234abc"},
        {KEY_SERIAL, "S/N: 123", NULL},
        {KEY_SERIAL, "123456789", NULL},
        {KEY_SERIAL, "77777777", NULL},
        {KEY_ASSET_ID, "Asset-1234567890", NULL},
        {KEY_HOSTNAME, "PC00389721.example.go.jp", "pc00389721"},
        {KEY_HOSTNAME, "10.0.0.1", NULL},
        {KEY_HOSTNAME, "localhost4", NULL},
        {KEY_HOSTNAME, "fileserver", NULL},
        {KEY_MAC, "3C-52-82-AA-BB-CC", "3c:52:82:aa:bb:cc"},
        {KEY_MAC, "3C-52:82-AA-BB-CC", NULL},
        {KEY_MAC, "02:00:00:00:00:01", NULL},
        {KEY_MAC, "00:1b:21:00:00:01", NULL},
        {KEY_MAC, "8c:ae:4c:00:00:01", NULL},
        {KEY_ASSET_ID, "Amazon EC2", NULL},
        {KEY_ASSET_ID, "AmazonEC2", NULL},
        {KEY_ADDRESS, "10.5.242.89", "10.5.242.89"},
        {KEY_ADDRESS, "127.0.0.1", NULL},
        {KEY_ADDRESS, "224.0.0.1", NULL},
        {KEY_ADDRESS, "010.5.242.89", NULL},
        {KEY_UUID, "5C4C4546-0042-3510-8056-b5c04f4d3132", "46454c5c-4200-1035-8056-b5c04f4d3132"},
        {KEY_UUID, "24454c5c-4200-1035-8056-b5c04f4d3132", "24454c5c-4200-1035-8056-b5c04f4d3132"},
        {KEY_UUID, "03000200-0400-0500-0006-000700080009", NULL},
        {KEY_UUID, "00020003-0004-0005-0006-000700080009", NULL},
        {KEY_UUID, "78563412-3412-7856-90ab-cddeefaabbcc", NULL},
    };
    char form[PLAIN_KEY_MAX];
    size_t n;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        bool is_plain = plain_key_form(cases[i].kind, str_from(cases[i].text), form, &n);
        if (is_plain != (cases[i].form != NULL) ||
            (is_plain && !str_eq((struct str){form, n}, str_from(cases[i].form)))) {
            fail_msg("%s", cases[i].text);
        }
    }
}

static size_t draw(uint64_t *state, size_t below) {
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (size_t)(*state >> 33) % below;
}

/* How addresses begin that are no machine's own. */
static const char *const shared_beginnings[] = {"00:00:5E", "00:05:1B", "00:0E:C6", "00:0F:9D", "00:22:8B", "00:24:9B",
                                                "00:50:B6", "20:7B:D2", "4C:56:DF", "6C:A9:36", "8C:AE:4C", "9C:EB:E8",
                                                "A0:CE:C8", "BC:6A:2F", "CC:47:92", "F8:E4:3B", "00:1A:7D", "20:41:53"};

/* Pieces of which names, placeholders and nonsense are made. */
static const char *const pieces[] = {
    "HW", "asset",      "tag",      "num", "0",         "1",   "12",   "123", "4",   "7783",   "9",      "-",
    ".",  "_",          "/",        ":",   " ",         "sn",  "bsn",  "mb",  "atn", "serial", "sernum", "a",
    "F",  "x",          "00",       "3c",  "localhost", "ip6", "host", "*",   "10.", "127.",   "255",    "\xE3\x81\x82",
    "e",  "1234567890", "amazonec2"};

static void random_text(uint64_t *state, struct buffer *out) {
    size_t count = 1 + draw(state, 8);

    buffer_reset(out);
    if (draw(state, 6) == 0) {
        for (int i = 0; i < 36; i++) {
            bool is_hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            buffer_append_char(out, is_hyphen ? '-' : "0123456789abcdefABCDEF"[draw(state, 22)]);
        }
        return;
    }
    if (draw(state, 32) == 0) {
        buffer_printf(out, "%s:%02zX:%02zX:%02zX", shared_beginnings[draw(state, ARRAY_LEN(shared_beginnings))],
                      draw(state, 256), draw(state, 256), draw(state, 256));
        return;
    }
    if (draw(state, 4) == 0) {
        buffer_printf(out, "%02zx", draw(state, 256));
        for (int i = 0; i < 5; i++) {
            buffer_printf(out, "%c%02zX", draw(state, 8) ? ':' : '-', draw(state, 8) ? draw(state, 256) : 0);
        }
        return;
    }
    for (size_t i = 0; i < count; i++) {
        buffer_append_cstr(out, pieces[draw(state, ARRAY_LEN(pieces))]);
    }
}

/* Whatever is called plain has the form that the long way finds. */
static void test_agrees_with_the_long_way(void **state) {
    CLEANUP(buffer_done) struct buffer text = {0}, normal = {0};
    long count = test_count("plain_key_random"), plain = 0;
    uint64_t seed = test_seed();
    char form[PLAIN_KEY_MAX];
    size_t n;

    (void)state;
    for (long i = 0; i < count; i++) {
        enum identity_key kind = (enum identity_key)draw(&seed, KEY_COUNT);
        random_text(&seed, &text);
        if (!plain_key_form(kind, buffer_view(&text), form, &n)) {
            continue;
        }
        buffer_reset(&normal);
        if (!cell_key_form(kind, buffer_view(&text), &normal) || !str_eq(buffer_view(&normal), (struct str){form, n})) {
            fail_msg("%s: %.*s, not %.*s", identity_key_name(kind), STR_FMT(buffer_view(&text)),
                     STR_FMT(buffer_view(&normal)));
        }
        plain++;
    }
    assert_true(plain > count / 50);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_plain),
        cmocka_unit_test(test_agrees_with_the_long_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
