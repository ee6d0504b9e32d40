#pragma once
/* The systems other than Linux: which sections their part of the script prints, and who reads each. One table a system.
 * Constant data. */

#include "scanner/collect.h"

struct collect_system {
    const char *kernel; /* what uname -s says */
    const char *kind;   /* of the device, unless a section knows better */
    bool
        is_best_effort; /* written from manuals and not held against a recorded machine yet: what its sections tell is
                           reported, but never counts as whole, so that nothing is concluded from what they leave out */
    const struct collector *collectors;
    size_t collector_count;
};

/* NULL when there is no table for the kernel. */
const struct collect_system *collect_system_find(struct str kernel);
