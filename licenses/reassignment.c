#include "licenses/reassignment.h"

#include <stdlib.h>

/* --- days on which something happens -------------------------------------------------------------------------------
 */

enum phase { PHASE_RELEASE, PHASE_START, PHASE_RELEASE_SAME_DAY };

struct event {
    struct date day;
    enum phase phase;
    uint32_t tenure;
};

static int compare_events(const void *a, const void *b) {
    const struct event *x = a, *y = b;
    int sign = (x->day.days > y->day.days) - (x->day.days < y->day.days);

    sign = sign ? sign : (x->phase > y->phase) - (x->phase < y->phase);
    return sign ? sign : (x->tenure > y->tenure) - (x->tenure < y->tenure);
}

static uint32_t list_events(const struct tenure *tenures, uint32_t count, struct event *events) {
    uint32_t found = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct tenure *tenure = &tenures[i];
        events[found++] = (struct event){tenure->from, PHASE_START, i};
        if (date_is_set(tenure->until)) {
            bool is_same_day = tenure->until.days == tenure->from.days;
            events[found++] = (struct event){tenure->until, is_same_day ? PHASE_RELEASE_SAME_DAY : PHASE_RELEASE, i};
        }
    }
    qsort(events, found, sizeof *events, compare_events);
    return found;
}

/* --- units that are free -------------------------------------------------------------------------------------------
 */

/* Units that came back, and were last given to somebody on a day that may be too close. */
struct recent {
    int32_t day;
    uint32_t holder;
    int64_t quantity;
    bool may_be_first; /* they may have been given to somebody for the first time then */
};

/* What is known of a tenure as it goes on. */
struct course {
    struct date given_on; /* when its units were last moved */
    bool has_held;        /* the holder had units before */
    bool may_be_first;
    int32_t lenient, strict; /* days, or -1; see start */
};

struct pool {
    const struct tenure *tenures;
    struct course *courses;
    int64_t units, days;
    bool is_lenient;       /* whatever may be in the holders' favour is taken for true */
    int64_t ready;         /* free, and not moved for long enough */
    int64_t firsts;        /* how many more starts may have been of units that nobody had had before */
    int64_t held, peak;    /* units held now, and at most so far */
    struct recent *recent; /* a heap, the earliest day on top */
    size_t recent_count;
};

static void swap(struct recent *a, struct recent *b) {
    struct recent kept = *a;
    *a = *b;
    *b = kept;
}

static void sift_up(struct pool *pool, size_t at) {
    struct recent *heap = pool->recent;

    for (; at > 0 && heap[at].day < heap[(at - 1) / 2].day; at = (at - 1) / 2) {
        swap(&heap[at], &heap[(at - 1) / 2]);
    }
}

static void sift_down(struct pool *pool, size_t at) {
    struct recent *heap = pool->recent;

    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < pool->recent_count; child++) {
            least = heap[child].day < heap[least].day ? child : least;
        }
        if (least == at) {
            return;
        }
        swap(&heap[at], &heap[least]);
        at = least;
    }
}

static void drop(struct pool *pool, size_t at) {
    pool->recent[at] = pool->recent[--pool->recent_count];
    if (at < pool->recent_count) {
        sift_up(pool, at);
        sift_down(pool, at);
    }
}

static void ripen(struct pool *pool, struct date day) {
    while (pool->recent_count && (int64_t)day.days - pool->recent[0].day >= pool->days) {
        pool->ready += pool->recent[0].quantity;
        drop(pool, 0);
    }
}

/* Takes up to WANTED of the entry. */
static int64_t take(struct pool *pool, size_t at, int64_t wanted) {
    struct recent *entry = &pool->recent[at];
    int64_t taken = entry->quantity < wanted ? entry->quantity : wanted;

    entry->quantity -= taken;
    if (entry->quantity == 0) {
        drop(pool, at);
    }
    return taken;
}

/* The latest entry that is the holder's own, or with IS_FIRST may be no move; SIZE_MAX for none. Which of those with
 * the same day is taken makes no difference to what is found. */
static size_t latest(const struct pool *pool, bool is_first, uint32_t holder) {
    size_t found = SIZE_MAX;

    for (size_t i = 0; i < pool->recent_count; i++) {
        const struct recent *entry = &pool->recent[i];
        bool is_wanted = is_first ? entry->may_be_first : entry->holder == holder;
        if (is_wanted && (found == SIZE_MAX || entry->day > pool->recent[found].day)) {
            found = i;
        }
    }
    return found;
}

/* --- going through the days ----------------------------------------------------------------------------------------
 */

/* The holder gets back what it had; that has not moved where it is all that it gets. */
static int64_t take_own(struct pool *pool, uint32_t tenure, int64_t wanted) {
    struct course *course = &pool->courses[tenure];
    int32_t last = INT32_MIN;
    size_t at;

    while (course->has_held && wanted && (at = latest(pool, false, pool->tenures[tenure].holder)) != SIZE_MAX) {
        last = pool->recent[at].day > last ? pool->recent[at].day : last;
        wanted -= take(pool, at, wanted);
    }
    if (wanted == 0 && last != INT32_MIN) {
        course->given_on.days = last;
    }
    return wanted;
}

static int64_t take_ready(struct pool *pool, int64_t wanted) {
    int64_t taken = pool->ready < wanted ? pool->ready : wanted;

    pool->ready -= taken;
    return wanted - taken;
}

static int64_t take_firsts(struct pool *pool, int64_t wanted) {
    size_t at;

    while (pool->is_lenient && wanted && pool->firsts && (at = latest(pool, true, 0)) != SIZE_MAX) {
        int64_t taken = take(pool, at, wanted < pool->firsts ? wanted : pool->firsts);
        pool->firsts -= taken;
        wanted -= taken;
    }
    return wanted;
}

/* Returns how many days it is, at most, since what is taken had been moved; -1 if it is long enough, or nothing was
 * free, so that nobody had it before. */
static int32_t start(struct pool *pool, struct date day, uint32_t number) {
    const struct tenure *tenure = &pool->tenures[number];
    struct course *course = &pool->courses[number];
    int32_t days = -1;

    course->given_on = day;
    course->may_be_first = pool->peak < pool->units;
    ripen(pool, day);
    int64_t wanted = take_own(pool, number, tenure->quantity);
    wanted = take_ready(pool, wanted);
    wanted = take_firsts(pool, wanted);
    if (wanted && pool->recent_count) {
        days = day.days - pool->recent[0].day;
    }
    while (wanted && pool->recent_count) {
        wanted -= take(pool, 0, wanted);
    }
    pool->held += tenure->quantity;
    pool->peak = pool->held > pool->peak ? pool->held : pool->peak;
    return days;
}

static void release(struct pool *pool, uint32_t number) {
    const struct tenure *tenure = &pool->tenures[number];
    const struct course *course = &pool->courses[number];

    pool->held -= tenure->quantity;
    if (tenure->quantity == 0) {
        return;
    }
    if (pool->is_lenient && course->has_held) {
        pool->ready += tenure->quantity; /* it may have got back what was its own for long */
        return;
    }
    pool->recent[pool->recent_count] =
        (struct recent){course->given_on.days, tenure->holder, tenure->quantity, course->may_be_first};
    sift_up(pool, pool->recent_count++);
}

/* Everything that one way of looking at it finds. */
static void run(const struct pool *given, const struct event *events, uint32_t count) {
    struct pool pool = *given;

    pool.ready = pool.firsts = pool.units;
    for (uint32_t i = 0; i < count; i++) {
        struct course *course = &pool.courses[events[i].tenure];
        if (events[i].phase != PHASE_START) {
            release(&pool, events[i].tenure);
        } else if (pool.is_lenient) {
            course->lenient = start(&pool, events[i].day, events[i].tenure);
        } else {
            course->strict = start(&pool, events[i].day, events[i].tenure);
        }
    }
}

/* How many units were held at once, at most; and who had held some before. */
static int64_t survey(const struct tenure *tenures, const struct event *events, uint32_t count, bool *seen,
                      struct course *courses) {
    int64_t held = 0, peak = 0;

    for (uint32_t i = 0; i < count; i++) {
        const struct tenure *tenure = &tenures[events[i].tenure];
        if (events[i].phase == PHASE_START) {
            courses[events[i].tenure].has_held = seen[tenure->holder];
            seen[tenure->holder] = true;
        }
        held += events[i].phase == PHASE_START ? tenure->quantity : -tenure->quantity;
        peak = held > peak ? held : peak;
    }
    return peak;
}

/* What breaks the interval under the strict view, and whether it does under the lenient one too. Where holders come
 * back, and there are several units, the lenient one may give away what was another's own: nothing is sure from then
 * on. */
static enum err_code list_moves(const struct course *courses, const struct event *events, uint32_t count, int64_t units,
                                struct reassignment **ret_moves, uint32_t *ret_count, struct err *err) {
    struct reassignment *moves = calloc((size_t)count + 1, sizeof *moves);
    bool has_returns = false;
    uint32_t found = 0;

    if (!moves) {
        return err_no_memory(err);
    }
    for (uint32_t i = 0; i < count; i++) {
        const struct course *course = &courses[events[i].tenure];
        has_returns |= events[i].phase == PHASE_START && course->has_held;
        if (events[i].phase == PHASE_START && course->strict >= 0) {
            bool is_sure = course->lenient >= 0 && (units == 1 || (units > 1 && !has_returns));
            int32_t days = course->lenient >= 0 ? course->lenient : course->strict;
            moves[found++] = (struct reassignment){events[i].tenure, days, is_sure};
        }
    }
    if (found == 0) {
        free(moves);
        moves = NULL;
    }
    *ret_moves = moves;
    *ret_count = found;
    return ERR_OK;
}

static enum err_code find(struct pool *pool, struct event *events, bool *seen, uint32_t count, int64_t units,
                          struct reassignment **ret_moves, uint32_t *ret_count, struct err *err) {
    uint32_t event_count = list_events(pool->tenures, count, events);
    int64_t peak = survey(pool->tenures, events, event_count, seen, pool->courses);

    pool->units = units == REASSIGNMENT_UNITS_UNKNOWN ? peak : units;
    for (unsigned is_lenient = 0; is_lenient < 2; is_lenient++) {
        pool->is_lenient = is_lenient;
        run(pool, events, event_count);
    }
    return list_moves(pool->courses, events, event_count, units, ret_moves, ret_count, err);
}

enum err_code reassignments_find(const struct tenure *tenures, uint32_t count, int64_t units, int64_t days,
                                 struct reassignment **ret_moves, uint32_t *ret_count, struct err *err) {
    struct pool pool = {.tenures = tenures, .days = days};
    struct event *events = calloc((size_t)count * 2 + 1, sizeof *events);
    bool *seen = calloc((size_t)count + 1, sizeof *seen);
    enum err_code code;

    pool.courses = calloc((size_t)count + 1, sizeof *pool.courses);
    pool.recent = calloc((size_t)count + 1, sizeof *pool.recent);
    code = events && seen && pool.courses && pool.recent
               ? find(&pool, events, seen, count, units, ret_moves, ret_count, err)
               : err_no_memory(err);
    free(pool.recent);
    free(pool.courses);
    free(seen);
    free(events);
    return code;
}
