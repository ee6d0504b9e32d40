/* Somebody who has got into genkyo, as a library that is loaded before it (LD_PRELOAD): when the program ends, and
 * before the process does, it tries what an intruder would, and says for each whether it could be done. The log is open
 * before the program begins. Environment:
 *   INTRUDER_LOG      file that is written to
 *   INTRUDER_OUTSIDE  a directory that the program has nothing to do with; it holds `secret` and `program` */

#include "base/compiler.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int log_fd = -1;
static pid_t intruded;
static char outside[4096];

static bool opens(const char *name, int flags) {
    char path[4352];
    int fd;

    snprintf(path, sizeof path, "%s/%s", outside, name);
    fd = open(path, flags | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
    }
    return fd >= 0;
}

/* Refused by whoever listens, or nobody, is reached. */
static bool connects(void) {
    const struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool is_done =
        fd >= 0 && (connect(fd, (const struct sockaddr *)&address, sizeof address) == 0 || errno == ECONNREFUSED);

    if (fd >= 0) {
        close(fd);
    }
    return is_done;
}

static bool runs(void) {
    char path[4352], *arguments[] = {path, NULL}, *environment[] = {NULL};
    pid_t child = fork();
    int status;

    if (child == 0) {
        snprintf(path, sizeof path, "%s/program", outside);
        execve(path, arguments, environment);
        _exit(126);
    }
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool reads(void) {
    return opens("secret", O_RDONLY);
}

static bool writes(void) {
    return opens("secret", O_WRONLY);
}

static bool creates(void) {
    return opens("new", O_WRONLY | O_CREAT);
}

static bool is_traced(void) {
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool may_gain(void) {
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 || prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2;
}

static const struct {
    const char *what;
    bool (*is_done)(void);
} attempts[] = {
    {"connect", connects}, {"run", runs},        {"read", reads},    {"write", writes},
    {"create", creates},   {"trace", is_traced}, {"gain", may_gain},
};

__attribute__((constructor)) static void begin(void) {
    const char *log = getenv("INTRUDER_LOG"), *directory = getenv("INTRUDER_OUTSIDE");

    if (log && directory) {
        snprintf(outside, sizeof outside, "%s", directory);
        log_fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        intruded = getpid();
    }
    /* Programs that are started are left alone. */
    unsetenv("LD_PRELOAD");
}

__attribute__((destructor)) static void end(void) {
    for (size_t i = 0; log_fd >= 0 && getpid() == intruded && i < ARRAY_LEN(attempts); i++) {
        bool is_done = attempts[i].is_done();
        dprintf(log_fd, "%s%s", is_done ? attempts[i].what : "-", i + 1 < ARRAY_LEN(attempts) ? " " : "\n");
    }
}
