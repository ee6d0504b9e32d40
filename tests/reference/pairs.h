#pragma once
/* The reference of pairing/pairing.h: which observed device is which documented asset, found by asking every row about
 * every other row. Its results have the same types. */

#include "pairing/pairing.h"
#include "tests/reference/sheet.h"

/* The keys of a row in normal form, those of one kind in the order of its cells. */
struct pair_keys {
    struct str *texts[KEY_COUNT];
    size_t counts[KEY_COUNT];
};

struct pairs {
    uint32_t asset_count, device_count;
    struct pair_keys *asset_keys, *device_keys;
    bool *has_left; /* by asset */
    struct pair *of_asset, *of_device;
    struct pair_conflict *conflicts;
    size_t conflict_count;
};

/* All of it lives in ARENA. */
struct pairs pairs_find(const struct sheet *assets, const struct sheet *devices, struct arena *arena);
/* TEXT is in normal form. */
bool pairs_asset_has_key(const struct pairs *pairs, uint32_t asset, enum identity_key kind, struct str text);
/* Have the two a key of that kind in common? */
bool pairs_share_key(const struct pairs *pairs, uint32_t asset, uint32_t device, enum identity_key kind);
/* The one device that has a key of that kind which no other asset still with us has; *RET_TEXT is the key. PAIRING_NONE
 * when none or several have. */
uint32_t pairs_device_with_own_key(const struct pairs *pairs, uint32_t asset, enum identity_key kind,
                                   struct str *ret_text);
/* As pairing_is_other_machine. */
bool pairs_is_other_machine(const struct pairs *pairs, uint32_t asset, uint32_t device);
