/* YAML reading. What must hold for any bytes: a refusal has a place; every node of a document can be visited, within 16
 * levels; a mapping read by a table of fields of each type gives values inside the table's bounds or a place. */

#include "base/yaml_read.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct target {
    struct str text;
    int64_t integer;
    bool is_on;
    int choice;
    struct yaml_texts list;
    const struct yaml_node *node;
};

static const char *const choices[] = {"x", "y", NULL};
static const struct yaml_field fields[] = {
    {.key = "a", .type = YAML_TEXT, .offset = offsetof(struct target, text), .required = true, .excludes = "g"},
    {.key = "b", .type = YAML_INTEGER, .offset = offsetof(struct target, integer), .minimum = -9, .maximum = 9},
    {.key = "c", .type = YAML_BOOL, .offset = offsetof(struct target, is_on)},
    {.key = "d", .type = YAML_CHOICE, .offset = offsetof(struct target, choice), .choices = choices},
    {.key = "e", .type = YAML_TEXT_LIST, .offset = offsetof(struct target, list)},
    {.key = "f", .type = YAML_NODE, .offset = offsetof(struct target, node)},
    {.key = "g", .type = YAML_TEXT, .offset = offsetof(struct target, text)},
};

static void walk(const struct yaml_node *node, int depth) {
    CHECK(depth <= 17); /* 16 levels and the values in the last */
    CHECK(yaml_line(node) > 0 && yaml_column(node) > 0);
    CHECK(!yaml_is_sequence(node) || !yaml_text(node).p);
    for (size_t i = 0; i < yaml_length(node); i++)
        walk(yaml_at(node, i), depth + 1);
}

static void check_target(const struct target *target) {
    CHECK(target->integer >= -9 && target->integer <= 9);
    CHECK(target->choice == 0 || target->choice == 1);
    for (size_t i = 0; i < target->list.count; i++)
        CHECK(target->list.items[i].p);
    if (target->node)
        walk(target->node, 2);
}

static void check_refusal(const struct err *err) {
    CHECK(err->code == ERR_TOO_LARGE || (err->line > 0 && err->column > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct target target = {0};
    struct err err = {0};
    enum err_code code = yaml_parse((struct str){(const char *)data, size}, "input", &document, &err);

    CHECK(arena && err.code == code && !code == !!document);
    if (!code) {
        if (yaml_root(document))
            walk(yaml_root(document), 1);
        code = yaml_read_mapping(yaml_root(document), "input", fields, ARRAY_LEN(fields), &target, arena, &err);
    }
    if (code)
        check_refusal(&err);
    else
        check_target(&target);
    return 0;
}
