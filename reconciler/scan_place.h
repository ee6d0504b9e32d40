#pragma once
/* Where a scan looks: addresses and names of `probes.csv`, in the form in which they are compared with those of the
 * ledger. Pure functions; any thread. */

#include "inventory/table.h"

/* An address in canonical form, or the first label of a name; nothing is appended when it is neither. */
void scan_place_append(struct str text, struct buffer *out);
/* A target as it stands in probes.csv, [2001:db8::5]:2222 or db1:2222, without what is not its name. */
struct str scan_place_of_target(struct str target);
/* Is the target several addresses, of which each has a row of its own? 10.0.0.0/24 and 10.0.0.1-50 are. */
bool scan_place_is_block(struct str target);
/* Does the row of probes that the reader stands on prove that somebody is there, whether or not it was read? */
bool scan_place_has_answered(struct row_reader *probe);
