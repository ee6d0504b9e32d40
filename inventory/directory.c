#include "inventory/directory.h"

#include "base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void directory_close(struct directory *directory) {
    if (directory->fd >= 0) {
        close(directory->fd);
    }
    directory->fd = -1;
    arena_free(TAKE_PTR(directory->arena));
    free(directory->names);
    free(directory->unread);
    directory->names = directory->unread = NULL;
}

enum file_use { FILE_OTHER, FILE_TABLE, FILE_UNREAD };

struct ending {
    const char *text;
    enum file_use use;
    bool is_for_ledgers; /* snapshots have nothing but CSV */
};

static enum file_use use_of(struct str name, bool is_ledger) {
    static const struct ending endings[] = {
        {".csv", FILE_TABLE, false}, {".tsv", FILE_TABLE, true},  {".xlsx", FILE_TABLE, true},
        {".xlsm", FILE_TABLE, true}, {".xls", FILE_UNREAD, true}, {".xlsb", FILE_UNREAD, true},
        {".ods", FILE_UNREAD, true},
    };

    /* ~$ledger.xlsx is the lock file of a spreadsheet that someone has open. */
    if (str_starts_with(name, STR(".")) || str_starts_with(name, STR("~$"))) {
        return FILE_OTHER;
    }
    for (size_t i = 0; i < ARRAY_LEN(endings); i++) {
        if ((is_ledger || !endings[i].is_for_ledgers) && str_ends_with_ignore_case(name, str_from(endings[i].text))) {
            return endings[i].use;
        }
    }
    return FILE_OTHER;
}

/* Names that are being listed; the array grows. */
struct name_list {
    const char **names;
    size_t count, capacity;
};

static enum err_code add_name(const struct directory *directory, struct name_list *list, const char *name,
                              struct err *err) {
    struct stat status;

    if (fstatat(directory->fd, name, &status, 0) == 0 && S_ISDIR(status.st_mode)) {
        return ERR_OK;
    }
    if (list->count == list->capacity) {
        size_t fresh = list->capacity ? list->capacity * 2 : 16;
        const char **names = reallocarray(list->names, fresh, sizeof *names);
        if (!names) {
            return err_no_memory(err);
        }
        list->names = names;
        list->capacity = fresh;
    }
    name = arena_dup_cstr(directory->arena, str_from(name));
    if (!name) {
        return err_no_memory(err);
    }
    list->names[list->count++] = name;
    return ERR_OK;
}

static int compare_names(const void *a, const void *b) {
    const char *const *left = a, *const *right = b;

    return strcmp(*left, *right);
}

static void take(struct name_list *list, const char ***ret_names, size_t *ret_count) {
    if (list->count) {
        qsort(list->names, list->count, sizeof *list->names, compare_names);
    }
    *ret_names = list->names;
    *ret_count = list->count;
}

static enum err_code read_names(struct directory *directory, bool is_ledger, struct err *err) {
    CLEANUP(tree_close) DIR *listing = tree_list(directory->fd);
    struct name_list lists[] = {[FILE_TABLE] = {0}, [FILE_UNREAD] = {0}};
    enum err_code code = ERR_OK;
    const char *name;

    if (!listing) {
        return err_system(err, directory->path, "opendir");
    }
    while (!code && (name = tree_next(listing))) {
        enum file_use use = use_of(str_from(name), is_ledger);
        if (use != FILE_OTHER) {
            code = add_name(directory, &lists[use], name, err);
        }
    }
    if (!code && errno) {
        code = err_system(err, directory->path, "readdir");
    }
    take(&lists[FILE_TABLE], &directory->names, &directory->count);
    take(&lists[FILE_UNREAD], &directory->unread, &directory->unread_count);
    return code;
}

enum err_code directory_open(const char *path, bool is_ledger, struct directory *ret_directory, struct err *err) {
    struct directory directory = {.path = path, .arena = arena_new()};
    enum err_code code = ERR_OK;

    directory.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory.fd < 0) {
        code = errno == ENOTDIR ? err_set(err, ERR_NOT_A_DIRECTORY, path, STR_NONE, STR_NONE)
                                : err_system(err, path, "open");
    } else if (!directory.arena) {
        code = err_no_memory(err);
    } else {
        code = read_names(&directory, is_ledger, err);
    }
    if (code) {
        directory_close(&directory);
        return code;
    }
    *ret_directory = directory;
    return ERR_OK;
}
