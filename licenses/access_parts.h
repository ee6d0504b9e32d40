#pragma once
/* Pairs of a user and a device that have something to do with each other: those with a user or a device in common, and
 * so on. What covers the pairs of one part has nothing to do with the pairs of another. Pure functions; any thread. */

#include "base/compiler.h"
#include "base/error.h"

#include <stdint.h>

#define ACCESS_NONE UINT32_MAX /* in place of a user or device: it is not on record */

struct access_pair {
    uint32_t user, device; /* below the counts, or ACCESS_NONE; not both */
};

/* *RET_PARTS: by pair the number of its part; parts are numbered as they are met. The caller frees it. */
MUST_CHECK enum err_code access_parts_find(const struct access_pair *pairs, uint32_t count, uint32_t users,
                                           uint32_t devices, uint32_t **ret_parts, uint32_t *ret_part_count,
                                           struct err *err);
