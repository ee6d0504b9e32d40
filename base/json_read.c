#include "base/json_read.h"

#include "base/arena.h"
#include "base/memory_out.h"

#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>

#define DEPTH_MAX  64
#define BYTES_MAX  ((size_t)256 << 20)
#define BYTES_TEXT "256 MiB"

/* jansson hands out an object's members one after the other or by key, not by number, so each value gets a node of
 * ours. Texts stay jansson's. */
struct json_node {
    json_t *value;
    struct str key;             /* in the object that the node is a member of */
    struct json_node *children; /* of an array or object, in the order of the file */
    struct json_node **by_key;  /* an object's children sorted by key */
    size_t count;
};

struct json_document {
    json_t *tree;
    struct arena *arena;
    struct json_node root;
};

/* A place in the text while it is scanned. */
struct place {
    uint64_t line, column;
};

static void step(struct place *place, char c) {
    if (c == '\n') {
        place->line++;
        place->column = 0;
    } else if (((unsigned char)c & 0xc0) != 0x80) {
        place->column++;
    }
}

/* Where brackets nest too deep, as jansson's own limit is 2048 levels. Text that is no JSON may be misjudged either
 * way; jansson refuses it anyhow. */
static bool find_too_deep(struct str bytes, struct place *ret_place) {
    struct place place = {1, 0};
    size_t depth = 0;
    bool in_string = false, escaped = false;

    for (size_t i = 0; i < bytes.n; i++) {
        char c = bytes.p[i];
        step(&place, c);
        if (escaped) {
            escaped = false;
        } else if (c == '"') {
            in_string = !in_string;
        } else if (in_string) {
            escaped = c == '\\';
        } else if (c == '[' || c == '{') {
            depth++;
        } else if ((c == ']' || c == '}') && depth > 0) {
            depth--;
        }
        if (depth > DEPTH_MAX) {
            *ret_place = place;
            return true;
        }
    }
    return false;
}

static enum err_code check_bounds(struct str bytes, const char *file, struct err *err) {
    struct place place;

    if (bytes.n > BYTES_MAX)
        return err_set(err, ERR_TOO_LARGE, file, STR(BYTES_TEXT), STR_NONE);
    if (find_too_deep(bytes, &place))
        return err_at(err, ERR_SYNTAX, file, place.line, place.column, STR("at most 64 levels of nesting"), STR_NONE);
    return ERR_OK;
}

/* The library takes some failures for a mistake in the text. */
static void *take_noting(size_t size) {
    void *p = malloc(size);

    if (!p) {
        memory_out_note();
    }
    return p;
}

static void set_library_memory(void) {
    json_set_alloc_funcs(take_noting, free);
}

static enum err_code refuse(const json_error_t *error, const char *file, struct err *err) {
    uint64_t line = error->line > 0 ? (uint64_t)error->line : 1;
    uint64_t column = error->column > 0 ? (uint64_t)error->column : 1;

    if (memory_was_out()) {
        return err_no_memory(err);
    }
    switch (json_error_code(error)) {
    case json_error_out_of_memory:
        return err_no_memory(err);
    case json_error_invalid_utf8:
        return err_at(err, ERR_ENCODING, file, line, column, STR("UTF-8"), STR_NONE);
    default:
        return err_at(err, ERR_SYNTAX, file, line, column, str_from(error->text), STR_NONE);
    }
}

static int compare_keys(const void *a, const void *b) {
    const struct json_node *const *x = a, *const *y = b;

    return str_cmp((*x)->key, (*y)->key);
}

/* The children with their values and keys; they are filled by build(). */
static bool build_array(struct json_node *node, struct arena *arena) {
    node->count = json_array_size(node->value);
    if (node->count == 0)
        return true;
    node->children = arena_alloc_array(arena, node->count, sizeof *node->children);
    if (!node->children)
        return false;
    for (size_t i = 0; i < node->count; i++)
        node->children[i].value = json_array_get(node->value, i);
    return true;
}

static bool build_object(struct json_node *node, struct arena *arena) {
    void *iter = json_object_iter(node->value);

    node->count = json_object_size(node->value);
    if (node->count == 0)
        return true;
    node->children = arena_alloc_array(arena, node->count, sizeof *node->children);
    node->by_key = arena_alloc_array(arena, node->count, sizeof(struct json_node *));
    if (!node->children || !node->by_key)
        return false;
    for (size_t i = 0; i < node->count; i++, iter = json_object_iter_next(node->value, iter)) {
        node->children[i].key = (struct str){json_object_iter_key(iter), json_object_iter_key_len(iter)};
        node->children[i].value = json_object_iter_value(iter);
        node->by_key[i] = &node->children[i];
    }
    qsort(node->by_key, node->count, sizeof *node->by_key, compare_keys);
    return true;
}

/* Fills a node whose value is set. False when memory is out. */
static bool build(struct json_node *node, struct arena *arena) {
    if (json_is_array(node->value) && !build_array(node, arena))
        return false;
    if (json_is_object(node->value) && !build_object(node, arena))
        return false;
    for (size_t i = 0; i < node->count; i++) {
        if (!build(&node->children[i], arena))
            return false;
    }
    return true;
}

enum err_code json_parse(struct str bytes, const char *file, struct json_document **ret_document, struct err *err) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    enum err_code code = check_bounds(bytes, file, err);
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    json_error_t error;

    if (code)
        return code;
    pthread_once(&once, set_library_memory);
    document = calloc(1, sizeof *document);
    if (!document)
        return err_no_memory(err);
    document->tree = json_loadb(bytes.n ? bytes.p : "", bytes.n, JSON_REJECT_DUPLICATES, &error);
    if (!document->tree)
        return refuse(&error, file, err);
    document->arena = arena_new();
    document->root.value = document->tree;
    if (!document->arena || !build(&document->root, document->arena))
        return err_no_memory(err);
    *ret_document = TAKE_PTR(document);
    return ERR_OK;
}

void json_document_free(struct json_document *document) {
    if (!document)
        return;
    json_decref(document->tree);
    if (document->arena)
        arena_free(document->arena);
    free(document);
}

const struct json_node *json_root(const struct json_document *document) {
    return &document->root;
}

const struct json_node *json_get(const struct json_node *object, const char *key) {
    struct json_node wanted = {.key = str_from(key)};
    const struct json_node *pointer = &wanted;
    struct json_node *const *found;

    if (!object || !object->by_key)
        return NULL;
    found = bsearch(&pointer, object->by_key, object->count, sizeof *object->by_key, compare_keys);
    return found ? *found : NULL;
}

size_t json_length(const struct json_node *array) {
    return array && json_is_array(array->value) ? array->count : 0;
}

const struct json_node *json_at(const struct json_node *array, size_t index) {
    return index < json_length(array) ? &array->children[index] : NULL;
}

bool json_member(const struct json_node *object, size_t index, struct str *ret_key,
                 const struct json_node **ret_value) {
    if (!object || !object->by_key || index >= object->count)
        return false;
    *ret_key = object->children[index].key;
    *ret_value = &object->children[index];
    return true;
}

struct str json_text(const struct json_node *node) {
    if (!node || !json_is_string(node->value))
        return STR_NONE;
    return (struct str){json_string_value(node->value), json_string_length(node->value)};
}

bool json_to_integer(const struct json_node *node, int64_t *ret_value) {
    if (!node || !json_is_integer(node->value))
        return false;
    *ret_value = json_integer_value(node->value);
    return true;
}

enum json_node_kind json_node_kind(const struct json_node *node) {
    static const enum json_node_kind kinds[] = {
        [JSON_OBJECT] = JSON_NODE_OBJECT,  [JSON_ARRAY] = JSON_NODE_ARRAY, [JSON_STRING] = JSON_NODE_TEXT,
        [JSON_INTEGER] = JSON_NODE_NUMBER, [JSON_REAL] = JSON_NODE_NUMBER, [JSON_TRUE] = JSON_NODE_TRUE,
        [JSON_FALSE] = JSON_NODE_FALSE,    [JSON_NULL] = JSON_NODE_NULL,
    };

    return node ? kinds[json_typeof(node->value)] : JSON_NODE_MISSING;
}

bool json_node_is_true(const struct json_node *node) {
    return node && json_typeof(node->value) == JSON_TRUE;
}

struct library_version json_read_library(void) {
    return library_version_of(JANSSON_VERSION, jansson_version_str());
}
