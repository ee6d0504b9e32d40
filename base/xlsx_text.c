#include "base/xlsx_text.h"

#define ESCAPE_LENGTH 7 /* _xHHHH_ */

/* The UTF-16 unit of an escape at the front of TEXT. */
static bool read_escape(struct str text, unsigned *ret_unit) {
    unsigned unit = 0;

    if (text.n < ESCAPE_LENGTH || text.p[0] != '_' || text.p[1] != 'x' || text.p[ESCAPE_LENGTH - 1] != '_') {
        return false;
    }
    for (size_t i = 2; i < ESCAPE_LENGTH - 1; i++) {
        int digit = str_hex_digit(text.p[i]);
        if (digit < 0) {
            return false;
        }
        unit = unit << 4 | (unsigned)digit;
    }
    *ret_unit = unit;
    return true;
}

static void append_code_point(struct buffer *out, unsigned c) {
    if (c >= 0x10000) {
        buffer_append_char(out, (char)(0xF0 | c >> 18));
        buffer_append_char(out, (char)(0x80 | (c >> 12 & 0x3F)));
    } else if (c >= 0x800) {
        buffer_append_char(out, (char)(0xE0 | c >> 12));
    } else if (c >= 0x80) {
        buffer_append_char(out, (char)(0xC0 | c >> 6));
    } else {
        buffer_append_char(out, (char)c);
        return;
    }
    if (c >= 0x800) {
        buffer_append_char(out, (char)(0x80 | (c >> 6 & 0x3F)));
    }
    buffer_append_char(out, (char)(0x80 | (c & 0x3F)));
}

/* Appends the character that an escape, or two of them, stand for; returns how many bytes they take, 0 for none. */
static size_t take_escape(struct str text, struct buffer *out) {
    unsigned unit, low;

    if (!read_escape(text, &unit) || unit == 0 || (unit & 0xFC00) == 0xDC00) {
        return 0;
    }
    if ((unit & 0xFC00) != 0xD800) {
        append_code_point(out, unit);
        return ESCAPE_LENGTH;
    }
    if (!read_escape(str_sub(text, ESCAPE_LENGTH, SIZE_MAX), &low) || (low & 0xFC00) != 0xDC00) {
        return 0;
    }
    append_code_point(out, 0x10000 + ((unit & 0x3FF) << 10 | (low & 0x3FF)));
    return 2 * ESCAPE_LENGTH;
}

void xlsx_unescape(struct str text, struct buffer *out) {
    while (text.n) {
        ptrdiff_t found = str_find(text, STR("_x"));
        size_t taken;
        if (found < 0) {
            buffer_append(out, text);
            return;
        }
        buffer_append(out, str_sub(text, 0, (size_t)found));
        text = str_sub(text, (size_t)found, SIZE_MAX);
        taken = take_escape(text, out);
        if (!taken) {
            buffer_append_char(out, '_');
            taken = 1;
        }
        text = str_sub(text, taken, SIZE_MAX);
    }
}

bool xlsx_text_is_too_long(struct str utf8) {
    size_t units = 0;

    if (utf8.n <= XLSX_TEXT_MAX) {
        return false;
    }
    for (size_t i = 0; i < utf8.n; i++) {
        unsigned char c = (unsigned char)utf8.p[i];
        units += (c & 0xC0) != 0x80;
        units += c >= 0xF0;
    }
    return units > XLSX_TEXT_MAX;
}

void xlsx_rich_done(struct xlsx_rich *rich) {
    buffer_done(&rich->run);
}

void xlsx_rich_start(struct xlsx_rich *rich, struct str name, struct xlsx_attributes attributes) {
    if (str_eq(name, STR("rPh"))) {
        rich->phonetic++;
    } else if (str_eq(name, STR("t"))) {
        rich->is_open = true;
        rich->keeps_space = xlsx_keeps_space(attributes);
        buffer_reset(&rich->run);
    }
}

void xlsx_rich_text(struct xlsx_rich *rich, struct str text) {
    if (rich->is_open && !rich->phonetic) {
        buffer_append(&rich->run, text);
    }
}

void xlsx_rich_end(struct xlsx_rich *rich, struct str name, struct buffer *out) {
    if (str_eq(name, STR("rPh"))) {
        rich->phonetic -= rich->phonetic > 0;
    } else if (str_eq(name, STR("t")) && rich->is_open) {
        struct str run = buffer_view(&rich->run);
        rich->is_open = false;
        if (!rich->phonetic) {
            xlsx_unescape(rich->keeps_space ? run : str_trim(run), out);
        }
        out->failed |= rich->run.failed;
    }
}
