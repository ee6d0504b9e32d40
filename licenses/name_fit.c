#include "licenses/name_fit.h"

#include "base/compiler.h"
#include "base/text.h"

/* --- folding -------------------------------------------------------------------------------------------------------
 */

/* Does an ideograph, U+4E00 to U+9FFF and a little around them, start at offset AT? */
static bool is_ideograph(struct str s, size_t at) {
    return at + 3 <= s.n && (unsigned char)s.p[at] >= 0xE4 && (unsigned char)s.p[at] <= 0xE9;
}

/* The length of a spelling of ヶ at the offset, or 0. */
static size_t small_ke_length(struct str s, size_t at) {
    static const char *const spellings[] = {"ヶ", "ケ", "が", "ガ"};

    for (size_t i = 0; i < ARRAY_LEN(spellings); i++) {
        struct str spelling = str_from(spellings[i]);
        if (str_starts_with(str_sub(s, at, SIZE_MAX), spelling)) {
            return spelling.n;
        }
    }
    return 0;
}

void name_fold(struct str utf8, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    size_t done = 0, length;

    text_fold(utf8, &folded);
    struct str s = buffer_view(&folded);
    for (size_t at = 3; at + 3 < s.n; at++) {
        if (is_ideograph(s, at - 3) && (length = small_ke_length(s, at)) && is_ideograph(s, at + length)) {
            buffer_append(out, str_sub(s, done, at - done));
            buffer_append(out, STR("ヶ"));
            done = at + length;
        }
    }
    buffer_append(out, str_sub(s, done, SIZE_MAX));
    out->failed |= folded.failed;
}

/* --- comparing -----------------------------------------------------------------------------------------------------
 */

static bool is_letter(char c) {
    return str_is_alnum(c) && !str_is_digit(c);
}

/* Is the offset inside a number or a word of Latin letters? */
static bool is_inside_word(struct str s, size_t at) {
    if (at == 0 || at >= s.n) {
        return false;
    }
    return (str_is_digit(s.p[at - 1]) && str_is_digit(s.p[at])) || (is_letter(s.p[at - 1]) && is_letter(s.p[at]));
}

static bool is_word_start(struct str s, size_t at) {
    struct str before = str_sub(s, 0, at);

    if (at == 0 || str_ends_with(before, STR("・")) || str_ends_with(before, STR("、"))) {
        return true;
    }
    return (unsigned char)s.p[at - 1] < 0x80 && !str_is_alnum(s.p[at - 1]);
}

/* TERM_YES: at the start of a word; TERM_BLANK: elsewhere. */
static enum term find_name(struct str name, struct str text) {
    enum term found = TERM_NO;
    ptrdiff_t offset;

    for (size_t from = 0; (offset = str_find(str_sub(text, from, SIZE_MAX), name)) >= 0; from++) {
        size_t at = from + (size_t)offset;
        if (!is_inside_word(text, at) && !is_inside_word(text, at + name.n)) {
            if (is_word_start(text, at)) {
                return TERM_YES;
            }
            found = TERM_BLANK;
        }
        from = at;
    }
    return found;
}

enum term name_fits(struct str name, struct str text) {
    if (name.n == 0 || text.n == 0) {
        return TERM_BLANK;
    }
    enum term found = find_name(name, text);
    return found == TERM_NO && find_name(text, name) != TERM_NO ? TERM_BLANK : found;
}
