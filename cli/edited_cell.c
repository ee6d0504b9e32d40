#include "cli/edited_cell.h"

#include "base/csv_write.h"
#include "base/text.h"

static void append_with_lf(struct str text, struct buffer *out) {
    struct str rest = text, line;

    for (bool is_first = true; str_cut(&rest, '\n', &line); is_first = false) {
        if (!is_first) {
            buffer_append_char(out, '\n');
        }
        if (rest.p) {
            str_drop_suffix(&line, STR("\r"));
        }
        buffer_append(out, line);
    }
}

void edited_cell_text(struct str cell, struct buffer *out) {
    append_with_lf(csv_unguarded(cell), out);
}

/* The length of the character at the start of well-formed UTF-8. */
static size_t character_length(struct str utf8) {
    size_t n = 1;

    while (n < utf8.n && ((unsigned char)utf8.p[n] & 0xC0) == 0x80) {
        n++;
    }
    return n;
}

/* As a spreadsheet writes it: ? for what the encoding lacks. */
static void append_encoded(struct str utf8, enum encoding encoding, struct buffer *out) {
    while (utf8.n) {
        size_t n = text_ascii_length(utf8);
        if (n) {
            buffer_append(out, str_sub(utf8, 0, n));
        } else {
            n = character_length(utf8);
            if (!encoding_encode(encoding, str_sub(utf8, 0, n), out) && !out->failed) {
                buffer_append_char(out, '?');
            }
        }
        utf8 = str_sub(utf8, n, SIZE_MAX);
    }
}

static bool is_same_encoded(struct str a, struct str b, enum encoding encoding) {
    CLEANUP(buffer_done) struct buffer first = {0};
    CLEANUP(buffer_done) struct buffer second = {0};

    append_encoded(a, encoding, &first);
    append_encoded(b, encoding, &second);
    return !first.failed && !second.failed && str_eq(buffer_view(&first), buffer_view(&second));
}

bool edited_cell_is_same(struct str stored, struct str cell, enum encoding encoding) {
    CLEANUP(buffer_done) struct buffer lines = {0};
    bool is_unicode = encoding == ENCODING_UTF8 || encoding == ENCODING_UTF16LE || encoding == ENCODING_UTF16BE;

    append_with_lf(cell, &lines);
    if (lines.failed) {
        return false;
    }
    struct str raw = buffer_view(&lines), plain = csv_unguarded(raw);
    if (str_eq(stored, raw) || str_eq(stored, plain)) {
        return true;
    }
    return !is_unicode && (is_same_encoded(stored, raw, encoding) || is_same_encoded(stored, plain, encoding));
}
