#include "scanner/pacing.h"

#include <search.h>
#include <stdlib.h>

#define MICROSECONDS 1000000U
#define LAG_MAX_US   100000U /* what a busy loop was late may be made up for, no more: it would be a burst */

TAILQ_HEAD(places, pacing_place);

struct pacing_subnet {
    struct net_address prefix;
    struct places waiting;
    TAILQ_ENTRY(pacing_subnet) link; /* while hosts are waiting */
    uint64_t next_us;                /* no new connection before */
};

struct pacing {
    struct pacing_limits limits;
    void *subnets; /* tree */
    TAILQ_HEAD(, pacing_subnet) turns;
    struct places unnamed, ready;
    uint64_t next_us;
    size_t counts[PACING_STATES];
};

struct pacing *pacing_new(const struct pacing_limits *limits) {
    struct pacing *pacing = calloc(1, sizeof *pacing);

    if (pacing) {
        pacing->limits = *limits;
        TAILQ_INIT(&pacing->turns);
        TAILQ_INIT(&pacing->unnamed);
        TAILQ_INIT(&pacing->ready);
    }
    return pacing;
}

void pacing_free(struct pacing *pacing) {
    if (pacing) {
        tdestroy(pacing->subnets, free);
        free(pacing);
    }
}

size_t pacing_count(const struct pacing *pacing, enum pacing_state state) {
    return pacing->counts[state];
}

static void set_state(struct pacing *pacing, struct pacing_place *place, enum pacing_state state) {
    if (place->state != PACING_OUT) {
        pacing->counts[place->state]--;
    }
    pacing->counts[state] += state != PACING_OUT;
    place->state = state;
}

/* --- subnets --- */

static int compare_subnets(const void *left, const void *right) {
    const struct pacing_subnet *a = left;
    const struct pacing_subnet *b = right;

    return memcmp(a->prefix.bytes, b->prefix.bytes, sizeof a->prefix.bytes);
}

static struct pacing_subnet *find_subnet(struct pacing *pacing, const struct net_address *address) {
    struct pacing_subnet *subnet = calloc(1, sizeof *subnet);
    void **found;

    if (!subnet) {
        return NULL;
    }
    subnet->prefix = net_address_subnet(address);
    TAILQ_INIT(&subnet->waiting);
    found = tsearch(subnet, &pacing->subnets, compare_subnets);
    if (!found || *found != subnet) {
        free(subnet);
    }
    return found ? *found : NULL;
}

/* --- waiting --- */

bool pacing_queue(struct pacing *pacing, struct pacing_place *place, const struct net_address *address) {
    struct pacing_subnet *subnet = find_subnet(pacing, address);

    if (!subnet) {
        return false;
    }
    if (TAILQ_EMPTY(&subnet->waiting)) {
        TAILQ_INSERT_TAIL(&pacing->turns, subnet, link);
    }
    TAILQ_INSERT_TAIL(&subnet->waiting, place, link);
    place->subnet = subnet;
    set_state(pacing, place, PACING_WAITING);
    return true;
}

static void leave_waiting(struct pacing *pacing, struct pacing_place *place) {
    struct pacing_subnet *subnet = place->subnet;

    TAILQ_REMOVE(&subnet->waiting, place, link);
    if (TAILQ_EMPTY(&subnet->waiting)) {
        TAILQ_REMOVE(&pacing->turns, subnet, link);
    }
}

/* Takes one turn at NOW: the next comes an interval later, counted from when this one was due. */
static void spend(uint64_t *next_us, uint64_t now_us, unsigned rate) {
    uint64_t due = now_us > LAG_MAX_US ? now_us - LAG_MAX_US : 0;

    *next_us = (*next_us > due ? *next_us : due) + MICROSECONDS / rate;
}

static struct pacing_place *take_turn(struct pacing *pacing, struct pacing_subnet *subnet, uint64_t now_us) {
    struct pacing_place *place = TAILQ_FIRST(&subnet->waiting);

    spend(&pacing->next_us, now_us, pacing->limits.rate);
    spend(&subnet->next_us, now_us, pacing->limits.subnet_rate);
    leave_waiting(pacing, place);
    if (!TAILQ_EMPTY(&subnet->waiting)) {
        TAILQ_REMOVE(&pacing->turns, subnet, link);
        TAILQ_INSERT_TAIL(&pacing->turns, subnet, link);
    }
    set_state(pacing, place, PACING_CONNECTING);
    return place;
}

/* A connection that would only wait for a session is not made. */
static bool has_room(const struct pacing *pacing) {
    return pacing->counts[PACING_CONNECTING] < pacing->limits.connecting &&
           pacing->counts[PACING_READY] + pacing->counts[PACING_RUNNING] < pacing->limits.sessions;
}

struct pacing_place *pacing_next_connect(struct pacing *pacing, uint64_t now_us, uint64_t *ret_wait_us) {
    struct pacing_subnet *subnet;
    uint64_t earliest = UINT64_MAX;

    *ret_wait_us = UINT64_MAX;
    if (TAILQ_EMPTY(&pacing->turns) || !has_room(pacing)) {
        return NULL;
    }
    TAILQ_FOREACH(subnet, &pacing->turns, link) {
        uint64_t due = subnet->next_us > pacing->next_us ? subnet->next_us : pacing->next_us;
        if (due <= now_us) {
            return take_turn(pacing, subnet, now_us);
        }
        earliest = due < earliest ? due : earliest;
    }
    *ret_wait_us = earliest - now_us;
    return NULL;
}

/* --- what is only counted --- */

/* The first of the queue, if fewer than LIMIT are in the state that it goes to. */
static struct pacing_place *next_counted(struct pacing *pacing, struct places *queue, enum pacing_state to,
                                         unsigned limit) {
    struct pacing_place *place = TAILQ_FIRST(queue);

    if (!place || pacing->counts[to] >= limit) {
        return NULL;
    }
    TAILQ_REMOVE(queue, place, link);
    set_state(pacing, place, to);
    return place;
}

void pacing_queue_name(struct pacing *pacing, struct pacing_place *place) {
    set_state(pacing, place, PACING_UNNAMED);
    TAILQ_INSERT_TAIL(&pacing->unnamed, place, link);
}

struct pacing_place *pacing_next_name(struct pacing *pacing) {
    return next_counted(pacing, &pacing->unnamed, PACING_NAMING, pacing->limits.lookups);
}

void pacing_connected(struct pacing *pacing, struct pacing_place *place) {
    set_state(pacing, place, PACING_READY);
    TAILQ_INSERT_TAIL(&pacing->ready, place, link);
}

struct pacing_place *pacing_next_session(struct pacing *pacing) {
    return next_counted(pacing, &pacing->ready, PACING_RUNNING, pacing->limits.sessions);
}

void pacing_leave(struct pacing *pacing, struct pacing_place *place) {
    if (place->state == PACING_WAITING) {
        leave_waiting(pacing, place);
    } else if (place->state == PACING_READY) {
        TAILQ_REMOVE(&pacing->ready, place, link);
    } else if (place->state == PACING_UNNAMED) {
        TAILQ_REMOVE(&pacing->unnamed, place, link);
    }
    set_state(pacing, place, PACING_OUT);
}
