#include "products/title.h"

#include "base/compiler.h"
#include "base/text.h"

static const char *const package_sources[] = {"dpkg",    "rpm",   "apk",    "pacman", "pkg",
                                              "pkgutil", "lslpp", "swlist", "vib"};

enum title_class title_class_of_source(struct str source) {
    for (size_t i = 0; i < ARRAY_LEN(package_sources); i++) {
        if (str_eq(source, str_from(package_sources[i]))) {
            return TITLE_OS_PACKAGE;
        }
    }
    return TITLE_UNKNOWN;
}

void title_fold(struct str utf8, struct buffer *out) {
    text_fold(utf8, out);
}

/* Folding would make letters of ™: these are taken out before it. */
static const char *const signs[] = {"®", "™", "©"};
/* These after it: a mark may stand in wide letters. */
static const char *const marks[] = {"(r)", "(tm)", "(c)"};

/* One blank for each of the marks, and never two blanks. */
static void append_without(const char *const marks_out[], size_t count, struct str s, struct buffer *out) {
    while (s.n) {
        size_t skip = 0;
        for (size_t i = 0; i < count && !skip; i++) {
            skip = str_starts_with(s, str_from(marks_out[i])) ? strlen(marks_out[i]) : 0;
        }
        char c = skip ? ' ' : s.p[0];
        if (c != ' ' || !str_ends_with(buffer_view(out), STR(" "))) {
            buffer_append_char(out, c);
        }
        s = str_sub(s, skip ? skip : 1, SIZE_MAX);
    }
}

void title_fold_without_marks(struct str utf8, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer plain = {0}, folded = {0}, unmarked = {0};

    append_without(signs, ARRAY_LEN(signs), utf8, &plain);
    text_fold(buffer_view(&plain), &folded);
    append_without(marks, ARRAY_LEN(marks), buffer_view(&folded), &unmarked);
    buffer_append(out, str_trim(buffer_view(&unmarked)));
    out->failed |= plain.failed || folded.failed || unmarked.failed;
}

static const char *const trailing_words[] = {"x64",   "x86",     "x86_64", "64-bit", "32-bit", "64bit", "32bit",
                                             "amd64", "version", "ver.",   "ver",    "v",      "-"};
/* The same in two words, which are taken off together. */
static const char *const trailing_phrases[] = {"64 bit",    "32 bit",    "(64 bit)",    "(32 bit)",
                                               "64 ビット", "32 ビット", "(64 ビット)", "(32 ビット)"};

static const char *const version_signs[] = {"version", "ver.", "ver", "v.", "v"};

/* A word that is a version: starts with a digit, perhaps behind a sign of one, and holds only what versions hold. */
static bool is_version_word(struct str word) {
    for (size_t i = 0; i < ARRAY_LEN(version_signs); i++) {
        if (str_drop_prefix(&word, str_from(version_signs[i]))) {
            break;
        }
    }
    if (word.n == 0 || !str_is_digit(word.p[0])) {
        return false;
    }
    bool has_dot = false;
    for (size_t i = 0; i < word.n; i++) {
        has_dot |= word.p[i] == '.';
        if (!str_is_alnum(word.p[i]) && !strchr(".-_+~:", word.p[i])) {
            return false;
        }
    }
    return has_dot;
}

static bool is_trailing_word(struct str word) {
    if (word.n > 2 && word.p[0] == '(' && word.p[word.n - 1] == ')') {
        word = str_sub(word, 1, word.n - 2);
    }
    for (size_t i = 0; i < ARRAY_LEN(trailing_words); i++) {
        if (str_eq(word, str_from(trailing_words[i]))) {
            return true;
        }
    }
    return is_version_word(word);
}

static struct str without_phrase(struct str s) {
    for (size_t i = 0; i < ARRAY_LEN(trailing_phrases); i++) {
        struct str phrase = str_from(trailing_phrases[i]);
        if (s.n > phrase.n + 1 && str_ends_with(s, phrase) && s.p[s.n - phrase.n - 1] == ' ') {
            return str_trim(str_sub(s, 0, s.n - phrase.n));
        }
    }
    return s;
}

static struct str without_last_word(struct str s, struct str *ret_word) {
    size_t at = s.n;
    while (at > 0 && s.p[at - 1] != ' ') {
        at--;
    }
    *ret_word = str_sub(s, at, SIZE_MAX);
    return str_trim(str_sub(s, 0, at));
}

void title_stem(struct str utf8, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    title_fold_without_marks(utf8, &folded);
    struct str stem = without_phrase(buffer_view(&folded)), word;
    for (struct str rest = without_last_word(stem, &word); rest.n && is_trailing_word(word);
         rest = without_last_word(stem, &word)) {
        stem = rest;
    }
    buffer_append(out, stem);
    out->failed |= folded.failed;
}
