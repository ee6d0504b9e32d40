#include "scanner/collect/fields.h"

#include "base/buffer.h"

#define EPOCH_1980 INT64_C(315532800)
#define EPOCH_2200 INT64_C(7258118400)

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

bool fields_next_line(struct str *rest, struct str *ret_line) {
    struct str line;

    if (!str_cut(rest, '\n', &line)) {
        return false;
    }
    if (str_ends_with(line, STR("\r"))) {
        line.n--;
    }
    *ret_line = line;
    return true;
}

struct str fields_value(struct str body, const char *name) {
    struct str line, key = str_from(name);

    while (fields_next_line(&body, &line)) {
        if (line.n > key.n && line.p[key.n] == '=' && str_starts_with(line, key)) {
            return str_trim(str_sub(line, key.n + 1, SIZE_MAX));
        }
    }
    return STR_NONE;
}

bool fields_colon(struct str line, const char *key, struct str *ret_value) {
    ptrdiff_t colon = str_find_char(line, ':');

    if (colon < 0 || !str_eq(str_trim(str_sub(line, 0, (size_t)colon)), str_from(key))) {
        return false;
    }
    *ret_value = str_trim(str_sub(line, (size_t)colon + 1, SIZE_MAX));
    return true;
}

struct str *fields_at(void *record, size_t offset) {
    return (struct str *)(void *)((char *)record + offset);
}

void fields_take_colon(struct str line, const struct fields_key *keys, size_t count, void *record) {
    struct str value;

    for (size_t i = 0; i < count; i++) {
        struct str *field = fields_at(record, keys[i].offset);
        if (fields_colon(line, keys[i].key, &value) && str_is_empty(*field)) {
            *field = value;
        }
    }
}

bool fields_next_word(struct str *rest, struct str *ret_word) {
    size_t begin = 0, end;

    while (begin < rest->n && is_blank(rest->p[begin])) {
        begin++;
    }
    for (end = begin; end < rest->n && !is_blank(rest->p[end]); end++) {
    }
    if (begin == end) {
        return false;
    }
    *ret_word = str_sub(*rest, begin, end - begin);
    *rest = str_sub(*rest, end, SIZE_MAX);
    return true;
}

struct str fields_attribute(struct str tag, const char *name) {
    ptrdiff_t at = str_find(tag, str_from(name));
    struct str rest = at < 0 ? STR_NONE : str_sub(tag, (size_t)at + strlen(name), SIZE_MAX);
    struct str value = STR_NONE;

    if (rest.n > 2 && rest.p[0] == '=' && (rest.p[1] == '\'' || rest.p[1] == '"')) {
        char quote = rest.p[1];
        rest = str_sub(rest, 2, SIZE_MAX);
        return str_cut(&rest, quote, &value) && rest.p ? value : STR_NONE;
    }
    return STR_NONE;
}

ptrdiff_t fields_find_last(struct str text, char c) {
    for (size_t i = text.n; i > 0; i--) {
        if (text.p[i - 1] == c) {
            return (ptrdiff_t)i - 1;
        }
    }
    return -1;
}

bool fields_leading_number(struct str text, uint64_t *ret_number) {
    size_t n = 0;

    while (n < text.n && str_is_digit(text.p[n])) {
        n++;
    }
    return n > 0 && str_to_u64(str_sub(text, 0, n), ret_number);
}

struct str fields_single_spaced(struct arena *arena, struct str text) {
    CLEANUP(buffer_done) struct buffer out = {0};
    struct str word;

    while (fields_next_word(&text, &word)) {
        buffer_append_cstr(&out, out.n > 0 ? " " : "");
        buffer_append(&out, word);
    }
    return out.failed ? STR_NONE : arena_dup(arena, buffer_view(&out));
}

struct str fields_without_prefix(struct str text, struct str prefix) {
    (void)str_drop_prefix(&text, prefix);
    return text;
}

struct str fields_unquote(struct str text) {
    text = str_trim(text);
    if (text.n >= 2 && text.p[0] == text.p[text.n - 1] && (text.p[0] == '"' || text.p[0] == '\'')) {
        return str_trim(str_sub(text, 1, text.n - 2));
    }
    return text;
}

bool fields_epoch(struct str text, int64_t *ret_seconds) {
    uint64_t seconds;

    if (!str_to_u64(str_trim(text), &seconds) || seconds < EPOCH_1980 || seconds >= EPOCH_2200) {
        return false;
    }
    *ret_seconds = (int64_t)seconds;
    return true;
}

uint64_t fields_rounded(uint64_t amount, uint64_t unit) {
    return amount / unit + (amount % unit >= unit - unit / 2);
}

uint64_t fields_decimal_gb(uint64_t bytes) {
    return fields_rounded(bytes, 1000000000);
}
