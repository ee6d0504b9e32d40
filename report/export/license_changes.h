#pragma once
/* What became of the licence position of each product between two results. Internal to report/. One thread. */

#include "base/arena.h"
#include "report/result/set.h"

/* A product as it is counted, with its figures then and now as the files have them; empty where it is in one only. */
struct license_change {
    struct str vendor, product, edition, metric;
    struct str entitled_before, entitled_after, effective_before, effective_after;
    struct str need_before, need_after; /* need_max */
    struct str outcome_before, outcome_after;
};
struct license_changes {
    struct arena *arena;
    struct license_change *items; /* those that changed, in order of vendor, product, edition, metric */
    uint32_t count, capacity;
};
/* ARENA keeps the texts. */
MUST_CHECK enum err_code license_changes_read(const struct result_set *before, const struct result_set *after,
                                              struct arena *arena, struct license_changes *ret_changes,
                                              struct err *err);
