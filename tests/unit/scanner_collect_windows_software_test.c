#include "scanner/collect/windows/software.h"

#include "base/encoding.h"
#include "tests/unit/support/observed.h"

#include <stdlib.h>

static void test_dates(void **state) {
    static const struct {
        const char *given; /* JSON */
        const char *date;
    } cases[] = {
        {"\"20240315\"", "2024-03-15"},
        {"20240315", "2024-03-15"}, /* a DWORD */
        {"\"2024/03/15\"", "2024-03-15"},
        {"\"2024/3/5\"", "2024-03-05"},
        {"\"9/30/2024\"", "2024-09-30"},
        {"\"30/09/2024\"", "2024-09-30"},
        {"\"30.09.2024\"", "2024-09-30"},
        {"\"4/4/2024\"", "2024-04-04"},
        {"\"4/5/2024\"", ""}, /* April or May? */
        {"\"31/31/2024\"", ""},
        {"\"20240230\"", ""},
        {"\"662D5F00\"", "2024-04-27"}, /* 2024-04-27T20:24:32Z */
        {"\"1714249472\"", "2024-04-27"},
        {"1714249472", "2024-04-27"},
        {"\"00000000\"", ""},
        {"\"yesterday\"", ""},
        {"\"\"", ""},
        {"[1]", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();
        struct str body = arena_printf(observed.arena, "{\"Uninstall\":[{\"DisplayName\":\"A\",\"InstallDate\":%s}]}",
                                       cases[i].given);

        print_message("%s\n", cases[i].given);
        collect_windows_software(body, &observed.observation);
        assert_text(observed_row(&observed, TABLE_SOFTWARE, 0)->cells[SOFTWARE_INSTALLED_ON], cases[i].date);
    }
}

static void test_filter(void **state) {
    static const struct {
        const char *row;
        size_t count;
    } cases[] = {
        {"{\"DisplayName\":\"A\"}", 1},
        {"{\"DisplayName\":\"A\",\"SystemComponent\":0}", 1},
        {"{\"DisplayName\":\"A\",\"SystemComponent\":\"\"}", 1},
        {"{\"DisplayName\":\"A\",\"SystemComponent\":1}", 0},
        {"{\"DisplayName\":\"A\",\"ParentKeyName\":\"B\"}", 0},
        {"{\"DisplayName\":\"A\",\"ParentKeyName\":\"\"}", 1},
        {"{\"DisplayName\":\" \"}", 0},
        {"{\"DisplayVersion\":\"1\"}", 0},
        {"{\"DisplayName\":7}", 0},
        /* both views of the registry */
        {"{\"DisplayName\":\"A\",\"DisplayVersion\":\"1\",\"View\":\"machine\"},"
         "{\"DisplayName\":\"B\"},{\"DisplayName\":\"A\",\"DisplayVersion\":\"1\",\"View\":\"wow64\"}",
         2},
        {"{\"DisplayName\":\"A\",\"DisplayVersion\":\"1\"},{\"DisplayName\":\"A\",\"DisplayVersion\":\"2\"}", 2},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(observed_done) struct observed observed = observed_new();

        print_message("%s\n", cases[i].row);
        collect_windows_software(arena_printf(observed.arena, "{\"Uninstall\":[%s]}", cases[i].row),
                                 &observed.observation);
        assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), cases[i].count);
    }
}

/* Titles stay in the order of the registry, the first of two stays. */
static void test_order(void **state) {
    CLEANUP(observed_done)
    struct observed observed =
        observed_from(collect_windows_software,
                      STR("{\"Environment\":[{\"PROCESSOR_ARCHITECTURE\":\"ARM64\"}],\"Uninstall\":["
                          "{\"DisplayName\":\"Z\",\"View\":\"machine\"},{\"DisplayName\":\"A\",\"View\":\"wow64\"},"
                          "{\"DisplayName\":\"A\",\"View\":\"user\"},{\"DisplayName\":\"M\",\"View\":\"user\"}]}"));
    static const char *const names[] = {"Z", "A", "M"}, *const archs[] = {"arm64", "x86", ""};

    (void)state;
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 3);
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        assert_text(observed_row(&observed, TABLE_SOFTWARE, i)->cells[SOFTWARE_PRODUCT], names[i]);
        assert_text(observed_row(&observed, TABLE_SOFTWARE, i)->cells[SOFTWARE_ARCH], archs[i]);
    }
}

/* --- a registry as regedit writes it, in UTF-16 --- */

static struct str utf8_of(struct arena *arena, struct str bytes) {
    CLEANUP(decoder_free_cleanup) struct decoder *decoder = NULL;
    CLEANUP(buffer_done) struct buffer text = {0};

    assert_int_equal(decoder_new(ENCODING_UTF16LE, &decoder, NULL), ERR_OK);
    assert_int_equal(decoder_decode(decoder, bytes, &text), SIZE_MAX);
    return arena_dup(arena, buffer_view(&text));
}

/* "NAME"="TEXT" or "NAME"=dword:HEX → a member; escapes are JSON's as well. */
static bool append_member(struct str line, struct buffer *out) {
    ptrdiff_t equals = str_find(line, STR("\"="));
    struct str value = str_sub(line, (size_t)equals + 2, SIZE_MAX);

    if (equals < 1 || line.p[0] != '"') {
        return false;
    }
    if (str_drop_prefix(&value, STR("dword:"))) {
        char digits[16];
        snprintf(digits, sizeof digits, "%.*s", STR_FMT(value));
        buffer_printf(out, ",%.*s\":%lu", (int)equals, line.p, strtoul(digits, NULL, 16));
        return true;
    }
    if (!str_starts_with(value, STR("\"")) || !str_ends_with(value, STR("\""))) {
        return false;
    }
    buffer_printf(out, ",%.*s\":%.*s", (int)equals, line.p, STR_FMT(value));
    return true;
}

/* The section that the script would have made of it; how many keys there are. */
static size_t section_of_registry(struct str text, struct buffer *out) {
    struct str line;
    size_t keys = 0;

    buffer_append_cstr(out, "{\"Uninstall\":[");
    while (str_cut(&text, '\n', &line)) {
        line = str_trim(line);
        if (str_starts_with(line, STR("["))) {
            buffer_printf(out, "%s{\"View\":\"machine\"", keys ? "}," : "");
            keys++;
        } else {
            (void)append_member(line, out);
        }
    }
    buffer_append_cstr(out, "}]}");
    return keys;
}

static void test_recorded_registry(void **state) {
    struct observed observed = observed_new();
    struct str bytes = observed_sample(&observed, "registry/xp-Uninstall.reg");
    CLEANUP(buffer_done) struct buffer body = {0};

    (void)state;
    /* the branch itself and 535 keys below it */
    assert_int_equal(section_of_registry(utf8_of(observed.arena, bytes), &body), 536);
    collect_windows_software(buffer_view(&body), &observed.observation);
    assert_int_equal(observed_count(&observed, TABLE_SOFTWARE), 64);
    observed_done(&observed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_filter),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_recorded_registry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
