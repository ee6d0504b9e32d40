#include "lifecycle/stock_observed.h"

#include "base/budget.h"
#include "base/radix_sort.h"

static bool is_half_seen(const struct stock_build *build, const struct stock_worker *worker,
                         const struct stock_draft *draft) {
    return worker->drafts.combinations[draft->combination].source == SOURCE_SOFTWARE &&
           !build->machines->items[draft->machine].is_examined;
}

static bool is_all_seen(const struct stock_machines *machines) {
    for (uint32_t number = 0; number < machines->numbers; number++) {
        if (machines->facts[number].is_in_use && !machines->items[number].is_examined) {
            return false;
        }
    }
    return true;
}

static size_t count_half_seen(const struct stock_build *build) {
    size_t count = 0;

    if (is_all_seen(build->machines)) {
        return 0;
    }
    for (unsigned i = 0; i < build->worker_count; i++) {
        const struct stock_worker *worker = &build->workers[i];
        for (size_t at = 0; at < worker->drafts.count; at++) {
            count += is_half_seen(build, worker, &worker->drafts.items[at]);
        }
    }
    return count;
}

static void fill(const struct stock_build *build, struct stock_observed *observed) {
    for (unsigned i = 0; i < build->worker_count; i++) {
        const struct stock_worker *worker = &build->workers[i];
        for (size_t at = 0; at < worker->drafts.count; at++) {
            const struct stock_draft *draft = &worker->drafts.items[at];
            if (is_half_seen(build, worker, draft)) {
                const struct stock_combination *combination = &worker->drafts.combinations[draft->combination];
                const struct product_title *title = product_title_of(build->titles, &worker->drafts, combination);
                observed->items[observed->count++] = (uint64_t)draft->machine << 32 | title->identity;
            }
        }
    }
}

enum err_code stock_observed_find(const struct stock_build *build, struct stock_observed *ret_observed,
                                  struct err *err) {
    size_t count = count_half_seen(build);
    struct stock_observed observed = {budget_alloc(build->budget, count + 1, sizeof *observed.items), 0};
    uint64_t *scratch = budget_alloc(build->budget, count + 1, sizeof *scratch);

    if (!observed.items || !scratch) {
        budget_drop(scratch);
        stock_observed_done(&observed);
        return err_no_memory(err);
    }
    if (count) {
        fill(build, &observed);
        radix_sort(observed.items, observed.count, scratch);
    }
    budget_drop(scratch);
    *ret_observed = observed;
    return ERR_OK;
}

void stock_observed_done(struct stock_observed *observed) {
    budget_drop(observed->items);
    *observed = (struct stock_observed){0};
}

bool stock_observed_has(const struct stock_observed *observed, uint32_t machine, uint32_t identity) {
    uint64_t wanted = (uint64_t)machine << 32 | identity;
    size_t low = 0, high = observed->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (observed->items[middle] < wanted) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < observed->count && observed->items[low] == wanted;
}
