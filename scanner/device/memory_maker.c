#include "scanner/device/memory_maker.h"

#include "scanner/collect/fields.h"

#include "base/compiler.h"

enum { CONTINUATION = 0x7f, PARITY = 0x80, BYTES_MAX = 8, BANKS_MAX = 16 };

static const struct {
    unsigned bank, code;
    struct str name;
} makers[] = {
#define MAKER(BANK, CODE, NAME) {BANK, CODE, STR(NAME)},
#include "scanner/device/memory_maker.def"
};

/* Two bytes or more, in hexadecimal; how many of them were kept, 0 when it is anything else. */
static size_t read_bytes(struct str text, unsigned char bytes[BYTES_MAX]) {
    size_t count = 0;

    if (str_starts_with(text, STR("0x"))) {
        text = str_sub(text, 2, SIZE_MAX);
    }
    if (text.n < 4 || text.n % 2 != 0) {
        return 0;
    }
    for (size_t i = 0; i < text.n; i += 2) {
        int high = str_hex_digit(text.p[i]), low = str_hex_digit(text.p[i + 1]);
        if (high < 0 || low < 0) {
            return 0;
        }
        if (count < BYTES_MAX) {
            bytes[count++] = (unsigned char)(high << 4 | low);
        }
    }
    return count;
}

struct str memory_maker(struct str text) {
    unsigned char bytes[BYTES_MAX] = {0};
    size_t count = read_bytes(text, bytes), at = 0;
    unsigned bank = 1;

    while (at < count && bytes[at] == CONTINUATION) {
        at++;
        bank++;
    }
    if (at == 0 && (bytes[0] & ~(unsigned)PARITY) < BANKS_MAX && count > 1 && bytes[1] != 0) {
        bank = (bytes[0] & ~(unsigned)PARITY) + 1;
        at = 1;
    }
    for (size_t i = 0; at < count && i < ARRAY_LEN(makers); i++) {
        if (makers[i].bank == bank && makers[i].code == bytes[at]) {
            return makers[i].name;
        }
    }
    return text;
}
