#pragma once
/* Excel workbooks of a ledger directory: each visible sheet is read like a CSV file of its own, named
 * ledger.xlsx[機器台帳]. docs/formats/xlsx.md. */

#include "inventory/inventory_build.h"

bool intake_is_workbook(struct str name);
/* Reads a workbook into the inventory and lists its sheets; one that cannot be read is listed itself, as refused. */
MUST_CHECK enum err_code intake_workbook(struct inventory *inventory, int dir_fd, const char *name,
                                         const struct intake_options *options, struct diagnostics *diagnostics,
                                         struct err *err);
