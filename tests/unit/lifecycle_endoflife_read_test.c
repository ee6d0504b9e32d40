#include "lifecycle/endoflife_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "inventory/state_read.h"
#include "lifecycle/endoflife_write.h"
#include "tests/unit/support/calendar_made.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"
#include "tests/unit/support/shared_data.h"

static const struct endoflife_options no_options = {.observed_on = {INT32_MIN}};

static enum err_code read_text(struct endoflife *endoflife, const char *text, const char *file, struct err *err) {
    return endoflife_read(endoflife, str_from(text), file, &no_options, err);
}

static const struct endoflife_product *product_at(const struct endoflife *endoflife, uint32_t number) {
    uint32_t count;
    const struct endoflife_product *products = endoflife_products(endoflife, &count);

    assert_true(number < count);
    return &products[number];
}

static void assert_cell(const struct endoflife_product *product, uint32_t row, unsigned column, const char *text) {
    struct str cell = product->rows[row].cells[column];

    if (!str_eq(cell, str_from(text))) {
        fail_msg("%.*s, row %u, %s: '%.*s', not '%s'", STR_FMT(product->name), row,
                 schema_column(TABLE_CALENDAR, column)->name, STR_FMT(cell), text);
    }
}

/* --- shapes --------------------------------------------------------------------------------------------------------
 */

#define V1_HEAD          "{\"schema_version\":\"1.2.1\",\"generated_at\":\"2026-08-22T23:30:00+09:00\",\"result\":"
#define RELEASE(MEMBERS) "{\"name\":\"p\",\"releases\":[{\"name\":\"1\"" MEMBERS "}]}"

/* The members of a release, and what its stages come to. */
struct stage_case {
    const char *members, *active, *support, *extended, *discontinued;
};

static void assert_stages(const struct endoflife_product *product, const struct stage_case *expected) {
    assert_cell(product, 0, CALENDAR_ACTIVE, expected->active);
    assert_cell(product, 0, CALENDAR_SUPPORT, expected->support);
    assert_cell(product, 0, CALENDAR_EXTENDED, expected->extended);
    assert_cell(product, 0, CALENDAR_DISCONTINUED, expected->discontinued);
}

/* What a stage is, by what both members say: in v1 the day goes before what was so when the data were made. */
static void test_stages_v1(void **state) {
    static const struct stage_case cases[] = {
        {"", "", "", "", ""},
        {",\"isEoas\":true,\"eoasFrom\":\"2026-01-31\",\"isEol\":false,\"eolFrom\":\"2027-03-31\"", "2026-01-31",
         "2027-03-31", "", ""},
        {",\"isEol\":true,\"eolFrom\":\"2099-12-31\"", "", "2099-12-31", "", ""},
        {",\"isEoas\":true,\"eoasFrom\":null,\"isEol\":true,\"eolFrom\":null", "over", "over", "", ""},
        {",\"isEol\":false,\"eolFrom\":null,\"isEoes\":false,\"eoesFrom\":null", "", "not announced", "not announced",
         ""},
        {",\"isEol\":true,\"isEoes\":null,\"eoesFrom\":null", "", "over", "-", ""},
        {",\"isEol\":true,\"isDiscontinued\":true,\"discontinuedFrom\":\"2024-02-29\"", "", "over", "", "2024-02-29"},
        {",\"isEol\":null", "", "-", "", ""},
        /* RHEL's ltsFrom is its end, and no stage */
        {",\"isLts\":true,\"ltsFrom\":\"2029-05-31\",\"isEol\":false,\"eolFrom\":\"2029-05-31\"", "", "2029-05-31", "",
         ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
        char text[1024];
        struct err err = {0};
        snprintf(text, sizeof text, "%s{\"name\":\"p\",\"releases\":[{\"name\":\"1\"%s}]}}", V1_HEAD, cases[i].members);
        assert_int_equal(read_text(endoflife, text, "x.json", &err), ERR_OK);
        const struct endoflife_product *product = product_at(endoflife, 0);
        assert_stages(product, &cases[i]);
        /* the day in the zone of the instant, 14:30 of which UTC still is the same day */
        assert_cell(product, 0, CALENDAR_GENERATED_ON, "2026-08-22");
    }
}

/* In v0 the booleans of support and extendedSupport say that it goes on. */
static void test_stages_v0(void **state) {
    static const struct stage_case cases[] = {
        {"", "", "", "", ""},
        {",\"support\":true,\"eol\":false,\"extendedSupport\":true,\"discontinued\":false", "not announced",
         "not announced", "not announced", "not announced"},
        {",\"support\":false,\"eol\":true,\"extendedSupport\":false,\"discontinued\":true", "over", "over", "-",
         "over"},
        {",\"support\":\"2026-11-13\",\"eol\":\"2027-11-12\",\"extendedSupport\":\"2028-10-10\"", "2026-11-13",
         "2027-11-12", "2028-10-10", ""},
        {",\"eol\":null,\"extendedSupport\":null", "", "-", "-", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
        char text[1024];
        struct err err = {0};
        snprintf(text, sizeof text, "[{\"cycle\":\"1\"%s}]", cases[i].members);
        assert_int_equal(read_text(endoflife, text, "dir/tomcat.json", &err), ERR_OK);
        const struct endoflife_product *product = product_at(endoflife, 0);
        assert_true(str_eq(product->name, STR("tomcat")));
        assert_stages(product, &cases[i]);
        assert_cell(product, 0, CALENDAR_GENERATED_ON, "");
        assert_cell(product, 0, CALENDAR_FILE, "tomcat.json");
    }
}

/* The rest of a release and its product, in all three shapes. */
static void test_members(void **state) {
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
    const struct endoflife_options options = {STR("ubuntu"), {20000}};
    struct err err = {0};

    (void)state;
    assert_int_equal(
        read_text(endoflife,
                  V1_HEAD
                  "{\"name\":\"debian\",\"label\":\"Debian\",\"category\":\"os\",\"aliases\":[\"deb\"],"
                  "\"labels\":{\"eol\":\"Security  Support\",\"eoes\":\"<abbr title=\\\"Long Term\\\">LTS</abbr>\"},"
                  "\"identifiers\":[{\"type\":\"cpe\",\"id\":\"cpe:/o:debian:debian_linux\"},"
                  "{\"type\":\"swid\",\"id\":\"x\"}],\"releases\":["
                  "{\"name\":\"12\",\"label\":\"12 (Bookworm)\",\"codename\":\"Bookworm\","
                  "\"releaseDate\":\"2023-06-10\",\"latest\":{\"name\":\"12.15\",\"date\":\"2026-07-11\"},"
                  "\"custom\":{\"x\":1}},"
                  "{\"name\":\"1.1\",\"label\":\"{{'1.1' | split}}\",\"latest\":null}]}}",
                  "debian.json", &err),
        ERR_OK);
    const struct endoflife_product *product = product_at(endoflife, 0);
    assert_int_equal(product->row_count, 2);
    assert_cell(product, 0, CALENDAR_PRODUCT_LABEL, "Debian");
    assert_cell(product, 0, CALENDAR_CATEGORY, "os");
    assert_cell(product, 0, CALENDAR_LABEL, "12 (Bookworm)");
    assert_cell(product, 0, CALENDAR_CODENAME, "Bookworm");
    assert_cell(product, 0, CALENDAR_RELEASED_ON, "2023-06-10");
    assert_cell(product, 0, CALENDAR_LATEST, "12.15");
    assert_cell(product, 0, CALENDAR_LATEST_ON, "2026-07-11");
    assert_cell(product, 0, CALENDAR_SUPPORT_LABEL, "Security Support");
    assert_cell(product, 0, CALENDAR_EXTENDED_LABEL, "LTS");
    assert_cell(product, 0, CALENDAR_SOURCE, "endoflife.date API v1");
    assert_cell(product, 1, CALENDAR_LABEL, "1.1");
    assert_int_equal(product->id_count, 2);
    assert_true(str_eq(product->ids[0].kind, STR("alias")) && str_eq(product->ids[1].kind, STR("cpe")));

    assert_int_equal(endoflife_read(endoflife,
                                    STR("[{\"cycle\":7,\"latest\":\"7.1\",\"codename\":\"C\","
                                        "\"latestReleaseDate\":\"2024-02-29\"}]"),
                                    "-", &options, &err),
                     ERR_OK);
    product = product_at(endoflife, 1);
    assert_true(str_eq(product->name, STR("ubuntu")));
    assert_cell(product, 0, CALENDAR_RELEASE, "7");
    assert_cell(product, 0, CALENDAR_LATEST, "7.1");
    assert_cell(product, 0, CALENDAR_LATEST_ON, "2024-02-29");
    assert_cell(product, 0, CALENDAR_GENERATED_ON, "2024-10-04");
    assert_cell(product, 0, CALENDAR_SOURCE, "endoflife.date API v0");
}

/* --- what is refused -----------------------------------------------------------------------------------------------
 */

static const struct {
    const char *text;
    enum err_code code;
    uint64_t line;   /* 0: not told by what reads JSON */
    const char *arg; /* what the error names */
} refused[] = {
    {"", ERR_SYNTAX, 1, NULL},
    {"{\"result\":\n[}", ERR_SYNTAX, 2, NULL},
    {"{\"result\": \"\\u0000\"}", ERR_SYNTAX, 1, NULL},
    {"{\"result\": \"\xff\"}", ERR_ENCODING, 1, NULL},
    {"{\"a\":1,\n\"a\":2}", ERR_SYNTAX, 2, NULL},
    {"{}", ERR_MISSING_KEY, 0, "result"},
    {"{\"result\":1}", ERR_VALUE, 0, "result"},
    {"{\"schema_version\":\"2.0.0\",\"result\":[]}", ERR_VERSION, 0, "2.0.0"},
    {"{\"generated_at\":\"yesterday\",\"result\":[]}", ERR_VALUE, 0, "generated_at"},
    {"{\"generated_at\":5,\"result\":[]}", ERR_VALUE, 0, "generated_at"},
    {"{\"result\":[1]}", ERR_VALUE, 0, "name"},
    {"{\"result\":[{\"name\":\"No Name\",\"releases\":[]}]}", ERR_VALUE, 0, "name"},
    {"{\"result\":[{\"name\":\"p\"}]}", ERR_VALUE, 0, "p releases"},
    {"{\"result\":[{\"name\":\"p\",\"releases\":[7]}]}", ERR_VALUE, 0, "p releases"},
    {"{\"result\":[{\"name\":\"p\",\"releases\":[{}]}]}", ERR_VALUE, 0, "p name"},
    {"{\"result\":[{\"name\":\"p\",\"releases\":[]},{\"name\":\"p\",\"releases\":[]}]}", ERR_VALUE, 0, "p"},
    {"{\"result\":{\"name\":\"p\",\"releases\":[{\"name\":\"1\"},{\"name\":\"1\"}]}}", ERR_VALUE, 0, "p 1"},
    {"{\"result\":" RELEASE(",\"eolFrom\":\"2027-02-29\"") "}", ERR_VALUE, 0, "p 1 eolFrom"},
    {"{\"result\":" RELEASE(",\"eolFrom\":\"31.3.2027\"") "}", ERR_VALUE, 0, "p 1 eolFrom"},
    {"{\"result\":" RELEASE(",\"eolFrom\":true") "}", ERR_VALUE, 0, "p 1 eolFrom"},
    {"{\"result\":" RELEASE(",\"isEol\":\"2027-03-31\"") "}", ERR_VALUE, 0, "p 1 isEol"},
    {"{\"result\":" RELEASE(",\"latest\":\"1.2\"") "}", ERR_VALUE, 0, "p 1 latest"},
    {"{\"result\":" RELEASE(",\"label\":[1]") "}", ERR_VALUE, 0, "p 1 label"},
    {"{\"result\":" RELEASE(",\"label\":\"a\\u0007b\"") "}", ERR_VALUE, 0, "p 1 label"},
    {"{\"result\":{\"name\":\"p\",\"aliases\":{},\"releases\":[]}}", ERR_VALUE, 0, "p aliases"},
    {"{\"result\":{\"name\":\"p\",\"aliases\":[1],\"releases\":[]}}", ERR_VALUE, 0, "p aliases"},
    {"{\"result\":{\"name\":\"p\",\"identifiers\":[\"x\"],\"releases\":[]}}", ERR_VALUE, 0, "p identifiers"},
    {"[{\"cycle\":\"1\",\"eol\":1}]", ERR_VALUE, 0, "x 1 eol"},
    {"[{\"cycle\":\"1\",\"eol\":\"soon\"}]", ERR_VALUE, 0, "x 1 eol"},
    {"[{\"cycle\":1.5}]", ERR_VALUE, 0, "x cycle"},
};

static void test_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
        CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
        struct err err = {0};
        enum err_code code = read_text(endoflife, refused[i].text, "x.json", &err);
        if (code != refused[i].code || (refused[i].line && (err.line != refused[i].line || err.column == 0)) ||
            (refused[i].arg && strcmp(err.arg[0], refused[i].arg) != 0) || strcmp(err.file, "x.json") != 0) {
            fail_msg("%s: code %d, %s:%d, '%s'", refused[i].text, (int)code, err.file, (int)err.line, err.arg[0]);
        }
    }
}

/* A file's name that is no product's asks for --product; so does standard input. */
static void test_no_product(void **state) {
    static const char *const files[] = {"My Data.json", "-"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(files); i++) {
        CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
        struct err err = {0};
        assert_int_equal(read_text(endoflife, "[]", files[i], &err), ERR_MISSING_KEY);
        assert_string_equal(err.arg[0], "--product");
    }
}

/* Sizes that a hostile file could drive. */
static void test_bounds(void **state) {
    CLEANUP(buffer_done) struct buffer text = {0};
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
    struct err err = {0};

    (void)state;
    buffer_append_cstr(&text, "{\"result\":[{\"name\":\"p\",\"label\":\"");
    for (int i = 0; i < ENDOFLIFE_TEXT_MAX + 1; i++) {
        buffer_append_char(&text, 'x');
    }
    buffer_append_cstr(&text, "\",\"releases\":[]}]}");
    assert_int_equal(endoflife_read(endoflife, buffer_view(&text), "x.json", &no_options, &err), ERR_VALUE);

    buffer_reset(&text);
    for (int i = 0; i < 100; i++) {
        buffer_append_char(&text, '[');
    }
    assert_int_equal(endoflife_read(endoflife, buffer_view(&text), "x.json", &no_options, &err), ERR_SYNTAX);
    assert_int_equal(err.column, 65);

    buffer_reset(&text);
    buffer_append_cstr(&text, "[{}");
    for (int i = 0; i < ENDOFLIFE_RELEASES_MAX; i++) {
        buffer_append_cstr(&text, ",{}");
    }
    buffer_append_cstr(&text, "]");
    assert_int_equal(endoflife_read(endoflife, buffer_view(&text), "x.json", &no_options, &err), ERR_TOO_LARGE);

    char *large = calloc(1, ENDOFLIFE_BYTES_MAX + 1);
    assert_non_null(large);
    assert_int_equal(
        endoflife_read(endoflife, (struct str){large, ENDOFLIFE_BYTES_MAX + 1}, "x.json", &no_options, &err),
        ERR_TOO_LARGE);
    free(large);
}

/* --- the state -----------------------------------------------------------------------------------------------------
 */

static struct inventory *read_state(void) {
    CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
    const struct read_options options = {.tmpdir = "."};
    struct inventory *state;
    size_t count;

    assert_int_equal(state_read("support", &options, diagnostics, &state, NULL), ERR_OK);
    diagnostics_groups(diagnostics, &count);
    assert_int_equal(count, 0);
    return state;
}

static void import(const char *text, bool keeps) {
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
    CLEANUP(inventory_free_cleanup) struct inventory *state = keeps ? read_state() : NULL;

    assert_int_equal(read_text(endoflife, text, "x.json", NULL), ERR_OK);
    assert_true(!keeps || endoflife_keep(endoflife, state, NULL) == ERR_OK);
    assert_int_equal(endoflife_write(endoflife, "support", false, NULL), ERR_OK);
}

#define HEADINGS                                                                                                       \
    "product,product_label,category,release,label,codename,released_on,active,support,extended,discontinued,"          \
    "active_label,support_label,extended_label,discontinued_label,latest,latest_on,source,generated_on,file\n"

/* A product that is imported again replaces what there was of it; others stay, in the order of their names. */
static void test_again(void **state) {
    (void)state;
    import("{\"result\":[{\"name\":\"b\",\"aliases\":[\"bee\"],\"releases\":[{\"name\":\"2\",\"isEol\":null},{\"name\":"
           "\"1\"}]},"
           "{\"name\":\"a\",\"releases\":[{\"name\":\"1\"}]}]}",
           false);
    import("{\"result\":{\"name\":\"b\",\"aliases\":[\"bee2\"],\"releases\":[{\"name\":\"3\",\"isEol\":true}]}}", true);
    import("{\"result\":{\"name\":\"c\",\"label\":\"C, \\\"quoted\\\"\",\"releases\":[{\"name\":\"1\"}]}}", true);
    scratch_expect("support/calendar.csv",
                   HEADINGS "a,,,1,1,,,,,,,,,,,,,endoflife.date API v1,,x.json\n"
                            "b,,,3,3,,,,over,,,,,,,,,endoflife.date API v1,,x.json\n"
                            "c,\"C, \"\"quoted\"\"\",,1,1,,,,,,,,,,,,,endoflife.date API v1,,x.json\n");
    scratch_expect("support/calendar_ids.csv", "product,kind,id\nb,alias,bee2\n");
    /* rows of one product that somebody has torn apart stay together */
    scratch_write("support/calendar.csv",
                  STR(HEADINGS "z,,,1,1,,,,,,,,,,,,,s,,f\nb,,,3,3,,,,over,,,,,,,,,s,,f\nz,,,2,2,,,,-,,,,,,,,,s,,f\n"));
    import("{\"result\":{\"name\":\"a\",\"releases\":[]}}", true);
    scratch_expect("support/calendar.csv",
                   HEADINGS "b,,,3,3,,,,over,,,,,,,,,s,,f\nz,,,1,1,,,,,,,,,,,,,s,,f\nz,,,2,2,,,,-,,,,,,,,,s,,f\n");
}

/* --- the whole of it -----------------------------------------------------------------------------------------------
 */

/* Of the file of 2026-08-22. */
enum { PRODUCTS = 464, RELEASES = 8351, LOOKUPS = 20000 };

static double seconds_since(const struct timespec *begin) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begin->tv_sec) + (double)(now.tv_nsec - begin->tv_nsec) / 1e9;
}

/* By its own label every product is found. */
static unsigned count_found(struct calendar_made *made, const struct endoflife_product *products, uint32_t count) {
    unsigned found = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct str *cells = products[i].rows[0].cells;
        const struct calendar_query query = {
            .subject = str_eq(cells[CALENDAR_CATEGORY], STR("os")) ? SUPPORT_OF_OS : SUPPORT_OF_SOFTWARE,
            .title = cells[CALENDAR_PRODUCT_LABEL],
            .version = cells[CALENDAR_LATEST]};
        struct calendar_answer answer = calendar_made_find(made, &query);
        if (str_eq(answer.product, products[i].name)) {
            found++;
        } else {
            print_message("%.*s leads to '%.*s'\n", STR_FMT(cells[CALENDAR_PRODUCT_LABEL]), STR_FMT(answer.product));
        }
    }
    return found;
}

static void check_whole(struct str bytes) {
    CLEANUP(endoflife_free_cleanup) struct endoflife *endoflife = endoflife_new();
    uint32_t count, releases = 0;
    struct timespec begin;

    assert_int_equal(endoflife_read(endoflife, bytes, "products-full.json", &no_options, NULL), ERR_OK);
    const struct endoflife_product *products = endoflife_products(endoflife, &count);
    for (uint32_t i = 0; i < count; i++) {
        releases += products[i].row_count;
    }
    print_message("products: %u of %d, releases: %u of %d\n", count, PRODUCTS, releases, RELEASES);
    assert_int_equal(count, PRODUCTS);
    assert_int_equal(releases, RELEASES);
    struct calendar_made *made = calendar_make(&(struct calendar_text){.json = bytes, .has_rules = true});
    assert_int_equal(table_rows(inventory_table(calendar_made_state(made), TABLE_CALENDAR)), RELEASES);
    assert_int_equal(count_found(made, products, count), PRODUCTS);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 0; i < LOOKUPS; i++) {
        char title[64];
        const struct calendar_query query = {
            SUPPORT_OF_SOFTWARE,
            {title, (size_t)snprintf(title, sizeof title, "Some Title %d 9.0.%d", i % 7919, i)},
            STR("Some Maker"),
            STR("9.0.75"),
            STR_NONE,
            STR_NONE,
            STR_NONE};
        assert_int_equal(calendar_made_find(made, &query).kind, CALENDAR_NO_PRODUCT);
    }
    print_message("%d titles that nobody knows: %.2f s\n", LOOKUPS, seconds_since(&begin));
    calendar_made_free(made);
}

static void test_whole(void **state) {
    struct arena *arena = arena_new();
    struct str bytes;
    bool is_there = shared_data_read("endoflife/products-full.json", arena, &bytes);

    (void)state;
    if (is_there) {
        check_whole(bytes);
    }
    arena_free(arena);
    if (!is_there) {
        skip();
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages_v1),
        cmocka_unit_test(test_stages_v0),
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_no_product),
        cmocka_unit_test(test_bounds),
        cmocka_unit_test_setup_teardown(test_again, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_whole, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
