#include "reconciler/switch_port.h"

#include "reconciler/attribute.h"
#include "reconciler/neighborhood.h"
#include "reconciler/sighting_text.h"

/* The pair at hand, and what saw its device. */
struct view {
    struct worker *worker;
    struct pair_rows *rows;
    const struct neighborhood *neighborhood;
    const struct sightings *sightings;
    const uint32_t *sights; /* rows */
    size_t count;
};

/* Does the row tell where the device is connected? ARP does not, and uplinks lead there by other switches. */
static bool is_access(const struct view *view, uint32_t row) {
    const struct sighting *sighting = &view->sightings->rows[row];
    const struct sighting_port *port = &view->sightings->port_items[sighting->port];

    return sighting_is_at_port(sighting) && !port->is_uplink &&
           view->sightings->seers[port->seer].device != view->rows->device;
}

static void prefer(const struct view *view, uint32_t *best, uint32_t row) {
    if (*best == SIGHTING_NONE || sightings_compare(view->sightings, row, *best) < 0) {
        *best = row;
    }
}

/* Laptops and tablets are where their users are. */
static bool is_moving(struct worker *worker) {
    int kind = attribute_word(worker->asset, worker->device, DEVICES_KIND);

    return kind == KIND_LAPTOP || kind == KIND_TABLET;
}

/* The row of the device, and the first that saw it at the port. */
static struct str evidence_of(const struct view *view, uint32_t row) {
    struct worker *worker = view->worker;
    struct str device = worker_evidence(worker, worker->run->devices, view->rows->device);

    for (size_t i = 0; i < view->count; i++) {
        if (view->sightings->rows[view->sights[i]].port == view->sightings->rows[row].port) {
            row = view->sights[i];
            break;
        }
    }
    return worker_join_evidence(worker, device, worker_evidence(worker, view->sightings->table, row));
}

/* What both findings have in common; where the device was seen in *RET_WHERE. */
static struct finding start_finding(const struct view *view, enum message message, uint32_t row,
                                    struct str *ret_where) {
    struct worker *worker = view->worker;
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, message);

    finding.outcome = is_moving(worker) ? OUTCOME_NOTICE : OUTCOME_VIOLATION;
    finding.snapshot_evidence = evidence_of(view, row);
    worker_set_asset(worker, &finding, view->rows->asset);
    worker_set_device(worker, &finding, view->rows->device);
    *ret_where = sighting_where(view->sightings, view->sightings->rows[row].port, NULL, worker->device, worker->arena);
    row_reader_move(worker->device, view->rows->device);
    return finding;
}

static void add_ledger_row(struct worker *worker, struct finding *finding, const struct table *table, uint32_t row) {
    finding->ledger_evidence =
        worker_join_evidence(worker, finding->ledger_evidence, worker_evidence(worker, table, row));
}

/* --- places --------------------------------------------------------------------------------------------------------
 */

/* By the address that was connected to, else by the first that has one. */
static uint32_t place_of_address(const struct view *view) {
    static const unsigned columns[] = {DEVICES_ADDRESS, DEVICES_IP_ADDRESSES};
    uint32_t place = PLACE_NONE;

    for (size_t i = 0; i < ARRAY_LEN(columns) && place == PLACE_NONE; i++) {
        struct str rest = row_reader_text(view->worker->device, columns[i]), part;
        while (place == PLACE_NONE && value_next_part(schema_column(TABLE_DEVICES, columns[i]), &rest, &part)) {
            place = places_of_address(view->neighborhood->places, part);
        }
    }
    return place;
}

static void report_place(const struct view *view, uint32_t row, uint32_t documented, uint32_t observed) {
    struct worker *worker = view->worker;
    const struct table *table = inventory_table(worker->run->input->ledger, TABLE_PLACES);
    struct str where, label = places_label(view->neighborhood->places, observed);
    struct finding finding = start_finding(view, MESSAGE_ATTRIBUTE_PLACE, row, &where);

    add_ledger_row(worker, &finding, table, documented);
    add_ledger_row(worker, &finding, table, observed);
    finding.field = STR("location");
    finding.documented = finding.location;
    finding.observed = arena_printf(worker->arena, "%.*s (%.*s)", STR_FMT(where), STR_FMT(label));
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, where);
    finding_add_text(&finding, label);
    worker_add(worker, &finding, view->rows);
}

/* One port at the documented place is enough; a machine may be connected to several. */
static bool compare_place(const struct view *view) {
    const struct places *places = view->neighborhood->places;
    uint32_t documented = places_of_location(places, row_reader_text(view->worker->asset, DEVICES_LOCATION));
    uint32_t of_address = documented == PLACE_NONE ? PLACE_NONE : place_of_address(view);
    uint32_t best = SIGHTING_NONE;

    for (size_t i = 0; documented != PLACE_NONE && i < view->count; i++) {
        uint32_t row = view->sights[i], seer = view->sightings->port_items[view->sightings->rows[row].port].seer;
        uint32_t place = view->neighborhood->place_of_seer[seer];
        place = place == PLACE_NONE ? of_address : place;
        enum places_comparison result =
            is_access(view, row) ? places_compare(places, documented, place) : PLACES_UNKNOWN;
        if (result == PLACES_SAME) {
            return true;
        }
        if (result == PLACES_DIFFERENT) {
            prefer(view, &best, row);
        }
    }
    if (best == SIGHTING_NONE) {
        return false;
    }
    uint32_t place =
        view->neighborhood->place_of_seer[view->sightings->port_items[view->sightings->rows[best].port].seer];
    report_place(view, best, documented, place == PLACE_NONE ? of_address : place);
    return true;
}

/* --- connections ---------------------------------------------------------------------------------------------------
 */

/* Was the device seen at the port, or at the switch where no port is written? */
static bool is_seen_at(const struct view *view, uint32_t device, struct str port) {
    for (size_t i = 0; i < view->count; i++) {
        const struct sighting *sighting = &view->sightings->rows[view->sights[i]];
        uint32_t seer = view->sightings->seers[view->sightings->port_items[sighting->port].seer].device;
        if (sighting_is_at_port(sighting) && seer == device &&
            (str_is_empty(port) || port_names_agree(port, sightings_port_text(view->sightings, sighting->port)))) {
            return true;
        }
    }
    return false;
}

static void report_connection(const struct view *view, uint32_t row, const struct text_list *documented,
                              uint32_t line) {
    struct worker *worker = view->worker;
    CLEANUP(buffer_done) struct buffer text = {0};
    struct str where;
    struct finding finding = start_finding(view, MESSAGE_ATTRIBUTE_CONNECTION, row, &where);

    text_list_append(documented, "; ", &text);
    add_ledger_row(worker, &finding, connections_table(view->neighborhood->connections), line);
    finding.field = STR("connection");
    finding.documented = arena_dup(worker->arena, buffer_view(&text));
    finding.observed = where;
    finding_add_field(&finding, finding.field);
    finding_add_text(&finding, finding.documented);
    finding_add_text(&finding, where);
    worker_add(worker, &finding, view->rows);
}

/* Only switches that were read could have seen it where the ledger says. */
static void compare_connections(const struct view *view) {
    struct worker *worker = view->worker;
    size_t count;
    const struct connection *connections = connections_of(view->neighborhood->connections, view->rows->asset, &count);
    struct text_list documented = {0};
    uint32_t best = SIGHTING_NONE, line = UINT32_MAX;

    for (size_t i = 0; i < count; i++) {
        uint32_t device = pairing_partner(worker->run->input->pairing, connections[i].peer);
        if (device == PAIRING_NONE || !view->sightings->forwards[device]) {
            continue;
        }
        if (is_seen_at(view, device, connections[i].port)) {
            return;
        }
        struct str text =
            arena_printf(worker->arena, "%.*s %.*s", STR_FMT(connections[i].peer_name), STR_FMT(connections[i].port));
        text_list_add(&documented, worker->arena, str_trim(text));
        line = connections[i].row < line ? connections[i].row : line;
    }
    for (size_t i = 0; documented.count && i < view->count; i++) {
        if (is_access(view, view->sights[i])) {
            prefer(view, &best, view->sights[i]);
        }
    }
    if (best != SIGHTING_NONE) {
        report_connection(view, best, &documented, line);
    }
}

/* --- both ----------------------------------------------------------------------------------------------------------
 */

static bool compare(struct worker *worker, struct pair_rows *rows, bool has_location) {
    const struct neighborhood *neighborhood = worker->run->neighborhood;
    struct view view = {
        .worker = worker, .rows = rows, .neighborhood = neighborhood, .sightings = neighborhood->sightings};
    bool is_compared = false;

    view.sights = sightings_of_device(view.sightings, rows->device, &view.count);
    if (!view.count || view.sightings->forwards[rows->device]) {
        return false; /* switches are connected to each other over any distance */
    }
    row_reader_move(worker->device, rows->device);
    if (neighborhood->places && !has_location) {
        is_compared = compare_place(&view);
    }
    if (neighborhood->connections) {
        compare_connections(&view);
    }
    return is_compared;
}

bool switch_port_compare(struct worker *worker, struct pair_rows *rows, bool has_location) {
    return worker->run->neighborhood && compare(worker, rows, has_location);
}
