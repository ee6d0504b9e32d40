#pragma once
/* The way to a host, whatever is spoken with it: its name is looked up when the gate lets it, its addresses are known,
 * and it waits for its turn. Part of the host, which owns it; numeric addresses never wait for the resolver's threads.
 * Runs on the loop's thread. */

#include "scanner/net_address.h"
#include "scanner/scan_gate.h"

#include <uv.h>

#define WAY_ADDRESSES_MAX 8
#define WAY_LOOKUP_MS     5000

enum way_failure {
    WAY_NAME_UNKNOWN,
    WAY_NAME_UNANSWERED, /* no name server said anything that can be used */
    WAY_OUT_OF_MEMORY,
};

struct host_way {
    /* to be set; the functions are called from the loop or from host_way_begin */
    struct uv_loop_s *loop;
    struct scan_gate *gate;
    struct str name;                                                /* or an address, as it was given */
    void (*looking_up)(struct host_way *way);                       /* what `let_go` follows, sooner or later */
    void (*let_go)(struct host_way *way);                           /* the loop needs it no more */
    void (*lined_up)(struct host_way *way);                         /* the addresses are known, its turn will come */
    void (*failed)(struct host_way *way, enum way_failure failure); /* there is no way to it */
    /* the rest is its own */
    struct gate_place place; /* but for may_connect and may_begin */
    uv_getaddrinfo_t resolver;
    bool is_resolving, has_left;
    struct net_address addresses[WAY_ADDRESSES_MAX];
    size_t address_count, address; /* the one in use */
    char text[NET_ADDRESS_TEXT_MAX];
};

void host_way_begin(struct host_way *way);
/* The probe's message for a failure. */
const char *host_way_failure_text(enum way_failure failure);
/* The host has ended: its turn does not come any more. */
void host_way_leave(struct host_way *way);
/* Has its session begun? */
bool host_way_has_begun(const struct host_way *way);
/* The address in use as text, which is kept; empty while there is none. */
const char *host_way_use(struct host_way *way);
/* Goes on to the next address. False when there is none; then the last one stays in use. */
bool host_way_next(struct host_way *way);
