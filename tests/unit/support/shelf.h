#pragma once
/* A ledger of licences and rules about titles for a test, and the catalog that both lead to. */

#include "licenses/catalog.h"
#include "products/rules_table.h"
#include "tests/unit/support/ledger_text.h"

struct shelf {
    struct ledger_text ledger;
    struct title_rules *rules;
    struct catalog *catalog;
    struct entitlements *entitlements;
};

static inline struct shelf shelf_read(const char *products, const char *licenses) {
    struct ledger_file files[] = {{"products.csv", products}, {"licenses.csv", licenses}};
    struct shelf shelf = {.ledger = ledger_text_read(files, 2)};
    const struct inventory *inventory = shelf.ledger.inventory;

    assert_int_equal(title_rules_read(inventory_table(inventory, TABLE_PRODUCTS), NULL, &shelf.rules, NULL), ERR_OK);
    assert_int_equal(catalog_new(shelf.rules, &shelf.catalog, NULL), ERR_OK);
    assert_int_equal(entitlements_read(inventory_table(inventory, TABLE_LICENSES), catalog_matcher(shelf.catalog),
                                       &shelf.entitlements, NULL),
                     ERR_OK);
    return shelf;
}

static inline void shelf_done(struct shelf *shelf) {
    entitlements_free(shelf->entitlements);
    catalog_free(shelf->catalog);
    title_rules_free(shelf->rules);
    ledger_text_done(&shelf->ledger);
}
