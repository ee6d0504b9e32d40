#include "base/yaml_read.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <yaml.h>

#define BYTES_MAX ((size_t)1 << 20)
#define DEPTH_MAX 16

struct yaml_node {
    yaml_node_t *raw;
    const struct yaml_document *document;
};

struct yaml_document {
    yaml_document_t raw;
    bool has_raw;
    struct yaml_node *nodes; /* nodes[id - 1] for libyaml's node id */
};

/* One reading of the bytes, with the name for messages. */
struct source {
    struct str bytes;
    const char *file;
    const struct yaml_allowance *allowance;
};

/* --- files may hold secrets: nothing of their content stays in memory that is given back --- */

static void wipe_text(yaml_char_t *text, size_t length) {
    if (text)
        explicit_bzero(text, length);
}

static void end_event(yaml_event_t *event) {
    if (event->type == YAML_SCALAR_EVENT)
        wipe_text(event->data.scalar.value, event->data.scalar.length);
    yaml_event_delete(event);
}

static void end_parser(yaml_parser_t *parser) {
    for (yaml_token_t *token = parser->tokens.head; token != parser->tokens.tail; token++) {
        if (token->type == YAML_SCALAR_TOKEN)
            wipe_text(token->data.scalar.value, token->data.scalar.length);
    }
    wipe_text(parser->buffer.start, (size_t)(parser->buffer.end - parser->buffer.start));
    wipe_text(parser->raw_buffer.start, (size_t)(parser->raw_buffer.end - parser->raw_buffer.start));
    yaml_parser_delete(parser);
}

static void end_document(yaml_document_t *document) {
    for (yaml_node_t *node = document->nodes.start; node != document->nodes.top; node++) {
        if (node->type == YAML_SCALAR_NODE)
            wipe_text(node->data.scalar.value, node->data.scalar.length);
    }
    yaml_document_delete(document);
}

/* --- reading --- */

static void start_parser(yaml_parser_t *parser, const struct source *source) {
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)(source->bytes.n ? source->bytes.p : ""),
                                 source->bytes.n);
}

static enum err_code refuse_at(const struct source *source, yaml_mark_t mark, const char *why, struct err *err) {
    return err_at(err, ERR_SYNTAX, source->file, mark.line + 1, mark.column + 1, str_from(why), STR_NONE);
}

/* Bytes that are no text: libyaml tells their offset only. */
static enum err_code refuse_bytes(const struct source *source, const yaml_parser_t *parser, struct err *err) {
    bool is_control = parser->problem && strcmp(parser->problem, "control characters are not allowed") == 0;
    uint64_t line = 1, column = 1;

    for (size_t i = 0; i < parser->problem_offset && i < source->bytes.n; i++) {
        unsigned char c = (unsigned char)source->bytes.p[i];
        if (c == '\n') {
            line++;
            column = 1;
        } else if ((c & 0xc0) != 0x80) {
            column++;
        }
    }
    if (is_control)
        return err_at(err, ERR_SYNTAX, source->file, line, column, STR("control character"), STR_NONE);
    return err_at(err, ERR_ENCODING, source->file, line, column, STR("UTF-8"), STR_NONE);
}

/* libyaml's problem texts are constants, so no content of the file can get out through them. */
static enum err_code refuse_parse(const struct source *source, const yaml_parser_t *parser, struct err *err) {
    switch (parser->error) {
    case YAML_MEMORY_ERROR:
    case YAML_NO_ERROR: /* where it could not take what it needed, it may forget to say so */
        return err_no_memory(err);
    case YAML_READER_ERROR:
        return refuse_bytes(source, parser, err);
    default:
        return refuse_at(source, parser->problem_mark, parser->problem ? parser->problem : "YAML", err);
    }
}

/* Why the event's own form is refused, or NULL. */
static const char *find_refused(const yaml_event_t *event, bool has_tags) {
    const yaml_char_t *anchor = NULL, *tag = NULL;

    switch (event->type) {
    case YAML_ALIAS_EVENT:
        return "no aliases";
    case YAML_SCALAR_EVENT:
        anchor = event->data.scalar.anchor;
        tag = event->data.scalar.tag;
        break;
    case YAML_SEQUENCE_START_EVENT:
        anchor = event->data.sequence_start.anchor;
        tag = event->data.sequence_start.tag;
        break;
    case YAML_MAPPING_START_EVENT:
        anchor = event->data.mapping_start.anchor;
        tag = event->data.mapping_start.tag;
        break;
    default:
        return NULL;
    }
    return anchor ? "no anchors" : tag && !has_tags ? "no tags" : NULL;
}

/* What has been met of the event stream so far. */
struct shape {
    size_t documents, depth;
};

static const char *find_misshapen(const yaml_event_t *event, struct shape *shape) {
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        return ++shape->documents > 1 ? "one document" : NULL;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        return ++shape->depth > DEPTH_MAX ? "at most 16 levels of nesting" : NULL;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        shape->depth--;
        return NULL;
    default:
        return NULL;
    }
}

/* The next event is checked; *ret_end at the last. */
static enum err_code check_event(const struct source *source, yaml_parser_t *parser, struct shape *shape, bool *ret_end,
                                 struct err *err) {
    yaml_event_t event;
    const char *why;
    enum err_code code = ERR_OK;

    if (!yaml_parser_parse(parser, &event))
        return refuse_parse(source, parser, err);
    why = find_refused(&event, source->allowance->has_tags);
    if (!why)
        why = find_misshapen(&event, shape);
    if (why)
        code = refuse_at(source, event.start_mark, why, err);
    *ret_end = event.type == YAML_STREAM_END_EVENT;
    end_event(&event);
    return code;
}

/* A pass over the events, before a tree is built: aliases would make nodes that are shared. */
static enum err_code check_events(const struct source *source, struct err *err) {
    struct shape shape = {0};
    enum err_code code = ERR_OK;
    yaml_parser_t parser;

    if (!yaml_parser_initialize(&parser))
        return err_no_memory(err);
    start_parser(&parser, source);
    for (bool end = false; !code && !end;)
        code = check_event(source, &parser, &shape, &end, err);
    end_parser(&parser);
    return code;
}

static enum err_code load(struct yaml_document *document, const struct source *source, struct err *err) {
    enum err_code code = ERR_OK;
    yaml_parser_t parser;

    if (!yaml_parser_initialize(&parser))
        return err_no_memory(err);
    start_parser(&parser, source);
    if (yaml_parser_load(&parser, &document->raw))
        document->has_raw = true;
    else
        code = refuse_parse(source, &parser, err);
    end_parser(&parser);
    return code;
}

static size_t count_nodes(const struct yaml_document *document) {
    return (size_t)(document->raw.nodes.top - document->raw.nodes.start);
}

static bool wrap_nodes(struct yaml_document *document) {
    size_t count = count_nodes(document);

    document->nodes = calloc(count + 1, sizeof *document->nodes);
    if (!document->nodes)
        return false;
    for (size_t i = 0; i < count; i++)
        document->nodes[i] = (struct yaml_node){document->raw.nodes.start + i, document};
    return true;
}

static const struct yaml_node *node_of(const struct yaml_document *document, int id) {
    return &document->nodes[id - 1];
}

static bool is_mapping(const struct yaml_node *node) {
    return node->raw->type == YAML_MAPPING_NODE;
}

static size_t count_pairs(const struct yaml_node *mapping) {
    return (size_t)(mapping->raw->data.mapping.pairs.top - mapping->raw->data.mapping.pairs.start);
}

static const struct yaml_node *key_at(const struct yaml_node *mapping, size_t index) {
    return node_of(mapping->document, mapping->raw->data.mapping.pairs.start[index].key);
}

static const struct yaml_node *value_at(const struct yaml_node *mapping, size_t index) {
    return node_of(mapping->document, mapping->raw->data.mapping.pairs.start[index].value);
}

/* By text, equal ones by place; nodes are in the order of the file. */
static int compare_keys(const void *a, const void *b) {
    const struct yaml_node *const *x = a, *const *y = b;
    int order = str_cmp(yaml_text(*x), yaml_text(*y));

    return order ? order : (*x > *y) - (*x < *y);
}

/* The first key, by place, that stands in the mapping already; NULL when there is none. KEYS has room for all. */
static const struct yaml_node *find_repeated_key(const struct yaml_node *mapping, const struct yaml_node **keys) {
    const struct yaml_node *first = NULL;
    size_t count = count_pairs(mapping);

    for (size_t i = 0; i < count; i++)
        keys[i] = key_at(mapping, i);
    qsort(keys, count, sizeof(const struct yaml_node *), compare_keys);
    for (size_t i = 1; i < count; i++) {
        if (str_eq(yaml_text(keys[i - 1]), yaml_text(keys[i])) && (!first || keys[i] < first))
            first = keys[i];
    }
    return first;
}

static enum err_code check_keys(const struct yaml_node *mapping, const struct source *source,
                                const struct yaml_node **keys, struct err *err) {
    const struct yaml_node *repeated;

    for (size_t i = 0; i < count_pairs(mapping); i++) {
        assert(key_at(mapping, i)->raw);
        if (key_at(mapping, i)->raw->type != YAML_SCALAR_NODE)
            return refuse_at(source, key_at(mapping, i)->raw->start_mark, "a key is one text", err);
    }
    repeated = find_repeated_key(mapping, keys);
    return repeated ? refuse_at(source, repeated->raw->start_mark, "each key once", err) : ERR_OK;
}

static enum err_code check_mappings(const struct yaml_document *document, const struct source *source,
                                    struct err *err) {
    size_t count = count_nodes(document);
    const struct yaml_node **keys = calloc(count + 1, sizeof *keys);
    enum err_code code = ERR_OK;

    if (!keys)
        return err_no_memory(err);
    for (size_t i = 0; i < count && !code; i++) {
        if (is_mapping(&document->nodes[i]))
            code = check_keys(&document->nodes[i], source, keys, err);
    }
    free(keys);
    return code;
}

static enum err_code refuse_size(const struct source *source, struct err *err) {
    char limit[32];

    snprintf(limit, sizeof limit, "%zu MiB", source->allowance->bytes >> 20);
    return err_set(err, ERR_TOO_LARGE, source->file, str_from(limit), STR_NONE);
}

enum err_code yaml_parse(struct str bytes, const char *file, struct yaml_document **ret_document, struct err *err) {
    static const struct yaml_allowance configuration = {.bytes = BYTES_MAX};

    return yaml_parse_foreign(bytes, file, &configuration, ret_document, err);
}

enum err_code yaml_parse_foreign(struct str bytes, const char *file, const struct yaml_allowance *allowance,
                                 struct yaml_document **ret_document, struct err *err) {
    const struct source source = {bytes, file, allowance};
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    enum err_code code;

    if (bytes.n > allowance->bytes)
        return refuse_size(&source, err);
    code = check_events(&source, err);
    if (code)
        return code;
    document = calloc(1, sizeof *document);
    if (!document)
        return err_no_memory(err);
    code = load(document, &source, err);
    if (code)
        return code;
    if (!wrap_nodes(document))
        return err_no_memory(err);
    code = check_mappings(document, &source, err);
    if (code)
        return code;
    *ret_document = TAKE_PTR(document);
    return ERR_OK;
}

void yaml_document_free(struct yaml_document *document) {
    if (!document)
        return;
    if (document->has_raw)
        end_document(&document->raw);
    free(document->nodes);
    free(document);
}

const struct yaml_node *yaml_root(const struct yaml_document *document) {
    return count_nodes(document) ? &document->nodes[0] : NULL;
}

uint64_t yaml_line(const struct yaml_node *node) {
    return node ? node->raw->start_mark.line + 1 : 0;
}

uint64_t yaml_column(const struct yaml_node *node) {
    return node ? node->raw->start_mark.column + 1 : 0;
}

bool yaml_is_sequence(const struct yaml_node *node) {
    return node && node->raw->type == YAML_SEQUENCE_NODE;
}

size_t yaml_length(const struct yaml_node *sequence) {
    if (!yaml_is_sequence(sequence))
        return 0;
    return (size_t)(sequence->raw->data.sequence.items.top - sequence->raw->data.sequence.items.start);
}

const struct yaml_node *yaml_at(const struct yaml_node *sequence, size_t index) {
    if (index >= yaml_length(sequence))
        return NULL;
    return node_of(sequence->document, sequence->raw->data.sequence.items.start[index]);
}

static bool is_plain(const struct yaml_node *node) {
    return node->raw->type == YAML_SCALAR_NODE && node->raw->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

/* Nothing, ~ or null without quotes: YAML's way to say that there is no value. */
static bool is_null(const struct yaml_node *node) {
    struct str text = yaml_text(node);

    return is_plain(node) && (text.n == 0 || str_eq(text, STR("~")) || str_eq_ignore_case(text, STR("null")));
}

bool yaml_is_mapping(const struct yaml_node *node) {
    return node && is_mapping(node);
}

size_t yaml_pair_count(const struct yaml_node *mapping) {
    return yaml_is_mapping(mapping) ? count_pairs(mapping) : 0;
}

const struct yaml_node *yaml_key_at(const struct yaml_node *mapping, size_t index) {
    return index < yaml_pair_count(mapping) ? key_at(mapping, index) : NULL;
}

const struct yaml_node *yaml_value_at(const struct yaml_node *mapping, size_t index) {
    return index < yaml_pair_count(mapping) ? value_at(mapping, index) : NULL;
}

bool yaml_is_null(const struct yaml_node *node) {
    return !node || is_null(node);
}

const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key) {
    for (size_t i = 0; mapping && is_mapping(mapping) && i < count_pairs(mapping); i++) {
        if (str_eq(yaml_text(key_at(mapping, i)), str_from(key)))
            return value_at(mapping, i);
    }
    return NULL;
}

struct str yaml_text(const struct yaml_node *node) {
    if (!node || node->raw->type != YAML_SCALAR_NODE)
        return STR_NONE;
    return (struct str){(const char *)node->raw->data.scalar.value, node->raw->data.scalar.length};
}

/* What yaml_read_mapping works on. */
struct reading {
    const struct yaml_node *mapping; /* NULL: an empty document */
    const char *file;
    const struct yaml_field *fields;
    size_t field_count;
    struct arena *arena;
};

static enum err_code refuse_value(const struct reading *reading, const struct yaml_field *field,
                                  const struct yaml_node *at, struct str allowed, struct err *err) {
    return err_at(err, ERR_VALUE, reading->file, yaml_line(at), yaml_column(at), str_from(field->key), allowed);
}

/* Plain decimal: 010, +1, 0x10 and 1_000 mean different things to different readers. */
static bool read_integer(const struct yaml_node *node, int64_t *ret_value) {
    struct str digits = yaml_text(node);
    bool negative = str_starts_with(digits, STR("-"));
    uint64_t magnitude;

    if (!is_plain(node))
        return false;
    if (negative)
        digits = str_sub(digits, 1, SIZE_MAX);
    if ((digits.n > 1 && digits.p[0] == '0') || !str_to_u64(digits, &magnitude) || magnitude > INT64_MAX)
        return false;
    *ret_value = negative ? -(int64_t)magnitude : (int64_t)magnitude;
    return true;
}

static enum err_code fill_text(const struct reading *reading, const struct yaml_field *field,
                               const struct yaml_node *value, void *member, struct err *err) {
    if (value->raw->type != YAML_SCALAR_NODE || is_null(value))
        return refuse_value(reading, field, value, STR("text"), err);
    *(struct str *)member = yaml_text(value);
    return ERR_OK;
}

static enum err_code fill_integer(const struct reading *reading, const struct yaml_field *field,
                                  const struct yaml_node *value, void *member, struct err *err) {
    int64_t number;

    if (!read_integer(value, &number) || number < field->minimum || number > field->maximum) {
        struct str allowed =
            arena_printf(reading->arena, "%lld…%lld", (long long)field->minimum, (long long)field->maximum);
        return refuse_value(reading, field, value, allowed, err);
    }
    *(int64_t *)member = number;
    return ERR_OK;
}

static enum err_code fill_bool(const struct reading *reading, const struct yaml_field *field,
                               const struct yaml_node *value, void *member, struct err *err) {
    bool is_true = str_eq(yaml_text(value), STR("true"));

    if (!is_plain(value) || (!is_true && !str_eq(yaml_text(value), STR("false"))))
        return refuse_value(reading, field, value, STR("true, false"), err);
    *(bool *)member = is_true;
    return ERR_OK;
}

static struct str list_choices(const struct reading *reading, const struct yaml_field *field) {
    struct str list = STR_NONE;

    for (size_t i = 0; field->choices[i]; i++)
        list = arena_printf(reading->arena, "%.*s%s%s", STR_FMT(list), i ? ", " : "", field->choices[i]);
    return list;
}

static enum err_code fill_choice(const struct reading *reading, const struct yaml_field *field,
                                 const struct yaml_node *value, void *member, struct err *err) {
    if (value->raw->type == YAML_SCALAR_NODE) {
        for (int i = 0; field->choices[i]; i++) {
            if (str_eq(yaml_text(value), str_from(field->choices[i]))) {
                *(int *)member = i;
                return ERR_OK;
            }
        }
    }
    return refuse_value(reading, field, value, list_choices(reading, field), err);
}

static enum err_code fill_text_list(const struct reading *reading, const struct yaml_field *field,
                                    const struct yaml_node *value, void *member, struct err *err) {
    struct yaml_texts texts = {.count = yaml_length(value)};
    enum err_code code = ERR_OK;

    if (!yaml_is_sequence(value))
        return refuse_value(reading, field, value, STR("[text, …]"), err);
    texts.items = arena_alloc_array(reading->arena, texts.count + 1, sizeof *texts.items);
    if (!texts.items)
        return err_no_memory(err);
    for (size_t i = 0; i < texts.count && !code; i++)
        code = fill_text(reading, field, yaml_at(value, i), &texts.items[i], err);
    if (!code)
        *(struct yaml_texts *)member = texts;
    return code;
}

static enum err_code fill_node(const struct reading *reading, const struct yaml_field *field,
                               const struct yaml_node *value, void *member, struct err *err) {
    (void)reading, (void)field, (void)err;
    *(const struct yaml_node **)member = value;
    return ERR_OK;
}

typedef enum err_code fill_fn(const struct reading *reading, const struct yaml_field *field,
                              const struct yaml_node *value, void *member, struct err *err);

static fill_fn *const fill_functions[] = {
    [YAML_TEXT] = fill_text,     [YAML_INTEGER] = fill_integer,     [YAML_BOOL] = fill_bool,
    [YAML_CHOICE] = fill_choice, [YAML_TEXT_LIST] = fill_text_list, [YAML_NODE] = fill_node,
};

static const struct yaml_field *find_field(const struct reading *reading, struct str key) {
    for (size_t i = 0; i < reading->field_count; i++) {
        if (str_eq(key, str_from(reading->fields[i].key)))
            return &reading->fields[i];
    }
    return NULL;
}

/* The pair of the key, or the number of pairs. */
static size_t find_pair(const struct reading *reading, const char *key) {
    size_t i = 0, count = reading->mapping ? count_pairs(reading->mapping) : 0;

    while (i < count && !str_eq(yaml_text(key_at(reading->mapping, i)), str_from(key)))
        i++;
    return i;
}

static bool has_key(const struct reading *reading, const char *key) {
    return reading->mapping && find_pair(reading, key) < count_pairs(reading->mapping);
}

/* As many as an error has room for. */
static struct str list_keys(const struct reading *reading) {
    struct str list = STR_NONE;

    for (size_t i = 0; i < reading->field_count; i++) {
        const char *key = reading->fields[i].key;
        if (list.n + strlen(key) + sizeof ", , …" > sizeof((struct err *)NULL)->arg[1])
            return arena_printf(reading->arena, "%.*s, …", STR_FMT(list));
        list = arena_printf(reading->arena, "%.*s%s%s", STR_FMT(list), i ? ", " : "", key);
    }
    return list;
}

static enum err_code read_pair(const struct reading *reading, size_t index, char *target, struct err *err) {
    const struct yaml_node *key = key_at(reading->mapping, index);
    const struct yaml_field *field = find_field(reading, yaml_text(key));

    if (!field)
        return err_at(err, ERR_UNKNOWN_KEY, reading->file, yaml_line(key), yaml_column(key), yaml_text(key),
                      list_keys(reading));
    if (field->excludes && has_key(reading, field->excludes)) {
        struct str allowed = arena_printf(reading->arena, "not together with %s", field->excludes);
        return refuse_value(reading, field, key, allowed, err);
    }
    return fill_functions[field->type](reading, field, value_at(reading->mapping, index), target + field->offset, err);
}

static enum err_code check_required(const struct reading *reading, struct err *err) {
    uint64_t line = reading->mapping ? yaml_line(reading->mapping) : 1;
    uint64_t column = reading->mapping ? yaml_column(reading->mapping) : 1;

    for (size_t i = 0; i < reading->field_count; i++) {
        const struct yaml_field *field = &reading->fields[i];
        if (field->required && !has_key(reading, field->key))
            return err_at(err, ERR_MISSING_KEY, reading->file, line, column, str_from(field->key), STR_NONE);
    }
    return ERR_OK;
}

enum err_code yaml_read_mapping(const struct yaml_node *node, const char *file, const struct yaml_field *fields,
                                size_t field_count, void *target, struct arena *arena, struct err *err) {
    const struct reading reading = {node, file, fields, field_count, arena};
    enum err_code code = ERR_OK;

    if (node && !is_mapping(node))
        return err_at(err, ERR_SYNTAX, file, yaml_line(node), yaml_column(node), STR("key: value"), STR_NONE);
    for (size_t i = 0; node && i < count_pairs(node) && !code; i++)
        code = read_pair(&reading, i, target, err);
    return code ? code : check_required(&reading, err);
}

struct library_version yaml_read_library(void) {
    return library_version_of(NULL, yaml_get_version_string());
}
