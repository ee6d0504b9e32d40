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
