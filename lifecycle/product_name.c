#include "lifecycle/product_name.h"

#include "base/compiler.h"
#include "base/text.h"
#include "products/vendor.h"

enum word_kind { WORD_NAME, WORD_EDITION, WORD_ALONE, WORD_VERSION, WORD_BEFORE };

static const struct word_row {
    enum word_kind kind;
    const char *words;
} word_rows[] = {
#define WORDS(KIND, LIST) {WORD_##KIND, LIST},
#include "lifecycle/name_word.def"
};

static const struct str makers[] = {
#define MAKER(CANONICAL) STR(CANONICAL),
#include "lifecycle/name_maker.def"
#define VENDOR(CANONICAL, OTHERS) STR(CANONICAL),
#include "products/vendor.def"
};

/* --- words ---------------------------------------------------------------------------------------------------------
 */

static struct str last_word(struct str text) {
    size_t at = text.n;

    while (at > 0 && text.p[at - 1] != ' ') {
        at--;
    }
    return str_sub(text, at, SIZE_MAX);
}

static struct str without_last_word(struct str text) {
    struct str word = last_word(text);

    return str_trim(str_sub(text, 0, text.n - word.n));
}

/* 9.0.75, v3.19, r2, sp1, u3, tl5: what letters may stand before the digits. */
static bool is_version_word(struct str word) {
    static const char *const prefixes[] = {"", "v", "r", "sp", "u", "tl", "cu", "ver", "ver.", "p"};

    for (size_t i = 0; i < ARRAY_LEN(prefixes); i++) {
        struct str rest = word;
        if (str_drop_prefix(&rest, str_from(prefixes[i])) && rest.n && str_is_digit(rest.p[0])) {
            return true;
        }
    }
    return false;
}

static enum word_kind kind_of(struct str word) {
    for (size_t i = 0; i < ARRAY_LEN(word_rows); i++) {
        if (str_is_listed(word_rows[i].words, word)) {
            return word_rows[i].kind;
        }
    }
    return is_version_word(word) ? WORD_VERSION : WORD_NAME;
}

void product_editions(const struct product_name *name, struct buffer *out) {
    struct str rest = STR_NONE, word;

    if (name->cut_count) {
        rest = str_trim(str_sub(name->words, name->cuts[name->cut_count - 1], SIZE_MAX));
    }
    while (rest.n && str_cut(&rest, ' ', &word)) {
        if (kind_of(word) == WORD_EDITION) {
            buffer_append_cstr(out, out->n ? " " : "");
            buffer_append(out, word);
        }
    }
}

bool product_words_are_in(struct str words, struct str text) {
    struct str word;

    while (str_cut(&words, ' ', &word)) {
        struct str rest = text, other;
        bool is_found = word.n == 0;
        while (!is_found && str_cut(&rest, ' ', &other)) {
            is_found = str_eq(word, other);
        }
        if (!is_found) {
            return false;
        }
    }
    return true;
}

/* --- folding -------------------------------------------------------------------------------------------------------
 */

static const char *const marks[] = {"(r)", "(tm)", "\xc2\xae", "\xe2\x84\xa2", "!"};

static size_t mark_length(struct str text) {
    for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
        if (str_starts_with(text, str_from(marks[i]))) {
            return strlen(marks[i]);
        }
    }
    return 0;
}

/* Of the bracket that TEXT begins with, to its end. What stands in it says of which release or build the title is. */
static size_t bracket_length(struct str text) {
    ptrdiff_t end = text.p[0] == '(' ? str_find_char(text, ')') : -1;

    return end < 0 ? 0 : (size_t)end + 1;
}

static void append_blank(struct buffer *out, size_t begin) {
    if (out->n > begin && out->p[out->n - 1] != ' ') {
        buffer_append_char(out, ' ');
    }
}

/* Words with one blank between them, appended to OUT. */
static struct str append_words(struct str folded, struct buffer *out) {
    size_t begin = out->n;

    for (struct str rest = folded; rest.n;) {
        size_t skip = mark_length(rest);
        skip = skip ? skip : bracket_length(rest);
        char c = rest.p[0];
        if (skip || c == ' ' || strchr("-_/,;:|()[]'\"", c)) {
            append_blank(out, begin);
        } else {
            buffer_append_char(out, c);
        }
        rest = str_sub(rest, skip ? skip : 1, SIZE_MAX);
    }
    return out->failed ? STR_NONE : str_trim(str_sub(buffer_view(out), begin, SIZE_MAX));
}

/* "postgresql 13.4 on x86_64-pc-linux-gnu": what it was built for. */
static struct str without_platform(struct str folded) {
    static const char *const platforms[] = {" on x86", " on i386", " on i686",  " on aarch64",
                                            " on arm", " on ppc",  " on sparc", " on powerpc"};

    for (size_t i = 0; i < ARRAY_LEN(platforms); i++) {
        ptrdiff_t at = str_find(folded, str_from(platforms[i]));
        folded = at > 0 ? str_sub(folded, 0, (size_t)at) : folded;
    }
    return folded;
}

/* --- makers --------------------------------------------------------------------------------------------------------
 */

static struct str canonical_of(struct str known) {
    for (size_t i = 0; i < ARRAY_LEN(makers); i++) {
        if (str_eq(known, makers[i])) {
            return makers[i];
        }
    }
    return STR_NONE;
}

bool product_maker_is_known(struct str canonical) {
    return canonical_of(canonical).n > 0;
}

/* The first words of TEXT, COUNT of them; all of it where it has fewer. */
static struct str first_words(struct str text, unsigned count) {
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == ' ' && --count == 0) {
            return str_sub(text, 0, i);
        }
    }
    return text;
}

/* The maker that TEXT begins with; the longest name counts. *RET_LENGTH is that of the name in TEXT. */
static struct str leading_maker(struct str text, size_t *ret_length) {
    for (unsigned count = 3; count > 0; count--) {
        CLEANUP(buffer_done) struct buffer folded = {0};
        struct str head = first_words(text, count);
        vendor_fold(head, &folded);
        struct str maker = canonical_of(buffer_view(&folded));
        if (maker.n) {
            *ret_length = head.n;
            return maker;
        }
    }
    *ret_length = 0;
    return STR_NONE;
}

void product_maker_read(struct str vendor, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    size_t length;

    vendor_fold(vendor, &folded);
    out->failed |= folded.failed;
    struct str rest = buffer_view(&folded);
    str_drop_prefix(&rest, STR("the "));
    for (struct str text = rest; text.n; text = str_trim(str_sub(text, first_words(text, 1).n, SIZE_MAX))) {
        struct str maker = leading_maker(text, &length);
        if (maker.n) {
            buffer_append(out, maker);
            return;
        }
    }
    buffer_append(out, rest);
}

bool product_makers_agree(struct str a, struct str b) {
    return a.n == 0 || b.n == 0 || str_eq(a, b) || str_eq(first_words(a, 1), first_words(b, 1));
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

/* What has been taken off the end so far. */
struct shortening {
    struct str rest;
    bool has_version;  /* the words taken off last are a version, or stand before one */
    const char *begin; /* of the version, NULL: none yet */
    const char *end;
    bool is_closed; /* the version is complete: a word that is none of it has been taken off since */
};

static bool take_word(struct shortening *shortening) {
    struct str word = last_word(shortening->rest);
    enum word_kind kind = kind_of(word);

    if (kind == WORD_NAME || (kind == WORD_BEFORE && !shortening->has_version)) {
        return false;
    }
    if (kind == WORD_VERSION && !shortening->is_closed) {
        shortening->begin = word.p;
        shortening->end = shortening->end ? shortening->end : word.p + word.n;
    }
    bool is_version = kind == WORD_VERSION || kind == WORD_BEFORE;
    shortening->is_closed |= !is_version && shortening->begin;
    shortening->has_version = is_version;
    shortening->rest = without_last_word(shortening->rest);
    return true;
}

static void cut_words(struct product_name *name) {
    struct shortening shortening = {.rest = name->words};
    bool is_plain = false;

    while (shortening.rest.n && name->cut_count < PRODUCT_NAME_CUTS_MAX) {
        bool ends_in_version = kind_of(last_word(shortening.rest)) == WORD_VERSION;
        if (!is_plain && !ends_in_version) {
            name->plain = name->cut_count;
            is_plain = true;
        }
        name->cuts[name->cut_count++] = shortening.rest.n;
        if (!take_word(&shortening)) {
            break;
        }
    }
    name->version = shortening.begin ? str_range(shortening.begin, shortening.end) : STR_NONE;
}

void product_name_read(struct str title, struct buffer *out, struct product_name *ret_name) {
    CLEANUP(buffer_done) struct buffer folded = {0};
    struct product_name name = {0};
    size_t length;

    text_fold(title, &folded);
    out->failed |= folded.failed;
    struct str words = append_words(without_platform(buffer_view(&folded)), out);
    name.maker = leading_maker(words, &length);
    name.words = str_trim(str_sub(words, length, SIZE_MAX));
    if (name.words.n == 0 || kind_of(first_words(name.words, 1)) == WORD_VERSION) {
        name.words = words;
        name.maker = STR_NONE;
    }
    cut_words(&name);
    *ret_name = name;
}
