#include "scanner/ssh/config.h"

#include "scanner/ssh/pattern.h"

#include <stdlib.h>

#define TOO_MANY_HOPS "at most 8 hosts on the way"

/* What options set. ProxyJump and ProxyCommand are one: the first of them wins, as in OpenSSH. */
enum field { FIELD_HOST_NAME, FIELD_PORT, FIELD_USER, FIELD_WAY, FIELD_COUNT };

enum keyword {
    KEYWORD_HOST,
    KEYWORD_MATCH,
    KEYWORD_INCLUDE,
    KEYWORD_HOST_KEY_ALIAS,
    KEYWORD_HOST_NAME,
    KEYWORD_PORT,
    KEYWORD_USER,
    KEYWORD_PROXY_JUMP,
    KEYWORD_PROXY_COMMAND,
    KEYWORD_COUNT
};

static const char *const keyword_names[KEYWORD_COUNT] = {
    [KEYWORD_HOST] = "Host",
    [KEYWORD_MATCH] = "Match",
    [KEYWORD_INCLUDE] = "Include",
    [KEYWORD_HOST_KEY_ALIAS] = "HostKeyAlias",
    [KEYWORD_HOST_NAME] = "HostName",
    [KEYWORD_PORT] = "Port",
    [KEYWORD_USER] = "User",
    [KEYWORD_PROXY_JUMP] = "ProxyJump",
    [KEYWORD_PROXY_COMMAND] = "ProxyCommand",
};

struct place {
    const char *file;
    uint64_t line, column;
};

/* Where options apply. Conditions of a file that is included stand within those of the Include line. */
struct block {
    size_t parent; /* its own number: none */
    bool is_never; /* a Match block that is not understood */
    bool has_patterns;
    size_t first_pattern, pattern_count;
};

struct option {
    enum keyword keyword;
    enum field field;
    size_t block;
    struct str value;
    struct place place;
    /* Of a ProxyJump: the hops as it names them, and what has become of them. */
    bool is_read, is_resolving, is_resolved;
    struct hop *named;
    size_t named_count;
    const struct hop *hops;
    size_t hop_count;
};

struct list {
    void *items;
    size_t count, capacity;
};

struct ssh_config {
    struct arena *arena;
    struct list blocks, options, patterns; /* struct block, struct option, struct str */
    size_t base;                           /* block that the next file stands in */
    bool *is_active;                       /* of each block, for the name looked up last */
    size_t active_count;
    unsigned depth; /* ways that are being resolved, each for the one before it */
    struct {
        size_t count;
        struct place first;
    } unused[SSH_CONFIG_UNUSED_COUNT];
};

/* Room for one more; NULL when memory is out. */
static void *list_add(struct list *list, size_t size) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 2 * list->capacity : 16;
        void *items = reallocarray(list->items, capacity, size);
        if (!items) {
            return NULL;
        }
        list->items = items;
        list->capacity = capacity;
    }
    return memset((char *)list->items + list->count++ * size, 0, size);
}

static struct block *block_at(const struct ssh_config *config, size_t number) {
    return (struct block *)config->blocks.items + number;
}

static struct option *option_at(const struct ssh_config *config, size_t number) {
    return (struct option *)config->options.items + number;
}

static struct str pattern_at(const struct ssh_config *config, size_t number) {
    return ((struct str *)config->patterns.items)[number];
}

void ssh_config_free(struct ssh_config *config) {
    if (config) {
        arena_free(config->arena);
        free(config->blocks.items);
        free(config->options.items);
        free(config->patterns.items);
        free(config->is_active);
        free(config);
    }
}

struct ssh_config *ssh_config_new(void) {
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = calloc(1, sizeof *config);

    if (!config || !(config->arena = arena_new()) || !list_add(&config->blocks, sizeof(struct block))) {
        return NULL;
    }
    return TAKE_PTR(config);
}

/* --- parsing -------------------------------------------------------------------------------------------------------
 */

struct parser {
    struct ssh_config *config;
    const char *file;
    const struct ssh_config_include *include;
    struct err *err;
    struct str line; /* at hand */
    uint64_t number; /* of the line */
    size_t base;     /* block that the file stands in */
    size_t block;    /* at hand */
};

/* Characters before AT, a pointer into the line, and one. */
static struct place place_at(const struct parser *parser, const char *at) {
    struct place place = {parser->file, parser->number, 1};

    for (const char *p = parser->line.p; p < at; p++) {
        place.column += ((unsigned char)*p & 0xC0) != 0x80;
    }
    return place;
}

static enum err_code refuse(struct err *err, enum err_code code, const struct place *place, const char *arg0,
                            struct str arg1) {
    return err_at(err, code, place->file, place->line, place->column, str_from(arg0), arg1);
}

static enum err_code refuse_at(const struct parser *parser, const char *at, const char *expected) {
    struct place place = place_at(parser, at);

    return refuse(parser->err, ERR_SYNTAX, &place, expected, STR_NONE);
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\f' || c == '\r';
}

static void skip_blanks(struct str *rest) {
    while (rest->n && is_blank(rest->p[0])) {
        *rest = str_sub(*rest, 1, SIZE_MAX);
    }
}

/* Takes an argument, whose quotes must close, off *REST into OUT. */
static bool take_argument(struct str *rest, struct buffer *out) {
    char quote = '\0';
    size_t i = 0;

    for (; i < rest->n && (quote || !is_blank(rest->p[i])); i++) {
        char c = rest->p[i];
        bool is_escape = c == '\\' && i + 1 < rest->n && memchr("\\\"' ", rest->p[i + 1], quote ? 3 : 4);
        if (is_escape) {
            buffer_append_char(out, rest->p[++i]);
        } else if (quote ? c == quote : c == '"' || c == '\'') {
            quote = quote ? '\0' : c;
        } else {
            buffer_append_char(out, c);
        }
    }
    *rest = str_sub(*rest, i, SIZE_MAX);
    return !quote;
}

/* The next argument of the line; *RET_MORE false at its end or at a comment. */
static enum err_code next_argument(const struct parser *parser, struct str *rest, bool *ret_more, struct str *ret) {
    CLEANUP(buffer_done) struct buffer argument = {0};

    skip_blanks(rest);
    *ret_more = rest->n > 0 && rest->p[0] != '#';
    if (!*ret_more) {
        return ERR_OK;
    }
    const char *start = rest->p;
    if (!take_argument(rest, &argument)) {
        return refuse_at(parser, start, "a closing quote");
    }
    *ret = arena_dup(parser->config->arena, buffer_view(&argument));
    return argument.failed || arena_failed(parser->config->arena) ? err_no_memory(parser->err) : ERR_OK;
}

/* An argument that must be there. */
static enum err_code need_argument(const struct parser *parser, struct str *rest, struct str *ret) {
    bool has_one;
    enum err_code code = next_argument(parser, rest, &has_one, ret);

    return code || has_one ? code : refuse_at(parser, rest->p, "a value behind the keyword");
}

/* A new block within the file's. */
static struct block *add_block(struct parser *parser) {
    struct ssh_config *config = parser->config;
    struct block *block = list_add(&config->blocks, sizeof *block);

    if (block) {
        block->parent = parser->base;
        block->first_pattern = config->patterns.count;
        parser->block = config->blocks.count - 1;
    }
    return block;
}

static enum err_code read_host(struct parser *parser, struct str rest) {
    struct block *block = add_block(parser);
    struct str pattern, *place;
    bool more = true;
    enum err_code code = block ? need_argument(parser, &rest, &pattern) : err_no_memory(parser->err);

    while (!code && more) {
        place = list_add(&parser->config->patterns, sizeof *place);
        if (!place) {
            return err_no_memory(parser->err);
        }
        *place = pattern;
        block->has_patterns = true;
        block->pattern_count++;
        code = next_argument(parser, &rest, &more, &pattern);
    }
    return code;
}

static void note_unused(struct parser *parser, enum ssh_config_unused what) {
    if (parser->config->unused[what].count++ == 0) {
        parser->config->unused[what].first = place_at(parser, parser->line.p);
    }
}

static enum err_code read_match(struct parser *parser, struct str rest) {
    struct block *block = add_block(parser);
    struct str criterion, other;
    bool has_other = false;
    enum err_code code = block ? need_argument(parser, &rest, &criterion) : err_no_memory(parser->err);

    if (!code) {
        code = next_argument(parser, &rest, &has_other, &other);
    }
    if (!code && (has_other || !str_eq_ignore_case(criterion, STR("all")))) {
        block->is_never = true;
        note_unused(parser, SSH_CONFIG_MATCH);
    }
    return code;
}

static enum err_code read_include(struct parser *parser, struct str rest) {
    struct str pattern;
    bool more = true;
    enum err_code code = need_argument(parser, &rest, &pattern);

    while (!code && more) {
        if (parser->include) {
            parser->config->base = parser->block;
            code =
                parser->include->follow(parser->include->context, parser->config, pattern, parser->file, parser->err);
            parser->config->base = parser->base;
        }
        if (!code) {
            code = next_argument(parser, &rest, &more, &pattern);
        }
    }
    return code;
}

static enum err_code read_option(struct parser *parser, enum keyword keyword, struct str rest) {
    static const enum field fields[KEYWORD_COUNT] = {
        [KEYWORD_HOST_NAME] = FIELD_HOST_NAME, [KEYWORD_PORT] = FIELD_PORT,         [KEYWORD_USER] = FIELD_USER,
        [KEYWORD_PROXY_JUMP] = FIELD_WAY,      [KEYWORD_PROXY_COMMAND] = FIELD_WAY,
    };
    struct option option = {
        .keyword = keyword, .field = fields[keyword], .block = parser->block, .place = place_at(parser, rest.p)};
    struct option *added;
    struct str whole = str_trim(rest);
    enum err_code code = need_argument(parser, &rest, &option.value);

    if (code) {
        return code;
    }
    if (option.field == FIELD_WAY) {
        option.value = arena_dup(parser->config->arena, whole);
    }
    added = list_add(&parser->config->options, sizeof *added);
    if (!added || arena_failed(parser->config->arena)) {
        return err_no_memory(parser->err);
    }
    *added = option;
    return ERR_OK;
}

static enum err_code read_keyword(struct parser *parser, enum keyword keyword, struct str rest) {
    switch (keyword) {
    case KEYWORD_HOST:
        return read_host(parser, rest);
    case KEYWORD_MATCH:
        return read_match(parser, rest);
    case KEYWORD_INCLUDE:
        return read_include(parser, rest);
    case KEYWORD_HOST_KEY_ALIAS:
        note_unused(parser, SSH_CONFIG_HOST_KEY_ALIAS);
        return ERR_OK;
    case KEYWORD_COUNT:
        return ERR_OK;
    default:
        return read_option(parser, keyword, rest);
    }
}

static enum keyword find_keyword(struct str name) {
    enum keyword keyword = 0;

    while (keyword < KEYWORD_COUNT && !str_eq_ignore_case(name, str_from(keyword_names[keyword]))) {
        keyword++;
    }
    return keyword;
}

/* keyword value, keyword=value */
static enum err_code read_line(struct parser *parser) {
    struct str rest = parser->line, name;
    size_t length = 0;

    skip_blanks(&rest);
    if (rest.n == 0 || rest.p[0] == '#') {
        return ERR_OK;
    }
    while (length < rest.n && str_is_alnum(rest.p[length])) {
        length++;
    }
    if (length == 0) {
        return refuse_at(parser, rest.p, "a keyword");
    }
    name = str_sub(rest, 0, length);
    rest = str_sub(rest, length, SIZE_MAX);
    skip_blanks(&rest);
    if (str_drop_prefix(&rest, STR("="))) {
        skip_blanks(&rest);
    }
    return read_keyword(parser, find_keyword(name), rest);
}

enum err_code ssh_config_parse(struct ssh_config *config, struct str bytes, const char *file,
                               const struct ssh_config_include *include, struct err *err) {
    struct parser parser = {.config = config,
                            .file = arena_dup_cstr(config->arena, str_from(file)),
                            .include = include,
                            .err = err,
                            .base = config->base,
                            .block = config->base};
    enum err_code code = parser.file ? ERR_OK : err_no_memory(err);

    (void)str_drop_prefix(&bytes, STR("\xEF\xBB\xBF"));
    while (!code && str_cut(&bytes, '\n', &parser.line)) {
        const char *nul = parser.line.n ? memchr(parser.line.p, '\0', parser.line.n) : NULL;
        parser.number++;
        code = nul ? refuse_at(&parser, nul, "no NUL byte") : read_line(&parser);
    }
    config->base = parser.base;
    return code;
}

/* --- looking up ----------------------------------------------------------------------------------------------------
 */

/* A pattern with ! that fits ends it, whatever the others say. */
static bool block_fits(const struct ssh_config *config, const struct block *block, struct str name) {
    bool has_match = false;

    for (size_t i = 0; i < block->pattern_count; i++) {
        struct str pattern = pattern_at(config, block->first_pattern + i);
        bool is_negated = str_drop_prefix(&pattern, STR("!"));
        if (ssh_pattern_fits(pattern, name)) {
            if (is_negated) {
                return false;
            }
            has_match = true;
        }
    }
    return has_match;
}

static bool mark_active(struct ssh_config *config, struct str name) {
    if (config->active_count < config->blocks.count) {
        bool *grown = reallocarray(config->is_active, config->blocks.count, sizeof *grown);
        if (!grown) {
            return false;
        }
        config->is_active = grown;
        config->active_count = config->blocks.count;
    }
    /* Parents stand before their children. */
    for (size_t i = 0; i < config->blocks.count; i++) {
        const struct block *block = block_at(config, i);
        config->is_active[i] = !block->is_never && (block->parent == i || config->is_active[block->parent]) &&
                               (!block->has_patterns || block_fits(config, block, name));
    }
    return true;
}

/* The first option of each field that applies; NULL: none does. */
struct found {
    struct option *options[FIELD_COUNT];
};

static enum err_code look_up(struct ssh_config *config, struct str name, struct found *ret_found, struct err *err) {
    struct found found = {0};

    if (config && !mark_active(config, name)) {
        return err_no_memory(err);
    }
    for (size_t i = 0; config && i < config->options.count; i++) {
        struct option *option = option_at(config, i);
        if (!found.options[option->field] && config->is_active[option->block]) {
            found.options[option->field] = option;
        }
    }
    *ret_found = found;
    return ERR_OK;
}

static enum err_code refuse_option(const struct option *option, const char *allowed, struct err *err) {
    return refuse(err, ERR_VALUE, &option->place, keyword_names[option->keyword], str_from(allowed));
}

/* %h is the name given, %% a percent sign. */
static enum err_code set_host_name(struct ssh_config *config, const struct option *option, struct str *address,
                                   struct err *err) {
    CLEANUP(buffer_done) struct buffer name = {0};
    struct str value = option->value;

    for (size_t i = 0; i < value.n; i++) {
        bool is_token = value.p[i] == '%' && i + 1 < value.n;
        i += is_token;
        if (is_token && value.p[i] == 'h') {
            buffer_append(&name, *address);
        } else {
            buffer_append_char(&name, value.p[i]);
        }
    }
    if (name.failed) {
        return err_no_memory(err);
    }
    if (!host_is_writable(buffer_view(&name))) {
        return refuse_option(option, "a name or address; %h for the name given", err);
    }
    *address = arena_dup(config->arena, buffer_view(&name));
    return arena_failed(config->arena) ? err_no_memory(err) : ERR_OK;
}

/* Address, user and port. */
static enum err_code set_place(struct ssh_config *config, const struct found *found, struct str *address,
                               struct str *user, uint16_t *port, struct err *err) {
    const struct option *port_option = found->options[FIELD_PORT];
    uint64_t number = DEFAULT_SSH_PORT;

    if (!*port && port_option && (!str_to_u64(port_option->value, &number) || number == 0 || number > UINT16_MAX)) {
        return refuse_option(port_option, "1-65535", err);
    }
    *port = *port ? *port : (uint16_t)number;
    if (str_is_empty(*user) && found->options[FIELD_USER]) {
        *user = found->options[FIELD_USER]->value;
        if (!user_is_writable(*user)) {
            return refuse_option(found->options[FIELD_USER], "a user's name", err);
        }
    }
    return found->options[FIELD_HOST_NAME] ? set_host_name(config, found->options[FIELD_HOST_NAME], address, err)
                                           : ERR_OK;
}

static bool names_itself(const struct hop *hops, size_t count, struct str name) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq_ignore_case(hops[i].address, name)) {
            return true;
        }
    }
    return false;
}

/* The hops that a way names, before they are looked up; once for all who go it. */
static enum err_code read_way(struct ssh_config *config, struct option *option, struct err *err) {
    struct str bad;

    if (option->is_read || str_eq_ignore_case(option->value, STR("none"))) {
        return ERR_OK;
    }
    if (option->keyword == KEYWORD_PROXY_COMMAND) {
        return refuse_option(option, "none; commands are not run, use ProxyJump", err);
    }
    if (!hops_read(option->value, config->arena, &option->named, &option->named_count, &bad)) {
        return refuse_option(option, "[user@]host[:port], up to 8 with commas between", err);
    }
    option->is_read = true;
    return arena_failed(config->arena) ? err_no_memory(err) : ERR_OK;
}

static enum err_code complete_hops(struct ssh_config *config, struct hop *hops, size_t count,
                                   const struct hop **ret_hops, size_t *ret_count, struct err *err);

/* Looks the hops of the way up, which are the same for all who go it. */
static enum err_code complete_way(struct ssh_config *config, struct option *option, struct err *err) {
    struct hop *hops = arena_alloc_array(config->arena, option->named_count, sizeof *hops);
    enum err_code code;

    if (!hops) {
        return err_no_memory(err);
    }
    memcpy(hops, option->named, option->named_count * sizeof *hops);
    option->is_resolving = true;
    config->depth++;
    code = complete_hops(config, hops, option->named_count, &option->hops, &option->hop_count, err);
    config->depth--;
    option->is_resolving = false;
    option->is_resolved = !code;
    return code;
}

/* The hops of NAME's way, which OPTION says. A way through NAME itself is none: what Host * says of a ProxyJump holds
 * for the jump host, too. */
static enum err_code resolve_way(struct ssh_config *config, struct option *option, struct str name,
                                 const struct hop **ret_hops, size_t *ret_count, struct err *err) {
    enum err_code code = read_way(config, option, err);

    *ret_hops = NULL;
    *ret_count = 0;
    if (code || option->named_count == 0 || names_itself(option->named, option->named_count, name)) {
        return code;
    }
    if (option->is_resolving) {
        return refuse_option(option, "no way that leads through itself", err);
    }
    if (config->depth == HOPS_MAX) {
        return refuse_option(option, TOO_MANY_HOPS, err);
    }
    if (!option->is_resolved) {
        code = complete_way(config, option, err);
    }
    *ret_hops = option->hops;
    *ret_count = option->hop_count;
    return code;
}

static enum err_code join_ways(struct ssh_config *config, const struct hop *own, size_t own_count,
                               const struct hop *hops, size_t count, const struct hop **ret_hops, struct err *err) {
    struct hop *joined = arena_alloc_array(config->arena, own_count + count, sizeof *joined);

    if (!joined) {
        return err_no_memory(err);
    }
    memcpy(joined, own, own_count * sizeof *joined);
    memcpy(joined + own_count, hops, count * sizeof *joined);
    *ret_hops = joined;
    return ERR_OK;
}

/* Looks the hops up; the first one's own way goes before it, the others are reached through it. */
static enum err_code complete_hops(struct ssh_config *config, struct hop *hops, size_t count,
                                   const struct hop **ret_hops, size_t *ret_count, struct err *err) {
    const struct hop *own = NULL;
    size_t own_count = 0;
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < count; i++) {
        struct str name = hops[i].address;
        struct found found;
        code = look_up(config, name, &found, err);
        if (!code) {
            code = set_place(config, &found, &hops[i].address, &hops[i].user, &hops[i].port, err);
        }
        if (!code && i == 0 && found.options[FIELD_WAY]) {
            code = resolve_way(config, found.options[FIELD_WAY], name, &own, &own_count, err);
        }
        if (!code && own_count + count > HOPS_MAX) {
            code = refuse_option(found.options[FIELD_WAY], TOO_MANY_HOPS, err);
        }
    }
    *ret_hops = hops;
    if (!code && own_count) {
        code = join_ways(config, own, own_count, hops, count, ret_hops, err);
    }
    *ret_count = own_count + count;
    return code;
}

enum err_code ssh_config_resolve_hops(struct ssh_config *config, struct hop *hops, size_t count,
                                      const struct hop **ret_hops, size_t *ret_count, struct err *err) {
    const struct hop *completed;
    size_t completed_count;
    enum err_code code = complete_hops(config, hops, count, &completed, &completed_count, err);

    if (!code) {
        *ret_hops = completed;
        *ret_count = completed_count;
    }
    return code;
}

enum err_code ssh_config_resolve(struct ssh_config *config, struct ssh_route *route, struct err *err) {
    struct ssh_route resolved = *route;
    struct found found;
    enum err_code code = look_up(config, route->address, &found, err);

    if (!code) {
        code = set_place(config, &found, &resolved.address, &resolved.user, &resolved.port, err);
    }
    if (!code && !route->has_way && found.options[FIELD_WAY]) {
        code = resolve_way(config, found.options[FIELD_WAY], route->address, &resolved.hops, &resolved.hop_count, err);
    }
    if (!code) {
        resolved.has_way = true;
        *route = resolved;
    }
    return code;
}

size_t ssh_config_unused(const struct ssh_config *config, enum ssh_config_unused what, const char **ret_file,
                         uint64_t *ret_line) {
    *ret_file = config->unused[what].first.file;
    *ret_line = config->unused[what].first.line;
    return config->unused[what].count;
}
