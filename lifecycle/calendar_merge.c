#include "lifecycle/calendar_merge.h"

/* What a maker calls a stage is said of the imported day, not of another one in its place. */
static void take_dates(struct calendar_release *merged, struct calendar_release said) {
    for (unsigned date = 0; date < CALENDAR_DATE_COUNT; date++) {
        struct milestone day = *calendar_release_date(&said, date);
        if (!milestone_is_set(day)) {
            continue;
        }
        *calendar_release_date(merged, date) = day;
        merged->support_label = date == CALENDAR_SUPPORT_END ? STR_NONE : merged->support_label;
        merged->extended_label = date == CALENDAR_EXTENDED_END ? STR_NONE : merged->extended_label;
    }
}

/* The source and the day of knowledge are those of the end that counts most: support_end, else any other. */
static void take_source(struct calendar_release *merged, const struct calendar_release *said,
                        const struct calendar_release *imported, struct arena *arena) {
    bool is_main = milestone_is_set(said->support_end) || !milestone_is_set(imported->support_end);

    if (!said->is_of_ledger) {
        return;
    }
    merged->evidence = arena_printf(arena, "%.*s %.*s", STR_FMT(said->evidence), STR_FMT(imported->evidence));
    if (is_main) {
        merged->source = said->source;
        merged->known_on = said->known_on;
    }
}

struct calendar_release calendar_merge(const struct calendar_row *row, const struct calendar_release *imported,
                                       struct arena *arena) {
    const struct calendar_release *said = &row->release;
    struct calendar_release merged = *said;

    if (!imported) {
        return merged;
    }
    merged.product = imported->product;
    merged.label = imported->label;
    merged.name = imported->name;
    merged.released_on = imported->released_on;
    merged.latest = imported->latest;
    merged.sale_end = imported->sale_end;
    merged.active_end = imported->active_end;
    merged.support_end = imported->support_end;
    merged.extended_end = imported->extended_end;
    merged.support_label = imported->support_label;
    merged.extended_label = imported->extended_label;
    merged.source = imported->source;
    merged.known_on = imported->known_on;
    if (!row->says_extension && imported->extension != CALENDAR_EXTENSION_NONE) {
        merged.extension = imported->extension;
    }
    take_dates(&merged, *said);
    take_source(&merged, said, imported, arena);
    return merged;
}

static bool is_same(struct milestone a, struct milestone b) {
    return a.word == b.word && a.day.days == b.day.days;
}

bool calendar_dates_are_same(const struct calendar_release *a, const struct calendar_release *b) {
    return is_same(a->sale_end, b->sale_end) && is_same(a->active_end, b->active_end) &&
           is_same(a->support_end, b->support_end) && is_same(a->extended_end, b->extended_end) &&
           a->extension == b->extension;
}
