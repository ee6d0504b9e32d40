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
    struct peak_counts counts;
    struct instants starts, ends; /* of sessions with an end, which the window may have cut off */
    struct instants endless;      /* starts of those without */
};

/* Where the sweep is, and what it has seen. */
struct sweep_at {
    size_t started, ended, endless;
    struct peak *peak;
    size_t span_room;
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

/* Counts a session that has no part in the peak; false: it has one. */
static bool leave_out(struct peak_counts *counts, const struct peak_sweep *sweep, const struct peak_session *session) {
    bool is_closed = session->has_start && session->has_end;

    if (is_closed && session->end <= session->start) {
        counts->reversed += session->end < session->start;
        counts->empty += session->end == session->start;
        return true;
    }
    if ((session->has_start && session->start >= sweep->to) || (session->has_end && session->end <= sweep->from)) {
        counts->outside++;
        return true;
    }
    return false;
}

enum err_code peak_sweep_add(struct peak_sweep *sweep, struct peak_session session, struct err *err) {
    struct instants *starts = session.has_end ? &sweep->starts : &sweep->endless;
    enum err_code code;

    if (leave_out(&sweep->counts, sweep, &session)) {
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
    sweep->counts.sessions++;
    sweep->counts.endless += !session.has_end;
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

static enum err_code add_span(struct sweep_at *at, struct peak_span span, struct err *err) {
    struct peak *peak = at->peak;

    if (peak->span_count && peak->spans[peak->span_count - 1].to == span.from) {
        peak->spans[peak->span_count - 1].to = span.to;
        return ERR_OK;
    }
    if (peak->span_count == at->span_room) {
        size_t room = at->span_room ? 2 * at->span_room : 4;
        struct peak_span *spans = reallocarray(peak->spans, room, sizeof *spans);
        if (!spans) {
            return err_no_memory(err);
        }
        peak->spans = spans;
        at->span_room = room;
    }
    peak->spans[peak->span_count++] = span;
    return ERR_OK;
}

/* So many are open from one instant until the next. */
static enum err_code look(struct sweep_at *at, struct peak_span span, struct err *err) {
    uint64_t least = at->started - at->ended, most = least + at->endless;
    struct peak *peak = at->peak;

    if (least > peak->least) {
        peak->least = least;
        peak->least_at = span.from;
    }
    if (most == 0 || most < peak->most) {
        return ERR_OK;
    }
    if (most > peak->most) {
        peak->most = most;
        peak->span_count = 0;
    }
    return add_span(at, span, err);
}

enum err_code peak_sweep_find(struct peak_sweep *sweep, struct peak *ret_peak, struct err *err) {
    struct peak peak = {.counts = sweep->counts};
    struct sweep_at at = {.peak = &peak};

    sort(&sweep->starts);
    sort(&sweep->ends);
    sort(&sweep->endless);
    for (int64_t now = sweep->from; now < sweep->to;) {
        struct peak_span span = {now, sweep->to};
        enum err_code code;

        pass(&sweep->starts, &at.started, now);
        pass(&sweep->ends, &at.ended, now);
        pass(&sweep->endless, &at.endless, now);
        span.to = now = next_instant(sweep, &at);
        code = look(&at, span, err);
        if (code) {
            peak_done(&peak);
            return code;
        }
    }
    *ret_peak = peak;
    return ERR_OK;
}

void peak_done(struct peak *peak) {
    free(peak->spans);
    *peak = (struct peak){0};
}
