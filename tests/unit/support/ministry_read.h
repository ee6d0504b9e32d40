#pragma once
/* What is read from a small ministry before anything is compared. Anything that goes wrong fails the test. */

#include "pairing/pairing.h"
#include "products/rules_table.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ministry.h"

/* The caller frees it. */
static inline struct pairing *ministry_pairing(const struct ministry *ministry) {
    struct pairing *pairing = NULL;

    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_OK);
    return pairing;
}

/* Those of the ledger's products; the caller frees them. */
static inline struct title_rules *ministry_rules(const struct ministry *ministry) {
    struct title_rules *rules = NULL;

    assert_int_equal(title_rules_read(inventory_table(ministry_ledger(ministry), TABLE_PRODUCTS), NULL, &rules, NULL),
                     ERR_OK);
    return rules;
}
