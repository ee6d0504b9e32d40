#pragma once
/* The way to a host, and what every host has, whatever is spoken with it: its name is looked up when the gate lets it,
 * its addresses are known, and it waits for its turn; its deadline; and what the loop still holds of it. Part of the
 * host, which owns it; numeric addresses never wait for the resolver's threads. Runs on the loop's thread. */

#include "scanner/net_address.h"
#include "scanner/scan_gate.h"
#include "scanner/scan_host.h"

#include <uv.h>

#define WAY_ADDRESSES_MAX 8
#define WAY_LOOKUP_MS     5000

enum way_failure {
    WAY_NAME_UNKNOWN,
    WAY_NAME_UNANSWERED, /* no name server said anything that can be used */
    WAY_NAME_LATE,       /* nobody answered in time */
    WAY_OUT_OF_MEMORY,
};

struct host_way {
    /* to be set; the functions are called from the loop or from host_way_begin, the last one once */
    const struct scan_host_setup *setup;
    struct str name;                                                /* or an address, as it was given */
    uint64_t lookup_ms;                                             /* how long looking it up may take */
    void (*failed)(struct host_way *way, enum way_failure failure); /* there is no way to it */
    void (*may_connect)(struct host_way *way);                      /* its time counts from here on */
    void (*may_begin)(struct host_way *way);                        /* its session */
    void (*late)(struct host_way *way);                             /* its deadline has passed */
    void (*unheld)(struct host_way *way);                           /* the loop needs it no more: it may be freed */
    /* the rest is its own */
    struct gate_place place;
    uv_getaddrinfo_t resolver;
    uv_timer_t deadline;
    uint64_t held_ms;    /* of the loop, when the deadline was set */
    uint64_t started;    /* since when its time counts */
    unsigned references; /* handles and requests that the loop still holds, and whoever begins */
    bool is_resolving, has_left;
    struct net_address addresses[WAY_ADDRESSES_MAX];
    size_t address_count, address; /* the one in use */
    char text[NET_ADDRESS_TEXT_MAX];
};

/* Once what is to be set is. It is held until host_way_release, and longer by the loop. */
void host_way_init(struct host_way *way);
void host_way_release(struct host_way *way);
/* A timer of the host's own: its data is OWNER, and it holds the way until it is closed. */
void host_way_add_timer(struct host_way *way, uv_timer_t *timer, void *owner);
void host_way_close_timer(struct host_way *way, uv_timer_t *timer);

void host_way_begin(struct host_way *way);
/* The probe's message for a failure. */
const char *host_way_failure_text(enum way_failure failure);
/* The host has ended: neither its turn nor its deadline comes any more. To be called once. */
void host_way_leave(struct host_way *way);
/* Has its session begun? */
bool host_way_has_begun(const struct host_way *way);
/* The address in use as text, which is kept; empty while there is none. */
const char *host_way_use(struct host_way *way);
/* Goes on to the next address. False when there is none; then the last one stays in use. */
bool host_way_next(struct host_way *way);

/* Its time counts from now on. */
void host_way_start_clock(struct host_way *way);
/* Tenths of a second since then. */
uint64_t host_way_tenths(const struct host_way *way);
/* In place of the one that there is. While the loop stands still, and nobody listens to the host, no time passes. */
void host_way_set_deadline(struct host_way *way, uint64_t milliseconds);
void host_way_stop_deadline(struct host_way *way);
