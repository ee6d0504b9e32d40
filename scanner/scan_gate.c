#include "scanner/scan_gate.h"

#include <stddef.h>
#include <stdlib.h>
#include <uv.h>

struct scan_gate {
    struct pacing *pacing;
    uv_timer_t timer;
};

static struct gate_place *place_of(struct pacing_place *pacing) {
    return (struct gate_place *)((char *)pacing - offsetof(struct gate_place, pacing));
}

static void on_time(uv_timer_t *timer);

static void wait_for(struct scan_gate *gate, uint64_t milliseconds) {
    uv_timer_start(&gate->timer, on_time, milliseconds, 0);
}

/* Lets everyone through whose time has come; each may leave or queue again meanwhile. */
static void on_time(uv_timer_t *timer) {
    struct scan_gate *gate = timer->data;
    struct pacing_place *place;
    uint64_t wait_us;

    while ((place = pacing_next_session(gate->pacing))) {
        place_of(place)->may_begin(place_of(place));
    }
    while ((place = pacing_next_name(gate->pacing))) {
        place_of(place)->may_look_up(place_of(place));
    }
    while ((place = pacing_next_connect(gate->pacing, uv_hrtime() / 1000, &wait_us))) {
        place_of(place)->may_connect(place_of(place));
    }
    if (wait_us != UINT64_MAX) {
        wait_for(gate, wait_us / 1000 + 1);
    }
}

struct scan_gate *scan_gate_new(struct uv_loop_s *loop, const struct pacing_limits *limits) {
    struct scan_gate *gate = calloc(1, sizeof *gate);

    if (!gate) {
        return NULL;
    }
    gate->pacing = pacing_new(limits);
    if (!gate->pacing) {
        free(gate);
        return NULL;
    }
    uv_timer_init(loop, &gate->timer);
    gate->timer.data = gate;
    return gate;
}

static void on_closed(uv_handle_t *handle) {
    struct scan_gate *gate = handle->data;

    pacing_free(gate->pacing);
    free(gate);
}

void scan_gate_close(struct scan_gate *gate) {
    if (gate) {
        uv_close((uv_handle_t *)&gate->timer, on_closed);
    }
}

void gate_queue_name(struct scan_gate *gate, struct gate_place *place) {
    pacing_queue_name(gate->pacing, &place->pacing);
    wait_for(gate, 0);
}

bool gate_queue(struct scan_gate *gate, struct gate_place *place, const struct net_address *address) {
    wait_for(gate, 0);
    return pacing_queue(gate->pacing, &place->pacing, address);
}

void gate_connected(struct scan_gate *gate, struct gate_place *place) {
    pacing_connected(gate->pacing, &place->pacing);
    wait_for(gate, 0);
}

void gate_leave(struct scan_gate *gate, struct gate_place *place) {
    if (place->pacing.state != PACING_OUT) {
        pacing_leave(gate->pacing, &place->pacing);
        wait_for(gate, 0);
    }
}

size_t gate_running(const struct scan_gate *gate) {
    return pacing_count(gate->pacing, PACING_RUNNING);
}
