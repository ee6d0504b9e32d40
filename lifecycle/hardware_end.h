#pragma once
/* Until when a machine itself is supported: the earliest of what its maker says of the model, what the ledger of
 * devices says of it (support_end), and the last spare part (parts_end). Contracts are not looked at. One thread at a
 * time. */

#include "lifecycle/calendar.h"
#include "lifecycle/support_stage.h"

struct hardware_end {
    struct milestone end;          /* the earliest; none: nobody says */
    struct calendar_answer answer; /* of the model */
};

/* The asset that ASSET stands on, else (ASSET NULL) the device that DEVICE stands on; either may be NULL. What is
 * observed of maker and model goes before what is documented. Texts are kept in ARENA. */
MUST_CHECK enum err_code hardware_end_read(struct calendar_finder *finder, struct row_reader *asset,
                                           struct row_reader *device, struct date as_of, struct arena *arena,
                                           struct hardware_end *ret_end, struct err *err);

/* What the ledger says of the one machine; DATE_NONE where it does not. */
struct hardware_dates {
    struct date support_end, parts_end;
};
/* Of the row that ASSET stands on; NULL: none. */
struct hardware_dates hardware_dates_read(struct row_reader *asset);
/* Lets the earliest count. */
void hardware_dates_limit(const struct hardware_dates *dates, struct support_stage *stage, struct date as_of);
