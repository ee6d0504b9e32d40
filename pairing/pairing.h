#pragma once
/* Identity resolution: which observed device is which documented asset, by which keys, how surely.
 *
 * One to one, in tiers from the strongest kind of key to the weakest (asset label, serial number, UUID, MAC, name,
 * address). A key pairs two rows only where exactly one asset and exactly one device hold it and no stronger key of the
 * two disagrees. Where several assets hold it, those not yet disposed of or returned come first. What n assets and m
 * devices share falls to the next tier; what is left at the end is ambiguous. Keys that contradict each other never
 * merge silently: each contradiction is kept as a conflict.
 *
 * The result does not depend on the order of rows. Constant once built; any thread. */

#include "base/parallel.h"
#include "inventory/identity.h"
#include "inventory/table.h"

struct key_side; /* pairing/keys.h */

#define PAIRING_NONE UINT32_MAX

enum pair_state { PAIR_NONE, PAIR_ONE, PAIR_AMBIGUOUS };

/* What became of one row of either side. */
struct pair {
    enum pair_state state;
    uint32_t row;          /* PAIR_ONE: the row on the other side */
    enum identity_key key; /* PAIR_ONE: the key that paired them; PAIR_AMBIGUOUS: the strongest shared one */
    unsigned agreeing;     /* PAIR_ONE: bit per enum identity_key that agrees */
    uint32_t candidates;   /* PAIR_AMBIGUOUS: rows on the other side that share the key */
};

/* Keys that say different things. */
struct pair_conflict {
    uint32_t asset, device;
    enum identity_key agreeing;    /* says that the two are one … */
    enum identity_key disagreeing; /* … and this one denies it */
    uint32_t other_asset;          /* the asset that the disagreeing key of the device names, or PAIRING_NONE */
    bool is_paired;                /* the two were paired all the same, the agreeing key being the stronger */
};

struct pairing;

/* Either table may be NULL: no rows. Both must have been read with their machine keys, and
 * within one budget, which what the pairing keeps by row is taken from. ERR_KEY_CLASH: two different
 * names have the same key, which is to be expected once in some ten thousand runs over millions of machines; another
 * run has other keys. */
MUST_CHECK enum err_code pairing_build(const struct table *assets, const struct table *devices, struct pool *pool,
                                       struct pairing **ret_pairing, struct err *err);
void pairing_free(struct pairing *pairing);
DEFINE_CLEANUP(pairing, pairing_free)
struct pair pairing_of_asset(const struct pairing *pairing, uint32_t asset);
struct pair pairing_of_device(const struct pairing *pairing, uint32_t device);
/* Were the keys by which an asset and its device were paired, and those that agree besides, equal names, and not only
 * equal numbers? Whoever makes use of a pair asks this first, with readers that stand on both rows. ERR_KEY_CLASH when
 * not. */
MUST_CHECK enum err_code pairing_prove(const struct pairing *pairing, uint32_t asset, struct row_reader *asset_row,
                                       struct row_reader *device_row, struct err *err);
/* The device of an asset that has one, else PAIRING_NONE. */
uint32_t pairing_partner(const struct pairing *pairing, uint32_t asset);
/* The asset that a device is, else PAIRING_NONE. PAIRING may be NULL: no device is one. */
uint32_t pairing_asset(const struct pairing *pairing, uint32_t device);
/* Machines as numbers: assets by their rows, then, behind all assets, devices by theirs. That of a device: its asset's,
 * else its own. */
uint32_t pairing_machine(const struct pairing *pairing, uint32_t device);
/* In order of asset and device row. Of two rows that were not paired, the strongest contradiction only. */
const struct pair_conflict *pairing_conflicts(const struct pairing *pairing, size_t *ret_count);
/* A key of an asset without a partner that devices hold as well; they may have partners. */
struct shared_key {
    enum identity_key kind;
    uint64_t key;
    bool is_shared; /* by several assets that have not left */
    const uint32_t *devices;
    uint32_t device_count; /* at least one */
};
/* NUMBER counts from 0, the strongest kinds first; false behind the last of the asset's. */
bool pairing_shared_key(const struct pairing *pairing, uint32_t asset, size_t number, struct shared_key *ret_key);
/* Is the device surely not the asset: a label, serial number, UUID or MAC address pairs it with another asset or denies
 * that it is this one? */
bool pairing_is_other_machine(const struct pairing *pairing, uint32_t asset, uint32_t device);
/* The keys of either side, for whoever looks for something else by them. They live as long as the pairing. */
const struct key_side *pairing_asset_keys(const struct pairing *pairing);
const struct key_side *pairing_device_keys(const struct pairing *pairing);
