#include "base/iso_2022_jp.h"

#define ESCAPE_LENGTH 3

static const char escapes[JIS_SET_COUNT][ESCAPE_LENGTH + 1] = {
    [JIS_ASCII] = "\x1B(B",
    [JIS_ROMAN] = "\x1B(J",
    [JIS_KANJI_1978] = "\x1B$@",
    [JIS_KANJI] = "\x1B$B",
};

struct str jis_escape(enum jis_set set) {
    return (struct str){escapes[set], ESCAPE_LENGTH};
}

bool jis_is_kanji(enum jis_set set) {
    return set == JIS_KANJI_1978 || set == JIS_KANJI;
}

/* Blanks and control characters keep their one byte among kanji. */
static size_t character_length(char first, enum jis_set set) {
    return jis_is_kanji(set) && first > ' ' && first != '\x7F' ? 2 : 1;
}

size_t jis_unit_length(struct str bytes, enum jis_set *set, bool *ret_is_escape) {
    *ret_is_escape = false;
    if (bytes.p[0] == '\x1B') {
        if (bytes.n < ESCAPE_LENGTH) {
            return 0;
        }
        for (unsigned i = 0; i < JIS_SET_COUNT; i++) {
            if (str_starts_with(bytes, jis_escape((enum jis_set)i))) {
                *set = (enum jis_set)i;
                *ret_is_escape = true;
                return ESCAPE_LENGTH;
            }
        }
    }
    size_t length = character_length(bytes.p[0], *set);
    return length <= bytes.n ? length : 0;
}
