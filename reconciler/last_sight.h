#pragma once
/* Where neighbours saw an asset that did not answer itself: by any name that the ledger gives it. Internal to
 * reconciler/. */

#include "reconciler/run.h"

/* A sight, with texts in the worker's arena. */
struct last_sight {
    struct str where;    /* "sw-3f Gi1/0/12 VLAN 20" */
    struct str evidence; /* "neighbors.csv:17" */
};

/* The asset reader stands on ASSET, which has no device. Of several sights the one that tells best where it is
 * connected. False when there is none. Names that several assets have, and addresses of clients, are no such names. By
 * a name or an address alone only what is no other machine by its serial number or MAC address, nor a device that
 * answered. The device reader is moved. */
bool last_sight_find(struct worker *worker, uint32_t asset, struct last_sight *ret_sight);
