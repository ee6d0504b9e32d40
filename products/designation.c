#include "products/designation.h"

#include "base/compiler.h"
#include "products/title.h"
#include "products/version.h"

/* Words that nameplates and firmware add or leave out. */
static const char *const empty_words[] = {"cpu", "processor", "microsoft", "server", "series", "@", "-"};

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

void designation_fold(struct str text, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};

    title_fold_without_marks(text, &folded);
    for (size_t i = 0; i < folded.n; i++) {
        buffer_append_char(out, strchr(",/()", folded.p[i]) ? ' ' : folded.p[i]);
    }
    out->failed |= folded.failed;
}

/* --- comparing -----------------------------------------------------------------------------------------------------
 */

/* A word that counts; of a title, a number with the R2 behind it: 2012 is not 2012 R2. */
struct word {
    struct str text;
    bool is_r2;
};

/* "2012r2" is "2012 r2". */
static bool take_r2(struct str *word, struct str *rest) {
    struct str after = *rest, next;

    if (word->n > 2 && str_ends_with(*word, STR("r2")) && str_is_digit(word->p[word->n - 3])) {
        *word = str_sub(*word, 0, word->n - 2);
        return true;
    }
    if (designation_next_word(&after, &next) && str_eq(next, STR("r2"))) {
        *rest = after;
        return true;
    }
    return false;
}

static bool next_word(struct str *rest, bool is_title, struct word *ret_word) {
    struct word word = {.is_r2 = false};

    if (!designation_next_word(rest, &word.text)) {
        return false;
    }
    word.is_r2 = is_title && str_is_digit(word.text.p[0]) && take_r2(&word.text, rest);
    *ret_word = word;
    return true;
}

/* Two versions of which one is said less exactly: "debian 12" and "debian gnu linux 12.11". Figures of models are
 * names: a 6226 is no 6226r. */
static bool is_same_version(struct str a, struct str b) {
    return str_is_digit(a.p[0]) && str_is_digit(b.p[0]) && version_agrees(a, b);
}

static bool has_word(struct str text, struct word wanted, bool is_title) {
    struct word word;
    while (next_word(&text, is_title, &word)) {
        if (word.is_r2 == wanted.is_r2 &&
            (str_eq(word.text, wanted.text) || (is_title && is_same_version(word.text, wanted.text)))) {
            return true;
        }
    }
    return false;
}

/* False for a text without any word that counts. */
static bool words_are_in(struct str words, struct str text, bool is_title) {
    struct word word;
    bool has_any = false;
    while (next_word(&words, is_title, &word)) {
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
