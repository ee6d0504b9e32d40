#pragma once
/* The verdict on one documented asset or one observed device, with the findings that lead to it. Internal to
 * reconciler/. */

#include "reconciler/run.h"

/* How the rows of one side are judged. */
struct judging {
    /* Before ROW is judged: what the rows behind it, below END, will need comes into the cache meanwhile. */
    void (*expect)(struct worker *worker, uint32_t row, uint32_t end);
    void (*judge)(struct worker *worker, uint32_t row);
};

extern const struct judging judging_assets;
/* Devices that are paired were judged with their asset: nothing is done for them. */
extern const struct judging judging_devices;
