#include "base/output.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#define BUFFER_SIZE ((size_t)1 << 17)

struct output {
    int fd;
    size_t n; /* bytes in buffer */
    uint64_t size;
    struct hasher *hasher;
    char *name;
    struct err err; /* the first failure */
    char buffer[BUFFER_SIZE];
};

static void output_free(struct output *output) {
    if (output) {
        if (output->fd >= 0) {
            close(output->fd);
        }
        hasher_free(output->hasher);
        free(output->name);
        free(output);
    }
}

static struct output *output_new(const char *name) {
    struct output *output = malloc(sizeof *output);

    if (!output) {
        return NULL;
    }
    output->fd = -1;
    output->n = 0;
    output->size = 0;
    output->err = (struct err){0};
    output->hasher = hasher_new();
    output->name = strdup(name);
    if (!output->hasher || !output->name) {
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

/* Hashing whole buffers rather than each small write is what keeps writing fast. */
static void put(struct output *output, struct str bytes) {
    hasher_update(output->hasher, bytes);
    if (!output->err.code) {
        (void)!file_write_fd(output->fd, output->name, bytes, &output->err);
    }
}

static void flush(struct output *output) {
    put(output, (struct str){output->buffer, output->n});
    output->n = 0;
}

void output_write(struct output *output, struct str bytes) {
    if (output->err.code || bytes.n == 0) {
        return;
    }
    output->size += bytes.n;
    if (bytes.n > BUFFER_SIZE - output->n) {
        flush(output);
    }
    if (bytes.n >= BUFFER_SIZE) {
        put(output, bytes);
        return;
    }
    memcpy(output->buffer + output->n, bytes.p, bytes.n);
    output->n += bytes.n;
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
