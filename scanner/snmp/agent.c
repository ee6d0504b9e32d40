#include "scanner/snmp/agent.h"

#include "scanner/connection.h"
#include "scanner/snmp/user.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include <net-snmp/net-snmp-config.h>
/* the library's headers need that one first */
#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/net-snmp-includes.h>

#define ENGINE_MAX  32 /* RFC 3411: SnmpEngineID */
#define PATIENCE_US 3500000
#define SENDS_MAX   10 /* a tick each: a link that is down for a moment, a full buffer, an error of another request */

struct pending {
    struct snmp_agent *agent;
    snmp_reply_function *function; /* NULL: free */
    void *context;
    bool is_discovery;
    netsnmp_pdu *unsent; /* will be tried again with the next tick */
    unsigned sends;      /* that failed */
    bool is_late;        /* what became of it is known, and will be said with the next tick */
    enum snmp_reply_kind late_kind;
    const char *late_message;
};

struct snmp_agent {
    void *session; /* the library's single session */
    int socket;
    const struct credential *credential;
    struct snmp_keys *keys;
    uint8_t engine[ENGINE_MAX];
    size_t engine_length;
    bool has_user;
    uint32_t vlan; /* whose view is asked for; 0: none */
    bool is_sending;
    struct pending pending[SNMP_PENDING_MAX];
    size_t latest; /* of those */
    /* The library may keep that request, which nobody signs, for as long as the session: what answers it later must not
     * be taken for the answer to another one. */
    struct pending discovery;
};

/* --- the library --- */

/* Neither configuration files nor MIBs nor the library's own log: what is asked and said is ours alone. Its users and
 * random numbers are made ready by what it does when it has read a configuration. */
static void make_ready(void) {
    static const int off[] = {NETSNMP_DS_LIB_DONT_READ_CONFIGS, NETSNMP_DS_LIB_DONT_PERSIST_STATE,
                              NETSNMP_DS_LIB_DISABLE_PERSISTENT_LOAD, NETSNMP_DS_LIB_DISABLE_PERSISTENT_SAVE,
                              NETSNMP_DS_LIB_DISABLE_CONFIG_LOAD};
    netsnmp_session first;

    for (size_t i = 0; i < ARRAY_LEN(off); i++) {
        netsnmp_ds_set_boolean(NETSNMP_DS_LIBRARY_ID, off[i], 1);
    }
    netsnmp_ds_set_string(NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_APPTYPE, "genkyo");
    snmp_disable_log();
    (void)netsnmp_register_loghandler(NETSNMP_LOGHANDLER_NONE, LOG_DEBUG);
    snmp_sess_init(&first);
    init_snmpv3("genkyo");
    (void)snmp_call_callbacks(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_PREMIB_READ_CONFIG, NULL);
    (void)snmp_call_callbacks(SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_POST_READ_CONFIG, NULL);
}

void snmp_library_init(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    (void)pthread_once(&once, make_ready);
}

/* --- opening and closing --- */

static const long versions[] = {
    [CREDENTIAL_SNMP_V1] = SNMP_VERSION_1,
    [CREDENTIAL_SNMP_V2C] = SNMP_VERSION_2c,
    [CREDENTIAL_SNMP_V3] = SNMP_VERSION_3,
};

static void set_up_community(netsnmp_session *session, const struct credential *credential) {
    session->community = (u_char *)credential->snmp.community;
    session->community_len = strlen(credential->snmp.community);
}

static void set_up_user(netsnmp_session *session, const struct credential *credential, char *user, char *context) {
    session->securityName = user;
    session->securityNameLen = strlen(user);
    session->contextName = context;
    session->contextNameLen = strlen(context);
    snmp_user_set(session, credential);
}

/* The library's session copies what it is given. */
static void *open_session(const struct snmp_agent_setup *setup) {
    const struct credential *credential = setup->credential;
    char address[NET_ADDRESS_TEXT_MAX], peer[NET_ADDRESS_TEXT_MAX + 16], user[256], context[256];
    netsnmp_session session;
    bool is_v4 = net_address_is_v4(&setup->address);

    net_address_format(&setup->address, address);
    snprintf(peer, sizeof peer, is_v4 ? "udp:%s:%u" : "udp6:[%s]:%u", address, setup->port);
    snprintf(user, sizeof user, "%.*s", STR_FMT(credential->user));
    snprintf(context, sizeof context, "%.*s", STR_FMT(credential->snmp.context));
    snmp_sess_init(&session);
    session.version = versions[credential->kind];
    session.peername = peer;
    session.timeout = (long)setup->timeout_ms * 1000;
    session.retries = (int)setup->retries;
    if (credential->kind == CREDENTIAL_SNMP_V3) {
        set_up_user(&session, credential, user, context);
    } else {
        set_up_community(&session, credential);
    }
    return snmp_sess_open(&session);
}

/* Connected, so that nobody else can answer, and that a closed port is told at once. */
static bool connect_socket(int fd, const struct snmp_agent_setup *setup) {
    int flags = fcntl(fd, F_GETFL);
    struct sockaddr_in6 to;
    socklen_t length = connection_write_address(&setup->address, setup->port, &to);

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) != 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) {
        return false;
    }
    return connect(fd, (const struct sockaddr *)&to, length) == 0;
}

struct snmp_agent *snmp_agent_open(const struct snmp_agent_setup *setup) {
    struct snmp_agent *agent = calloc(1, sizeof *agent);

    if (!agent) {
        return NULL;
    }
    agent->credential = setup->credential;
    agent->keys = setup->keys;
    for (size_t i = 0; i < SNMP_PENDING_MAX; i++) {
        agent->pending[i].agent = agent;
    }
    agent->discovery = (struct pending){.agent = agent, .is_discovery = true};
    errno = 0;
    agent->session = open_session(setup);
    if (!agent->session) {
        errno = errno ? errno : ENOMEM;
        free(agent);
        return NULL;
    }
    /* Opening it allowed the library to look for the engine by itself, which would wait. */
    snmp_sess_session(agent->session)->flags |= SNMP_FLAGS_DONT_PROBE;
    agent->socket = snmp_sess_transport(agent->session)->sock;
    if (!connect_socket(agent->socket, setup)) {
        int error = errno;
        snmp_agent_close(agent);
        errno = error;
        return NULL;
    }
    return agent;
}

static void let_go(struct pending *pending) {
    pending->function = NULL;
    snmp_free_pdu(pending->unsent);
    pending->unsent = NULL;
}

void snmp_agent_close(struct snmp_agent *agent) {
    netsnmp_session *session;

    if (!agent) {
        return;
    }
    session = snmp_sess_session(agent->session);
    for (size_t i = 0; i < SNMP_PENDING_MAX; i++) {
        let_go(&agent->pending[i]);
    }
    let_go(&agent->discovery);
    if (agent->has_user) {
        snmp_user_remove(session);
    }
    if (session->community) {
        explicit_bzero(session->community, session->community_len);
    }
    (void)snmp_sess_close(agent->session);
    free(agent);
}

int snmp_agent_socket(const struct snmp_agent *agent) {
    return agent->socket;
}

/* --- replies --- */

static const struct {
    int type;
    const char *message;
} reports[] = {
    {SNMPERR_UNKNOWN_USER_NAME, "the agent does not know the user"},
    {SNMPERR_AUTHENTICATION_FAILURE, "the agent refused the authentication password"},
    {SNMPERR_DECRYPTION_ERR, "the agent could not decrypt: the privacy password or protocol is another"},
    {SNMPERR_UNSUPPORTED_SEC_LEVEL, "the agent does not allow the user this security level"},
    {SNMPERR_NOT_IN_TIME_WINDOW, "the agent's clock and ours did not come together"},
    {SNMPERR_BAD_CONTEXT, "the agent has no such context"},
    {SNMPERR_UNKNOWN_ENG_ID, "the agent does not know its own engine id"},
};

static const char *report_message(int type) {
    for (size_t i = 0; i < ARRAY_LEN(reports); i++) {
        if (reports[i].type == type) {
            return reports[i].message;
        }
    }
    return "the agent refused the message";
}

static void finish(struct pending *pending, struct snmp_reply *reply) {
    snmp_reply_function *function = pending->function;

    let_go(pending);
    function(pending->context, reply);
}

static void finish_as(struct pending *pending, enum snmp_reply_kind kind, const char *message) {
    struct snmp_reply reply = {.kind = kind, .message = message};

    finish(pending, &reply);
}

/* Whoever asks is not answered before the call returns: it might ask again and again from within. */
static void finish_later(struct pending *pending, enum snmp_reply_kind kind, const char *message) {
    pending->is_late = true;
    pending->late_kind = kind;
    pending->late_message = message;
}

static void refuse(struct pending *pending, const char *message) {
    if (pending->agent->is_sending) {
        finish_later(pending, SNMP_REPLY_REFUSED, message);
    } else {
        finish_as(pending, SNMP_REPLY_REFUSED, message);
    }
}

/* Takes the request. */
static void keep_unsent(struct pending *pending, netsnmp_pdu *pdu) {
    if (pdu && pending->sends++ < SENDS_MAX) {
        pending->unsent = pdu;
    } else {
        snmp_free_pdu(pdu);
        finish_later(pending, SNMP_REPLY_FAILED, "the request could not be sent");
    }
}

static void keep_engine(struct snmp_agent *agent, const netsnmp_pdu *pdu) {
    if (pdu->securityEngineIDLen <= ENGINE_MAX) {
        memcpy(agent->engine, pdu->securityEngineID, pdu->securityEngineIDLen);
        agent->engine_length = pdu->securityEngineIDLen;
    }
}

/* An engine says who it is by not knowing the empty one that it was asked by. One that claims to be that has not. */
static void on_discovered(struct pending *pending, const netsnmp_pdu *pdu) {
    keep_engine(pending->agent, pdu);
    if (pending->agent->engine_length) {
        finish_as(pending, SNMP_REPLY_ANSWER, "");
    } else {
        refuse(pending, "the agent does not say who it is");
    }
}

/* Reports come in one of two ways. In the first one, the library asks again by itself when the engine has told its
 * time. */
static void on_report(struct pending *pending, netsnmp_pdu *pdu, bool is_final) {
    int type = snmpv3_get_report_type(pdu);

    if (pending->is_discovery) {
        on_discovered(pending, pdu);
    } else if (type != SNMPERR_NOT_IN_TIME_WINDOW || is_final) {
        refuse(pending, report_message(type));
    }
}

static void on_message(struct pending *pending, netsnmp_pdu *pdu) {
    struct snmp_reply reply = {.kind = SNMP_REPLY_ANSWER, .message = ""};

    if (pdu->command == SNMP_MSG_REPORT || pending->is_discovery) {
        on_report(pending, pdu, false);
        return;
    }
    reply.error = pdu->errstat > 0 ? (unsigned)pdu->errstat : 0;
    reply.error_place = pdu->errindex > 0 ? (unsigned)pdu->errindex : 0;
    reply.next = pdu->variables;
    finish(pending, &reply);
}

/* The library may call it again for a report that it has called it for. */
static int on_reply(int operation, netsnmp_session *session, int request, netsnmp_pdu *pdu, void *context) {
    struct pending *pending = context;

    (void)session, (void)request;
    if (!pending->function) {
        return 1;
    }
    switch (operation) {
    case NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE:
        on_message(pending, pdu);
        break;
    case NETSNMP_CALLBACK_OP_TIMED_OUT:
        finish_as(pending, SNMP_REPLY_SILENCE, "no answer");
        break;
    case NETSNMP_CALLBACK_OP_SEND_FAILED:
        if (!pending->agent->is_sending) {
            keep_unsent(pending, snmp_clone_pdu(pdu));
        }
        break;
    case NETSNMP_CALLBACK_OP_SEC_ERROR:
        on_report(pending, pdu, true);
        break;
    default:
        break;
    }
    return 1;
}

/* --- the variables of a reply --- */

static struct snmp_oid copy_ids(const oid *from, size_t n, uint32_t to[SNMP_OID_MAX]) {
    n = n < SNMP_OID_MAX ? n : SNMP_OID_MAX;
    for (size_t i = 0; i < n; i++) {
        to[i] = (uint32_t)from[i];
    }
    return (struct snmp_oid){to, n};
}

static enum snmp_exception exception_of(u_char type) {
    switch (type) {
    case SNMP_NOSUCHOBJECT:
    case SNMP_NOSUCHINSTANCE:
        return SNMP_NO_SUCH_OBJECT;
    case SNMP_ENDOFMIBVIEW:
        return SNMP_END_OF_VIEW;
    default:
        return SNMP_UNKNOWN_TYPE;
    }
}

static int64_t counter64(const struct counter64 *value) {
    uint64_t number = (uint64_t)(uint32_t)value->high << 32 | (uint32_t)value->low;

    return number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

static struct str bytes_of(const netsnmp_variable_list *from) {
    return (struct str){(const char *)from->val.string, from->val_len};
}

static enum snmp_exception read_value(const netsnmp_variable_list *from, uint32_t ids[SNMP_OID_MAX],
                                      struct snmp_variable *to) {
    switch (from->type) {
    case ASN_INTEGER:
        to->type = SNMP_TYPE_INTEGER;
        to->number = *from->val.integer;
        return SNMP_VALUE;
    case ASN_COUNTER:
    case ASN_GAUGE:
    case ASN_UINTEGER:
        to->type = SNMP_TYPE_UNSIGNED;
        to->number = (uint32_t)*from->val.integer;
        return SNMP_VALUE;
    case ASN_TIMETICKS:
        to->type = SNMP_TYPE_TICKS;
        to->number = (uint32_t)*from->val.integer;
        return SNMP_VALUE;
    case ASN_COUNTER64:
        to->type = SNMP_TYPE_UNSIGNED;
        to->number = counter64(from->val.counter64);
        return SNMP_VALUE;
    case ASN_OCTET_STR:
    case ASN_BIT_STR:
    case ASN_OPAQUE:
    case ASN_NSAP:
        to->type = SNMP_TYPE_BYTES;
        to->bytes = bytes_of(from);
        return SNMP_VALUE;
    case ASN_IPADDRESS:
        to->type = SNMP_TYPE_ADDRESS;
        to->bytes = bytes_of(from);
        return SNMP_VALUE;
    case ASN_OBJECT_ID:
        to->type = SNMP_TYPE_OID;
        to->identifier = copy_ids(from->val.objid, from->val_len / sizeof(oid), ids);
        return SNMP_VALUE;
    default:
        return exception_of(from->type);
    }
}

bool snmp_reply_next(struct snmp_reply *reply, struct snmp_variable *ret_variable, enum snmp_exception *ret_exception) {
    const netsnmp_variable_list *from = reply->next;

    if (!from) {
        return false;
    }
    *ret_variable = (struct snmp_variable){.oid = copy_ids(from->name, from->name_length, reply->ids)};
    *ret_exception = read_value(from, reply->value_ids, ret_variable);
    reply->next = from->next_variable;
    return true;
}

/* --- requests --- */

/* What the network said of an earlier request; it is said once, and would fail the next call. */
static int take_error(const struct snmp_agent *agent) {
    int error = 0;
    socklen_t length = sizeof error;

    return getsockopt(agent->socket, SOL_SOCKET, SO_ERROR, &error, &length) == 0 ? error : 0;
}

int snmp_agent_receive(struct snmp_agent *agent) {
    netsnmp_large_fd_set readable;
    int error = take_error(agent);

    if (error) {
        return error;
    }
    netsnmp_large_fd_set_init(&readable, agent->socket + 1);
    netsnmp_large_fd_setfd(agent->socket, &readable);
    (void)snmp_sess_read2(agent->session, &readable);
    netsnmp_large_fd_set_cleanup(&readable);
    return 0;
}

void snmp_agent_be_patient(struct snmp_agent *agent) {
    netsnmp_session *session = snmp_sess_session(agent->session);

    if (2 * session->timeout <= PATIENCE_US) {
        session->timeout *= 2;
    }
}

static void take(struct pending *pending, snmp_reply_function *function, void *context) {
    pending->function = function;
    pending->context = context;
    pending->is_late = false;
    pending->sends = 0;
}

/* In turn: the library may come back for a request that is over, which must not be taken for the next one's. */
static struct pending *take_pending(struct snmp_agent *agent, snmp_reply_function *function, void *context) {
    struct pending *pending;

    do {
        pending = &agent->pending[agent->latest = (agent->latest + 1) % SNMP_PENDING_MAX];
    } while (pending->function);
    take(pending, function, context);
    return pending;
}

/* The library counts on from a number that it guesses from the time of day, for all agents: each would know what is
 * asked of the others next, and could answer in their names. */
static netsnmp_pdu *new_pdu(int command) {
    netsnmp_pdu *pdu = snmp_pdu_create(command);
    uint32_t ids[2];

    if (pdu && getrandom(ids, sizeof ids, 0) == (ssize_t)sizeof ids) {
        pdu->reqid = (long)(ids[0] >> 1 | 1);
        pdu->msgid = (long)(ids[1] >> 1 | 1);
    }
    return pdu;
}

/* When it fails, the request is still ours. */
static void send_pdu(struct snmp_agent *agent, netsnmp_pdu *pdu, struct pending *pending) {
    bool is_sent;

    (void)take_error(agent);
    agent->is_sending = true;
    is_sent = pdu && snmp_sess_async_send(agent->session, pdu, on_reply, pending);
    agent->is_sending = false;
    if (!is_sent && pending->is_late) {
        snmp_free_pdu(pdu);
    } else if (!is_sent) {
        keep_unsent(pending, pdu);
    }
}

static void catch_up(struct pending *pending) {
    netsnmp_pdu *unsent = pending->unsent;

    pending->unsent = NULL;
    if (unsent) {
        send_pdu(pending->agent, unsent, pending);
    } else if (pending->function && pending->is_late) {
        finish_as(pending, pending->late_kind, pending->late_message);
    }
}

int snmp_agent_tick(struct snmp_agent *agent) {
    int error = take_error(agent);

    for (size_t i = 0; i < SNMP_PENDING_MAX; i++) {
        catch_up(&agent->pending[i]);
    }
    catch_up(&agent->discovery);
    snmp_sess_timeout(agent->session);
    return error;
}

/* A request of nobody to nobody, which the engine refuses in its own name (RFC 3414, 4). */
static netsnmp_pdu *make_probe(void) {
    netsnmp_pdu *pdu = new_pdu(SNMP_MSG_GET);

    if (pdu) {
        pdu->version = SNMP_VERSION_3;
        pdu->securityName = strdup("");
        pdu->securityNameLen = 0;
        pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
        pdu->securityModel = SNMP_SEC_MODEL_USM;
    }
    return pdu;
}

void snmp_agent_discover(struct snmp_agent *agent, snmp_reply_function *function, void *context) {
    take(&agent->discovery, function, context);
    send_pdu(agent, make_probe(), &agent->discovery);
}

struct str snmp_agent_engine(const struct snmp_agent *agent) {
    return (struct str){(const char *)agent->engine, agent->engine_length};
}

static bool set_engine(const struct snmp_agent *agent, u_char **to, size_t *to_length) {
    u_char *copy = malloc(agent->engine_length);

    if (!copy) {
        return false;
    }
    memcpy(copy, agent->engine, agent->engine_length);
    free(*to);
    *to = copy;
    *to_length = agent->engine_length;
    return true;
}

bool snmp_agent_enter(struct snmp_agent *agent) {
    netsnmp_session *session = snmp_sess_session(agent->session);

    if (!set_engine(agent, &session->securityEngineID, &session->securityEngineIDLen) ||
        !set_engine(agent, &session->contextEngineID, &session->contextEngineIDLen)) {
        return false;
    }
    agent->has_user = true;
    return snmp_user_add(session, agent->credential, agent->keys);
}

static const int commands[] = {
    [SNMP_REQUEST_GET] = SNMP_MSG_GET,
    [SNMP_REQUEST_NEXT] = SNMP_MSG_GETNEXT,
    [SNMP_REQUEST_BULK] = SNMP_MSG_GETBULK,
};

void snmp_agent_view(struct snmp_agent *agent, uint32_t vlan) {
    agent->vlan = vlan;
}

/* "public@10", or the context "vlan-10". What is set here, the library frees with the request. */
static bool set_view(const struct snmp_agent *agent, netsnmp_pdu *pdu) {
    char *name = NULL;
    int length;

    if (agent->credential->kind == CREDENTIAL_SNMP_V3) {
        length = asprintf(&name, "vlan-%u", agent->vlan);
        pdu->contextName = length < 0 ? NULL : name;
        pdu->contextNameLen = length < 0 ? 0 : (size_t)length;
    } else {
        length = asprintf(&name, "%s@%u", agent->credential->snmp.community, agent->vlan);
        pdu->community = length < 0 ? NULL : (u_char *)name;
        pdu->community_len = length < 0 ? 0 : (size_t)length;
    }
    return length >= 0;
}

static void add_object(netsnmp_pdu *pdu, struct snmp_oid object) {
    oid ids[SNMP_OID_MAX];

    for (size_t i = 0; i < object.n; i++) {
        ids[i] = object.ids[i];
    }
    (void)snmp_add_null_var(pdu, ids, object.n);
}

void snmp_agent_ask(struct snmp_agent *agent, enum snmp_request request, const struct snmp_oid *oids, size_t count,
                    unsigned repetitions, snmp_reply_function *function, void *context) {
    struct pending *pending = take_pending(agent, function, context);
    netsnmp_pdu *pdu = new_pdu(commands[request]);

    if (pdu && request == SNMP_REQUEST_BULK) {
        pdu->non_repeaters = 0;
        pdu->max_repetitions = (long)repetitions;
    }
    for (size_t i = 0; pdu && i < count; i++) {
        add_object(pdu, oids[i]);
    }
    if (pdu && agent->vlan && !set_view(agent, pdu)) {
        snmp_free_pdu(pdu);
        pdu = NULL;
    }
    send_pdu(agent, pdu, pending);
}

struct library_version snmp_agent_library(void) {
    return library_version_of(PACKAGE_VERSION, netsnmp_get_version());
}
