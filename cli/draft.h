#pragma once
/* Drafting ledgers from an observation: a first set of rows that people check and go on with. */

#include "cli/command.h"
#include "inventory/inventory.h"
#include "inventory/ledger_write.h"

struct draft_options {
    enum heading_language language;
    enum encoding encoding;
    bool all_software; /* a distribution's packages as well */
};

/* Writes a file for each ledger into the directory. With a SNAPSHOT, devices.csv and software.csv hold what was
 * observed: a device gets its observed label as asset number, else a provisional one, DRAFT-0001 and so on in the order
 * of device ids. All other files, and all without one (NULL), hold their headings and an example row as a comment. */
MUST_CHECK enum err_code draft_ledger(int dir_fd, const struct inventory *snapshot, const struct draft_options *options,
                                      struct err *err);
