#pragma once
/* Words in names of releases and in titles: "sp3", "ltsc". Pure; any thread. */

#include "base/str.h"

enum { RELEASE_TEXTS = 3 };

/* Takes the next run of letters and digits off *TEXT; false when there is no more. */
bool release_word_next(struct str *text, struct str *ret_word);
/* str_is_listed, whatever the case of the word. */
bool release_word_is_listed(const char *list, struct str word);
/* Does the word, or "service pack 3" for sp3, stand in the text? It may stand against digits when it begins or ends
 * with a letter ("2016SP3"), and the other way round. Case does not matter. */
bool release_word_stands(struct str text, struct str word);
/* In one of the texts? */
bool release_word_is_said(const struct str texts[RELEASE_TEXTS], struct str word);
/* Are all words of NAME said? True where it has none. */
bool release_words_are_said(const struct str texts[RELEASE_TEXTS], struct str name);
