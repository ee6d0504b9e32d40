#pragma once
/* Targets from a ledger: its machines that are in use. One thread. */

#include "inventory/inventory.h"
#include "scanner/target/target.h"

/* The addresses (else hostnames) of the ledger's devices that are expected alive. */
MUST_CHECK enum err_code target_from_ledger(const struct inventory *ledger, const struct target_options *options,
                                            struct arena *arena, struct target_list *ret_list, struct err *err);
