#include "lifecycle/support_item.h"

static bool is_same_milestone(struct milestone a, struct milestone b) {
    return a.word == b.word && a.day.days == b.day.days;
}

static bool is_same_stage(const struct support_stage *a, const struct support_stage *b) {
    return a->support == b->support && is_same_milestone(a->effective_end, b->effective_end) &&
           a->is_unknown_extent == b->is_unknown_extent && a->is_open_ended == b->is_open_ended;
}

/* A release as an item of its own. */
static struct support_item of_release(const struct calendar_release *release, struct date as_of) {
    bool is_bought = release->bought == CALENDAR_BOUGHT_YES;
    struct support_item item = {
        .knowledge = SUPPORT_KNOWN,
        .release = release,
        .plain = support_stage_at(release, false, as_of),
        .bought = support_stage_at(release, is_bought, as_of),
    };

    item.earliest = item.latest = item.bought.effective_end;
    if (item.plain.support == SUPPORT_UNKNOWN || item.bought.support == SUPPORT_UNKNOWN) {
        bool is_said = milestone_is_set(release->support_end) || milestone_is_set(release->extended_end) || is_bought;
        item.knowledge = is_said ? SUPPORT_DAY_UNKNOWN : SUPPORT_NO_END;
        item.plain = item.bought = (struct support_stage){.effective_end = MILESTONE_NONE, .column = "support_end"};
    }
    return item;
}

/* Is it all the same which of the two it is, what the ledger says of them included? */
static bool says_the_same(const struct support_item *a, const struct support_item *b) {
    return is_same_stage(&a->plain, &b->plain) && is_same_stage(&a->bought, &b->bought) &&
           a->release->row == b->release->row;
}

static bool is_earlier(struct milestone a, struct milestone b) {
    if (!milestone_is_day(b)) {
        return milestone_is_day(a);
    }
    return milestone_is_day(a) && a.day.days < b.day.days;
}

static void widen(struct support_item *range, const struct support_item *item) {
    if (is_earlier(item->earliest, range->earliest)) {
        range->earliest = item->earliest;
    }
    if (is_earlier(range->latest, item->latest)) {
        range->latest = item->latest;
    }
}

static struct support_item without_release(enum support_knowledge knowledge) {
    return (struct support_item){
        .knowledge = knowledge,
        .plain = {.effective_end = MILESTONE_NONE, .column = "support_end"},
        .bought = {.effective_end = MILESTONE_NONE, .column = "support_end"},
        .earliest = MILESTONE_NONE,
        .latest = MILESTONE_NONE,
    };
}

static struct support_item ended(enum support_knowledge knowledge, struct milestone end) {
    struct support_item item = without_release(knowledge);

    item.plain = (struct support_stage){.support = SUPPORT_ENDED, .effective_end = end, .column = "support_end"};
    item.bought = item.plain;
    item.earliest = item.latest = end;
    return item;
}

/* Several answers that are about one release are rows of the ledger that contradict each other. */
static bool is_one_release(const struct calendar_release *a, const struct calendar_release *b) {
    return str_eq(a->product, b->product) && str_eq(a->name, b->name);
}

/* The latest end known counts where all have ended: longer ago than that is not certain. */
static struct support_item of_several(const struct calendar_answer *answer, struct date as_of) {
    struct support_item first = of_release(answer->releases[0], as_of), range = first;
    bool is_same = true, have_ended = answer->count < RELEASE_CANDIDATES_MAX; /* there may be more */
    bool is_one = true;

    for (unsigned i = 0; i < answer->count; i++) {
        struct support_item item = of_release(answer->releases[i], as_of);
        is_same = is_same && says_the_same(&first, &item);
        is_one = is_one && is_one_release(answer->releases[0], answer->releases[i]);
        have_ended = have_ended && item.bought.support == SUPPORT_ENDED;
        widen(&range, &item);
    }
    if (is_same && answer->count < RELEASE_CANDIDATES_MAX) {
        return first;
    }
    struct support_item item = have_ended ? ended(SUPPORT_ALL_ENDED, range.latest)
                                          : without_release(is_one ? SUPPORT_CONTRADICTS : SUPPORT_DIFFERS);
    item.earliest = range.earliest;
    item.latest = range.latest;
    return item;
}

static enum support_knowledge knowledge_of(enum calendar_answer_kind kind) {
    switch (kind) {
    case CALENDAR_OLDER:
        return SUPPORT_OLDER;
    case CALENDAR_NEWER:
        return SUPPORT_NEWER;
    case CALENDAR_BETWEEN:
        return SUPPORT_BETWEEN;
    case CALENDAR_NO_VERSION:
        return SUPPORT_NO_VERSION;
    case CALENDAR_UNREADABLE:
        return SUPPORT_UNREADABLE;
    case CALENDAR_FOUND:
    case CALENDAR_SEVERAL:
    case CALENDAR_NO_PRODUCT:
        break;
    }
    return SUPPORT_NO_PRODUCT;
}

/* What should be there: the same for all releases that it may be. */
static struct str latest_of(const struct calendar_answer *answer) {
    for (unsigned i = 1; i < answer->count; i++) {
        if (!str_eq(answer->releases[i]->latest, answer->releases[0]->latest)) {
            return STR_NONE;
        }
    }
    return answer->is_behind && answer->count > 0 ? answer->releases[0]->latest : STR_NONE;
}

struct support_item support_item_of(const struct calendar_answer *answer, struct date as_of) {
    bool has_releases = answer->kind == CALENDAR_FOUND || answer->kind == CALENDAR_SEVERAL;
    struct support_item item;

    if (has_releases && answer->count > 0) {
        item = of_several(answer, as_of);
    } else if (answer->kind == CALENDAR_OLDER) {
        item = ended(SUPPORT_OLDER, MILESTONE_NONE);
    } else {
        item = without_release(knowledge_of(answer->kind));
    }
    item.latest_version = has_releases ? latest_of(answer) : STR_NONE;
    return item;
}

void support_stage_limit(struct support_stage *stage, struct date end, const char *column, struct date as_of) {
    bool is_over = stage->support == SUPPORT_ENDED && !milestone_is_day(stage->effective_end);

    if (!date_is_set(end) || is_over ||
        (milestone_is_day(stage->effective_end) && stage->effective_end.day.days <= end.days)) {
        return;
    }
    stage->effective_end = milestone_on(end);
    stage->column = column;
    stage->is_unannounced = stage->is_unknown_extent = stage->is_open_ended = false;
    if (as_of.days > end.days) {
        stage->support = SUPPORT_ENDED;
    } else if (stage->support == SUPPORT_UNKNOWN) {
        stage->support = SUPPORT_STANDARD;
    }
}
