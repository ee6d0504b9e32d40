#include "products/release_words.h"

bool release_word_next(struct str *text, struct str *ret_word) {
    size_t begin = 0;

    while (begin < text->n && !str_is_alnum(text->p[begin])) {
        begin++;
    }
    size_t end = begin;
    while (end < text->n && str_is_alnum(text->p[end])) {
        end++;
    }
    *ret_word = str_sub(*text, begin, end - begin);
    *text = str_sub(*text, end, SIZE_MAX);
    return end > begin;
}

bool release_word_is_listed(const char *list, struct str word) {
    struct str rest = str_from(list), item;

    if (rest.n == 0 || word.n == 0) {
        return false;
    }
    while (str_cut(&rest, '|', &item)) {
        if (str_eq_ignore_case(item, word)) {
            return true;
        }
    }
    return false;
}

/* Would the two be parts of one word? */
static bool is_joined(char a, char b) {
    return str_is_alnum(a) && str_is_alnum(b) && str_is_digit(a) == str_is_digit(b);
}

static bool stands_at(struct str text, size_t at, struct str word) {
    size_t end = at + word.n;

    return str_eq_ignore_case(str_sub(text, at, word.n), word) && (at == 0 || !is_joined(text.p[at - 1], word.p[0])) &&
           (end == text.n || !is_joined(text.p[end], word.p[word.n - 1]));
}

static bool stands(struct str text, struct str word) {
    for (size_t at = 0; word.n > 0 && at + word.n <= text.n; at++) {
        if (stands_at(text, at, word)) {
            return true;
        }
    }
    return false;
}

/* "service pack 3" for "sp3" */
static bool stands_in_full(struct str text, struct str word) {
    static const struct str full = {"service pack", sizeof "service pack" - 1};

    if (word.n < 3 || !str_eq_ignore_case(str_sub(word, 0, 2), STR("sp"))) {
        return false;
    }
    for (size_t at = 0; at + full.n < text.n; at++) {
        if (stands_at(text, at, full)) {
            return stands_at(str_trim(str_sub(text, at + full.n, SIZE_MAX)), 0, str_sub(word, 2, SIZE_MAX));
        }
    }
    return false;
}

bool release_word_stands(struct str text, struct str word) {
    return stands(text, word) || stands_in_full(text, word);
}

bool release_word_is_said(const struct str texts[RELEASE_TEXTS], struct str word) {
    for (unsigned i = 0; i < RELEASE_TEXTS; i++) {
        if (release_word_stands(texts[i], word)) {
            return true;
        }
    }
    return false;
}

bool release_words_are_said(const struct str texts[RELEASE_TEXTS], struct str name) {
    struct str word;

    while (release_word_next(&name, &word)) {
        if (!release_word_is_said(texts, word)) {
            return false;
        }
    }
    return true;
}
