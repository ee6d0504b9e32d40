#pragma once
/* The attributes of a pair: DIF-ATTRIBUTE for each cell that differs, DIF-STATUS for what should not be alive. Internal
 * to reconciler/. */

#include "reconciler/run.h"

struct attribute_checks {
    bool location; /* the place could be compared */
    bool user;     /* the user could be compared */
};

/* The readers stand on both rows. */
struct attribute_checks attributes_compare(struct worker *worker, struct pair_rows *rows);
