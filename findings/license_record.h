#pragma once
/* Positions, allocations and demands as records of a sorter: what one machine writes and reads back within a run. Any
 * thread. */

#include "base/buffer.h"
#include "findings/license_records.h"

enum license_record_kind {
    LICENSE_RECORD_POSITION,   /* struct license_position */
    LICENSE_RECORD_ALLOCATION, /* struct license_allocation */
    LICENSE_RECORD_DEMAND,     /* struct license_demand */
    LICENSE_RECORD_COUNT
};

/* Appends what the record is sorted by to KEY, and the rest to PAYLOAD. Its texts are without NUL, as all cells are. */
void license_record_put(enum license_record_kind kind, const void *record, struct buffer *key, struct buffer *payload);
/* Fills the struct of the kind with slices of both; false, and nothing is filled, when they are not a whole record. */
bool license_record_get(enum license_record_kind kind, struct str key, struct str payload, void *ret_record);
