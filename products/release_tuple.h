#pragma once
/* Versions as numbers: "17.06.05" is 17, 6, 5. Pure; any thread. Texts are folded, or ASCII. */

#include "products/release_rules.h"

enum { RELEASE_TUPLE_MAX = 8 };

struct release_tuple {
    uint64_t at[RELEASE_TUPLE_MAX]; /* what is too large for it is UINT64_MAX */
    unsigned count;                 /* at least 1; numbers beyond the last place are left out */
    struct str letters;             /* right behind the last number: the w of 1.1.1w */
    struct str before;              /* the text up to the number */
    struct str rest;                /* what follows the number and its letters */
};

/* Takes the next version off *TEXT; false when there is no more. Numbers in names (x64, log4j), numbers of bits
 * (64-bit) and an epoch (1:) are none. RULE says which letters may stand before one, which words go on with it, and
 * what is done with it. */
bool release_tuple_next(const struct release_rule *rule, struct str *text, struct release_tuple *ret_tuple);

/* The first number of a release's name, in which any letters may stand before it: the 7 of "lmde7". */
bool release_tuple_of_name(const struct release_rule *rule, struct str name, struct release_tuple *ret_tuple);

/* Are the numbers of PREFIX the first ones of TUPLE? */
bool release_tuple_begins(const struct release_tuple *tuple, const struct release_tuple *prefix);
/* By the first number that differs; one that begins with all of the other is the greater. */
int release_tuple_compare(const struct release_tuple *a, const struct release_tuple *b);
bool release_is_year(uint64_t number);
