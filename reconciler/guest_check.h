#pragma once
/* What the lists of hypervisors say of one asset. All of it is nothing where no host told of guests. Internal to
 * reconciler/. */

#include "reconciler/run.h"

struct guest_sight {
    bool is_listed; /* some host lists a guest by one of the asset's names, whosever else it is */
    uint32_t row;   /* of guests: surely the asset; SIGHTING_NONE (reconciler/sightings.h) */
};

/* The asset reader stands on ASSET, which has no device. Surely it is the asset by a UUID or a MAC address that no
 * other asset has; by a name that one asset and one guest have where UUIDs and MAC addresses do not deny it, and where
 * the guest is no device that was met. */
struct guest_sight guest_check_find(struct worker *worker, uint32_t asset);

/* A guest in words, in the worker's arena. */
struct guest_words {
    struct str host, state, evidence; /* state: a word of the schema, may be empty */
};
/* The device reader is moved. */
struct guest_words guest_check_words(struct worker *worker, uint32_t row);

/* The asset is listed nowhere and was not met anywhere: where the host on paper, and with it every host to which it may
 * have moved, told of all of its guests, adds the finding and gives the fixed word for it; else empty. */
struct str guest_check_gone(struct worker *worker, uint32_t asset);

/* Compares the host on paper with the one that lists the asset, on which its reader stands; ROWS has its device, or
 * none (PAIRING_NONE). The device reader is moved. */
void guest_check_host(struct worker *worker, struct pair_rows *rows);
