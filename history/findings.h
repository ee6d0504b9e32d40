#pragma once
/* Findings in the store, for people who work through them. One thread at a time. */

#include "history/join.h"

/* A finding as it was last seen. Texts are borrowed until the next. */
struct history_finding {
    struct finding finding; /* the id and ordinal as well; the message's arguments */
    struct finding_state state;
    struct str key; /* findings/finding_key.h with the ordinal: what waivers and dispositions match on */
};

/* What to list, with any of some values; none: all. Values are borrowed. */
struct history_values {
    const char *const *items;
    size_t count;
};
struct history_filter {
    struct history_values code, outcome, severity, status, system, department, location, asset_id, owner;
    bool only_open; /* neither waived nor resolved */
};
/* One value, as long as the block lasts. */
#define HISTORY_VALUE(TEXT) ((struct history_values){(const char *const[]){TEXT}, 1})
typedef enum err_code history_finding_visit(void *context, const struct history_finding *finding, struct err *err);
/* In the order of keys, with their status on the day ON: that of the latest run, but that waivers count as they are now
 * on record. DATE_NONE: no waiver is in force. */
MUST_CHECK enum err_code history_findings_each(struct history *history, struct date on,
                                               const struct history_filter *filter, history_finding_visit *visit,
                                               void *context, struct err *err);
/* The same of one. ERR_NOT_FOUND: no run ever had it. */
MUST_CHECK enum err_code history_finding_get(struct history *history, struct date on, uint64_t id,
                                             history_finding_visit *visit, void *context, struct err *err);
