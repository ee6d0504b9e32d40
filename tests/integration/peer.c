/* TCP peers that are no good SSH hosts, on 127.0.0.1:
 *   peer MODE:PORT…
 * Prints "ready" when all are there, and goes on until it is killed. Those that say something say it without end, or
 * stay silent after it; a client must leave by itself. */

#include <string.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "peer: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* False when the client has gone. */
static bool say(int fd, const char *bytes, size_t n) {
    while (n > 0) {
        ssize_t sent = send(fd, bytes, n, MSG_NOSIGNAL);
        if (sent <= 0) {
            return false;
        }
        bytes += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool say_text(int fd, const char *text) {
    return say(fd, text, strlen(text));
}

/* --- what they do with a connection --- */

static void stay_silent(int fd) {
    char ignored[4096];

    while (read(fd, ignored, sizeof ignored) > 0) {
    }
}

static void close_at_once(int fd) {
    (void)fd;
}

static void answer_as_web_server(int fd) {
    say_text(fd, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n");
}

static void greet_and_stay_silent(int fd) {
    if (say_text(fd, "SSH-2.0-peer\r\n")) {
        stay_silent(fd);
    }
}

/* RFC 4253, 4.2: lines may come before the one that begins with "SSH-". */
static void send_lines_without_end(int fd) {
    while (say_text(fd, "Please wait, you will be connected soon.\r\n")) {
    }
}

static void send_line_without_end(int fd) {
    while (say_text(fd, "SSH-2.0-")) {
    }
}

static void send_line_slowly(int fd) {
    while (say(fd, "-", 1)) {
        poll(NULL, 0, 50);
    }
}

/* RFC 4253, 6: the length of a packet is limited; this one says 2 GiB, and goes on with zeroes. */
static void send_huge_packet(int fd) {
    static const char zeroes[4096];

    if (!say_text(fd, "SSH-2.0-peer\r\n") || !say(fd, "\x7f\xff\xff\xff", 4)) {
        return;
    }
    while (say(fd, zeroes, sizeof zeroes)) {
    }
}

static const struct {
    const char *name;
    void (*serve)(int fd);
} modes[] = {
    {"close", close_at_once},        {"greeting", greet_and_stay_silent}, {"huge", send_huge_packet},
    {"line", send_line_without_end}, {"lines", send_lines_without_end},   {"silent", stay_silent},
    {"slow", send_line_slowly},      {"web", answer_as_web_server},
};

/* --- sockets --- */

static struct sockaddr_in address_of(unsigned port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

static int listen_on(unsigned port, int backlog) {
    struct sockaddr_in address = address_of(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), yes = 1;

    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) != 0 ||
        bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, backlog) != 0) {
        fail("listen");
    }
    return fd;
}

static int begin_to_connect(unsigned port) {
    struct sockaddr_in address = address_of(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

    if (fd < 0 || (connect(fd, (const struct sockaddr *)&address, sizeof address) != 0 && errno != EINPROGRESS)) {
        fail("connect");
    }
    return fd;
}

static bool is_connected(int fd) {
    struct pollfd look = {.fd = fd, .events = POLLOUT};

    return poll(&look, 1, 300) == 1;
}

/* A machine that is not there: once the queue of those who wait to be accepted is full, the system answers no more. */
static void fill_queue(unsigned port) {
    listen_on(port, 0);
    for (int tries = 0; tries < 16; tries++) {
        if (!is_connected(begin_to_connect(port))) {
            return;
        }
    }
    fprintf(stderr, "peer: the queue does not fill\n");
    exit(2);
}

/* Children end with the one who is killed. */
static bool fork_child(void) {
    pid_t parent = getpid(), pid = fork();

    if (pid < 0) {
        fail("fork");
    }
    if (pid == 0 && (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)) {
        _exit(2);
    }
    return pid == 0;
}

static _Noreturn void accept_all(int listening, void (*serve)(int fd)) {
    for (;;) {
        int fd = accept(listening, NULL, NULL);
        if (fd >= 0 && fork_child()) {
            close(listening);
            serve(fd);
            _exit(0);
        }
        close(fd);
    }
}

static void start(const char *mode, unsigned port) {
    if (strcmp(mode, "down") == 0) {
        fill_queue(port);
        return;
    }
    /* Not a peer, but a client that takes a place at one. */
    if (strcmp(mode, "hold") == 0) {
        is_connected(begin_to_connect(port));
        return;
    }
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (strcmp(mode, modes[i].name) == 0) {
            int listening = listen_on(port, 16);
            if (fork_child()) {
                accept_all(listening, modes[i].serve);
            }
            close(listening);
            return;
        }
    }
    fprintf(stderr, "peer: there is no mode %s\n", mode);
    exit(2);
}

int main(int argument_count, char **arguments) {
    signal(SIGCHLD, SIG_IGN);
    for (int i = 1; i < argument_count; i++) {
        char *colon = strchr(arguments[i], ':');
        if (!colon) {
            fprintf(stderr, "usage: peer MODE:PORT…\n");
            return 2;
        }
        *colon = '\0';
        start(arguments[i], (unsigned)strtoul(colon + 1, NULL, 10));
    }
    puts("ready");
    fflush(stdout);
    for (;;) {
        pause();
    }
}
