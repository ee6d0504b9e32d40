#pragma once
/* Reading YAML configuration (libyaml's document API): strict, bounded, with positions. At most 1 MiB, 16 levels,
 * aliases, anchors and tags refused, duplicate keys refused, one document. Secret values are never echoed in errors,
 * and what was read is wiped when it is freed.
 *
 * A file's shape is data: a table of fields per mapping. yaml_read_mapping checks a mapping against its table (unknown
 * keys, missing keys, types, pairs that exclude each other) and fills the caller's struct. One thread at a time. */

#include "base/arena.h"
#include "base/error.h"
#include "base/library_version.h"

struct yaml_document;
struct yaml_node; /* opaque, borrowed from the document; NULL stands for "not there" */

MUST_CHECK enum err_code yaml_parse(struct str bytes, const char *file, struct yaml_document **ret_document,
                                    struct err *err);
/* What other programs' files may have that configuration has not. */
struct yaml_allowance {
    size_t bytes;  /* at most; less than 1 GiB */
    bool has_tags; /* they are passed over: what they say of a value is the caller's to know */
};
MUST_CHECK enum err_code yaml_parse_foreign(struct str bytes, const char *file, const struct yaml_allowance *allowance,
                                            struct yaml_document **ret_document, struct err *err);
void yaml_document_free(struct yaml_document *document);
DEFINE_CLEANUP(yaml_document, yaml_document_free)
const struct yaml_node *yaml_root(const struct yaml_document *document);
uint64_t yaml_line(const struct yaml_node *node);
uint64_t yaml_column(const struct yaml_node *node);
bool yaml_is_sequence(const struct yaml_node *node);
size_t yaml_length(const struct yaml_node *sequence);
const struct yaml_node *yaml_at(const struct yaml_node *sequence, size_t index);
bool yaml_is_mapping(const struct yaml_node *node);
/* Pairs of a mapping, in the order of the file. */
size_t yaml_pair_count(const struct yaml_node *mapping);
const struct yaml_node *yaml_key_at(const struct yaml_node *mapping, size_t index);
const struct yaml_node *yaml_value_at(const struct yaml_node *mapping, size_t index);
/* Nothing, ~ or null without quotes; or not there. */
bool yaml_is_null(const struct yaml_node *node);
/* The value of a key; NULL when there is none, or no mapping. */
const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);
/* STR_NONE unless it is a scalar. */
struct str yaml_text(const struct yaml_node *node);

enum yaml_type {
    YAML_TEXT,      /* struct str */
    YAML_INTEGER,   /* int64_t, within [minimum, maximum] */
    YAML_BOOL,      /* bool: true and false only */
    YAML_CHOICE,    /* int: index into choices */
    YAML_TEXT_LIST, /* struct yaml_texts: a sequence of scalars */
    YAML_NODE,      /* const struct yaml_node *: anything, read further by the caller */
};

struct yaml_texts {
    struct str *items;
    size_t count;
};

struct yaml_field {
    const char *key;
    enum yaml_type type;
    size_t offset; /* offsetof the member in the caller's struct */
    bool required;
    int64_t minimum, maximum;   /* YAML_INTEGER */
    const char *const *choices; /* YAML_CHOICE: NULL-terminated */
    const char *excludes;       /* a key that must not stand beside this one, or NULL */
};

/* Fills *TARGET from the mapping NODE (NULL, the root of an empty document, is a mapping without keys); members whose
 * key is absent stay as they are; after a failure some are filled. A text is any scalar but a plain null (nothing, ~,
 * null); an integer is plain decimal digits. Strings are borrowed from the document, lists live in ARENA. FILE is the
 * name for messages. */
MUST_CHECK enum err_code yaml_read_mapping(const struct yaml_node *node, const char *file,
                                           const struct yaml_field *fields, size_t field_count, void *target,
                                           struct arena *arena, struct err *err);
/* Of libyaml, whose header does not say what it is of. */
struct library_version yaml_read_library(void);
