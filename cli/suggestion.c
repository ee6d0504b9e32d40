#include "cli/suggestion.h"

#include <stdbool.h>
#include <string.h>

/* So few bytes begin too many names, and differ from all of them by little. */
enum { TYPED_LEAST = 3, BYTES_PER_SLIP = 3, SLIPS_MAX = 2 };

static unsigned least(unsigned a, unsigned b) {
    return a < b ? a : b;
}

/* Bytes inserted, left out, replaced, or swapped with their neighbour, between A and B (optimal string alignment). */
static unsigned count_slips(const char *a, size_t a_length, const char *b, size_t b_length) {
    unsigned rows[3][SUGGESTION_NAME_MAX + 1];
    unsigned *before = rows[0], *above = rows[1], *row = rows[2];

    for (size_t j = 0; j <= b_length; j++) {
        above[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        row[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            bool is_same = a[i - 1] == b[j - 1];
            row[j] = least(above[j - 1] + !is_same, 1 + least(above[j], row[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], before[j - 2] + 1);
            }
        }
        unsigned *spare = before;
        before = above;
        above = row;
        row = spare;
    }
    return above[b_length];
}

void suggestion_consider(struct suggestion *suggestion, const char *name) {
    size_t typed = strlen(suggestion->typed), length = strlen(name);

    if (typed < TYPED_LEAST || typed > SUGGESTION_NAME_MAX || length > SUGGESTION_NAME_MAX) {
        return;
    }
    /* What breaks off is no slip. */
    unsigned slips =
        strncmp(name, suggestion->typed, typed) == 0 ? 0 : count_slips(suggestion->typed, typed, name, length);
    if (slips > SLIPS_MAX || slips * BYTES_PER_SLIP > typed || (suggestion->name && slips >= suggestion->slips)) {
        return;
    }
    suggestion->name = name;
    suggestion->slips = slips;
}
