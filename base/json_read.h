#pragma once
/* Reading JSON (jansson): a whole document in memory, depth and size bounded. Nodes are borrowed from the document.
 * A document may be read by many threads. */

#include "base/error.h"
#include "base/library_version.h"

struct json_document;
struct json_node; /* opaque; NULL stands for "not there" and every accessor accepts it */

/* An object or array, UTF-8, at most 256 MiB and 64 levels deep; duplicate keys refused; FILE is the name for
 * messages. */
MUST_CHECK enum err_code json_parse(struct str bytes, const char *file, struct json_document **ret_document,
                                    struct err *err);
void json_document_free(struct json_document *document);
DEFINE_CLEANUP(json_document, json_document_free)
const struct json_node *json_root(const struct json_document *document);
const struct json_node *json_get(const struct json_node *object, const char *key);
size_t json_length(const struct json_node *array);
const struct json_node *json_at(const struct json_node *array, size_t index);
/* Members of an object in the order of the file: false past the last. */
bool json_member(const struct json_node *object, size_t index, struct str *ret_key, const struct json_node **ret_value);
/* STR_NONE (p NULL) unless it is a string. */
struct str json_text(const struct json_node *node);
bool json_to_integer(const struct json_node *node, int64_t *ret_value);
enum json_node_kind {
    JSON_NODE_MISSING, /* the node is NULL */
    JSON_NODE_NULL,
    JSON_NODE_FALSE,
    JSON_NODE_TRUE,
    JSON_NODE_NUMBER,
    JSON_NODE_TEXT,
    JSON_NODE_ARRAY,
    JSON_NODE_OBJECT,
};
enum json_node_kind json_node_kind(const struct json_node *node);
bool json_node_is_true(const struct json_node *node);
/* Of jansson. */
struct library_version json_read_library(void);
