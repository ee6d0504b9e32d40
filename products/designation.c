#include "products/designation.h"

#include "base/compiler.h"
#include "base/text.h"
#include "products/version.h"

/* Marks and words that nameplates and firmware add or leave out. */
static const char *const empty_words[] = {"(r)", "(tm)", "cpu", "processor", "microsoft", "server", "series", "@", "-"};

/* The clock rate stands behind the name of a processor, 2.1GHz or 2.10GHz, and follows from it. */
static bool is_clock_rate(struct str word) {
    return str_is_digit(word.p[0]) && (str_ends_with(word, STR("ghz")) || str_ends_with(word, STR("mhz")));
}

bool designation_next_word(struct str *rest, struct str *ret_word) {
    struct str word;
    while (str_cut(rest, ' ', &word)) {
        bool is_empty = word.n == 0 || is_clock_rate(word);
        for (size_t i = 0; i < ARRAY_LEN(empty_words) && !is_empty; i++) {
            is_empty = str_eq(word, str_from(empty_words[i]));
        }
        if (!is_empty) {
            *ret_word = word;
            return true;
        }
    }
    return false;
}

/* Of the sign of a registered name or a trademark that TEXT begins with; 0 when it does not. */
static size_t mark_length(struct str text) {
    static const char *const marks[] = {"(r)", "(tm)", "\xc2\xae", "\xe2\x84\xa2"};

    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (str_starts_with(text, str_from(marks[i]))) {
            return strlen(marks[i]);
        }
    }
    return 0;
}

void designation_fold(struct str text, struct buffer *out) {
    struct buffer folded = {0};
    text_fold(text, &folded);
    struct str rest = buffer_view(&folded);

    while (rest.n) {
        size_t skip = mark_length(rest);
        buffer_append_char(out, skip || strchr(",/()", rest.p[0]) ? ' ' : rest.p[0]);
        rest = str_sub(rest, skip ? skip : 1, SIZE_MAX);
    }
    out->failed |= folded.failed;
    buffer_done(&folded);
}

/* --- comparing -----------------------------------------------------------------------------------------------------
 */

/* Two versions of which one is said less exactly: "debian 12" and "debian gnu linux 12.11". Figures of models are
 * names: a 6226 is no 6226r. */
static bool is_same_version(struct str a, struct str b) {
    return str_is_digit(a.p[0]) && str_is_digit(b.p[0]) && version_agrees(a, b);
}

static bool has_word(struct str text, struct str wanted, bool is_title) {
    struct str word;
    while (designation_next_word(&text, &word)) {
        if (str_eq(word, wanted) || (is_title && is_same_version(word, wanted))) {
            return true;
        }
    }
    return false;
}

/* False for a text without any word that counts. */
static bool words_are_in(struct str words, struct str text, bool is_title) {
    struct str word;
    bool has_any = false;
    while (designation_next_word(&words, &word)) {
        if (!has_word(text, word, is_title)) {
            return false;
        }
        has_any = true;
    }
    return has_any;
}

bool designation_agrees(struct str a, struct str b, bool is_title) {
    CLEANUP(buffer_done) struct buffer x = {0}, y = {0};

    designation_fold(a, &x);
    designation_fold(b, &y);
    return str_eq(buffer_view(&x), buffer_view(&y)) || words_are_in(buffer_view(&x), buffer_view(&y), is_title) ||
           words_are_in(buffer_view(&y), buffer_view(&x), is_title);
}

bool designation_is_in(struct str designation, struct str text, bool is_title) {
    CLEANUP(buffer_done) struct buffer words = {0}, all = {0};

    designation_fold(designation, &words);
    designation_fold(text, &all);
    return words_are_in(buffer_view(&words), buffer_view(&all), is_title);
}
