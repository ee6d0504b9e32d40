#pragma once
/* --memory: what it gives to whom. */

#include "base/budget.h"
#include "cli/command.h"

/* The budget of what grows with the rows; NULL without a limit. On failure what is wrong has been printed. */
MUST_CHECK bool memory_budget(const struct cli *cli, struct budget **ret_budget);
/* What each of the sinks, which sort beyond memory, may hold at once; 0: as usual. */
size_t memory_of_sink(const struct budget *budget);
/* say_error for what failed within the budget, which may be NULL. */
void memory_say_error(const struct cli *cli, const struct budget *budget, struct err *err);
