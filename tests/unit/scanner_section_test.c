#include "scanner/collect/section.h"

#include "tests/unit/support/observed.h"

#define M "0123456789abcdef0123456789abcdef"

static struct section_list split(struct arena *arena, struct str output) {
    struct section_list list = {0};

    assert_int_equal(section_split(output, STR(M), arena, &list, NULL), ERR_OK);
    return list;
}

struct expected {
    const char *name, *body;
    int status;
    bool is_complete;
};

static const struct {
    const char *what;
    struct str output;
    struct expected sections[3];
    bool is_done;
} cases[] = {
    {"nothing", STR(""), {{0}}, false},
    {"no marker", STR("Welcome!\n"), {{0}}, false},
    {"whole", STR(M " begin a\nx\ny\n\n" M " end a 0 12\n" M " done\n"), {{"a", "x\ny\n", 0, true}}, true},
    {"no newline at the end of the body", STR(M " begin a\nx\n" M " end a 3 0\n"), {{"a", "x", 3, true}}, false},
    {"empty body", STR(M " begin a\n\n" M " end a 0 0\n" M " done\n"), {{"a", "", 0, true}}, true},
    {"noise before", STR("motd\r\nfoo " M "\n" M " begin a\nx\n" M " end a 0 1\n"), {{"a", "x", 0, true}}, false},
    {"marker within a line is no marker",
     STR(M " begin a\nx " M " end a 0 1\n\n" M " end a 0 1\n"),
     {{"a", "x " M " end a 0 1\n", 0, true}},
     false},
    {"marker without a blank is text",
     STR(M " begin a\n" M "x\n\n" M " end a 0 1\n"),
     {{"a", M "x\n", 0, true}},
     false},
    {"cut within the body", STR(M " begin a\nx\ny"), {{"a", "x\ny", -1, false}}, false},
    {"cut within the end line", STR(M " begin a\nx\n" M " end a 0 1"), {{"a", "x\n" M " end a 0 1", -1, false}}, false},
    {"end is missing before the next",
     STR(M " begin a\nx\n" M " begin b\ny\n" M " end b 0 2\n"),
     {{"a", "x", -1, false}, {"b", "y", 0, true}},
     false},
    {"end of another name", STR(M " begin a\nx\n" M " end b 0 2\n"), {{"a", "x", -1, false}}, false},
    {"end without numbers", STR(M " begin a\nx\n" M " end a\n"), {{"a", "x", -1, false}}, false},
    {"end with a bad status", STR(M " begin a\nx\n" M " end a 999 0\n"), {{"a", "x", -1, false}}, false},
    {"a name twice counts once",
     STR(M " begin a\nx\n" M " end a 0 1\n" M " begin a\ny\n" M " end a 0 1\n" M " done\n"),
     {{"a", "x", 0, true}},
     true},
    {"a bad name", STR(M " begin a/b\nx\n" M " end a/b 0 1\n" M " done\n"), {{0}}, true},
    {"what comes after done", STR(M " done\n" M " begin a\nx\n" M " end a 0 1\n"), {{0}}, true},
    {"done in an open section", STR(M " begin a\nx\n" M " done\n"), {{"a", "x", -1, false}}, true},
    {"a duration past 32 bits", STR(M " begin a\n\n" M " end a 124 99999999999\n"), {{"a", "", 124, true}}, false},
    {"NUL bytes", STR(M " begin a\nx\0y\n" M " end a 0 1\n"), {{"a", "x", 0, true}}, false},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        struct section_list list = split(arena, cases[i].output);
        size_t count = 0;

        print_message("%s\n", cases[i].what);
        while (count < 3 && cases[i].sections[count].name) {
            count++;
        }
        assert_int_equal(list.count, count);
        assert_int_equal(list.is_done, cases[i].is_done);
        for (size_t j = 0; j < count; j++) {
            const struct expected *expected = &cases[i].sections[j];
            assert_text(list.items[j].name, expected->name);
            assert_text(list.items[j].body, expected->body);
            assert_int_equal(list.items[j].status, expected->status);
            assert_int_equal(list.items[j].is_complete, expected->is_complete);
        }
    }
}

static void test_find(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct section_list list = split(arena, STR(M " begin a\nx\n" M " end a 0 1\n" M " begin bb\n\n"));

    (void)state;
    assert_ptr_equal(section_find(&list, "bb"), &list.items[1]);
    assert_null(section_find(&list, "b"));
}

static void test_bounds(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(buffer_done) struct buffer output = {0};
    struct section_list list = {.count = 7};
    struct err err = {0};

    (void)state;
    for (int i = 0; i < SECTIONS_MAX; i++) {
        buffer_printf(&output, M " begin s%d\nx\n" M " end s%d 0 0\n", i, i);
    }
    assert_int_equal(split(arena, buffer_view(&output)).count, SECTIONS_MAX);
    buffer_append_cstr(&output, M " begin more\n");
    assert_int_equal(section_split(buffer_view(&output), STR(M), arena, &list, &err), ERR_TOO_LARGE);
    assert_int_equal(list.count, 7); /* untouched */
    assert_int_equal(section_split(STR("x"), STR_NONE, arena, &list, &err), ERR_USAGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
