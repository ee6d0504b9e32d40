#include "lifecycle/support_stage.h"

enum passing { PASSING_UNSAID, PASSING_AHEAD, PASSING_OVER, PASSING_UNKNOWN };

/* Has the end passed? It is over on the day after it. What is only known to be over is so from the day on which that
 * was known; a ledger that does not say when it was looked up speaks of the present. */
static enum passing passing_at(struct milestone end, struct date known_on, struct date day) {
    if (!milestone_is_set(end)) {
        return PASSING_UNSAID;
    }
    if (end.word == DATE_WORD_OVER) {
        return date_is_set(known_on) && day.days < known_on.days ? PASSING_UNKNOWN : PASSING_OVER;
    }
    return end.word == DATE_WORD_NONE && day.days > end.day.days ? PASSING_OVER : PASSING_AHEAD;
}

static enum support_class regular_class(const struct calendar_release *release, struct date day) {
    bool is_active_over = passing_at(release->active_end, release->known_on, day) == PASSING_OVER;
    return is_active_over ? SUPPORT_MAINTENANCE : SUPPORT_STANDARD;
}

/* The regular end has passed. */
static enum support_class class_after_regular(enum passing extended, bool counts) {
    if (!counts) {
        return SUPPORT_ENDED;
    }
    switch (extended) {
    case PASSING_AHEAD:
        return SUPPORT_EXTENDED;
    case PASSING_OVER:
        return SUPPORT_ENDED;
    case PASSING_UNKNOWN:
    case PASSING_UNSAID: /* there is an extension, and nobody says until when */
        break;
    }
    return SUPPORT_UNKNOWN;
}

/* Nobody says when the regular support ends, or only that it has ended by a later day. A blank is no word for "not
 * announced": nothing can be said, unless the extension says it. */
static enum support_class class_without_regular(const struct calendar_release *release, enum passing regular,
                                                enum passing extended, bool counts, struct date day) {
    if (extended == PASSING_OVER) {
        return SUPPORT_ENDED;
    }
    bool is_extended = regular == PASSING_UNSAID && extended == PASSING_AHEAD && counts;
    return is_extended ? regular_class(release, day) : SUPPORT_UNKNOWN;
}

static enum support_class class_at(const struct calendar_release *release, bool counts, struct date day) {
    enum passing regular = passing_at(release->support_end, release->known_on, day);
    enum passing extended = passing_at(release->extended_end, release->known_on, day);

    if (date_is_set(release->released_on) && day.days < release->released_on.days) {
        return SUPPORT_BEFORE;
    }
    switch (regular) {
    case PASSING_AHEAD:
        return regular_class(release, day);
    case PASSING_OVER:
        return class_after_regular(extended, counts);
    case PASSING_UNSAID:
    case PASSING_UNKNOWN:
        break;
    }
    return class_without_regular(release, regular, extended, counts, day);
}

/* An extension that ends with the regular support or before it extends nothing. */
static bool is_longer(const struct calendar_release *release, struct date day) {
    struct milestone regular = release->support_end, extended = release->extended_end;

    if (regular.word == DATE_WORD_ENDLESS) {
        return false;
    }
    if (milestone_is_day(regular) && milestone_is_day(extended)) {
        return extended.day.days > regular.day.days;
    }
    return passing_at(regular, release->known_on, day) != PASSING_AHEAD ||
           passing_at(extended, release->known_on, day) != PASSING_OVER;
}

struct support_stage support_stage_at(const struct calendar_release *release, bool has_extension, struct date day) {
    bool is_free = release->extension == CALENDAR_EXTENSION_FREE, counts = is_free || has_extension;
    bool is_extended = counts && milestone_is_set(release->extended_end) && is_longer(release, day);
    struct support_stage stage = {
        .support = class_at(release, counts, day),
        .effective_end = is_extended ? release->extended_end : release->support_end,
        .column = is_extended ? "extended_end" : "support_end",
        .is_unknown_extent = has_extension && !is_free && !release->has_quantity && is_longer(release, day),
    };

    /* What was supported beyond an end that is ahead is told by that end alone. */
    if (!is_extended && !milestone_is_set(release->support_end) && stage.support == SUPPORT_ENDED) {
        stage.effective_end = release->extended_end;
        stage.column = "extended_end";
    }
    stage.is_open_ended = has_extension && !is_free && !milestone_is_set(release->extended_end) &&
                          milestone_is_day(release->support_end) && stage.support != SUPPORT_ENDED &&
                          stage.support != SUPPORT_UNKNOWN;
    stage.is_unannounced = stage.support != SUPPORT_ENDED && stage.support != SUPPORT_UNKNOWN &&
                           !milestone_is_day(stage.effective_end) && stage.effective_end.word != DATE_WORD_ENDLESS;
    return stage;
}

bool support_extension_is_bought(const struct calendar_release *release, struct date day) {
    return release->bought == CALENDAR_BOUGHT_YES && is_longer(release, day) &&
           passing_at(release->extended_end, release->known_on, day) != PASSING_OVER;
}
