/* JSON reading. What must hold for any bytes: a refusal has a place; in a document every member is found by its key and
 * every accessor can be called on every node. */

#include "base/json_read.h"
#include "tests/fuzz/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const struct json_node *node, int depth);

static void walk_object(const struct json_node *object, int depth) {
    const struct json_node *value;
    struct str key;

    for (size_t i = 0; json_member(object, i, &key, &value); i++) {
        CHECK(value && strlen(key.p) == key.n); /* NUL is refused in keys */
        CHECK(json_get(object, key.p) == value);
        walk(value, depth + 1);
    }
}

static void walk(const struct json_node *node, int depth) {
    struct str text = json_text(node);
    int64_t number;

    CHECK(depth <= 65); /* 64 levels and the values in the last */
    CHECK(json_to_integer(node, &number) + json_node_is_true(node) + (text.p != NULL) <= 1);
    CHECK(json_at(node, json_length(node)) == NULL);
    for (size_t i = 0; i < json_length(node); i++)
        walk(json_at(node, i), depth + 1);
    walk_object(node, depth);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    struct err err = {0};
    enum err_code code = json_parse((struct str){(const char *)data, size}, "input", &document, &err);

    CHECK(err.code == code);
    if (code)
        CHECK(!document && err.line > 0 && err.column > 0);
    else
        walk(json_root(document), 1);
    return 0;
}
