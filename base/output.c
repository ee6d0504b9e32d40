#include "base/output.h"

#include "base/buffer.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)1 << 17)

struct output {
    int fd; /* -1 in memory */
    uint64_t size;
    struct hasher *hasher; /* NULL in memory */
    char *name;
    struct err err;       /* the first failure */
    struct buffer buffer; /* of a file: never more than BUFFER_SIZE */
};

static void output_free(struct output *output) {
    if (output) {
        if (output->fd >= 0) {
            close(output->fd);
        }
        hasher_free(output->hasher);
        free(output->name);
        buffer_done(&output->buffer);
        free(output);
    }
}

static struct output *output_new(const char *name) {
    struct output *output = calloc(1, sizeof *output);

    if (!output) {
        return NULL;
    }
    output->fd = -1;
    output->hasher = hasher_new();
    output->name = strdup(name);
    if (!output->hasher || !output->name || !buffer_reserve(&output->buffer, BUFFER_SIZE)) {
        output_free(output);
        return NULL;
    }
    return output;
}

enum err_code output_create(int dir_fd, const char *name, struct output **ret_output, struct err *err) {
    struct output *output = output_new(name);

    if (!output) {
        return err_no_memory(err);
    }
    do {
        output->fd = openat(dir_fd, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0666);
    } while (output->fd < 0 && errno == EINTR);
    if (output->fd < 0) {
        enum err_code code =
            errno == EEXIST ? err_set(err, ERR_EXISTS, name, STR_NONE, STR_NONE) : err_system(err, name, "create");
        output_free(output);
        return code;
    }
    *ret_output = output;
    return ERR_OK;
}

enum err_code output_to_fd(int fd, const char *name, struct output **ret_output, struct err *err) {
    struct output *output = output_new(name);

    if (!output) {
        return err_no_memory(err);
    }
    output->fd = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    if (output->fd < 0) {
        output_free(output);
        return err_system(err, name, "dup");
    }
    *ret_output = output;
    return ERR_OK;
}

enum err_code output_in_memory(struct output **ret_output, struct err *err) {
    struct output *output = calloc(1, sizeof *output);

    if (!output) {
        return err_no_memory(err);
    }
    output->fd = -1;
    *ret_output = output;
    return ERR_OK;
}

static bool is_in_memory(const struct output *output) {
    return !output->hasher;
}

/* Hashing whole buffers rather than each small write is what keeps writing fast. */
static void put(struct output *output, struct str bytes) {
    hasher_update(output->hasher, bytes);
    if (!output->err.code) {
        (void)!file_write_fd(output->fd, output->name, bytes, &output->err);
    }
}

static void flush(struct output *output) {
    put(output, buffer_view(&output->buffer));
    output->buffer.n = 0;
}

/* Room in the buffer; of a file N is at most BUFFER_SIZE. */
static char *reserve(struct output *output, size_t n) {
    char *room;

    if (!is_in_memory(output) && n > BUFFER_SIZE - output->buffer.n) {
        flush(output);
    }
    room = buffer_reserve(&output->buffer, n);
    if (!room && !output->err.code) {
        err_no_memory(&output->err);
    }
    return room;
}

void output_write(struct output *output, struct str bytes) {
    char *room;

    if (output->err.code || bytes.n == 0) {
        return;
    }
    if (!is_in_memory(output) && bytes.n >= BUFFER_SIZE) {
        flush(output);
        put(output, bytes);
        output->size += bytes.n;
        return;
    }
    room = reserve(output, bytes.n);
    if (room) {
        memcpy(room, bytes.p, bytes.n);
        output_advance(output, bytes.n);
    }
}

char *output_room(struct output *output, size_t n) {
    return reserve(output, n);
}

void output_advance(struct output *output, size_t n) {
    output->buffer.n += n;
    output->size += n;
}

enum err_code output_error(const struct output *output, struct err *err) {
    if (output->err.code && err) {
        *err = output->err;
    }
    return output->err.code;
}

struct str output_bytes(const struct output *output) {
    return buffer_view(&output->buffer);
}

void output_reset(struct output *output) {
    buffer_reset(&output->buffer);
    output->size = 0;
    output->err = (struct err){0};
}

uint64_t output_size(const struct output *output) {
    return output->size;
}

static void sync_and_close(struct output *output, bool sync) {
    int closed;

    if (!output->err.code && sync && fsync(output->fd) != 0) {
        err_system(&output->err, output->name, "fsync");
    }
    /* Network file systems report a failed write here. After EINTR the descriptor is gone all the same. */
    closed = close(output->fd);
    output->fd = -1;
    if (closed != 0 && errno != EINTR && !output->err.code) {
        err_system(&output->err, output->name, "close");
    }
}

enum err_code output_close(struct output *output, bool sync, struct hash128 *ret_digest, struct err *err) {
    enum err_code code;

    flush(output);
    sync_and_close(output, sync);
    code = output->err.code;
    if (code && err) {
        *err = output->err;
    }
    if (!code && ret_digest) {
        *ret_digest = hasher_digest(output->hasher);
    }
    output_free(output);
    return code;
}

void output_abandon(struct output *output) {
    output_free(output);
}
