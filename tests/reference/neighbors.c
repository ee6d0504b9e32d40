/* The reference: what neighbours saw. Every row is held against every other row, asset, device and interface. */

#include "base/text.h"
#include "inventory/words.h"
#include "reconciler/sighting_text.h"
#include "tests/reference/run.h"
#include "tests/reference/seen.h"
#include "tests/unit/support/require.h"

struct seen *seen_at(const struct reference *reference, size_t row) {
    return &reference->seen[row];
}

struct str seen_text(const struct reference *reference, size_t row, unsigned column) {
    return sheet_text(&reference->neighbors, (uint32_t)row, column);
}

bool seen_is_announced(const struct seen *seen) {
    return seen->protocol >= NEIGHBOR_LLDP && seen->protocol <= NEIGHBOR_EDP;
}

bool seen_is_at_port(const struct seen *seen) {
    return seen_is_announced(seen) || seen->protocol == NEIGHBOR_FDB;
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

bool seen_has_name(const struct seen *seen, unsigned kind, struct str text) {
    for (size_t i = 0; i < seen->count; i++) {
        if (seen->names[i].kind == kind && str_eq(seen->names[i].text, text)) {
            return true;
        }
    }
    return false;
}

bool seen_has_kind(const struct seen *seen, unsigned kind) {
    for (size_t i = 0; i < seen->count; i++) {
        if (seen->names[i].kind == kind) {
            return true;
        }
    }
    return false;
}

struct str seen_normal_form(unsigned kind, struct str text, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer form = {0}, swapped = {0};

    if (kind == NAME_OTHER) {
        text_fold(text, &form);
    } else if (!identity_normalise((enum identity_key)kind, text, &form)) {
        return STR_NONE;
    }
    bool is_lesser = kind == KEY_UUID && identity_uuid_swapped(buffer_view(&form), &swapped) &&
                     str_cmp(buffer_view(&swapped), buffer_view(&form)) < 0;
    return arena_dup(arena, buffer_view(is_lesser ? &swapped : &form));
}

void seen_add_name(struct seen *seen, unsigned kind, struct str text, struct arena *arena) {
    struct str form = seen_normal_form(kind, text, arena);

    if (form.n && !seen_has_name(seen, kind, form)) {
        require(seen->count < NAMES_MAX, "room for names");
        seen->names[seen->count++] = (struct seen_name){kind, form};
    }
}

static void read_names(const struct reference *reference, uint32_t row) {
    static const struct {
        unsigned column, kind;
    } cells[] = {
        {NEIGHBORS_REMOTE_ASSET_TAG, KEY_ASSET_ID},
        {NEIGHBORS_REMOTE_SERIAL, KEY_SERIAL},
        {NEIGHBORS_REMOTE_MAC, KEY_MAC},
        {NEIGHBORS_REMOTE_NAME, KEY_HOSTNAME},
        {NEIGHBORS_REMOTE_ADDRESS, KEY_ADDRESS},
    };
    struct seen *seen = seen_at(reference, row);
    struct value protocol = sheet_value(&reference->neighbors, row, NEIGHBORS_PROTOCOL);
    struct str id = seen_text(reference, row, NEIGHBORS_REMOTE_ID);
    uint8_t mac[6];

    seen->protocol = protocol.is_set ? protocol.number : -1;
    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        struct str *parts;
        size_t count = sheet_parts(&reference->neighbors, row, cells[i].column, reference->arena, &parts);
        for (size_t j = 0; j < count; j++) {
            seen_add_name(seen, cells[i].kind, parts[j], reference->arena);
        }
        seen->is_shared |= cells[i].kind == KEY_MAC && count && !seen_has_kind(seen, KEY_MAC);
    }
    if (id.n && identity_read_mac(id, mac)) {
        seen_add_name(seen, KEY_MAC, id, reference->arena);
    } else if (id.n) {
        seen_add_name(seen, KEY_HOSTNAME, id, reference->arena);
        seen_add_name(seen, NAME_OTHER, id, reference->arena);
    }
}

/* --- whose they are ------------------------------------------------------------------------------------------------
 */

static bool keys_have(const struct pair_keys *keys, const struct seen_name *name) {
    for (size_t i = 0; name->kind < KEY_COUNT && i < keys->counts[name->kind]; i++) {
        if (str_eq(keys->texts[name->kind][i], name->text)) {
            return true;
        }
    }
    return false;
}

uint32_t seen_device_of_id(const struct reference *reference, struct str id) {
    for (uint32_t device = 0; device < reference->devices.rows; device++) {
        if (str_eq(sheet_text(&reference->devices, device, DEVICES_DEVICE_ID), id)) {
            return device;
        }
    }
    return PAIRING_NONE;
}

/* The ids of devices whose interfaces have the address: how many, and one of them. */
static unsigned count_interface_owners(const struct reference *reference, struct str mac, struct str *ret_id) {
    static const unsigned columns[] = {INTERFACES_MAC, INTERFACES_PERMANENT_MAC};
    unsigned count = 0;

    for (uint32_t row = 0; row < reference->interfaces.rows; row++) {
        struct str id = sheet_text(&reference->interfaces, row, INTERFACES_DEVICE_ID);
        for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
            struct str *parts;
            size_t part_count = sheet_parts(&reference->interfaces, row, columns[i], reference->arena, &parts);
            for (size_t j = 0; j < part_count; j++) {
                struct str form = seen_normal_form(KEY_MAC, parts[j], reference->arena);
                bool is_new = form.n && str_eq(form, mac) && (!count || !str_eq(id, *ret_id));
                count += is_new;
                *ret_id = is_new ? id : *ret_id;
            }
        }
    }
    return count;
}

uint32_t seen_owner_of(const struct reference *reference, const struct seen_name *name, bool *ret_is_known) {
    uint32_t owner = PAIRING_NONE;
    struct str id = STR_NONE;

    for (uint32_t asset = 0; asset < reference->assets.rows; asset++) {
        *ret_is_known |= keys_have(&reference->pairs.asset_keys[asset], name);
    }
    for (uint32_t device = 0; device < reference->devices.rows; device++) {
        if (keys_have(&reference->pairs.device_keys[device], name)) {
            owner = owner == PAIRING_NONE ? device : (uint32_t)OWNER_SEVERAL;
        }
    }
    unsigned interfaces = name->kind == KEY_MAC ? count_interface_owners(reference, name->text, &id) : 0;
    *ret_is_known |= owner != PAIRING_NONE || interfaces;
    return owner == PAIRING_NONE && interfaces == 1 ? seen_device_of_id(reference, id) : owner;
}

void seen_find_owner(const struct reference *reference, struct seen *seen) {
    seen->device = PAIRING_NONE;
    for (unsigned kind = 0; kind <= NAME_OTHER; kind++) {
        uint32_t found = PAIRING_NONE;
        for (size_t i = 0; i < seen->count; i++) {
            uint32_t owner =
                seen->names[i].kind == kind ? seen_owner_of(reference, &seen->names[i], &seen->is_known) : PAIRING_NONE;
            if (owner != PAIRING_NONE) {
                found = found == PAIRING_NONE || found == owner ? owner : (uint32_t)OWNER_SEVERAL;
            }
        }
        if (seen->device == PAIRING_NONE && found != OWNER_SEVERAL) {
            seen->device = found;
        }
    }
}

uint32_t seen_asset_called(const struct reference *reference, struct str text) {
    static const unsigned kinds[] = {KEY_ASSET_ID, KEY_HOSTNAME};

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        struct seen_name name = {kinds[i], seen_normal_form(kinds[i], text, reference->arena)};
        uint32_t found[2] = {PAIRING_NONE, PAIRING_NONE}, counts[2] = {0, 0};
        for (uint32_t asset = 0; name.text.n && asset < reference->assets.rows; asset++) {
            bool has_left = reference->pairs.has_left[asset];
            if (keys_have(&reference->pairs.asset_keys[asset], &name)) {
                found[has_left] = asset;
                counts[has_left]++;
            }
        }
        unsigned who = counts[0] ? 0 : 1;
        if (counts[who]) {
            return counts[who] == 1 ? found[who] : PAIRING_NONE;
        }
    }
    return PAIRING_NONE;
}

uint32_t seen_partner_of(const struct reference *reference, uint32_t asset) {
    const struct pair *pair = &reference->pairs.of_asset[asset];
    return pair->state == PAIR_ONE ? pair->row : PAIRING_NONE;
}

/* --- ports ---------------------------------------------------------------------------------------------------------
 */

bool seen_is_same_port(const struct reference *reference, size_t a, size_t b) {
    return str_eq(seen_text(reference, a, NEIGHBORS_DEVICE_ID), seen_text(reference, b, NEIGHBORS_DEVICE_ID)) &&
           str_eq(seen_text(reference, a, NEIGHBORS_PORT), seen_text(reference, b, NEIGHBORS_PORT));
}

/* One station's address each. */
static uint32_t count_macs(const struct reference *reference, size_t row) {
    uint32_t rows = reference->neighbors.rows, count = 0;
    uint8_t(*macs)[6] = arena_alloc_array(reference->arena, (size_t)rows * NAMES_MAX + 1, sizeof *macs);

    require(macs, "memory");
    for (uint32_t other = 0; other < rows; other++) {
        struct str *parts;
        bool is_it = seen_at(reference, other)->protocol == NEIGHBOR_FDB && seen_is_same_port(reference, row, other);
        size_t part_count =
            is_it ? sheet_parts(&reference->neighbors, other, NEIGHBORS_REMOTE_MAC, reference->arena, &parts) : 0;
        for (size_t i = 0; i < part_count; i++) {
            uint32_t same = 0;
            bool is_mac = identity_read_mac(parts[i], macs[count]) && !(macs[count][0] & 1);
            while (is_mac && same < count && memcmp(macs[same], macs[count], 6) != 0) {
                same++;
            }
            count += is_mac && same == count;
        }
    }
    return count;
}

bool seen_device_forwards(const struct reference *reference, uint32_t device) {
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        const struct seen *seen = seen_at(reference, row);
        if (seen->protocol == NEIGHBOR_FDB && seen->seer == device) {
            return true;
        }
    }
    return false;
}

static bool leads_to_switch(const struct reference *reference, size_t row) {
    for (uint32_t other = 0; other < reference->neighbors.rows; other++) {
        const struct seen *seen = seen_at(reference, other);
        if (seen_is_same_port(reference, row, other) && seen_is_announced(seen) && seen->device != PAIRING_NONE &&
            seen->device != seen->seer && seen_device_forwards(reference, seen->device)) {
            return true;
        }
    }
    return false;
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

static bool is_strong(unsigned kind) {
    return kind == KEY_SERIAL || kind == KEY_MAC;
}

static bool share_strong(const struct seen *a, const struct seen *b) {
    for (size_t i = 0; i < a->count; i++) {
        if (is_strong(a->names[i].kind) && seen_has_name(b, a->names[i].kind, a->names[i].text)) {
            return true;
        }
    }
    return false;
}

static bool has_strong(const struct seen *seen) {
    return seen_has_kind(seen, KEY_SERIAL) || seen_has_kind(seen, KEY_MAC);
}

/* The lesser number goes on to whoever shares an address or a serial number, until nothing changes. */
static void join_strong(const struct reference *reference) {
    uint32_t rows = reference->neighbors.rows;
    bool has_changed = true;

    for (uint32_t row = 0; row < rows; row++) {
        seen_at(reference, row)->machine = has_strong(seen_at(reference, row)) ? row : SIZE_MAX;
    }
    while (has_changed) {
        has_changed = false;
        for (uint32_t a = 0; a < rows; a++) {
            for (uint32_t b = 0; b < rows; b++) {
                struct seen *x = seen_at(reference, a), *y = seen_at(reference, b);
                if (x->machine < y->machine && share_strong(x, y)) {
                    y->machine = x->machine;
                    has_changed = true;
                }
            }
        }
    }
}

/* What tells a machine without either at its port; NULL for none. */
static const struct seen_name *weak_name(const struct seen *seen) {
    static const unsigned kinds[] = {KEY_HOSTNAME, NAME_OTHER, KEY_ASSET_ID, KEY_ADDRESS};
    bool is_arp = seen->protocol == NEIGHBOR_ARP && !seen->is_shared;

    for (size_t i = is_arp ? 3 : 0; (is_arp || seen_is_announced(seen)) && i < ARRAY_LEN(kinds); i++) {
        for (size_t j = 0; j < seen->count; j++) {
            if (seen->names[j].kind == kinds[i]) {
                return &seen->names[j];
            }
        }
    }
    return NULL;
}

/* Does the row announce, with an address or a serial number, that name at that port? */
static bool announces(const struct reference *reference, uint32_t row, size_t at_port_of,
                      const struct seen_name *name) {
    const struct seen *seen = seen_at(reference, row);

    return seen_is_announced(seen) && has_strong(seen) && seen_is_same_port(reference, at_port_of, row) &&
           seen_has_name(seen, name->kind, name->text);
}

/* Two in one protocol are two, and so are two with serial numbers, by what addresses and serial numbers tell alone. */
static bool is_one(const struct reference *reference, size_t at_port_of, const struct seen_name *name) {
    for (uint32_t a = 0; a < reference->neighbors.rows; a++) {
        for (uint32_t b = 0; announces(reference, a, at_port_of, name) && b < a; b++) {
            const struct seen *x = seen_at(reference, a), *y = seen_at(reference, b);
            bool may_not_differ =
                x->protocol == y->protocol || (seen_has_kind(x, KEY_SERIAL) && seen_has_kind(y, KEY_SERIAL));
            if (announces(reference, b, at_port_of, name) && may_not_differ && x->strong != y->strong) {
                return false;
            }
        }
    }
    return true;
}

static void become(const struct reference *reference, size_t machine, size_t other) {
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        struct seen *seen = seen_at(reference, row);
        seen->machine = seen->machine == other ? machine : seen->machine;
    }
}

static void join_namesakes(const struct reference *reference, uint32_t row, const struct seen_name *name) {
    for (uint32_t other = 0; other < reference->neighbors.rows; other++) {
        size_t a = seen_at(reference, row)->machine, b = seen_at(reference, other)->machine;
        if (a != b && announces(reference, other, row, name)) {
            become(reference, a < b ? a : b, a < b ? b : a);
        }
    }
}

static void join_announced(const struct reference *reference) {
    uint32_t rows = reference->neighbors.rows;

    for (uint32_t row = 0; row < rows; row++) {
        seen_at(reference, row)->strong = seen_at(reference, row)->machine;
    }
    for (uint32_t row = 0; row < rows; row++) {
        const struct seen *seen = seen_at(reference, row);
        for (size_t i = 0; seen_is_announced(seen) && has_strong(seen) && i < seen->count; i++) {
            if (seen->names[i].kind == KEY_HOSTNAME && is_one(reference, row, &seen->names[i])) {
                join_namesakes(reference, row, &seen->names[i]);
            }
        }
    }
}

/* The one machine that announces itself with more at the port by that name; SIZE_MAX. */
static size_t announced_by_name(const struct reference *reference, size_t row, const struct seen_name *name) {
    for (uint32_t other = 0; other < reference->neighbors.rows; other++) {
        if (announces(reference, other, row, name)) {
            return is_one(reference, row, name) ? seen_at(reference, other)->machine : SIZE_MAX;
        }
    }
    return SIZE_MAX;
}

static void join_weak(const struct reference *reference) {
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        struct seen *seen = seen_at(reference, row);
        const struct seen_name *name = has_strong(seen) ? NULL : weak_name(seen);
        if (!name) {
            continue;
        }
        if (seen_is_announced(seen) && name->kind == KEY_HOSTNAME) {
            seen->machine = announced_by_name(reference, row, name);
        }
        for (uint32_t first = 0; first <= row && seen->machine == SIZE_MAX; first++) {
            const struct seen *other = seen_at(reference, first);
            const struct seen_name *other_name = has_strong(other) ? NULL : weak_name(other);
            if (other_name && seen_is_same_port(reference, row, first) && other_name->kind == name->kind &&
                str_eq(other_name->text, name->text)) {
                seen->machine = first;
            }
        }
    }
}

/* --- reading it all ------------------------------------------------------------------------------------------------
 */

void read_neighbors(struct reference *reference) {
    uint32_t rows = reference->neighbors.rows;

    reference->seen = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof *reference->seen);
    require(reference->seen, "memory");
    for (uint32_t row = 0; row < rows; row++) {
        read_names(reference, row);
        seen_find_owner(reference, seen_at(reference, row));
        seen_at(reference, row)->is_known |= is_guest(reference, seen_at(reference, row));
        seen_at(reference, row)->seer = seen_device_of_id(reference, seen_text(reference, row, NEIGHBORS_DEVICE_ID));
    }
    for (uint32_t row = 0; row < rows; row++) {
        seen_at(reference, row)->macs = count_macs(reference, row);
        seen_at(reference, row)->is_uplink = seen_at(reference, row)->macs > 8 || leads_to_switch(reference, row);
    }
    join_strong(reference);
    join_announced(reference);
    join_weak(reference);
}

/* --- which row tells best ------------------------------------------------------------------------------------------
 */

static int compare_ports(const struct reference *reference, size_t a, size_t b) {
    struct str x = reference_printf(reference, "%.*s\x1f%.*s", STR_FMT(seen_text(reference, a, NEIGHBORS_DEVICE_ID)),
                                    STR_FMT(seen_text(reference, a, NEIGHBORS_PORT)));
    struct str y = reference_printf(reference, "%.*s\x1f%.*s", STR_FMT(seen_text(reference, b, NEIGHBORS_DEVICE_ID)),
                                    STR_FMT(seen_text(reference, b, NEIGHBORS_PORT)));
    return str_cmp(x, y);
}

bool seen_tells_better(const struct reference *reference, uint32_t a, uint32_t b) {
    const struct seen *x = seen_at(reference, a), *y = seen_at(reference, b);
    unsigned rank_x = !seen_is_at_port(x) ? 2 : (seen_is_announced(x) ? 0U : 1U) + (x->is_uplink ? 3 : 0);
    unsigned rank_y = !seen_is_at_port(y) ? 2 : (seen_is_announced(y) ? 0U : 1U) + (y->is_uplink ? 3 : 0);

    if (rank_x != rank_y) {
        return rank_x < rank_y;
    }
    return x->macs != y->macs ? x->macs < y->macs : compare_ports(reference, a, b) < 0;
}

struct str seen_where(const struct reference *reference, uint32_t row, const struct text_list *vlans) {
    uint32_t seer = seen_at(reference, row)->seer;
    struct str name = seer == PAIRING_NONE ? STR_NONE : sheet_text(&reference->devices, seer, DEVICES_HOSTNAME);
    struct str port = seen_text(reference, row, NEIGHBORS_PORT);
    CLEANUP(buffer_done) struct buffer list = {0};

    name = name.n ? name : seen_text(reference, row, NEIGHBORS_DEVICE_ID);
    if (vlans && vlans->count) {
        text_list_append(vlans, ", ", &list);
    }
    return reference_printf(reference, "%.*s%s%.*s%s%.*s", STR_FMT(name), port.n ? " " : "", STR_FMT(port),
                            list.n ? " VLAN " : "", STR_FMT(buffer_view(&list)));
}

/* --- assets that do not answer -------------------------------------------------------------------------------------
 */

bool seen_disagrees(const struct pair_keys *keys, const struct seen *seen, unsigned kind) {
    for (size_t i = 0; i < keys->counts[kind]; i++) {
        if (seen_has_name(seen, kind, keys->texts[kind][i])) {
            return false;
        }
    }
    return keys->counts[kind] && seen_has_kind(seen, kind);
}

bool seen_is_only_holder(const struct reference *reference, uint32_t asset, struct seen_name name) {
    for (uint32_t other = 0; other < reference->assets.rows; other++) {
        if (other != asset && !reference->pairs.has_left[other] &&
            keys_have(&reference->pairs.asset_keys[other], &name)) {
            return false;
        }
    }
    return !reference->pairs.has_left[asset];
}

static bool saw_asset(const struct reference *reference, uint32_t asset, const struct seen *seen) {
    static const unsigned kinds[] = {KEY_ASSET_ID, KEY_SERIAL, KEY_MAC, KEY_HOSTNAME, KEY_ADDRESS};
    const struct pair_keys *keys = &reference->pairs.asset_keys[asset];

    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        bool is_weak = kinds[i] == KEY_HOSTNAME || kinds[i] == KEY_ADDRESS;
        for (size_t j = 0; j < keys->counts[kinds[i]]; j++) {
            struct seen_name name = {kinds[i], keys->texts[kinds[i]][j]};
            bool is_it = seen_has_name(seen, name.kind, name.text) && seen_is_only_holder(reference, asset, name);
            if (is_it && (!is_weak || (seen->device == PAIRING_NONE && !seen_disagrees(keys, seen, KEY_SERIAL) &&
                                       !seen_disagrees(keys, seen, KEY_MAC)))) {
                return true;
            }
        }
    }
    return false;
}

bool find_last_sight(const struct reference *reference, uint32_t asset, struct str *ret_where,
                     struct str *ret_evidence) {
    uint32_t best = PAIRING_NONE, first = PAIRING_NONE;
    struct text_list vlans = {0};

    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        if (saw_asset(reference, asset, seen_at(reference, row)) &&
            (best == PAIRING_NONE || seen_tells_better(reference, row, best))) {
            best = row;
        }
    }
    for (uint32_t row = 0; best != PAIRING_NONE && row < reference->neighbors.rows; row++) {
        if (seen_is_same_port(reference, row, best) && saw_asset(reference, asset, seen_at(reference, row))) {
            text_list_add(&vlans, reference->arena, seen_text(reference, row, NEIGHBORS_VLAN));
            first = first == PAIRING_NONE ? row : first;
        }
    }
    if (best != PAIRING_NONE) {
        *ret_where = seen_where(reference, best, &vlans);
        *ret_evidence = sheet_evidence(&reference->neighbors, first, reference->arena);
    }
    return best != PAIRING_NONE;
}
