#pragma once
/* One pass over each table of software: rows of titles that can lose support become drafts; rows of other titles cost
 * looking at their code. Internal to the stock. */

#include "lifecycle/stock_build.h"

/* Machines must have been read. Finds out which of them were examined. */
MUST_CHECK enum err_code stock_software_read(struct stock_build *build, struct err *err);
