#include "cli/run/state.h"

#include "base/tree.h"
#include "cli/state_path.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PARTIAL ".partial"

enum { STATE_MODE = 0750, NAME_TRIES = 3600 };

static enum err_code open_folder(int parent, const char *path, const char *name, int *ret_fd, struct err *err) {
    if (!tree_make(parent, name, STATE_MODE)) {
        return err_system(err, path, "mkdir");
    }
    *ret_fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *ret_fd >= 0 ? ERR_OK : err_system(err, path, "open");
}

enum err_code run_state_open(const char *path, struct run_state *ret_state, struct err *err) {
    struct run_state state = {path, -1, -1, -1};
    int results = -1;
    enum err_code code = open_folder(AT_FDCWD, path, path, &state.fd, err);

    if (code == ERR_OK) {
        code = open_folder(state.fd, path, "snapshots", &state.snapshots_fd, err);
    }
    if (code == ERR_OK) {
        code = open_folder(state.fd, path, "runs", &state.runs_fd, err);
    }
    if (code == ERR_OK) {
        code = open_folder(state.fd, path, "results", &results, err);
    }
    if (results >= 0) {
        close(results);
    }
    if (code != ERR_OK) {
        run_state_close(&state);
        return code;
    }
    *ret_state = state;
    return ERR_OK;
}

void run_state_close(struct run_state *state) {
    const int fds[] = {state->fd, state->snapshots_fd, state->runs_fd};

    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        if (fds[i] >= 0) {
            close(fds[i]);
        }
    }
}

enum err_code run_state_path(const struct run_state *state, const char *folder, const char *name,
                             char ret_path[PATH_MAX], struct err *err) {
    return state_path(state->path, folder, name, ret_path, err);
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

/* Instants in UTC without what some file systems refuse, in whose order the names are. */
static bool name_format(int64_t seconds, char ret_name[RUN_NAME_SIZE]) {
    char text[26];
    size_t n = 0;

    instant_format((struct instant){seconds, 0}, text);
    for (const char *p = text; *p && n < RUN_NAME_SIZE - 1; p++) {
        if (*p != '-' && *p != ':') {
            ret_name[n++] = *p;
        }
    }
    ret_name[n] = '\0';
    return n == RUN_NAME_SIZE - 1;
}

/* The last of the names with SUFFIX behind goes to *LATEST if it is later. */
static enum err_code raise_latest(int fd, const char *suffix, struct arena *arena, struct str *latest,
                                  struct err *err) {
    struct str *names = NULL;
    size_t count = 0;
    enum err_code code = run_state_list(fd, suffix, arena, &names, &count, err);

    if (code == ERR_OK && count && str_cmp(names[count - 1], *latest) > 0) {
        *latest = names[count - 1];
    }
    return code;
}

enum err_code run_state_new_name(const struct run_state *state, int64_t seconds, char ret_name[RUN_NAME_SIZE],
                                 struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str latest = STR_NONE;
    char name[RUN_NAME_SIZE];
    enum err_code code = arena ? raise_latest(state->runs_fd, ".json", arena, &latest, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = raise_latest(state->snapshots_fd, "", arena, &latest, err);
    }
    if (code == ERR_OK) {
        code = raise_latest(state->snapshots_fd, PARTIAL, arena, &latest, err);
    }
    for (int i = 0; code == ERR_OK && i < NAME_TRIES; i++) {
        if (name_format(seconds + i, name) && str_cmp(str_from(name), latest) > 0) {
            memcpy(ret_name, name, sizeof name);
            return ERR_OK;
        }
    }
    return code == ERR_OK ? err_set(err, ERR_EXISTS, state->path, STR("a later run"), STR_NONE) : code;
}

struct date run_name_day(struct str name) {
    static const char form[] = "########T######Z";
    struct date day;
    int figures[8];

    for (size_t i = 0; i < sizeof form - 1; i++) {
        char c = i < name.n ? name.p[i] : '\0';
        if (form[i] == '#' ? !str_is_digit(c) : c != form[i]) {
            return DATE_NONE;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(figures); i++) {
        figures[i] = name.p[i] - '0';
    }
    struct civil civil = {
        .year = ((figures[0] * 10 + figures[1]) * 10 + figures[2]) * 10 + figures[3],
        .month = figures[4] * 10 + figures[5],
        .day = figures[6] * 10 + figures[7],
    };
    return name.n == sizeof form - 1 && date_from_civil(civil, &day) ? day : DATE_NONE;
}

/* --- lists ---------------------------------------------------------------------------------------------------------
 */

static int compare_names(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

enum err_code run_state_list(int fd, const char *suffix, struct arena *arena, struct str **ret_names, size_t *ret_count,
                             struct err *err) {
    CLEANUP(tree_close) DIR *listing = tree_list(fd);
    struct str *names = NULL;
    uint32_t count = 0, capacity = 0;
    const char *entry;

    if (!listing) {
        return err_system(err, NULL, "opendir");
    }
    while ((entry = tree_next(listing))) {
        struct str name = str_from(entry);
        if (!str_drop_suffix(&name, str_from(suffix)) || !date_is_set(run_name_day(name))) {
            continue;
        }
        names = arena_grow(arena, names, count, 1, &capacity, sizeof *names);
        if (!names) {
            return err_no_memory(err);
        }
        names[count++] = arena_dup(arena, name);
    }
    if (errno || arena_failed(arena)) {
        return errno ? err_system(err, NULL, "readdir") : err_no_memory(err);
    }
    if (count) {
        qsort(names, count, sizeof *names, compare_names);
    }
    *ret_names = names;
    *ret_count = count;
    return ERR_OK;
}

/* The latest name with SUFFIX behind whose directory has the file MARKER. */
static enum err_code latest(const struct run_state *state, const char *suffix, const char *marker,
                            char ret_name[RUN_NAME_SIZE], struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str *names = NULL;
    size_t count = 0;
    enum err_code code =
        arena ? run_state_list(state->snapshots_fd, suffix, arena, &names, &count, err) : err_no_memory(err);

    if (code != ERR_OK) {
        return code;
    }
    ret_name[0] = '\0';
    while (count-- > 0) {
        struct str file = arena_printf(arena, "%.*s%s/%s", STR_FMT(names[count]), suffix, marker);
        struct stat status;
        if (file.n && fstatat(state->snapshots_fd, file.p, &status, 0) == 0) {
            memcpy(ret_name, names[count].p, RUN_NAME_SIZE);
            return ERR_OK;
        }
    }
    return arena_failed(arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code run_state_latest_snapshot(const struct run_state *state, char ret_name[RUN_NAME_SIZE], struct err *err) {
    return latest(state, "", "manifest.json", ret_name, err);
}

enum err_code run_state_unfinished_scan(const struct run_state *state, char ret_name[RUN_NAME_SIZE], struct err *err) {
    return latest(state, PARTIAL, "journal", ret_name, err);
}

/* --- removing ------------------------------------------------------------------------------------------------------
 */

static enum err_code sweep_snapshots(const struct run_state *state, const char *kept, struct arena *arena,
                                     struct err *err) {
    struct str *names = NULL;
    size_t count = 0;
    enum err_code code = run_state_list(state->snapshots_fd, PARTIAL, arena, &names, &count, err);

    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        if (str_eq(names[i], str_from(kept))) {
            continue;
        }
        struct str name = arena_printf(arena, "%.*s" PARTIAL, STR_FMT(names[i]));
        if (!name.n) {
            code = err_no_memory(err);
        } else if (!tree_remove(state->snapshots_fd, name.p)) {
            code = err_system(err, name.p, "remove");
        }
    }
    return code;
}

static enum err_code sweep_records(const struct run_state *state, struct arena *arena, struct err *err) {
    struct str *names = NULL;
    size_t count = 0;
    enum err_code code = run_state_list(state->runs_fd, ".json" PARTIAL, arena, &names, &count, err);

    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        struct str name = arena_printf(arena, "%.*s.json" PARTIAL, STR_FMT(names[i]));
        if (!name.n) {
            code = err_no_memory(err);
        } else if (unlinkat(state->runs_fd, name.p, 0) != 0) {
            code = err_system(err, name.p, "remove");
        }
    }
    return code;
}

enum err_code run_state_sweep(const struct run_state *state, const char *kept, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    enum err_code code = arena ? sweep_snapshots(state, kept, arena, err) : err_no_memory(err);

    return code == ERR_OK ? sweep_records(state, arena, err) : code;
}

enum err_code run_state_remove_snapshot(const struct run_state *state, const char *name, struct err *err) {
    char partial[RUN_NAME_SIZE + sizeof PARTIAL];

    snprintf(partial, sizeof partial, "%.*s" PARTIAL, (int)RUN_NAME_SIZE - 1, name);
    if (renameat(state->snapshots_fd, name, state->snapshots_fd, partial) != 0) {
        return err_system(err, name, "rename");
    }
    return tree_remove(state->snapshots_fd, partial) ? ERR_OK : err_system(err, partial, "remove");
}
