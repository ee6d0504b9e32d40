#include "cli/trend.h"

#include "history/findings.h"

#include <stdlib.h>

/* The days that corrections took, by code. */
struct days {
    int32_t *items;
    uint32_t count, capacity;
};

struct reading {
    struct arena *arena;
    struct trend trend;
    uint32_t run_capacity;
    struct days by_code[CODE_COUNT], all;
};

static enum err_code add_run(void *context, const struct history_run *run, struct err *err) {
    struct reading *reading = context;
    struct trend *trend = &reading->trend;

    trend->runs = arena_grow(reading->arena, trend->runs, (uint32_t)trend->run_count, 1, &reading->run_capacity,
                             sizeof *trend->runs);
    if (!trend->runs) {
        return err_no_memory(err);
    }
    struct history_run *added = &trend->runs[trend->run_count++];
    *added = *run;
    added->started_at = arena_dup(reading->arena, run->started_at);
    added->ended_at = arena_dup(reading->arena, run->ended_at);
    added->profile = arena_dup(reading->arena, run->profile);
    added->command = arena_dup(reading->arena, run->command);
    return arena_failed(reading->arena) ? err_no_memory(err) : ERR_OK;
}

static bool add_days(struct arena *arena, struct days *days, int32_t count) {
    days->items = arena_grow(arena, days->items, days->count, 1, &days->capacity, sizeof *days->items);
    if (days->items) {
        days->items[days->count++] = count;
    }
    return days->items != NULL;
}

static enum err_code add_resolved(void *context, const struct history_finding *finding, struct err *err) {
    struct reading *reading = context;
    const struct finding_state *state = &finding->state;

    if (!date_is_set(state->first_seen) || !date_is_set(state->resolved_on)) {
        return ERR_OK;
    }
    int32_t days = state->resolved_on.days - state->first_seen.days;
    return add_days(reading->arena, &reading->by_code[finding->finding.code], days) &&
                   add_days(reading->arena, &reading->all, days)
               ? ERR_OK
               : err_no_memory(err);
}

static int compare_days(const void *a, const void *b) {
    const int32_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/* The lower of two in the middle. */
static struct trend_corrected sum_up(struct days *days) {
    if (!days->count) {
        return (struct trend_corrected){0};
    }
    qsort(days->items, days->count, sizeof *days->items, compare_days);
    return (struct trend_corrected){
        .count = days->count,
        .median_days = days->items[(days->count - 1) / 2],
        .longest_days = days->items[days->count - 1],
    };
}

enum err_code trend_read(struct history *history, uint32_t limit, struct arena *arena, struct trend *ret_trend,
                         struct err *err) {
    const struct history_filter resolved = {.status = HISTORY_VALUE(finding_status_name(FINDING_RESOLVED))};
    struct reading *reading = arena_alloc(arena, sizeof *reading);

    if (!reading) {
        return err_no_memory(err);
    }
    reading->arena = arena;
    enum err_code code = history_runs_each(history, limit, add_run, reading, err);
    if (code == ERR_OK) {
        code = history_findings_each(history, DATE_NONE, &resolved, add_resolved, reading, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    for (unsigned i = 0; i < CODE_COUNT; i++) {
        reading->trend.by_code[i] = sum_up(&reading->by_code[i]);
    }
    reading->trend.all = sum_up(&reading->all);
    *ret_trend = reading->trend;
    return ERR_OK;
}

uint64_t trend_outcome(const struct history_run *run, enum outcome outcome) {
    uint64_t count = 0;

    for (unsigned code = 0; code < CODE_COUNT; code++) {
        count += run->totals.by_code[code][outcome];
    }
    return count;
}

uint64_t trend_code(const struct history_run *run, enum finding_code code) {
    uint64_t count = 0;

    for (unsigned outcome = 0; outcome < OUTCOME_COUNT; outcome++) {
        count += run->totals.by_code[code][outcome];
    }
    return count;
}

bool trend_has_code(const struct trend *trend, enum finding_code code) {
    bool has = trend->by_code[code].count > 0;

    for (size_t i = 0; i < trend->run_count && !has; i++) {
        has = trend_code(&trend->runs[i], code) > 0;
    }
    return has;
}
