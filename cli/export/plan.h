#pragma once
/* How check sheets are drawn, as the options of `genkyo export check-sheet` say. */

#include "cli/export/command.h"

/* False after a usage error, which has been printed. The plan borrows the options' texts. */
bool export_plan_read(const struct export_options *given, struct check_plan *ret_plan);
/* The name of an option that was given and speaks of such a plan; NULL: none was. */
const char *export_plan_option(const struct export_options *given);
