#pragma once
/* When a host's name may be looked up, when it may be connected to, and when its session may begin. New connections are
 * spread in time, in all and for each subnet (/24, /64), as firewalls take a burst of them for an attack; sessions are
 * counted. So a silent address takes no session's place, and a range of them costs what the spreading costs. Hosts of a
 * subnet keep their order, and subnets take turns. Pure logic over a clock that is handed in; one thread at a time.
 *
 *   queue_name → unnamed → next_name → naming ┐
 *                                             ├→ queue → waiting → next_connect → connecting ┐
 *                 (an address needs no name)  ┘                                              │
 *       leave ← running ← next_session ← ready ← connected ←─────────────────────────────────┘
 */

#include "base/compiler.h"
#include "scanner/net_address.h"

#include <sys/queue.h>

struct pacing_limits {
    unsigned lookups;     /* names that are looked up at once */
    unsigned sessions;    /* that run at once */
    unsigned connecting;  /* connections that are being made at once */
    unsigned rate;        /* new connections in a second, in all */
    unsigned subnet_rate; /* and in one subnet */
};

enum pacing_state {
    PACING_OUT,
    PACING_UNNAMED,
    PACING_NAMING,
    PACING_WAITING,
    PACING_CONNECTING,
    PACING_READY,
    PACING_RUNNING,
    PACING_STATES
};

struct pacing_subnet;

/* A host's place; to be zero-initialised, and to leave before it goes. */
struct pacing_place {
    TAILQ_ENTRY(pacing_place) link;
    enum pacing_state state;
    struct pacing_subnet *subnet;
};

struct pacing;
/* Every limit at least 1. NULL when memory is out. */
struct pacing *pacing_new(const struct pacing_limits *limits);
/* All places must have left. */
void pacing_free(struct pacing *pacing);
DEFINE_CLEANUP(pacing, pacing_free)
/* Lines the host up to have its name looked up. */
void pacing_queue_name(struct pacing *pacing, struct pacing_place *place);
/* The host whose name may be looked up, or NULL. */
struct pacing_place *pacing_next_name(struct pacing *pacing);
/* Lines the host up to be connected to. False when memory is out. */
bool pacing_queue(struct pacing *pacing, struct pacing_place *place, const struct net_address *address);
/* The host that may be connected to now, or NULL: then *ret_wait_us is how long nothing changes by time alone
 * (UINT64_MAX: until another host leaves or is queued). NOW_US: any clock that never goes back. */
struct pacing_place *pacing_next_connect(struct pacing *pacing, uint64_t now_us, uint64_t *ret_wait_us);
void pacing_connected(struct pacing *pacing, struct pacing_place *place);
/* The connected host whose session may begin, or NULL. */
struct pacing_place *pacing_next_session(struct pacing *pacing);
/* From any state. */
void pacing_leave(struct pacing *pacing, struct pacing_place *place);
/* Hosts in the state; none is counted as out. */
size_t pacing_count(const struct pacing *pacing, enum pacing_state state);
