#pragma once
/* Thresholds of the checks. They come from people (`--policy FILE`, or `policy:` in genkyo.yaml), never from code: the
 * defaults stand in one place, policy_default, and every summary echoes what was used. */

#include "base/arena.h"
#include "base/error.h"
#include "base/yaml_read.h"

struct policy {
    int64_t renewal_days, support_days, idle_days, unseen_days, usage_days, reuse_min_days;
    int64_t support_max_age_days, snapshot_max_age_days;
    int64_t coverage_min; /* per cent of the expected assets that must have been examined */
    struct str timezone;  /* Asia/Tokyo, UTC or ±HH:MM */
    int32_t utc_offset;   /* seconds, from timezone */
    struct str country;   /* ISO 3166 alpha-2 */
    struct yaml_texts maintained_kinds;
};

/* The defaults. Slices are static. */
struct policy policy_default(void);
/* Reads `policy:` style keys from a mapping over the defaults; unknown keys and bad values are errors with line and
 * column. Strings borrow the document. */
MUST_CHECK enum err_code policy_read(const struct yaml_node *node, const char *file, struct arena *arena,
                                     struct policy *policy, struct err *err);
/* The country that a ledger gives itself goes before the policy's. Empty: it gives none. Borrowed. */
void policy_set_country(struct policy *policy, struct str country);
/* Is the word of the column `kind` one of those that need care: maintenance, and a place to stand? */
bool policy_is_maintained(const struct policy *policy, struct str kind);
