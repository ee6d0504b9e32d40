#include "scanner/ssh/jump_hosts.h"

#include "base/arena.h"
#include "base/buffer.h"
#include "base/intern.h"

#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

TAILQ_HEAD(line, jump_place);

struct jump_host {
    struct jump_host *before; /* on the way to it; NULL: it is connected to directly */
    struct jump_host *first;  /* of the way, which keeps the line */
    size_t index;             /* on the way */
    uint32_t number;          /* of all */
    unsigned entering;        /* places that are on their way in */
    unsigned inside;          /* and all that are not waiting */
    bool has_let_in;
    unsigned failures; /* to reach it, in a row */
    bool is_given_up;
    struct jump_failure failure;
    const struct credential *credential;
    /* of the first one only */
    struct line waiting;
    bool is_changed;
    STAILQ_ENTRY(jump_host) link_changed;
};

struct jump_hosts {
    struct arena *arena;
    struct intern *names;
    struct jump_host **items; /* by number */
    size_t capacity;
    STAILQ_HEAD(, jump_host) changed; /* whose line must be looked at */
    uv_timer_t timer;
};

/* --- the line --- */

static bool has_room(const struct jump_host *host) {
    return host->inside < JUMP_INSIDE_MAX && host->entering < (host->has_let_in ? JUMP_ENTERING_MAX : 1);
}

static bool way_has_room(const struct jump_place *place) {
    for (const struct jump_host *host = place->last; host; host = host->before) {
        if (!has_room(host)) {
            return false;
        }
    }
    return true;
}

static const struct jump_host *given_up(const struct jump_place *place) {
    const struct jump_host *found = NULL;

    for (const struct jump_host *host = place->last; host; host = host->before) {
        found = host->is_given_up ? host : found;
    }
    return found;
}

static void count_entering(const struct jump_place *place, int change) {
    for (struct jump_host *host = place->last; host; host = host->before) {
        host->entering += (unsigned)change;
    }
}

static void count_inside(const struct jump_place *place, int change) {
    for (struct jump_host *host = place->last; host; host = host->before) {
        host->inside += (unsigned)change;
    }
}

/* The next place that may go ahead, or that has nothing to wait for. */
static struct jump_place *next_place(struct jump_host *first) {
    struct jump_place *place;

    TAILQ_FOREACH(place, &first->waiting, link) {
        bool is_hopeless = given_up(place) != NULL;
        if (is_hopeless || way_has_room(place)) {
            TAILQ_REMOVE(&first->waiting, place, link);
            place->state = is_hopeless ? JUMP_OUT : JUMP_ENTERING;
            if (!is_hopeless) {
                count_entering(place, 1);
                count_inside(place, 1);
            }
            return place;
        }
        if (!has_room(first)) {
            return NULL;
        }
    }
    return NULL;
}

static void on_timer(uv_timer_t *timer) {
    struct jump_hosts *jumps = timer->data;
    struct jump_host *first;

    while ((first = STAILQ_FIRST(&jumps->changed))) {
        struct jump_place *place = next_place(first);
        if (place) {
            place->may_connect(place);
            continue;
        }
        STAILQ_REMOVE_HEAD(&jumps->changed, link_changed);
        first->is_changed = false;
    }
}

static void look_at_line(struct jump_hosts *jumps, struct jump_host *host) {
    if (!host->first->is_changed) {
        host->first->is_changed = true;
        STAILQ_INSERT_TAIL(&jumps->changed, host->first, link_changed);
    }
    uv_timer_start(&jumps->timer, on_timer, 0, 0);
}

/* --- the jump hosts --- */

/* Room for one more, before it has a number. */
static bool reserve_item(struct jump_hosts *jumps) {
    size_t capacity = jumps->capacity ? 2 * jumps->capacity : 16;
    struct jump_host **items;

    if (intern_count(jumps->names) < jumps->capacity) {
        return true;
    }
    items = reallocarray(jumps->items, capacity, sizeof *items);
    if (!items) {
        return false;
    }
    jumps->items = items;
    jumps->capacity = capacity;
    return true;
}

static struct jump_host *new_host(struct jump_hosts *jumps, uint32_t number, struct jump_host *before) {
    struct jump_host *host = arena_alloc(jumps->arena, sizeof *host);

    jumps->items[number] = host;
    if (host) {
        host->before = before;
        host->first = before ? before->first : host;
        host->index = before ? before->index + 1 : 0;
        host->number = number;
        TAILQ_INIT(&host->waiting);
    }
    return host;
}

/* The jump host behind BEFORE, made when it is new. */
static struct jump_host *find_host(struct jump_hosts *jumps, struct jump_host *before, const struct hop *hop) {
    CLEANUP(buffer_done) struct buffer name = {0};
    uint32_t known = intern_count(jumps->names);
    uint32_t number;

    buffer_printf(&name, "%ld\n%u\n%.*s\n", before ? (long)before->number : -1L, hop->port, STR_FMT(hop->user));
    buffer_append_lower(&name, hop->address);
    number = name.failed || !reserve_item(jumps) ? INTERN_NONE : intern_add(jumps->names, buffer_view(&name));
    if (number == INTERN_NONE) {
        return NULL;
    }
    return number < known ? jumps->items[number] : new_host(jumps, number, before);
}

static struct jump_host *host_at(const struct jump_place *place, size_t index) {
    struct jump_host *host = place->last;

    while (host && host->index > index) {
        host = host->before;
    }
    return host;
}

struct jump_hosts *jump_hosts_new(struct uv_loop_s *loop) {
    struct jump_hosts *jumps = calloc(1, sizeof *jumps);

    if (!jumps) {
        return NULL;
    }
    jumps->arena = arena_new();
    jumps->names = intern_new();
    if (!jumps->arena || !jumps->names) {
        arena_free(jumps->arena);
        intern_free(jumps->names);
        free(jumps);
        return NULL;
    }
    STAILQ_INIT(&jumps->changed);
    uv_timer_init(loop, &jumps->timer);
    jumps->timer.data = jumps;
    return jumps;
}

static void on_closed(uv_handle_t *handle) {
    struct jump_hosts *jumps = handle->data;

    arena_free(jumps->arena);
    intern_free(jumps->names);
    free(jumps->items);
    free(jumps);
}

void jump_hosts_close(struct jump_hosts *jumps) {
    if (jumps) {
        uv_close((uv_handle_t *)&jumps->timer, on_closed);
    }
}

/* --- places --- */

bool jump_queue(struct jump_hosts *jumps, struct jump_place *place, const struct hop *hops, size_t count) {
    struct jump_host *host = NULL;

    for (size_t i = 0; i < count && (i == 0 || host); i++) {
        host = find_host(jumps, host, &hops[i]);
    }
    if (!host) {
        return false;
    }
    place->last = host;
    place->state = JUMP_WAITING;
    TAILQ_INSERT_TAIL(&host->first->waiting, place, link);
    look_at_line(jumps, host);
    return true;
}

void jump_leave(struct jump_hosts *jumps, struct jump_place *place) {
    if (place->state == JUMP_WAITING) {
        TAILQ_REMOVE(&place->last->first->waiting, place, link);
    }
    if (place->state == JUMP_ENTERING) {
        count_entering(place, -1);
    }
    if (place->state == JUMP_ENTERING || place->state == JUMP_PASSING) {
        count_inside(place, -1);
        look_at_line(jumps, place->last);
    }
    place->state = JUMP_OUT;
}

void jump_let_in(struct jump_hosts *jumps, struct jump_place *place, size_t index,
                 const struct credential *credential) {
    struct jump_host *host = host_at(place, index);

    host->has_let_in = true;
    host->failures = 0;
    host->credential = credential;
    if (host == place->last && place->state == JUMP_ENTERING) {
        place->state = JUMP_PASSING;
        count_entering(place, -1);
    }
    look_at_line(jumps, host);
}

void jump_enter_again(struct jump_place *place) {
    if (place->state == JUMP_PASSING) {
        place->state = JUMP_ENTERING;
        count_entering(place, 1);
    }
}

void jump_failed(struct jump_hosts *jumps, struct jump_place *place, size_t index, bool is_certain,
                 enum probe_outcome outcome, const char *message) {
    struct jump_host *host = host_at(place, index);

    if (host->is_given_up) {
        return;
    }
    host->failures++;
    host->is_given_up = is_certain || host->failures >= JUMP_UNREACHED_MAX;
    host->failure.outcome = outcome;
    snprintf(host->failure.message, sizeof host->failure.message, "%s", message);
    look_at_line(jumps, host);
}

const struct jump_failure *jump_failure(const struct jump_place *place) {
    const struct jump_host *host = given_up(place);

    return host ? &host->failure : NULL;
}

const struct credential *jump_credential(const struct jump_place *place, size_t index) {
    const struct jump_host *host = host_at(place, index);

    return host ? host->credential : NULL;
}
