#pragma once
/* What words of purposes, countries, places and departments mean: lists that come with the program (purpose.def,
 * country.def, country_region.def, own_word.def), and the ledger's aliases (licenses/aliases.h), which go before them.
 * Texts are folded as names are (licenses/name_fit.h). Constant once read: any thread. */

#include "licenses/terms.h"

/* Sets are bits 1 << PURPOSE_…. */
enum purpose {
    PURPOSE_BUSINESS,
    PURPOSE_DEVELOPMENT,
    PURPOSE_TEST,
    PURPOSE_TRAINING,
    PURPOSE_ACADEMIC,   /* in an educational institution */
    PURPOSE_PRIVATE,    /* one's own affairs */
    PURPOSE_EVALUATION, /* to see what it is worth */
    PURPOSE_NONCOMMERCIAL,
    PURPOSE_COUNT
};

enum purpose_side { PURPOSE_OF_TERM, PURPOSE_OF_USE };
/* What the text stands for as a whole: among the terms of a licence those purposes together, of a use any one of them.
 * 0 when no list has it, or when it says nothing there. */
unsigned term_purposes(const struct term_words *words, struct str text, enum purpose_side side);
/* Takes a part off *REST that stands for something by itself: "開発・検証", "dev/test", "JP,US". False when it is used
 * up. */
bool term_next_part(struct str *rest, struct str *ret_part);

/* Is COUNTRY, in the form that term_country gives it, what the text stands for: one country, several ("EU"), or all of
 * its parts? TERM_BLANK: one of the two is not understood. HOME: it is known to be the ledger's own. */
enum term term_country_fits(const struct term_words *words, struct str text, struct str country, bool is_home);

/* Is it "国内", the ledger's own country, whichever that is? */
bool term_is_home(const struct term_words *words, struct str text);

/* Is PLACE at the place that NAME is, or at one that an alias says is the same? */
enum term term_place_fits(const struct term_words *words, struct str name, struct str place);
/* Is it how the organisation of the ledger calls itself? */
bool term_is_own(struct str text);
