#include "base/json_read.h"

#include "base/arena.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/refused.h"

static void test_values(void **state) {
    static const struct str text = STR("{\"b\": [1, -9223372036854775808, \"台\\u5e33\", null, true, false, 1.5],\n"
                                       " \"a\": {\"x\": \"\"}, \"\": 0}");
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    const struct json_node *root, *list;
    int64_t number = 7;

    (void)state;
    assert_int_equal(json_parse(text, "f", &document, NULL), ERR_OK);
    root = json_root(document);
    list = json_get(root, "b");
    assert_int_equal(json_length(list), 7);
    assert_true(json_to_integer(json_at(list, 0), &number));
    assert_int_equal(number, 1);
    assert_true(json_to_integer(json_at(list, 1), &number));
    assert_true(number == INT64_MIN);
    assert_true(str_eq(json_text(json_at(list, 2)), STR("台帳")));
    assert_true(json_node_is_true(json_at(list, 4)));
    assert_false(json_node_is_true(json_at(list, 5)));
    assert_false(json_to_integer(json_at(list, 6), &number));
    assert_null(json_at(list, 7));
    assert_true(str_eq(json_text(json_get(json_get(root, "a"), "x")), STR("")));
    assert_non_null(json_text(json_get(json_get(root, "a"), "x")).p);
    assert_true(json_to_integer(json_get(root, ""), &number));
    assert_null(json_get(root, "c"));
}

static void test_nothing_there(void **state) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    const struct json_node *value;
    struct str key;
    int64_t number;

    (void)state;
    assert_null(json_get(NULL, "a"));
    assert_null(json_at(NULL, 0));
    assert_int_equal(json_length(NULL), 0);
    assert_false(json_member(NULL, 0, &key, &value));
    assert_null(json_text(NULL).p);
    assert_false(json_to_integer(NULL, &number));
    assert_false(json_node_is_true(NULL));
    assert_int_equal(json_parse(STR("[{}, []]"), "f", &document, NULL), ERR_OK);
    assert_null(json_get(json_root(document), "a"));
    assert_null(json_text(json_root(document)).p);
    assert_false(json_member(json_root(document), 0, &key, &value));
    assert_false(json_member(json_at(json_root(document), 0), 0, &key, &value));
    assert_int_equal(json_length(json_at(json_root(document), 0)), 0);
    assert_int_equal(json_length(json_at(json_root(document), 1)), 0);
}

static void test_members_in_order(void **state) {
    static const char *const keys[] = {"z", "a", "m", "b", "y"};
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    const struct json_node *value;
    struct str key;
    int64_t number;
    size_t i = 0;

    (void)state;
    assert_int_equal(json_parse(STR("{\"z\":0,\"a\":1,\"m\":2,\"b\":3,\"y\":4}"), "f", &document, NULL), ERR_OK);
    for (; json_member(json_root(document), i, &key, &value); i++) {
        assert_true(str_eq(key, str_from(keys[i])));
        assert_true(json_to_integer(value, &number));
        assert_int_equal(number, i);
        assert_ptr_equal(json_get(json_root(document), keys[i]), value);
    }
    assert_int_equal(i, 5);
}

static const struct refused_case refused_cases[] = {
    {STR(""), ERR_SYNTAX, 1, 1, ""},
    {STR("1"), ERR_SYNTAX, 1, 1, "'[' or '{'"},
    {STR("{\n \"a\": x}"), ERR_SYNTAX, 2, 7, "invalid token"},
    {STR("{\"台\": x}"), ERR_SYNTAX, 1, 7, "invalid token"}, /* columns are characters */
    {STR("{\"a\":1,\n\"a\":2}"), ERR_SYNTAX, 2, 3, "duplicate"},
    {STR("[1] 2"), ERR_SYNTAX, 1, 5, "end of file"},
    {STR("[1,]"), ERR_SYNTAX, 1, 4, "unexpected token"},
    {STR("[\"\\u0000\"]"), ERR_SYNTAX, 1, 9, "NUL"},
    {STR("[9223372036854775808]"), ERR_SYNTAX, 1, 20, "too big"},
    {STR("[\"\x80\"]"), ERR_ENCODING, 1, 2, "UTF-8"},
};

static enum err_code parse(struct str text, const char *name, struct err *err) {
    struct json_document *document = NULL;
    enum err_code code = json_parse(text, name, &document, err);

    assert_null(document);
    return code;
}

static void test_refused(void **state) {
    (void)state;
    check_refused(refused_cases, ARRAY_LEN(refused_cases), "name.json", parse);
}

/* OPENERS opening brackets behind a line and PREFIX, then as many closing ones. */
static enum err_code parse_nested(size_t openers, const char *prefix, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    char *brackets = arena_alloc(arena, 2 * openers + 1);
    struct str text;

    assert_non_null(brackets);
    memset(brackets, '[', openers);
    memset(brackets + openers, ']', openers);
    text = arena_printf(arena, "[\n%s%s]", prefix, brackets);
    return json_parse(text, "f", &document, err);
}

static void test_depth(void **state) {
    struct err err = {0};

    (void)state;
    /* one level is the outer bracket; brackets in strings do not count */
    assert_int_equal(parse_nested(63, "\"[[{\\\"[[\\\\\", [], {}, ", NULL), ERR_OK);
    assert_int_equal(parse_nested(64, "\"台\", ", &err), ERR_SYNTAX);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 5 + 64);
    assert_int_equal(parse_nested(100000, "", &err), ERR_SYNTAX);
    assert_int_equal(err.column, 64);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_nothing_there), cmocka_unit_test(test_members_in_order),
        cmocka_unit_test(test_refused), cmocka_unit_test(test_depth),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
