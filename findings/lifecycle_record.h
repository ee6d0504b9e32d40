#pragma once
/* Of what the records of support, contracts and reuse are made, in the order in which they are sorted. Internal to
 * findings/. */

#include "findings/lifecycle_records.h"
#include "findings/record_parts.h"

enum lifecycle_record_kind {
    LIFECYCLE_RECORD_SUPPORT,  /* struct support_record */
    LIFECYCLE_RECORD_CONTRACT, /* struct contract_record */
    LIFECYCLE_RECORD_REUSE,    /* struct reuse_record */
    LIFECYCLE_RECORD_COUNT
};

extern const struct record_shape lifecycle_record_shapes[LIFECYCLE_RECORD_COUNT];
