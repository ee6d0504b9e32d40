#include "scanner/host_way.h"

#include "scanner/connection.h"

#include <netdb.h>
#include <stdio.h>

#define TENTH_NS 100000000U

static struct host_way *way_of(struct gate_place *place) {
    return (struct host_way *)((char *)place - offsetof(struct host_way, place));
}

/* --- what the loop holds --- */

void host_way_release(struct host_way *way) {
    if (--way->references == 0) {
        way->unheld(way);
    }
}

static void on_timer_closed(uv_handle_t *timer) {
    host_way_release(timer->data);
}

void host_way_add_timer(struct host_way *way, uv_timer_t *timer, void *owner) {
    uv_timer_init(way->setup->loop, timer);
    timer->data = owner;
    way->references++;
}

void host_way_close_timer(struct host_way *way, uv_timer_t *timer) {
    timer->data = way;
    uv_close((uv_handle_t *)timer, on_timer_closed);
}

/* --- time --- */

void host_way_start_clock(struct host_way *way) {
    way->started = uv_hrtime();
}

uint64_t host_way_tenths(const struct host_way *way) {
    return (uv_hrtime() - way->started) / TENTH_NS;
}

/* How long the loop has stood still since the deadline was set, which is moved on. */
static uint64_t take_held(struct host_way *way) {
    uint64_t held = *way->setup->held_ms - way->held_ms;

    way->held_ms = *way->setup->held_ms;
    return held;
}

static void on_deadline(uv_timer_t *timer) {
    struct host_way *way = timer->data;
    uint64_t held = take_held(way);

    if (held) {
        uv_timer_start(timer, on_deadline, held, 0);
    } else if (way->is_resolving) {
        way->failed(way, WAY_NAME_LATE);
    } else {
        way->late(way);
    }
}

void host_way_set_deadline(struct host_way *way, uint64_t milliseconds) {
    way->held_ms = *way->setup->held_ms;
    uv_update_time(way->setup->loop);
    uv_timer_start(&way->deadline, on_deadline, milliseconds, 0);
}

void host_way_stop_deadline(struct host_way *way) {
    uv_timer_stop(&way->deadline);
}

/* --- the way --- */

static void line_up(struct host_way *way) {
    if (gate_queue(way->setup->gate, &way->place, &way->addresses[0])) {
        host_way_stop_deadline(way);
    } else {
        way->failed(way, WAY_OUT_OF_MEMORY);
    }
}

static void take_addresses(struct host_way *way, const struct addrinfo *list) {
    for (const struct addrinfo *item = list; item && way->address_count < WAY_ADDRESSES_MAX; item = item->ai_next) {
        way->address_count += connection_read_address(item->ai_addr, &way->addresses[way->address_count]);
    }
}

static enum way_failure failure_of(int status) {
    return status == UV_EAI_MEMORY                           ? WAY_OUT_OF_MEMORY
           : status == UV_EAI_AGAIN || status == UV_EAI_FAIL ? WAY_NAME_UNANSWERED
                                                             : WAY_NAME_UNKNOWN;
}

static void on_resolved(uv_getaddrinfo_t *resolver, int status, struct addrinfo *list) {
    struct host_way *way = resolver->data;

    way->is_resolving = false;
    if (!way->has_left) {
        take_addresses(way, status == 0 ? list : NULL);
        if (way->address_count) {
            line_up(way);
        } else {
            way->failed(way, failure_of(status));
        }
    }
    uv_freeaddrinfo(list);
    host_way_release(way);
}

static void on_may_look_up(struct gate_place *place) {
    struct host_way *way = way_of(place);
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    char name[256];

    snprintf(name, sizeof name, "%.*s", STR_FMT(way->name));
    way->resolver.data = way;
    way->is_resolving = true;
    way->references++;
    host_way_start_clock(way);
    host_way_set_deadline(way, way->lookup_ms);
    if (uv_getaddrinfo(way->setup->loop, &way->resolver, on_resolved, name, NULL, &hints) != 0) {
        way->is_resolving = false;
        way->failed(way, WAY_NAME_UNKNOWN);
        host_way_release(way);
    }
}

static void on_may_connect(struct gate_place *place) {
    struct host_way *way = way_of(place);

    host_way_start_clock(way);
    way->may_connect(way);
}

static void on_may_begin(struct gate_place *place) {
    way_of(place)->may_begin(way_of(place));
}

void host_way_init(struct host_way *way) {
    way->references = 1;
    way->place.may_look_up = on_may_look_up;
    way->place.may_connect = on_may_connect;
    way->place.may_begin = on_may_begin;
    host_way_add_timer(way, &way->deadline, way);
    host_way_start_clock(way);
}

void host_way_begin(struct host_way *way) {
    if (net_address_read(way->name, &way->addresses[0])) {
        way->address_count = 1;
        line_up(way);
    } else {
        gate_queue_name(way->setup->gate, &way->place);
    }
}

void host_way_leave(struct host_way *way) {
    way->has_left = true;
    gate_leave(way->setup->gate, &way->place);
    if (way->is_resolving) {
        uv_cancel((uv_req_t *)&way->resolver);
    }
    host_way_close_timer(way, &way->deadline);
}

bool host_way_has_begun(const struct host_way *way) {
    return way->place.pacing.state == PACING_RUNNING;
}

const char *host_way_use(struct host_way *way) {
    if (way->address < way->address_count) {
        net_address_format(&way->addresses[way->address], way->text);
    }
    return way->text;
}

bool host_way_next(struct host_way *way) {
    if (way->address + 1 >= way->address_count) {
        return false;
    }
    way->address++;
    return true;
}

const char *host_way_failure_text(enum way_failure failure) {
    static const char *const texts[] = {
        [WAY_NAME_UNKNOWN] = "the name is not known",
        [WAY_NAME_UNANSWERED] = "the name could not be looked up: no name server gave an answer",
        [WAY_NAME_LATE] = "the name was not resolved in time",
        [WAY_OUT_OF_MEMORY] = "out of memory",
    };
    return texts[failure];
}
