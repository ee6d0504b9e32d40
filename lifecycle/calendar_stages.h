#pragma once
/* Which of the ledger's dates a stage of imported support data is: a rule of the ledger's table `feeds`, else one of
 * feed_stage.def, else what the stage usually is. Constant once read. Internal to lifecycle/. */

#include "base/diagnostic.h"
#include "inventory/table.h"

enum calendar_stage {
    CALENDAR_STAGE_EOAS,
    CALENDAR_STAGE_EOL,
    CALENDAR_STAGE_EOES,
    CALENDAR_STAGE_DISCONTINUED,
    CALENDAR_STAGE_COUNT
};

/* The order is that of the words of feeds.column. */
enum calendar_date {
    CALENDAR_SALE_END,
    CALENDAR_ACTIVE_END,
    CALENDAR_SUPPORT_END,
    CALENDAR_EXTENDED_END,
    CALENDAR_NO_DATE,
    CALENDAR_DATE_COUNT = CALENDAR_NO_DATE
};

struct calendar_stages;
/* TABLE may be NULL. */
MUST_CHECK enum err_code calendar_stages_read(const struct table *feeds, struct calendar_stages **ret_stages,
                                              struct err *err);
void calendar_stages_free(struct calendar_stages *stages);
DEFINE_CLEANUP(calendar_stages, calendar_stages_free)
/* LABEL is the maker's own, may be empty. */
enum calendar_date calendar_stages_find(const struct calendar_stages *stages, struct str product,
                                        enum calendar_stage stage, struct str label);
