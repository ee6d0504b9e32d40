/* The reference: what hosts list. Every row is held against every other row, asset and device. */

#include "base/text.h"
#include "inventory/words.h"
#include "reconciler/sighting_text.h"
#include "tests/reference/run.h"
#include "tests/reference/seen.h"
#include "tests/unit/support/require.h"

#include <stdlib.h>

static struct seen *listed_at(const struct reference *reference, uint32_t row) {
    return &reference->guest_rows[row];
}

static struct str guest_text(const struct reference *reference, uint32_t row, unsigned column) {
    return sheet_text(&reference->guests, row, column);
}

static struct str host_id(const struct reference *reference, uint32_t row) {
    return guest_text(reference, row, GUESTS_DEVICE_ID);
}

struct str guest_host_name(const struct reference *reference, uint32_t row) {
    uint32_t host = listed_at(reference, row)->seer;
    struct str name = host == PAIRING_NONE ? STR_NONE : sheet_text(&reference->devices, host, DEVICES_HOSTNAME);

    return name.n ? name : host_id(reference, row);
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static void read_names(const struct reference *reference, uint32_t row) {
    static const struct {
        unsigned column, kind;
    } cells[] = {{GUESTS_UUID, KEY_UUID},
                 {GUESTS_MAC_ADDRESSES, KEY_MAC},
                 {GUESTS_NAME, KEY_HOSTNAME},
                 {GUESTS_NAME, NAME_OTHER}};

    for (size_t i = 0; i < ARRAY_LEN(cells); i++) {
        struct str *parts;
        size_t count = sheet_parts(&reference->guests, row, cells[i].column, reference->arena, &parts);
        for (size_t j = 0; j < count; j++) {
            seen_add_name(listed_at(reference, row), cells[i].kind, parts[j], reference->arena);
        }
    }
}

static bool is_strong(unsigned kind) {
    return kind == KEY_UUID || kind == KEY_MAC;
}

static bool has_strong(const struct seen *seen) {
    return seen_has_kind(seen, KEY_UUID) || seen_has_kind(seen, KEY_MAC);
}

/* Without UUID and MAC address two rows are one guest by host and name. */
static bool are_one(const struct reference *reference, uint32_t a, uint32_t b) {
    const struct seen *x = listed_at(reference, a), *y = listed_at(reference, b);
    unsigned kind = seen_has_kind(x, KEY_HOSTNAME) ? KEY_HOSTNAME : NAME_OTHER;

    for (size_t i = 0; i < x->count; i++) {
        if (is_strong(x->names[i].kind) && seen_has_name(y, x->names[i].kind, x->names[i].text)) {
            return true;
        }
    }
    for (size_t i = 0; i < x->count && !has_strong(x) && !has_strong(y); i++) {
        if (x->names[i].kind == kind && seen_has_name(y, kind, x->names[i].text) &&
            str_eq(host_id(reference, a), host_id(reference, b))) {
            return true;
        }
    }
    return false;
}

/* The lesser number goes on until nothing changes. */
static void join_guests(const struct reference *reference) {
    uint32_t rows = reference->guests.rows;
    bool has_changed = true;

    for (uint32_t row = 0; row < rows; row++) {
        listed_at(reference, row)->machine = listed_at(reference, row)->count ? row : SIZE_MAX;
    }
    while (has_changed) {
        has_changed = false;
        for (uint32_t a = 0; a < rows; a++) {
            for (uint32_t b = 0; b < rows; b++) {
                struct seen *x = listed_at(reference, a), *y = listed_at(reference, b);
                if (y->machine != SIZE_MAX && x->machine < y->machine && are_one(reference, a, b)) {
                    y->machine = x->machine;
                    has_changed = true;
                }
            }
        }
    }
}

void read_guests(struct reference *reference) {
    uint32_t rows = reference->guests.rows;

    reference->guest_rows = arena_alloc_array(reference->arena, (size_t)rows + 1, sizeof *reference->guest_rows);
    require(reference->guest_rows, "memory");
    for (uint32_t row = 0; row < rows; row++) {
        read_names(reference, row);
        seen_find_owner(reference, listed_at(reference, row));
        listed_at(reference, row)->seer = seen_device_of_id(reference, host_id(reference, row));
    }
    join_guests(reference);
}

bool is_guest(const struct reference *reference, const struct seen *seen) {
    for (uint32_t row = 0; row < reference->guests.rows; row++) {
        for (size_t i = 0; i < seen->count; i++) {
            if (seen->names[i].kind == KEY_MAC &&
                seen_has_name(listed_at(reference, row), KEY_MAC, seen->names[i].text)) {
                return true;
            }
        }
    }
    return false;
}

/* --- which guest a machine is --------------------------------------------------------------------------------------
 */

/* A machine on paper, or in fact. */
struct machine {
    uint32_t asset, device; /* the latter may be PAIRING_NONE */
    bool is_observed;       /* its keys are those of the device */
};

static const struct pair_keys *keys_of(const struct reference *reference, const struct machine *machine) {
    return machine->is_observed ? &reference->pairs.device_keys[machine->device]
                                : &reference->pairs.asset_keys[machine->asset];
}

static bool is_its_own(const struct reference *reference, const struct machine *machine, struct seen_name name) {
    bool is_known = false;

    return machine->is_observed ? seen_owner_of(reference, &name, &is_known) == machine->device
                                : seen_is_only_holder(reference, machine->asset, name);
}

static bool is_unique(const struct reference *reference, struct seen_name name) {
    unsigned count = 0;

    for (uint32_t row = 0; row < reference->guests.rows; row++) {
        count += seen_has_name(listed_at(reference, row), name.kind, name.text);
    }
    return count == 1;
}

static bool is_machine_by(const struct reference *reference, const struct machine *machine, uint32_t row,
                          unsigned kind) {
    const struct pair_keys *keys = keys_of(reference, machine);
    const struct seen *seen = listed_at(reference, row);
    bool is_other = (seen->device != PAIRING_NONE && seen->device != machine->device) ||
                    seen_disagrees(keys, seen, KEY_UUID) || seen_disagrees(keys, seen, KEY_MAC);

    for (size_t i = 0; i < keys->counts[kind]; i++) {
        struct seen_name name = {kind, keys->texts[kind][i]};
        if (seen_has_name(seen, kind, name.text) && is_its_own(reference, machine, name) &&
            (kind != KEY_HOSTNAME || (!is_other && is_unique(reference, name)))) {
            return true;
        }
    }
    return false;
}

static bool has_any_name(const struct reference *reference, const struct machine *machine, uint32_t row) {
    static const unsigned kinds[] = {KEY_UUID, KEY_MAC, KEY_HOSTNAME};
    const struct pair_keys *keys = keys_of(reference, machine);

    for (size_t kind = 0; kind < ARRAY_LEN(kinds); kind++) {
        for (size_t i = 0; i < keys->counts[kinds[kind]]; i++) {
            if (seen_has_name(listed_at(reference, row), kinds[kind], keys->texts[kinds[kind]][i])) {
                return true;
            }
        }
    }
    return false;
}

/* The best row of those that the machine is by the kind of name, on paper or in fact: of the host whose id comes first.
 */
static uint32_t best_by(const struct reference *reference, const struct machine *machines, size_t count,
                        unsigned kind) {
    uint32_t best = PAIRING_NONE;

    for (uint32_t row = 0; row < reference->guests.rows; row++) {
        for (size_t i = 0; i < count; i++) {
            if (is_machine_by(reference, &machines[i], row, kind) &&
                (best == PAIRING_NONE || str_cmp(host_id(reference, row), host_id(reference, best)) < 0)) {
                best = row;
            }
        }
    }
    return best;
}

static uint32_t best_row(const struct reference *reference, const struct machine *machines, size_t count) {
    static const unsigned kinds[] = {KEY_UUID, KEY_MAC, KEY_HOSTNAME};
    uint32_t best = PAIRING_NONE;

    for (size_t i = 0; i < ARRAY_LEN(kinds) && best == PAIRING_NONE; i++) {
        best = best_by(reference, machines, count, kinds[i]);
    }
    return best;
}

uint32_t find_guest(const struct reference *reference, uint32_t asset, bool *ret_is_listed) {
    const struct machine machine = {asset, PAIRING_NONE, false};

    for (uint32_t row = 0; row < reference->guests.rows; row++) {
        *ret_is_listed |= has_any_name(reference, &machine, row);
    }
    return best_row(reference, &machine, 1);
}

/* --- hosts ---------------------------------------------------------------------------------------------------------
 */

struct host {
    uint32_t asset, device;
};

static struct host host_called(const struct reference *reference, struct str text) {
    struct seen_name name = {KEY_HOSTNAME, seen_normal_form(KEY_HOSTNAME, text, reference->arena)};
    struct host host = {seen_asset_called(reference, text), PAIRING_NONE};
    bool is_known = false;

    if (host.asset != PAIRING_NONE) {
        host.device = seen_partner_of(reference, host.asset);
        return host;
    }
    host.device = name.text.n ? seen_owner_of(reference, &name, &is_known) : PAIRING_NONE;
    host.device = host.device == OWNER_SEVERAL ? PAIRING_NONE : host.device;
    if (host.device != PAIRING_NONE && reference->pairs.of_device[host.device].state == PAIR_ONE) {
        host.asset = reference->pairs.of_device[host.device].row;
    }
    return host;
}

static bool lists_part(const struct reference *reference, const struct sheet *sheet, uint32_t row, unsigned column) {
    struct str *parts;
    size_t count = sheet_parts(sheet, row, column, reference->arena, &parts);

    for (size_t i = 0; i < count; i++) {
        if (str_eq(parts[i], STR("guests"))) {
            return true;
        }
    }
    return false;
}

static bool was_read(const struct reference *reference, uint32_t device) {
    for (uint32_t row = 0; device != PAIRING_NONE && row < reference->probes.rows; row++) {
        if (str_eq(sheet_text(&reference->probes, row, PROBES_DEVICE_ID),
                   sheet_text(&reference->devices, device, DEVICES_DEVICE_ID)) &&
            lists_part(reference, &reference->probes, row, PROBES_SECTIONS_COMPLETE)) {
            return !lists_part(reference, &reference->devices, device, DEVICES_SECTIONS_MISSING);
        }
    }
    return false;
}

static bool is_vm(const struct reference *reference, uint32_t asset) {
    struct value kind = sheet_value(&reference->assets, asset, DEVICES_KIND);
    struct value is_virtual = sheet_value(&reference->assets, asset, DEVICES_VIRTUAL);

    return (kind.is_set && kind.number == KIND_VM) || (is_virtual.is_set && is_virtual.number == 1);
}

/* --- clusters ------------------------------------------------------------------------------------------------------
 */

static struct str cluster_name(const struct reference *reference, struct str text) {
    return seen_normal_form(NAME_OTHER, text, reference->arena);
}

/* A number for each statement that an asset is of a cluster: rows of clusters, then assets. */
static size_t member_count(const struct reference *reference) {
    return (size_t)reference->clusters.rows + reference->assets.rows;
}

/* The cluster; empty for none. */
static struct str member_cluster(const struct reference *reference, size_t member) {
    if (member < reference->clusters.rows) {
        return cluster_name(reference, sheet_text(&reference->clusters, (uint32_t)member, CLUSTERS_CLUSTER));
    }
    uint32_t asset = (uint32_t)(member - reference->clusters.rows);
    return is_vm(reference, asset) ? STR_NONE
                                   : cluster_name(reference, sheet_text(&reference->assets, asset, DEVICES_CLUSTER));
}

static uint32_t member_asset(const struct reference *reference, size_t member) {
    return member < reference->clusters.rows
               ? seen_asset_called(reference, sheet_text(&reference->clusters, (uint32_t)member, CLUSTERS_HOST))
               : (uint32_t)(member - reference->clusters.rows);
}

static bool is_of_cluster(const struct reference *reference, uint32_t asset, struct str cluster) {
    for (size_t i = 0; i < member_count(reference); i++) {
        if (member_asset(reference, i) == asset && str_eq(member_cluster(reference, i), cluster)) {
            return true;
        }
    }
    return false;
}

/* Were all hosts of the cluster read, one at least? */
static bool cluster_was_read(const struct reference *reference, struct str cluster) {
    bool has_any = false;

    for (size_t i = 0; i < member_count(reference); i++) {
        if (!str_eq(member_cluster(reference, i), cluster)) {
            continue;
        }
        uint32_t asset = member_asset(reference, i);
        if (asset == PAIRING_NONE || !was_read(reference, seen_partner_of(reference, asset))) {
            return false;
        }
        has_any = true;
    }
    return has_any;
}

static bool all_were_read(const struct reference *reference, uint32_t asset, struct host host) {
    struct str cell = sheet_text(&reference->assets, asset, DEVICES_CLUSTER);

    if (host.asset == PAIRING_NONE || !was_read(reference, host.device) ||
        (cell.n && !cluster_was_read(reference, cluster_name(reference, cell)))) {
        return false;
    }
    for (size_t i = 0; i < member_count(reference); i++) {
        struct str cluster = member_cluster(reference, i);
        if (cluster.n && member_asset(reference, i) == host.asset && !cluster_was_read(reference, cluster)) {
            return false;
        }
    }
    return true;
}

/* May the guest move between the two? */
static bool share_cluster(const struct reference *reference, uint32_t guest, uint32_t a, uint32_t b) {
    struct str own = cluster_name(reference, sheet_text(&reference->assets, guest, DEVICES_CLUSTER));

    if (a == PAIRING_NONE || b == PAIRING_NONE) {
        return false;
    }
    if (own.n && is_of_cluster(reference, b, own)) {
        return true;
    }
    for (size_t i = 0; i < member_count(reference); i++) {
        struct str cluster = member_cluster(reference, i);
        if (cluster.n && member_asset(reference, i) == a && is_of_cluster(reference, b, cluster)) {
            return true;
        }
    }
    return false;
}

/* --- findings on assets --------------------------------------------------------------------------------------------
 */

bool report_gone_guest(struct reference *reference, uint32_t asset) {
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_GUEST);
    struct str text = sheet_text(&reference->assets, asset, DEVICES_VIRTUAL_HOST);
    struct host host = host_called(reference, text);

    if (!is_vm(reference, asset) || !all_were_read(reference, asset, host)) {
        return false;
    }
    reference_set_asset(reference, &finding, asset);
    finding.field = STR("vm-gone");
    finding.documented = text;
    finding.snapshot_evidence = sheet_evidence(&reference->devices, host.device, reference->arena);
    finding_add_text(&finding, text);
    reference_add(reference, &finding, NULL);
    return true;
}

static void report_host(struct reference *reference, struct pair_rows *rows, uint32_t row, enum message message) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, message);
    struct str sight = sheet_evidence(&reference->guests, row, reference->arena);

    finding.outcome = message == MESSAGE_ATTRIBUTE_GUEST_HOST ? OUTCOME_VIOLATION : OUTCOME_NOTICE;
    finding.field = STR("virtual_host");
    finding.snapshot_evidence = sight;
    reference_set_asset(reference, &finding, rows->asset);
    if (rows->device != PAIRING_NONE) {
        struct str device = sheet_evidence(&reference->devices, rows->device, reference->arena);
        finding.snapshot_evidence = reference_printf(reference, "%.*s %.*s", STR_FMT(device), STR_FMT(sight));
        reference_set_device(reference, &finding, rows->device);
    }
    finding.documented = sheet_text(&reference->assets, rows->asset, DEVICES_VIRTUAL_HOST);
    finding.observed = guest_host_name(reference, row);
    finding_add_field(&finding, finding.field);
    if (finding.documented.n) {
        finding_add_text(&finding, finding.documented);
    }
    finding_add_text(&finding, finding.observed);
    reference_add(reference, &finding, rows);
}

static bool is_other_host(const struct host *documented, const struct host *listing) {
    if (documented->device != PAIRING_NONE) {
        return documented->device != listing->device;
    }
    return documented->asset != PAIRING_NONE && listing->asset != PAIRING_NONE && documented->asset != listing->asset;
}

static struct host host_of_row(const struct reference *reference, uint32_t row) {
    struct host host = {PAIRING_NONE, listed_at(reference, row)->seer};

    if (host.device != PAIRING_NONE && reference->pairs.of_device[host.device].state == PAIR_ONE) {
        host.asset = reference->pairs.of_device[host.device].row;
    }
    return host;
}

/* Does the documented host list it by any name? */
static bool is_where_documented(const struct reference *reference, const struct machine *machines, size_t count,
                                struct host documented) {
    static const unsigned kinds[] = {KEY_UUID, KEY_MAC, KEY_HOSTNAME};

    for (uint32_t row = 0; documented.device != PAIRING_NONE && row < reference->guests.rows; row++) {
        for (size_t i = 0; i < count * ARRAY_LEN(kinds); i++) {
            if (listed_at(reference, row)->seer == documented.device &&
                is_machine_by(reference, &machines[i % count], row, kinds[i / count])) {
                return true;
            }
        }
    }
    return false;
}

void compare_guest_host(struct reference *reference, struct pair_rows *rows) {
    const struct machine machines[] = {{rows->asset, rows->device, false}, {rows->asset, rows->device, true}};
    bool is_met = rows->device != PAIRING_NONE;
    struct str text = sheet_text(&reference->assets, rows->asset, DEVICES_VIRTUAL_HOST);

    if (!table_has_column(reference->assets.table, DEVICES_VIRTUAL_HOST) ||
        (is_met && sheet_text(&reference->devices, rows->device, DEVICES_VIRTUAL_HOST).n)) {
        return;
    }
    struct host documented = host_called(reference, text);
    uint32_t row = best_row(reference, machines, is_met ? 2 : 1);
    if (row == PAIRING_NONE || is_where_documented(reference, machines, is_met ? 2 : 1, documented)) {
        return;
    }
    struct host listing = host_of_row(reference, row);
    if (listing.device == PAIRING_NONE) {
        return;
    }
    if (!text.n && is_vm(reference, rows->asset)) {
        report_host(reference, rows, row, MESSAGE_ATTRIBUTE_FILL_IN);
    } else if (text.n && is_other_host(&documented, &listing)) {
        bool may_move = share_cluster(reference, rows->asset, documented.asset, listing.asset);
        report_host(reference, rows, row, may_move ? MESSAGE_ATTRIBUTE_GUEST_CLUSTER : MESSAGE_ATTRIBUTE_GUEST_HOST);
    }
}

/* --- strangers -----------------------------------------------------------------------------------------------------
 */

static bool guest_is_known(const struct reference *reference, size_t machine) {
    for (uint32_t row = 0; row < reference->guests.rows; row++) {
        if (listed_at(reference, row)->machine == machine && listed_at(reference, row)->is_known) {
            return true;
        }
    }
    return false;
}

/* The UUID, else the MAC address, else the name: of several the one that comes first. */
static struct str guest_identity(const struct reference *reference, size_t machine) {
    static const unsigned kinds[] = {KEY_UUID, KEY_MAC, KEY_HOSTNAME, NAME_OTHER};
    struct str best = STR_NONE;

    for (size_t kind = 0; kind < ARRAY_LEN(kinds) && !best.n; kind++) {
        for (uint32_t row = 0; row < reference->guests.rows; row++) {
            const struct seen *seen = listed_at(reference, row);
            for (size_t i = 0; seen->machine == machine && i < seen->count; i++) {
                bool is_it = seen->names[i].kind == kinds[kind];
                best = is_it && (!best.n || str_cmp(seen->names[i].text, best) < 0) ? seen->names[i].text : best;
            }
        }
    }
    return best;
}

/* Returns the row of the host whose id comes first. */
static uint32_t describe_guest(const struct reference *reference, size_t machine, struct finding *finding) {
    CLEANUP(buffer_done) struct buffer out = {0}, evidence = {0};
    struct machine_text text = {0};
    uint32_t best = PAIRING_NONE;
    unsigned rows = 0;

    for (uint32_t row = 0; row < reference->guests.rows; row++) {
        if (listed_at(reference, row)->machine != machine) {
            continue;
        }
        machine_text_add_guest(&text, reference->arena, sheet_reader(&reference->guests, row));
        if (rows++ < ROWS_OF_EVIDENCE) {
            buffer_append_cstr(&evidence, rows > 1 ? " " : "");
            table_evidence(reference->guests.table, row, &evidence);
        }
        if (best == PAIRING_NONE || str_cmp(host_id(reference, row), host_id(reference, best)) < 0) {
            best = row;
        }
    }
    buffer_append_cstr(&evidence, rows > ROWS_OF_EVIDENCE ? " …" : "");
    machine_text_append(&text, &out);
    finding->observed = arena_dup(reference->arena, buffer_view(&out));
    finding->snapshot_evidence = arena_dup(reference->arena, buffer_view(&evidence));
    return best;
}

static void report_strange_guest(struct reference *reference, uint32_t row) {
    struct finding finding = finding_make(CODE_DIF_UNREGISTERED, MESSAGE_UNREGISTERED_GUEST);
    size_t machine = listed_at(reference, row)->machine;
    uint32_t best = describe_guest(reference, machine, &finding);

    seen_set_seer(reference, host_id(reference, best), &finding);
    finding.outcome = OUTCOME_UNDETERMINED;
    finding.field = STR("guest");
    finding.subject_kind = SUBJECT_GUEST;
    finding.subject = guest_identity(reference, machine);
    if (!has_strong(listed_at(reference, row))) {
        struct str host = finding.asset_id.n ? finding.asset_id : finding.device_id;
        finding.subject = reference_printf(reference, "%.*s %.*s", STR_FMT(host), STR_FMT(finding.subject));
    }
    finding_add_text(&finding, guest_host_name(reference, best));
    finding_add_text(&finding, finding.observed);
    for (uint32_t other = 0; other < reference->guests.rows; other++) {
        if (listed_at(reference, other)->machine == machine) {
            take_answers(reference, listed_at(reference, other));
        }
    }
    tell_answers(reference, &finding, MESSAGE_UNREGISTERED_GUEST_UNREAD);
    reference_add(reference, &finding, NULL);
}

void report_strange_guests(struct reference *reference) {
    for (uint32_t row = 0; row < reference->guests.rows; row++) {
        size_t machine = listed_at(reference, row)->machine;
        bool is_first = machine != SIZE_MAX;
        for (uint32_t before = 0; before < row; before++) {
            is_first &= listed_at(reference, before)->machine != machine;
        }
        if (is_first && !guest_is_known(reference, machine)) {
            report_strange_guest(reference, row);
        }
        if (machine != SIZE_MAX && guest_is_known(reference, machine)) {
            explain_answers(reference, listed_at(reference, row));
        }
    }
}
