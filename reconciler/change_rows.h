#pragma once
/* The rows of the change register, with what the rows of one change say together. The operation and the maintenance
 * side each number a change in their own way: a row's related_id names the other row, in either direction, and rows
 * with one change_id are of one change as well.
 *
 * Target, field, before and after are each row's own. Approval and dates that a row leaves blank are those of the other
 * rows of the change: where these differ, the approval that is worth least (rejected, pending, approved), and the
 * latest date. Constant once read; any thread. Internal to reconciler/. */

#include "base/arena.h"
#include "inventory/table.h"
#include "inventory/words.h"

/* What `after` says of software. */
enum change_software {
    CHANGE_TO_NOTHING_SAID, /* it is blank */
    CHANGE_TO_GONE,
    CHANGE_TO_THERE, /* in any version */
    CHANGE_TO_VERSION,
};

struct change_row {
    uint32_t row;
    struct str id; /* as people are told: "CHG-101 (M-55)"; the first is the one that names the others */
    struct str target, field, before, after;
    enum change_software software; /* once the field is known to be of software: change_software_read */
    struct str version;            /* CHANGE_TO_VERSION: within `after` */
    bool is_continued;             /* it has no field, but another row of the change has */
    bool has_approval;
    enum change_approval approval;
    struct date approved_on, applied_on; /* DATE_NONE: blank or unreadable */
};

/* In the order of the table's rows; all of it lives in ARENA. */
MUST_CHECK enum err_code change_rows_read(const struct table *table, struct arena *arena, struct change_row **ret_rows,
                                          struct err *err);
