#include "report/export/tree.h"

#include "base/tree.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct names {
    struct arena *arena;
    struct str *items; /* each with a NUL behind it */
    uint32_t count, capacity;
};

static int compare(const void *a, const void *b) {
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static enum err_code add_folder(struct names *names, int fd, const char *prefix, struct err *err);

static enum err_code add_name(struct names *names, int fd, const char *prefix, const char *name, struct err *err) {
    struct str path = arena_printf(names->arena, "%s%s", prefix, name);
    struct stat status;

    if (!path.p) {
        return err_no_memory(err);
    }
    if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return err_system(err, path.p, "stat");
    }
    if (S_ISDIR(status.st_mode)) {
        struct str below = arena_printf(names->arena, "%s/", path.p);
        int folder = below.p ? openat(fd, name, TREE_OPEN) : -1;
        if (folder < 0) {
            return below.p ? err_system(err, path.p, "open") : err_no_memory(err);
        }
        enum err_code code = add_folder(names, folder, below.p, err);
        close(folder);
        return code;
    }
    names->items = arena_grow(names->arena, names->items, names->count, 1, &names->capacity, sizeof *names->items);
    if (!names->items) {
        return err_no_memory(err);
    }
    names->items[names->count++] = path;
    return ERR_OK;
}

static enum err_code add_folder(struct names *names, int fd, const char *prefix, struct err *err) {
    CLEANUP(tree_close) DIR *listing = tree_list(fd);
    enum err_code code = listing ? ERR_OK : err_system(err, prefix, "opendir");
    const char *name;

    while (code == ERR_OK && (name = tree_next(listing))) {
        code = add_name(names, fd, prefix, name, err);
    }
    return code == ERR_OK && errno ? err_system(err, prefix, "readdir") : code;
}

enum err_code export_tree_add(struct export_set *set, const char *name, enum export_text about, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct names names = {.arena = arena};
    int dir_fd = export_set_settings(set)->dir_fd;

    if (faccessat(dir_fd, name, F_OK, 0) != 0) {
        return ERR_OK;
    }
    enum err_code code = arena ? add_name(&names, dir_fd, "", name, err) : err_no_memory(err);

    if (names.count) {
        qsort(names.items, names.count, sizeof *names.items, compare);
    }
    for (uint32_t i = 0; i < names.count && code == ERR_OK; i++) {
        code = export_file_add(set, names.items[i].p, about, err);
    }
    return code;
}
