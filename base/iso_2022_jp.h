#pragma once
/* What text in ISO-2022-JP (RFC 1468) is made of: characters, and escape sequences that say of which set the characters
 * behind them are. For whoever has to know where in the bytes a character stands; base/encoding.h decodes. Pure. */

#include "base/str.h"

enum jis_set {
    JIS_ASCII,
    JIS_ROMAN,      /* JIS X 0201, with ¥ and ‾ */
    JIS_KANJI_1978, /* JIS C 6226 */
    JIS_KANJI,      /* JIS X 0208 */
    JIS_SET_COUNT
};

/* The escape sequence of the set. */
struct str jis_escape(enum jis_set set);
bool jis_is_kanji(enum jis_set set);
/* Length of the escape sequence or character at the start of BYTES, of which there must be one. *SET is the set in
 * force, and is changed by an escape sequence (*ret_is_escape). 0: there are too few bytes to tell. Any byte that can
 * be neither counts as a character of its own. */
size_t jis_unit_length(struct str bytes, enum jis_set *set, bool *ret_is_escape);
