#pragma once
/* A virtual machine as the lists of any hypervisor tell it, and the row of `guests` that becomes of it. Texts are
 * borrowed until the row is added. One thread at a time. */

#include "scanner/collect/observation.h"

#define GUESTS_MAX     16384 /* of one machine; more are not looked at */
#define GUEST_MACS_MAX 32

struct guest {
    struct str name, os, state; /* state: a word of the schema */
    struct str uuid;            /* of guest_uuid */
    struct str macs[GUEST_MACS_MAX];
    size_t mac_count;
    uint64_t memory_mb, cpus; /* 0: unknown */
};

/* Sixteen bytes in hex, with hyphens, blanks or braces between or around them: "56 4d 8c 6f 3a 1b 2c 3d-4e 5f …". The
 * usual form in lower case, in the arena; empty when it is none. */
struct str guest_uuid(struct arena *arena, struct str text);
/* Adds an address in any form of nic_mac; what is none, and what a guest has beyond reason, is passed over. */
void guest_add_mac(struct arena *arena, struct guest *guest, struct str text);
/* Adds its row, unless it has neither a name nor a UUID. */
void guest_report(const struct guest *guest, struct observation *observation);
