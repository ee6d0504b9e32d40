#pragma once
/* What is known of a yes-or-no question. A ledger that is silent says neither: nothing that rests on a blank may come
 * out as conforming or as a violation. */

enum term {
    TERM_BLANK, /* not said */
    TERM_NO,
    TERM_YES,
};
