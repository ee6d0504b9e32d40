#include "scanner/scan_host.h"

#include "scanner/net_address.h"
#include "scanner/scan_gate.h"
#include "scanner/ssh_session.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#define ADDRESSES_MAX       8
#define TRIES_MAX           3 /* of authentication: more would lock accounts */
#define EARLY_CLOSES_MAX    3 /* a busy sshd drops connections at random (MaxStartups) */
#define EARLY_CLOSE_WAIT_MS 500
#define RESOLVE_TIMEOUT_MS  5000

/* Closed asynchronously by the loop, so it lives on its own. */
struct watcher {
    uv_poll_t poll;
    struct scan_host *host; /* NULL: let go */
};

struct scan_host {
    struct scan_host_setup setup;
    struct gate_place place;
    uv_timer_t deadline; /* of the name, of each connection until a session may begin, then of everything else */
    uv_timer_t pause;
    uv_getaddrinfo_t resolver;
    bool is_resolving;
    unsigned references; /* handles and requests that the loop still holds */
    bool has_ended;
    uint64_t started;
    struct net_address addresses[ADDRESSES_MAX];
    size_t address_count, address; /* the one in use */
    char address_text[NET_ADDRESS_TEXT_MAX];
    struct watcher *watcher;
    int fd; /* while connecting; then the session's */
    int connect_error;
    unsigned early_closes;
    unsigned tries;
    size_t credentials_used;
    const struct credential **credentials; /* that cover the address */
    size_t credential_count;
    size_t credential_address; /* whose index they are for */
    struct ssh_request request;
    struct ssh_session *session;
    size_t refusals_noted; /* of the session */
    bool is_entry_noted;
};

static void release(struct scan_host *host) {
    if (--host->references == 0) {
        free(host->credentials);
        free(host);
    }
}

static void on_timer_closed(uv_handle_t *handle) {
    release(handle->data);
}

static void on_watcher_closed(uv_handle_t *handle) {
    free(handle->data);
}

static void stop_watching(struct scan_host *host) {
    if (host->watcher) {
        host->watcher->host = NULL;
        uv_close((uv_handle_t *)&host->watcher->poll, on_watcher_closed);
        host->watcher = NULL;
    }
}

/* --- the end --- */

/* Socket and session go; the host may connect again. */
static void disconnect(struct scan_host *host) {
    stop_watching(host);
    if (host->session) {
        ssh_session_free(host->session);
        host->session = NULL;
    } else if (host->fd >= 0) {
        close(host->fd);
    }
    host->fd = -1;
}

static void fill_from_session(struct scan_host *host, struct host_report *report) {
    const struct ssh_result *result = ssh_session_result(host->session);
    const struct credential *credential = result->credential;
    size_t tried = host->credentials_used + result->credentials_used;

    if (!credential && tried > 0) {
        credential = host->credentials[tried - 1];
    }
    report->credential = credential ? credential->name : STR_NONE;
    report->fingerprint = result->fingerprint;
    report->marker = result->marker;
    report->output = result->credential ? result->output : STR_NONE;
    report->errors = result->credential ? result->errors : STR_NONE;
    if (result->message[0] && !report->message[0]) {
        report->message = result->message;
    }
}

static void end_with_output(struct scan_host *host, enum probe_outcome outcome, enum probe_outcome otherwise,
                            const char *message) {
    struct host_report report = {
        .outcome = outcome,
        .otherwise = otherwise,
        .message = message,
        .address = host->address_text,
        .fingerprint = "",
        .marker = "",
        .tenths = (uv_hrtime() - host->started) / 100000000,
    };

    if (host->has_ended) {
        return;
    }
    host->has_ended = true;
    gate_leave(host->setup.gate, &host->place);
    stop_watching(host);
    if (host->is_resolving) {
        uv_cancel((uv_req_t *)&host->resolver);
    }
    uv_close((uv_handle_t *)&host->deadline, on_timer_closed);
    uv_close((uv_handle_t *)&host->pause, on_timer_closed);
    if (host->session) {
        fill_from_session(host, &report);
    }
    host->setup.ended(host->setup.context, &report);
    disconnect(host);
}

static void end(struct scan_host *host, enum probe_outcome outcome, const char *message) {
    end_with_output(host, outcome, outcome == PROBE_ANSWERED ? PROBE_ERROR : outcome, message);
}

/* What it has said so far may be worth something. */
static void cut(struct scan_host *host, enum probe_outcome otherwise, const char *message) {
    bool has_output =
        host->session && ssh_session_result(host->session)->credential && ssh_session_result(host->session)->output.n;

    end_with_output(host, has_output ? PROBE_ANSWERED : otherwise, otherwise, message);
}

void scan_host_cut(struct scan_host *host, const char *message) {
    cut(host, PROBE_ERROR, message);
}

bool scan_host_has_begun(const struct scan_host *host) {
    return host->place.pacing.state == PACING_RUNNING;
}

static void on_connect_failed(struct scan_host *host, int error);

static void on_deadline(uv_timer_t *timer) {
    struct scan_host *host = timer->data;

    if (host->is_resolving) {
        end(host, PROBE_NO_ANSWER, "the name was not resolved in time");
    } else if (scan_host_has_begun(host)) {
        cut(host, PROBE_NO_ANSWER, "no answer within the time allowed");
    } else {
        on_connect_failed(host, ETIMEDOUT);
    }
}

static void set_deadline(struct scan_host *host, uint64_t milliseconds) {
    uint64_t whole = host->setup.options->timeout_ms;

    uv_update_time(host->setup.loop);
    uv_timer_start(&host->deadline, on_deadline, milliseconds < whole ? milliseconds : whole, 0);
}

/* --- the session --- */

static void start_connecting(struct scan_host *host);

static void on_pause_over(uv_timer_t *timer) {
    start_connecting(timer->data);
}

/* Credentials of another user need a connection of their own. */
static bool try_next_user(struct scan_host *host, const struct ssh_result *result) {
    host->credentials_used += result->credentials_used;
    host->tries += result->tries;
    if (host->credentials_used >= host->credential_count || host->tries >= TRIES_MAX) {
        host->credentials_used -= result->credentials_used;
        return false;
    }
    disconnect(host);
    start_connecting(host);
    return true;
}

static bool try_again_later(struct scan_host *host) {
    if (host->early_closes++ >= EARLY_CLOSES_MAX) {
        return false;
    }
    disconnect(host);
    uv_timer_start(&host->pause, on_pause_over, (uint64_t)EARLY_CLOSE_WAIT_MS << (host->early_closes - 1), 0);
    return true;
}

static const enum probe_outcome outcomes[] = {
    [SSH_END_COMPLETE] = PROBE_ANSWERED,
    [SSH_END_CLOSED_EARLY] = PROBE_NO_ANSWER,
    [SSH_END_HANDSHAKE] = PROBE_ERROR,
    [SSH_END_KEY_UNKNOWN] = PROBE_ERROR,
    [SSH_END_KEY_CHANGED] = PROBE_HOST_KEY_CHANGED,
    [SSH_END_KEY_REVOKED] = PROBE_HOST_KEY_CHANGED,
    [SSH_END_AUTH_REFUSED] = PROBE_AUTH_REFUSED,
    [SSH_END_SHELL_REFUSED] = PROBE_ERROR,
    [SSH_END_LOST] = PROBE_ERROR,
    [SSH_END_LIMIT] = PROBE_ERROR,
    [SSH_END_MEMORY] = PROBE_ERROR,
};

static void on_session_end(struct scan_host *host) {
    const struct ssh_result *result = ssh_session_result(host->session);

    if (result->end == SSH_END_AUTH_REFUSED && try_next_user(host, result)) {
        return;
    }
    if (result->end == SSH_END_CLOSED_EARLY && try_again_later(host)) {
        return;
    }
    if (result->end == SSH_END_LOST || result->end == SSH_END_LIMIT) {
        cut(host, PROBE_ERROR, "");
        return;
    }
    end(host, outcomes[result->end], "");
}

static void on_session_ready(uv_poll_t *poll, int status, int events);

static void watch(struct scan_host *host, int events, uv_poll_cb callback) {
    if (uv_poll_start(&host->watcher->poll, events, callback) != 0) {
        end(host, PROBE_ERROR, "the socket cannot be watched");
    }
}

/* As soon as it is known, as other hosts of the subnet may be waiting for it. */
static void note_use(struct scan_host *host) {
    struct credential_memory *memory = host->setup.options->credential_memory;
    const struct ssh_result *result = ssh_session_result(host->session);
    const struct target *target = host->setup.target;
    struct str address = str_from(host->address_text);

    while (memory && host->refusals_noted < result->credentials_used) {
        credential_memory_note(memory, target, address, host->request.credentials[host->refusals_noted++], false);
    }
    if (memory && result->credential && !host->is_entry_noted) {
        credential_memory_note(memory, target, address, result->credential, true);
        host->is_entry_noted = true;
    }
}

static void advance(struct scan_host *host) {
    int events = 0;
    bool has_ended = ssh_session_advance(host->session);

    note_use(host);
    if (has_ended) {
        on_session_end(host);
        return;
    }
    events |= ssh_session_wants_read(host->session) ? UV_READABLE : 0;
    events |= ssh_session_wants_write(host->session) ? UV_WRITABLE : 0;
    watch(host, events, on_session_ready);
}

/* A socket error shows in the library's next read. */
static void on_session_ready(uv_poll_t *poll, int status, int events) {
    const struct watcher *watcher = poll->data;

    (void)status, (void)events;
    if (watcher->host) {
        advance(watcher->host);
    }
}

static void start_session(struct scan_host *host) {
    const struct scan_options *options = host->setup.options;
    int fd = host->fd;

    host->request = (struct ssh_request){
        .host = host->setup.target->address,
        .port = host->setup.target->port,
        .known_hosts = host->setup.known_hosts,
        .trust_new = options->trust_new,
        .credentials = host->credentials + host->credentials_used,
        .credential_count = host->credential_count - host->credentials_used,
        .tries_max = TRIES_MAX - host->tries,
        .user = host->setup.target->user,
        .agent_socket = options->agent_socket,
        .scripts = host->setup.scripts,
        .output_limit = options->output_limit,
    };
    host->refusals_noted = 0;
    host->fd = -1;
    if (ssh_session_new(fd, &host->request, &host->session, NULL) != ERR_OK) {
        end(host, PROBE_ERROR, "out of memory");
        return;
    }
    advance(host);
}

/* --- connecting --- */

/* What covers the address, in the order to try. A further connection to it goes on in the same order. */
static bool find_credentials(struct scan_host *host) {
    const struct credential_store *store = host->setup.credentials;
    size_t count = credential_count(store);

    if (host->credentials && host->credential_address == host->address) {
        return host->credential_count > 0;
    }
    free(host->credentials);
    host->credential_count = 0;
    host->credentials_used = 0;
    host->credential_address = host->address;
    host->credentials = calloc(count + 1, sizeof(struct credential *));
    for (size_t i = 0; host->credentials && i < count; i++) {
        const struct credential *credential = credential_at(store, i);
        if (credential_covers(credential, host->setup.target, str_from(host->address_text))) {
            host->credentials[host->credential_count++] = credential;
        }
    }
    if (host->setup.options->credential_memory) {
        credential_memory_sort(host->setup.options->credential_memory, host->setup.target, str_from(host->address_text),
                               host->credentials, host->credential_count);
    }
    return host->credential_count > 0;
}

static socklen_t socket_address(const struct net_address *address, uint16_t port, struct sockaddr_in6 *ret) {
    /* IPv4 stands in the last four bytes, and such sockets are asked for as IPv4: a system may lack IPv6. */
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};

    memset(ret, 0, sizeof *ret);
    if (net_address_is_v4(address)) {
        memcpy(&v4.sin_addr, address->bytes + 12, 4);
        memcpy(ret, &v4, sizeof v4);
        return sizeof v4;
    }
    ret->sin6_family = AF_INET6;
    ret->sin6_port = htons(port);
    memcpy(&ret->sin6_addr, address->bytes, 16);
    return sizeof *ret;
}

static const char *connect_message(int error) {
    switch (error) {
    case ECONNREFUSED:
        return "the connection was refused";
    case ETIMEDOUT:
        return "the connection timed out";
    case EHOSTUNREACH:
    case ENETUNREACH:
        return "the host cannot be reached";
    case EMFILE:
    case ENFILE:
        return "too many open files";
    default:
        return "the connection failed";
    }
}

static void on_connect_failed(struct scan_host *host, int error) {
    disconnect(host);
    host->connect_error = error;
    if (++host->address < host->address_count) {
        start_connecting(host);
        return;
    }
    host->address = host->address_count - 1;
    end(host, error == EMFILE || error == ENFILE ? PROBE_ERROR : PROBE_NO_ANSWER, connect_message(error));
}

/* A host that dies silently is noticed within about half a minute, and firewalls do not forget a connection that is
 * quiet while a slow section runs. */
static void keep_alive(int fd) {
    static const struct {
        int level, option, value;
    } options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, 1},
        {IPPROTO_TCP, TCP_KEEPIDLE, 15},
        {IPPROTO_TCP, TCP_KEEPINTVL, 5},
        {IPPROTO_TCP, TCP_KEEPCNT, 3},
    };

    for (size_t i = 0; i < ARRAY_LEN(options); i++) {
        (void)setsockopt(fd, options[i].level, options[i].option, &options[i].value, sizeof options[i].value);
    }
}

static struct scan_host *host_of(struct gate_place *place) {
    return (struct scan_host *)((char *)place - offsetof(struct scan_host, place));
}

static void on_connected(uv_poll_t *poll, int status, int events) {
    const struct watcher *watcher = poll->data;
    struct scan_host *host = watcher->host;
    int error = 0;
    int yes = 1;
    socklen_t length = sizeof error;

    (void)status, (void)events;
    if (!host) {
        return;
    }
    if (getsockopt(host->fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) {
        error = errno;
    }
    if (error) {
        on_connect_failed(host, error);
        return;
    }
    (void)setsockopt(host->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    keep_alive(host->fd);
    if (scan_host_has_begun(host)) {
        start_session(host);
        return;
    }
    uv_timer_stop(&host->deadline);
    uv_poll_stop(poll);
    gate_connected(host->setup.gate, &host->place);
}

static void on_may_begin(struct gate_place *place) {
    struct scan_host *host = host_of(place);

    set_deadline(host, host->setup.options->timeout_ms);
    start_session(host);
}

static bool open_socket(struct scan_host *host) {
    struct sockaddr_in6 address;
    socklen_t length = socket_address(&host->addresses[host->address], host->setup.target->port, &address);

    host->fd = socket(address.sin6_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    return host->fd >= 0 && (connect(host->fd, (const struct sockaddr *)&address, length) == 0 || errno == EINPROGRESS);
}

static bool open_watcher(struct scan_host *host) {
    struct watcher *watcher = calloc(1, sizeof *watcher);

    if (!watcher || uv_poll_init(host->setup.loop, &watcher->poll, host->fd) != 0) {
        free(watcher);
        return false;
    }
    watcher->host = host;
    watcher->poll.data = watcher;
    host->watcher = watcher;
    return true;
}

static void start_connecting(struct scan_host *host) {
    net_address_format(&host->addresses[host->address], host->address_text);
    if (!find_credentials(host)) {
        end(host, PROBE_NO_CREDENTIAL, "no credential covers the target");
        return;
    }
    if (!scan_host_has_begun(host)) {
        set_deadline(host, host->setup.options->connect_timeout_ms);
    }
    if (!open_socket(host)) {
        on_connect_failed(host, errno);
        return;
    }
    if (!open_watcher(host)) {
        end(host, PROBE_ERROR, "out of memory");
        return;
    }
    watch(host, UV_WRITABLE, on_connected);
}

static void on_may_connect(struct gate_place *place) {
    struct scan_host *host = host_of(place);

    host->started = uv_hrtime();
    start_connecting(host);
}

/* The addresses are known: waits for its turn. */
static void line_up(struct scan_host *host) {
    uv_timer_stop(&host->deadline);
    if (!gate_queue(host->setup.gate, &host->place, &host->addresses[0])) {
        end(host, PROBE_ERROR, "out of memory");
    }
}

/* --- the name --- */

static void add_address(struct scan_host *host, const struct sockaddr *address) {
    char text[NET_ADDRESS_TEXT_MAX];
    struct sockaddr_in6 copy = {0};

    memcpy(&copy, address, address->sa_family == AF_INET ? sizeof(struct sockaddr_in) : sizeof copy);
    if (address->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, &copy, sizeof v4);
        uv_ip4_name(&v4, text, sizeof text);
    } else {
        uv_ip6_name(&copy, text, sizeof text);
    }
    if (host->address_count < ADDRESSES_MAX &&
        net_address_read(str_from(text), &host->addresses[host->address_count])) {
        host->address_count++;
    }
}

static void on_resolved(uv_getaddrinfo_t *resolver, int status, struct addrinfo *list) {
    struct scan_host *host = resolver->data;

    host->is_resolving = false;
    if (!host->has_ended) {
        for (const struct addrinfo *item = status == 0 ? list : NULL; item; item = item->ai_next) {
            if (item->ai_family == AF_INET || item->ai_family == AF_INET6) {
                add_address(host, item->ai_addr);
            }
        }
        if (host->address_count) {
            line_up(host);
        } else {
            end(host, PROBE_NO_ANSWER, "the name is not known");
        }
    }
    uv_freeaddrinfo(list);
    release(host);
}

static void on_may_look_up(struct gate_place *place) {
    struct scan_host *host = host_of(place);
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    char name[256];

    snprintf(name, sizeof name, "%.*s", STR_FMT(host->setup.target->address));
    host->started = uv_hrtime();
    host->resolver.data = host;
    host->references++;
    host->is_resolving = true;
    set_deadline(host, RESOLVE_TIMEOUT_MS);
    if (uv_getaddrinfo(host->setup.loop, &host->resolver, on_resolved, name, NULL, &hints) != 0) {
        host->references--;
        host->is_resolving = false;
        end(host, PROBE_NO_ANSWER, "the name is not known");
    }
}

struct scan_host *scan_host_start(const struct scan_host_setup *setup, bool *ret_ended) {
    struct scan_host *host = calloc(1, sizeof *host);

    if (!host) {
        return NULL;
    }
    host->setup = *setup;
    host->fd = -1;
    host->started = uv_hrtime();
    host->references = 3; /* the two timers, and this function */
    uv_timer_init(setup->loop, &host->deadline);
    uv_timer_init(setup->loop, &host->pause);
    host->deadline.data = host;
    host->pause.data = host;
    host->place = (struct gate_place){
        .may_look_up = on_may_look_up,
        .may_connect = on_may_connect,
        .may_begin = on_may_begin,
    };
    /* Numeric addresses never wait for the resolver's threads. */
    if (net_address_read(setup->target->address, &host->addresses[0])) {
        host->address_count = 1;
        line_up(host);
    } else {
        gate_queue_name(setup->gate, &host->place);
    }
    *ret_ended = host->has_ended;
    release(host);
    return host;
}
