#pragma once
/* How many machines a row of the ledger of devices stands for. One thread at a time. */

#include "base/buffer.h"
#include "inventory/row_cells.h"

/* Its quantity, at least 1; 1 where it has a serial number: it is that one machine then, whatever it says. SCRATCH is
 * overwritten. */
uint32_t row_quantity_read(struct row_reader *asset, struct buffer *scratch);
