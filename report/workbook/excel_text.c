#include "report/workbook/excel_text.h"

#include "base/text.h"

#define REPLACEMENT  STR("\xef\xbf\xbd")
#define NONCHARACTER STR("\xef\xbf") /* U+FFFE and U+FFFF, with BE or BF behind it */
#define ELLIPSIS     STR("…")
#define ESCAPED_LOW  STR("_x005F_") /* _ */

enum { ESCAPE_LENGTH = 7 }; /* _xHHHH_ */

static bool is_escape(struct str text) {
    if (text.n < ESCAPE_LENGTH || text.p[1] != 'x' || text.p[6] != '_') {
        return false;
    }
    for (size_t i = 2; i < 6; i++) {
        if (str_hex_digit(text.p[i]) < 0) {
            return false;
        }
    }
    return true;
}

/* Of the well-formed character at P. */
static size_t bytes_of(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static void append_picture(char control, struct buffer *out) {
    const char picture[] = {'\xe2', '\x90', (char)(0x80 + control)}; /* U+2400 + control */

    buffer_append(out, (struct str){picture, sizeof picture});
}

/* Appends the character at the start of TEXT, SIZE bytes. */
static void append_character(struct str text, size_t size, struct buffer *out) {
    char c = text.p[0];

    if (c == '\r' && text.n > 1 && text.p[1] == '\n') {
        return;
    }
    if (c == '_' && is_escape(text)) {
        buffer_append(out, ESCAPED_LOW);
    } else if ((unsigned char)c < 0x20 && c != '\t' && c != '\n') {
        append_picture(c, out);
    } else if (size == 3 && str_starts_with(text, NONCHARACTER) && (unsigned char)text.p[2] >= 0xbe) {
        buffer_append(out, REPLACEMENT);
    } else {
        buffer_append(out, str_sub(text, 0, size));
    }
}

/* What is malformed counts as a character a byte. */
static size_t next_size(struct str rest, size_t sound) {
    return sound ? bytes_of((unsigned char)rest.p[0]) : 1;
}

/* As text, with characters until LIMIT; returns how many bytes that took. */
static size_t append_until(struct str utf8, size_t limit, struct buffer *out) {
    size_t sound = text_first_invalid(utf8), at = 0, units = 0;

    while (at < utf8.n) {
        struct str rest = str_sub(utf8, at, SIZE_MAX);
        bool is_sound = sound == SIZE_MAX || at < sound;
        size_t size = next_size(rest, is_sound);
        units += size == 4 ? 2 : 1;
        if (units > limit) {
            break;
        }
        if (is_sound) {
            append_character(rest, size, out);
        } else {
            buffer_append(out, REPLACEMENT);
        }
        at += size;
        if (!is_sound) {
            size_t next = text_first_invalid(str_sub(utf8, at, SIZE_MAX));
            sound = next == SIZE_MAX ? SIZE_MAX : at + next;
        }
    }
    return at;
}

/* Nothing that would have to be changed: the rule, and it can be told fast. */
static bool is_plain(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c < 0x20 || c == '_' || c == 0xef) {
            return false;
        }
    }
    return text_first_invalid(text) == SIZE_MAX;
}

bool excel_fit_text(struct str utf8, size_t limit, struct buffer *out) {
    if (utf8.n <= limit && is_plain(utf8)) { /* never more units than bytes */
        buffer_append(out, utf8);
        return true;
    }
    size_t begin = out->n;
    if (append_until(utf8, limit, out) == utf8.n) {
        return true;
    }
    out->n = begin;
    append_until(utf8, limit - 1, out);
    buffer_append(out, ELLIPSIS);
    return false;
}

/* Twice as wide as a digit: what takes three bytes or more, but for katakana of half width (U+FF61 … U+FF9F). */
static unsigned width_of(struct str character) {
    bool is_half = character.n == 3 && character.p[0] == '\xef' &&
                   ((character.p[1] == '\xbd' && (unsigned char)character.p[2] >= 0xa1) || character.p[1] == '\xbe');

    return character.n >= 3 && !is_half ? 2 : 1;
}

unsigned excel_text_lines(struct str utf8, double width) {
    unsigned lines = 1;
    double used = 0;

    for (size_t at = 0; at < utf8.n;) {
        struct str character = str_sub(utf8, at, bytes_of((unsigned char)utf8.p[at]));
        double wide = utf8.p[at] == '\n' ? width : width_of(character);
        if (used + wide > width) {
            lines++;
            used = 0;
        }
        used += utf8.p[at] == '\n' ? 0 : wide;
        at += character.n;
    }
    return lines;
}
