#include "scanner/snmp/host.h"

#include "scanner/connection.h"
#include "scanner/host_way.h"
#include "scanner/snmp/engines.h"
#include "scanner/snmp/reader.h"
#include "scanner/socket_watch.h"

#include <errno.h>
#include <stdlib.h>
#include <uv.h>

#define COVERING_MAX 16 /* credentials that are looked at for one host */
#define TRIES_MAX    3  /* those that are shown to it: agents may raise an alarm for each */
#define RETRIES      2
#define TICK_MS      100 /* how exactly requests are sent again */
#define SLOW_MS      300 /* an answer that takes so long, when nothing else was asked, is a slow agent's */
#define MILLISECOND  1000000

struct snmp_host {
    struct scan_host host; /* the first, so that a pointer to it is one to the whole */
    struct scan_host_setup setup;
    struct host_way way; /* its deadline: of the lookup, and then of the session */
    struct engine_place engine_place;
    uv_timer_t tick; /* while there is an agent */
    uv_timer_t step; /* goes on outside of the agent's replies, where it may be closed */
    bool has_ended;
    const struct credential *credentials[COVERING_MAX];
    size_t credential_count, credential; /* the one that is tried, and then used */
    unsigned tries;                      /* with this address */
    uint64_t greeted;                    /* when it was asked */
    bool is_in;                          /* it was answered */
    bool is_slow;
    bool is_silent_v3;   /* nobody there speaks version 3 */
    const char *refusal; /* what the last one that was refused was told; NULL: none was */
    struct socket_watch *watch;
    struct snmp_agent *agent;
    struct snmp_answers *answers;
    struct snmp_reader *reader;
};

/* --- the agent --- */

static void stop_watching(struct snmp_host *host) {
    socket_watch_close(host->watch);
    host->watch = NULL;
}

/* The engine is left when the agent has gone, so that the next one finds nothing of it. */
static void close_agent(struct snmp_host *host) {
    stop_watching(host);
    snmp_agent_close(host->agent);
    host->agent = NULL;
    snmp_engine_leave(host->setup.engines, &host->engine_place);
}

static struct snmp_host *host_of(struct host_way *way) {
    return (struct snmp_host *)((char *)way - offsetof(struct snmp_host, way));
}

static void on_unheld(struct host_way *way) {
    struct snmp_host *host = host_of(way);

    close_agent(host);
    snmp_reader_free(host->reader);
    snmp_answers_free(host->answers);
    free(host);
}

/* --- the end --- */

static struct str name_of_credential(const struct snmp_host *host) {
    return host->is_in ? host->credentials[host->credential]->name : STR_NONE;
}

static void end_with_answers(struct snmp_host *host, enum probe_outcome outcome, enum probe_outcome otherwise,
                             const char *message) {
    struct host_report report = {
        .outcome = outcome,
        .otherwise = otherwise,
        .message = message,
        .address = host->way.text,
        .is_reached = host->is_in || host->refusal,
        .credential = name_of_credential(host),
        .fingerprint = "",
        .marker = "",
        .answers = host->answers,
        .engine = host->agent ? snmp_agent_engine(host->agent) : STR_NONE,
        .tenths = host_way_tenths(&host->way),
    };

    if (host->has_ended) {
        return;
    }
    host->has_ended = true;
    host_way_leave(&host->way);
    stop_watching(host);
    host_way_close_timer(&host->way, &host->tick);
    host_way_close_timer(&host->way, &host->step);
    host->setup.ended(host->setup.context, &report);
}

static void end(struct snmp_host *host, enum probe_outcome outcome, const char *message) {
    end_with_answers(host, outcome, outcome == PROBE_ANSWERED ? PROBE_ERROR : outcome, message);
}

/* What it has said so far may be worth something. */
static void cut(struct snmp_host *host, enum probe_outcome otherwise, const char *message) {
    if (host->reader) {
        snmp_reader_cut(host->reader, message);
    }
    end_with_answers(host, host->reader ? PROBE_ANSWERED : otherwise, otherwise, message);
}

static void cut_host(struct scan_host *host, const char *message) {
    cut((struct snmp_host *)host, PROBE_ERROR, message);
}

static bool has_begun(const struct scan_host *host) {
    return host_way_has_begun(&((const struct snmp_host *)host)->way);
}

static void on_late(struct host_way *way) {
    cut(host_of(way), PROBE_NO_ANSWER, "not everything was answered within the time allowed");
}

/* --- one credential after the other --- */

static void try_credential(struct snmp_host *host);

static bool is_v3(const struct credential *credential) {
    return credential->kind == CREDENTIAL_SNMP_V3;
}

static void on_step(uv_timer_t *timer) {
    struct snmp_host *host = timer->data;

    close_agent(host);
    try_credential(host);
}

/* The next credential, or address; soon, as this one's agent may be the one that is speaking. */
static void step(struct snmp_host *host) {
    uv_timer_stop(&host->tick);
    uv_timer_start(&host->step, on_step, 0, 0);
}

static void try_next_credential(struct snmp_host *host) {
    do {
        host->credential++;
    } while (host->credential < host->credential_count && host->is_silent_v3 &&
             is_v3(host->credentials[host->credential]));
    step(host);
}

static bool choose_credentials(struct snmp_host *host);

/* WHY: what is said of this one when there is none, and nobody has refused anything. */
static void try_next_address(struct snmp_host *host, const char *why) {
    if (host_way_next(&host->way)) {
        if (choose_credentials(host)) {
            step(host);
        }
    } else if (host->refusal) {
        end(host, PROBE_AUTH_REFUSED, host->refusal);
    } else {
        end(host, PROBE_NO_ANSWER, why);
    }
}

static void note_use(struct snmp_host *host, bool is_accepted) {
    if (host->setup.options->credential_memory) {
        credential_memory_note(host->setup.options->credential_memory, host->setup.target, str_from(host->way.text),
                               host->credentials[host->credential], is_accepted);
    }
}

static void note_silence(struct snmp_host *host) {
    if (host->setup.options->credential_memory) {
        credential_memory_note_silence(host->setup.options->credential_memory, host->credentials[host->credential]);
    }
}

static void refuse(struct snmp_host *host, const char *message) {
    note_use(host, false);
    host->refusal = message;
}

/* --- reading --- */

static uint64_t now_ms(void) {
    return uv_hrtime() / MILLISECOND;
}

static void on_reader_ended(void *context) {
    end(context, PROBE_ANSWERED, "");
}

/* Requests that wait for others, and are sent again meanwhile, would keep a slow agent busy with nothing else. */
static void start_reading(struct snmp_host *host) {
    const struct snmp_reader_setup setup = {
        .agent = host->agent,
        .answers = host->answers,
        .has_bulk = host->credentials[host->credential]->kind != CREDENTIAL_SNMP_V1,
        .is_slow = host->is_slow,
        .now_ms = now_ms,
        .ended = on_reader_ended,
        .context = host,
    };

    host->reader = snmp_reader_start(&setup);
    if (!host->reader) {
        end(host, PROBE_ERROR, "out of memory");
    }
}

static void on_may_begin(struct host_way *way) {
    struct snmp_host *host = host_of(way);

    host_way_set_deadline(way, host->setup.options->timeout_ms);
    host->answers = snmp_answers_new(host->setup.options->output_limit);
    if (!host->answers) {
        end(host, PROBE_ERROR, "out of memory");
        return;
    }
    start_reading(host);
}

/* --- getting in --- */

static bool may_read(const struct snmp_reply *reply) {
    return reply->error != SNMP_ERROR_NO_ACCESS && reply->error != SNMP_ERROR_AUTHORIZATION;
}

static void on_hello(void *context, struct snmp_reply *reply) {
    struct snmp_host *host = context;

    if (host->has_ended) {
        return;
    }
    if (reply->kind == SNMP_REPLY_ANSWER && may_read(reply)) {
        note_use(host, true);
        host->is_in = true;
        host->is_slow = now_ms() - host->greeted >= SLOW_MS;
        if (host->is_slow) {
            snmp_agent_be_patient(host->agent);
        }
        gate_connected(host->setup.gate, &host->way.place);
        return;
    }
    if (reply->kind == SNMP_REPLY_ANSWER) {
        refuse(host, "the agent does not allow it to read anything");
    } else if (reply->kind == SNMP_REPLY_REFUSED) {
        refuse(host, reply->message);
    } else if (snmp_agent_engine(host->agent).n) {
        /* agents drop what decrypts to nonsense */
        refuse(host, "the agent said who it is, and then nothing: the privacy password or protocol may be another");
    } else {
        note_silence(host);
    }
    try_next_credential(host);
}

/* Something that every agent has. */
static void say_hello(struct snmp_host *host) {
    static const uint32_t sys_object_id[] = {1, 3, 6, 1, 2, 1, 1, 2, 0};
    const struct snmp_oid oid = {sys_object_id, ARRAY_LEN(sys_object_id)};

    host->greeted = now_ms();
    host->tries++;
    snmp_agent_ask(host->agent, SNMP_REQUEST_GET, &oid, 1, 0, on_hello, host);
}

static void enter(struct snmp_host *host) {
    if (snmp_agent_enter(host->agent)) {
        say_hello(host);
    } else {
        host->refusal = "the credential's keys cannot be used";
        try_next_credential(host);
    }
}

/* One that has ended meanwhile leaves when it goes. */
static void on_may_enter(struct engine_place *place) {
    struct snmp_host *host = (struct snmp_host *)((char *)place - offsetof(struct snmp_host, engine_place));

    if (!host->has_ended) {
        enter(host);
    }
}

static void on_discovered(void *context, struct snmp_reply *reply) {
    struct snmp_host *host = context;
    bool may_enter = false;

    if (host->has_ended) {
        return;
    }
    if (reply->kind != SNMP_REPLY_ANSWER) {
        host->is_silent_v3 = true;
        try_next_credential(host);
    } else if (!snmp_engine_enter(host->setup.engines, &host->engine_place, snmp_agent_engine(host->agent),
                                  &may_enter)) {
        end(host, PROBE_ERROR, "out of memory");
    } else if (may_enter) {
        enter(host);
    }
}

/* Nobody listens there, whatever the credential. An agent that has answered may come back. */
static void on_network_error(struct snmp_host *host, int error) {
    if (!host->is_in) {
        stop_watching(host);
        uv_timer_stop(&host->tick);
        try_next_address(host, error == ECONNREFUSED ? "nothing listens on the port" : connection_message(error));
    }
}

static void on_tick(uv_timer_t *timer) {
    struct snmp_host *host = timer->data;
    int error = snmp_agent_tick(host->agent);

    if (error && !host->has_ended) {
        on_network_error(host, error);
    }
}

static void on_readable(void *context) {
    struct snmp_host *host = context;
    int error = snmp_agent_receive(host->agent);

    if (error && !host->has_ended) {
        on_network_error(host, error);
    }
}

static bool watch(struct snmp_host *host) {
    host->watch = socket_watch_open(host->setup.loop, snmp_agent_socket(host->agent), host);
    uv_timer_start(&host->tick, on_tick, TICK_MS, TICK_MS);
    return host->watch && socket_watch_for(host->watch, UV_READABLE, on_readable);
}

static bool open_agent(struct snmp_host *host) {
    const struct scan_options *options = host->setup.options;
    const struct snmp_agent_setup setup = {
        .address = host->way.addresses[host->way.address],
        .port = host->setup.target->port,
        .credential = host->credentials[host->credential],
        .keys = host->setup.snmp_keys,
        .timeout_ms = options->connect_timeout_ms / (RETRIES + 1) + 1,
        .retries = RETRIES,
    };

    host->agent = snmp_agent_open(&setup);
    return host->agent != NULL;
}

static void on_not_opened(struct snmp_host *host, int error) {
    if (error == EMFILE || error == ENFILE) {
        end(host, PROBE_ERROR, connection_message(error));
    } else {
        try_next_address(host, connection_message(error));
    }
}

static void try_credential(struct snmp_host *host) {
    if (host->credential >= host->credential_count || host->tries == TRIES_MAX) {
        try_next_address(host, "no SNMP agent answered");
        return;
    }
    if (!open_agent(host)) {
        on_not_opened(host, errno);
        return;
    }
    if (!watch(host)) {
        end(host, PROBE_ERROR, "the socket cannot be watched");
    } else if (is_v3(host->credentials[host->credential])) {
        snmp_agent_discover(host->agent, on_discovered, host);
    } else {
        say_hello(host);
    }
}

/* --- which credentials --- */

static void add_covering(struct snmp_host *host, enum credential_kind first, enum credential_kind last) {
    const struct credential_store *store = host->setup.credentials;

    for (size_t i = 0; i < credential_count(store) && host->credential_count < COVERING_MAX; i++) {
        const struct credential *credential = credential_at(store, i);
        if (credential->kind >= first && credential->kind <= last &&
            credential_covers(credential, host->setup.target, str_from(host->way.text))) {
            host->credentials[host->credential_count++] = credential;
        }
    }
}

/* False: it has ended, as there is none for this address. */
static bool choose_credentials(struct snmp_host *host) {
    const struct credential_memory *memory = host->setup.options->credential_memory;

    (void)host_way_use(&host->way);
    host->credential = host->credential_count = 0;
    host->tries = 0;
    host->is_silent_v3 = false;
    add_covering(host, CREDENTIAL_SNMP_V3, CREDENTIAL_SNMP_V3);
    add_covering(host, CREDENTIAL_SNMP_V1, CREDENTIAL_SNMP_V2C);
    if (!host->credential_count) {
        end(host, PROBE_NO_CREDENTIAL, "no credential covers the target");
        return false;
    }
    if (memory) {
        credential_memory_sort(memory, host->setup.target, str_from(host->way.text), host->credentials,
                               host->credential_count);
    }
    return true;
}

/* --- the way --- */

static void on_may_connect(struct host_way *way) {
    struct snmp_host *host = host_of(way);

    if (choose_credentials(host)) {
        try_credential(host);
    }
}

static void on_no_way(struct host_way *way, enum way_failure failure) {
    if (failure == WAY_OUT_OF_MEMORY) {
        end(host_of(way), PROBE_ERROR, host_way_failure_text(failure));
    } else {
        end(host_of(way), PROBE_NO_ANSWER, host_way_failure_text(failure));
    }
}

static void set_up_way(struct snmp_host *host) {
    host->way = (struct host_way){
        .setup = &host->setup,
        .name = host->setup.target->address,
        .lookup_ms = WAY_LOOKUP_MS,
        .failed = on_no_way,
        .may_connect = on_may_connect,
        .may_begin = on_may_begin,
        .late = on_late,
        .unheld = on_unheld,
    };
    host_way_init(&host->way);
    host_way_add_timer(&host->way, &host->tick, host);
    host_way_add_timer(&host->way, &host->step, host);
}

struct scan_host *snmp_host_start(const struct scan_host_setup *setup, bool *ret_ended) {
    struct snmp_host *host = calloc(1, sizeof *host);

    if (!host) {
        return NULL;
    }
    host->host = (struct scan_host){cut_host, has_begun};
    host->setup = *setup;
    host->engine_place.may_enter = on_may_enter;
    set_up_way(host);
    host_way_begin(&host->way);
    *ret_ended = host->has_ended;
    host_way_release(&host->way);
    return &host->host;
}
