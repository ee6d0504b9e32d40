#pragma once
/* Names of places and of departments in a text that says more: the licence says "霞が関", the ledger "霞が関 3号館 5F".
 * Pure functions; any thread. */

#include "base/buffer.h"
#include "inventory/term.h"

/* Appends a name as name_fits compares it: text_fold, and ヶ, ケ and が between ideographs are one ("霞ヶ関",
 * "霞が関"). */
void name_fold(struct str utf8, struct buffer *out);

/* Is what TEXT calls a part of what NAME calls, or the same? Both are folded.
 *
 *   TERM_YES    NAME stands at the start of TEXT or of a word in it, and ends where a word may end: "霞が関" in
 *               "霞が関3号館" and "本館(霞が関)", "総務省" in "総務省情報管理課"; "本館1" not in "本館10F"
 *   TERM_BLANK  nothing is sure: TEXT has NAME elsewhere ("財務省霞が関庁舎"; but "東京都" has "京都" as well), or says
 *               less than NAME does ("霞が関" where NAME is "霞が関3号館"), or is blank
 *   TERM_NO     else */
enum term name_fits(struct str name, struct str text);

/* Of two answers, each of which would do. */
static inline enum term term_or(enum term a, enum term b) {
    return a == TERM_YES || b == TERM_YES ? TERM_YES : a == TERM_BLANK || b == TERM_BLANK ? TERM_BLANK : TERM_NO;
}
