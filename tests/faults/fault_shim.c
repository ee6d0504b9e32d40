/* Loaded before the C library's own (LD_PRELOAD): calls of the system that concern files fail, stop half way or are the
 * last that a process makes. What the C library calls within itself, as stdio does, passes by.
 *
 *   FAULT_CALLS=write,fsync,…   which calls count, by the names of the table below
 *   FAULT_AT=N                  the N-th of them, from 1 on; of several processes each counts by itself
 *   FAULT_DO=ENOSPC             it fails so without being done (a name of the table below); kill: SIGKILL instead of
 * it; short: of reads and writes only a byte FAULT_STAYS=1               the later ones, too FAULT_COUNT=FILE how many
 * there were, written when the process ends
 *
 * A word that is none of these ends the process, so that no test takes it for a fault that was borne. */

/* Each function by the name that it has in the library, those for large files too. */
#undef _FILE_OFFSET_BITS

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma GCC visibility push(default)

enum kind {
    READ,
    WRITE,
    SYNC,
    CLOSE,
    OPEN,
    CREATE,
    RENAME,
    UNLINK,
    MKDIR,
    TRUNCATE,
    ALLOCATE,
    LOCK,
    CHMOD,
    KIND_COUNT
};

static const char *const kind_names[KIND_COUNT] = {"read",      "write",  "fsync",  "close", "open",
                                                   "create",    "rename", "unlink", "mkdir", "ftruncate",
                                                   "fallocate", "flock",  "chmod"};

static const struct {
    const char *name;
    int number;
} failures[] = {{"ENOSPC", ENOSPC}, {"EIO", EIO},       {"EDQUOT", EDQUOT}, {"EINTR", EINTR},
                {"EMFILE", EMFILE}, {"EACCES", EACCES}, {"ENOMEM", ENOMEM}};

enum { DO_NOTHING = 0, DO_KILL = -1, DO_SHORT = -2 };

static struct {
    bool counts[KIND_COUNT];
    long at;
    int what; /* a number of errno, or one of the above */
    bool stays;
    int count_fd; /* opened at once: later the program may have given up the right to */
} plan;

static _Atomic long calls;

_Noreturn static void refuse(const char *word) {
    fprintf(stderr, "fault_shim: no such word: %s\n", word);
    _exit(99);
}

static int parse_what(const char *text) {
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        if (strcmp(text, failures[i].name) == 0) {
            return failures[i].number;
        }
    }
    if (strcmp(text, "kill") != 0 && strcmp(text, "short") != 0) {
        refuse(text);
    }
    return strcmp(text, "kill") == 0 ? DO_KILL : DO_SHORT;
}

static int kind_of(const char *name) {
    for (int i = 0; i < KIND_COUNT; i++) {
        if (strcmp(kind_names[i], name) == 0) {
            return i;
        }
    }
    refuse(name);
}

static void parse_calls(const char *list) {
    char names[256], *rest = names;

    if (strlen(list) >= sizeof names) {
        refuse(list);
    }
    strcpy(names, list);
    for (char *name; (name = strsep(&rest, ","));) {
        plan.counts[kind_of(name)] = true;
    }
}

/* Far from those that the program uses. */
static int open_count(const char *path) {
    int fd = path ? (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : -1;
    int far = fd >= 0 ? (int)syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, 500) : -1;

    if (far >= 0) {
        syscall(SYS_close, fd);
    }
    return far;
}

__attribute__((constructor)) static void begin(void) {
    const char *list = getenv("FAULT_CALLS"), *at = getenv("FAULT_AT"), *what = getenv("FAULT_DO");

    if (list) {
        parse_calls(list);
    }
    plan.at = at ? atol(at) : 0;
    plan.what = what ? parse_what(what) : DO_NOTHING;
    plan.stays = getenv("FAULT_STAYS") != NULL;
    plan.count_fd = open_count(getenv("FAULT_COUNT"));
}

__attribute__((destructor)) static void end(void) {
    char text[24];

    if (plan.count_fd >= 0) {
        (void)!syscall(SYS_pwrite64, plan.count_fd, text, (size_t)snprintf(text, sizeof text, "%ld\n", (long)calls),
                       0L);
    }
}

/* What is to be done about this call: a number of errno, DO_SHORT, or nothing. */
static int count(enum kind kind) {
    if (!plan.counts[kind]) {
        return DO_NOTHING;
    }
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (plan.at == 0 || (number != plan.at && !(plan.stays && number > plan.at))) {
        return DO_NOTHING;
    }
    if (plan.what == DO_KILL) {
        syscall(SYS_tgkill, getpid(), gettid(), SIGKILL); /* what the sandbox leaves */
    }
    return plan.what;
}

/* Pipes, sockets and the like are nothing of a disk's. */
static int count_fd(enum kind kind, int fd) {
    struct stat status;
    int number = errno, what = DO_NOTHING;

    if (plan.counts[kind] && fstat(fd, &status) == 0 && (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode))) {
        what = count(kind);
    }
    errno = number;
    return what;
}

static bool fails(int what) {
    if (what > 0) {
        errno = what;
    }
    return what > 0;
}

static size_t shortened(int what, size_t n) {
    return what == DO_SHORT && n > 1 ? 1 : n;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* DEFINE(result, kind, name, parameters, arguments): what does nothing but fail. */
#define DEFINE(result, kind, name, parameters, arguments)                                                              \
    result name parameters;                                                                                            \
    result name parameters {                                                                                           \
        return fails(count(kind)) ? -1 : NEXT(name) arguments;                                                         \
    }
#define DEFINE_FD(result, kind, name, parameters, arguments)                                                           \
    result name parameters;                                                                                            \
    result name parameters {                                                                                           \
        return fails(count_fd(kind, fd)) ? -1 : NEXT(name) arguments;                                                  \
    }
#define DEFINE_TRANSFER(kind, name, parameters, arguments)                                                             \
    ssize_t name parameters;                                                                                           \
    ssize_t name parameters {                                                                                          \
        int what = count_fd(kind, fd);                                                                                 \
        n = shortened(what, n);                                                                                        \
        return fails(what) ? -1 : NEXT(name) arguments;                                                                \
    }

DEFINE_TRANSFER(READ, read, (int fd, void *to, size_t n), (fd, to, n))
DEFINE_TRANSFER(READ, pread, (int fd, void *to, size_t n, off_t at), (fd, to, n, at))
DEFINE_TRANSFER(READ, pread64, (int fd, void *to, size_t n, off_t at), (fd, to, n, at))
DEFINE_TRANSFER(WRITE, write, (int fd, const void *from, size_t n), (fd, from, n))
DEFINE_TRANSFER(WRITE, pwrite, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at))
DEFINE_TRANSFER(WRITE, pwrite64, (int fd, const void *from, size_t n, off_t at), (fd, from, n, at))
DEFINE_FD(int, SYNC, fsync, (int fd), (fd))
DEFINE_FD(int, SYNC, fdatasync, (int fd), (fd))
DEFINE_FD(int, TRUNCATE, ftruncate, (int fd, off_t n), (fd, n))
DEFINE_FD(int, TRUNCATE, ftruncate64, (int fd, off_t n), (fd, n))
DEFINE_FD(int, LOCK, flock, (int fd, int how), (fd, how))
DEFINE(int, RENAME, rename, (const char *from, const char *to), (from, to))
DEFINE(int, RENAME, renameat, (int from_fd, const char *from, int to_fd, const char *to), (from_fd, from, to_fd, to))
DEFINE(int, RENAME, renameat2, (int from_fd, const char *from, int to_fd, const char *to, unsigned how),
       (from_fd, from, to_fd, to, how))
DEFINE(int, UNLINK, unlink, (const char *path), (path))
DEFINE(int, UNLINK, unlinkat, (int dir_fd, const char *path, int how), (dir_fd, path, how))
DEFINE(int, MKDIR, mkdir, (const char *path, mode_t mode), (path, mode))
DEFINE(int, MKDIR, mkdirat, (int dir_fd, const char *path, mode_t mode), (dir_fd, path, mode))
DEFINE(int, CHMOD, chmod, (const char *path, mode_t mode), (path, mode))
DEFINE(int, CHMOD, fchmodat, (int dir_fd, const char *path, mode_t mode, int how), (dir_fd, path, mode, how))
DEFINE_FD(int, CHMOD, fchmod, (int fd, mode_t mode), (fd, mode))

/* These say what went wrong by what they return. */
#define DEFINE_ALLOCATE(name)                                                                                          \
    int name(int fd, off_t at, off_t n);                                                                               \
    int name(int fd, off_t at, off_t n) {                                                                              \
        int what = count_fd(ALLOCATE, fd);                                                                             \
        return what > 0 ? what : NEXT(name)(fd, at, n);                                                                \
    }
DEFINE_ALLOCATE(posix_fallocate)
DEFINE_ALLOCATE(posix_fallocate64)

/* A close that fails has closed all the same. */
int close(int fd) {
    int what = count_fd(CLOSE, fd), result = NEXT(close)(fd);

    return fails(what) ? -1 : result;
}

static bool makes_file(int flags) {
    return (flags & O_CREAT) || (flags & O_TMPFILE) == O_TMPFILE;
}

#define MODE_OF(flags, last)                                                                                           \
    ({                                                                                                                 \
        va_list list;                                                                                                  \
        va_start(list, last);                                                                                          \
        mode_t mode_of = makes_file(flags) ? va_arg(list, mode_t) : 0;                                                 \
        va_end(list);                                                                                                  \
        mode_of;                                                                                                       \
    })
#define DEFINE_OPEN(name)                                                                                              \
    int name(const char *path, int flags, ...);                                                                        \
    int name(const char *path, int flags, ...) {                                                                       \
        mode_t mode = MODE_OF(flags, flags);                                                                           \
        return fails(count_open(flags)) ? -1 : NEXT(name)(path, flags, mode);                                          \
    }
#define DEFINE_OPENAT(name)                                                                                            \
    int name(int dir_fd, const char *path, int flags, ...);                                                            \
    int name(int dir_fd, const char *path, int flags, ...) {                                                           \
        mode_t mode = MODE_OF(flags, flags);                                                                           \
        return fails(count_open(flags)) ? -1 : NEXT(name)(dir_fd, path, flags, mode);                                  \
    }
/* One that makes a file counts as such only. */
static int count_open(int flags) {
    return count(makes_file(flags) ? CREATE : OPEN);
}

DEFINE_OPEN(open)
DEFINE_OPEN(open64)
DEFINE_OPENAT(openat)
DEFINE_OPENAT(openat64)
