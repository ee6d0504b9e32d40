#include "cli/run/keep.h"

#include "cli/run/freeze.h"
#include "history/runs.h"

#include <unistd.h>

/* Of COUNT names, oldest first, is the one at INDEX beyond the limit? */
static bool is_beyond(const struct run_limit *limit, struct str name, size_t index, size_t count, struct date today) {
    bool is_too_many = limit->count && count - index > (uint64_t)limit->count;
    bool is_too_old = limit->days && (int64_t)today.days - run_name_day(name).days > limit->days;

    return is_too_many || is_too_old;
}

static bool is_listed(struct str name, const struct str *names, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (str_eq(names[i], name)) {
            return true;
        }
    }
    return false;
}

static enum err_code keep_snapshots(const struct run_state *state, const struct run_limit *limit, struct date today,
                                    const char *current, struct arena *arena, struct err *err) {
    struct str *names = NULL, *frozen = NULL;
    size_t count = 0, frozen_count = 0;
    enum err_code code = run_state_list(state->snapshots_fd, "", arena, &names, &count, err);

    if (code == ERR_OK) {
        code = run_freeze_snapshots(state, arena, &frozen, &frozen_count, err);
    }
    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        if (is_beyond(limit, names[i], i, count, today) && !str_eq(names[i], str_from(current)) &&
            !is_listed(names[i], frozen, frozen_count)) {
            code = run_state_remove_snapshot(state, names[i].p, err);
        }
    }
    return code;
}

static enum err_code keep_records(const struct run_state *state, const struct run_limit *limit, struct date today,
                                  const char *current, struct arena *arena, struct err *err) {
    struct str *names = NULL;
    size_t count = 0;
    enum err_code code = run_state_list(state->runs_fd, ".json", arena, &names, &count, err);

    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        struct str file = arena_printf(arena, "%.*s.json", STR_FMT(names[i]));
        if (!file.n) {
            code = err_no_memory(err);
        } else if (is_beyond(limit, names[i], i, count, today) && !str_eq(names[i], str_from(current)) &&
                   unlinkat(state->runs_fd, file.p, 0) != 0) {
            code = err_system(err, file.p, "remove");
        }
    }
    return code;
}

/* What the store has of runs, beyond the same limit; findings and what people decided stay. */
static enum err_code keep_history(const struct run_state *state, const struct run_limit *limit, struct date today,
                                  struct err *err) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    struct date before = limit->days ? (struct date){today.days - (int32_t)limit->days} : DATE_NONE;
    char path[PATH_MAX];
    uint32_t deleted;

    if (!limit->days && !limit->count) {
        return ERR_OK;
    }
    enum err_code code = run_state_path(state, RUN_DATABASE, "", path, err);
    if (code == ERR_OK) {
        code = history_open(path, DATABASE_WRITE, &history, err);
    }
    return code == ERR_OK ? history_runs_prune(history, (uint32_t)limit->count, before, &deleted, err) : code;
}

enum err_code run_keep(const struct run_state *state, const struct run_config *config, struct date today,
                       const char *current, const char *current_run, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    enum err_code code =
        arena ? keep_snapshots(state, &config->keep_snapshots, today, current, arena, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = keep_records(state, &config->keep_runs, today, current_run, arena, err);
    }
    return code == ERR_OK ? keep_history(state, &config->keep_runs, today, err) : code;
}
