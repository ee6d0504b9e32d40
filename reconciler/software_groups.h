#pragma once
/* The rows of software, and of accounts, by the machine that they belong to. Internal to reconciler/. */

#include "reconciler/run.h"

/* The run's ledger software by the assets that it names, and what the snapshot has by its devices: software and, where
 * they say when somebody logged in, accounts. The labels must have been made. ERR_ID_TWICE: two devices have one id.
 */
MUST_CHECK enum err_code software_group_listed(struct run *run, struct pool *pool, struct err *err);
MUST_CHECK enum err_code software_group_observed(struct run *run, struct pool *pool, struct err *err);
/* The same of any software table of a snapshot, whose labels these are, by the rows of its DEVICES (may be NULL). */
struct table_labels;
MUST_CHECK enum err_code software_group_by_device(const struct table *devices, const struct table_labels *labels,
                                                  bool are_kept, struct pool *pool, struct row_groups *ret_groups,
                                                  struct err *err);
