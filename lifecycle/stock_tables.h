#pragma once
/* The tables that the stock is read from. Internal to the stock. */

#include "lifecycle/stock.h"

struct stock_tables {
    const struct table *assets, *devices, *listed, *installed; /* each may be NULL */
};

static inline struct stock_tables stock_tables_of(const struct lifecycle_input *input) {
    return (struct stock_tables){
        .assets = inventory_table(input->ledger, TABLE_DEVICES),
        .devices = inventory_table(input->snapshot, TABLE_DEVICES),
        .listed = inventory_table(input->ledger, TABLE_SOFTWARE),
        .installed = inventory_table(input->snapshot, TABLE_SOFTWARE),
    };
}

const struct lifecycle_input *stock_input(const struct stock *stock);
