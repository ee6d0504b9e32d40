#pragma once
/* What the calendar's answer means on a day, whoever uses the thing: one release and its stage, or why nobody can say.
 * Pure; any thread. */

#include "lifecycle/support_stage.h"

enum support_knowledge {
    SUPPORT_KNOWN,       /* one release, or several that say the same */
    SUPPORT_ALL_ENDED,   /* several, and all of them have ended */
    SUPPORT_OLDER,       /* than any release that is listed: it counts as ended */
    SUPPORT_DIFFERS,     /* several, and it matters which it is */
    SUPPORT_CONTRADICTS, /* rows of the ledger about one release, and it matters which of them is right */
    SUPPORT_DAY_UNKNOWN, /* one release, but not whether its end has passed */
    SUPPORT_NO_END,      /* one release, of whose end nothing is said */
    SUPPORT_NEWER,
    SUPPORT_BETWEEN,
    SUPPORT_NO_VERSION,
    SUPPORT_UNREADABLE,
    SUPPORT_NO_PRODUCT,
    SUPPORT_KNOWLEDGE_COUNT
};

struct support_item {
    enum support_knowledge knowledge;
    const struct calendar_release *release; /* KNOWN, DAY_UNKNOWN, NO_END; else NULL */
    struct support_stage plain;             /* as it is without an extension that must be bought … */
    struct support_stage bought;            /* … and with the one on record as bought, if there is one */
    struct milestone earliest, latest;      /* ALL_ENDED, DIFFERS, CONTRADICTS: the ends that count */
    struct str latest_version;              /* version, where a later one of the same release is out; else empty */
};

struct support_item support_item_of(const struct calendar_answer *answer, struct date as_of);
/* A machine says of itself that its support ends on END, which counts where it is earlier than what the stage says, or
 * all there is. COLUMN is static. DATE_NONE changes nothing. */
void support_stage_limit(struct support_stage *stage, struct date end, const char *column, struct date as_of);
