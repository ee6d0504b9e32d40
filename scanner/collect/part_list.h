#pragma once
/* Which parts of a machine are known whole, and which are not: sections_complete and sections_missing of probes,
 * whichever way it was asked. Any thread. */

#include "scanner/collect/observation.h"

enum part_state {
    PART_UNASKED, /* in neither list */
    PART_MISSING, /* not read, or not whole */
    PART_COMPLETE,
};

struct part {
    const char *name; /* what people call it: "packages" */
    enum part_state state;
};

/* Writes sections_missing of the devices row, and both lists, separated by ; and living in the observation's arena. */
void part_list_report(const struct part *parts, size_t count, struct observation *observation, struct str *ret_complete,
                      struct str *ret_missing);
