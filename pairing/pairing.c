#include "inventory/plain_key.h"
#include "pairing/pairing_build.h"

#include "base/budget.h"

#include <stdatomic.h>
#include <stdlib.h>

void pairing_free(struct pairing *pairing) {
    if (!pairing) {
        return;
    }
    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        key_side_done(&pairing->sides[side]);
        budget_drop(pairing->partner[side]);
        budget_drop(pairing->doubts[side]);
    }
    budget_drop(pairing->tier);
    budget_drop(pairing->agreeing);
    budget_drop(pairing->has_label);
    budget_drop(pairing->conflicts);
    budget_drop(pairing->groups);
    budget_drop(pairing->members);
    budget_drop(pairing->entries);
    free(pairing);
}

/* --- what keys deny --------------------------------------------------------------------------------------------------
 */

static bool keys_disagree(const struct pairing *pairing, uint32_t asset, uint32_t device, enum identity_key kind) {
    return key_compare(&pairing->sides[SIDE_LEDGER], asset, &pairing->sides[SIDE_SNAPSHOT], device, kind) ==
               KEY_DISAGREES &&
           (kind != KEY_ASSET_ID || atomic_load_explicit(&pairing->has_label[device], memory_order_relaxed));
}

enum identity_key pairing_denial(const struct pairing *pairing, uint32_t asset, uint32_t device,
                                 enum identity_key kind) {
    for (enum identity_key stronger = 0; stronger < kind; stronger++) {
        if (keys_disagree(pairing, asset, device, stronger)) {
            return stronger;
        }
    }
    return KEY_COUNT;
}

/* --- conflicts -------------------------------------------------------------------------------------------------------
 */

static int compare_conflicts(const void *left, const void *right) {
    const struct pair_conflict *a = left, *b = right;
    const uint32_t of_a[] = {a->asset, a->device, a->agreeing, a->disagreeing, a->other_asset};
    const uint32_t of_b[] = {b->asset, b->device, b->agreeing, b->disagreeing, b->other_asset};

    for (size_t i = 0; i < ARRAY_LEN(of_a); i++) {
        if (of_a[i] != of_b[i]) {
            return of_a[i] < of_b[i] ? -1 : 1;
        }
    }
    return 0;
}

static bool is_open(const struct pairing *pairing, const struct pair_conflict *conflict) {
    return pairing->partner[SIDE_LEDGER][conflict->asset] == PAIRING_NONE &&
           pairing->partner[SIDE_SNAPSHOT][conflict->device] == PAIRING_NONE;
}

/* Drops contradictions whose rows found their partners elsewhere, and all but the strongest of each two rows. */
static void settle_conflicts(struct pairing *pairing) {
    size_t kept = 0;

    if (pairing->conflict_count) {
        qsort(pairing->conflicts, pairing->conflict_count, sizeof *pairing->conflicts, compare_conflicts);
    }
    for (size_t i = 0; i < pairing->conflict_count; i++) {
        const struct pair_conflict *conflict = &pairing->conflicts[i];
        const struct pair_conflict *last = kept ? &pairing->conflicts[kept - 1] : NULL;
        bool is_repeat = last && last->asset == conflict->asset && last->device == conflict->device &&
                         (!conflict->is_paired ||
                          (last->disagreeing == conflict->disagreeing && last->other_asset == conflict->other_asset));
        if ((conflict->is_paired || is_open(pairing, conflict)) && !is_repeat) {
            pairing->conflicts[kept++] = *conflict;
        }
    }
    pairing->conflict_count = kept;
}

/* --- building --------------------------------------------------------------------------------------------------------
 */

static uint32_t *no_partners(struct budget *budget, uint32_t rows) {
    uint32_t *partners = budget_resize(budget, NULL, (size_t)rows + 1, sizeof *partners);

    if (partners) {
        memset(partners, 0xFF, ((size_t)rows + 1) * sizeof *partners);
    }
    return partners;
}

static enum err_code allocate(struct pairing *pairing, struct err *err) {
    size_t assets = (size_t)pairing->sides[SIDE_LEDGER].rows + 1;
    size_t devices = (size_t)pairing->sides[SIDE_SNAPSHOT].rows + 1;

    for (unsigned side = 0; side < SIDE_COUNT; side++) {
        pairing->partner[side] = no_partners(pairing->budget, pairing->sides[side].rows);
    }
    pairing->tier = budget_alloc(pairing->budget, assets, sizeof *pairing->tier);
    pairing->agreeing = budget_alloc(pairing->budget, assets, sizeof *pairing->agreeing);
    pairing->has_label = budget_alloc(pairing->budget, devices, sizeof *pairing->has_label);
    return pairing->partner[SIDE_LEDGER] && pairing->partner[SIDE_SNAPSHOT] && pairing->tier && pairing->agreeing &&
                   pairing->has_label
               ? ERR_OK
               : err_no_memory(err);
}

enum err_code pairing_build(const struct table *assets, const struct table *devices, struct pool *pool,
                            struct pairing **ret_pairing, struct err *err) {
    CLEANUP(pairing_free_cleanup) struct pairing *pairing = calloc(1, sizeof *pairing);
    enum err_code code;

    if (!pairing) {
        return err_no_memory(err);
    }
    pairing->budget = assets ? table_budget(assets) : devices ? table_budget(devices) : NULL;
    code = key_side_init(SIDE_LEDGER, assets, pool, &pairing->sides[SIDE_LEDGER], err);
    if (!code) {
        code = key_side_init(SIDE_SNAPSHOT, devices, pool, &pairing->sides[SIDE_SNAPSHOT], err);
    }
    if (!code) {
        code = allocate(pairing, err);
    }
    if (!code) {
        code = pairing_run_tiers(pairing, pool, err);
    }
    if (!code) {
        code = pairing_find_doubts(pairing, pool, err);
    }
    if (code) {
        return code;
    }
    settle_conflicts(pairing);
    *ret_pairing = TAKE_PTR(pairing);
    return ERR_OK;
}

/* --- answers ---------------------------------------------------------------------------------------------------------
 */

static const struct doubt *find_doubt(const struct pairing *pairing, enum key_side_id side, uint32_t row) {
    const struct doubt *doubts = pairing->doubts[side];
    size_t low = 0, high = pairing->doubt_count[side];

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (doubts[middle].row < row) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < pairing->doubt_count[side] && doubts[low].row == row ? &doubts[low] : NULL;
}

static struct pair pair_of(const struct pairing *pairing, enum key_side_id side, uint32_t row) {
    uint32_t partner = pairing->partner[side][row];
    uint32_t asset = side == SIDE_LEDGER ? row : partner;
    const struct doubt *doubt;

    if (partner != PAIRING_NONE) {
        return (struct pair){.state = PAIR_ONE,
                             .row = partner,
                             .key = (enum identity_key)pairing->tier[asset],
                             .agreeing = pairing->agreeing[asset]};
    }
    doubt = find_doubt(pairing, side, row);
    return doubt ? (struct pair){.state = PAIR_AMBIGUOUS, .key = doubt->key, .candidates = doubt->candidates}
                 : (struct pair){.state = PAIR_NONE};
}

struct pair pairing_of_asset(const struct pairing *pairing, uint32_t asset) {
    return pair_of(pairing, SIDE_LEDGER, asset);
}

struct pair pairing_of_device(const struct pairing *pairing, uint32_t device) {
    return pair_of(pairing, SIDE_SNAPSHOT, device);
}

/* The first key of that kind that both rows have. */
static bool shared_key(const struct pairing *pairing, uint32_t asset, uint32_t device, enum identity_key kind,
                       uint64_t *ret_key) {
    struct key_walk of_asset = key_walk(&pairing->sides[SIDE_LEDGER], asset, kind);

    while (key_walk_next(&of_asset, ret_key)) {
        struct key_walk of_device = key_walk(&pairing->sides[SIDE_SNAPSHOT], device, kind);
        for (uint64_t key; key_walk_next(&of_device, &key);) {
            if (key == *ret_key) {
                return true;
            }
        }
    }
    return false;
}

static enum err_code prove_kind(const struct pairing *pairing, uint32_t asset, enum identity_key kind,
                                struct row_reader *asset_row, struct row_reader *device_row, struct err *err) {
    uint32_t device = pairing->partner[SIDE_LEDGER][asset];
    struct holders holders = {.rows = {&asset, &device}, .count = {1, 1}};
    struct key_reader readers[SIDE_COUNT] = {key_reader_borrow(&pairing->sides[SIDE_LEDGER], asset_row),
                                             key_reader_borrow(&pairing->sides[SIDE_SNAPSHOT], device_row)};
    enum err_code code = ERR_OK;

    if (shared_key(pairing, asset, device, kind, &holders.key)) {
        code = holders_verify(&holders, kind, readers, err);
    }
    key_reader_done(&readers[SIDE_LEDGER]);
    key_reader_done(&readers[SIDE_SNAPSHOT]);
    return code;
}

/* Most cells are alike to the byte, or plainly the same name. */
static bool cells_agree(const struct pairing *pairing, enum identity_key kind, struct row_reader *asset_row,
                        struct row_reader *device_row) {
    struct str documented = row_reader_text(asset_row, pairing->sides[SIDE_LEDGER].columns[kind][0]);
    struct str observed = row_reader_text(device_row, pairing->sides[SIDE_SNAPSHOT].columns[kind][0]);

    return str_eq(documented, observed) || plain_keys_agree(kind, documented, observed);
}

enum err_code pairing_prove(const struct pairing *pairing, uint32_t asset, struct row_reader *asset_row,
                            struct row_reader *device_row, struct err *err) {
    enum err_code code = ERR_OK;

    for (enum identity_key kind = 0; !code && kind < KEY_COUNT; kind++) {
        if (pairing->agreeing[asset] & 1u << kind && !cells_agree(pairing, kind, asset_row, device_row)) {
            code = prove_kind(pairing, asset, kind, asset_row, device_row, err);
        }
    }
    return code;
}

uint32_t pairing_partner(const struct pairing *pairing, uint32_t asset) {
    return pairing->partner[SIDE_LEDGER][asset];
}

uint32_t pairing_asset(const struct pairing *pairing, uint32_t device) {
    return pairing ? pairing->partner[SIDE_SNAPSHOT][device] : PAIRING_NONE;
}

uint32_t pairing_machine(const struct pairing *pairing, uint32_t device) {
    uint32_t asset = pairing_asset(pairing, device);
    return asset == PAIRING_NONE ? pairing->sides[SIDE_LEDGER].rows + device : asset;
}

const struct pair_conflict *pairing_conflicts(const struct pairing *pairing, size_t *ret_count) {
    *ret_count = pairing->conflict_count;
    return pairing->conflicts;
}

bool pairing_shared_key(const struct pairing *pairing, uint32_t asset, size_t number, struct shared_key *ret_key) {
    size_t count;
    const struct group_entry *entries = pairing_entries(pairing, SIDE_LEDGER, asset, &count);

    if (number >= count) {
        return false;
    }
    const struct key_group *group = &pairing->groups[entries[number].group];
    struct holders holders = holders_of_group(pairing, group);
    *ret_key = (struct shared_key){
        .kind = group->kind,
        .key = group->key,
        .is_shared = holders_present(pairing, &holders, 2) > 1,
        .devices = holders.rows[SIDE_SNAPSHOT],
        .device_count = group->device_count,
    };
    return true;
}

bool pairing_is_other_machine(const struct pairing *pairing, uint32_t asset, uint32_t device) {
    uint32_t partner = pairing->partner[SIDE_SNAPSHOT][device];

    if (partner != PAIRING_NONE && (partner == asset || pairing->tier[partner] <= KEY_MAC)) {
        return partner != asset;
    }
    return pairing_denial(pairing, asset, device, KEY_HOSTNAME) != KEY_COUNT;
}

const struct key_side *pairing_asset_keys(const struct pairing *pairing) {
    return &pairing->sides[SIDE_LEDGER];
}

const struct key_side *pairing_device_keys(const struct pairing *pairing) {
    return &pairing->sides[SIDE_SNAPSHOT];
}
