#pragma once
/* One SNMP agent as it is talked to: a socket, requests that are answered later, and what version 3 needs. It never
 * waits: its owner calls snmp_agent_receive when the socket is readable, and snmp_agent_tick from time to time.
 *
 *   version 1, 2c:  open → ask …
 *   version 3:      open → discover → (the engine's turn, scanner/snmp/engines.h) → enter → ask …
 *
 * The library behind it keeps users and clocks of engines for the whole process: an engine may be entered by one agent
 * at a time, and is forgotten when that is closed. Answers come from the address that was asked, or are none. One
 * thread at a time for all of them. */

#include "base/library_version.h"
#include "scanner/credential/credential.h"
#include "scanner/net_address.h"
#include "scanner/snmp/answers.h"

struct snmp_agent;
struct snmp_keys;

/* Makes the library ready, without its configuration files and MIBs. */
void snmp_library_init(void);

struct snmp_agent_setup {
    struct net_address address;
    uint16_t port;
    const struct credential *credential; /* of an SNMP kind; borrowed */
    struct snmp_keys *keys;              /* scanner/snmp/user.h; borrowed */
    unsigned timeout_ms;                 /* until a request is sent again */
    unsigned retries;
};

/* What came of a request. */
enum snmp_reply_kind {
    SNMP_REPLY_ANSWER,
    SNMP_REPLY_SILENCE, /* nothing came, after it was sent again as often as is allowed */
    SNMP_REPLY_REFUSED, /* user, keys or security level are not the agent's */
    SNMP_REPLY_FAILED   /* it could not be sent */
};

#define SNMP_ERROR_TOO_BIG       1
#define SNMP_ERROR_NO_SUCH_NAME  2
#define SNMP_ERROR_NO_ACCESS     6
#define SNMP_ERROR_AUTHORIZATION 16

struct snmp_reply {
    enum snmp_reply_kind kind;
    const char *message;  /* fixed words; what went wrong */
    unsigned error;       /* error-status of an answer: 0, SNMP_ERROR_… or another one of RFC 3416 */
    unsigned error_place; /* 1 for the first variable; 0 for none */
    const void *next;     /* of its variables */
    uint32_t ids[SNMP_OID_MAX], value_ids[SNMP_OID_MAX];
};

/* Takes the next variable; its texts and numbers are borrowed until the next call. False at the end. */
bool snmp_reply_next(struct snmp_reply *reply, struct snmp_variable *ret_variable, enum snmp_exception *ret_exception);

/* Called once for each request, from receive or tick; it may ask again, and must not close the agent. */
typedef void snmp_reply_function(void *context, struct snmp_reply *reply);

/* NULL: errno says why. */
struct snmp_agent *snmp_agent_open(const struct snmp_agent_setup *setup);
/* Requests that are under way are not answered any more. */
void snmp_agent_close(struct snmp_agent *agent);
/* The socket, to be watched for reading. */
int snmp_agent_socket(const struct snmp_agent *agent);
/* 0, or the error that the network reported, such as ECONNREFUSED: of the past, requests are still under way. */
int snmp_agent_receive(struct snmp_agent *agent);
int snmp_agent_tick(struct snmp_agent *agent);
/* Twice the time for each request from now on, within bounds: it is slow. */
void snmp_agent_be_patient(struct snmp_agent *agent);

/* Version 3: who is it? The reply has no variables. Once. */
void snmp_agent_discover(struct snmp_agent *agent, snmp_reply_function *function, void *context);
/* The engine's id as bytes; empty until it was discovered. */
struct str snmp_agent_engine(const struct snmp_agent *agent);
/* Version 3: makes the user known to the library. False when memory is out, or the library refuses its keys. */
bool snmp_agent_enter(struct snmp_agent *agent);

enum snmp_request { SNMP_REQUEST_GET, SNMP_REQUEST_NEXT, SNMP_REQUEST_BULK };
/* Whose view is asked for from now on: a VLAN of a Catalyst switch (scanner/snmp/vlan_views.h); 0: the agent's own. */
void snmp_agent_view(struct snmp_agent *agent, uint32_t vlan);
#define SNMP_PENDING_MAX 8
/* REPETITIONS is for BULK, which version 1 has not. No more than SNMP_PENDING_MAX requests may be under way. */
void snmp_agent_ask(struct snmp_agent *agent, enum snmp_request request, const struct snmp_oid *oids, size_t count,
                    unsigned repetitions, snmp_reply_function *function, void *context);
/* Of net-snmp. */
struct library_version snmp_agent_library(void);
