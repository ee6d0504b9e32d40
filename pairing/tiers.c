#include "pairing/pairing_build.h"

#include "base/budget.h"

#include <pthread.h>
#include <stdatomic.h>

/* One tier, for one kind of key:
 *
 *   agree      which partners of earlier tiers agree in this key as well
 *   propose    a key that names one asset and one device, both without a partner, proposes them to each other, unless a
 *              stronger key denies it, which is a conflict; partners whose key names somebody else are a conflict too
 *   accept     who was proposed one other only, and mutually, is paired
 *
 * Nothing depends on the order in which keys are gone through. */

enum { SEVERAL = PAIRING_NONE - 1, CHUNK_ROWS = 1 << 15, AHEAD = 24 };

struct tier {
    struct pairing *pairing;
    enum identity_key kind;
    _Atomic uint32_t *proposed[SIDE_COUNT]; /* by row: the other side's row, PAIRING_NONE or SEVERAL */
    pthread_mutex_t lock;                   /* of the conflicts */
};

/* --- agree -----------------------------------------------------------------------------------------------------------
 */

static void agree_chunk(void *context, size_t number, unsigned worker) {
    struct tier *tier = context;
    struct pairing *pairing = tier->pairing;
    const struct key_side *assets = &pairing->sides[SIDE_LEDGER], *devices = &pairing->sides[SIDE_SNAPSHOT];
    const uint64_t *keys = devices->keys[tier->kind][0];
    uint32_t begin = (uint32_t)number * CHUNK_ROWS;
    uint32_t end = assets->rows - begin < CHUNK_ROWS ? assets->rows : begin + CHUNK_ROWS;

    (void)worker;
    for (uint32_t asset = begin; asset < end; asset++) {
        uint32_t device = pairing->partner[SIDE_LEDGER][asset];
        uint32_t later = asset + AHEAD < end ? pairing->partner[SIDE_LEDGER][asset + AHEAD] : PAIRING_NONE;
        if (later != PAIRING_NONE) {
            __builtin_prefetch(&keys[later]);
        }
        if (device != PAIRING_NONE && key_compare(assets, asset, devices, device, tier->kind) == KEY_AGREES) {
            pairing->agreeing[asset] |= (uint8_t)(1u << tier->kind);
        }
    }
}

static void agree(struct tier *tier, struct pool *pool) {
    const struct key_side *sides = tier->pairing->sides;

    if (sides[SIDE_LEDGER].column_count[tier->kind] && sides[SIDE_SNAPSHOT].column_count[tier->kind]) {
        parallel_for(pool, ((size_t)sides[SIDE_LEDGER].rows + CHUNK_ROWS - 1) / CHUNK_ROWS, agree_chunk, tier);
    }
}

/* --- propose ---------------------------------------------------------------------------------------------------------
 */

static void propose(_Atomic uint32_t *proposed, uint32_t row, uint32_t other) {
    uint32_t before = PAIRING_NONE;

    if (!atomic_compare_exchange_strong(&proposed[row], &before, other) && before != other) {
        atomic_store(&proposed[row], SEVERAL);
    }
}

static enum err_code add_conflict(struct pairing *pairing, struct pair_conflict conflict, struct err *err) {
    if (pairing->conflict_count == pairing->conflict_capacity) {
        size_t capacity = pairing->conflict_capacity ? pairing->conflict_capacity * 2 : 64;
        struct pair_conflict *conflicts =
            budget_resize(pairing->budget, pairing->conflicts, capacity, sizeof *conflicts);
        if (!conflicts) {
            return err_no_memory(err);
        }
        pairing->conflicts = conflicts;
        pairing->conflict_capacity = capacity;
    }
    pairing->conflicts[pairing->conflict_count++] = conflict;
    return ERR_OK;
}

static enum err_code note_conflict(struct tier *tier, struct pair_conflict conflict, struct err *err) {
    pthread_mutex_lock(&tier->lock);
    enum err_code code = add_conflict(tier->pairing, conflict, err);
    pthread_mutex_unlock(&tier->lock);
    return code;
}

/* The key names one asset and one device. */
static enum err_code take_two(struct tier *tier, uint32_t asset, uint32_t device, size_t *conflicts, struct err *err) {
    struct pairing *pairing = tier->pairing;

    if (pairing->partner[SIDE_LEDGER][asset] != PAIRING_NONE ||
        pairing->partner[SIDE_SNAPSHOT][device] != PAIRING_NONE) {
        return ERR_OK;
    }
    enum identity_key denial = pairing_denial(pairing, asset, device, tier->kind);
    if (denial == KEY_COUNT) {
        propose(tier->proposed[SIDE_LEDGER], asset, device);
        propose(tier->proposed[SIDE_SNAPSHOT], device, asset);
        return ERR_OK;
    }
    if (tier->kind == KEY_ADDRESS) {
        return ERR_OK; /* an address behind which another machine answers says that, and no more */
    }
    ++*conflicts;
    return note_conflict(tier, (struct pair_conflict){asset, device, tier->kind, denial, PAIRING_NONE, false}, err);
}

/* Paired devices whose key is the key of one other asset: the serial number says X, the name says Y. Addresses move too
 * easily to accuse anyone. */
static enum err_code take_claims(struct tier *tier, const struct holders *holders, size_t *conflicts, struct err *err) {
    struct pairing *pairing = tier->pairing;
    uint32_t claimant = holders_only_asset(pairing, holders);
    enum err_code code = ERR_OK;

    if (tier->kind == KEY_ADDRESS || claimant == PAIRING_NONE || pairing->sides[SIDE_LEDGER].has_left[claimant]) {
        return ERR_OK;
    }
    for (size_t i = 0; !code && i < holders->count[SIDE_SNAPSHOT]; i++) {
        uint32_t device = holders->rows[SIDE_SNAPSHOT][i], asset = pairing->partner[SIDE_SNAPSHOT][device];
        if (asset == PAIRING_NONE || asset == claimant || pairing->agreeing[asset] & 1u << tier->kind) {
            continue;
        }
        ++*conflicts;
        code = note_conflict(tier,
                             (struct pair_conflict){.asset = asset,
                                                    .device = device,
                                                    .agreeing = (enum identity_key)pairing->tier[asset],
                                                    .disagreeing = tier->kind,
                                                    .other_asset = claimant,
                                                    .is_paired = true},
                             err);
    }
    return code;
}

/* An observed asset tag is a label where it is some asset's number: firmware also holds part numbers and makers' own
 * tags there. */
static void note_labels(struct pairing *pairing, const struct holders *holders) {
    for (size_t i = 0; i < holders->count[SIDE_SNAPSHOT]; i++) {
        atomic_store_explicit(&pairing->has_label[holders->rows[SIDE_SNAPSHOT][i]], true, memory_order_relaxed);
    }
}

static enum err_code take(void *context, struct key_reader readers[SIDE_COUNT], const struct holders *holders,
                          struct err *err) {
    struct tier *tier = context;
    struct pairing *pairing = tier->pairing;
    uint32_t asset = holders_only_asset(pairing, holders), device = holders_only_device(holders);
    size_t conflicts = 0;
    enum err_code code = ERR_OK;

    if (tier->kind == KEY_ASSET_ID) {
        note_labels(pairing, holders);
    }
    if (asset != PAIRING_NONE && device != PAIRING_NONE) {
        code = take_two(tier, asset, device, &conflicts, err);
    }
    if (!code) {
        code = take_claims(tier, holders, &conflicts, err);
    }
    /* What two rows alone were paired by is proved when the pair is judged. */
    bool is_settled = holders->count[SIDE_LEDGER] == 1 && holders->count[SIDE_SNAPSHOT] == 1 && conflicts == 0;
    return code || is_settled ? code : holders_verify(holders, tier->kind, readers, err);
}

static void expect(void *context, enum key_side_id side, uint32_t row) {
    const struct tier *tier = context;

    __builtin_prefetch(&tier->pairing->partner[side][row]);
    __builtin_prefetch(&tier->proposed[side][row], 1);
    if (side == SIDE_SNAPSHOT && tier->kind == KEY_ASSET_ID) {
        __builtin_prefetch(&tier->pairing->has_label[row], 1);
    }
}

/* A row's keys are gone through while it has no partner, and where the partner does not agree. */
static bool is_open(const struct pairing *pairing, enum key_side_id side, uint32_t row, enum identity_key kind) {
    uint32_t partner = pairing->partner[side][row];
    uint32_t asset = side == SIDE_LEDGER ? row : partner;

    return partner == PAIRING_NONE || !(pairing->agreeing[asset] & 1u << kind);
}

/* --- accept ----------------------------------------------------------------------------------------------------------
 */

static void accept_chunk(void *context, size_t number, unsigned worker) {
    struct tier *tier = context;
    struct pairing *pairing = tier->pairing;
    uint32_t rows = pairing->sides[SIDE_LEDGER].rows, others = pairing->sides[SIDE_SNAPSHOT].rows;
    uint32_t begin = (uint32_t)number * CHUNK_ROWS, end = rows - begin < CHUNK_ROWS ? rows : begin + CHUNK_ROWS;

    (void)worker;
    for (uint32_t asset = begin; asset < end; asset++) {
        uint32_t device = tier->proposed[SIDE_LEDGER][asset];
        uint32_t later = asset + AHEAD < end ? tier->proposed[SIDE_LEDGER][asset + AHEAD] : PAIRING_NONE;
        if (later < others) {
            __builtin_prefetch(&tier->proposed[SIDE_SNAPSHOT][later]);
            __builtin_prefetch(&pairing->partner[SIDE_SNAPSHOT][later], 1);
        }
        if (device < others && tier->proposed[SIDE_SNAPSHOT][device] == asset) {
            pairing->partner[SIDE_LEDGER][asset] = device;
            pairing->partner[SIDE_SNAPSHOT][device] = asset;
            pairing->tier[asset] = (uint8_t)tier->kind;
            /* what earlier tiers had to say of the two is asked for now */
            for (enum identity_key kind = 0; kind <= tier->kind; kind++) {
                bool agrees =
                    kind == tier->kind || key_compare(&pairing->sides[SIDE_LEDGER], asset,
                                                      &pairing->sides[SIDE_SNAPSHOT], device, kind) == KEY_AGREES;
                pairing->agreeing[asset] |= (uint8_t)(agrees << kind);
            }
        }
    }
}

/* --- the tiers -------------------------------------------------------------------------------------------------------
 */

static enum err_code run_tier(struct pairing *pairing, enum identity_key kind, struct pool *pool, struct err *err) {
    struct tier tier = {.pairing = pairing, .kind = kind, .lock = PTHREAD_MUTEX_INITIALIZER};
    struct key_search search = {.pairing = pairing,
                                .pool = pool,
                                .kind = kind,
                                .is_open = is_open,
                                .take = take,
                                .expect = expect,
                                .context = &tier};
    enum err_code code = ERR_OK;

    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        size_t rows = (size_t)pairing->sides[side].rows + 1;
        tier.proposed[side] = budget_resize(pairing->budget, NULL, rows, sizeof *tier.proposed[side]);
        if (!tier.proposed[side]) {
            code = err_no_memory(err);
        } else {
            memset(tier.proposed[side], 0xFF, rows * sizeof *tier.proposed[side]);
        }
    }
    if (!code) {
        agree(&tier, pool);
        code = key_search_run(&search, err);
    }
    if (!code) {
        parallel_for(pool, ((size_t)pairing->sides[SIDE_LEDGER].rows + CHUNK_ROWS - 1) / CHUNK_ROWS, accept_chunk,
                     &tier);
    }
    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        budget_drop(tier.proposed[side]);
    }
    return code;
}

enum err_code pairing_run_tiers(struct pairing *pairing, struct pool *pool, struct err *err) {
    enum err_code code = ERR_OK;

    for (enum identity_key kind = 0; !code && kind < KEY_COUNT; kind++) {
        code = run_tier(pairing, kind, pool, err);
    }
    return code;
}
