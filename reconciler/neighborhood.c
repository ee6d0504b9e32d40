#include "reconciler/neighborhood.h"

#include <stdlib.h>

void neighborhood_free(struct neighborhood *neighborhood) {
    if (neighborhood) {
        sightings_free(neighborhood->sightings);
        places_free(neighborhood->places);
        connections_free(neighborhood->connections);
        free(neighborhood->place_of_seer);
        free(neighborhood);
    }
}

/* A machine that a row of places lists as a switch of that place. */
struct place_switch {
    uint32_t place;
    struct str text;
    struct machine_names names;
};

struct place_switches {
    struct place_switch *items;
    size_t count, capacity;
};

static bool add_switch(struct place_switches *switches, struct place_switch added) {
    if (switches->count == switches->capacity) {
        size_t capacity = switches->capacity ? switches->capacity * 2 : 64;
        struct place_switch *items = realloc(switches->items, capacity * sizeof *items);
        if (!items) {
            return false;
        }
        switches->items = items;
        switches->capacity = capacity;
    }
    switches->items[switches->count++] = added;
    return true;
}

static bool list_switches(const struct places *places, struct sightings *sightings, struct place_switches *switches) {
    const struct column_def *column = schema_column(TABLE_PLACES, PLACES_SWITCHES);
    bool failed = false;

    for (uint32_t place = 0; !failed && place < places_count(places); place++) {
        struct str rest = places_switches(places, place), text;
        while (!failed && value_next_part(column, &rest, &text)) {
            struct machine_names names = machine_names_add(sightings, text, &failed);
            failed = failed || !add_switch(switches, (struct place_switch){place, text, names});
        }
    }
    return !failed;
}

/* --- where switches are --------------------------------------------------------------------------------------------
 */

/* What is found out of the devices that saw something. */
struct placing {
    struct neighborhood *neighborhood;
    const struct reconcile_input *input;
    struct row_reader *assets, *devices; /* the latter NULL without such a table */
    uint32_t seers;                      /* the ids behind are those of interfaces */
    bool *is_listed;                     /* by seer */
};

/* Who is meant: the device of the asset with this number or name, else the one that calls itself so; SIGHTING_NONE. */
static uint32_t device_of_switch(const struct placing *placing, const struct place_switch *item) {
    const struct sightings *sightings = placing->neighborhood->sightings;
    uint32_t asset = machine_names_asset(sightings, item->names);

    if (asset != SIGHTING_NONE) {
        return pairing_partner(placing->input->pairing, asset);
    }
    uint32_t device =
        item->names.hostname == SIGHTING_NONE ? SIGHTING_NONE : sightings->name_items[item->names.hostname].device;
    return device < SIGHTING_SEVERAL ? device : SIGHTING_NONE;
}

/* A switch listed for two places is at neither. */
static void note_place(struct placing *placing, uint32_t seer, uint32_t place) {
    uint32_t *noted = seer < placing->seers ? &placing->neighborhood->place_of_seer[seer] : NULL;

    if (noted && placing->is_listed[seer]) {
        *noted = *noted == PLACE_NONE ? PLACE_NONE : places_join(placing->neighborhood->places, *noted, place);
    } else if (noted) {
        *noted = place;
        placing->is_listed[seer] = true;
    }
}

static void place_switch(struct placing *placing, const struct place_switch *item) {
    const struct sightings *sightings = placing->neighborhood->sightings;
    uint32_t by_id = intern_find(sightings->ids, item->text), device = device_of_switch(placing, item);

    note_place(placing, by_id, item->place);
    if (device == SIGHTING_NONE) {
        return;
    }
    row_reader_move(placing->devices, device);
    uint32_t seer = intern_find(sightings->ids, row_reader_text(placing->devices, DEVICES_DEVICE_ID));
    if (seer != by_id) {
        note_place(placing, seer, item->place);
    }
}

/* Where the ledger says that the switch stands. */
static uint32_t documented_place(const struct placing *placing, uint32_t seer) {
    uint32_t device = placing->neighborhood->sightings->seers[seer].device;
    struct pair pair = device == SIGHTING_NONE ? (struct pair){.state = PAIR_NONE}
                                               : pairing_of_device(placing->input->pairing, device);

    if (pair.state != PAIR_ONE) {
        return PLACE_NONE;
    }
    row_reader_move(placing->assets, pair.row);
    return places_of_location(placing->neighborhood->places, row_reader_text(placing->assets, DEVICES_LOCATION));
}

static enum err_code placing_begin(struct placing *placing, struct err *err) {
    const struct table *devices = inventory_table(placing->input->snapshot, TABLE_DEVICES);
    enum err_code code = row_reader_new(inventory_table(placing->input->ledger, TABLE_DEVICES), &placing->assets, err);

    if (!code && devices) {
        code = row_reader_new(devices, &placing->devices, err);
    }
    placing->is_listed = calloc((size_t)placing->seers + 1, sizeof *placing->is_listed);
    placing->neighborhood->place_of_seer =
        calloc((size_t)placing->seers + 1, sizeof *placing->neighborhood->place_of_seer);
    bool has_memory = placing->is_listed && placing->neighborhood->place_of_seer;
    return code || has_memory ? code : err_no_memory(err);
}

static enum err_code placing_end(struct placing *placing, enum err_code code, struct err *err) {
    if (!code) {
        code = row_reader_error(placing->assets, err);
    }
    if (!code && placing->devices) {
        code = row_reader_error(placing->devices, err);
    }
    row_reader_free(placing->assets);
    row_reader_free(placing->devices);
    free(placing->is_listed);
    return code;
}

static enum err_code find_places(struct placing *placing, const struct place_switches *switches, struct err *err) {
    enum err_code code = placing_begin(placing, err);

    for (size_t i = 0; !code && i < switches->count; i++) {
        place_switch(placing, &switches->items[i]);
    }
    for (uint32_t seer = 0; !code && seer < placing->seers; seer++) {
        if (!placing->is_listed[seer]) {
            placing->neighborhood->place_of_seer[seer] = documented_place(placing, seer);
        }
    }
    return placing_end(placing, code, err);
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static enum err_code read_tables(struct neighborhood *neighborhood, const struct reconcile_input *input,
                                 struct place_switches *switches, struct err *err) {
    const struct table *places = inventory_table(input->ledger, TABLE_PLACES);
    const struct table *connections = inventory_table(input->ledger, TABLE_CONNECTIONS);
    enum err_code code =
        sightings_read(inventory_table(input->snapshot, TABLE_NEIGHBORS), &neighborhood->sightings, err);

    if (!code && connections) {
        code = connections_read(connections, neighborhood->sightings, &neighborhood->connections, err);
    }
    if (!code && places) {
        code = places_build(places, &neighborhood->places, err);
    }
    if (!code && places && !list_switches(neighborhood->places, neighborhood->sightings, switches)) {
        code = err_no_memory(err);
    }
    return code;
}

static enum err_code build(struct neighborhood *neighborhood, const struct reconcile_input *input, struct pool *pool,
                           struct place_switches *switches, struct err *err) {
    enum err_code code = read_tables(neighborhood, input, switches, err);
    uint32_t seers = code ? 0 : intern_count(neighborhood->sightings->ids);

    if (!code) {
        code = sightings_find_owners(neighborhood->sightings, input->pairing,
                                     inventory_table(input->snapshot, TABLE_INTERFACES), pool, err);
    }
    if (!code && neighborhood->connections) {
        code = connections_resolve(neighborhood->connections, neighborhood->sightings, err);
    }
    if (!code && neighborhood->places) {
        struct placing placing = {.neighborhood = neighborhood, .input = input, .seers = seers};
        code = find_places(&placing, switches, err);
    }
    return code;
}

enum err_code neighborhood_build(const struct reconcile_input *input, struct pool *pool,
                                 struct neighborhood **ret_neighborhood, struct err *err) {
    const struct table *neighbors = inventory_table(input->snapshot, TABLE_NEIGHBORS);
    struct place_switches switches = {0};

    *ret_neighborhood = NULL;
    if (!neighbors || !table_rows(neighbors)) {
        return ERR_OK;
    }
    CLEANUP(neighborhood_free_cleanup) struct neighborhood *neighborhood = calloc(1, sizeof *neighborhood);
    if (!neighborhood) {
        return err_no_memory(err);
    }
    enum err_code code = build(neighborhood, input, pool, &switches, err);
    free(switches.items);
    if (!code) {
        *ret_neighborhood = TAKE_PTR(neighborhood);
    }
    return code;
}
