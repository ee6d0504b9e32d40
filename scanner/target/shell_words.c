#include "scanner/target/shell_words.h"

#include "base/buffer.h"

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

void shell_skip_blanks(struct str *rest) {
    while (rest->n && is_blank(rest->p[0])) {
        *rest = str_sub(*rest, 1, SIZE_MAX);
    }
}

/* Does the backslash at P take the meaning from what follows it? */
static bool is_escape(const char *p, size_t n, char quote) {
    return *p == '\\' && n > 1 && (!quote || (quote == '"' && memchr("\"\\$`", p[1], 4)));
}

static bool read_word(struct str *rest, bool has_comments, struct buffer *word) {
    char quote = '\0';
    size_t i = 0;

    for (; i < rest->n; i++) {
        char c = rest->p[i];
        if (!quote && (is_blank(c) || (has_comments && c == '#'))) {
            break;
        }
        if (is_escape(rest->p + i, rest->n - i, quote)) {
            buffer_append_char(word, rest->p[++i]);
        } else if (quote ? c == quote : c == '"' || c == '\'') {
            quote = quote ? '\0' : c;
        } else {
            buffer_append_char(word, c);
        }
    }
    *rest = str_sub(*rest, i, SIZE_MAX);
    return !quote;
}

enum shell_word shell_word_next(struct str *rest, bool has_comments, struct arena *arena, struct str *ret_word) {
    CLEANUP(buffer_done) struct buffer word = {0};

    shell_skip_blanks(rest);
    if (rest->n == 0 || (has_comments && rest->p[0] == '#')) {
        return SHELL_WORD_END;
    }
    if (!read_word(rest, has_comments, &word)) {
        return SHELL_WORD_OPEN;
    }
    *ret_word = arena_dup(arena, buffer_view(&word));
    return word.failed || arena_failed(arena) ? SHELL_WORD_NO_MEMORY : SHELL_WORD_READ;
}
