#pragma once
/* Problems that were found, kept or not. */

#include "base/diagnostic.h"

static inline uint64_t count_problems(struct diagnostics *diagnostics) {
    size_t group_count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &group_count);
    uint64_t count = 0;

    for (size_t i = 0; i < group_count; i++) {
        count += groups[i].count;
    }
    return count;
}

/* Those of one kind; NULL where there are none. */
static inline const struct diagnostic_group *problem_group(struct diagnostics *diagnostics, unsigned problem) {
    size_t count;
    const struct diagnostic_group *groups = diagnostics_groups(diagnostics, &count);

    for (size_t i = 0; i < count; i++) {
        if (groups[i].problem == problem) {
            return &groups[i];
        }
    }
    return NULL;
}
