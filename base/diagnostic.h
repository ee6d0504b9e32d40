#pragma once
/* Diagnostics: problems found in data, with their place. They are collected, not thrown, so that people see all of them
 * at once. The collector groups by (file, problem, heading), keeps the first 20 of each group by position (then by
 * args: adding order plays no part) and counts the rest. What the numbers of problems mean is the caller's
 * (inventory/problem.h). */

#include "base/error.h"

struct diagnostic {
    unsigned problem;
    struct str file;
    uint64_t line;      /* 1-based, 0 when the whole file is meant */
    uint64_t column;    /* 1-based character of the decoded line, 0 when the whole line is meant */
    struct str heading; /* the column's heading as the file writes it, or empty */
    struct str args[2]; /* UTF-8 */
};

#define DIAGNOSTICS_KEPT 20

struct diagnostics;
struct diagnostics *diagnostics_new(void);
void diagnostics_free(struct diagnostics *diagnostics);
DEFINE_CLEANUP(diagnostics, diagnostics_free)
/* Copies. One thread at a time. */
void diagnostics_add(struct diagnostics *diagnostics, const struct diagnostic *diagnostic);
/* Memory ran out while collecting: what is here is not all. */
bool diagnostics_failed(const struct diagnostics *diagnostics);

struct diagnostic_group {
    struct str file;
    unsigned problem;
    struct str heading;
    uint64_t count;                /* of all occurrences */
    const struct diagnostic *kept; /* the first ones by line and column */
    size_t kept_count;
};
/* Sorts groups by file, then the place of their first occurrence, then problem. Returned array is owned by the
 * collector and valid until the next diagnostics_add. */
const struct diagnostic_group *diagnostics_groups(struct diagnostics *diagnostics, size_t *ret_count);
/* Adds all occurrences of a group, or of all groups, of another collector. */
void diagnostics_add_group(struct diagnostics *diagnostics, const struct diagnostic_group *group);
void diagnostics_add_all(struct diagnostics *diagnostics, struct diagnostics *from);
