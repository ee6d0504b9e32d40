#pragma once
/* Of what positions, allocations and demands are made, in the order in which they are sorted. Internal to findings/. */

#include "findings/license_records.h"
#include "findings/record_parts.h"

enum license_record_kind {
    LICENSE_RECORD_POSITION,   /* struct license_position */
    LICENSE_RECORD_ALLOCATION, /* struct license_allocation */
    LICENSE_RECORD_DEMAND,     /* struct license_demand */
    LICENSE_RECORD_COUNT
};

extern const struct record_shape license_record_shapes[LICENSE_RECORD_COUNT];
