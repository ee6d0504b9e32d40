#pragma once
/* From numbers to sites: which option is used where, and from which lots its units are there.
 *
 * An option's units go to its sites in the order of the lots' ranks, what is missing last; so no more than one site is
 * divided between two lots, and as few as can be are not complete. Options of several demands are used at the sites of
 * their runs; each demand's other sites are divided among its own options, those that are complete first. In the end
 * the sites of a block where something is missing are put behind all others. */

#include "licenses/allocation_counts.h"

/* Fills the placements. */
MUST_CHECK enum err_code allocation_lay_out(const struct allocation_counts *counts, struct allocation *allocation,
                                            struct err *err);
