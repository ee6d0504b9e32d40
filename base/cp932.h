#pragma once
/* The double-byte characters of code page 932, with the NEC and IBM rows and the user-defined rows F040–F9FC, as a
 * table: strict where iconv is lenient (80, A0, FD–FF), and fast for short cells. Read-only once made. */

#include "base/compiler.h"

#include <stdbool.h>
#include <stdint.h>

enum { CP932_FIRST_LEAD = 0x81, CP932_LAST_LEAD = 0xFC };

struct cp932 {
    /* UTF-16 code unit, 0 where nothing is assigned. */
    uint16_t character[CP932_LAST_LEAD - CP932_FIRST_LEAD + 1][256];
};

/* NULL when memory is out, or when the C library lacks the encoding (errno says which). */
struct cp932 *cp932_new(void);
void cp932_free(struct cp932 *cp932);
DEFINE_CLEANUP(cp932, cp932_free)

/* Half-width katakana A1–DF. */
static inline bool cp932_is_katakana(unsigned char byte) {
    return byte >= 0xA1 && byte <= 0xDF;
}

/* The character of two bytes, or 0 when they are none. */
static inline uint16_t cp932_character(const struct cp932 *cp932, unsigned char lead, unsigned char trail) {
    if (lead < CP932_FIRST_LEAD || lead > CP932_LAST_LEAD) {
        return 0;
    }
    return cp932->character[lead - CP932_FIRST_LEAD][trail];
}
