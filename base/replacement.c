#include "base/replacement.h"

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
    if ((size_t)snprintf(replacement->partial, PATH_MAX, "%s.partial", path) >= PATH_MAX) {
        return err_set(err, ERR_TOO_LARGE, path, STR("PATH_MAX"), STR_NONE);
    }
    snprintf(replacement->path, PATH_MAX, "%s", path);
    if (unlink(replacement->partial) != 0 && errno != ENOENT) {
        return err_system(err, replacement->partial, "unlink");
    }
    return output_create(AT_FDCWD, replacement->partial, &replacement->output, err);
}

enum err_code replacement_begin(const char *path, struct replacement **ret_replacement, struct err *err) {
    CLEANUP(replacement_free_cleanup) struct replacement *replacement = calloc(1, sizeof *replacement);
    enum err_code code = replacement ? begin(path, replacement, err) : err_no_memory(err);

    if (code == ERR_OK) {
        *ret_replacement = TAKE_PTR(replacement);
    }
    return code;
}

struct output *replacement_output(struct replacement *replacement) {
    return replacement->output;
}

enum err_code replacement_set_mode(struct replacement *replacement, unsigned mode, struct err *err) {
    return chmod(replacement->partial, mode) == 0 ? ERR_OK : err_system(err, replacement->partial, "chmod");
}

enum err_code replacement_commit(struct replacement *replacement, bool sync, struct err *err) {
    enum err_code code = output_close(TAKE_PTR(replacement->output), sync, NULL, err);

    if (code == ERR_OK && memory_was_out()) {
        code = err_no_memory(err);
    }
    if (code == ERR_OK && rename(replacement->partial, replacement->path) != 0) {
        code = err_system(err, replacement->path, "rename");
    }
    if (code != ERR_OK) {
        (void)unlink(replacement->partial);
    }
    return code;
}
