#pragma once
/* The ledger's facilities by their names. Constant once read: any thread. */

#include "inventory/table.h"

struct facilities;
/* TABLE may be NULL: there are none. */
MUST_CHECK enum err_code facilities_read(const struct table *table, struct facilities **ret_facilities,
                                         struct err *err);
void facilities_free(struct facilities *facilities);
DEFINE_CLEANUP(facilities, facilities_free)
uint32_t facilities_count(const struct facilities *facilities);
/* The name of the facility with which the location begins, the longest of several: a rack stands in its data centre.
 * Empty where there is none; else as long as FACILITIES. */
struct str facilities_of_location(const struct facilities *facilities, struct str location);
