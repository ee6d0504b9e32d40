#include "scanner/ssh/host.h"

#include "scanner/connection.h"
#include "scanner/host_way.h"
#include "scanner/socket_watch.h"
#include "scanner/ssh/chain.h"
#include "scanner/ssh/jump_hosts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#define EARLY_CLOSES_MAX    3 /* a busy sshd drops connections at random (MaxStartups) */
#define EARLY_CLOSE_WAIT_MS 500

struct ssh_host {
    struct scan_host host; /* the first, so that a pointer to it is one to the whole */
    struct scan_host_setup setup;
    struct host_way way; /* its deadline: of the name, of each connection until a session may begin, then of the rest */
    struct jump_place jump_place; /* among those behind the same jump host */
    uv_timer_t pause;
    bool has_ended;
    struct socket_watch *watch;
    int fd; /* while connecting; then the chain's */
    unsigned early_closes;
    size_t closed_link;      /* while waiting to try again: whose host closed the connection */
    struct ssh_chain *chain; /* the sessions, from the first jump host to the target */
    bool has_session;        /* the chain is connected */
    char message[JUMP_MESSAGE_MAX];
};

static struct ssh_host *host_of(struct host_way *way) {
    return (struct ssh_host *)((char *)way - offsetof(struct ssh_host, way));
}

static void on_unheld(struct host_way *way) {
    struct ssh_host *host = host_of(way);

    ssh_chain_free(host->chain);
    free(host);
}

static void stop_watching(struct ssh_host *host) {
    socket_watch_close(host->watch);
    host->watch = NULL;
}

/* --- the end --- */

/* Socket and sessions go; the host may connect again. */
static void disconnect(struct ssh_host *host) {
    stop_watching(host);
    if (host->has_session) {
        ssh_chain_disconnect(host->chain);
        host->has_session = false;
    } else if (host->fd >= 0) {
        close(host->fd);
    }
    host->fd = -1;
}

static void fill_from_session(struct ssh_host *host, struct host_report *report) {
    const struct ssh_result *result = ssh_chain_target(host->chain);
    const struct credential *credential = ssh_chain_credential(host->chain);

    if (!result) {
        return;
    }
    report->credential = credential ? credential->name : STR_NONE;
    report->fingerprint = result->fingerprint;
    report->is_reached = result->fingerprint[0] || result->end == SSH_END_HANDSHAKE;
    report->marker = result->marker;
    report->output = result->credential ? result->output : STR_NONE;
    report->errors = result->credential ? result->errors : STR_NONE;
    if (result->message[0] && !report->message[0]) {
        report->message = result->message;
    }
}

/* Behind a jump host a name is resolved there: only an address that was given is known. */
static void fill_address(const struct ssh_host *host, char text[NET_ADDRESS_TEXT_MAX]) {
    const struct target *target = host->setup.target;
    struct net_address given;

    text[0] = '\0';
    if (!target->hop_count) {
        memcpy(text, host->way.text, NET_ADDRESS_TEXT_MAX);
    } else if (net_address_read(target->address, &given)) {
        net_address_format(&given, text);
    }
}

static void end_with_output(struct ssh_host *host, enum probe_outcome outcome, enum probe_outcome otherwise,
                            const char *message) {
    char address[NET_ADDRESS_TEXT_MAX];
    struct host_report report = {
        .outcome = outcome,
        .otherwise = otherwise,
        .message = message,
        .address = address,
        .fingerprint = "",
        .marker = "",
        .tenths = host_way_tenths(&host->way),
    };

    if (host->has_ended) {
        return;
    }
    host->has_ended = true;
    fill_address(host, address);
    jump_leave(host->setup.jumps, &host->jump_place);
    host_way_leave(&host->way);
    stop_watching(host);
    host_way_close_timer(&host->way, &host->pause);
    if (host->has_session) {
        fill_from_session(host, &report);
    }
    host->setup.ended(host->setup.context, &report);
    disconnect(host);
}

static void end(struct ssh_host *host, enum probe_outcome outcome, const char *message) {
    end_with_output(host, outcome, outcome == PROBE_ANSWERED ? PROBE_ERROR : outcome, message);
}

/* What it has said so far may be worth something. */
static void cut(struct ssh_host *host, enum probe_outcome otherwise, const char *message) {
    const struct ssh_result *result = host->has_session ? ssh_chain_target(host->chain) : NULL;
    bool has_output = result && result->credential && result->output.n;

    end_with_output(host, has_output ? PROBE_ANSWERED : otherwise, otherwise, message);
}

static void cut_host(struct scan_host *host, const char *message) {
    cut((struct ssh_host *)host, PROBE_ERROR, message);
}

static bool has_begun(const struct scan_host *host) {
    return host_way_has_begun(&((const struct ssh_host *)host)->way);
}

/* --- failures on the way --- */

/* The message in the jump host's name; as it is when the link is the target. */
static const char *in_name_of(struct ssh_host *host, size_t link, const char *message) {
    struct str name = ssh_chain_jump_host(host->chain, link);

    if (str_is_empty(name)) {
        return message;
    }
    snprintf(host->message, sizeof host->message, "the jump host %.*s: %s", STR_FMT(name), message);
    return host->message;
}

/* A jump host failed, or the one before it could not reach it: others behind it need not find out for themselves. */
static void note_failure(struct ssh_host *host, size_t link, bool is_certain, enum probe_outcome outcome,
                         const char *message) {
    if (link < ssh_chain_last(host->chain)) {
        jump_failed(host->setup.jumps, &host->jump_place, link, is_certain, outcome, message);
    }
}

/* Whose fault is it that nothing comes? A jump host that has let us in waits for the next host. */
static void end_late(struct ssh_host *host) {
    size_t link = host->has_session ? ssh_chain_link(host->chain) : host->closed_link;
    bool is_next = host->has_session && link < ssh_chain_last(host->chain) && ssh_chain_is_in(host->chain, link);
    const char *message = in_name_of(host, link,
                                     is_next ? "the next host did not answer within the time allowed"
                                             : "no answer within the time allowed");

    note_failure(host, link + is_next, false, PROBE_NO_ANSWER, message);
    cut(host, PROBE_NO_ANSWER, message);
}

/* Neither the first jump host nor, without one, the target. */
static void end_unreached(struct ssh_host *host, const char *why) {
    const char *message = in_name_of(host, 0, why);

    note_failure(host, 0, false, PROBE_NO_ANSWER, message);
    end(host, PROBE_NO_ANSWER, message);
}

static void on_connect_failed(struct ssh_host *host, int error);

static void on_late(struct host_way *way) {
    if (host_way_has_begun(way)) {
        end_late(host_of(way));
    } else {
        on_connect_failed(host_of(way), ETIMEDOUT);
    }
}

/* At most as long as all of it may take. */
static uint64_t within_timeout(const struct ssh_host *host, uint64_t milliseconds) {
    uint64_t whole = host->setup.options->timeout_ms;

    return milliseconds < whole ? milliseconds : whole;
}

/* --- the session --- */

static void start_connecting(struct ssh_host *host);

static void on_pause_over(uv_timer_t *timer) {
    start_connecting(timer->data);
}

/* Credentials of another user need a connection of their own. */
static bool try_next_user(struct ssh_host *host) {
    if (!ssh_chain_has_next_user(host->chain)) {
        return false;
    }
    disconnect(host);
    start_connecting(host);
    return true;
}

static bool try_again_later(struct ssh_host *host) {
    if (host->early_closes++ >= EARLY_CLOSES_MAX) {
        return false;
    }
    host->closed_link = ssh_chain_link(host->chain);
    disconnect(host);
    uv_timer_start(&host->pause, on_pause_over, (uint64_t)EARLY_CLOSE_WAIT_MS << (host->early_closes - 1), 0);
    return true;
}

static const enum probe_outcome outcomes[] = {
    [SSH_END_COMPLETE] = PROBE_ANSWERED,
    [SSH_END_CLOSED_EARLY] = PROBE_NO_ANSWER,
    [SSH_END_HANDSHAKE] = PROBE_ERROR,
    [SSH_END_KEY_UNKNOWN] = PROBE_HOST_KEY_UNKNOWN,
    [SSH_END_KEY_CHANGED] = PROBE_HOST_KEY_CHANGED,
    [SSH_END_KEY_REVOKED] = PROBE_HOST_KEY_CHANGED,
    [SSH_END_AUTH_REFUSED] = PROBE_AUTH_REFUSED,
    [SSH_END_SHELL_REFUSED] = PROBE_ERROR,
    [SSH_END_FORWARD_REFUSED] = PROBE_ERROR,
    [SSH_END_FORWARD_FAILED] = PROBE_NO_ANSWER,
    [SSH_END_LOST] = PROBE_ERROR,
    [SSH_END_LIMIT] = PROBE_ERROR,
    [SSH_END_MEMORY] = PROBE_ERROR,
};

/* What an end says about the next connection through the same jump host. */
enum lesson {
    LESSON_NONE,
    LESSON_UNREACHED, /* it may fail as well */
    LESSON_CERTAIN    /* it will */
};

static const enum lesson lessons[] = {
    [SSH_END_CLOSED_EARLY] = LESSON_UNREACHED,
    [SSH_END_HANDSHAKE] = LESSON_CERTAIN,
    [SSH_END_KEY_UNKNOWN] = LESSON_CERTAIN,
    [SSH_END_KEY_CHANGED] = LESSON_CERTAIN,
    [SSH_END_KEY_REVOKED] = LESSON_CERTAIN,
    [SSH_END_AUTH_REFUSED] = LESSON_CERTAIN,
    [SSH_END_FORWARD_REFUSED] = LESSON_CERTAIN,
    [SSH_END_FORWARD_FAILED] = LESSON_UNREACHED,
    [SSH_END_MEMORY] = LESSON_NONE, /* the last, so that every end has a place */
};

/* That it does not get through to the next host is about that one. */
static size_t link_at_fault(const struct ssh_host *host, enum ssh_end end) {
    return ssh_chain_link(host->chain) + (end == SSH_END_FORWARD_REFUSED || end == SSH_END_FORWARD_FAILED);
}

static void on_session_end(struct ssh_host *host) {
    const struct ssh_result *result = ssh_chain_result(host->chain);
    const char *message;

    if (result->end == SSH_END_AUTH_REFUSED && try_next_user(host)) {
        return;
    }
    if (result->end == SSH_END_CLOSED_EARLY && try_again_later(host)) {
        return;
    }
    message = in_name_of(host, ssh_chain_link(host->chain), result->message);
    if (lessons[result->end] != LESSON_NONE) {
        note_failure(host, link_at_fault(host, result->end), lessons[result->end] == LESSON_CERTAIN,
                     outcomes[result->end], message);
    }
    if (result->end == SSH_END_LOST || result->end == SSH_END_LIMIT) {
        cut(host, PROBE_ERROR, message);
        return;
    }
    end(host, outcomes[result->end], message);
}

static void watch(struct ssh_host *host, int events, socket_ready *ready) {
    if (!socket_watch_for(host->watch, events, ready)) {
        end(host, PROBE_ERROR, "the socket cannot be watched");
    }
}

static void advance(void *context) {
    struct ssh_host *host = context;
    int events = 0;

    if (ssh_chain_advance(host->chain)) {
        on_session_end(host);
        return;
    }
    events |= ssh_chain_wants_read(host->chain) ? UV_READABLE : 0;
    events |= ssh_chain_wants_write(host->chain) ? UV_WRITABLE : 0;
    watch(host, events, advance);
}

static void start_session(struct ssh_host *host) {
    int fd = host->fd;

    host->fd = -1;
    host->has_session = ssh_chain_connect(host->chain, fd, NULL) == ERR_OK;
    if (!host->has_session) {
        end(host, PROBE_ERROR, "out of memory");
        return;
    }
    advance(host);
}

/* --- connecting --- */

static void on_connect_failed(struct ssh_host *host, int error) {
    disconnect(host);
    if (host_way_next(&host->way)) {
        start_connecting(host);
        return;
    }
    if (error == EMFILE || error == ENFILE) {
        end(host, PROBE_ERROR, connection_message(error));
    } else {
        end_unreached(host, connection_message(error));
    }
}

static void on_connected(void *context) {
    struct ssh_host *host = context;
    int error = connection_finish(host->fd);

    if (error) {
        on_connect_failed(host, error);
        return;
    }
    if (host_way_has_begun(&host->way)) {
        start_session(host);
        return;
    }
    host_way_stop_deadline(&host->way);
    socket_watch_pause(host->watch);
    gate_connected(host->setup.gate, &host->way.place);
}

/* False: it has ended, as no credential may be used for the target or for a jump host. */
static bool choose_credentials(struct ssh_host *host) {
    size_t link = ssh_chain_choose_credentials(host->chain, str_from(host->way.text));
    const char *message;

    if (link > ssh_chain_last(host->chain)) {
        return true;
    }
    message = link == ssh_chain_last(host->chain) ? "no credential covers the target"
                                                  : in_name_of(host, link, "no credential covers it");
    note_failure(host, link, true, PROBE_NO_CREDENTIAL, message);
    end(host, PROBE_NO_CREDENTIAL, message);
    return false;
}

static void start_connecting(struct ssh_host *host) {
    (void)host_way_use(&host->way);
    if (!choose_credentials(host)) {
        return;
    }
    host->closed_link = 0;
    jump_enter_again(&host->jump_place);
    if (!host_way_has_begun(&host->way)) {
        host_way_set_deadline(&host->way, within_timeout(host, host->setup.options->connect_timeout_ms));
    }
    host->fd = connection_begin(&host->way.addresses[host->way.address], ssh_chain_port(host->chain));
    if (host->fd < 0) {
        on_connect_failed(host, errno);
        return;
    }
    host->watch = socket_watch_open(host->setup.loop, host->fd, host);
    if (!host->watch) {
        end(host, PROBE_ERROR, "out of memory");
        return;
    }
    watch(host, UV_WRITABLE, on_connected);
}

/* --- the way --- */

static void on_may_connect(struct host_way *way) {
    start_connecting(host_of(way));
}

static void on_may_begin(struct host_way *way) {
    host_way_set_deadline(way, host_of(way)->setup.options->timeout_ms);
    start_session(host_of(way));
}

static void on_no_way(struct host_way *way, enum way_failure failure) {
    if (failure == WAY_OUT_OF_MEMORY) {
        end(host_of(way), PROBE_ERROR, host_way_failure_text(failure));
    } else {
        end_unreached(host_of(way), host_way_failure_text(failure));
    }
}

/* --- the beginning --- */

static void on_turn(struct jump_place *place) {
    struct ssh_host *host = (struct ssh_host *)((char *)place - offsetof(struct ssh_host, jump_place));
    const struct jump_failure *failure = jump_failure(place);

    host_way_start_clock(&host->way);
    if (failure) {
        end(host, failure->outcome, failure->message);
    } else {
        host_way_begin(&host->way);
    }
}

static void wait_for_turn(struct ssh_host *host) {
    const struct target *target = host->setup.target;

    host->jump_place.may_connect = on_turn;
    if (!jump_queue(host->setup.jumps, &host->jump_place, target->hops, target->hop_count)) {
        end(host, PROBE_ERROR, "out of memory");
    }
}

static struct ssh_chain *new_chain(struct ssh_host *host) {
    const struct scan_host_setup *setup = &host->setup;
    const struct ssh_chain_setup chain = {
        .target = setup->target,
        .credentials = setup->credentials,
        .known_hosts = setup->known_hosts,
        .options = setup->options,
        .scripts = setup->scripts,
        .jumps = setup->jumps,
        .place = &host->jump_place,
    };

    return ssh_chain_new(&chain);
}

static void set_up_way(struct ssh_host *host) {
    host->way = (struct host_way){
        .setup = &host->setup,
        .name = ssh_chain_address(host->chain),
        .lookup_ms = within_timeout(host, WAY_LOOKUP_MS),
        .failed = on_no_way,
        .may_connect = on_may_connect,
        .may_begin = on_may_begin,
        .late = on_late,
        .unheld = on_unheld,
    };
    host_way_init(&host->way);
    host_way_add_timer(&host->way, &host->pause, host);
}

struct scan_host *ssh_host_start(const struct scan_host_setup *setup, bool *ret_ended) {
    struct ssh_host *host = calloc(1, sizeof *host);

    if (!host) {
        return NULL;
    }
    host->host = (struct scan_host){cut_host, has_begun};
    host->setup = *setup;
    host->chain = new_chain(host);
    if (!host->chain) {
        free(host);
        return NULL;
    }
    host->fd = -1;
    set_up_way(host);
    if (setup->target->hop_count) {
        wait_for_turn(host);
    } else {
        host_way_begin(&host->way);
    }
    *ret_ended = host->has_ended;
    host_way_release(&host->way);
    return &host->host;
}
