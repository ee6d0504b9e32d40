#pragma once
/* What is stopped and could serve again: REU-CANDIDATE, REU-HOLD, REU-RETURN, and the list for the PMO. Internal to
 * lifecycle/. */

#include "lifecycle/hardware_end.h"
#include "lifecycle/lifecycle_run.h"
#include "lifecycle/reuse_state.h"

/* One thread's readers, and memory that is reset for every asset. */
struct reuse_worker {
    const struct lifecycle_run *run;
    unsigned lane;
    struct row_reader *asset, *device; /* the second NULL where nothing was observed */
    struct calendar_finder *finder;
    struct arena *arena;
};

/* An asset that may serve again, on whose row, and on whose device's, the readers stand. */
struct reuse_item {
    uint32_t asset, device; /* rows; the second PAIRING_NONE where none was found */
    uint32_t candidates;    /* observed devices that may be it, where that is not clear */
    int64_t quantity;
    struct reuse_facts facts;
    struct hardware_end end;
    struct reuse_state state;
};

/* Adds the findings on the asset, and its record; nothing of REUSE_NONE. */
MUST_CHECK enum err_code reuse_report(struct reuse_worker *worker, const struct reuse_item *item, struct err *err);
