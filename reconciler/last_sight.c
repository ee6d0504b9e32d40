#include "reconciler/last_sight.h"

#include "reconciler/neighborhood.h"
#include "reconciler/sighting_text.h"

static const struct sight_source {
    enum identity_key kind;
    unsigned column;
} sources[] = {
    {KEY_ASSET_ID, DEVICES_ASSET_ID}, {KEY_SERIAL, DEVICES_SERIAL},        {KEY_MAC, DEVICES_MAC_ADDRESSES},
    {KEY_HOSTNAME, DEVICES_HOSTNAME}, {KEY_ADDRESS, DEVICES_IP_ADDRESSES},
};

/* The search for the rows that saw the asset at hand. */
struct search {
    struct worker *worker;
    uint32_t asset;
    const struct sightings *sightings;
    uint32_t best;     /* row, or SIGHTING_NONE */
    bool is_gathering; /* the best one is known, and all that is seen at its port is taken in */
    uint32_t first;    /* the first row of the port */
    struct text_list vlans;
    struct row_reader *reader;
};

static bool may_be_asset(const struct search *search, uint32_t row, enum identity_key kind) {
    if (kind != KEY_HOSTNAME && kind != KEY_ADDRESS) {
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        bool is_strong = sources[i].kind == KEY_SERIAL || sources[i].kind == KEY_MAC;
        if (is_strong &&
            sightings_disagree(search->sightings, row, sources[i].kind, search->worker->asset, sources[i].column)) {
            return false;
        }
    }
    return search->sightings->rows[row].device == SIGHTING_NONE;
}

static void take_row(struct search *search, uint32_t row) {
    const struct sightings *sightings = search->sightings;

    if (!search->is_gathering) {
        bool is_better = search->best == SIGHTING_NONE || sightings_compare(sightings, row, search->best) < 0;
        search->best = is_better ? row : search->best;
    } else if (sightings->rows[row].port == sightings->rows[search->best].port) {
        row_reader_move(search->reader, row);
        text_list_add(&search->vlans, search->worker->arena, row_reader_text(search->reader, NEIGHBORS_VLAN));
        search->first = row < search->first ? row : search->first;
    }
}

/* A name that several assets have tells of none of them. */
static void take_rows_of(struct search *search, const struct sight_source *source, struct str part) {
    const struct sightings *sightings = search->sightings;
    uint32_t name = sightings_find_name(sightings, source->kind, part);
    size_t count = 0;

    if (name == SIGHTING_NONE || sightings->name_items[name].present != search->asset) {
        return;
    }
    const uint32_t *rows = sightings_rows_of_name(sightings, name, &count);
    for (size_t i = 0; i < count; i++) {
        if (may_be_asset(search, rows[i], source->kind)) {
            take_row(search, rows[i]);
        }
    }
}

static void search_all(struct search *search) {
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        struct str rest = row_reader_text(search->worker->asset, sources[i].column), part;
        while (value_next_part(schema_column(TABLE_DEVICES, sources[i].column), &rest, &part)) {
            take_rows_of(search, &sources[i], part);
        }
    }
}

static enum err_code describe(struct search *search, struct last_sight *ret_sight, struct err *err) {
    const struct sightings *sightings = search->sightings;
    struct worker *worker = search->worker;
    enum err_code code = row_reader_new(sightings->table, &search->reader, err);

    if (code) {
        return code;
    }
    search->is_gathering = true;
    search->first = search->best;
    search_all(search);
    ret_sight->where =
        sighting_where(sightings, sightings->rows[search->best].port, &search->vlans, worker->device, worker->arena);
    ret_sight->evidence = worker_evidence(worker, sightings->table, search->first);
    code = row_reader_error(search->reader, err);
    row_reader_free(search->reader);
    return code;
}

bool last_sight_find(struct worker *worker, uint32_t asset, struct last_sight *ret_sight) {
    const struct neighborhood *neighborhood = worker->run->neighborhood;
    struct search search = {.worker = worker, .asset = asset, .best = SIGHTING_NONE};
    struct err err = {0};

    if (!neighborhood) {
        return false;
    }
    search.sightings = neighborhood->sightings;
    search_all(&search);
    if (search.best == SIGHTING_NONE) {
        return false;
    }
    enum err_code code = describe(&search, ret_sight, &err);
    worker_keep(worker, code, &err);
    return !code;
}
