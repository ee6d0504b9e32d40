/* What an answer of a hostile host might make of the process that parses it, as a library that is loaded before genkyo
 * (LD_PRELOAD). When bytes are received that hold one of these words, the process that has received them
 *   HOSTILE-CRASH    runs into an invalid address
 *   HOSTILE-LOOP     never ends by itself
 *   HOSTILE-FORGE    answers, but speaks of 127.0.0.9 where it should say 127.0.0.5
 *   HOSTILE-INTRUDE  tries to connect, to open, to start, to signal and to write elsewhere; when nothing of it can be
 *                    done, it gives up, and otherwise goes on as if nothing had been */

#include "base/compiler.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define VISIBLE __attribute__((visibility("default")))

static bool is_forging;

static void crash(void) {
    *(volatile char *)NULL = 0;
}

static void loop(void) {
    for (volatile bool is_endless = true; is_endless;) {
    }
}

static void forge(void) {
    is_forging = true;
}

static void intrude(void) {
    bool is_any_done =
        socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) >= 0 || open("/etc/passwd", O_RDONLY | O_CLOEXEC) >= 0 ||
        open("/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600) >= 0 || fork() >= 0 || kill(getppid(), 0) == 0 ||
        syscall(SYS_tgkill, getppid(), getppid(), 0) == 0 || syscall(SYS_write, STDERR_FILENO, "\n", 1) == 1;

    if (!is_any_done) {
        _exit(1);
    }
}

static const struct {
    const char *word;
    void (*act)(void);
} acts[] = {{"HOSTILE-CRASH", crash}, {"HOSTILE-LOOP", loop}, {"HOSTILE-FORGE", forge}, {"HOSTILE-INTRUDE", intrude}};

/* Instead of the C library's. */
VISIBLE ssize_t recv(int fd, void *buf, size_t n, int flags) {
    ssize_t count = syscall(SYS_recvfrom, fd, buf, n, flags, NULL, NULL);

    for (size_t i = 0; count > 0 && i < ARRAY_LEN(acts); i++) {
        if (memmem(buf, (size_t)count, acts[i].word, strlen(acts[i].word))) {
            acts[i].act();
        }
    }
    return count;
}

VISIBLE ssize_t write(int fd, const void *buf, size_t n) {
    char *own = is_forging ? malloc(n) : NULL, *place = own;
    ssize_t count;

    if (!own) {
        return syscall(SYS_write, fd, buf, n);
    }
    memcpy(own, buf, n);
    while ((place = memmem(place, n - (size_t)(place - own), "127.0.0.5", 9))) {
        place[8] = '9';
    }
    count = syscall(SYS_write, fd, own, n);
    free(own);
    return count;
}
