#include "report/drawing/text_width.h"

/* ASCII: the widest of Noto Sans, DejaVu Sans, Liberation Sans, Verdana and Meiryo, rounded up; measured with their own
 * tables of advances. */
enum { NARROW = 400, HALF = 460, MIDDLE = 640, DIGIT = 650, LARGE = 780, BROAD = 1000, FULL = 1000 };

static uint32_t ascii_width(unsigned char c) {
    static const char narrow[] = " !',.:;|`ijl", half[] = "()[]{}fIrt/\\\"-", broad[] = "mwMW@%", large[] = "#&+<=>~^";

    if (strchr(narrow, c)) {
        return NARROW;
    }
    if (strchr(half, c)) {
        return HALF;
    }
    if (strchr(broad, c)) {
        return BROAD;
    }
    if (strchr(large, c) || (c >= 'A' && c <= 'Z')) {
        return LARGE + 40;
    }
    return c >= '0' && c <= '9' ? DIGIT : MIDDLE;
}

/* U+FF61 … U+FF9F; what is before them in the block is as wide as an ideograph. */
static bool is_half_kana(struct str character) {
    return str_cmp(character, STR("\xef\xbd\xa1")) >= 0 && str_cmp(character, STR("\xef\xbe\x9f")) <= 0;
}

/* The next character: its bytes and its width. */
static size_t next(struct str text, uint32_t *ret_width) {
    unsigned char c = (unsigned char)text.p[0];
    size_t n = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;

    n = n > text.n ? text.n : n;
    if (c < 0x80) {
        *ret_width = c ? ascii_width(c) : FULL;
    } else if (n == 2) {
        *ret_width = FULL; /* Latin, Greek, Cyrillic: Japanese fonts have some of them in full width */
    } else {
        *ret_width = is_half_kana(str_sub(text, 0, n)) ? MIDDLE : FULL;
    }
    return n;
}

uint32_t text_width(struct str text) {
    uint32_t sum = 0, width;

    while (text.n) {
        size_t n = next(text, &width);
        sum += width;
        text = str_sub(text, n, SIZE_MAX);
    }
    return sum;
}

size_t text_fit(struct str text, uint32_t width) {
    size_t end = 0, blank = 0;
    uint32_t sum = 0, one;

    while (end < text.n) {
        size_t n = next(str_sub(text, end, SIZE_MAX), &one);
        if (sum + one > width) {
            return blank > end - end / 3 ? blank : end;
        }
        sum += one;
        end += n;
        blank = text.p[end - 1] == ' ' ? end : blank;
    }
    return end;
}

struct str text_cut(struct arena *arena, struct str text, uint32_t width) {
    if (text_width(text) <= width) {
        return text;
    }
    return arena_printf(arena, "%.*s…", STR_FMT(str_sub(text, 0, text_fit(text, width - FULL))));
}
