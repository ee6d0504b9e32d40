#include "pairing/pairing.h"

#include "pairing/asset_state.h"
#include "pairing/keys.h"

#include <stdlib.h>

/* Who holds a key: how many rows, and one of them (the only one where it counts). */
struct holders {
    uint32_t present_count, present_row; /* assets still with us */
    uint32_t left_count, left_row;       /* assets disposed of or returned */
    uint32_t device_count, device_row;
    /* counted at the end, among rows that are not paired */
    uint32_t open_assets, open_devices;
};

struct pairing {
    struct key_space space;
    struct key_list assets, devices;
    struct pair *asset_pairs, *device_pairs;
    struct holders *holders[KEY_COUNT];
    bool *has_left; /* by asset */
    struct pair_conflict *conflicts;
    size_t conflict_count, conflict_capacity;
};

enum { SEVERAL = PAIRING_NONE - 1 }; /* in proposals: more than one */

void pairing_free(struct pairing *pairing) {
    if (!pairing) {
        return;
    }
    key_space_done(&pairing->space);
    key_list_done(&pairing->assets);
    key_list_done(&pairing->devices);
    free(pairing->asset_pairs);
    free(pairing->device_pairs);
    for (unsigned kind = 0; kind < KEY_COUNT; kind++) {
        free(pairing->holders[kind]);
    }
    free(pairing->has_left);
    free(pairing->conflicts);
    free(pairing);
}

/* --- who holds which key -------------------------------------------------------------------------------------------
 */

static void count_asset_keys(struct pairing *pairing, uint32_t row, bool has_left) {
    for (size_t i = pairing->assets.first[row]; i < pairing->assets.first[row + 1]; i++) {
        const struct row_key *key = &pairing->assets.items[i];
        struct holders *holders = &pairing->holders[key->kind][key->number];
        if (has_left) {
            holders->left_count++;
            holders->left_row = row;
        } else {
            holders->present_count++;
            holders->present_row = row;
        }
    }
}

static enum err_code count_assets(struct pairing *pairing, const struct table *assets, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;

    if (!pairing->assets.rows) {
        return ERR_OK;
    }
    enum err_code code = row_reader_new(assets, &reader, err);
    if (code != ERR_OK) {
        return code;
    }
    for (uint32_t row = 0; row < pairing->assets.rows; row++) {
        row_reader_move(reader, row);
        pairing->has_left[row] = asset_has_left(reader);
        count_asset_keys(pairing, row, pairing->has_left[row]);
    }
    return row_reader_error(reader, err);
}

static void count_devices(struct pairing *pairing) {
    for (uint32_t row = 0; row < pairing->devices.rows; row++) {
        for (size_t i = pairing->devices.first[row]; i < pairing->devices.first[row + 1]; i++) {
            const struct row_key *key = &pairing->devices.items[i];
            struct holders *holders = &pairing->holders[key->kind][key->number];
            holders->device_count++;
            holders->device_row = row;
        }
    }
}

/* The one asset that a key names, or PAIRING_NONE. */
static uint32_t only_asset(const struct holders *holders) {
    if (holders->present_count == 1) {
        return holders->present_row;
    }
    return holders->present_count == 0 && holders->left_count == 1 ? holders->left_row : PAIRING_NONE;
}

static uint32_t only_device(const struct holders *holders) {
    return holders->device_count == 1 ? holders->device_row : PAIRING_NONE;
}

/* --- tiers ---------------------------------------------------------------------------------------------------------
 */

/* An observed asset tag denies an asset number only where it is some asset's number: firmware also holds part numbers
 * and makers' own tags there. */
static bool tag_is_a_label(const struct pairing *pairing, uint32_t device) {
    for (size_t i = pairing->devices.first[device]; i < pairing->devices.first[device + 1]; i++) {
        const struct row_key *key = &pairing->devices.items[i];
        const struct holders *holders = &pairing->holders[key->kind][key->number];
        if (key->kind == KEY_ASSET_ID && holders->present_count + holders->left_count > 0) {
            return true;
        }
    }
    return false;
}

static bool keys_disagree(const struct pairing *pairing, uint32_t asset, uint32_t device, enum identity_key kind) {
    return key_compare(&pairing->assets, asset, &pairing->devices, device, kind) == KEY_DISAGREES &&
           (kind != KEY_ASSET_ID || tag_is_a_label(pairing, device));
}

/* The strongest key above KIND that denies that the two are one; KEY_COUNT when none does. */
static enum identity_key stronger_denial(const struct pairing *pairing, uint32_t asset, uint32_t device,
                                         enum identity_key kind) {
    for (enum identity_key stronger = 0; stronger < kind; stronger++) {
        if (keys_disagree(pairing, asset, device, stronger)) {
            return stronger;
        }
    }
    return KEY_COUNT;
}

static enum err_code add_conflict(struct pairing *pairing, struct pair_conflict conflict, struct err *err) {
    if (pairing->conflict_count == pairing->conflict_capacity) {
        size_t capacity = pairing->conflict_capacity ? pairing->conflict_capacity * 2 : 64;
        struct pair_conflict *conflicts = reallocarray(pairing->conflicts, capacity, sizeof *conflicts);
        if (!conflicts) {
            return err_no_memory(err);
        }
        pairing->conflicts = conflicts;
        pairing->conflict_capacity = capacity;
    }
    pairing->conflicts[pairing->conflict_count++] = conflict;
    return ERR_OK;
}

static void propose(uint32_t *proposals, uint32_t row, uint32_t other) {
    if (proposals[row] == PAIRING_NONE) {
        proposals[row] = other;
    } else if (proposals[row] != other) {
        proposals[row] = SEVERAL;
    }
}

/* Collects what the keys of one kind say, so that the outcome does not depend on their order. */
static enum err_code collect_proposals(struct pairing *pairing, enum identity_key kind, uint32_t *for_asset,
                                       uint32_t *for_device, struct err *err) {
    uint32_t count = intern_count(pairing->space.keys[kind]);
    enum err_code code = ERR_OK;

    for (uint32_t number = 0; code == ERR_OK && number < count; number++) {
        uint32_t asset = only_asset(&pairing->holders[kind][number]);
        uint32_t device = only_device(&pairing->holders[kind][number]);
        if (asset == PAIRING_NONE || device == PAIRING_NONE || pairing->asset_pairs[asset].state == PAIR_ONE ||
            pairing->device_pairs[device].state == PAIR_ONE) {
            continue;
        }
        enum identity_key denial = stronger_denial(pairing, asset, device, kind);
        if (denial == KEY_COUNT) {
            propose(for_asset, asset, device);
            propose(for_device, device, asset);
        } else if (kind != KEY_ADDRESS) {
            /* an address behind which another machine answers says that, and no more */
            code = add_conflict(pairing, (struct pair_conflict){asset, device, kind, denial, PAIRING_NONE, false}, err);
        }
    }
    return code;
}

static unsigned agreeing_keys(const struct pairing *pairing, uint32_t asset, uint32_t device) {
    unsigned agreeing = 0;
    for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
        if (key_compare(&pairing->assets, asset, &pairing->devices, device, kind) == KEY_AGREES) {
            agreeing |= 1u << kind;
        }
    }
    return agreeing;
}

static void accept_proposals(struct pairing *pairing, enum identity_key kind, const uint32_t *for_asset,
                             const uint32_t *for_device) {
    for (uint32_t asset = 0; asset < pairing->assets.rows; asset++) {
        uint32_t device = for_asset[asset];
        if (device >= pairing->devices.rows || for_device[device] != asset) {
            continue;
        }
        struct pair pair = {.state = PAIR_ONE, .key = kind, .agreeing = agreeing_keys(pairing, asset, device)};
        pair.row = device;
        pairing->asset_pairs[asset] = pair;
        pair.row = asset;
        pairing->device_pairs[device] = pair;
    }
}

static enum err_code run_tiers(struct pairing *pairing, struct err *err) {
    size_t asset_bytes = ((size_t)pairing->assets.rows + 1) * sizeof(uint32_t);
    size_t device_bytes = ((size_t)pairing->devices.rows + 1) * sizeof(uint32_t);
    uint32_t *for_asset = malloc(asset_bytes), *for_device = malloc(device_bytes);
    enum err_code code = for_asset && for_device ? ERR_OK : err_no_memory(err);

    for (enum identity_key kind = 0; code == ERR_OK && kind < KEY_COUNT; kind++) {
        memset(for_asset, 0xff, asset_bytes);
        memset(for_device, 0xff, device_bytes);
        code = collect_proposals(pairing, kind, for_asset, for_device, err);
        if (code == ERR_OK) {
            accept_proposals(pairing, kind, for_asset, for_device);
        }
    }
    free(for_asset);
    free(for_device);
    return code;
}

/* --- what is left --------------------------------------------------------------------------------------------------
 */

/* Assets that have left yield the key to those still with us. */
static bool asset_claims(const struct pairing *pairing, uint32_t asset, const struct holders *holders) {
    return !pairing->has_left[asset] || holders->present_count == 0;
}

static void count_open(struct pairing *pairing, bool is_asset) {
    const struct key_list *list = is_asset ? &pairing->assets : &pairing->devices;
    const struct pair *pairs = is_asset ? pairing->asset_pairs : pairing->device_pairs;

    for (uint32_t row = 0; row < list->rows; row++) {
        for (size_t i = list->first[row]; pairs[row].state != PAIR_ONE && i < list->first[row + 1]; i++) {
            struct holders *holders = &pairing->holders[list->items[i].kind][list->items[i].number];
            holders->open_assets += is_asset && asset_claims(pairing, row, holders);
            holders->open_devices += !is_asset;
        }
    }
}

/* An address of one asset and one device that a stronger key says are two machines: behind it stands another machine,
 * and no doubt remains. */
static bool is_denied_address(const struct pairing *pairing, const struct row_key *key, const struct holders *holders) {
    uint32_t asset = only_asset(holders), device = only_device(holders);
    return key->kind == KEY_ADDRESS && asset != PAIRING_NONE && device != PAIRING_NONE &&
           stronger_denial(pairing, asset, device, KEY_ADDRESS) != KEY_COUNT;
}

/* Marks a row that shares a key with open rows of the other side. Items stand strongest first. */
static void mark_ambiguous(struct pairing *pairing, const struct key_list *list, uint32_t row, struct pair *pair,
                           bool is_asset) {
    for (size_t i = list->first[row]; pair->state == PAIR_NONE && i < list->first[row + 1]; i++) {
        const struct row_key *key = &list->items[i];
        const struct holders *holders = &pairing->holders[key->kind][key->number];
        uint32_t others = is_asset ? holders->open_devices : holders->open_assets;
        bool is_claimed = !is_asset || asset_claims(pairing, row, holders);
        if (others > 0 && is_claimed && !is_denied_address(pairing, key, holders)) {
            *pair = (struct pair){.state = PAIR_AMBIGUOUS, .key = key->kind, .candidates = others};
        }
    }
}

static void find_ambiguous(struct pairing *pairing) {
    count_open(pairing, true);
    count_open(pairing, false);
    for (uint32_t row = 0; row < pairing->assets.rows; row++) {
        mark_ambiguous(pairing, &pairing->assets, row, &pairing->asset_pairs[row], true);
    }
    for (uint32_t row = 0; row < pairing->devices.rows; row++) {
        mark_ambiguous(pairing, &pairing->devices, row, &pairing->device_pairs[row], false);
    }
}

/* A paired device whose weaker key is the key of one other asset: the serial number says X, the name says Y. Addresses
 * move too easily to accuse anyone. */
static enum err_code add_cross_claims(struct pairing *pairing, uint32_t device, struct err *err) {
    const struct pair *pair = &pairing->device_pairs[device];
    enum err_code code = ERR_OK;

    for (size_t i = pairing->devices.first[device]; code == ERR_OK && i < pairing->devices.first[device + 1]; i++) {
        const struct row_key *key = &pairing->devices.items[i];
        const struct holders *holders = &pairing->holders[key->kind][key->number];
        if (key->kind <= pair->key || key->kind == KEY_ADDRESS || holders->present_count != 1 ||
            holders->present_row == pair->row || (pair->agreeing & (1u << key->kind))) {
            continue;
        }
        code = add_conflict(pairing,
                            (struct pair_conflict){.asset = pair->row,
                                                   .device = device,
                                                   .agreeing = pair->key,
                                                   .disagreeing = key->kind,
                                                   .other_asset = holders->present_row,
                                                   .is_paired = true},
                            err);
    }
    return code;
}

static int compare_conflicts(const void *left, const void *right) {
    const struct pair_conflict *a = left, *b = right;
    if (a->asset != b->asset) {
        return a->asset < b->asset ? -1 : 1;
    }
    if (a->device != b->device) {
        return a->device < b->device ? -1 : 1;
    }
    if (a->agreeing != b->agreeing) {
        return a->agreeing < b->agreeing ? -1 : 1;
    }
    if (a->disagreeing != b->disagreeing) {
        return a->disagreeing < b->disagreeing ? -1 : 1;
    }
    return (a->other_asset > b->other_asset) - (a->other_asset < b->other_asset);
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
        bool is_open = pairing->asset_pairs[conflict->asset].state != PAIR_ONE &&
                       pairing->device_pairs[conflict->device].state != PAIR_ONE;
        bool is_repeat = last && last->asset == conflict->asset && last->device == conflict->device &&
                         (!conflict->is_paired ||
                          (last->disagreeing == conflict->disagreeing && last->other_asset == conflict->other_asset));
        if ((is_open || conflict->is_paired) && !is_repeat) {
            pairing->conflicts[kept++] = *conflict;
        }
    }
    pairing->conflict_count = kept;
}

static enum err_code find_conflicts(struct pairing *pairing, struct err *err) {
    enum err_code code = ERR_OK;

    for (uint32_t device = 0; code == ERR_OK && device < pairing->devices.rows; device++) {
        if (pairing->device_pairs[device].state == PAIR_ONE) {
            code = add_cross_claims(pairing, device, err);
        }
    }
    settle_conflicts(pairing);
    return code;
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static enum err_code allocate(struct pairing *pairing, struct err *err) {
    pairing->asset_pairs = calloc((size_t)pairing->assets.rows + 1, sizeof *pairing->asset_pairs);
    pairing->device_pairs = calloc((size_t)pairing->devices.rows + 1, sizeof *pairing->device_pairs);
    pairing->has_left = calloc((size_t)pairing->assets.rows + 1, sizeof *pairing->has_left);
    bool is_complete = pairing->asset_pairs && pairing->device_pairs && pairing->has_left;

    for (unsigned kind = 0; kind < KEY_COUNT; kind++) {
        pairing->holders[kind] = calloc((size_t)intern_count(pairing->space.keys[kind]) + 1, sizeof(struct holders));
        is_complete = is_complete && pairing->holders[kind];
    }
    return is_complete ? ERR_OK : err_no_memory(err);
}

static enum err_code build(struct pairing *pairing, const struct table *assets, const struct table *devices,
                           struct err *err) {
    enum err_code code = key_space_init(&pairing->space, err);
    if (code == ERR_OK) {
        code = key_list_build(assets, SIDE_LEDGER, &pairing->space, &pairing->assets, err);
    }
    if (code == ERR_OK) {
        code = key_list_build(devices, SIDE_SNAPSHOT, &pairing->space, &pairing->devices, err);
    }
    if (code == ERR_OK) {
        code = allocate(pairing, err);
    }
    if (code == ERR_OK) {
        code = count_assets(pairing, assets, err);
    }
    if (code != ERR_OK) {
        return code;
    }
    count_devices(pairing);
    code = run_tiers(pairing, err);
    if (code != ERR_OK) {
        return code;
    }
    find_ambiguous(pairing);
    return find_conflicts(pairing, err);
}

enum err_code pairing_build(const struct table *assets, const struct table *devices, struct pairing **ret_pairing,
                            struct err *err) {
    struct pairing *pairing = calloc(1, sizeof *pairing);
    if (!pairing) {
        return err_no_memory(err);
    }
    enum err_code code = build(pairing, assets, devices, err);
    if (code != ERR_OK) {
        pairing_free(pairing);
        return code;
    }
    *ret_pairing = pairing;
    return ERR_OK;
}

const struct pair *pairing_of_asset(const struct pairing *pairing, uint32_t asset) {
    return &pairing->asset_pairs[asset];
}

const struct pair *pairing_of_device(const struct pairing *pairing, uint32_t device) {
    return &pairing->device_pairs[device];
}

const struct pair_conflict *pairing_conflicts(const struct pairing *pairing, size_t *ret_count) {
    *ret_count = pairing->conflict_count;
    return pairing->conflicts;
}

uint32_t pairing_device_with_key_of(const struct pairing *pairing, uint32_t asset, enum identity_key kind) {
    uint32_t found = PAIRING_NONE;

    for (size_t i = pairing->assets.first[asset]; i < pairing->assets.first[asset + 1]; i++) {
        const struct row_key *key = &pairing->assets.items[i];
        const struct holders *holders = &pairing->holders[key->kind][key->number];
        if (key->kind != kind || holders->device_count == 0) {
            continue;
        }
        if (holders->device_count > 1 || (found != PAIRING_NONE && found != holders->device_row)) {
            return PAIRING_NONE;
        }
        found = holders->device_row;
    }
    return found;
}

bool pairing_is_other_machine(const struct pairing *pairing, uint32_t asset, uint32_t device) {
    const struct pair *pair = &pairing->device_pairs[device];

    if (pair->state == PAIR_ONE && (pair->row == asset || pair->key <= KEY_MAC)) {
        return pair->row != asset;
    }
    return stronger_denial(pairing, asset, device, KEY_HOSTNAME) != KEY_COUNT;
}
