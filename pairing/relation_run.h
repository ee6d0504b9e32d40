#pragma once
/* What the parts of relations_find share. Internal to pairing/relation*. */

#include "pairing/facilities.h"
#include "pairing/relation_products.h"
#include "pairing/relations.h"

/* The licences by their ids. */
struct relation_licenses;
MUST_CHECK enum err_code relation_licenses_read(const struct inventory *ledger, struct relation_licenses **ret_licenses,
                                                struct err *err);
void relation_licenses_free(struct relation_licenses *licenses);
/* ID is borrowed; labelled with what its row says that it is for. */
struct relation_node relation_license_node(const struct relation_licenses *licenses, struct str id);

struct relation_run {
    const struct relations_input *input;
    const struct relation_machines *machines;
    const struct inventory *ledger, *snapshot;
    struct relation_products *products;
    struct facilities *facilities;
    struct relation_licenses *licenses;
    struct pool *pool;
    struct relation_records *records;
    /* Of the column license_id of the ledger's software: by code the one product that its rows are of; PRODUCT_NONE,
     * PRODUCT_SEVERAL. NULL where there is none. */
    uint32_t *licensed;
};
#define PRODUCT_SEVERAL (PRODUCT_NONE - 1)

/* One pass over each table of software. */
MUST_CHECK enum err_code relation_software_add(struct relation_run *run, struct err *err);
/* By assignments and allocations. Behind the software. */
MUST_CHECK enum err_code relation_licenses_add(struct relation_run *run, struct err *err);
/* Circuits, domains, cloud services, facilities; connections of machines. */
MUST_CHECK enum err_code relation_network_add(struct relation_run *run, struct err *err);

/* Edges that stand for many: numbers with counts, a few at a time. */
struct relation_slot {
    uint64_t key;
    int64_t count; /* 0: nothing is there */
};
enum { RELATION_SLOT_BITS = 13, RELATION_SLOTS = 1 << RELATION_SLOT_BITS };
/* Where what KEY stands for is counted: if another key is there, that one must be told first. */
static inline struct relation_slot *relation_slot_of(struct relation_slot *slots, uint64_t key) {
    return &slots[(key * UINT64_C(0x9E3779B97F4A7C15)) >> (64 - RELATION_SLOT_BITS)];
}
