#pragma once
/* What `genkyo check` tells of a ledger directory: a line a problem and a summary a file, or one JSON object
 * (docs/formats/check.md). */

#include "cli/command.h"
#include "inventory/inventory.h"

/* Problems by what they do to the reading. */
struct check_counts {
    uint64_t refusals, problems, notices;
};

struct check_counts check_count(struct diagnostics *diagnostics);
void check_print(const struct cli *cli, const struct inventory *ledger, struct diagnostics *diagnostics);
MUST_CHECK enum err_code check_print_json(const struct cli *cli, const struct inventory *ledger,
                                          struct diagnostics *diagnostics, enum exit_status status, struct err *err);
