#pragma once
/* What the sections of pending updates have in common. Each begins with now=EPOCH, the host's clock, and a line
 * metadata=EPOCH for each file that was fetched with the list of what is available: nothing is asked of a network, so
 * an answer is worth what that list's age is. */

#include "scanner/collect/observation.h"

struct update {
    struct str package;
    struct str installed; /* empty where the source does not say */
    struct str available;
    struct str security; /* "yes" or "no", empty where the source does not say */
};

/* Reads one line of the section; false when it names no update. */
typedef bool update_reader(struct str line, struct update *ret_update);

/* A row of updates for each that READ finds, at most 5,000, each once. Nothing pending is said by one row that has the
 * age and no package: a device without any row is one of which nothing is known. Without an age there is none either.
 */
void updates_collect(struct str body, update_reader *read, struct observation *observation);
