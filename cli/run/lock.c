#include "cli/run/lock.h"

#include "base/buffer.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#define LOCK_NAME "lock"

struct run_lock {
    int fd;
};

static void copy(struct str text, char *to, size_t size) {
    snprintf(to, size, "%.*s", STR_FMT(text));
}

/* Lines of a name and a value. One that is being written may not be there yet. */
static void read_holder(int fd, struct run_holder *holder) {
    char bytes[512];
    ssize_t n = pread(fd, bytes, sizeof bytes, 0);
    struct str rest = {bytes, n > 0 ? (size_t)n : 0}, line, name;

    *holder = (struct run_holder){0};
    while (rest.n && str_cut(&rest, '\n', &line)) {
        struct str value = line;
        if (!str_cut(&value, ' ', &name)) {
            continue;
        }
        if (str_eq(name, STR("pid"))) {
            (void)str_to_u64(value, &holder->pid);
        } else if (str_eq(name, STR("host"))) {
            copy(value, holder->host, sizeof holder->host);
        } else if (str_eq(name, STR("since"))) {
            copy(value, holder->since, sizeof holder->since);
        }
    }
}

static enum err_code write_holder(int fd, const char *path, struct str since, struct err *err) {
    CLEANUP(buffer_done) struct buffer text = {0};
    char host[HOST_NAME_MAX + 1] = "";

    if (gethostname(host, sizeof host) != 0) {
        return err_system(err, path, "gethostname");
    }
    host[sizeof host - 1] = '\0';
    buffer_printf(&text, "pid %ld\nhost %s\nsince %.*s\n", (long)getpid(), host, STR_FMT(since));
    if (text.failed) {
        return err_no_memory(err);
    }
    return ftruncate(fd, 0) == 0 ? file_write_fd_at(fd, path, 0, buffer_view(&text), err)
                                 : err_system(err, path, "ftruncate");
}

static enum err_code lock(int fd, const char *path, struct run_holder *ret_holder, struct err *err) {
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            read_holder(fd, ret_holder);
            return err_set(err, ERR_BUSY, path, STR_NONE, STR_NONE);
        }
        if (errno != EINTR) {
            return err_system(err, path, "flock");
        }
    }
    return ERR_OK;
}

enum err_code run_lock_take(int state_fd, const char *path, struct str since, struct run_lock **ret_lock,
                            struct run_holder *ret_holder, struct err *err) {
    CLEANUP(run_lock_free_cleanup) struct run_lock *taken = calloc(1, sizeof *taken);

    if (!taken) {
        return err_no_memory(err);
    }
    taken->fd = openat(state_fd, LOCK_NAME, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0644);
    if (taken->fd < 0) {
        return err_system(err, path, "open " LOCK_NAME);
    }
    enum err_code code = lock(taken->fd, path, ret_holder, err);
    if (code == ERR_OK) {
        code = write_holder(taken->fd, path, since, err);
    }
    if (code == ERR_OK) {
        *ret_lock = TAKE_PTR(taken);
    }
    return code;
}

void run_lock_free(struct run_lock *lock) {
    if (lock) {
        if (lock->fd >= 0) {
            close(lock->fd);
        }
        free(lock);
    }
}
