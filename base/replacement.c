#include "base/replacement.h"

#include "base/file.h"
#include "base/memory_out.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct replacement {
    struct output *output; /* NULL: committed, or not begun */
    bool is_new;           /* nothing may be at the path */
    char path[PATH_MAX], partial[PATH_MAX];
};

void replacement_free(struct replacement *replacement) {
    if (replacement && replacement->output) {
        output_abandon(replacement->output);
        (void)unlink(replacement->partial);
    }
    free(replacement);
}

static enum err_code begin(const char *path, struct replacement *replacement, struct err *err) {
    struct stat status;

    if ((size_t)snprintf(replacement->partial, PATH_MAX, "%s.partial", path) >= PATH_MAX) {
        return err_set(err, ERR_TOO_LARGE, path, STR("PATH_MAX"), STR_NONE);
    }
    snprintf(replacement->path, PATH_MAX, "%s", path);
    if (replacement->is_new && lstat(path, &status) == 0) {
        return err_set(err, ERR_EXISTS, path, STR_NONE, STR_NONE);
    }
    if (unlink(replacement->partial) != 0 && errno != ENOENT) {
        return err_system(err, replacement->partial, "unlink");
    }
    return output_create(AT_FDCWD, replacement->partial, &replacement->output, err);
}

static enum err_code begin_new(const char *path, bool is_new, struct replacement **ret_replacement, struct err *err) {
    CLEANUP(replacement_free_cleanup) struct replacement *replacement = calloc(1, sizeof *replacement);

    if (!replacement) {
        return err_no_memory(err);
    }
    replacement->is_new = is_new;
    enum err_code code = begin(path, replacement, err);
    if (code == ERR_OK) {
        *ret_replacement = TAKE_PTR(replacement);
    }
    return code;
}

enum err_code replacement_begin(const char *path, struct replacement **ret_replacement, struct err *err) {
    return begin_new(path, false, ret_replacement, err);
}

enum err_code replacement_begin_new(const char *path, struct replacement **ret_replacement, struct err *err) {
    return begin_new(path, true, ret_replacement, err);
}

struct output *replacement_output(struct replacement *replacement) {
    return replacement->output;
}

enum err_code replacement_set_mode(struct replacement *replacement, unsigned mode, struct err *err) {
    return chmod(replacement->partial, mode) == 0 ? ERR_OK : err_system(err, replacement->partial, "chmod");
}

/* A link where RENAME_NOREPLACE is lacking: it replaces nothing either. */
static int take_new_name(const struct replacement *replacement) {
    int failed = renameat2(AT_FDCWD, replacement->partial, AT_FDCWD, replacement->path, RENAME_NOREPLACE);

    if (failed && (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)) {
        failed = link(replacement->partial, replacement->path);
        (void)(failed || unlink(replacement->partial));
    }
    return failed;
}

static enum err_code take_name(const struct replacement *replacement, struct err *err) {
    int failed = replacement->is_new ? take_new_name(replacement) : rename(replacement->partial, replacement->path);

    if (failed && errno == EEXIST) {
        return err_set(err, ERR_EXISTS, replacement->path, STR_NONE, STR_NONE);
    }
    return failed ? err_system(err, replacement->path, "rename") : ERR_OK;
}

enum err_code replacement_commit(struct replacement *replacement, bool sync, struct err *err) {
    enum err_code code = output_close(TAKE_PTR(replacement->output), sync, NULL, err);

    if (code == ERR_OK && memory_was_out()) {
        code = err_no_memory(err);
    }
    if (code == ERR_OK) {
        code = take_name(replacement, err);
    }
    if (code != ERR_OK) {
        (void)unlink(replacement->partial);
        return code;
    }
    code = sync ? file_sync_parent(replacement->path, err) : ERR_OK;
    if (code != ERR_OK && replacement->is_new) {
        (void)unlink(replacement->path);
    }
    return code;
}
