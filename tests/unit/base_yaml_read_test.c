#include "base/yaml_read.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/refused.h"

static const struct refused_case refused_cases[] = {
    {STR("a: &x 1\nb: *x\n"), ERR_SYNTAX, 1, 4, "anchor"},
    {STR("a: 1\nb: *x\n"), ERR_SYNTAX, 2, 4, "alias"},
    {STR("a: !!str 1\n"), ERR_SYNTAX, 1, 4, "tag"},
    {STR("a: ! 1\n"), ERR_SYNTAX, 1, 4, "tag"},
    {STR("&x [1]\n"), ERR_SYNTAX, 1, 1, "anchor"},
    {STR("k: !x {a: 1}\n"), ERR_SYNTAX, 1, 4, "tag"},
    {STR("a: 1\n---\nb: 2\n"), ERR_SYNTAX, 2, 1, "one document"},
    {STR("a: 1\nb: 2\na: 3\n"), ERR_SYNTAX, 3, 1, "once"},
    {STR("l:\n  - {x: 1, \"x\": 2}\n"), ERR_SYNTAX, 2, 12, "once"},
    {STR("? [a]\n: 1\n"), ERR_SYNTAX, 1, 3, "key"},
    {STR("a: [1\n"), ERR_SYNTAX, 2, 1, ""},
    {STR("a: \"x\n"), ERR_SYNTAX, 2, 1, "end of stream"},
    {STR("a: 1\n\tb: 2\n"), ERR_SYNTAX, 2, 1, ""},
    {STR("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]"), ERR_SYNTAX, 1, 17, "16 levels"},
    {STR("a: 1\nb: 台\x01\n"), ERR_SYNTAX, 2, 5, "control"},
    {STR("a: 1\nb: 台\x80\n"), ERR_ENCODING, 2, 5, "UTF-8"},
};

static enum err_code parse(struct str text, const char *name, struct err *err) {
    struct yaml_document *document = NULL;
    enum err_code code = yaml_parse(text, name, &document, err);

    assert_null(document);
    return code;
}

static void test_refused(void **state) {
    (void)state;
    check_refused(refused_cases, ARRAY_LEN(refused_cases), "name.yaml", parse);
}

static void test_size(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    char *text = arena_alloc(arena, (1 << 20) + 2);
    struct err err = {0};

    (void)state;
    memset(text, ' ', (1 << 20) + 1);
    text[0] = '#';
    assert_int_equal(yaml_parse((struct str){text, 1 << 20}, "f", &document, NULL), ERR_OK);
    assert_null(yaml_root(document));
    yaml_document_free(TAKE_PTR(document));
    assert_int_equal(yaml_parse((struct str){text, (1 << 20) + 1}, "f", &document, &err), ERR_TOO_LARGE);
    assert_string_equal(err.arg[0], "1 MiB");
}

static void test_tree(void **state) {
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    const struct yaml_node *root, *item;

    (void)state;
    /* 16 levels are allowed; a BOM is no content */
    assert_int_equal(yaml_parse(STR("\xef\xbb\xbf[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]"), "f", &document, NULL), ERR_OK);
    assert_true(yaml_is_sequence(yaml_root(document)));
    yaml_document_free(TAKE_PTR(document));
    assert_int_equal(yaml_parse(STR("# c\n- 一\n- 'b'\n-  [x, y]\n"), "f", &document, NULL), ERR_OK);
    root = yaml_root(document);
    assert_int_equal(yaml_length(root), 3);
    assert_true(str_eq(yaml_text(yaml_at(root, 0)), STR("一")));
    assert_true(str_eq(yaml_text(yaml_at(root, 1)), STR("b")));
    item = yaml_at(root, 2);
    assert_int_equal(yaml_line(item), 4);
    assert_int_equal(yaml_column(item), 4);
    assert_null(yaml_text(item).p);
    assert_int_equal(yaml_length(item), 2);
    assert_null(yaml_at(item, 2));
    assert_null(yaml_at(NULL, 0));
    assert_int_equal(yaml_length(yaml_at(root, 0)), 0);
    assert_int_equal(yaml_line(NULL), 0);
}

static void test_pairs(void **state) {
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    const struct yaml_node *root;

    (void)state;
    assert_int_equal(yaml_parse(STR("b: 1\na: ~\nc:\nd: '~'\ne: [x]\n"), "f", &document, NULL), ERR_OK);
    root = yaml_root(document);
    assert_true(yaml_is_mapping(root));
    assert_false(yaml_is_mapping(yaml_get(root, "e")));
    assert_false(yaml_is_mapping(NULL));
    assert_int_equal(yaml_pair_count(root), 5);
    assert_int_equal(yaml_pair_count(yaml_get(root, "e")), 0);
    assert_true(str_eq(yaml_text(yaml_key_at(root, 0)), STR("b")));
    assert_true(str_eq(yaml_text(yaml_value_at(root, 0)), STR("1")));
    assert_true(str_eq(yaml_text(yaml_key_at(root, 1)), STR("a")));
    assert_null(yaml_key_at(root, 5));
    assert_null(yaml_value_at(NULL, 0));
    assert_false(yaml_is_null(yaml_value_at(root, 0)));
    assert_true(yaml_is_null(yaml_value_at(root, 1)));
    assert_true(yaml_is_null(yaml_value_at(root, 2)));
    assert_false(yaml_is_null(yaml_value_at(root, 3)));
    assert_false(yaml_is_null(yaml_value_at(root, 4)));
    assert_true(yaml_is_null(NULL));
}

/* Files of other programs: tags may stand, nothing else that is refused may. */
static void test_foreign(void **state) {
    static const struct yaml_allowance allowance = {.bytes = 2 << 20, .has_tags = true};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    struct err err = {0};
    char *text = arena_alloc(arena, (2 << 20) + 1);

    (void)state;
    assert_int_equal(yaml_parse_foreign(STR("a: !x 1\n"), "f", &allowance, &document, NULL), ERR_OK);
    assert_true(str_eq(yaml_text(yaml_get(yaml_root(document), "a")), STR("1")));
    yaml_document_free(TAKE_PTR(document));
    assert_int_equal(yaml_parse_foreign(STR("a: &x 1\n"), "f", &allowance, &document, &err), ERR_SYNTAX);
    assert_int_equal(yaml_parse_foreign(STR("a: 1\na: 2\n"), "f", &allowance, &document, &err), ERR_SYNTAX);
    memset(text, '#', (2 << 20) + 1);
    assert_int_equal(yaml_parse_foreign((struct str){text, 2 << 20}, "f", &allowance, &document, NULL), ERR_OK);
    yaml_document_free(TAKE_PTR(document));
    assert_int_equal(yaml_parse_foreign((struct str){text, (2 << 20) + 1}, "f", &allowance, &document, &err),
                     ERR_TOO_LARGE);
    assert_string_equal(err.arg[0], "2 MiB");
}

static void test_get(void **state) {
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;

    (void)state;
    assert_int_equal(yaml_parse(STR("a: 1\nb:\n  a: 2\n"), "f", &document, NULL), ERR_OK);
    const struct yaml_node *root = yaml_root(document), *inner = yaml_get(root, "b");
    assert_true(str_eq(yaml_text(yaml_get(root, "a")), STR("1")));
    assert_true(str_eq(yaml_text(yaml_get(inner, "a")), STR("2")));
    assert_int_equal(yaml_line(yaml_get(inner, "a")), 3);
    assert_int_equal(yaml_column(yaml_get(inner, "a")), 6);
    assert_null(yaml_get(inner, "b"));
    assert_null(yaml_get(yaml_get(root, "a"), "a"));
    assert_null(yaml_get(NULL, "a"));
}

struct settings {
    struct str host, password;
    int64_t port;
    bool strict;
    int method;
    struct yaml_texts tags;
    const struct yaml_node *extra;
    struct str key_file;
};

static const char *const methods[] = {"ssh", "snmp", NULL};

static const struct yaml_field fields[] = {
    {.key = "host", .type = YAML_TEXT, .offset = offsetof(struct settings, host), .required = true},
    {.key = "password", .type = YAML_TEXT, .offset = offsetof(struct settings, password), .excludes = "key_file"},
    {.key = "port", .type = YAML_INTEGER, .offset = offsetof(struct settings, port), .minimum = 1, .maximum = 65535},
    {.key = "strict", .type = YAML_BOOL, .offset = offsetof(struct settings, strict)},
    {.key = "method", .type = YAML_CHOICE, .offset = offsetof(struct settings, method), .choices = methods},
    {.key = "tags", .type = YAML_TEXT_LIST, .offset = offsetof(struct settings, tags)},
    {.key = "extra", .type = YAML_NODE, .offset = offsetof(struct settings, extra)},
    {.key = "key_file", .type = YAML_TEXT, .offset = offsetof(struct settings, key_file)},
};

static void test_mapping(void **state) {
    static const struct str text = STR("host: 10.0.0.1\nport: 22\nstrict: true\nmethod: snmp\ntags: [a, yes, 07]\n"
                                       "extra: {x: 1}\npassword: ''\n");
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    struct settings settings = {.key_file = STR("as it was")};

    (void)state;
    assert_int_equal(yaml_parse(text, "f", &document, NULL), ERR_OK);
    assert_int_equal(yaml_read_mapping(yaml_root(document), "f", fields, ARRAY_LEN(fields), &settings, arena, NULL),
                     ERR_OK);
    assert_true(str_eq(settings.host, STR("10.0.0.1")));
    assert_true(str_eq(settings.password, STR("")));
    assert_int_equal(settings.port, 22);
    assert_true(settings.strict);
    assert_int_equal(settings.method, 1);
    assert_int_equal(settings.tags.count, 3);
    assert_true(str_eq(settings.tags.items[1], STR("yes")));
    assert_true(str_eq(settings.tags.items[2], STR("07")));
    assert_int_equal(yaml_line(settings.extra), 6);
    assert_true(str_eq(settings.key_file, STR("as it was")));
}

static const struct mapping_case {
    const char *text;
    enum err_code code;
    uint64_t line, column;
    const char *args[2];
} mapping_cases[] = {
    {"", ERR_MISSING_KEY, 1, 1, {"host", ""}},
    {"\n port: 1\n", ERR_MISSING_KEY, 2, 2, {"host", ""}},
    {"- host\n", ERR_SYNTAX, 1, 1, {"key: value", ""}},
    {"host: a\nhots: b\n",
     ERR_UNKNOWN_KEY,
     2,
     1,
     {"hots", "host, password, port, strict, method, tags, extra, key_file"}},
    {"host: [a]\n", ERR_VALUE, 1, 7, {"host", "text"}},
    {"host:\n", ERR_VALUE, 1, 6, {"host", "text"}},
    {"host: ~\n", ERR_VALUE, 1, 7, {"host", "text"}},
    {"host: null\n", ERR_VALUE, 1, 7, {"host", "text"}},
    {"host: a\nport: 0\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport: 65536\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport: 99999999999999999999\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport: -1\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport: 022\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport: '22'\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport: 0x16\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport: 22.0\n", ERR_VALUE, 2, 7, {"port", "1…65535"}},
    {"host: a\nport:\n", ERR_VALUE, 2, 6, {"port", "1…65535"}},
    {"host: a\nstrict: yes\n", ERR_VALUE, 2, 9, {"strict", "true, false"}},
    {"host: a\nstrict: on\n", ERR_VALUE, 2, 9, {"strict", "true, false"}},
    {"host: a\nstrict: maybe\n", ERR_VALUE, 2, 9, {"strict", "true, false"}},
    {"host: a\nstrict: True\n", ERR_VALUE, 2, 9, {"strict", "true, false"}},
    {"host: a\nstrict: \"true\"\n", ERR_VALUE, 2, 9, {"strict", "true, false"}},
    {"host: a\nstrict: [true]\n", ERR_VALUE, 2, 9, {"strict", "true, false"}},
    {"host: a\nmethod: telnet\n", ERR_VALUE, 2, 9, {"method", "ssh, snmp"}},
    {"host: a\nmethod: {}\n", ERR_VALUE, 2, 9, {"method", "ssh, snmp"}},
    {"host: a\ntags: x\n", ERR_VALUE, 2, 7, {"tags", "[text, …]"}},
    {"host: a\ntags:\n  - x\n  - [y]\n", ERR_VALUE, 4, 5, {"tags", "text"}},
    {"host: a\nkey_file: k\npassword: hunter2\n", ERR_VALUE, 3, 1, {"password", "not together with key_file"}},
    {"host: a\npassword: [hunter2]\n", ERR_VALUE, 2, 11, {"password", "text"}},
};

static void check_mapping_case(const struct mapping_case *test) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    struct settings settings = {0};
    struct err err = {0};

    assert_int_equal(yaml_parse(str_from(test->text), "f", &document, NULL), ERR_OK);
    if (yaml_read_mapping(yaml_root(document), "f", fields, ARRAY_LEN(fields), &settings, arena, &err) != test->code ||
        err.code != test->code || err.line != test->line || err.column != test->column)
        fail_msg("%s: %d %lu:%lu %s %s", test->text, err.code, err.line, err.column, err.arg[0], err.arg[1]);
    assert_string_equal(err.arg[0], test->args[0]);
    assert_string_equal(err.arg[1], test->args[1]);
}

static void test_mapping_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(mapping_cases); i++)
        check_mapping_case(&mapping_cases[i]);
}

/* No byte of the struct holds the secret after any failure that involves it, whether in the file or in a field. */
static void test_secret_not_echoed(void **state) {
    static const char *const texts[] = {
        "password: &a hunter2\n", "password: \"hunter2\n",         "password: {hunter2: 1}\nhost: a\n",
        "password: hunter2: x\n", "password: hunter2\nhost: []\n", "password: hunter2\n",
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
        CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
        struct settings settings = {0};
        struct err err = {0};
        if (yaml_parse(str_from(texts[i]), "f", &document, &err) == ERR_OK)
            assert_int_not_equal(
                yaml_read_mapping(yaml_root(document), "f", fields, ARRAY_LEN(fields), &settings, arena, &err), ERR_OK);
        assert_int_not_equal(err.code, ERR_OK);
        assert_null(memmem(&err, sizeof err, "hunter2", 7));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_size),
        cmocka_unit_test(test_tree),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_get),
        cmocka_unit_test(test_mapping),
        cmocka_unit_test(test_mapping_refused),
        cmocka_unit_test(test_secret_not_echoed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
