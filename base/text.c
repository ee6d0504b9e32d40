#include "base/text.h"

#include "base/memory_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>

static const uint64_t HIGH_BITS = 0x8080808080808080;

size_t text_ascii_length(struct str s) {
    uint64_t word;
    size_t n = 0;

    for (; s.n - n >= sizeof(word); n += sizeof(word)) {
        memcpy(&word, s.p + n, sizeof(word));
        if (word & HIGH_BITS) {
            break;
        }
    }
    while (n < s.n && (unsigned char)s.p[n] < 0x80) {
        n++;
    }
    return n;
}

/* The last word may overlap the one before. */
static uint64_t all_words(struct str s) {
    uint64_t all, word;

    memcpy(&all, s.p + s.n - sizeof all, sizeof all);
    for (size_t i = 0; i + sizeof word < s.n; i += sizeof word) {
        memcpy(&word, s.p + i, sizeof word);
        all |= word;
    }
    return all;
}

/* Of fewer bytes than a word; so may these. */
static uint64_t all_bytes(struct str s) {
    uint32_t first, last;

    if (s.n < sizeof first) {
        return s.n == 0 ? 0 : (unsigned char)(s.p[0] | s.p[s.n / 2] | s.p[s.n - 1]);
    }
    memcpy(&first, s.p, sizeof first);
    memcpy(&last, s.p + s.n - sizeof last, sizeof last);
    return first | last;
}

bool text_is_ascii(struct str s) {
    uint64_t all = s.n < sizeof all ? all_bytes(s) : all_words(s);

    return (all & HIGH_BITS) == 0;
}

static bool is_graphic_ascii(char c) {
    return c > ' ' && c < 0x7F;
}

struct str text_trim(struct str utf8) {
    static const char *const blanks[] = {"\u00A0", "\u3000", "\u200B", "\uFEFF"};
    struct str before;

    if (utf8.n && is_graphic_ascii(utf8.p[0]) && is_graphic_ascii(utf8.p[utf8.n - 1])) {
        return utf8;
    }
    do {
        before = utf8 = str_trim(utf8);
        for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
            struct str blank = str_from(blanks[i]);
            (void)(str_drop_prefix(&utf8, blank) || str_drop_suffix(&utf8, blank));
        }
    } while (utf8.n != before.n);
    return utf8;
}

static bool is_continuation(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/* Length of the well-formed character at P (RFC 3629: no surrogates, no overlong forms, up to U+10FFFF), or 0. */
static size_t character_length(const unsigned char *p, size_t n) {
    /* What the second byte may be, where it is not 80–BF. */
    unsigned char low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    size_t length = p[0] < 0x80 ? 1 : p[0] < 0xC2 ? 0 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : p[0] < 0xF5 ? 4 : 0;

    if (length <= 1) {
        return length;
    }
    if (length > n || p[1] < low || p[1] > high) {
        return 0;
    }
    for (size_t i = 2; i < length; i++) {
        if (!is_continuation(p[i])) {
            return 0;
        }
    }
    return length;
}

size_t text_first_invalid(struct str s) {
    size_t at = text_ascii_length(s);

    while (at < s.n) {
        size_t length = character_length((const unsigned char *)s.p + at, s.n - at);

        if (length == 0) {
            return at;
        }
        at += length;
        if (at < s.n && (unsigned char)s.p[at] < 0x80) {
            at += text_ascii_length(str_sub(s, at, SIZE_MAX));
        }
    }
    return SIZE_MAX;
}

size_t text_count(struct str utf8) {
    size_t count = 0;

    for (size_t i = 0; i < utf8.n; i++) {
        count += !is_continuation((unsigned char)utf8.p[i]);
    }
    return count;
}

static bool is_ascii_blank(int32_t c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void fold_ascii(struct str ascii, struct buffer *out) {
    char *p = buffer_reserve(out, ascii.n);
    size_t n = 0;

    if (!p) {
        return;
    }
    for (size_t i = 0; i < ascii.n; i++) {
        char c = ascii.p[i];

        if (is_ascii_blank(c)) {
            if (n > 0 && p[n - 1] != ' ') {
                p[n++] = ' ';
            }
        } else if (c >= ' ' && c != 0x7F) {
            p[n++] = str_lower_char(c);
        }
    }
    out->n += n - (n > 0 && p[n - 1] == ' ');
}

/* Called for each character before it is decomposed: what cannot be seen becomes a character that utf8proc ignores. */
static utf8proc_int32_t hide_invisible(utf8proc_int32_t c, void *unused) {
    enum { ZERO_WIDTH_SPACE = 0x200B, NEXT_LINE = 0x85 };

    (void)unused;
    if (is_ascii_blank(c) || c == NEXT_LINE) {
        return ' ';
    }
    /* Interlinear annotation marks are the invisible ones that Unicode does not list as ignorable. */
    if (utf8proc_category(c) == UTF8PROC_CATEGORY_CC || (c >= 0xFFF9 && c <= 0xFFFB)) {
        return ZERO_WIDTH_SPACE;
    }
    return c;
}

static bool is_blank(int32_t c) {
    utf8proc_category_t category = utf8proc_category(c);

    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* Punctuation that different converters and input methods give for one key. PREVIOUS is 0 at the start. */
static int32_t unify_punctuation(int32_t c, int32_t previous) {
    switch (c) {
    case 0x301C: /* 〜 */
        return '~';
    case 0x2010: /* ‐ */
    case 0x2011: /* ‑ */
    case 0x2012: /* ‒ */
    case 0x2013: /* – */
    case 0x2014: /* — */
    case 0x2015: /* ― */
    case 0x2212: /* − */
    case 0x2500: /* ─ */
        return '-';
    case 0x30FC: /* ー: nothing that ASCII writes can be prolonged, so that it was meant as a hyphen there */
        return previous < 0x80 ? '-' : c;
    default:
        return c;
    }
}

static const struct variant {
    int32_t shape;
    int32_t usual;
} variants[] = {
#define VARIANT(SHAPE, USUAL) {SHAPE, USUAL},
#include "base/text_variants.def"
#undef VARIANT
};

static int variant_cmp(const void *key, const void *row) {
    int32_t c = *(const int32_t *)key;
    int32_t shape = ((const struct variant *)row)->shape;

    return (c > shape) - (c < shape);
}

static int32_t usual_shape(int32_t c) {
    const struct variant *variant = NULL;

    if (c >= variants[0].shape) {
        variant = bsearch(&c, variants, ARRAY_LEN(variants), sizeof(variants[0]), variant_cmp);
    }
    return variant ? variant->usual : c;
}

/* Steps 2 and 3, in place, on decomposed text; returns the new length. */
static size_t unify(int32_t *p, size_t n, bool *ret_changed) {
    size_t used = 0;

    for (size_t i = 0; i < n; i++) {
        int32_t c = is_blank(p[i]) ? ' ' : unify_punctuation(p[i], used ? p[used - 1] : 0);
        int32_t usual = usual_shape(c);

        *ret_changed |= usual != c;
        if (c != ' ' || (used > 0 && p[used - 1] != ' ')) {
            p[used++] = usual;
        }
    }
    return used - (used > 0 && p[used - 1] == ' ');
}

static void append_characters(const int32_t *p, size_t n, struct buffer *out) {
    enum { MAX_LENGTH = 4 };
    unsigned char *to = (unsigned char *)buffer_reserve(out, n * MAX_LENGTH);

    for (size_t i = 0; to && i < n; i++) {
        utf8proc_ssize_t length = utf8proc_encode_char(p[i], to);

        to += length;
        out->n += (size_t)length;
    }
}

/* Composition comes last: the steps before may bring a letter and its mark together. */
static bool fold_characters(struct str utf8, struct buffer *out) {
    enum { SHORT = 256 };
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
    const utf8proc_uint8_t *text = (const utf8proc_uint8_t *)utf8.p;
    utf8proc_ssize_t size = (utf8proc_ssize_t)utf8.n;
    int32_t on_stack[SHORT], *p = on_stack;
    utf8proc_ssize_t n = utf8proc_decompose_custom(text, size, p, SHORT, options, hide_invisible, NULL);
    bool changed = false;

    if (n > SHORT) {
        p = calloc((size_t)n, sizeof(*p));
        if (!p) {
            memory_out_note();
        }
        n = p ? utf8proc_decompose_custom(text, size, p, n, options, hide_invisible, NULL) : -1;
    }
    if (n >= 0) {
        n = (utf8proc_ssize_t)unify(p, (size_t)n, &changed);
        n = utf8proc_normalize_utf32(p, n, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    }
    if (n >= 0) {
        append_characters(p, (size_t)n, out);
    } else {
        out->failed = true;
    }
    if (p != on_stack) {
        free(p);
    }
    return changed;
}

void text_append_repaired(struct str s, struct buffer *out) {
    size_t bad;

    while ((bad = text_first_invalid(s)) != SIZE_MAX) {
        buffer_append(out, str_sub(s, 0, bad));
        buffer_append_cstr(out, "\uFFFD");
        s = str_sub(s, bad + 1, SIZE_MAX);
    }
    buffer_append(out, s);
}

bool text_fold(struct str utf8, struct buffer *out) {
    struct buffer repaired = {0};
    bool changed = false;

    if (text_is_ascii(utf8)) {
        fold_ascii(utf8, out);
        return false;
    }
    if (text_first_invalid(utf8) == SIZE_MAX) {
        return fold_characters(utf8, out);
    }
    text_append_repaired(utf8, &repaired);
    if (repaired.failed) {
        out->failed = true;
    } else {
        changed = fold_characters(buffer_view(&repaired), out);
    }
    buffer_done(&repaired);
    return changed;
}

/* Characters that steer a terminal or reorder what is read on it. */
static bool is_dangerous(int32_t c) {
    static const struct {
        int32_t first, last;
    } ranges[] = {{0x00, 0x1F},     {0x7F, 0x9F},     {0x061C, 0x061C}, {0x200E, 0x200F},
                  {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}};

    for (size_t i = 0; i < ARRAY_LEN(ranges); i++) {
        if (c >= ranges[i].first && c <= ranges[i].last) {
            return true;
        }
    }
    return false;
}

/* The character at the start of S as it is, or an escape in ASCII; returns how many bytes of S it is. */
static size_t visible_form(struct str s, char escape[8], struct str *ret_form) {
    const unsigned char *p = (const unsigned char *)s.p;
    size_t length = character_length(p, s.n);
    utf8proc_int32_t c = p[0];

    if (length > 0) {
        utf8proc_iterate(p, (utf8proc_ssize_t)length, &c);
    }
    if (length > 0 && !is_dangerous(c)) {
        *ret_form = str_sub(s, 0, length);
        return length;
    }
    snprintf(escape, 8, c > 0xFF ? "\\u%04x" : "\\x%02x", (unsigned)c & 0xFFFF);
    *ret_form = str_from(escape);
    return length ? length : 1;
}

void text_for_terminal(struct str bytes, size_t max_characters, struct buffer *out) {
    char escape[8];

    while (bytes.n) {
        struct str form;
        size_t length = visible_form(bytes, escape, &form);
        size_t count = text_count(form);

        if (count > max_characters) {
            buffer_append_cstr(out, "…");
            return;
        }
        buffer_append(out, form);
        max_characters -= count;
        bytes = str_sub(bytes, length, SIZE_MAX);
    }
}

struct library_version text_library(void) {
    return library_version_of(LIBRARY_NUMBER(UTF8PROC_VERSION_MAJOR) "." LIBRARY_NUMBER(
                                  UTF8PROC_VERSION_MINOR) "." LIBRARY_NUMBER(UTF8PROC_VERSION_PATCH),
                              utf8proc_version());
}
