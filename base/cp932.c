#include "base/cp932.h"

#include <iconv.h>
#include <stdlib.h>

enum { FIRST_TRAIL = 0x40, LAST_TRAIL = 0xFC, TRAILS = LAST_TRAIL - FIRST_TRAIL + 1 };

/* Converts all pairs that begin with LEAD. iconv stops at each pair that it does not know. */
static void read_row(iconv_t descriptor, unsigned char lead, uint16_t row[256]) {
    unsigned char pairs[TRAILS * 2];
    uint16_t units[TRAILS];
    size_t at = 0;

    for (size_t i = 0; i < TRAILS; i++) {
        pairs[2 * i] = lead;
        pairs[2 * i + 1] = (unsigned char)(FIRST_TRAIL + i);
    }
    while (at < TRAILS) {
        char *in = (char *)&pairs[2 * at], *out = (char *)units;
        size_t in_left = 2 * (TRAILS - at), out_left = sizeof(units), known;

        iconv(descriptor, &in, &in_left, &out, &out_left);
        /* All characters are in the basic plane: one unit for each pair. */
        known = (sizeof(units) - out_left) / sizeof(units[0]);
        for (size_t i = 0; i < known; i++) {
            row[FIRST_TRAIL + at + i] = units[i];
        }
        at += known + 1;
    }
}

struct cp932 *cp932_new(void) {
    const char *native = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "UTF-16LE" : "UTF-16BE";
    iconv_t descriptor = iconv_open(native, "CP932");
    struct cp932 *cp932;

    if (descriptor == (iconv_t)-1) {
        return NULL;
    }
    cp932 = calloc(1, sizeof(*cp932));
    for (int lead = CP932_FIRST_LEAD; cp932 && lead <= CP932_LAST_LEAD; lead++) {
        if (lead != 0xA0 && !cp932_is_katakana((unsigned char)lead)) {
            read_row(descriptor, (unsigned char)lead, cp932->character[lead - CP932_FIRST_LEAD]);
        }
    }
    iconv_close(descriptor);
    return cp932;
}

void cp932_free(struct cp932 *cp932) {
    free(cp932);
}
