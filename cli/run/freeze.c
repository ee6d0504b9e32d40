#include "cli/run/freeze.h"

#include "base/buffer.h"
#include "base/file.h"
#include "base/json_write.h"
#include "base/staging.h"
#include "base/tree.h"
#include "cli/run/copy.h"
#include "history/store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER  "year-end"
#define RECORD  "frozen.json"
#define DIGESTS "digests.xxh128"

/* The store is its owner's alone. */
enum { READ_ONLY = 0444, READ_ONLY_OWNER = 0400, READ_ONLY_DIRECTORY = 0555, RECORD_BYTES_MAX = 1 << 20 };

struct freezing {
    const struct run_state *state;
    const struct run_freeze_input *input;
    const char *path; /* of the year */
    int fd;           /* of the directory that is made */
    struct arena *arena;
    struct buffer digests; /* lines */
    size_t inputs_end;     /* of those of inputs */
    struct err *err;
};

/* A file of the ledger must be what was audited, where it was read at all. */
static bool is_as_audited(const struct freezing *freezing, const char *label, const char *hex) {
    const struct json_node *files = freezing->input->files;

    for (size_t i = 0; i < json_length(files); i++) {
        const struct json_node *file = json_at(files, i);
        if (str_eq(json_text(json_get(file, "file")), str_from(label))) {
            return str_eq(json_text(json_get(file, "xxh3_128")), str_from(hex));
        }
    }
    return true;
}

/* NAME as LABEL in the list of digests. */
static enum err_code freeze_file(struct freezing *freezing, int from_fd, const char *name, int to_fd,
                                 const char *label) {
    struct hash128 digest = {0};
    char hex[33];
    enum err_code code = run_copy_file(from_fd, name, to_fd, name, &digest, freezing->err);

    if (code != ERR_OK) {
        return code;
    }
    if (fchmodat(to_fd, name, READ_ONLY, 0) != 0) {
        return err_system(freezing->err, name, "chmod");
    }
    hash128_format(digest, hex);
    if (!is_as_audited(freezing, label, hex)) {
        return err_set(freezing->err, ERR_DIGEST, label, STR_NONE, STR_NONE);
    }
    buffer_printf(&freezing->digests, "%s  %s\n", hex, label);
    return freezing->digests.failed ? err_no_memory(freezing->err) : ERR_OK;
}

static int compare_names(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The regular files of a directory, in the order of their names. */
static enum err_code list_files(int fd, struct arena *arena, struct str **ret_names, size_t *ret_count,
                                struct err *err) {
    CLEANUP(tree_close) DIR *listing = tree_list(fd);
    struct str *names = NULL;
    uint32_t count = 0, capacity = 0;
    const char *name;

    if (!listing) {
        return err_system(err, NULL, "opendir");
    }
    while ((name = tree_next(listing))) {
        struct stat status;
        if (fstatat(fd, name, &status, 0) != 0 || !S_ISREG(status.st_mode)) {
            continue;
        }
        names = arena_grow(arena, names, count, 1, &capacity, sizeof *names);
        if (!names) {
            return err_no_memory(err);
        }
        names[count++] = arena_dup(arena, str_from(name));
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

static enum err_code freeze_listed(struct freezing *freezing, int from_fd, int to_fd) {
    struct str *names = NULL;
    size_t count = 0;
    enum err_code code = list_files(from_fd, freezing->arena, &names, &count, freezing->err);

    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        struct str label = arena_printf(freezing->arena, "ledger/%.*s", STR_FMT(names[i]));
        code = label.n ? freeze_file(freezing, from_fd, names[i].p, to_fd, label.p) : err_no_memory(freezing->err);
    }
    return code;
}

static enum err_code freeze_ledger(struct freezing *freezing) {
    int from_fd = open(freezing->input->ledger, O_RDONLY | O_DIRECTORY | O_CLOEXEC), to_fd = -1;
    enum err_code code = from_fd < 0 ? err_system(freezing->err, freezing->input->ledger, "open") : ERR_OK;

    if (code == ERR_OK &&
        (mkdirat(freezing->fd, "ledger", 0777) != 0 || (to_fd = openat(freezing->fd, "ledger", TREE_OPEN)) < 0)) {
        code = err_system(freezing->err, "ledger", "mkdir");
    }
    if (code == ERR_OK) {
        code = freeze_listed(freezing, from_fd, to_fd);
    }
    if (from_fd >= 0) {
        close(from_fd);
    }
    if (to_fd >= 0) {
        close(to_fd);
    }
    return code;
}

/* A file of the state, by the path of its directory there. */
static enum err_code freeze_of_state(struct freezing *freezing, const char *directory, const char *name) {
    int fd = openat(freezing->state->fd, directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) {
        return err_system(freezing->err, directory, "open");
    }
    enum err_code code = freeze_file(freezing, fd, name, freezing->fd, name);
    close(fd);
    return code;
}

static enum err_code copy_store(const struct freezing *freezing, const char *to) {
    CLEANUP(history_close_cleanup) struct history *history = NULL;
    char path[PATH_MAX];
    enum err_code code = run_state_path(freezing->state, RUN_DATABASE, "", path, freezing->err);

    if (code == ERR_OK) {
        code = history_open(path, DATABASE_READ, &history, freezing->err);
    }
    return code == ERR_OK ? database_copy(history_database(history), to, freezing->err) : code;
}

/* The findings of all runs with what people decided about them, as it stands. */
static enum err_code freeze_store(struct freezing *freezing) {
    struct str to = arena_printf(freezing->arena, "%s.partial/" RUN_DATABASE, freezing->path); /* base/staging.h */
    struct hash128 digest = {0};
    char hex[33];
    enum err_code code = to.n ? copy_store(freezing, to.p) : err_no_memory(freezing->err);

    if (code == ERR_OK) {
        code = run_digest_file(freezing->fd, RUN_DATABASE, &digest, freezing->err);
    }
    if (code != ERR_OK) {
        return code;
    }
    if (fchmodat(freezing->fd, RUN_DATABASE, READ_ONLY_OWNER, 0) != 0) {
        return err_system(freezing->err, RUN_DATABASE, "chmod");
    }
    hash128_format(digest, hex);
    buffer_printf(&freezing->digests, "%s  " RUN_DATABASE "\n", hex);
    return freezing->digests.failed ? err_no_memory(freezing->err) : ERR_OK;
}

static enum err_code write_digests(struct freezing *freezing) {
    struct output *output;
    enum err_code code = output_create(freezing->fd, DIGESTS, &output, freezing->err);

    if (code == ERR_OK) {
        output_write(output, buffer_view(&freezing->digests));
        code = output_close(output, true, NULL, freezing->err);
    }
    return code;
}

/* Comes last: its presence marks the directory as whole. */
static enum err_code write_record(struct freezing *freezing) {
    struct json_file file;
    char as_of[11];
    enum err_code code = json_file_create(freezing->fd, RECORD, &file, freezing->err);

    if (code != ERR_OK) {
        return code;
    }
    date_format(freezing->input->as_of, as_of);
    json_begin_object(file.writer);
    json_member_string(file.writer, "as_of", str_from(as_of));
    json_member_string(file.writer, "run", str_from(freezing->input->run));
    json_member_string(file.writer, "snapshot", str_from(freezing->input->snapshot));
    json_end_object(file.writer);
    return json_file_close(&file, true, freezing->err);
}

static enum err_code protect(const struct freezing *freezing) {
    static const char *const names[] = {DIGESTS, RECORD};

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        if (fchmodat(freezing->fd, names[i], READ_ONLY, 0) != 0) {
            return err_system(freezing->err, names[i], "chmod");
        }
    }
    return ERR_OK;
}

static enum err_code freeze_all(struct freezing *freezing) {
    struct str snapshot = arena_printf(freezing->arena, "snapshots/%s", freezing->input->snapshot);
    enum err_code code = snapshot.n ? freeze_ledger(freezing) : err_no_memory(freezing->err);

    if (code == ERR_OK) {
        code = freeze_of_state(freezing, snapshot.p, "manifest.json");
        freezing->inputs_end = freezing->digests.n;
    }
    if (code == ERR_OK) {
        code = freeze_of_state(freezing, "results/latest", "summary.json");
    }
    if (code == ERR_OK) {
        code = freeze_store(freezing);
    }
    if (code == ERR_OK) {
        code = write_digests(freezing);
    }
    if (code == ERR_OK) {
        code = write_record(freezing);
    }
    return code == ERR_OK ? protect(freezing) : code;
}

/* Has PATH the same inputs? Results may differ in what is new. */
static bool is_frozen_alike(const struct freezing *freezing, const char *path) {
    struct str file = arena_printf(freezing->arena, "%s/" DIGESTS, path), bytes = STR_NONE;

    return file.n && file_read_all(AT_FDCWD, file.p, RECORD_BYTES_MAX, freezing->arena, &bytes, NULL) == ERR_OK &&
           str_starts_with(bytes, str_sub(buffer_view(&freezing->digests), 0, freezing->inputs_end));
}

/* Directories last: what is left of a killed run must be removable. */
static enum err_code protect_directories(const struct freezing *freezing, const char *path) {
    struct str ledger = arena_printf(freezing->arena, "%s/ledger", path);

    if (!ledger.n) {
        return err_no_memory(freezing->err);
    }
    return chmod(ledger.p, READ_ONLY_DIRECTORY) == 0 && chmod(path, READ_ONLY_DIRECTORY) == 0
               ? ERR_OK
               : err_system(freezing->err, path, "chmod");
}

static enum err_code freeze_at(struct freezing *freezing) {
    const char *path = freezing->path;
    CLEANUP(staging_free_cleanup) struct staging *staging = NULL;
    struct stat status;
    enum err_code code = staging_begin(path, RECORD, &staging, freezing->err);

    if (code == ERR_OK) {
        freezing->fd = staging_fd(staging);
        code = freeze_all(freezing);
    }
    if (code == ERR_OK && stat(path, &status) == 0) {
        return is_frozen_alike(freezing, path) ? ERR_OK : err_set(freezing->err, ERR_EXISTS, path, STR_NONE, STR_NONE);
    }
    if (code == ERR_OK) {
        code = staging_commit(staging, true, freezing->err);
    }
    return code == ERR_OK ? protect_directories(freezing, path) : code;
}

enum err_code run_freeze(const struct run_state *state, const struct run_freeze_input *input, char ret_path[PATH_MAX],
                         struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct freezing freezing = {.state = state, .input = input, .arena = arena, .err = err};
    char year[16];

    if (!arena) {
        return err_no_memory(err);
    }
    snprintf(year, sizeof year, "FY%04d", date_fiscal_year(input->as_of));
    enum err_code code = run_state_path(state, FOLDER, year, ret_path, err);
    if (code == ERR_OK && !tree_make(state->fd, FOLDER, 0777)) {
        code = err_system(err, ret_path, "mkdir");
    }
    if (code == ERR_OK) {
        freezing.path = ret_path;
        code = freeze_at(&freezing);
    }
    buffer_done(&freezing.digests);
    return code;
}

/* --- what rests on what --------------------------------------------------------------------------------------------
 */

/* The snapshot of a frozen year; empty where the directory is none. */
static enum err_code read_snapshot_name(int fd, const char *year, struct arena *arena, struct str *ret_name,
                                        struct err *err) {
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    struct str file = arena_printf(arena, "%s/" RECORD, year), bytes = STR_NONE;
    enum err_code code = file.n ? file_read_all(fd, file.p, RECORD_BYTES_MAX, arena, &bytes, err) : err_no_memory(err);

    if (code == ERR_NOT_FOUND) {
        *ret_name = STR_NONE;
        return ERR_OK;
    }
    if (code == ERR_OK) {
        code = json_parse(bytes, file.p, &document, err);
    }
    if (code == ERR_OK) {
        *ret_name = arena_dup(arena, json_text(json_get(json_root(document), "snapshot")));
    }
    return code;
}

static enum err_code read_years(int fd, struct arena *arena, struct str **names, uint32_t *count, struct err *err) {
    CLEANUP(tree_close) DIR *listing = tree_list(fd);
    enum err_code code = listing ? ERR_OK : err_system(err, FOLDER, "opendir");
    uint32_t capacity = 0;
    const char *year;

    while (code == ERR_OK && (year = tree_next(listing))) {
        struct str name;
        code = read_snapshot_name(fd, year, arena, &name, err);
        if (code == ERR_OK && name.n) {
            *names = arena_grow(arena, *names, *count, 1, &capacity, sizeof **names);
            if (!*names) {
                return err_no_memory(err);
            }
            (*names)[(*count)++] = name;
        }
    }
    /* A year that is not seen would lose its snapshot. */
    return code == ERR_OK && errno ? err_system(err, FOLDER, "readdir") : code;
}

enum err_code run_freeze_snapshots(const struct run_state *state, struct arena *arena, struct str **ret_names,
                                   size_t *ret_count, struct err *err) {
    int fd = openat(state->fd, FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct str *names = NULL;
    uint32_t count = 0;

    if (fd < 0 && errno != ENOENT) {
        return err_system(err, FOLDER, "open");
    }
    enum err_code code = fd < 0 ? ERR_OK : read_years(fd, arena, &names, &count, err);
    if (fd >= 0) {
        close(fd);
    }
    if (code == ERR_OK) {
        *ret_names = names;
        *ret_count = count;
    }
    return code;
}
