#pragma once
/* Which parts of devices a scan says, in its probes, that it read whole, where a device without the part does not say
 * that it lacks it: not every machine has such a part, and another tool's export may not carry it. Any thread. */

#include "inventory/table.h"

struct probe_parts;
struct budget;

enum probe_part { PROBE_PART_LOGINS, PROBE_PART_UPDATES, PROBE_PART_COUNT };

/* PROBES may be NULL. */
MUST_CHECK enum err_code probe_parts_new(const struct table *probes, struct budget *budget,
                                         struct probe_parts **ret_parts, struct err *err);
void probe_parts_free(struct probe_parts *parts);
DEFINE_CLEANUP(probe_parts, probe_parts_free)
/* Was the part of the device that the reader stands on read whole? Of logins one that is known says so as well. */
bool probe_parts_is_read(const struct probe_parts *parts, struct row_reader *device, enum probe_part part);
