#include "licenses/peak.h"

#include <stdlib.h>

/* Instants within the window, in any order until they are sorted. */
struct instants {
    int64_t *at;
    size_t count, room;
};

struct peak_sweep {
    struct budget *budget;
    int64_t from, to;
    struct instants starts, ends; /* of sessions with an end, which the window may have cut off */
    struct instants endless;      /* starts of those without */
};

/* Where the sweep is: how many of each it has passed. */
struct sweep_at {
    size_t started, ended, endless;
};

enum err_code peak_sweep_new(struct budget *budget, int64_t from, int64_t to, struct peak_sweep **ret_sweep,
                             struct err *err) {
    struct peak_sweep *sweep = calloc(1, sizeof *sweep);

    if (!sweep) {
        return err_no_memory(err);
    }
    sweep->budget = budget;
    sweep->from = from;
    sweep->to = to;
    *ret_sweep = sweep;
    return ERR_OK;
}

void peak_sweep_free(struct peak_sweep *sweep) {
    if (sweep) {
        budget_drop(sweep->starts.at);
        budget_drop(sweep->ends.at);
        budget_drop(sweep->endless.at);
        free(sweep);
    }
}

static enum err_code make_room(struct budget *budget, struct instants *instants, struct err *err) {
    size_t room = instants->room ? 2 * instants->room : 64;
    int64_t *at;

    if (instants->count < instants->room) {
        return ERR_OK;
    }
    at = budget_resize(budget, instants->at, room, sizeof *at);
    if (!at) {
        return err_no_memory(err);
    }
    instants->at = at;
    instants->room = room;
    return ERR_OK;
}

bool peak_session_is_in(const struct peak_session *session, int64_t from, int64_t to) {
    if (session->has_start && session->has_end && session->end <= session->start) {
        return false;
    }
    return !(session->has_start && session->start >= to) && !(session->has_end && session->end <= from);
}

enum err_code peak_sweep_add(struct peak_sweep *sweep, struct peak_session session, struct err *err) {
    struct instants *starts = session.has_end ? &sweep->starts : &sweep->endless;
    enum err_code code;

    if (!peak_session_is_in(&session, sweep->from, sweep->to)) {
        return ERR_OK;
    }
    code = make_room(sweep->budget, starts, err);
    code = code || !session.has_end ? code : make_room(sweep->budget, &sweep->ends, err);
    if (code) {
        return code;
    }
    starts->at[starts->count++] = session.has_start && session.start > sweep->from ? session.start : sweep->from;
    if (session.has_end) {
        sweep->ends.at[sweep->ends.count++] = session.end < sweep->to ? session.end : sweep->to;
    }
    return ERR_OK;
}

static int compare_instants(const void *left, const void *right) {
    const int64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void sort(struct instants *instants) {
    if (instants->count > 1) {
        qsort(instants->at, instants->count, sizeof *instants->at, compare_instants);
    }
}

static void pass(const struct instants *instants, size_t *done, int64_t now) {
    while (*done < instants->count && instants->at[*done] <= now) {
        ++*done;
    }
}

/* The earliest instant that is not passed, or the window's end. */
static int64_t next_instant(const struct peak_sweep *sweep, const struct sweep_at *at) {
    const struct {
        const struct instants *instants;
        size_t done;
    } lists[] = {{&sweep->starts, at->started}, {&sweep->ends, at->ended}, {&sweep->endless, at->endless}};
    int64_t next = sweep->to;

    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        if (lists[i].done < lists[i].instants->count && lists[i].instants->at[lists[i].done] < next) {
            next = lists[i].instants->at[lists[i].done];
        }
    }
    return next;
}

/* So many are open from NOW on. */
static void look(const struct sweep_at *at, int64_t now, struct peak *peak) {
    uint64_t least = at->started - at->ended, most = least + at->endless;

    if (least > peak->least) {
        peak->least = least;
        peak->least_at = now;
    }
    peak->most = most > peak->most ? most : peak->most;
}

struct peak peak_sweep_find(struct peak_sweep *sweep) {
    struct sweep_at at = {0};
    struct peak peak = {0};

    sort(&sweep->starts);
    sort(&sweep->ends);
    sort(&sweep->endless);
    for (int64_t now = sweep->from; now < sweep->to; now = next_instant(sweep, &at)) {
        pass(&sweep->starts, &at.started, now);
        pass(&sweep->ends, &at.ended, now);
        pass(&sweep->endless, &at.endless, now);
        look(&at, now, &peak);
    }
    return peak;
}
