#pragma once
/* Which rows of what others saw speak of one machine, and which of them tells best where it is. Rows that name one MAC
 * address, serial number or UUID are of one; a row without any is told by its name at its port, where it may be of one
 * that announced itself in another protocol with more.
 *
 * Constant once found; any thread. Internal to reconciler/. */

#include "reconciler/sightings.h"

/* How a machine is known to be where it is; the first that applies counts. */
enum stranger_class { CLASS_ANNOUNCED, CLASS_PORT, CLASS_ARP, CLASS_GUEST, CLASS_ELSEWHERE };

struct stranger_machine {
    uint32_t best; /* the row that tells best where it is */
    bool is_known; /* something on paper or in fact holds one of its names */
};

/* The number of a machine is that of one of its MAC addresses, serial numbers or UUIDs; machines without any have
 * numbers behind those of all names. */
struct stranger_machines {
    const struct sightings *sightings;
    bool are_guests;                /* what hosts list, and not what neighbours saw */
    uint32_t *machine_of;           /* by row; SIGHTING_NONE: it tells of none */
    struct stranger_machine *items; /* by number; that of no row stands for none */
};

/* SIGHTINGS, whose owners are found, is borrowed. False when memory is out. */
MUST_CHECK bool stranger_machines_find(const struct sightings *sightings, bool are_guests,
                                       struct stranger_machines *ret_machines);
/* Also after it could not be found. */
void stranger_machines_done(struct stranger_machines *machines);
enum stranger_class stranger_machines_class(const struct stranger_machines *machines, uint32_t row);
