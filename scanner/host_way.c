#include "scanner/host_way.h"

#include "scanner/connection.h"

#include <netdb.h>
#include <stdio.h>

static struct host_way *way_of(struct gate_place *place) {
    return (struct host_way *)((char *)place - offsetof(struct host_way, place));
}

static void line_up(struct host_way *way) {
    if (gate_queue(way->gate, &way->place, &way->addresses[0])) {
        way->lined_up(way);
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
    way->let_go(way);
}

static void on_may_look_up(struct gate_place *place) {
    struct host_way *way = way_of(place);
    const struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    char name[256];

    snprintf(name, sizeof name, "%.*s", STR_FMT(way->name));
    way->resolver.data = way;
    way->is_resolving = true;
    way->looking_up(way);
    if (uv_getaddrinfo(way->loop, &way->resolver, on_resolved, name, NULL, &hints) != 0) {
        way->is_resolving = false;
        way->failed(way, WAY_NAME_UNKNOWN);
        way->let_go(way);
    }
}

void host_way_begin(struct host_way *way) {
    way->place.may_look_up = on_may_look_up;
    if (net_address_read(way->name, &way->addresses[0])) {
        way->address_count = 1;
        line_up(way);
    } else {
        gate_queue_name(way->gate, &way->place);
    }
}

void host_way_leave(struct host_way *way) {
    way->has_left = true;
    gate_leave(way->gate, &way->place);
    if (way->is_resolving) {
        uv_cancel((uv_req_t *)&way->resolver);
    }
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
        [WAY_OUT_OF_MEMORY] = "out of memory",
    };
    return texts[failure];
}
