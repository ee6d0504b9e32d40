/* What a scan costs a client at least: libssh2 and epoll, and nothing else.
 *
 *   bare_ssh USER PRIVATE_KEY SCRIPT SESSIONS <TARGETS
 *
 * Each line of standard input is an address and a port. On each target, at most SESSIONS at once: the key is offered,
 * `/bin/sh` gets a marker line and the bytes of SCRIPT on its standard input, both of its streams are read to their
 * end, and forgotten. No host key is checked, nothing is parsed or written, no deadline is kept. Prints
 *
 *   DONE FAILED BYTES
 *
 * and exits 0 when none failed. The order of calls is the plain one of libssh2's documentation. */

#include <string.h>

#include <arpa/inet.h>
#include <errno.h>
#include <libssh2.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ADDRESS_MAX = 64, EVENTS_MAX = 256, READ_SIZE = 64 * 1024, FILE_MAX = 1024 * 1024 };

static const char marker[] = "GENKYO_MARKER=00000000000000000000000000000000\n";

struct text {
    char *bytes;
    size_t n;
};

struct plan {
    const char *user;
    struct text key;
    struct text input; /* marker line and script */
    int poll;
    size_t running, done, failed, bytes;
};

struct session {
    const struct plan *plan;
    int fd;
    LIBSSH2_SESSION *library;
    LIBSSH2_CHANNEL *channel;
    unsigned step;
    size_t written;
    size_t bytes;
};

static _Noreturn void fail(const char *what) {
    fprintf(stderr, "bare_ssh: %s: %s\n", what, strerror(errno));
    exit(2);
}

static struct text read_file(const char *path, const char *before) {
    struct text text = {malloc(FILE_MAX), strlen(before)};
    FILE *file = fopen(path, "r");

    if (!file || !text.bytes) {
        fail(path);
    }
    memcpy(text.bytes, before, text.n);
    text.n += fread(text.bytes + text.n, 1, FILE_MAX - text.n, file);
    fclose(file);
    return text;
}

/* --- steps: 0 goes on to the next, EAGAIN waits for the socket, anything else has failed --- */

static int handshake(struct session *session) {
    return libssh2_session_handshake(session->library, session->fd);
}

static int authenticate(struct session *session) {
    const struct plan *plan = session->plan;

    return libssh2_userauth_publickey_frommemory(session->library, plan->user, strlen(plan->user), NULL, 0,
                                                 plan->key.bytes, plan->key.n, NULL);
}

static int open_channel(struct session *session) {
    session->channel = libssh2_channel_open_session(session->library);
    return session->channel ? 0 : libssh2_session_last_errno(session->library);
}

static int exec_shell(struct session *session) {
    return libssh2_channel_exec(session->channel, "exec /bin/sh");
}

static int write_input(struct session *session) {
    const struct text *input = &session->plan->input;

    while (session->written < input->n) {
        ssize_t n =
            libssh2_channel_write(session->channel, input->bytes + session->written, input->n - session->written);
        if (n < 0) {
            return (int)n;
        }
        session->written += (size_t)n;
    }
    return 0;
}

static int send_eof(struct session *session) {
    return libssh2_channel_send_eof(session->channel);
}

static int read_stream(struct session *session, int stream) {
    static char room[READ_SIZE];
    ssize_t n;

    while ((n = libssh2_channel_read_ex(session->channel, stream, room, sizeof room)) > 0) {
        session->bytes += (size_t)n;
    }
    return (int)n;
}

static int read_output(struct session *session) {
    int output = read_stream(session, 0), errors = read_stream(session, SSH_EXTENDED_DATA_STDERR);

    if (output < 0 && output != LIBSSH2_ERROR_EAGAIN) {
        return output;
    }
    if (errors < 0 && errors != LIBSSH2_ERROR_EAGAIN) {
        return errors;
    }
    return libssh2_channel_eof(session->channel) ? 0 : LIBSSH2_ERROR_EAGAIN;
}

static int close_channel(struct session *session) {
    return libssh2_channel_close(session->channel);
}

static int disconnect(struct session *session) {
    return libssh2_session_disconnect(session->library, "done");
}

static int (*const steps[])(struct session *session) = {
    handshake, authenticate, open_channel, exec_shell, write_input, send_eof, read_output, close_channel, disconnect,
};

enum { STEP_COUNT = sizeof steps / sizeof steps[0] };

/* --- sessions --- */

static void end(struct plan *plan, struct session *session) {
    plan->failed += session->step < STEP_COUNT;
    plan->bytes += session->bytes;
    plan->done++;
    plan->running--;
    shutdown(session->fd, SHUT_RDWR);
    libssh2_session_free(session->library);
    close(session->fd);
    free(session);
}

static void watch(struct plan *plan, struct session *session, int operation) {
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = session};
    bool is_new = operation == EPOLL_CTL_ADD;

    if (is_new || libssh2_session_block_directions(session->library) & LIBSSH2_SESSION_BLOCK_OUTBOUND) {
        event.events |= EPOLLOUT;
    }
    if (epoll_ctl(plan->poll, operation, session->fd, &event) != 0) {
        fail("epoll_ctl");
    }
}

static void advance(struct plan *plan, struct session *session) {
    while (session->step < STEP_COUNT) {
        int code = steps[session->step](session);
        if (code == LIBSSH2_ERROR_EAGAIN) {
            watch(plan, session, EPOLL_CTL_MOD);
            return;
        }
        if (code < 0) {
            break;
        }
        session->step++;
    }
    end(plan, session);
}

static void start(struct plan *plan, const char *address, unsigned port) {
    struct session *session = calloc(1, sizeof *session);
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int yes = 1;

    if (!session || inet_pton(AF_INET, address, &to.sin_addr) != 1) {
        fail(address);
    }
    session->plan = plan;
    session->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    session->library = libssh2_session_init();
    if (session->fd < 0 || !session->library ||
        (connect(session->fd, (const struct sockaddr *)&to, sizeof to) != 0 && errno != EINPROGRESS)) {
        fail(address);
    }
    setsockopt(session->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    libssh2_session_set_blocking(session->library, 0);
    plan->running++;
    watch(plan, session, EPOLL_CTL_ADD);
}

static void wait_and_advance(struct plan *plan) {
    struct epoll_event events[EVENTS_MAX];
    int n = epoll_wait(plan->poll, events, EVENTS_MAX, -1);

    if (n < 0 && errno != EINTR) {
        fail("epoll_wait");
    }
    for (int i = 0; i < n; i++) {
        advance(plan, events[i].data.ptr);
    }
}

int main(int argument_count, char **arguments) {
    struct plan plan = {.poll = epoll_create1(EPOLL_CLOEXEC)};
    char address[ADDRESS_MAX];
    unsigned port;

    if (argument_count != 5 || plan.poll < 0 || libssh2_init(0) != 0) {
        fprintf(stderr, "usage: bare_ssh USER PRIVATE_KEY SCRIPT SESSIONS <TARGETS\n");
        return 2;
    }
    plan.user = arguments[1];
    plan.key = read_file(arguments[2], "");
    plan.input = read_file(arguments[3], marker);
    while (scanf("%63s %u", address, &port) == 2) {
        while (plan.running >= strtoul(arguments[4], NULL, 10)) {
            wait_and_advance(&plan);
        }
        start(&plan, address, port);
    }
    while (plan.running > 0) {
        wait_and_advance(&plan);
    }
    printf("%zu %zu %zu\n", plan.done, plan.failed, plan.bytes);
    libssh2_exit();
    free(plan.key.bytes);
    free(plan.input.bytes);
    return plan.failed > 0;
}
