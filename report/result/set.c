#include "report/result/set.h"

#include "base/arena.h"
#include "base/file.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SUMMARY       "summary.json"
#define SUMMARY_BYTES ((size_t)64 << 20)

enum { FORMAT = 1 };

struct result_set {
    int fd;
    bool owns_fd;
    struct json_document *summary;
};

static enum err_code check_format(const struct json_node *summary, const char *path, struct err *err) {
    char found[STR_I64_SIZE];
    int64_t format = 0;

    if (!json_to_integer(json_get(summary, "format"), &format) || format != FORMAT) {
        return err_set(err, ERR_VERSION, path, str_format_i64(format, found), STR("1"));
    }
    return ERR_OK;
}

/* Where somebody looked for results, and nothing else of them was seen yet. */
static enum err_code no_results(const char *path, struct err *err) {
    char name[PATH_MAX];

    snprintf(name, sizeof name, "%s/" SUMMARY, path);
    return err_set(err, ERR_NOT_FOUND, name, STR_NONE, STR_NONE);
}

static enum err_code read_summary(struct result_set *set, const char *path, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct str bytes;
    enum err_code code =
        arena ? file_read_all(set->fd, SUMMARY, SUMMARY_BYTES, arena, &bytes, err) : err_no_memory(err);

    if (code == ERR_OK) {
        code = json_parse(bytes, SUMMARY, &set->summary, err);
    }
    if (code == ERR_NOT_FOUND) {
        return no_results(path, err);
    }
    return code == ERR_OK ? check_format(json_root(set->summary), path, err) : code;
}

static enum err_code take_up(int fd, bool owns_fd, const char *path, struct result_set **ret_set, struct err *err) {
    struct result_set *set = calloc(1, sizeof *set);

    if (!set) {
        if (owns_fd) {
            close(fd);
        }
        return err_no_memory(err);
    }
    *set = (struct result_set){.fd = fd, .owns_fd = owns_fd};
    enum err_code code = read_summary(set, path, err);
    if (code != ERR_OK) {
        result_set_free(set);
        return code;
    }
    *ret_set = set;
    return ERR_OK;
}

enum err_code result_set_open(const char *path, struct result_set **ret_set, struct err *err) {
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    return fd < 0 ? err_system(err, path, "open") : take_up(fd, true, path, ret_set, err);
}

enum err_code result_set_open_fd(int dir_fd, const char *path, struct result_set **ret_set, struct err *err) {
    return take_up(dir_fd, false, path, ret_set, err);
}

void result_set_free(struct result_set *set) {
    if (!set) {
        return;
    }
    json_document_free(set->summary);
    if (set->owns_fd) {
        close(set->fd);
    }
    free(set);
}

int result_set_fd(const struct result_set *set) {
    return set->fd;
}

const struct json_node *result_set_summary(const struct result_set *set) {
    return json_root(set->summary);
}

bool result_set_has(const struct result_set *set, const char *name) {
    return faccessat(set->fd, name, R_OK, 0) == 0;
}

enum language result_set_language(const struct result_set *set) {
    bool is_japanese = str_eq(json_text(json_get(result_set_summary(set), "language")), STR("ja"));

    return is_japanese ? LANGUAGE_JA : LANGUAGE_EN;
}
