#include "notify/mime.h"

#include "base/text.h"

/* An encoded word is at most 75 characters long: "=?UTF-8?B?", base64, "?=". */
#define WORD_BEGIN "=?UTF-8?B?"
#define WORD_END   "?="
#define WORD_BYTES ((size_t)45) /* 60 characters of base64 */
/* What the first word of a header has room for beside the header's name, and what is enough for any character. */
#define WORD_BYTES_MIN ((size_t)6)

static void append_group(const unsigned char *p, size_t n, struct buffer *out) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned bits = (unsigned)p[0] << 16 | (n > 1 ? (unsigned)p[1] << 8 : 0) | (n > 2 ? (unsigned)p[2] : 0);

    buffer_append_char(out, digits[bits >> 18]);
    buffer_append_char(out, digits[bits >> 12 & 63]);
    buffer_append_char(out, n > 1 ? digits[bits >> 6 & 63] : '=');
    buffer_append_char(out, n > 2 ? digits[bits & 63] : '=');
}

void mime_append_base64(struct str bytes, size_t line, struct buffer *out) {
    size_t column = 0;

    for (size_t i = 0; i < bytes.n; i += 3) {
        append_group((const unsigned char *)bytes.p + i, bytes.n - i < 3 ? bytes.n - i : 3, out);
        column += 4;
        if (line && (column == line || i + 3 >= bytes.n)) {
            buffer_append_cstr(out, "\r\n");
            column = 0;
        }
    }
}

/* Bytes of well-formed UTF-8 that fit in MOST without cutting a character. */
static size_t whole_characters(struct str utf8, size_t most) {
    size_t n = most;

    if (utf8.n <= most) {
        return utf8.n;
    }
    while (n && ((unsigned char)utf8.p[n] & 0xC0) == 0x80) {
        n--;
    }
    return n;
}

/* The first word has less room, since the header's name stands before it. */
static void append_words(struct str utf8, size_t column, struct buffer *out) {
    const size_t frame = sizeof WORD_BEGIN + sizeof WORD_END - 2;
    const size_t room = column + frame < MIME_LINE_MAX ? (MIME_LINE_MAX - column - frame) / 4 * 3 : 0;
    size_t most = room < WORD_BYTES ? room : WORD_BYTES;

    if (most < WORD_BYTES_MIN) {
        buffer_append_cstr(out, "\r\n ");
        most = WORD_BYTES;
    }
    while (utf8.n) {
        const size_t n = whole_characters(utf8, most);
        buffer_append_cstr(out, WORD_BEGIN);
        mime_append_base64(str_sub(utf8, 0, n), 0, out);
        buffer_append_cstr(out, WORD_END);
        utf8 = str_sub(utf8, n, SIZE_MAX);
        if (utf8.n) {
            buffer_append_cstr(out, "\r\n ");
        }
        most = WORD_BYTES;
    }
}

static bool is_plain(struct str text, size_t column) {
    return text_is_ascii(text) && column + text.n <= MIME_LINE_MAX && !str_contains(text, STR("=?"));
}

void mime_append_words(struct str text, size_t column, size_t most, struct buffer *out) {
    struct buffer visible = {0};

    text_for_terminal(str_trim(text), most, &visible);
    out->failed |= visible.failed;
    append_words(buffer_view(&visible), column, out);
    buffer_done(&visible);
}

void mime_append_header_text(struct str text, size_t column, size_t most, struct buffer *out) {
    struct buffer visible = {0};
    struct str view;

    text_for_terminal(str_trim(text), most, &visible);
    out->failed |= visible.failed;
    view = buffer_view(&visible);
    if (is_plain(view, column)) {
        buffer_append(out, view);
    } else {
        append_words(view, column, out);
    }
    buffer_done(&visible);
}
