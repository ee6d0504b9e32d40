#include "scanner/base64.h"

static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int digit_value(char c) {
    const char *found = c ? strchr(alphabet, c) : NULL;

    return found ? (int)(found - alphabet) : -1;
}

bool base64_decode(struct str text, struct buffer *out) {
    uint32_t bits = 0;
    unsigned held = 0;

    while (text.n && text.p[text.n - 1] == '=') {
        text.n--;
    }
    if (text.n % 4 == 1) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        int value = digit_value(text.p[i]);
        if (value < 0) {
            return false;
        }
        bits = bits << 6 | (uint32_t)value;
        held += 6;
        if (held >= 8) {
            held -= 8;
            buffer_append_char(out, (char)(bits >> held & 0xFF));
        }
    }
    return true;
}

void base64_encode(struct str bytes, struct buffer *out) {
    for (size_t i = 0; i < bytes.n; i += 3) {
        uint32_t bits = 0;
        for (size_t j = 0; j < 3; j++) {
            bits = bits << 8 | (i + j < bytes.n ? (unsigned char)bytes.p[i + j] : 0);
        }
        for (size_t j = 0; j < 4; j++) {
            buffer_append_char(out, i + j <= bytes.n ? alphabet[bits >> (18 - 6 * j) & 0x3F] : '=');
        }
    }
}
