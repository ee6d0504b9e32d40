#pragma once
/* Names that come of content: the serial number of a bill of materials, and what its parts refer to each other by.
 * Internal to bom/. */

#include "base/buffer.h"
#include "bom/bom.h"

/* "urn:uuid:…": a UUID of version 8 (RFC 9562, 5.8) that is the XXH3-128 of all that the request is made of. */
#define BOM_SERIAL_SIZE sizeof("urn:uuid:00000000-0000-0000-0000-000000000000")
MUST_CHECK enum err_code bom_serial(const struct bom_request *request, char ret_serial[BOM_SERIAL_SIZE],
                                    struct err *err);
/* PREFIX and the XXH3-128 of a record, in place of what the buffer has. */
MUST_CHECK enum err_code bom_reference(const char *prefix, struct str record, struct buffer *ret_reference,
                                       struct err *err);
