#pragma once
/* At which stage of its support a release is on a day, and which end counts. Pure; any thread.
 *
 *   before        x < released_on
 *   standard      x ≤ active_end; without one, x ≤ support_end; also where no end was announced
 *   maintenance   active_end < x ≤ support_end
 *   extended      support_end < x ≤ extended_end, and the extension counts: it is free, or it was bought. One that ends
 *                 no later than the regular support never does
 *   ended         after that
 * The last day is inside. Where nothing is said of the end, not even that none was announced, nobody knows: the cell is
 * blank, or cannot be read. A day that has passed without being known (終了済; "true" in imported data) is over from
 * the day on which it was known; before that nobody knows. */

#include "lifecycle/calendar.h"

/* What there is to say on a day. */
struct support_stage {
    enum support_class support;
    struct milestone effective_end; /* what counts: support_end, or extended_end where the extension counts */
    const char *column;             /* "support_end", "extended_end": which of them that is */
    bool is_unannounced;            /* no end is known: standard as long as nobody says otherwise */
    bool is_unknown_extent;         /* the extension was bought, and nobody says for how many */
    bool is_open_ended;             /* … and nobody says until when: support lasts at least until effective_end */
};

/* HAS_EXTENSION: does a bought extension cover the unit in question (a free one always counts)? */
struct support_stage support_stage_at(const struct calendar_release *release, bool has_extension, struct date day);
/* Is the extension on record as bought, in force on the day, and longer than the regular support? Its quantity is the
 * caller's business. */
bool support_extension_is_bought(const struct calendar_release *release, struct date day);
