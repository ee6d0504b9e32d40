#pragma once
/* A trend on standard output. One thread. */

#include "cli/command.h"
#include "cli/trend.h"

/* For people at a terminal. */
MUST_CHECK enum err_code trend_write_text(const struct trend *trend, struct err *err);
/* A row a figure: run,as_of,measure,code,outcome,value; what was corrected has no run. */
MUST_CHECK enum err_code trend_write_csv(const struct trend *trend, struct err *err);
MUST_CHECK enum err_code trend_write_json(const struct trend *trend, struct err *err);
