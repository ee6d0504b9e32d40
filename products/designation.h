#pragma once
/* Designations of models, processors and systems as words: nameplates, firmware and ledgers add and leave out words
 * that tell nothing. Pure; any thread. */

#include "base/buffer.h"

/* Folds a designation and puts blanks where marks stand against words: "Xeon(R)" gives "xeon ". Appends to OUT. */
void designation_fold(struct str text, struct buffer *out);
/* Takes the next word that tells something off a folded designation; false at the end. */
bool designation_next_word(struct str *rest, struct str *ret_word);
/* Are all words of one also words of the other? Where IS_TITLE a version may be said less exactly: "debian 12" and
 * "debian gnu linux 12.11"; 2012 is not 2012 R2. */
bool designation_agrees(struct str a, struct str b, bool is_title);
/* Are all words of DESIGNATION also words of TEXT? False without any that tells something. */
bool designation_is_in(struct str designation, struct str text, bool is_title);
