#pragma once
/* What a calendar and those who ask it are made of. Internal to lifecycle/calendar*. */

#include "lifecycle/calendar.h"
#include "lifecycle/calendar_models.h"

struct calendar {
    struct calendar_feed feed;
    struct calendar_index *index;
    struct calendar_rows rows;
    struct calendar_models *models;
    const struct title_rules *rules;
    struct calendar_release *by_row; /* rows of the ledger, over the release that they are about */
    struct arena *arena;
};

struct calendar_finder {
    const struct calendar *calendar;
    struct calendar_identifier *identifier;
    struct calendar_model_search *search;
    struct calendar_row_set set;
    struct arena *arena;              /* of what is handed out */
    struct intern *pairs;             /* a row and a release as bytes, which were merged … */
    struct calendar_release **merged; /* … into this one */
    uint32_t merged_capacity;
};

/* Adds the release to what is answered, with what the row says over it; the row may be UINT32_MAX, the release
 * FEED_NONE, not both. The kind becomes FOUND, with the second one SEVERAL. */
MUST_CHECK enum err_code calendar_answer_add(struct calendar_finder *finder, uint32_t row, uint32_t release,
                                             struct calendar_answer *answer, struct err *err);
/* ANSWER says NO_PRODUCT, and is filled. */
MUST_CHECK enum err_code calendar_find_title(struct calendar_finder *finder, const struct calendar_query *query,
                                             struct calendar_answer *answer, struct err *err);
MUST_CHECK enum err_code calendar_find_model(struct calendar_finder *finder, const struct calendar_query *query,
                                             struct calendar_answer *answer, struct err *err);
