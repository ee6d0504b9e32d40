#pragma once
/* What is known of a yes-or-no question. A ledger that is silent says neither: nothing that rests on a blank may come
 * out as conforming or as a violation. Plain values; any thread. */

#include "inventory/value.h"

enum term {
    TERM_BLANK, /* not said */
    TERM_NO,
    TERM_YES,
};

/* Of a cell of type BOOL. */
static inline enum term term_of(const struct value *value) {
    return !value->is_set ? TERM_BLANK : value->number ? TERM_YES : TERM_NO;
}

/* Of two questions of which one must be answered with yes: yes before silence before no. */
static inline enum term term_either(enum term a, enum term b) {
    if (a == TERM_YES || b == TERM_YES) {
        return TERM_YES;
    }
    return a == TERM_BLANK || b == TERM_BLANK ? TERM_BLANK : TERM_NO;
}

/* Of two questions that must both be answered with yes: no before silence before yes. */
static inline enum term term_both(enum term a, enum term b) {
    if (a == TERM_NO || b == TERM_NO) {
        return TERM_NO;
    }
    return a == TERM_BLANK || b == TERM_BLANK ? TERM_BLANK : TERM_YES;
}
