#include "tests/bench/cell.h"

enum { DIGITS_MAX = 20 };

void cell_decimal(struct buffer *out, uint64_t number, unsigned width) {
    char digits[DIGITS_MAX], *end = digits + DIGITS_MAX, *p = end;

    do {
        *--p = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0 || ((size_t)(end - p) < width && p > digits));
    buffer_append(out, str_range(p, end));
}

static void append_hex(struct buffer *out, uint64_t number, unsigned digits, const char *alphabet) {
    char text[16];

    for (unsigned i = 0; i < digits; i++) {
        text[i] = alphabet[number >> (digits - 1 - i) * 4 & 15];
    }
    buffer_append(out, (struct str){text, digits});
}

void cell_hex(struct buffer *out, uint64_t number, unsigned digits) {
    append_hex(out, number, digits, "0123456789abcdef");
}

void cell_hex_capital(struct buffer *out, uint64_t number, unsigned digits) {
    append_hex(out, number, digits, "0123456789ABCDEF");
}

static void append_mac(struct buffer *out, uint64_t mac, char separator,
                       void (*append)(struct buffer *, uint64_t, unsigned)) {
    for (unsigned i = 0; i < 6; i++) {
        if (i > 0) {
            buffer_append_char(out, separator);
        }
        append(out, mac >> (5 - i) * 8, 2);
    }
}

void cell_mac(struct buffer *out, uint64_t mac) {
    append_mac(out, mac, ':', cell_hex);
}

void cell_mac_capital(struct buffer *out, uint64_t mac) {
    append_mac(out, mac, '-', cell_hex_capital);
}

void cell_address(struct buffer *out, uint64_t number) {
    buffer_append(out, STR("10."));
    cell_decimal(out, number >> 16 & 255, 1);
    buffer_append_char(out, '.');
    cell_decimal(out, number >> 8 & 255, 1);
    buffer_append_char(out, '.');
    cell_decimal(out, number & 255, 1);
}

void cell_quoted(struct buffer *out, const char *text) {
    if (!strpbrk(text, ",\"\r\n")) {
        buffer_append_cstr(out, text);
        return;
    }
    buffer_append_char(out, '"');
    for (; *text; text++) {
        if (*text == '"') {
            buffer_append_char(out, '"');
        }
        buffer_append_char(out, *text);
    }
    buffer_append_char(out, '"');
}

/* U+FF01 to U+FF5E stand for ! to ~, in the same order. */
void cell_wide(struct buffer *out, struct str ascii) {
    for (size_t i = 0; i < ascii.n; i++) {
        unsigned code = 0xff01u + (unsigned char)ascii.p[i] - '!';
        char utf8[3] = {(char)(0xe0 | code >> 12), (char)(0x80 | (code >> 6 & 63)), (char)(0x80 | (code & 63))};
        buffer_append(out, (struct str){utf8, sizeof utf8});
    }
}
