#include "scanner/scan_failures.h"

static bool is_failure(enum probe_outcome outcome) {
    return outcome != PROBE_ANSWERED && outcome != PROBE_PARTIAL && outcome != PROBE_EXCLUDED;
}

static bool counts(const struct target_list *targets, const enum probe_outcome *outcomes, size_t index) {
    const struct target *target = &targets->items[index];
    size_t other = target_counterpart(targets->items, targets->count, index);

    if (!target->is_single || !is_failure(outcomes[index])) {
        return false;
    }
    if (!target->is_implied || other == SIZE_MAX) {
        return true;
    }
    /* Both failed: one of them counts for the host, and it is the one whose method was named, if there is one. */
    return is_failure(outcomes[other]) && targets->items[other].is_implied && target->method == SCAN_SSH;
}

size_t scan_count_failed(const struct target_list *targets, const enum probe_outcome *outcomes) {
    size_t failed = 0;

    for (size_t i = 0; i < targets->count; i++) {
        failed += counts(targets, outcomes, i);
    }
    return failed;
}
