#include "tests/reference/pairs.h"

#include "inventory/words.h"
#include "pairing/asset_state.h"
#include "tests/unit/support/require.h"

/* --- keys ----------------------------------------------------------------------------------------------------------
 */

struct key_cell {
    enum identity_key kind;
    unsigned column;
};

static const struct key_cell documented_cells[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_ID}, {KEY_SERIAL, DEVICES_SERIAL},     {KEY_UUID, DEVICES_UUID},
    {KEY_MAC, DEVICES_MAC_ADDRESSES}, {KEY_HOSTNAME, DEVICES_HOSTNAME}, {KEY_ADDRESS, DEVICES_IP_ADDRESSES},
};

static const struct key_cell observed_cells[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_TAG},    {KEY_SERIAL, DEVICES_SERIAL},
    {KEY_SERIAL, DEVICES_CHASSIS_SERIAL}, {KEY_UUID, DEVICES_UUID},
    {KEY_MAC, DEVICES_MAC_ADDRESSES},     {KEY_HOSTNAME, DEVICES_HOSTNAME},
    {KEY_ADDRESS, DEVICES_IP_ADDRESSES},  {KEY_ADDRESS, DEVICES_ADDRESS},
};

enum { KEYS_OF_KIND_MAX = 32, CONFLICTS_MAX = 20000 };

static bool holds(const struct pair_keys *keys, enum identity_key kind, struct str text) {
    for (size_t i = 0; i < keys->counts[kind]; i++) {
        if (str_eq(keys->texts[kind][i], text)) {
            return true;
        }
    }
    return false;
}

static void add_key(struct pair_keys *keys, enum identity_key kind, struct str text, struct arena *arena) {
    if (!holds(keys, kind, text)) {
        require(keys->counts[kind] < KEYS_OF_KIND_MAX, "room for keys");
        keys->texts[kind][keys->counts[kind]++] = arena_dup(arena, text);
    }
}

/* Firmware writes the first three fields of a UUID in either order of bytes: both are one, named by the lesser. */
static void add_part(struct pair_keys *keys, enum identity_key kind, struct str part, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer normal = {0}, swapped = {0};

    if (!identity_normalise(kind, part, &normal)) {
        return;
    }
    bool is_lesser = kind == KEY_UUID && identity_uuid_swapped(buffer_view(&normal), &swapped) &&
                     str_cmp(buffer_view(&swapped), buffer_view(&normal)) < 0;
    add_key(keys, kind, buffer_view(is_lesser ? &swapped : &normal), arena);
}

static bool is_client(const struct sheet *sheet, uint32_t row) {
    struct value kind = sheet_value(sheet, row, DEVICES_KIND);
    return kind.is_set && (kind.number == KIND_PC || kind.number == KIND_LAPTOP || kind.number == KIND_TABLET);
}

static void read_row(const struct sheet *sheet, uint32_t row, bool is_observed, struct pair_keys *keys,
                     struct arena *arena) {
    const struct key_cell *cells = is_observed ? observed_cells : documented_cells;
    size_t count = is_observed ? ARRAY_LEN(observed_cells) : ARRAY_LEN(documented_cells);

    for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
        keys->texts[kind] = arena_alloc_array(arena, KEYS_OF_KIND_MAX, sizeof(struct str));
        require(keys->texts[kind], "memory");
    }
    for (size_t i = 0; i < count; i++) {
        struct str *parts;
        size_t part_count = sheet_parts(sheet, row, cells[i].column, arena, &parts);
        bool is_moving = cells[i].kind == KEY_ADDRESS && is_client(sheet, row);
        for (size_t j = 0; j < part_count && !is_moving; j++) {
            add_part(keys, cells[i].kind, parts[j], arena);
        }
    }
}

static struct pair_keys *read_keys(const struct sheet *sheet, bool is_observed, struct arena *arena) {
    struct pair_keys *keys = arena_alloc_array(arena, (size_t)sheet->rows + 1, sizeof *keys);

    require(keys, "memory");
    for (uint32_t row = 0; row < sheet->rows; row++) {
        read_row(sheet, row, is_observed, &keys[row], arena);
    }
    return keys;
}

/* --- who holds a key -----------------------------------------------------------------------------------------------
 */

/* Assets that are still with us, or that have left. */
static uint32_t count_assets(const struct pairs *pairs, enum identity_key kind, struct str text, bool has_left,
                             uint32_t *ret_last) {
    uint32_t count = 0;

    for (uint32_t asset = 0; asset < pairs->asset_count; asset++) {
        if (pairs->has_left[asset] == has_left && holds(&pairs->asset_keys[asset], kind, text)) {
            *ret_last = asset;
            count++;
        }
    }
    return count;
}

/* The one asset that a key means: those that have left yield to those that have not. */
static uint32_t only_asset(const struct pairs *pairs, enum identity_key kind, struct str text) {
    uint32_t present = PAIRING_NONE, left = PAIRING_NONE;
    uint32_t present_count = count_assets(pairs, kind, text, false, &present);
    uint32_t left_count = count_assets(pairs, kind, text, true, &left);

    if (present_count > 0) {
        return present_count == 1 ? present : PAIRING_NONE;
    }
    return left_count == 1 ? left : PAIRING_NONE;
}

static uint32_t count_devices(const struct pairs *pairs, enum identity_key kind, struct str text, uint32_t *ret_last) {
    uint32_t count = 0;

    for (uint32_t device = 0; device < pairs->device_count; device++) {
        if (holds(&pairs->device_keys[device], kind, text)) {
            *ret_last = device;
            count++;
        }
    }
    return count;
}

static uint32_t only_device(const struct pairs *pairs, enum identity_key kind, struct str text) {
    uint32_t device = PAIRING_NONE;
    return count_devices(pairs, kind, text, &device) == 1 ? device : PAIRING_NONE;
}

/* --- what two rows say about each other ----------------------------------------------------------------------------
 */

static bool agree(const struct pairs *pairs, uint32_t asset, uint32_t device, enum identity_key kind) {
    const struct pair_keys *keys = &pairs->asset_keys[asset];

    for (size_t i = 0; i < keys->counts[kind]; i++) {
        if (holds(&pairs->device_keys[device], kind, keys->texts[kind][i])) {
            return true;
        }
    }
    return false;
}

/* An observed tag is a label only if some asset has that number. */
static bool tag_is_label(const struct pairs *pairs, uint32_t device) {
    const struct pair_keys *keys = &pairs->device_keys[device];

    for (size_t i = 0; i < keys->counts[KEY_ASSET_ID]; i++) {
        for (uint32_t asset = 0; asset < pairs->asset_count; asset++) {
            if (holds(&pairs->asset_keys[asset], KEY_ASSET_ID, keys->texts[KEY_ASSET_ID][i])) {
                return true;
            }
        }
    }
    return false;
}

static bool disagree(const struct pairs *pairs, uint32_t asset, uint32_t device, enum identity_key kind) {
    return pairs->asset_keys[asset].counts[kind] && pairs->device_keys[device].counts[kind] &&
           !agree(pairs, asset, device, kind) && (kind != KEY_ASSET_ID || tag_is_label(pairs, device));
}

/* The strongest key above KIND that denies that the two are one; KEY_COUNT for none. */
static enum identity_key denial(const struct pairs *pairs, uint32_t asset, uint32_t device, enum identity_key kind) {
    for (enum identity_key stronger = 0; stronger < kind; stronger++) {
        if (disagree(pairs, asset, device, stronger)) {
            return stronger;
        }
    }
    return KEY_COUNT;
}

/* Is there a key of that kind which means this asset alone and this device alone? */
static bool key_names_both(const struct pairs *pairs, uint32_t asset, uint32_t device, enum identity_key kind) {
    const struct pair_keys *keys = &pairs->asset_keys[asset];

    for (size_t i = 0; i < keys->counts[kind]; i++) {
        if (holds(&pairs->device_keys[device], kind, keys->texts[kind][i]) &&
            only_asset(pairs, kind, keys->texts[kind][i]) == asset &&
            only_device(pairs, kind, keys->texts[kind][i]) == device) {
            return true;
        }
    }
    return false;
}

/* --- tiers ---------------------------------------------------------------------------------------------------------
 */

/* One tier: pairs that a key of the kind proposes, by asset and device. */
struct tier {
    enum identity_key kind;
    bool *is_proposed;
};

static bool *proposal(const struct pairs *pairs, const struct tier *tier, uint32_t asset, uint32_t device) {
    return &tier->is_proposed[asset * pairs->device_count + device];
}

static void add_conflict(struct pairs *pairs, struct pair_conflict conflict) {
    require(pairs->conflict_count < CONFLICTS_MAX, "room for conflicts");
    pairs->conflicts[pairs->conflict_count++] = conflict;
}

static bool are_open(const struct pairs *pairs, uint32_t asset, uint32_t device) {
    return pairs->of_asset[asset].state != PAIR_ONE && pairs->of_device[device].state != PAIR_ONE;
}

static void propose(struct pairs *pairs, struct tier *tier) {
    for (uint32_t asset = 0; asset < pairs->asset_count; asset++) {
        for (uint32_t device = 0; device < pairs->device_count; device++) {
            *proposal(pairs, tier, asset, device) = false;
            if (!are_open(pairs, asset, device) || !key_names_both(pairs, asset, device, tier->kind)) {
                continue;
            }
            enum identity_key denying = denial(pairs, asset, device, tier->kind);
            if (denying == KEY_COUNT) {
                *proposal(pairs, tier, asset, device) = true;
            } else if (tier->kind != KEY_ADDRESS) {
                add_conflict(pairs, (struct pair_conflict){asset, device, tier->kind, denying, PAIRING_NONE, false});
            }
        }
    }
}

/* Neither is proposed to anyone else. */
static bool is_alone(const struct pairs *pairs, const struct tier *tier, uint32_t asset, uint32_t device) {
    unsigned count = 0;

    for (uint32_t other = 0; other < pairs->asset_count; other++) {
        count += *proposal(pairs, tier, other, device);
    }
    for (uint32_t other = 0; other < pairs->device_count; other++) {
        count += *proposal(pairs, tier, asset, other);
    }
    return count == 2;
}

static void accept(struct pairs *pairs, const struct tier *tier) {
    for (uint32_t asset = 0; asset < pairs->asset_count; asset++) {
        for (uint32_t device = 0; device < pairs->device_count; device++) {
            if (!*proposal(pairs, tier, asset, device) || !is_alone(pairs, tier, asset, device)) {
                continue;
            }
            struct pair pair = {.state = PAIR_ONE, .key = tier->kind};
            for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
                pair.agreeing |= agree(pairs, asset, device, kind) ? 1u << kind : 0;
            }
            pair.row = device;
            pairs->of_asset[asset] = pair;
            pair.row = asset;
            pairs->of_device[device] = pair;
        }
    }
}

/* --- what is left --------------------------------------------------------------------------------------------------
 */

/* An asset that has left claims no key that one still with us has. */
static bool claims(const struct pairs *pairs, uint32_t asset, enum identity_key kind, struct str text) {
    uint32_t last;
    return !pairs->has_left[asset] || count_assets(pairs, kind, text, false, &last) == 0;
}

static uint32_t count_open_assets(const struct pairs *pairs, enum identity_key kind, struct str text) {
    uint32_t count = 0;

    for (uint32_t asset = 0; asset < pairs->asset_count; asset++) {
        count += pairs->of_asset[asset].state != PAIR_ONE && holds(&pairs->asset_keys[asset], kind, text) &&
                 claims(pairs, asset, kind, text);
    }
    return count;
}

static uint32_t count_open_devices(const struct pairs *pairs, enum identity_key kind, struct str text) {
    uint32_t count = 0;

    for (uint32_t device = 0; device < pairs->device_count; device++) {
        count += pairs->of_device[device].state != PAIR_ONE && holds(&pairs->device_keys[device], kind, text);
    }
    return count;
}

/* One asset and one device have the address, and a stronger key says that they are two machines. */
static bool is_denied_address(const struct pairs *pairs, enum identity_key kind, struct str text) {
    uint32_t asset = only_asset(pairs, kind, text), device = only_device(pairs, kind, text);
    return kind == KEY_ADDRESS && asset != PAIRING_NONE && device != PAIRING_NONE &&
           denial(pairs, asset, device, KEY_ADDRESS) != KEY_COUNT;
}

/* The first key, the strongest kinds first, that the row shares with open rows of the other side. */
static void mark(struct pairs *pairs, bool is_asset, uint32_t row) {
    const struct pair_keys *keys = is_asset ? &pairs->asset_keys[row] : &pairs->device_keys[row];
    struct pair *pair = is_asset ? &pairs->of_asset[row] : &pairs->of_device[row];

    for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
        for (size_t i = 0; i < keys->counts[kind] && pair->state == PAIR_NONE; i++) {
            struct str text = keys->texts[kind][i];
            uint32_t others = is_asset ? count_open_devices(pairs, kind, text) : count_open_assets(pairs, kind, text);
            if (others && (!is_asset || claims(pairs, row, kind, text)) && !is_denied_address(pairs, kind, text)) {
                *pair = (struct pair){.state = PAIR_AMBIGUOUS, .key = kind, .candidates = others};
            }
        }
    }
}

static void mark_ambiguous(struct pairs *pairs) {
    for (uint32_t asset = 0; asset < pairs->asset_count; asset++) {
        mark(pairs, true, asset);
    }
    for (uint32_t device = 0; device < pairs->device_count; device++) {
        mark(pairs, false, device);
    }
}

/* Of two rows that stayed open, the contradiction of the strongest tier only. */
static void settle_conflicts(struct pairs *pairs) {
    size_t kept = 0;

    for (size_t i = 0; i < pairs->conflict_count; i++) {
        const struct pair_conflict *conflict = &pairs->conflicts[i];
        bool is_repeat = false;
        for (size_t j = 0; j < kept; j++) {
            is_repeat |= pairs->conflicts[j].asset == conflict->asset && pairs->conflicts[j].device == conflict->device;
        }
        if (are_open(pairs, conflict->asset, conflict->device) && !is_repeat) {
            pairs->conflicts[kept++] = *conflict;
        }
    }
    pairs->conflict_count = kept;
}

static bool has_conflict(const struct pairs *pairs, const struct pair_conflict *wanted) {
    for (size_t i = 0; i < pairs->conflict_count; i++) {
        const struct pair_conflict *conflict = &pairs->conflicts[i];
        if (conflict->asset == wanted->asset && conflict->device == wanted->device &&
            conflict->disagreeing == wanted->disagreeing && conflict->other_asset == wanted->other_asset) {
            return true;
        }
    }
    return false;
}

/* A weaker key of a paired device that means one other asset. */
static void add_cross_claims(struct pairs *pairs, uint32_t device) {
    const struct pair *pair = &pairs->of_device[device];
    const struct pair_keys *keys = &pairs->device_keys[device];

    for (enum identity_key kind = pair->key + 1; pair->state == PAIR_ONE && kind < KEY_ADDRESS; kind++) {
        for (size_t i = 0; i < keys->counts[kind] && !(pair->agreeing & 1u << kind); i++) {
            uint32_t other = PAIRING_NONE;
            bool is_one = count_assets(pairs, kind, keys->texts[kind][i], false, &other) == 1;
            struct pair_conflict conflict = {pair->row, device, pair->key, kind, other, true};
            if (is_one && other != pair->row && !has_conflict(pairs, &conflict)) {
                add_conflict(pairs, conflict);
            }
        }
    }
}

/* --- all of it -----------------------------------------------------------------------------------------------------
 */

static void allocate(struct pairs *pairs, struct arena *arena) {
    pairs->of_asset = arena_alloc_array(arena, (size_t)pairs->asset_count + 1, sizeof *pairs->of_asset);
    pairs->of_device = arena_alloc_array(arena, (size_t)pairs->device_count + 1, sizeof *pairs->of_device);
    pairs->has_left = arena_alloc_array(arena, (size_t)pairs->asset_count + 1, sizeof *pairs->has_left);
    pairs->conflicts = arena_alloc_array(arena, CONFLICTS_MAX, sizeof *pairs->conflicts);
    require(pairs->of_asset && pairs->of_device && pairs->has_left && pairs->conflicts, "memory");
}

struct pairs pairs_find(const struct sheet *assets, const struct sheet *devices, struct arena *arena) {
    struct pairs pairs = {.asset_count = assets->rows, .device_count = devices->rows};
    struct tier tier = {
        .is_proposed = arena_alloc_array(arena, (size_t)assets->rows * devices->rows + 1, sizeof(bool)),
    };

    require(tier.is_proposed, "memory");
    allocate(&pairs, arena);
    pairs.asset_keys = read_keys(assets, false, arena);
    pairs.device_keys = read_keys(devices, true, arena);
    for (uint32_t asset = 0; asset < assets->rows; asset++) {
        pairs.has_left[asset] = asset_has_left(sheet_reader(assets, asset));
    }
    for (tier.kind = 0; tier.kind < KEY_COUNT; tier.kind++) {
        propose(&pairs, &tier);
        accept(&pairs, &tier);
    }
    settle_conflicts(&pairs);
    mark_ambiguous(&pairs);
    for (uint32_t device = 0; device < devices->rows; device++) {
        add_cross_claims(&pairs, device);
    }
    return pairs;
}

bool pairs_asset_has_key(const struct pairs *pairs, uint32_t asset, enum identity_key kind, struct str text) {
    return holds(&pairs->asset_keys[asset], kind, text);
}

bool pairs_share_key(const struct pairs *pairs, uint32_t asset, uint32_t device, enum identity_key kind) {
    return agree(pairs, asset, device, kind);
}

uint32_t pairs_device_with_own_key(const struct pairs *pairs, uint32_t asset, enum identity_key kind,
                                   struct str *ret_text) {
    const struct pair_keys *keys = &pairs->asset_keys[asset];
    uint32_t found = PAIRING_NONE, last;

    for (size_t i = 0; i < keys->counts[kind]; i++) {
        uint32_t device = PAIRING_NONE, count = count_devices(pairs, kind, keys->texts[kind][i], &device);
        if (count == 0 || count_assets(pairs, kind, keys->texts[kind][i], false, &last) > 1) {
            continue;
        }
        if (count > 1 || (found != PAIRING_NONE && found != device)) {
            return PAIRING_NONE;
        }
        *ret_text = found == PAIRING_NONE ? keys->texts[kind][i] : *ret_text;
        found = device;
    }
    return found;
}

bool pairs_is_other_machine(const struct pairs *pairs, uint32_t asset, uint32_t device) {
    const struct pair *pair = &pairs->of_device[device];

    if (pair->state == PAIR_ONE && pair->row == asset) {
        return false;
    }
    return (pair->state == PAIR_ONE && pair->key <= KEY_MAC) || denial(pairs, asset, device, KEY_HOSTNAME) != KEY_COUNT;
}
