#include "base/staging.h"

#include "base/file.h"
#include "base/memory_out.h"
#include "base/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* How often the lock is tried again when others rename or remove what we opened. */
#define LOCK_TRIES 100

/* While a PATH.partial is worked on, its directory is locked (flock), whatever name it has at the moment:
 *
 *   begin   make and lock PATH.partial; see that the name still means what was locked
 *   commit  lock the old PATH, exchange the two names, empty and remove the old one, now called PATH.partial
 *
 * So nobody takes an old directory that is just being removed for a dead run's. */
struct staging {
    char *path;       /* without trailing slashes */
    char *partial;    /* for messages */
    const char *name; /* the last parts of path and partial */
    const char *partial_name;
    char *marker; /* NULL: nothing is replaced */
    char *kept;   /* the file that makes PATH.partial worth keeping; NULL: none */
    int parent_fd;
    int fd; /* of PATH.partial, locked; -1 unless this staging has one */
};

enum target { TARGET_ABSENT, TARGET_EMPTY, TARGET_OURS };

static const char *last_part(const char *path) {
    return path + file_parent(path).n;
}

static void staging_release(struct staging *staging) {
    if (staging->fd >= 0) {
        close(staging->fd);
    }
    if (staging->parent_fd >= 0) {
        close(staging->parent_fd);
    }
    free(staging->path);
    free(staging->partial);
    free(staging->marker);
    free(staging->kept);
    free(staging);
}

static struct staging *staging_new(const char *path, const char *marker, const char *kept) {
    struct staging *staging = calloc(1, sizeof *staging);
    size_t n = strlen(path);

    if (!staging) {
        return NULL;
    }
    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    staging->fd = staging->parent_fd = -1;
    staging->path = strndup(path, n);
    staging->marker = marker ? strdup(marker) : NULL;
    staging->kept = kept ? strdup(kept) : NULL;
    if (!staging->path || (marker && !staging->marker) || (kept && !staging->kept) ||
        asprintf(&staging->partial, "%s.partial", staging->path) < 0) {
        staging->partial = NULL;
        staging_release(staging);
        return NULL;
    }
    staging->name = last_part(staging->path);
    staging->partial_name = last_part(staging->partial);
    return staging;
}

static enum err_code open_parent(struct staging *staging, struct err *err) {
    size_t n = (size_t)(staging->name - staging->path);
    char *parent = n ? strndup(staging->path, n) : strdup(".");

    if (!parent) {
        return err_no_memory(err);
    }
    staging->parent_fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (staging->parent_fd < 0) {
        enum err_code code = err_system(err, parent, "open");
        free(parent);
        return code;
    }
    free(parent);
    return ERR_OK;
}

static enum err_code is_in_the_way(const char *path, struct err *err) {
    return err_set(err, ERR_EXISTS, path, STR_NONE, STR_NONE);
}

/* What the directory at PATH is: TARGET_OURS or TARGET_EMPTY, else ERR_EXISTS. */
static enum err_code examine_directory(const struct staging *staging, int fd, enum target *ret_target,
                                       struct err *err) {
    CLEANUP(tree_close) DIR *listing = NULL;
    struct stat status;

    if (fstatat(fd, staging->marker, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(status.st_mode)) {
        *ret_target = TARGET_OURS;
        return ERR_OK;
    }
    listing = tree_list(fd);
    if (!listing) {
        return err_system(err, staging->path, "open");
    }
    if (tree_next(listing)) {
        return is_in_the_way(staging->path, err);
    }
    if (errno) {
        return err_system(err, staging->path, "readdir");
    }
    *ret_target = TARGET_EMPTY;
    return ERR_OK;
}

/* What PATH is. *ret_fd: the directory there, -1 when there is none; the caller closes it. */
static enum err_code examine(const struct staging *staging, enum target *ret_target, int *ret_fd, struct err *err) {
    enum err_code code;
    int fd = openat(staging->parent_fd, staging->name, TREE_OPEN);

    if (fd < 0 && errno == ENOENT) {
        *ret_target = TARGET_ABSENT;
        *ret_fd = -1;
        return ERR_OK;
    }
    if (fd < 0 && errno != ENOTDIR && errno != ELOOP) {
        return err_system(err, staging->path, "open");
    }
    if (fd < 0 || !staging->marker) {
        code = is_in_the_way(staging->path, err);
    } else {
        code = examine_directory(staging, fd, ret_target, err);
    }
    if (code) {
        if (fd >= 0) {
            close(fd);
        }
        return code;
    }
    *ret_fd = fd;
    return ERR_OK;
}

/* Is there nothing at PATH that a commit must not replace? */
static enum err_code check_target(const struct staging *staging, struct err *err) {
    enum target target;
    int fd = -1;
    enum err_code code = examine(staging, &target, &fd, err);

    if (!code && fd >= 0) {
        close(fd);
    }
    return code;
}

static enum err_code lock(int fd, const char *path, struct err *err) {
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return err_set(err, ERR_BUSY, path, STR_NONE, STR_NONE);
        }
        if (errno != EINTR) {
            return err_system(err, path, "flock");
        }
    }
    return ERR_OK;
}

/* Does NAME still mean the open directory? */
static bool is_named(int parent_fd, const char *name, const struct stat *open_status) {
    struct stat status;

    return fstatat(parent_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_dev == open_status->st_dev &&
           status.st_ino == open_status->st_ino;
}

/* One try to make or open PATH.partial and to lock it; *ret_fd stays -1 when another process was quicker and it should
 * be tried again. */
static enum err_code try_partial(const struct staging *staging, int *ret_fd, struct err *err) {
    struct stat status;
    enum err_code code;
    int fd;

    if (mkdirat(staging->parent_fd, staging->partial_name, 0777) != 0 && errno != EEXIST) {
        return err_system(err, staging->partial, "mkdir");
    }
    fd = openat(staging->parent_fd, staging->partial_name, TREE_OPEN);
    if (fd < 0) {
        return errno == ENOENT                      ? ERR_OK
               : errno == ENOTDIR || errno == ELOOP ? is_in_the_way(staging->partial, err)
                                                    : err_system(err, staging->partial, "open");
    }
    code = lock(fd, staging->partial, err);
    if (!code && fstat(fd, &status) != 0) {
        code = err_system(err, staging->partial, "fstat");
    } else if (!code && status.st_uid != geteuid()) {
        code = is_in_the_way(staging->partial, err);
    }
    if (code || !is_named(staging->parent_fd, staging->partial_name, &status)) {
        close(fd);
        return code;
    }
    *ret_fd = fd;
    return ERR_OK;
}

static enum err_code take_partial(struct staging *staging, struct err *err) {
    for (int i = 0; i < LOCK_TRIES && staging->fd < 0; i++) {
        enum err_code code = try_partial(staging, &staging->fd, err);
        if (code) {
            return code;
        }
    }
    return staging->fd < 0 ? err_set(err, ERR_BUSY, staging->partial, STR_NONE, STR_NONE) : ERR_OK;
}

static enum err_code begin(struct staging *staging, struct err *err) {
    enum err_code code;

    if (staging->name[0] == '\0' || strcmp(staging->name, ".") == 0 || strcmp(staging->name, "..") == 0) {
        /* The root, the working directory and the like cannot be replaced as a whole. */
        errno = ENOENT;
        return staging->path[0] ? is_in_the_way(staging->path, err) : err_system(err, staging->path, "open");
    }
    code = open_parent(staging, err);
    code = code ? code : check_target(staging, err);
    code = code ? code : take_partial(staging, err);
    /* Again: a competitor may have committed before we had the lock. */
    code = code ? code : check_target(staging, err);
    if (!code && !tree_empty(staging->fd, staging->kept)) {
        code = err_system(err, staging->partial, "remove");
    }
    if (code && staging->fd >= 0) {
        /* Removes what mkdirat made; a directory with content stays. */
        unlinkat(staging->parent_fd, staging->partial_name, AT_REMOVEDIR);
    }
    return code;
}

static enum err_code start(const char *path, const char *marker, const char *kept, struct staging **ret_staging,
                           struct err *err) {
    struct staging *staging = staging_new(path, marker, kept);
    enum err_code code;

    if (!staging) {
        return err_no_memory(err);
    }
    code = begin(staging, err);
    if (code) {
        staging_release(staging);
        return code;
    }
    *ret_staging = staging;
    return ERR_OK;
}

enum err_code staging_begin(const char *path, const char *marker, struct staging **ret_staging, struct err *err) {
    return start(path, marker, NULL, ret_staging, err);
}

/* Is there something to go on with? */
static bool has_kept(const struct staging *staging) {
    struct stat status;

    return staging->kept && fstatat(staging->fd, staging->kept, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISREG(status.st_mode);
}

enum err_code staging_take_up(const char *path, const char *kept, struct staging **ret_staging, bool *ret_found,
                              struct err *err) {
    enum err_code code = start(path, NULL, kept, ret_staging, err);

    if (!code) {
        *ret_found = has_kept(*ret_staging);
    }
    return code;
}

int staging_fd(const struct staging *staging) {
    return staging->fd;
}

/* Does errno say that the file system lacks a flag of renameat2? */
static bool is_unsupported(void) {
    return errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP;
}

static int rename_flagged(const struct staging *staging, const char *from, const char *to, unsigned flags) {
    return renameat2(staging->parent_fd, from, staging->parent_fd, to, flags);
}

static enum err_code rename_failed(const struct staging *staging, struct err *err) {
    return errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR ? is_in_the_way(staging->path, err)
                                                                     : err_system(err, staging->path, "rename");
}

/* PATH does not exist, or is an empty directory that a plain rename replaces. A plain rename of a directory never
 * replaces anything else, so it also serves where RENAME_NOREPLACE is lacking. */
static enum err_code rename_fresh(const struct staging *staging, enum target target, struct err *err) {
    unsigned flags = target == TARGET_ABSENT ? RENAME_NOREPLACE : 0;
    int failed = rename_flagged(staging, staging->partial_name, staging->name, flags);

    if (failed && flags && is_unsupported()) {
        failed = rename_flagged(staging, staging->partial_name, staging->name, 0);
    }
    return failed ? rename_failed(staging, err) : ERR_OK;
}

/* Where RENAME_EXCHANGE is lacking: PATH is gone for a moment, and a process killed then leaves the old one as
 * PATH.replaced. */
static enum err_code move_aside(struct staging *staging, struct err *err) {
    char *aside;

    if (asprintf(&aside, "%s.replaced", staging->path) < 0) {
        return err_no_memory(err);
    }
    if (rename_flagged(staging, staging->name, last_part(aside), 0) != 0) {
        enum err_code code = errno == ENOTEMPTY || errno == EEXIST || errno == ENOTDIR
                                 ? is_in_the_way(aside, err)
                                 : err_system(err, staging->path, "rename");
        free(aside);
        return code;
    }
    if (rename_flagged(staging, staging->partial_name, staging->name, 0) != 0) {
        enum err_code code = rename_failed(staging, err);
        rename_flagged(staging, last_part(aside), staging->name, 0);
        free(aside);
        return code;
    }
    /* From here on the old one's name. */
    free(staging->partial);
    staging->partial = aside;
    staging->partial_name = last_part(aside);
    return ERR_OK;
}

/* Puts ours in the place of the directory OLD_FD at PATH, which afterwards is called partial_name. */
static enum err_code rename_over(struct staging *staging, int old_fd, struct err *err) {
    enum err_code code = lock(old_fd, staging->path, err);

    if (code) {
        return code;
    }
    if (rename_flagged(staging, staging->partial_name, staging->name, RENAME_EXCHANGE) == 0) {
        return ERR_OK;
    }
    return is_unsupported() ? move_aside(staging, err) : rename_failed(staging, err);
}

static enum err_code sync_parent(const struct staging *staging, struct err *err) {
    return fsync(staging->parent_fd) == 0 ? ERR_OK : err_system(err, staging->path, "fsync");
}

/* The new one is PATH for good, and PATH.partial none of ours. */
static void let_go(struct staging *staging) {
    close(staging->fd);
    staging->fd = -1;
}

/* What nobody can be sure of does not stay: whoever is told of a failure finds what there was before. Where
 * RENAME_EXCHANGE is lacking it does stay. */
static void take_back(struct staging *staging, enum target target) {
    unsigned flags = target == TARGET_OURS ? RENAME_EXCHANGE : 0;

    if (rename_flagged(staging, staging->name, staging->partial_name, flags) != 0) {
        let_go(staging);
    }
}

/* OLD_FD: the directory that is replaced, or -1. */
static enum err_code commit(struct staging *staging, enum target target, int old_fd, bool sync, struct err *err) {
    enum err_code code = target == TARGET_OURS ? rename_over(staging, old_fd, err) : rename_fresh(staging, target, err);

    if (code) {
        return code;
    }
    code = sync ? sync_parent(staging, err) : ERR_OK;
    if (code) {
        take_back(staging, target);
        return code;
    }
    let_go(staging);
    /* The old one goes only when the new one is sure to stay. Remains of it are no failure: the next run removes them.
     */
    if (target == TARGET_OURS && tree_empty(old_fd, NULL)) {
        unlinkat(staging->parent_fd, staging->partial_name, AT_REMOVEDIR);
    }
    return ERR_OK;
}

enum err_code staging_commit(struct staging *staging, bool sync, struct err *err) {
    enum target target;
    enum err_code code;
    int old_fd;

    if (memory_was_out()) {
        return err_no_memory(err);
    }
    if (sync && !tree_sync(staging->fd)) {
        return err_system(err, staging->partial, "fsync");
    }
    code = examine(staging, &target, &old_fd, err);
    if (code) {
        return code;
    }
    code = commit(staging, target, old_fd, sync, err);
    if (old_fd >= 0) {
        close(old_fd);
    }
    return code;
}

void staging_free(struct staging *staging) {
    if (!staging) {
        return;
    }
    if (staging->fd >= 0 && !has_kept(staging)) {
        tree_empty(staging->fd, NULL);
        unlinkat(staging->parent_fd, staging->partial_name, AT_REMOVEDIR);
    }
    staging_release(staging);
}
