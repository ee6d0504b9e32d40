#pragma once
/* What inventories at random brought about: what none of them does is not tested. */

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

#include <string.h>

enum { TALLY_MAX = 16 };

struct tally {
    const char *words[TALLY_MAX]; /* up to the first NULL */
    long met[TALLY_MAX];          /* so many texts have the word */
};

static inline void tally_count(struct tally *tally, const char *text) {
    for (size_t i = 0; i < TALLY_MAX && tally->words[i]; i++) {
        tally->met[i] += strstr(text, tally->words[i]) != NULL;
    }
}

/* Each was met. */
static inline void tally_assert(const struct tally *tally) {
    for (size_t i = 0; i < TALLY_MAX && tally->words[i]; i++) {
        if (!tally->met[i]) {
            fail_msg("nothing gave \"%s\"", tally->words[i]);
        }
    }
}
