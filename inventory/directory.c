#include "inventory/directory.h"

#include <dirent.h>
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
    directory->names = NULL;
}

static bool has_ending(struct str name, struct str ending) {
    return name.n > ending.n && str_eq_ignore_case(str_sub(name, name.n - ending.n, ending.n), ending);
}

/* ~$ledger.xlsx is the lock file of a spreadsheet that someone has open. */
static bool is_table_file(struct str name, bool is_ledger) {
    static const char *const ledger_endings[] = {".tsv", ".xlsx", ".xlsm"};

    if (str_starts_with(name, STR(".")) || str_starts_with(name, STR("~$"))) {
        return false;
    }
    for (size_t i = 0; is_ledger && i < ARRAY_LEN(ledger_endings); i++) {
        if (has_ending(name, str_from(ledger_endings[i]))) {
            return true;
        }
    }
    return has_ending(name, STR(".csv"));
}

static enum err_code add_name(struct directory *directory, size_t *capacity, const char *name, struct err *err) {
    struct stat status;

    if (fstatat(directory->fd, name, &status, 0) == 0 && S_ISDIR(status.st_mode)) {
        return ERR_OK;
    }
    if (directory->count == *capacity) {
        size_t fresh = *capacity ? *capacity * 2 : 16;
        const char **names = reallocarray(directory->names, fresh, sizeof *names);
        if (!names) {
            return err_no_memory(err);
        }
        directory->names = names;
        *capacity = fresh;
    }
    name = arena_dup_cstr(directory->arena, str_from(name));
    if (!name) {
        return err_no_memory(err);
    }
    directory->names[directory->count++] = name;
    return ERR_OK;
}

static enum err_code list(struct directory *directory, DIR *stream, bool is_ledger, struct err *err) {
    enum err_code code = ERR_OK;
    size_t capacity = 0;
    struct dirent *entry;

    while (errno = 0, !code && (entry = readdir(stream))) {
        if (is_table_file(str_from(entry->d_name), is_ledger)) {
            code = add_name(directory, &capacity, entry->d_name, err);
        }
    }
    return code || !errno ? code : err_system(err, directory->path, "readdir");
}

static int compare_names(const void *a, const void *b) {
    const char *const *left = a, *const *right = b;

    return strcmp(*left, *right);
}

static enum err_code read_names(struct directory *directory, bool is_ledger, struct err *err) {
    int fd = openat(directory->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = fd < 0 ? NULL : fdopendir(fd);
    enum err_code code;

    if (!stream) {
        code = err_system(err, directory->path, "opendir");
        if (fd >= 0) {
            close(fd);
        }
        return code;
    }
    code = list(directory, stream, is_ledger, err);
    closedir(stream);
    if (!code && directory->count) {
        qsort(directory->names, directory->count, sizeof *directory->names, compare_names);
    }
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
