#pragma once
/* UTF-8 text: validity, folding for comparison, positions, and safe display. Thread-safe. */

#include "base/buffer.h"
#include "base/library_version.h"

/* Length of the run of ASCII at the start. */
size_t text_ascii_length(struct str s);
/* Is all of it? Faster than by the length. */
bool text_is_ascii(struct str s);
/* Offset of the first byte that is not part of a well-formed character (RFC 3629), or SIZE_MAX. */
size_t text_first_invalid(struct str s);
/* Number of characters (code points) in well-formed UTF-8. */
size_t text_count(struct str utf8);
/* Without leading and trailing blanks, those of ASCII (str_trim) and others: no-break, ideographic and zero-width
 * spaces, and a BOM in the middle of a file. */
struct str text_trim(struct str utf8);
/* Appends the text to OUT; each byte that is not part of a character becomes U+FFFD. */
void text_append_repaired(struct str bytes, struct buffer *out);

/* What two spellings of one thing have in common:
 *   1. NFKC and case folding (utf8proc): １→1, ㈱→(株), ｶﾞ→ガ, Ａ→a
 *   2. variants that NFKC leaves: 〜 ～ → ~ ; − ‐ ‑ ‒ – — ― ─ → - ; ー behind kana or an ideograph stays, behind
 *      ASCII and at the start it is a hyphen; ideographic and other blanks → one space, none at the ends;
 *      invisible characters go
 *   3. character variants of names: 髙→高 﨑→崎 … (a table with its source)
 * Folding a folded text changes nothing. Malformed bytes count as U+FFFD. Pure ASCII never enters utf8proc. Appends to
 * OUT (check out->failed). Returns true when step 3 changed something: folding two people or two places into one is an
 * assumption that must be listed. */
bool text_fold(struct str utf8, struct buffer *out);

/* For a terminal or a log line: control characters (C0, C1, DEL, bidi controls, line separators, BOM) become visible
 * escapes such as \x1b, malformed bytes \xHH; at most MAX_CHARACTERS of output (an escape is never cut), then ….
 * Appends to OUT. */
void text_for_terminal(struct str bytes, size_t max_characters, struct buffer *out);
/* Of utf8proc. */
struct library_version text_library(void);
