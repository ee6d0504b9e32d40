/* The reference: places and connections of machines, by the ports at which neighbours saw them. */

#include "inventory/words.h"
#include "pairing/places.h"
#include "reconciler/connections.h"
#include "reconciler/sighting_text.h"
#include "tests/reference/run.h"
#include "tests/reference/seen.h"
#include "tests/unit/support/require.h"

/* --- places --------------------------------------------------------------------------------------------------------
 */

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
    return seen->device == device && seen_is_at_port(seen) && !seen->is_uplink && seen->seer != device;
}

/* The row of the best port of those that CHOSEN are; PAIRING_NONE. */
static uint32_t best_of(const struct reference *reference, const bool *chosen) {
    uint32_t best = PAIRING_NONE;

    for (uint32_t row = 0; row < reference->neighbors.rows; row++) {
        if (chosen[row] && (best == PAIRING_NONE || seen_tells_better(reference, row, best))) {
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
    while (seen_at(reference, first)->device != rows->device || !seen_is_same_port(reference, first, best)) {
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
    struct str seen = seen_where(reference, best, NULL);
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
        if (seen->device == device && seen->seer == at && seen_is_at_port(seen) &&
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
                !seen_device_forwards(reference, device)) {
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
    finding.observed = seen_where(reference, best, NULL);
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, finding.observed);
    reference_add(reference, &finding, rows);
}

bool compare_port(struct reference *reference, struct pair_rows *rows, bool has_location) {
    bool is_compared = false;

    if (seen_device_forwards(reference, rows->device)) {
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
