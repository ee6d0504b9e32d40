#pragma once
/* A ledger of licences for a test, and the rights that are read from it. */

#include "licenses/entitlement.h"
#include "products/rules_table.h"
#include "tests/unit/support/ledger_text.h"

#define BIT(FACT) (UINT32_C(1) << (FACT))
/* What is missing in rows that say neither who made what, in words that a rule knows, nor its terms. */
#define USUAL_FACTS (BIT(FACT_VENDOR) | BIT(FACT_TITLE) | BIT(FACT_TERMS))

struct ledger_rights {
    struct ledger_text ledger;
    struct title_rules *rules; /* NULL: without any */
    struct title_matcher *matcher;
    struct entitlements *list;
};

/* PRODUCTS NULL: without rules. */
static inline struct ledger_rights ledger_rights_read(const char *licenses, const char *products) {
    struct ledger_file files[] = {{"licenses.csv", licenses}, {"products.csv", products}};
    struct ledger_rights rights = {.ledger = ledger_text_read(files, products ? 2 : 1)};
    const struct inventory *inventory = rights.ledger.inventory;

    if (products) {
        const struct table *table = inventory_table(inventory, TABLE_PRODUCTS);
        assert_int_equal(title_rules_read(table, rights.ledger.diagnostics, &rights.rules, NULL), ERR_OK);
        assert_int_equal(title_matcher_new(rights.rules, &rights.matcher, NULL), ERR_OK);
    }
    const struct table *table = inventory_table(inventory, TABLE_LICENSES);
    assert_non_null(table);
    assert_int_equal(entitlements_read(table, rights.matcher, &rights.list, NULL), ERR_OK);
    return rights;
}

static inline void ledger_rights_done(struct ledger_rights *rights) {
    entitlements_free(rights->list);
    title_matcher_free(rights->matcher);
    title_rules_free(rights->rules);
    ledger_text_done(&rights->ledger);
}

/* The first one with the id; the test fails when there is none. */
static inline const struct entitlement *ledger_rights_get(const struct ledger_rights *rights, const char *id) {
    for (uint32_t i = 0; i < entitlements_count(rights->list); i++) {
        if (str_eq(entitlements_get(rights->list, i)->license_id, str_from(id))) {
            return entitlements_get(rights->list, i);
        }
    }
    fail_msg("no %s", id);
    return NULL;
}

/* Rows of license_id,product,quantity,end_on,upgrade_of, counted by device; without rules. */
static inline struct ledger_rights ledger_rights_read_rows(const char *rows) {
    char text[2048];

    ledger_text_rows(text, sizeof text, "license_id,product,quantity,end_on,upgrade_of,metric\n", rows, ",device\n");
    return ledger_rights_read(text, NULL);
}

enum { UNLIMITED = -1 };

static inline void check_units(struct units units, int64_t expected) {
    assert_int_equal(units.is_unlimited, expected == UNLIMITED);
    assert_int_equal(units.count, expected == UNLIMITED ? 0 : expected);
}
