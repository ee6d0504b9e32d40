/* The reference: what neighbours saw. Every row is held against every other row, asset, device and interface. */

#include "base/text.h"
#include "inventory/words.h"
#include "pairing/places.h"
#include "reconciler/connections.h"
#include "reconciler/sighting_text.h"
#include "tests/reference/require.h"
#include "tests/reference/run.h"
#include "tests/reference/seen.h"

#include <stdlib.h>

enum { ROWS_OF_EVIDENCE = 8 };

static struct seen *seen_at(const struct reference *reference, size_t row) {
    return &reference->seen[row];
}

static struct str seen_text(const struct reference *reference, size_t row, unsigned column) {
    return sheet_text(&reference->neighbors, (uint32_t)row, column);
}

static bool is_announced(const struct seen *seen) {
    return seen->protocol >= NEIGHBOR_LLDP && seen->protocol <= NEIGHBOR_EDP;
}

static bool is_at_port(const struct seen *seen) {
    return is_announced(seen) || seen->protocol == NEIGHBOR_FDB;
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

/* --- ports ---------------------------------------------------------------------------------------------------------
 */

static bool same_port(const struct reference *reference, size_t a, size_t b) {
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
        bool is_it = seen_at(reference, other)->protocol == NEIGHBOR_FDB && same_port(reference, row, other);
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

static bool device_forwards(const struct reference *reference, uint32_t device) {
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
        if (same_port(reference, row, other) && is_announced(seen) && seen->device != PAIRING_NONE &&
            seen->device != seen->seer && device_forwards(reference, seen->device)) {
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

    for (size_t i = is_arp ? 3 : 0; (is_arp || is_announced(seen)) && i < ARRAY_LEN(kinds); i++) {
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

    return is_announced(seen) && has_strong(seen) && same_port(reference, at_port_of, row) &&
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
        for (size_t i = 0; is_announced(seen) && has_strong(seen) && i < seen->count; i++) {
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
        if (is_announced(seen) && name->kind == KEY_HOSTNAME) {
            seen->machine = announced_by_name(reference, row, name);
        }
        for (uint32_t first = 0; first <= row && seen->machine == SIZE_MAX; first++) {
            const struct seen *other = seen_at(reference, first);
            const struct seen_name *other_name = has_strong(other) ? NULL : weak_name(other);
            if (other_name && same_port(reference, row, first) && other_name->kind == name->kind &&
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

static bool tells_better(const struct reference *reference, uint32_t a, uint32_t b) {
    const struct seen *x = seen_at(reference, a), *y = seen_at(reference, b);
    unsigned rank_x = !is_at_port(x) ? 2 : (is_announced(x) ? 0U : 1U) + (x->is_uplink ? 3 : 0);
    unsigned rank_y = !is_at_port(y) ? 2 : (is_announced(y) ? 0U : 1U) + (y->is_uplink ? 3 : 0);

    if (rank_x != rank_y) {
        return rank_x < rank_y;
    }
    return x->macs != y->macs ? x->macs < y->macs : compare_ports(reference, a, b) < 0;
}

static struct str where(const struct reference *reference, uint32_t row, const struct text_list *vlans) {
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

/* --- strangers -----------------------------------------------------------------------------------------------------
 */

enum { ANNOUNCED, AT_PORT, IN_ARP, ELSEWHERE };

static int class_of(const struct seen *seen) {
    if (is_announced(seen)) {
        return ANNOUNCED;
    }
    if (seen->protocol == NEIGHBOR_FDB) {
        return seen->is_uplink ? ELSEWHERE : AT_PORT;
    }
    return seen->protocol == NEIGHBOR_ARP ? IN_ARP : ELSEWHERE;
}

/* The row that tells best where the machine is; PAIRING_NONE when it is known, or only elsewhere. */
static uint32_t best_of_machine(const struct reference *reference, size_t machine) {
    uint32_t best = PAIRING_NONE;

    for (uint32_t row = 0; machine != SIZE_MAX && row < reference->neighbors.rows; row++) {
        const struct seen *seen = seen_at(reference, row);
        if (seen->machine != machine) {
            continue;
        }
        if (seen->is_known) {
            return PAIRING_NONE;
        }
        int order = best == PAIRING_NONE ? -1 : class_of(seen) - class_of(seen_at(reference, best));
        if (order < 0 || (order == 0 && tells_better(reference, row, best))) {
            best = row;
        }
    }
    return best == PAIRING_NONE || class_of(seen_at(reference, best)) == ELSEWHERE ? PAIRING_NONE : best;
}

/* Does a row belong to the finding of the machine that BEST tells of? */
static bool is_of_finding(const struct reference *reference, uint32_t row, uint32_t best) {
    const struct seen *seen = seen_at(reference, row), *of_best = seen_at(reference, best);

    if (seen->machine == of_best->machine || class_of(of_best) != AT_PORT) {
        return seen->machine == of_best->machine;
    }
    uint32_t other = best_of_machine(reference, seen->machine);
    return other != PAIRING_NONE && class_of(seen_at(reference, other)) == AT_PORT && same_port(reference, other, best);
}

static struct str describe_machine(const struct reference *reference, size_t machine) {
    struct machine_text text = {0};
    CLEANUP(buffer_done) struct buffer out = {0};

    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        if (seen_at(reference, row)->machine == machine) {
            machine_text_add(&text, reference->arena, sheet_reader(&reference->neighbors, row));
        }
    }
    machine_text_append(&text, &out);
    return arena_dup(reference->arena, buffer_view(&out));
}

static int compare_texts(const void *left, const void *right) {
    return str_cmp(*(const struct str *)left, *(const struct str *)right);
}

/* The machines of the finding, with VLANs of the port and the rows; returns how many machines. */
static unsigned describe_all(const struct reference *reference, uint32_t best, struct finding *finding,
                             struct text_list *vlans) {
    struct str *texts = arena_alloc_array(reference->arena, (size_t)reference->neighbors.rows + 1, sizeof *texts);
    CLEANUP(buffer_done) struct buffer list = {0}, evidence = {0};
    unsigned count = 0, rows = 0;

    require(texts, "memory");
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        size_t machine = seen_at(reference, row)->machine;
        bool is_first = true;
        if (!is_of_finding(reference, row, best)) {
            continue;
        }
        for (uint32_t before = 0; before < row; before++) {
            is_first &= seen_at(reference, before)->machine != machine;
        }
        if (is_first) {
            texts[count++] = describe_machine(reference, machine);
        }
        if (same_port(reference, row, best)) {
            text_list_add(vlans, reference->arena, seen_text(reference, row, NEIGHBORS_VLAN));
        }
        if (rows++ < ROWS_OF_EVIDENCE) {
            buffer_append_cstr(&evidence, rows > 1 ? " " : "");
            table_evidence(reference->neighbors.table, row, &evidence);
        }
    }
    qsort(texts, count, sizeof *texts, compare_texts);
    for (unsigned i = 0; i < count && i < 8; i++) {
        buffer_append_cstr(&list, i ? "; " : "");
        buffer_append(&list, texts[i]);
    }
    buffer_append_cstr(&list, count > 8 ? "; …" : "");
    buffer_append_cstr(&evidence, rows > ROWS_OF_EVIDENCE ? " …" : "");
    finding->observed = arena_dup(reference->arena, buffer_view(&list));
    finding->snapshot_evidence = arena_dup(reference->arena, buffer_view(&evidence));
    return count;
}

void seen_set_seer(const struct reference *reference, struct str id, struct finding *finding) {
    uint32_t device = seen_device_of_id(reference, id);

    finding->device_id = id;
    if (device == PAIRING_NONE) {
        return;
    }
    finding->hostname = sheet_text(&reference->devices, device, DEVICES_HOSTNAME);
    finding->location = sheet_text(&reference->devices, device, DEVICES_LOCATION);
    const struct pair *pair = &reference->pairs.of_device[device];
    if (pair->state == PAIR_ONE) {
        struct str location = sheet_text(&reference->assets, pair->row, DEVICES_LOCATION);
        finding->asset_id = sheet_text(&reference->assets, pair->row, DEVICES_ASSET_ID);
        finding->system = sheet_text(&reference->assets, pair->row, DEVICES_SYSTEM);
        finding->department = sheet_text(&reference->assets, pair->row, DEVICES_DEPARTMENT);
        finding->location = location.n ? location : finding->location;
    }
}

static struct str identity_of(const struct reference *reference, size_t machine) {
    static const unsigned kinds[] = {KEY_MAC, KEY_SERIAL, KEY_ASSET_ID, KEY_HOSTNAME, NAME_OTHER, KEY_ADDRESS};
    struct str best = STR_NONE;

    for (size_t kind = 0; kind < ARRAY_LEN(kinds) && !best.n; kind++) {
        for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
            const struct seen *seen = seen_at(reference, row);
            for (size_t i = 0; seen->machine == machine && i < seen->count; i++) {
                bool is_it = seen->names[i].kind == kinds[kind];
                best = is_it && (!best.n || str_cmp(seen->names[i].text, best) < 0) ? seen->names[i].text : best;
            }
        }
    }
    return best;
}

static void report_stranger(struct reference *reference, uint32_t best) {
    static const enum message messages[] = {
        [ANNOUNCED] = MESSAGE_UNREGISTERED_NEIGHBOUR,
        [AT_PORT] = MESSAGE_UNREGISTERED_PORT,
        [IN_ARP] = MESSAGE_UNREGISTERED_ARP,
    };
    static const enum message unread[] = {
        [ANNOUNCED] = MESSAGE_UNREGISTERED_NEIGHBOUR_UNREAD,
        [AT_PORT] = MESSAGE_UNREGISTERED_PORT_UNREAD,
        [IN_ARP] = MESSAGE_UNREGISTERED_ARP_UNREAD,
    };
    int class = class_of(seen_at(reference, best));
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, messages[class]);
    struct text_list vlans = {0};

    unsigned count = describe_all(reference, best, &finding, &vlans);
    seen_set_seer(reference, seen_text(reference, best, NEIGHBORS_DEVICE_ID), &finding);
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = STR("neighbour");
    finding.subject_kind = class == AT_PORT ? SUBJECT_PORT : SUBJECT_NEIGHBOUR;
    finding.subject = identity_of(reference, seen_at(reference, best)->machine);
    finding_add_text(&finding, where(reference, best, &vlans));
    finding_add_text(&finding, finding.observed);
    if (class == AT_PORT) {
        struct str seer = finding.asset_id.n ? finding.asset_id : finding.device_id;
        finding.subject = reference_printf(reference, "%.*s %.*s", STR_FMT(seer),
                                           STR_FMT(seen_text(reference, best, NEIGHBORS_PORT)));
        finding_add_number(&finding, count);
    }
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        if (is_of_finding(reference, row, best)) {
            take_answers(reference, seen_at(reference, row));
        }
    }
    tell_answers(reference, &finding, unread[class]);
    reference_add(reference, &finding, NULL);
}

static bool machine_is_known(const struct reference *reference, size_t machine) {
    bool is_known = false;

    for (uint32_t row = 0; machine != SIZE_MAX && row < reference->neighbors.rows; row++) {
        is_known |= seen_at(reference, row)->machine == machine && seen_at(reference, row)->is_known;
    }
    return is_known;
}

/* One finding a machine or port: by the first row that belongs to it. */
void report_strangers(struct reference *reference) {
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        uint32_t best = best_of_machine(reference, seen_at(reference, row)->machine);
        bool is_first = best != PAIRING_NONE;
        for (uint32_t before = 0; is_first && before < row; before++) {
            is_first = !is_of_finding(reference, before, best);
        }
        if (is_first) {
            report_stranger(reference, best);
        }
        if (machine_is_known(reference, seen_at(reference, row)->machine)) {
            explain_answers(reference, seen_at(reference, row));
        }
    }
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
            (best == PAIRING_NONE || tells_better(reference, row, best))) {
            best = row;
        }
    }
    for (uint32_t row = 0; best != PAIRING_NONE && row < reference->neighbors.rows; row++) {
        if (same_port(reference, row, best) && saw_asset(reference, asset, seen_at(reference, row))) {
            text_list_add(&vlans, reference->arena, seen_text(reference, row, NEIGHBORS_VLAN));
            first = first == PAIRING_NONE ? row : first;
        }
    }
    if (best != PAIRING_NONE) {
        *ret_where = where(reference, best, &vlans);
        *ret_evidence = sheet_evidence(&reference->neighbors, first, reference->arena);
    }
    return best != PAIRING_NONE;
}

/* --- places --------------------------------------------------------------------------------------------------------
 */

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

static bool means_device(const struct reference *reference, struct str text, uint32_t device) {
    uint32_t asset = seen_asset_called(reference, text);
    struct seen_name name = {KEY_HOSTNAME, seen_normal_form(KEY_HOSTNAME, text, reference->arena)};
    bool is_known = false;

    if (asset != PAIRING_NONE) {
        return seen_partner_of(reference, asset) == device;
    }
    return name.text.n && seen_owner_of(reference, &name, &is_known) == device;
}

/* Of the device that a row comes from; the rows of the table that list it must agree. */
static uint32_t place_of_seer(const struct reference *reference, uint32_t row) {
    uint32_t seer = seen_at(reference, row)->seer, place = PLACE_NONE;
    bool is_listed = false;

    for (uint32_t i = 0; i < reference->places.rows; i++) {
        struct str *parts;
        size_t count = sheet_parts(&reference->places, i, PLACES_SWITCHES, reference->arena, &parts);
        for (size_t j = 0; j < count; j++) {
            if (!str_eq(parts[j], seen_text(reference, row, NEIGHBORS_DEVICE_ID)) &&
                (seer == PAIRING_NONE || !means_device(reference, parts[j], seer))) {
                continue;
            }
            if (is_listed && place == PLACE_NONE) {
                continue;
            }
            place = is_listed ? places_join(reference->place_rules, place, i) : i;
            is_listed = true;
        }
    }
    const struct pair *pair = is_listed || seer == PAIRING_NONE ? NULL : &reference->pairs.of_device[seer];
    return pair && pair->state == PAIR_ONE
               ? places_of_location(reference->place_rules, sheet_text(&reference->assets, pair->row, DEVICES_LOCATION))
               : place;
}

static uint32_t place_of_addresses(const struct reference *reference, uint32_t device) {
    static const unsigned columns[] = {DEVICES_ADDRESS, DEVICES_IP_ADDRESSES};

    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        struct str *parts;
        size_t count = sheet_parts(&reference->devices, device, columns[i], reference->arena, &parts);
        for (size_t j = 0; j < count; j++) {
            uint32_t place = places_of_address(reference->place_rules, parts[j]);
            if (place != PLACE_NONE) {
                return place;
            }
        }
    }
    return PLACE_NONE;
}

static bool is_access(const struct seen *seen, uint32_t device) {
    return seen->device == device && is_at_port(seen) && !seen->is_uplink && seen->seer != device;
}

/* The row of the best port of those that CHOSEN are; PAIRING_NONE. */
static uint32_t best_of(const struct reference *reference, const bool *chosen) {
    uint32_t best = PAIRING_NONE;

    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        if (chosen[row] && (best == PAIRING_NONE || tells_better(reference, row, best))) {
            best = row;
        }
    }
    return best;
}

static struct finding start_finding(const struct reference *reference, const struct pair_rows *rows,
                                    enum message message, uint32_t best) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, message);
    struct value kind = sheet_value(&reference->assets, rows->asset, DEVICES_KIND);
    uint32_t first = 0;

    kind = kind.is_set ? kind : sheet_value(&reference->devices, rows->device, DEVICES_KIND);
    if (kind.is_set && (kind.number == KIND_LAPTOP || kind.number == KIND_TABLET)) {
        finding.outcome = OUTCOME_NOTICE;
    }
    while (seen_at(reference, first)->device != rows->device || !same_port(reference, first, best)) {
        first++;
    }
    finding.snapshot_evidence = reference_printf(
        reference, "%.*s %.*s", STR_FMT(sheet_evidence(&reference->devices, rows->device, reference->arena)),
        STR_FMT(sheet_evidence(&reference->neighbors, first, reference->arena)));
    reference_set_asset(reference, &finding, rows->asset);
    reference_set_device(reference, &finding, rows->device);
    return finding;
}

static void report_place(struct reference *reference, struct pair_rows *rows, uint32_t best, uint32_t documented,
                         uint32_t observed) {
    struct finding finding = start_finding(reference, rows, MESSAGE_ATTRIBUTE_PLACE, best);
    struct str seen = where(reference, best, NULL);
    struct str label = arena_dup(reference->arena, places_label(reference->place_rules, observed));

    finding.ledger_evidence =
        reference_printf(reference, "%.*s %.*s %.*s", STR_FMT(finding.ledger_evidence),
                         STR_FMT(sheet_evidence(&reference->places, documented, reference->arena)),
                         STR_FMT(sheet_evidence(&reference->places, observed, reference->arena)));
    finding.field = STR("location");
    finding.documented = finding.location;
    finding.observed = reference_printf(reference, "%.*s (%.*s)", STR_FMT(seen), STR_FMT(label));
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, seen);
    finding_add_text(&finding, label);
    reference_add(reference, &finding, rows);
}

static bool compare_place(struct reference *reference, struct pair_rows *rows) {
    uint32_t documented =
        places_of_location(reference->place_rules, sheet_text(&reference->assets, rows->asset, DEVICES_LOCATION));
    uint32_t count = reference->neighbors.rows;
    bool *differs = arena_alloc_array(reference->arena, (size_t)count + 1, sizeof *differs);
    uint32_t *places = arena_alloc_array(reference->arena, (size_t)count + 1, sizeof *places);

    require(differs && places, "memory");
    for (uint32_t row = 0; row < count; row++) {
        if (!is_access(seen_at(reference, row), rows->device)) {
            continue;
        }
        places[row] = place_of_seer(reference, row);
        places[row] = places[row] == PLACE_NONE ? place_of_addresses(reference, rows->device) : places[row];
        enum places_comparison result = places_compare(reference->place_rules, documented, places[row]);
        if (result == PLACES_SAME) {
            return true;
        }
        differs[row] = result == PLACES_DIFFERENT;
    }
    uint32_t best = best_of(reference, differs);
    if (best != PAIRING_NONE) {
        report_place(reference, rows, best, documented, places[best]);
    }
    return best != PAIRING_NONE;
}

/* --- connections ---------------------------------------------------------------------------------------------------
 */

/* Was the device seen at that port of the switch? */
static bool was_seen_at(const struct reference *reference, uint32_t device, uint32_t at, struct str port) {
    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        const struct seen *seen = seen_at(reference, row);
        if (seen->device == device && seen->seer == at && is_at_port(seen) &&
            (!port.n || port_names_agree(port, seen_text(reference, row, NEIGHBORS_PORT)))) {
            return true;
        }
    }
    return false;
}

static void compare_connections(struct reference *reference, struct pair_rows *rows) {
    const struct sheet *sheet = &reference->connections;
    uint32_t line = PAIRING_NONE, count = reference->neighbors.rows;
    bool *is_seen = arena_alloc_array(reference->arena, (size_t)count + 1, sizeof *is_seen);
    CLEANUP(buffer_done) struct buffer text = {0};
    struct text_list documented = {0};

    for (uint32_t row = 0; row < sheet->rows; row++) {
        static const unsigned columns[2][3] = {{CONNECTIONS_DEVICE, CONNECTIONS_PEER, CONNECTIONS_PEER_PORT},
                                               {CONNECTIONS_PEER, CONNECTIONS_DEVICE, CONNECTIONS_PORT}};
        for (size_t end = 0; end < 2; end++) {
            struct str peer_text = sheet_text(sheet, row, columns[end][1]);
            struct str port = sheet_text(sheet, row, columns[end][2]);
            uint32_t asset = seen_asset_called(reference, sheet_text(sheet, row, columns[end][0]));
            uint32_t peer = seen_asset_called(reference, peer_text);
            uint32_t device = peer == PAIRING_NONE ? PAIRING_NONE : seen_partner_of(reference, peer);
            if (asset != rows->asset || peer == asset || device == PAIRING_NONE ||
                !device_forwards(reference, device)) {
                continue;
            }
            if (was_seen_at(reference, rows->device, device, port)) {
                return;
            }
            text_list_add(&documented, reference->arena,
                          str_trim(reference_printf(reference, "%.*s %.*s", STR_FMT(peer_text), STR_FMT(port))));
            line = line == PAIRING_NONE ? row : line;
        }
    }
    for (uint32_t row = 0; row < count; row++) {
        is_seen[row] = is_access(seen_at(reference, row), rows->device);
    }
    uint32_t best = best_of(reference, is_seen);
    if (best == PAIRING_NONE || !documented.count) {
        return;
    }
    struct finding finding = start_finding(reference, rows, MESSAGE_ATTRIBUTE_CONNECTION, best);
    text_list_append(&documented, "; ", &text);
    finding.ledger_evidence = reference_printf(reference, "%.*s %.*s", STR_FMT(finding.ledger_evidence),
                                               STR_FMT(sheet_evidence(sheet, line, reference->arena)));
    finding.field = STR("connection");
    finding.documented = arena_dup(reference->arena, buffer_view(&text));
    finding.observed = where(reference, best, NULL);
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    reference_add(reference, &finding, rows);
}

bool compare_port(struct reference *reference, struct pair_rows *rows, bool has_location) {
    bool is_compared = false;

    if (device_forwards(reference, rows->device)) {
        return false;
    }
    if (reference->places.table && !has_location) {
        is_compared = compare_place(reference, rows);
    }
    if (reference->connections.table) {
        compare_connections(reference, rows);
    }
    return is_compared;
}
