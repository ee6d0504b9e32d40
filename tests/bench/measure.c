/* Runs a command and says what it took, from exec to exit:
 *
 *   measure COMMAND…      WALL USER SYSTEM PEAK STATUS
 *
 * on standard output: seconds of time, of user and of system processor time; KiB of memory of its own at the peak, that
 * is RssAnon + RssShmem, which leaves out the files that it has mapped; its exit status. What the command prints goes
 * nowhere, but for its standard error. The memory is looked at every few milliseconds; a peak between two looks is not
 * seen, which the high-water mark of the system would see, but with the mapped files in it. */

#include <string.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { LOOK_EVERY_MS = 3 };

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "measure: %s: %s\n", what, strerror(errno));
    exit(2);
}

static double seconds_now(void) {
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* The figure behind NAME, 0 when the process is gone. */
static unsigned long status_kib(const char *status, const char *name) {
    const char *line = strstr(status, name);

    return line ? strtoul(line + strlen(name), NULL, 10) : 0;
}

static unsigned long own_memory_kib(int status_fd) {
    char status[4096];
    ssize_t n = pread(status_fd, status, sizeof status - 1, 0);

    if (n <= 0) {
        return 0;
    }
    status[n] = '\0';
    return status_kib(status, "\nRssAnon:") + status_kib(status, "\nRssShmem:");
}

static int open_status(pid_t pid) {
    char path[64];
    int fd;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fail(path);
    }
    return fd;
}

/* Looks until the process ends; its end is noticed at once. */
static unsigned long watch(pid_t pid) {
    struct pollfd end = {.fd = pidfd_open(pid, 0), .events = POLLIN};
    int status_fd = open_status(pid), ready = 0;
    unsigned long peak = 0;

    if (end.fd < 0) {
        fail("pidfd_open");
    }
    while (ready == 0 || (ready < 0 && errno == EINTR)) {
        unsigned long now = own_memory_kib(status_fd);
        peak = now > peak ? now : peak;
        ready = poll(&end, 1, LOOK_EVERY_MS);
    }
    close(status_fd);
    close(end.fd);
    return peak;
}

static _Noreturn void become(char **command) {
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0) {
        execvp(command[0], command);
    }
    fprintf(stderr, "measure: %s: %s\n", command[0], strerror(errno));
    _exit(127);
}

static double seconds_of(struct timeval time) {
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

int main(int argument_count, char **arguments) {
    struct rusage usage;
    int status;

    if (argument_count < 2) {
        fprintf(stderr, "usage: measure COMMAND…\n");
        return 2;
    }
    double begin = seconds_now();
    pid_t pid = fork();
    if (pid < 0) {
        fail("fork");
    }
    if (pid == 0) {
        become(arguments + 1);
    }
    unsigned long peak = watch(pid);
    while (wait4(pid, &status, 0, &usage) < 0) {
        if (errno != EINTR) {
            fail("wait4");
        }
    }
    double wall = seconds_now() - begin;
    printf("%.3f %.3f %.3f %lu %d\n", wall, seconds_of(usage.ru_utime), seconds_of(usage.ru_stime), peak,
           WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return 0;
}
