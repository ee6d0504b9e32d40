#include "scanner/target/ansible_inventory.h"

#include "base/yaml_read.h"

#define BYTES_MAX ((size_t)64 << 20)

struct parser {
    struct ansible_inventory *inventory;
    struct ansible_place place; /* of what is at hand */
    struct err *err;
};

static void move_to(struct parser *parser, const struct yaml_node *node) {
    parser->place.line = yaml_line(node);
    parser->place.column = yaml_column(node);
}

static enum err_code refuse(struct parser *parser, const struct yaml_node *node, const char *expected) {
    move_to(parser, node);
    return err_at(parser->err, ERR_SYNTAX, parser->place.file, parser->place.line, parser->place.column,
                  str_from(expected), STR_NONE);
}

/* Calls EACH for every pair; nothing is a mapping without any. */
static enum err_code for_each(struct parser *parser, const struct yaml_node *mapping, uint32_t owner,
                              enum err_code (*each)(struct parser *parser, uint32_t owner, const struct yaml_node *key,
                                                    const struct yaml_node *value)) {
    enum err_code code = ERR_OK;

    if (yaml_is_null(mapping)) {
        return ERR_OK;
    }
    if (!yaml_is_mapping(mapping)) {
        return refuse(parser, mapping, "key: value");
    }
    for (size_t i = 0; !code && i < yaml_pair_count(mapping); i++) {
        code = each(parser, owner, yaml_key_at(mapping, i), yaml_value_at(mapping, i));
    }
    return code;
}

/* Only those that are known, so that a list in another variable does no harm. */
static bool is_known(struct str name) {
    for (enum ansible_variable variable = 0; variable < ANSIBLE_VARIABLE_COUNT; variable++) {
        if (str_eq(name, str_from(ansible_variable_name(variable)))) {
            return true;
        }
    }
    return false;
}

static enum err_code read_variable(struct parser *parser, enum ansible_owner kind, uint32_t owner,
                                   const struct yaml_node *key, const struct yaml_node *value) {
    if (!is_known(yaml_text(key)) || yaml_is_null(value)) {
        return ERR_OK;
    }
    if (!yaml_text(value).p) {
        return refuse(parser, value, "text");
    }
    move_to(parser, value);
    ansible_set(parser->inventory, kind, owner, yaml_text(key), yaml_text(value), &parser->place);
    return ERR_OK;
}

static enum err_code read_host_variable(struct parser *parser, uint32_t host, const struct yaml_node *key,
                                        const struct yaml_node *value) {
    return read_variable(parser, ANSIBLE_OWNER_HOST, host, key, value);
}

static enum err_code read_group_variable(struct parser *parser, uint32_t group, const struct yaml_node *key,
                                         const struct yaml_node *value) {
    return read_variable(parser, ANSIBLE_OWNER_GROUP, group, key, value);
}

/* The hosts of a key, each with the variables behind it. */
struct adding {
    struct parser *parser;
    uint32_t group;
    struct str port;
    struct ansible_place place; /* of the key */
    const struct yaml_node *variables;
    enum err_code code;
};

static bool add_host(void *context, struct str name) {
    struct adding *adding = context;
    struct parser *parser = adding->parser;
    uint32_t host;

    if (!ansible_add(parser->inventory, adding->group, name, adding->port, &adding->place, &host)) {
        return false;
    }
    adding->code = for_each(parser, adding->variables, host, read_host_variable);
    return !adding->code;
}

static enum err_code read_host(struct parser *parser, uint32_t group, const struct yaml_node *key,
                               const struct yaml_node *value) {
    struct adding adding = {.parser = parser, .group = group, .variables = value};
    struct str pattern = yaml_text(key);

    move_to(parser, key);
    adding.place = parser->place;
    if (!ansible_split_port(&pattern, &adding.port)) {
        return refuse(parser, key, "a port behind the colon");
    }
    if (!ansible_expand(pattern, add_host, &adding) && !adding.code) {
        return ansible_refuse_hosts(parser->inventory, &adding.place, parser->err);
    }
    return adding.code;
}

static enum err_code read_group(struct parser *parser, const struct yaml_node *key, const struct yaml_node *value,
                                uint32_t *ret_group);

static enum err_code read_child(struct parser *parser, uint32_t parent, const struct yaml_node *key,
                                const struct yaml_node *value) {
    uint32_t child;
    enum err_code code = read_group(parser, key, value, &child);

    if (!code) {
        ansible_add_child(parser->inventory, parent, child);
    }
    return code;
}

/* Other keys than these are passed over, as Ansible does. */
static enum err_code read_part(struct parser *parser, uint32_t group, const struct yaml_node *key,
                               const struct yaml_node *value) {
    static const struct {
        struct str key;
        enum err_code (*each)(struct parser *parser, uint32_t owner, const struct yaml_node *key,
                              const struct yaml_node *value);
    } parts[] = {{STR("hosts"), read_host}, {STR("children"), read_child}, {STR("vars"), read_group_variable}};

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (str_eq(yaml_text(key), parts[i].key)) {
            return for_each(parser, value, group, parts[i].each);
        }
    }
    return ERR_OK;
}

static enum err_code read_group(struct parser *parser, const struct yaml_node *key, const struct yaml_node *value,
                                uint32_t *ret_group) {
    move_to(parser, key);
    *ret_group = ansible_group(parser->inventory, yaml_text(key), &parser->place);
    return for_each(parser, value, *ret_group, read_part);
}

static enum err_code read_top(struct parser *parser, uint32_t owner, const struct yaml_node *key,
                              const struct yaml_node *value) {
    (void)owner;
    return read_group(parser, key, value, &owner);
}

enum err_code ansible_yaml_read(struct ansible_inventory *inventory, struct str bytes, const char *file,
                                struct err *err) {
    static const struct yaml_allowance allowance = {.bytes = BYTES_MAX, .has_tags = true};
    CLEANUP(yaml_document_free_cleanup) struct yaml_document *document = NULL;
    struct parser parser = {.inventory = inventory, .err = err};
    enum err_code code = yaml_parse_foreign(bytes, file, &allowance, &document, err);

    parser.place.file = arena_dup_cstr(ansible_inventory_arena(inventory), str_from(file));
    if (!code && !parser.place.file) {
        code = err_no_memory(err);
    }
    return code ? code : for_each(&parser, yaml_root(document), 0, read_top);
}
