#include "scanner/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define POLL_MS 2
#define STOP_MS 2000

/* --- in the child: nothing but system calls, as another thread may have held any lock --- */

static bool die_with_parent(pid_t parent) {
    /* A set-group-ID program, as ssh-agent is on Debian, would lose the parent-death signal; without new privileges it
     * keeps it. */
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0) == 0 &&
           getppid() == parent;
}

static void reset_signals(void) {
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGXFSZ, SIG_DFL);
}

/* The first terminal that a session leader opens becomes the session's. */
static bool set_streams(const struct child_plan *plan) {
    int fd = setsid() < 0 ? -1 : open(plan->terminal ? plan->terminal : "/dev/null", O_RDWR);

    return fd >= 0 && dup2(fd, 0) >= 0 && dup2(fd, 1) >= 0 && dup2(fd, 2) >= 0;
}

/* First out of the way of the numbers that are given away, then to their places; all others close at exec. */
static bool set_descriptors(const struct child_plan *plan, int *report) {
    int passed = plan->passed < 0 ? -1 : fcntl(plan->passed, F_DUPFD, CHILD_PASSED + 1);

    *report = fcntl(*report, F_DUPFD, CHILD_PASSED + 1);
    if (*report < 0 || (passed < 0 && plan->passed >= 0) || !set_streams(plan) ||
        (passed >= 0 && dup2(passed, CHILD_PASSED) < 0)) {
        return false;
    }
    return close_range(passed < 0 ? CHILD_PASSED : CHILD_PASSED + 1, ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

_Noreturn static void become(const struct child_plan *plan, pid_t parent, int report) {
    ssize_t written;
    int error;

    errno = ECHILD;
    if (die_with_parent(parent) && set_descriptors(plan, &report)) {
        reset_signals();
        /* execvpe copies neither list; its types are older than const. */
        execvpe(plan->arguments[0], (char *const *)(uintptr_t)plan->arguments,
                (char *const *)(uintptr_t)plan->environment);
    }
    error = errno;
    written = write(report, &error, sizeof error);
    (void)written;
    _exit(127);
}

/* --- in the parent --- */

static void reap(pid_t pid) {
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

/* The pipe closes without a word when the program has taken over. */
static int read_report(int report) {
    int error = 0;
    ssize_t n;

    do {
        n = read(report, &error, sizeof error);
    } while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof error ? error : 0;
}

int child_start(const struct child_plan *plan, pid_t *ret_pid) {
    pid_t parent = getpid();
    int ends[2];
    pid_t pid;
    int error;

    if (pipe2(ends, O_CLOEXEC) != 0) {
        return errno;
    }
    pid = fork();
    if (pid == 0) {
        become(plan, parent, ends[1]);
    }
    error = pid < 0 ? errno : 0;
    close(ends[1]);
    if (!error) {
        error = read_report(ends[0]);
        if (error) {
            reap(pid);
        } else {
            *ret_pid = pid;
        }
    }
    close(ends[0]);
    return error;
}

bool child_has_ended(pid_t pid, bool *ret_is_success) {
    int status;
    pid_t ended = waitpid(pid, &status, WNOHANG);

    if (ended == 0 || (ended < 0 && errno == EINTR)) {
        return false;
    }
    *ret_is_success = ended == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    return true;
}

bool child_wait(pid_t pid, unsigned timeout_ms) {
    const struct timespec pause = {.tv_nsec = POLL_MS * 1000000L};
    bool is_success;

    for (unsigned waited = 0; waited <= timeout_ms; waited += POLL_MS) {
        if (child_has_ended(pid, &is_success)) {
            return is_success;
        }
        nanosleep(&pause, NULL);
    }
    kill(pid, SIGKILL);
    reap(pid);
    return false;
}

void child_stop(pid_t pid) {
    kill(pid, SIGTERM);
    (void)child_wait(pid, STOP_MS);
}
