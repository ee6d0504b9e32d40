#pragma once
/* What the parts of pairing/ share while a pairing is built. Internal. */

#include "pairing/keys.h"
#include "pairing/pairing.h"

/* Why a row without a partner is ambiguous. */
struct doubt {
    uint32_t row;
    enum identity_key key;
    uint32_t candidates;
};

/* A key that at least one asset and one device hold, one of them without a partner at the end. */
struct key_group {
    enum identity_key kind;
    uint64_t key;
    uint32_t begin, asset_count, device_count; /* in members: the assets, then the devices, in order of rows */
};

/* A row without a partner in a group; rank: which of the row's keys of that kind it is. */
struct group_entry {
    enum key_side_id side;
    uint32_t row;
    enum identity_key kind;
    uint32_t rank;
    uint32_t group;
};

struct pairing {
    struct budget *budget; /* of its arrays; NULL: no limit */
    struct key_side sides[SIDE_COUNT];
    uint32_t *partner[SIDE_COUNT]; /* by row; PAIRING_NONE */
    uint8_t *tier;                 /* by asset with a partner: the key that paired them */
    uint8_t *agreeing;             /* by asset with a partner: bit per kind that agrees */
    _Atomic bool *has_label;       /* by device: a number in its tag is some asset's; several threads may find so */
    struct pair_conflict *conflicts;
    size_t conflict_count, conflict_capacity;
    struct key_group *groups;
    size_t group_count, group_capacity;
    uint32_t *members;
    size_t member_count, member_capacity;
    struct group_entry *entries; /* by side, row, kind, rank */
    size_t entry_count;
    struct doubt *doubts[SIDE_COUNT]; /* by row */
    size_t doubt_count[SIDE_COUNT];
};

/* The rows that hold a key, in order; clients left out where it is an address. */
struct holders {
    uint64_t key;
    uint32_t *rows[SIDE_COUNT];
    size_t count[SIDE_COUNT];
};

/* Finds the keys of a kind that both sides hold, among all rows or only those of keys that open rows hold, and calls
 * TAKE for each. TAKE returns an error to end the search. */
struct key_search {
    struct pairing *pairing;
    struct pool *pool;
    enum identity_key kind;
    /* Is something still to be found out of a row's keys of this kind? Called for every row. */
    bool (*is_open)(const struct pairing *pairing, enum key_side_id side, uint32_t row, enum identity_key kind);
    enum err_code (*take)(void *context, struct key_reader readers[SIDE_COUNT], const struct holders *holders,
                          struct err *err);
    void (*expect)(void *context, enum key_side_id side, uint32_t row); /* see key_group_handler; may be NULL */
    void *context;
};
MUST_CHECK enum err_code key_search_run(const struct key_search *search, struct err *err);
/* Equal keys are hashes of equal names: reads them. ERR_KEY_CLASH when they are not, or when a row no longer has such a
 * name. */
MUST_CHECK enum err_code holders_verify(const struct holders *holders, enum identity_key kind,
                                        struct key_reader readers[SIDE_COUNT], struct err *err);

/* The one asset that a key names, or PAIRING_NONE: assets still with us go before those that have left. */
uint32_t holders_only_asset(const struct pairing *pairing, const struct holders *holders);
uint32_t holders_only_device(const struct holders *holders);
struct holders holders_of_group(const struct pairing *pairing, const struct key_group *group);
/* Assets still with us, counted up to so many. */
size_t holders_present(const struct pairing *pairing, const struct holders *holders, size_t most);

/* The strongest key above KIND that denies that the two are one; KEY_COUNT when none does. */
enum identity_key pairing_denial(const struct pairing *pairing, uint32_t asset, uint32_t device,
                                 enum identity_key kind);

/* Pairs row by row, tier by tier; collects conflicts. */
MUST_CHECK enum err_code pairing_run_tiers(struct pairing *pairing, struct pool *pool, struct err *err);
/* What is left: groups, their entries, doubts. */
MUST_CHECK enum err_code pairing_find_doubts(struct pairing *pairing, struct pool *pool, struct err *err);
/* The entries of a row without a partner. */
const struct group_entry *pairing_entries(const struct pairing *pairing, enum key_side_id side, uint32_t row,
                                          size_t *ret_count);
