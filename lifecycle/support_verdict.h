#pragma once
/* How long something is to be used against how long it is supported. Pure; any thread. */

#include "lifecycle/support_stage.h"

enum support_trouble {
    SUPPORT_NO_TROUBLE,
    SUPPORT_IS_OVER,     /* it has ended, and the thing is in use */
    SUPPORT_WILL_BE_OVER /* it ends before the planned end of use */
};

struct support_verdict {
    enum support_trouble trouble;
    enum support_class support;
    struct milestone end; /* the one that counts */
    const char *column;
    struct date plan;   /* DATE_NONE: nobody says */
    bool has_gap;       /* both are days */
    int64_t gap_days;   /* from the end to the plan: positive when use outlasts support */
    bool is_open;       /* use outlasts the end that is on record; an extension may last longer, nobody says how long */
    bool is_due;        /* it ends within the days asked for, and there is no trouble otherwise */
    bool is_unplanned;  /* is_due, and nobody says how long it is to be used: whether that is longer is open */
    bool relies;        /* it is all right only as far as an extension was bought for it, which is not for all */
    bool is_of_machine; /* the end is the one that the ledger gives the machine itself */
};

/* DUE_DAYS: how far ahead an end is worth a word. */
struct support_verdict support_judge(const struct support_stage *stage, struct date plan, struct date as_of,
                                     int64_t due_days);
