#include "scanner/target/ansible_inventory.h"

#include "scanner/target/shell_words.h"

enum section { SECTION_HOSTS, SECTION_CHILDREN, SECTION_VARS };

struct parser {
    struct ansible_inventory *inventory;
    struct arena *arena;
    struct ansible_place place; /* of the line, and of what is at hand on it */
    struct err *err;
    struct str line;
    enum section section;
    uint32_t group;
    struct str port; /* of the line at hand */
    uint32_t *hosts;
    size_t host_count, host_capacity;
};

static enum err_code refuse(const struct parser *parser, const char *expected) {
    return err_at(parser->err, ERR_SYNTAX, parser->place.file, parser->place.line, parser->place.column,
                  str_from(expected), STR_NONE);
}

/* What is at hand stands at AT, a pointer into the line. */
static void move_to(struct parser *parser, const char *at) {
    parser->place.column = 1;
    for (const char *p = parser->line.p; p < at; p++) {
        parser->place.column += ((unsigned char)*p & 0xC0) != 0x80;
    }
}

static bool is_comment(struct str text) {
    return text.n == 0 || text.p[0] == '#';
}

/* --- hosts --- */

static bool add_host(void *context, struct str name) {
    struct parser *parser = context;

    if (parser->host_count == parser->host_capacity) {
        size_t capacity = parser->host_capacity ? 2 * parser->host_capacity : 16;
        uint32_t *grown = arena_alloc_array(parser->arena, capacity, sizeof *grown);
        if (!grown) {
            return false;
        }
        if (parser->host_count) {
            memcpy(grown, parser->hosts, parser->host_count * sizeof *grown);
        }
        parser->hosts = grown;
        parser->host_capacity = capacity;
    }
    return ansible_add(parser->inventory, parser->group, name, parser->port, &parser->place,
                       &parser->hosts[parser->host_count++]);
}

static void set_for_hosts(struct parser *parser, struct str name, struct str text) {
    for (size_t i = 0; i < parser->host_count; i++) {
        ansible_set(parser->inventory, ANSIBLE_OWNER_HOST, parser->hosts[i], name, text, &parser->place);
    }
}

static enum err_code read_pattern(struct parser *parser, struct str word) {
    parser->host_count = 0;
    if (!ansible_split_port(&word, &parser->port)) {
        return refuse(parser, "a port behind the colon");
    }
    if (!ansible_expand(word, add_host, parser)) {
        return arena_failed(parser->arena) ? err_no_memory(parser->err)
                                           : ansible_refuse_hosts(parser->inventory, &parser->place, parser->err);
    }
    return ERR_OK;
}

static enum err_code read_assignment(struct parser *parser, struct str word) {
    ptrdiff_t equals = str_find_char(word, '=');

    if (equals <= 0) {
        return refuse(parser, "variable=value");
    }
    set_for_hosts(parser, str_sub(word, 0, (size_t)equals), str_sub(word, (size_t)equals + 1, SIZE_MAX));
    return ERR_OK;
}

static enum err_code read_host_line(struct parser *parser) {
    struct str rest = parser->line, word;
    enum err_code code = ERR_OK;

    for (bool is_first = true; !code; is_first = false) {
        shell_skip_blanks(&rest);
        move_to(parser, rest.p);
        switch (shell_word_next(&rest, true, parser->arena, &word)) {
        case SHELL_WORD_END:
            return ERR_OK;
        case SHELL_WORD_OPEN:
            return refuse(parser, "a closing quote");
        case SHELL_WORD_NO_MEMORY:
            return err_no_memory(parser->err);
        case SHELL_WORD_READ:
            code = is_first ? read_pattern(parser, word) : read_assignment(parser, word);
        }
    }
    return code;
}

/* --- groups --- */

/* A name without blanks, colons and brackets, and nothing behind it but a comment. */
static bool take_group_name(struct str *rest, struct str *ret_name) {
    size_t length = 0;

    while (length < rest->n && !memchr(" \t\r:[]", rest->p[length], 6)) {
        length++;
    }
    *ret_name = str_sub(*rest, 0, length);
    *rest = str_sub(*rest, length, SIZE_MAX);
    return length > 0;
}

static enum err_code read_child_line(struct parser *parser) {
    struct str rest = parser->line, name;

    shell_skip_blanks(&rest);
    move_to(parser, rest.p);
    if (!take_group_name(&rest, &name) || !is_comment(str_trim(rest))) {
        return refuse(parser, "the name of a group");
    }
    ansible_add_child(parser->inventory, parser->group, ansible_group(parser->inventory, name, &parser->place));
    return ERR_OK;
}

/* A value in quotes is what is in them; another one goes up to a comment. */
static struct str value_of(struct str text) {
    char quote = text.n && (text.p[0] == '"' || text.p[0] == '\'') ? text.p[0] : '\0';
    ptrdiff_t end = quote ? str_find_char(str_sub(text, 1, SIZE_MAX), quote) : -1;
    ptrdiff_t comment = str_find(text, STR(" #"));

    if (end >= 0 && is_comment(str_trim(str_sub(text, (size_t)end + 2, SIZE_MAX)))) {
        return str_sub(text, 1, (size_t)end);
    }
    return comment < 0 ? text : str_trim(str_sub(text, 0, (size_t)comment));
}

static enum err_code read_variable_line(struct parser *parser) {
    struct str text = str_trim(parser->line), name;
    ptrdiff_t equals = str_find_char(text, '=');

    move_to(parser, text.p);
    if (equals <= 0) {
        return refuse(parser, "variable=value");
    }
    name = str_trim(str_sub(text, 0, (size_t)equals));
    text = str_trim(str_sub(text, (size_t)equals + 1, SIZE_MAX));
    ansible_set(parser->inventory, ANSIBLE_OWNER_GROUP, parser->group, name, value_of(text), &parser->place);
    return ERR_OK;
}

/* [group] and [group:word] alone on the line; but not [a:c].example or [2001:db8::1]:22, which are hosts. */
static bool split_header(struct str text, struct str *ret_group, struct str *ret_kind) {
    struct str rest = text;

    *ret_kind = STR_NONE;
    if (!str_drop_prefix(&rest, STR("[")) || !take_group_name(&rest, ret_group)) {
        return false;
    }
    if (str_drop_prefix(&rest, STR(":")) && !take_group_name(&rest, ret_kind)) {
        return false;
    }
    return str_drop_prefix(&rest, STR("]")) && is_comment(str_trim(rest));
}

static enum err_code read_header(struct parser *parser, struct str group, struct str kind) {
    static const struct str kinds[] = {
        [SECTION_HOSTS] = STR(""), [SECTION_CHILDREN] = STR("children"), [SECTION_VARS] = STR("vars")};

    for (enum section section = 0; section < ARRAY_LEN(kinds); section++) {
        if (str_eq(kind, kinds[section])) {
            parser->section = section;
            parser->group = ansible_group(parser->inventory, group, &parser->place);
            return ERR_OK;
        }
    }
    return refuse(parser, "[group], [group:children] or [group:vars]");
}

static enum err_code read_line(struct parser *parser) {
    static enum err_code (*const readers[])(struct parser * parser) = {
        [SECTION_HOSTS] = read_host_line, [SECTION_CHILDREN] = read_child_line, [SECTION_VARS] = read_variable_line};
    struct str text = str_trim(parser->line), group, kind;
    const char *nul = text.n ? memchr(text.p, '\0', text.n) : NULL;

    move_to(parser, nul ? nul : text.p);
    if (nul) {
        return refuse(parser, "no NUL byte");
    }
    if (is_comment(text) || text.p[0] == ';') {
        return ERR_OK;
    }
    return split_header(text, &group, &kind) ? read_header(parser, group, kind) : readers[parser->section](parser);
}

enum err_code ansible_ini_read(struct ansible_inventory *inventory, struct str bytes, const char *file,
                               struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct parser parser = {.inventory = inventory, .arena = arena, .err = err};
    enum err_code code = ERR_OK;

    parser.place.file = arena_dup_cstr(ansible_inventory_arena(inventory), str_from(file));
    if (!arena || !parser.place.file) {
        return err_no_memory(err);
    }
    parser.group = ansible_group(inventory, STR("ungrouped"), &parser.place);
    (void)str_drop_prefix(&bytes, STR("\xEF\xBB\xBF"));
    while (!code && str_cut(&bytes, '\n', &parser.line)) {
        parser.place.line++;
        code = read_line(&parser);
    }
    return code;
}
