/* Neither the order of rows, nor threads, nor columns that are not coded have a part in what a stock is. */
#include "lifecycle/stock.h"

#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/stocked.h"

#include <stdio.h>

enum { MACHINES = 60, TITLES = 12, LINES_MAX = 2000 };

struct lines {
    char *texts[LINES_MAX];
    size_t count;
};

static void add_line(struct lines *lines, const char *format, ...) PRINTF_LIKE(2, 3);
static void add_line(struct lines *lines, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    assert_true(lines->count < LINES_MAX);
    assert_true(vasprintf(&lines->texts[lines->count++], format, arguments) > 0);
    va_end(arguments);
}

/* In an order of its own, behind HEADING. */
static void shuffle(struct lines *lines, const char *heading, bool is_shuffled, struct buffer *out) {
    buffer_append_cstr(out, heading);
    for (size_t i = lines->count; is_shuffled && i > 1; i--) {
        size_t other = pick((unsigned)i);
        char *line = lines->texts[i - 1];
        lines->texts[i - 1] = lines->texts[other];
        lines->texts[other] = line;
    }
    for (size_t i = 0; i < lines->count; i++) {
        buffer_append_cstr(out, lines->texts[i]);
        free(lines->texts[i]);
    }
    buffer_append_char(out, '\0');
}

struct random_ministry {
    struct buffer assets, devices, listed, installed;
};

/* The same whenever it is called; every third machine was not seen, every fourth not read to its end. */
static void write_ministry(struct random_ministry *to, bool is_shuffled) {
    struct lines assets = {0}, devices = {0}, listed = {0}, installed = {0};

    for (int i = 0; i < MACHINES; i++) {
        add_line(&assets, "P%02d,NEC,R%d,%s\n", i, i % 4, i % 5 ? "" : "2028-03-31");
        if (i % 3) {
            add_line(&devices, "d%02d,P%02d,Debian,1%d,%s\n", i, i, i % 3, i % 4 ? "" : "packages");
        }
        for (int title = 0; title < TITLES; title++) {
            int version = i * 7 % 5 + title % 2;
            if ((i + title) % 4) {
                add_line(&listed, "P%02d,%s %d,,%d.1,%s\n", i, title % 2 ? "Tool" : "Saw", title, version,
                         title % 3 ? "" : "2029-03-31");
            }
            if ((i + title) % 5) {
                add_line(&installed, "d%02d,%s %d%s,,%d.1,%s\n", i, title % 2 ? "Tool" : "Saw", title,
                         title % 4 ? "" : " (x64)", version, title % 3 ? "" : "ONE");
                add_line(&installed, "d%02d,%s %d (x86),,%d.1,\n", i, title % 2 ? "Tool" : "saw", title, version);
            }
        }
    }
    shuffle(&assets, "asset_id,manufacturer,model,planned_end\n", is_shuffled, &to->assets);
    shuffle(&devices, "device_id,asset_tag,os_name,os_version,sections_missing\n", false, &to->devices);
    shuffle(&listed, "asset_id,product,vendor,version,planned_end\n", is_shuffled, &to->listed);
    shuffle(&installed, "device_id,product,vendor,version,instance\n", is_shuffled, &to->installed);
}

static void tell_random_ministry(bool is_shuffled, unsigned threads, struct buffer *out) {
    struct random_ministry written = {0};

    write_ministry(&written, is_shuffled);
    const struct ministry_text text = {
        .assets = written.assets.p,
        .devices = written.devices.p,
        .listed = written.listed.p,
        .installed = written.installed.p,
        .others = &stocked_products,
        .other_count = 1,
    };
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, threads);
    stocked_tell(stocked, false, out);
    buffer_done(&written.assets);
    buffer_done(&written.devices);
    buffer_done(&written.listed);
    buffer_done(&written.installed);
}

static void test_order_and_threads_do_not_matter(void **state) {
    static const unsigned threads[] = {1, 2, 4};
    CLEANUP(buffer_done) struct buffer expected = {0};
    long rounds = test_count("lifecycle_stock_orders");

    (void)state;
    srandom((unsigned)test_seed());
    tell_random_ministry(false, 1, &expected);
    assert_true(expected.n > 10000);
    for (long i = 0; i < rounds; i++) {
        CLEANUP(buffer_done) struct buffer got = {0};
        tell_random_ministry(true, threads[(size_t)i % ARRAY_LEN(threads)], &got);
        assert_string_equal(got.p, expected.p);
    }
}

/* --- columns that are not coded ------------------------------------------------------------------------------------
 */

enum { UNCODED = (1 << 20) + 10 };

/* More owners, versions and identifiers than a column has codes for, in long runs titles as well: cells are read again.
 */
static void test_many_texts(void **state) {
    CLEANUP(buffer_done) struct buffer listed = {0}, got = {0};

    (void)state;
    long titles_count = test_count("lifecycle_stock_titles");
    buffer_append_cstr(&listed, "asset_id,product,version,purl,planned_end\n");
    for (unsigned i = 0; i < UNCODED; i++) {
        bool is_ours = i % 400000 == 7;
        buffer_printf(&listed, "%s%u,%s %u,%u.1,pkg:generic/%u,%s\n", is_ours ? "P3" : "X", is_ours ? 3 : i,
                      is_ours ? "Tool" : "Thing", is_ours ? 3 : i % (unsigned)titles_count, is_ours ? 3 : i, i,
                      is_ours ? "2029-03-31" : "");
    }
    buffer_append_char(&listed, '\0');
    assert_false(listed.failed);
    const struct ministry_text text = {.assets = "asset_id\nP33\n",
                                       .devices = "device_id\nd1\n",
                                       .listed = listed.p,
                                       .installed = "device_id,product\nd1,Thing 5\n",
                                       .others = &stocked_products,
                                       .other_count = 1};
    CLEANUP(stocked_free_cleanup) struct stocked *stocked = stocked_new(&text, 2);
    stocked_tell(stocked, false, &got);
    assert_string_equal(got.p, "software: Thing 5 (Thing 5) 1: d1 observed\n"
                               "software: Tool 3.1 (Tool) 1: P33 listed perhaps 2029-03-31 software.planned_end\n");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_and_threads_do_not_matter),
        cmocka_unit_test(test_many_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
