#include "report/drawing/child.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PIECE = 1 << 16 };

struct child {
    pid_t pid;
    int input_fd, output_fd, write_fd, timer_fd;
    const struct child_limits *limits;
    const char *program;
};

static void close_fd(int *fd) {
    if (*fd >= 0) {
        close(*fd);
        *fd = -1;
    }
}

static void child_done(struct child *child) {
    close_fd(&child->input_fd);
    close_fd(&child->output_fd);
    close_fd(&child->write_fd);
    close_fd(&child->timer_fd);
}

/* --- beginning -----------------------------------------------------------------------------------------------------
 */

static enum err_code open_input(struct child *child, struct str input, const char *tmpdir, struct err *err) {
    enum err_code code = file_open_temporary(tmpdir, &child->input_fd, err);

    code = code ? code : file_write_fd(child->input_fd, tmpdir, input, err);
    return code || lseek(child->input_fd, 0, SEEK_SET) == 0 ? code : err_system(err, tmpdir, "lseek");
}

static enum err_code open_pipe(struct child *child, struct err *err) {
    int ends[2];

    if (pipe2(ends, O_CLOEXEC)) {
        return err_system(err, child->program, "pipe");
    }
    child->output_fd = ends[0];
    child->write_fd = ends[1];
    child->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
    return child->timer_fd < 0 ? err_system(err, child->program, "timerfd_create") : ERR_OK;
}

/* Signals are as the program expects them, whatever we block or ignore. */
static int set_signals(posix_spawnattr_t *attributes) {
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    int failure = posix_spawnattr_setsigmask(attributes, &none);
    failure = failure ? failure : posix_spawnattr_setsigdefault(attributes, &all);
    return failure ? failure : posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

static int spawn_with(struct child *child, const char *const *arguments, posix_spawn_file_actions_t *actions,
                      posix_spawnattr_t *attributes) {
    static char locale[] = "LC_ALL=C";
    char *environment[] = {locale, NULL};
    char **argv;
    int failure = posix_spawn_file_actions_adddup2(actions, child->input_fd, STDIN_FILENO);

    failure = failure ? failure : posix_spawn_file_actions_adddup2(actions, child->write_fd, STDOUT_FILENO);
    failure = failure ? failure : posix_spawn_file_actions_addopen(actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    failure = failure ? failure : set_signals(attributes);
    memcpy(&argv, &arguments, sizeof argv); /* which posix_spawn leaves as it is */
    return failure ? failure : posix_spawn(&child->pid, child->program, actions, attributes, argv, environment);
}

static int spawn(struct child *child, const char *const *arguments) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    int failure = posix_spawn_file_actions_init(&actions);

    if (failure) {
        return failure;
    }
    failure = posix_spawnattr_init(&attributes);
    if (failure == 0) {
        failure = spawn_with(child, arguments, &actions, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return failure;
}

/* It has begun by then, which does no harm: limits count from the beginning. */
static void limit(const struct child *child) {
    const struct {
        enum __rlimit_resource resource;
        rlim_t most;
    } limits[] = {
        {RLIMIT_CPU, child->limits->cpu_seconds},
        {RLIMIT_AS, child->limits->memory_bytes},
        {RLIMIT_FSIZE, 0},
        {RLIMIT_CORE, 0},
    };

    for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
        const struct rlimit most = {limits[i].most, limits[i].most};
        (void)prlimit(child->pid, limits[i].resource, &most, NULL);
    }
}

/* --- what it writes ------------------------------------------------------------------------------------------------
 */

static bool set_timer(const struct child *child) {
    const struct itimerspec time = {
        .it_value = {child->limits->wall_ms / 1000, (long)(child->limits->wall_ms % 1000) * 1000000}};
    return timerfd_settime(child->timer_fd, 0, &time, NULL) == 0;
}

/* CHILD_DONE: go on; *RET_IS_OVER: it has closed its output. */
static enum child_end read_some(const struct child *child, struct buffer *out, bool *ret_is_over) {
    char *room = buffer_reserve(out, PIECE);
    ssize_t n = room ? read(child->output_fd, room, PIECE) : -1;

    if (n < 0) {
        return room && errno == EINTR ? CHILD_DONE : CHILD_FAILED;
    }
    out->n += (size_t)n;
    *ret_is_over = n == 0;
    return out->n > child->limits->output_bytes ? CHILD_TOO_LARGE : CHILD_DONE;
}

static enum child_end read_all(const struct child *child, struct buffer *out) {
    struct pollfd watched[] = {{child->output_fd, POLLIN, 0}, {child->timer_fd, POLLIN, 0}};
    enum child_end end = set_timer(child) ? CHILD_DONE : CHILD_FAILED;
    bool is_over = false;

    while (end == CHILD_DONE && !is_over) {
        if (poll(watched, ARRAY_LEN(watched), -1) < 0) {
            end = errno == EINTR ? CHILD_DONE : CHILD_FAILED;
        } else if (watched[1].revents) {
            end = CHILD_TOO_LONG;
        } else {
            end = read_some(child, out, &is_over);
        }
    }
    return end;
}

/* --- ending --------------------------------------------------------------------------------------------------------
 */

/* A program that closed its output and goes on is stopped: all it has to say was said. */
static enum child_end await(const struct child *child, enum child_end end) {
    siginfo_t info;
    int status = 0;
    struct pollfd timer = {child->timer_fd, POLLIN, 0};

    if (end != CHILD_DONE) {
        kill(child->pid, SIGKILL);
    }
    while (end == CHILD_DONE && waitid(P_PID, (id_t)child->pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0) {
        if (poll(&timer, 1, 5) > 0) {
            kill(child->pid, SIGKILL);
            end = CHILD_TOO_LONG;
        }
        info.si_pid = 0;
    }
    while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR) {
    }
    if (end != CHILD_DONE) {
        return end;
    }
    if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL)) {
        return CHILD_TOO_LONG;
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? CHILD_DONE : CHILD_FAILED;
}

enum err_code child_run(const char *const *arguments, struct str input, const struct child_limits *limits,
                        const char *tmpdir, struct buffer *out, enum child_end *ret_end, struct err *err) {
    CLEANUP(child_done)
    struct child child = {
        .input_fd = -1, .output_fd = -1, .write_fd = -1, .timer_fd = -1, .limits = limits, .program = arguments[0]};
    enum err_code code = open_input(&child, input, tmpdir, err);

    code = code ? code : open_pipe(&child, err);
    if (code != ERR_OK) {
        return code;
    }
    int failure = spawn(&child, arguments);
    if (failure == ENOENT || failure == EACCES) {
        *ret_end = CHILD_NOT_THERE;
        return ERR_OK;
    }
    if (failure) {
        errno = failure;
        return err_system(err, child.program, "posix_spawn");
    }
    limit(&child);
    close_fd(&child.write_fd);
    enum child_end end = await(&child, read_all(&child, out));
    if (out->failed) {
        return err_no_memory(err);
    }
    *ret_end = end;
    return ERR_OK;
}
