#include "base/tree.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Directories below each other that are gone into; each costs a descriptor. */
#define DEPTH_MOST 64

DIR *tree_list(int fd) {
    int own = openat(fd, ".", TREE_OPEN);
    DIR *listing = own >= 0 ? fdopendir(own) : NULL;

    if (own >= 0 && !listing) {
        int number = errno;
        close(own);
        errno = number;
    }
    return listing;
}

void tree_close(DIR **listing) {
    if (*listing) {
        int number = errno;
        closedir(*listing);
        errno = number;
    }
}

const char *tree_next(DIR *listing) {
    for (;;) {
        const struct dirent *entry;
        errno = 0;
        entry = readdir(listing);
        if (!entry) {
            return NULL;
        }
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            return entry->d_name;
        }
    }
}

/* Calls fn(fd, depth) on the directory NAME of DIR_FD; false with errno when either fails. */
static bool with_directory(int dir_fd, const char *name, int depth, bool (*fn)(int fd, int depth)) {
    int fd = openat(dir_fd, name, TREE_OPEN);
    int number;
    bool done;

    if (fd < 0) {
        return false;
    }
    done = fn(fd, depth);
    number = errno;
    close(fd);
    errno = number;
    return done;
}

static bool remove_content(int fd, int depth);

/* Removes everything in the directory but KEPT (may be NULL), symbolic links themselves and not what they point at.
 * Names that vanish meanwhile are fine. */
static bool remove_all_but(int fd, int depth, const char *kept) {
    CLEANUP(tree_close) DIR *listing = tree_list(fd);
    const char *name;

    if (!listing || depth > DEPTH_MOST) {
        errno = listing ? ELOOP : errno;
        return false;
    }
    while ((name = tree_next(listing))) {
        if ((kept && strcmp(name, kept) == 0) || unlinkat(fd, name, 0) == 0 || errno == ENOENT) {
            continue;
        }
        /* Linux says EISDIR, POSIX EPERM. */
        if (errno != EISDIR && errno != EPERM) {
            return false;
        }
        if (!with_directory(fd, name, depth + 1, remove_content) ||
            (unlinkat(fd, name, AT_REMOVEDIR) != 0 && errno != ENOENT)) {
            return false;
        }
    }
    return errno == 0;
}

static bool remove_content(int fd, int depth) {
    return remove_all_but(fd, depth, NULL);
}

/* Syncs the directory and those below it. The files were synced when they were closed. */
static bool sync_directories(int fd, int depth) {
    CLEANUP(tree_close) DIR *listing = tree_list(fd);
    const char *name;

    if (!listing || depth > DEPTH_MOST) {
        errno = listing ? ELOOP : errno;
        return false;
    }
    while ((name = tree_next(listing))) {
        struct stat status;
        if (fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            (S_ISDIR(status.st_mode) && !with_directory(fd, name, depth + 1, sync_directories))) {
            return false;
        }
    }
    return errno == 0 && fsync(fd) == 0;
}

/* Whoever may not read the directory above cannot make sure of it. */
static bool sync_above(int fd, int depth) {
    int above = openat(fd, "..", TREE_OPEN);
    bool is_synced = above < 0 || fsync(above) == 0;

    (void)depth;
    if (above >= 0) {
        int number = errno;
        close(above);
        errno = number;
    }
    return is_synced;
}

bool tree_make(int dir_fd, const char *name, mode_t mode) {
    return mkdirat(dir_fd, name, mode) == 0 ? with_directory(dir_fd, name, 0, sync_above) : errno == EEXIST;
}

bool tree_empty(int fd, const char *kept) {
    return remove_all_but(fd, 0, kept);
}

bool tree_sync(int fd) {
    return sync_directories(fd, 0);
}

bool tree_remove(int dir_fd, const char *name) {
    return with_directory(dir_fd, name, 0, remove_content) && unlinkat(dir_fd, name, AT_REMOVEDIR) == 0;
}
