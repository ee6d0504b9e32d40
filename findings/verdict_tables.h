#pragma once
/* The texts of verdicts from the devices tables of the ledger and the snapshot. */

#include "findings/verdict.h"
#include "inventory/table.h"

/* Tells the sink what ids to expect, from some rows of the tables (either may be NULL). */
MUST_CHECK enum err_code verdict_tables_expect(const struct table *assets, const struct table *devices,
                                               struct verdict_sink *sink, struct err *err);

/* Sets the codes of a verdict whose ids and rows are set, the row of a device among them. Any thread. */
void verdict_tables_note(const struct table *assets, const struct table *devices, struct verdict *verdict);

struct verdict_tables;
/* For threads 0…WORKERS-1. Borrows the tables; either may be NULL when no verdict has a row of it. */
MUST_CHECK enum err_code verdict_tables_new(const struct table *assets, const struct table *devices, unsigned workers,
                                            struct verdict_tables **ret_tables, struct err *err);
void verdict_tables_free(struct verdict_tables *tables);
DEFINE_CLEANUP(verdict_tables, verdict_tables_free)
/* Borrows TABLES. */
struct verdict_source verdict_tables_source(struct verdict_tables *tables);
/* What could not be read gave empty texts: the first failure. */
MUST_CHECK enum err_code verdict_tables_error(const struct verdict_tables *tables, struct err *err);
