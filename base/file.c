#include "base/file.h"

#include "base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct file {
    int fd;
    uint64_t size;
    char *path;
    char *_Atomic map; /* NULL: not yet, or MAP_FAILED */
    struct file *origin;
};

/* O_NONBLOCK: opening a FIFO must not wait for its writer before fstat can refuse it. */
static enum err_code open_regular(int dir_fd, const char *path, int *ret_fd, struct stat *ret_status, struct err *err) {
    enum err_code code = ERR_OK;
    struct stat status;
    int fd;

    do {
        fd = openat(dir_fd, path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        /* ENXIO: a socket, or a device without a driver. */
        return errno == ENXIO ? err_set(err, ERR_NOT_A_FILE, path, STR_NONE, STR_NONE) : err_system(err, path, "open");
    }
    if (fstat(fd, &status) != 0) {
        code = err_system(err, path, "fstat");
    } else if (!S_ISREG(status.st_mode)) {
        code = err_set(err, ERR_NOT_A_FILE, path, STR_NONE, STR_NONE);
    }
    if (code) {
        close(fd);
        return code;
    }
    *ret_fd = fd;
    *ret_status = status;
    return ERR_OK;
}

enum err_code file_take_fd(int fd, const char *path, uint64_t size, struct file **ret_file, struct err *err) {
    struct file *file = calloc(1, sizeof *file);
    char *copy = strdup(path);

    if (!file || !copy) {
        close(fd);
        free(file);
        free(copy);
        return err_no_memory(err);
    }
    file->fd = fd;
    file->size = size;
    file->path = copy;
    *ret_file = file;
    return ERR_OK;
}

enum err_code file_open(int dir_fd, const char *path, struct file **ret_file, struct err *err) {
    struct stat status;
    int fd;
    enum err_code code = open_regular(dir_fd, path, &fd, &status, err);

    return code ? code : file_take_fd(fd, path, (uint64_t)status.st_size, ret_file, err);
}

enum err_code file_dup(const struct file *file, struct file **ret_file, struct err *err) {
    int fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);

    return fd < 0 ? err_system(err, file->path, "dup") : file_take_fd(fd, file->path, file->size, ret_file, err);
}

/* For file systems without O_TMPFILE: the name exists for a moment only. */
static int open_unlinked(const char *tmpdir) {
    char *template;
    int fd;

    if (asprintf(&template, "%s/genkyo.XXXXXX", tmpdir) < 0) {
        errno = ENOMEM;
        return -1;
    }
    fd = mkostemp(template, O_CLOEXEC);
    if (fd >= 0) {
        unlink(template);
    }
    free(template);
    return fd;
}

enum err_code file_open_temporary(const char *tmpdir, int *ret_fd, struct err *err) {
    int fd;

    do {
        fd = open(tmpdir, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
        fd = open_unlinked(tmpdir);
    }
    if (fd < 0) {
        return err_system(err, tmpdir, "create");
    }
    *ret_fd = fd;
    return ERR_OK;
}

/* OFFSET NULL: at the descriptor's position. */
static enum err_code write_all(int fd, const char *path, uint64_t *offset, struct str bytes, struct err *err) {
    while (bytes.n) {
        ssize_t n = offset ? pwrite(fd, bytes.p, bytes.n, (off_t)*offset) : write(fd, bytes.p, bytes.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            errno = n == 0 ? EIO : errno;
            return err_system(err, path, "write");
        }
        bytes = str_sub(bytes, (size_t)n, SIZE_MAX);
        if (offset) {
            *offset += (uint64_t)n;
        }
    }
    return ERR_OK;
}

enum err_code file_write_fd(int fd, const char *path, struct str bytes, struct err *err) {
    return write_all(fd, path, NULL, bytes, err);
}

enum err_code file_write_fd_at(int fd, const char *path, uint64_t offset, struct str bytes, struct err *err) {
    return write_all(fd, path, &offset, bytes, err);
}

static void unmap(char *map, uint64_t size) {
    if (map && map != MAP_FAILED) {
        munmap(map, size);
    }
}

/* Two threads may map at once; the first one's stays. */
const char *file_map(struct file *file) {
    char *map = atomic_load_explicit(&file->map, memory_order_acquire), *mine;

    if (map || file->size == 0 || file->size > SIZE_MAX) {
        return map == MAP_FAILED ? NULL : map;
    }
    mine = mmap(NULL, file->size, PROT_READ, MAP_SHARED, file->fd, 0);
    if (!atomic_compare_exchange_strong(&file->map, &map, mine)) {
        unmap(mine, file->size);
        mine = map;
    }
    return mine == MAP_FAILED ? NULL : mine;
}

enum err_code file_check_size(const struct file *file, struct err *err) {
    struct stat status;

    if (fstat(file->fd, &status) != 0) {
        return err_system(err, file->path, "fstat");
    }
    return (uint64_t)status.st_size < file->size ? err_set(err, ERR_DIGEST, file->path, STR_NONE, STR_NONE) : ERR_OK;
}

void file_free(struct file *file) {
    if (file) {
        unmap(file->map, file->size);
        file_free(file->origin);
        close(file->fd);
        free(file->path);
        free(file);
    }
}

void file_set_origin(struct file *file, struct file *origin) {
    file_free(file->origin);
    file->origin = origin;
}

const struct file *file_origin(const struct file *file) {
    return file->origin;
}

uint64_t file_size(const struct file *file) {
    return file->size;
}

const char *file_path(const struct file *file) {
    return file->path;
}

enum err_code file_read_fd(int fd, const char *path, uint64_t offset, size_t length, char *buffer, struct err *err) {
    while (length) {
        ssize_t n = pread(fd, buffer, length, (off_t)offset);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_system(err, path, "read");
        }
        if (n == 0) {
            return err_set(err, ERR_DIGEST, path, STR_NONE, STR_NONE);
        }
        buffer += n;
        offset += (uint64_t)n;
        length -= (size_t)n;
    }
    return ERR_OK;
}

enum err_code file_read_at(const struct file *file, uint64_t offset, size_t length, char *buffer, struct err *err) {
    return file_read_fd(file->fd, file->path, offset, length, buffer, err);
}

static enum err_code too_large(const char *path, size_t limit, struct err *err) {
    char text[24];

    snprintf(text, sizeof text, "%zu", limit);
    return err_set(err, ERR_TOO_LARGE, path, str_from(text), STR_NONE);
}

/* To the end, whatever fstat said: files below /proc and /sys have no true size, others may grow meanwhile. */
static enum err_code read_to_end(int fd, const char *path, size_t limit, struct buffer *buffer, struct err *err) {
    for (;;) {
        ssize_t n;
        char *end = buffer_reserve(buffer, 1);
        if (!end) {
            return err_no_memory(err);
        }
        n = read(fd, end, buffer->capacity - buffer->n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n < 0) {
            return err_system(err, path, "read");
        }
        if (n == 0) {
            return ERR_OK;
        }
        buffer->n += (size_t)n;
        if (buffer->n > limit) {
            return too_large(path, limit, err);
        }
    }
}

enum err_code file_read_all(int dir_fd, const char *path, size_t limit, struct arena *arena, struct str *ret_bytes,
                            struct err *err) {
    CLEANUP(buffer_done) struct buffer buffer = {0};
    struct stat status;
    struct str bytes;
    int fd;
    enum err_code code = open_regular(dir_fd, path, &fd, &status, err);

    if (code) {
        return code;
    }
    if ((uint64_t)status.st_size > limit) {
        code = too_large(path, limit, err);
    } else {
        buffer_reserve(&buffer, (size_t)status.st_size + 1);
        code = read_to_end(fd, path, limit, &buffer, err);
    }
    close(fd);
    if (code) {
        return code;
    }
    bytes = arena_dup(arena, buffer_view(&buffer));
    if (!bytes.p) {
        return err_no_memory(err);
    }
    *ret_bytes = bytes;
    return ERR_OK;
}

enum err_code file_check_private(int dir_fd, const char *path, struct err *err) {
    struct stat status;
    int fd;
    enum err_code code = open_regular(dir_fd, path, &fd, &status, err);

    if (code) {
        return code;
    }
    close(fd);
    if (status.st_uid != geteuid() || (status.st_mode & (S_IRWXG | S_IRWXO))) {
        return err_set(err, ERR_NOT_PRIVATE, path, STR_NONE, STR_NONE);
    }
    return ERR_OK;
}

/* OPENED is synced, and told by the name of PATH. */
static enum err_code sync_opened(const char *opened, int flags, const char *path, struct err *err) {
    int fd = open(opened, O_RDONLY | O_CLOEXEC | flags);
    enum err_code code = fd < 0 || fsync(fd) != 0 ? err_system(err, path, "fsync") : ERR_OK;

    if (fd >= 0) {
        close(fd);
    }
    return code;
}

enum err_code file_sync(const char *path, struct err *err) {
    return sync_opened(path, O_NONBLOCK, path, err);
}

struct str file_parent(const char *path) {
    size_t n = strlen(path);

    while (n > 1 && path[n - 1] == '/') {
        n--;
    }
    while (n > 0 && path[n - 1] != '/') {
        n--;
    }
    return (struct str){path, n};
}

enum err_code file_sync_parent(const char *path, struct err *err) {
    struct str place = file_parent(path);
    char *parent = place.n ? strndup(place.p, place.n) : strdup(".");
    enum err_code code = parent ? sync_opened(parent, O_DIRECTORY, path, err) : err_no_memory(err);

    free(parent);
    return code;
}
