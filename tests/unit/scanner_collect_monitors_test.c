/* Screens: EDID base blocks put together here, byte by byte, as E-EDID 1.4 (section 3) lays them out. */

#include "scanner/collect/hardware/monitors.h"

#include "tests/unit/support/observed.h"

struct screen {
    const char *connector;
    unsigned char maker[2];
    unsigned char product[2]; /* the low byte first */
    unsigned char serial[4];  /* the low byte first */
    const char *texts[3];     /* of descriptors, the tag first: "\xff" "ABC\n" */
};

static void fill_block(const struct screen *screen, unsigned char block[128]) {
    unsigned sum = 0;

    memset(block, 0, 128);
    memset(block + 1, 0xff, 6);
    memcpy(block + 8, screen->maker, 2);
    memcpy(block + 10, screen->product, 2);
    memcpy(block + 12, screen->serial, 4);
    block[54] = 0x02; /* the first descriptor is a timing, not a text */
    block[57] = 0xff;
    for (size_t i = 0; i < 3 && screen->texts[i]; i++) {
        unsigned char *to = block + 72 + 18 * i;
        size_t n = strlen(screen->texts[i] + 1);
        to[3] = (unsigned char)screen->texts[i][0];
        memset(to + 5, ' ', 13);
        memcpy(to + 5, screen->texts[i] + 1, n < 13 ? n : 13);
    }
    for (size_t i = 0; i < 127; i++) {
        sum += block[i];
    }
    block[127] = (unsigned char)(256 - sum % 256);
}

/* As od -A n -v -t x1 prints it: sixteen bytes a line. */
static void append_screen(const struct screen *screen, struct buffer *body) {
    unsigned char block[128];

    fill_block(screen, block);
    buffer_printf(body, "edid %s\n", screen->connector);
    for (size_t i = 0; i < sizeof block; i++) {
        buffer_printf(body, " %02x%s", block[i], i % 16 == 15 ? "\n" : "");
    }
}

/* DEL is 4, 5, 12 in five bits each: 001 0000 1010 1100, 0x10ac. ACR is 1, 3, 18: 000 0100 0111 0010, 0x0472.
 * 0x00012345 is 74565. */
static const struct {
    const char *what;
    struct screen screen;
    const char *manufacturer, *model, *serial; /* model NULL: no row */
} cases[] = {
    {"all that there can be",
     {"card0-DP-1",
      {0x10, 0xac},
      {0xc7, 0xa0},
      {0x4c, 0x30, 0x33, 0x42},
      {"\xff"
       "XY12345\n",
       "\xfc"
       "DELL P2419H\n"}},
     "Dell",
     "DELL P2419H",
     "XY12345"},
    {"thirteen characters leave no room for the line end",
     {"card0-DP-1",
      {0x10, 0xac},
      {0, 0},
      {0, 0, 0, 0},
      {"\xff"
       "UHB1234567890",
       "\xfc"
       "PHL 243V7"}},
     "Dell",
     "PHL 243V7",
     "UHB1234567890"},
    {"a number only",
     {"card1-HDMI-A-2", {0x04, 0x72}, {0x23, 0x05}, {0x45, 0x23, 0x01, 0x00}, {NULL}},
     "Acer",
     "ACR0523",
     "74565"},
    {"no number", {"card0-DP-1", {0x04, 0x72}, {1, 0}, {0, 0, 0, 0}, {NULL}}, "Acer", "ACR0001", ""},
    {"the number that stands for none",
     {"card0-DP-1", {0x04, 0x72}, {1, 0}, {1, 1, 1, 1}, {NULL}},
     "Acer",
     "ACR0001",
     ""},
    {"a text that stands for none, and a number",
     {"card0-DP-1",
      {0x04, 0x72},
      {1, 0},
      {2, 0, 0, 0},
      {"\xff"
       "000000000000\n"}},
     "Acer",
     "ACR0001",
     "2"},
    {"a maker that is no letters", {"card0-VGA-1", {0, 0}, {1, 0}, {2, 0, 0, 0}, {NULL}}, "", "0001", "2"},
    {"a maker that we do not know by name",
     {"card0-VGA-1", {0x04, 0x21}, {1, 0}, {2, 0, 0, 0}, {NULL}},
     "AAA",
     "AAA0001",
     "2"},
    {"the screen of a laptop", {"card0-eDP-1", {0x10, 0xac}, {1, 0}, {2, 0, 0, 0}, {NULL}}, NULL, NULL, NULL},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(buffer_done) struct buffer body = {0};

        print_message("%s\n", cases[i].what);
        append_screen(&cases[i].screen, &body);
        CLEANUP(observed_done) struct observed observed = observed_from(collect_monitors, buffer_view(&body));
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), cases[i].model != NULL);
        if (cases[i].model) {
            const struct observation_row *row = observed_row(&observed, TABLE_COMPONENTS, 0);
            assert_text(row->cells[COMPONENTS_KIND], "monitor");
            assert_text(row->cells[COMPONENTS_SLOT], cases[i].screen.connector);
            assert_text(row->cells[COMPONENTS_MANUFACTURER], cases[i].manufacturer);
            assert_text(row->cells[COMPONENTS_MODEL], cases[i].model);
            assert_text(row->cells[COMPONENTS_SERIAL], cases[i].serial);
        }
    }
}

static void test_two_screens(void **state) {
    CLEANUP(buffer_done) struct buffer body = {0};

    (void)state;
    append_screen(&cases[0].screen, &body);
    append_screen(&cases[2].screen, &body);
    CLEANUP(observed_done) struct observed observed = observed_from(collect_monitors, buffer_view(&body));
    assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 2);
    assert_text(observed_row(&observed, TABLE_COMPONENTS, 1)->cells[COMPONENTS_SERIAL], "74565");
}

/* Whatever is cut off or changed, a block that does not add up tells nothing. */
static void test_broken(void **state) {
    CLEANUP(buffer_done) struct buffer body = {0};
    struct str whole;

    (void)state;
    append_screen(&cases[0].screen, &body);
    whole = buffer_view(&body);
    for (size_t n = 0; n + 1 < whole.n; n++) {
        CLEANUP(observed_done) struct observed observed = observed_from(collect_monitors, str_sub(whole, 0, n));
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 0);
    }
    for (size_t at = strlen("edid card0-DP-1\n"); at < whole.n; at++) {
        if (!strchr("0123456789abcdef", whole.p[at])) {
            continue;
        }
        char old = body.p[at];
        body.p[at] = old == '0' ? '1' : '0';
        CLEANUP(observed_done) struct observed observed = observed_from(collect_monitors, buffer_view(&body));
        assert_int_equal(observed_count(&observed, TABLE_COMPONENTS), 0);
        body.p[at] = old;
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_cases), cmocka_unit_test(test_two_screens),
                                       cmocka_unit_test(test_broken)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
