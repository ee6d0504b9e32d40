#pragma once
/* Devices of a snapshot by their ids, which are unique there: the number of an id is the row that has it. Constant once
 * read: any thread. */

#include "base/intern.h"
#include "inventory/table.h"

/* ERR_ID_TWICE: two rows have the same id. The ids are within the table's budget; free with intern_free. */
MUST_CHECK enum err_code device_numbers_read(const struct table *devices, struct intern **ret_ids, struct err *err);
/* The row of the device with that id, UINT32_MAX when there is none; IDS is what device_numbers_read gave, or NULL. As
 * struct row_groups_input (pairing/groups.h) asks it. */
uint32_t device_numbers_find(void *ids, struct str device_id);
