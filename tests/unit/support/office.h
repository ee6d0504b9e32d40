#pragma once
/* A ledger of licences, people, machines and assignments for a test, and what is read from it. */

#include "licenses/assignments.h"
#include "pairing/asset_names.h"
#include "tests/unit/support/ledger_text.h"

struct office {
    struct ledger_text ledger;
    struct entitlements *entitlements;
    struct people *people;
    struct asset_names *names;
    struct assignments *list;
};

static inline struct office office_open(const struct ledger_file *files, size_t count) {
    struct office office = {.ledger = ledger_text_read(files, count)};
    const struct inventory *inventory = office.ledger.inventory;

    assert_int_equal(entitlements_read(inventory_table(inventory, TABLE_LICENSES), NULL, &office.entitlements, NULL),
                     ERR_OK);
    assert_int_equal(people_read(inventory_table(inventory, TABLE_PEOPLE), &office.people, NULL), ERR_OK);
    assert_int_equal(asset_names_build(inventory_table(inventory, TABLE_DEVICES), &office.names, NULL), ERR_OK);
    assert_int_equal(assignments_read(inventory_table(inventory, TABLE_ASSIGNMENTS), office.entitlements, office.people,
                                      office.names, &office.list, NULL),
                     ERR_OK);
    return office;
}

static inline void office_done(struct office *office) {
    assignments_free(office->list);
    asset_names_free(office->names);
    people_free(office->people);
    entitlements_free(office->entitlements);
    ledger_text_done(&office->ledger);
}
