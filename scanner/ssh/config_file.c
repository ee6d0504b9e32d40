#include "scanner/ssh/config.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdlib.h>

#define FILE_MAX      ((size_t)1 << 20)
#define FILES_MAX     1000
#define FILES_TEXT    "1000 files"
#define DEPTH_MAX     16 /* as in OpenSSH */
#define DEPTH_ALLOWED "files nested up to 16 deep"

/* Following Include lines. */
struct following {
    const char *home;
    struct arena *arena; /* of the bytes and names */
    struct ssh_config_include include;
    unsigned depth, files;
};

static enum err_code read_file(struct following *following, struct ssh_config *config, const char *path,
                               struct err *err) {
    struct str bytes;
    enum err_code code;

    if (following->depth == DEPTH_MAX) {
        return err_set(err, ERR_VALUE, path, STR("Include"), STR(DEPTH_ALLOWED));
    }
    if (following->files++ == FILES_MAX) {
        return err_set(err, ERR_TOO_LARGE, path, STR(FILES_TEXT), STR_NONE);
    }
    code = file_read_all(AT_FDCWD, path, FILE_MAX, following->arena, &bytes, err);
    if (!code) {
        following->depth++;
        code = ssh_config_parse(config, bytes, path, &following->include, err);
        following->depth--;
    }
    return code;
}

/* Where the pattern leads: STR_NONE for a home that is not known. */
static struct str place_pattern(struct following *following, struct str pattern, const char *file) {
    if (str_starts_with(pattern, STR("/"))) {
        return pattern;
    }
    if (str_drop_prefix(&pattern, STR("~/"))) {
        return following->home ? arena_printf(following->arena, "%s/%.*s", following->home, STR_FMT(pattern))
                               : STR_NONE;
    }
    return arena_printf(following->arena, "%.*s%.*s", STR_FMT(file_parent(file)), STR_FMT(pattern));
}

/* A directory that cannot be opened has no files, as for ssh, unless that is only for want of memory. */
static int ends_search(const char *directory, int number) {
    (void)directory;
    return number == ENOMEM;
}

/* In the order of their names; a pattern that no file has is fine, as it is for ssh. */
static enum err_code follow(void *context, struct ssh_config *config, struct str pattern, const char *file,
                            struct err *err) {
    struct following *following = context;
    struct str place = place_pattern(following, pattern, file);
    const char *path = arena_dup_cstr(following->arena, place);
    enum err_code code = ERR_OK;
    glob_t found = {0};
    int result;

    if (!path || arena_failed(following->arena)) {
        return err_no_memory(err);
    }
    result = place.n ? glob(path, 0, ends_search, &found) : GLOB_NOMATCH;
    for (size_t i = 0; !code && result == 0 && i < found.gl_pathc; i++) {
        code = read_file(following, config, found.gl_pathv[i], err);
    }
    globfree(&found);
    return result == GLOB_NOSPACE || result == GLOB_ABORTED ? err_no_memory(err) : code;
}

enum err_code ssh_config_read(const char *path, const char *home, struct ssh_config **ret_config, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(ssh_config_free_cleanup) struct ssh_config *config = ssh_config_new();
    struct following following = {.home = home, .arena = arena, .include = {follow, &following}};
    enum err_code code = arena && config ? read_file(&following, config, path, err) : err_no_memory(err);

    if (!code) {
        *ret_config = TAKE_PTR(config);
    }
    return code;
}
