#include "base/file_access.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Renaming from one directory to another is refused altogether by version 1. Shortening a file is of version 3. */
enum { VERSION_LEAST = 2, VERSION_TRUNCATE = 3 };
#define ACCESS_TRUNCATE (UINT64_C(1) << 14) /* newer than some headers */

#define OF_FILES                                                                                                       \
    (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_EXECUTE | ACCESS_TRUNCATE)
/* Nobody is ever allowed to make one of these. */
#define OF_DEVICES (LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO)

struct file_access {
    int fd;
    uint64_t held;
};

static long landlock_version(void) {
    return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

bool file_access_can_be_limited(void) {
    return landlock_version() >= VERSION_LEAST;
}

static uint64_t kernel_rights(unsigned rights) {
    uint64_t bits = 0;

    if (rights & FILE_ACCESS_READ) {
        bits |= LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
    }
    if (rights & FILE_ACCESS_WRITE) {
        bits |= LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR |
                LANDLOCK_ACCESS_FS_MAKE_SYM | LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REFER | ACCESS_TRUNCATE;
    }
    if (rights & FILE_ACCESS_LIST) {
        bits |= LANDLOCK_ACCESS_FS_READ_DIR;
    }
    if (rights & FILE_ACCESS_MOVE) {
        bits |= LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_DIR;
    }
    if (rights & FILE_ACCESS_RUN) {
        bits |= LANDLOCK_ACCESS_FS_EXECUTE;
    }
    return bits;
}

struct file_access *file_access_new(unsigned held) {
    long version = landlock_version();
    struct landlock_ruleset_attr rules = {.handled_access_fs = kernel_rights(held)};
    struct file_access *access;

    if (version < VERSION_LEAST) {
        return NULL;
    }
    if (held & FILE_ACCESS_WRITE) {
        rules.handled_access_fs |= OF_DEVICES;
    }
    if (version < VERSION_TRUNCATE) {
        rules.handled_access_fs &= ~ACCESS_TRUNCATE;
    }
    access = malloc(sizeof *access);
    if (access) {
        *access = (struct file_access){.fd = (int)syscall(SYS_landlock_create_ruleset, &rules, sizeof rules, 0),
                                       .held = rules.handled_access_fs};
    }
    if (access && access->fd < 0) {
        free(access);
        return NULL;
    }
    return access;
}

void file_access_free(struct file_access *access) {
    if (access) {
        close(access->fd);
        free(access);
    }
}

void file_access_allow(struct file_access *access, const char *path, unsigned rights) {
    struct landlock_path_beneath_attr rule = {.allowed_access = kernel_rights(rights) & access->held};
    struct stat status;

    do {
        rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
    } while (rule.parent_fd < 0 && errno == EINTR);
    if (rule.parent_fd < 0) {
        return;
    }
    if (fstat(rule.parent_fd, &status) == 0 && !S_ISDIR(status.st_mode)) {
        rule.allowed_access &= OF_FILES;
    }
    /* What could not be added is refused later, where it is wanted. */
    (void)syscall(SYS_landlock_add_rule, access->fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

bool file_access_enforce(const struct file_access *access) {
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && syscall(SYS_landlock_restrict_self, access->fd, 0) == 0;
}
