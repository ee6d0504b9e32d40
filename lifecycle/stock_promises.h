#pragma once
/* Until when the ledger says that software is to be used, by machine and product. Internal to the stock. */

#include "lifecycle/stock_build.h"

struct stock_ledger_plans {
    struct stock_promise *items; /* by machine, then identity */
    size_t *first;               /* by machine, and one more; NULL: there are none */
};

/* Takes what the threads have gathered. */
MUST_CHECK enum err_code stock_ledger_plans_build(const struct stock_build *build, struct stock_ledger_plans *ret_plans,
                                                  struct err *err);
void stock_ledger_plans_done(struct stock_ledger_plans *plans);
/* Of a row of the ledger's software; the latest day where several rows of the machine say the same product and version.
 */
struct date stock_ledger_plans_of_row(const struct stock_ledger_plans *plans, struct row_reader *reader,
                                      uint32_t machine, uint32_t row);
/* Of an observed version of a product on a machine: as the rows say that name that version, else any of the product;
 * the latest day of several. READER is of the ledger's software. */
struct date stock_ledger_plans_find(const struct stock_ledger_plans *plans, struct row_reader *reader, uint32_t machine,
                                    uint32_t identity, struct str version);
