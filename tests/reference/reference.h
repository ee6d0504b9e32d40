#pragma once
/* The reference of reconciler/reconcile.h: the same comparison of paper with reality on one thread, by plain loops over
 * lists, to which tests hold the engine. What it leaves to the engine's own files are the definitions: normal forms
 * (inventory/identity.h, products/), the meaning of two cells (reconciler/compare.h), and whether an asset should be
 * alive (pairing/asset_state.h). Failures end the test program. */

#include "inventory/correction_sink.h"
#include "reconciler/reconcile.h"

/* Everything in no particular order, as the engine may add it in any. */
struct reference_result {
    struct finding *findings;
    size_t finding_count, finding_capacity;
    struct verdict *verdicts;
    size_t verdict_count, verdict_capacity;
    struct correction *corrections;
    size_t correction_count, correction_capacity;
    struct unknown_title *titles;
    size_t title_count;
    struct coverage coverage;
};

/* Of INPUT the pairing, the sinks and the lists are not used. Texts and the lists live in ARENA. */
struct reference_result reference_reconcile(const struct reconcile_input *input, struct arena *arena);
