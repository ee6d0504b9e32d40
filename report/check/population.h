#pragma once
/* The assets of a ledger that somebody can go and look at: the population that check sheets are drawn from. Internal to
 * report/. One thread. */

#include "base/arena.h"
#include "base/calendar.h"
#include "inventory/inventory.h"
#include "report/check/sample.h"

struct check_scope {
    struct str system;   /* only assets of the information system so called; empty: of all */
    struct str location; /* only those whose place begins with this; empty: all. Both are compared folded */
};

struct check_population {
    const struct table *devices; /* NULL: the ledger has none, and all is 0 */
    struct sample_item *items;   /* by asset_id; a place is a stratum */
    uint32_t count;
    const struct str *places; /* by stratum; one may be empty */
    uint32_t place_count;
    /* Rows of the ledger, and those left out: each counts for the first of these. */
    uint64_t rows, nameless, gone, virtual, elsewhere;
};
/* ARENA keeps the texts. Gone is what was disposed of, returned or lost on paper by the day AS_OF; machines that are
 * virtual stand nowhere. */
MUST_CHECK enum err_code check_population_read(const struct inventory *ledger, const struct check_scope *scope,
                                               struct date as_of, struct arena *arena,
                                               struct check_population *ret_population, struct err *err);
