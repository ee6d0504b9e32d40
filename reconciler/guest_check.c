#include "reconciler/guest_check.h"

#include "inventory/row_cells.h"
#include "reconciler/guest_lists.h"
#include "reconciler/sighting_text.h"

static const struct guest_source {
    enum identity_key kind;
    unsigned column;
} sources[] = {{KEY_UUID, DEVICES_UUID}, {KEY_MAC, DEVICES_MAC_ADDRESSES}, {KEY_HOSTNAME, DEVICES_HOSTNAME}};

/* The search for the guests that the machine at hand is, by what paper and what the machine itself says of it. */
struct search {
    const struct sightings *sightings;
    uint32_t asset, device;    /* the latter PAIRING_NONE where there is none */
    struct row_reader *reader; /* on one of the two */
    bool is_observed;          /* on the device */
    uint32_t documented;       /* device that should list it; SIGHTING_NONE */
    bool is_there;             /* it does */
    struct guest_sight sight;
    size_t rank; /* of the sight's source */
};

static uint32_t host_of(const struct sightings *sightings, uint32_t row) {
    return sightings->seers[sightings->port_items[sightings->rows[row].port].seer].device;
}

static bool is_owner(const struct search *search, uint32_t name) {
    const struct sighting_name *item = &search->sightings->name_items[name];

    return search->is_observed ? item->device == search->device : item->present == search->asset;
}

static bool may_be_it(const struct search *search, uint32_t row, enum identity_key kind, size_t count) {
    uint32_t device = search->sightings->rows[row].device;

    if (kind != KEY_HOSTNAME) {
        return true;
    }
    return count == 1 && (device == SIGHTING_NONE || device == search->device) &&
           !sightings_disagree(search->sightings, row, KEY_UUID, search->reader, DEVICES_UUID) &&
           !sightings_disagree(search->sightings, row, KEY_MAC, search->reader, DEVICES_MAC_ADDRESSES);
}

/* Of several the one by the strongest kind of name, then by the id of the host. */
static void take_row(struct search *search, uint32_t row, size_t rank) {
    const struct sightings *sightings = search->sightings;
    uint32_t best = search->sight.row;
    bool is_better = best == SIGHTING_NONE || rank < search->rank;

    if (!is_better && rank == search->rank) {
        int order = str_cmp(sightings_port_device(sightings, sightings->rows[row].port),
                            sightings_port_device(sightings, sightings->rows[best].port));
        is_better = order < 0 || (order == 0 && row < best);
    }
    if (is_better) {
        search->sight.row = row;
        search->rank = rank;
    }
    search->is_there |= search->documented != SIGHTING_NONE && host_of(sightings, row) == search->documented;
}

static void take_rows_of(struct search *search, struct str part, size_t rank) {
    enum identity_key kind = sources[rank].kind;
    uint32_t name = sightings_find_name(search->sightings, kind, part);
    size_t count = 0;
    const uint32_t *rows = name == SIGHTING_NONE ? NULL : sightings_rows_of_name(search->sightings, name, &count);

    search->sight.is_listed |= count > 0;
    for (size_t i = 0; i < count && is_owner(search, name); i++) {
        if (may_be_it(search, rows[i], kind, count)) {
            take_row(search, rows[i], rank);
        }
    }
}

static void search_all(struct search *search) {
    for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
        struct str rest = row_reader_text(search->reader, sources[i].column), part;
        while (value_next_part(schema_column(TABLE_DEVICES, sources[i].column), &rest, &part)) {
            take_rows_of(search, part, i);
        }
    }
}

static struct search search_begin(struct worker *worker, uint32_t asset) {
    return (struct search){
        .sightings = worker->run->guests->sightings,
        .asset = asset,
        .device = PAIRING_NONE,
        .reader = worker->asset,
        .documented = SIGHTING_NONE,
        .sight = {.row = SIGHTING_NONE},
    };
}

struct guest_sight guest_check_find(struct worker *worker, uint32_t asset) {
    if (!worker->run->guests) {
        return (struct guest_sight){.row = SIGHTING_NONE};
    }
    struct search search = search_begin(worker, asset);
    search_all(&search);
    return search.sight;
}

/* --- words ---------------------------------------------------------------------------------------------------------
 */

static struct str host_name(struct worker *worker, uint32_t row) {
    const struct sightings *sightings = worker->run->guests->sightings;

    return sighting_where(sightings, sightings->rows[row].port, NULL, worker->device, worker->arena);
}

struct guest_words guest_check_words(struct worker *worker, uint32_t row) {
    const struct sightings *sightings = worker->run->guests->sightings;

    return (struct guest_words){.host = host_name(worker, row),
                                .state = worker_cell(worker, sightings->table, row, GUESTS_STATE),
                                .evidence = worker_evidence(worker, sightings->table, row)};
}

/* --- gone ----------------------------------------------------------------------------------------------------------
 */

static struct guest_host documented_host(struct worker *worker) {
    return guest_lists_host(worker->run->guests, worker->run->input->pairing,
                            row_reader_text(worker->asset, DEVICES_VIRTUAL_HOST));
}

struct str guest_check_gone(struct worker *worker, uint32_t asset) {
    const struct guest_lists *guests = worker->run->guests;
    struct finding finding = finding_make(CODE_DIF_MISSING, MESSAGE_MISSING_GUEST);

    if (!guests || !device_is_guest(worker->asset)) {
        return STR_NONE;
    }
    struct guest_host host = documented_host(worker);
    if (!guest_lists_cover(guests, host, row_reader_text(worker->asset, DEVICES_CLUSTER))) {
        return STR_NONE;
    }
    worker_set_asset(worker, &finding, asset);
    finding.field = STR("vm-gone");
    finding.documented = worker_text(worker, worker->asset, DEVICES_VIRTUAL_HOST);
    finding.snapshot_evidence = worker_evidence(worker, worker->run->devices, host.device);
    finding_add_text(&finding, finding.documented);
    worker_add(worker, &finding, NULL);
    return finding.field;
}

/* --- the host ------------------------------------------------------------------------------------------------------
 */

/* Is the host that lists it surely not the one on paper? A host on paper that nothing was found of may be any that is
 * on no paper. */
static bool is_other(struct worker *worker, struct guest_host documented, uint32_t device) {
    if (documented.device != SIGHTING_NONE) {
        return documented.device != device;
    }
    uint32_t asset = pairing_asset(worker->run->input->pairing, device);
    return documented.asset != SIGHTING_NONE && asset != SIGHTING_NONE && asset != documented.asset;
}

static void report_host(struct worker *worker, struct pair_rows *rows, uint32_t row, enum message message) {
    struct finding finding = finding_make(CODE_DIF_ATTRIBUTE, message);
    struct guest_words words = guest_check_words(worker, row);

    finding.outcome = message == MESSAGE_ATTRIBUTE_GUEST_HOST ? OUTCOME_VIOLATION : OUTCOME_NOTICE;
    finding.field = STR("virtual_host");
    finding.snapshot_evidence = words.evidence;
    worker_set_asset(worker, &finding, rows->asset);
    if (rows->device != PAIRING_NONE) {
        struct str device = worker_evidence(worker, worker->run->devices, rows->device);
        row_reader_move(worker->device, rows->device);
        finding.snapshot_evidence = worker_join_evidence(worker, device, words.evidence);
        worker_set_device(worker, &finding, rows->device);
    }
    finding.documented = worker_text(worker, worker->asset, DEVICES_VIRTUAL_HOST);
    finding.observed = words.host;
    finding_add_field(&finding, finding.field);
    if (message != MESSAGE_ATTRIBUTE_FILL_IN) {
        finding_add_text(&finding, finding.documented);
    }
    finding_add_text(&finding, finding.observed);
    worker_add(worker, &finding, rows);
}

static void judge_host(struct worker *worker, struct pair_rows *rows, uint32_t row, struct guest_host documented) {
    const struct guest_lists *guests = worker->run->guests;
    uint32_t device = host_of(guests->sightings, row);

    if (device == SIGHTING_NONE) {
        return;
    }
    if (str_is_empty(row_reader_text(worker->asset, DEVICES_VIRTUAL_HOST))) {
        if (device_is_guest(worker->asset)) {
            report_host(worker, rows, row, MESSAGE_ATTRIBUTE_FILL_IN);
        }
    } else if (is_other(worker, documented, device)) {
        bool may_move =
            guest_lists_share_cluster(guests, documented.asset, pairing_asset(worker->run->input->pairing, device),
                                      row_reader_text(worker->asset, DEVICES_CLUSTER));
        report_host(worker, rows, row, may_move ? MESSAGE_ATTRIBUTE_GUEST_CLUSTER : MESSAGE_ATTRIBUTE_GUEST_HOST);
    }
}

static void compare_host(struct worker *worker, struct pair_rows *rows) {
    struct search search = search_begin(worker, rows->asset);
    struct guest_host documented = documented_host(worker);

    search.device = rows->device;
    search.documented = documented.device;
    search_all(&search);
    if (rows->device != PAIRING_NONE) {
        row_reader_move(worker->device, rows->device);
        search.reader = worker->device;
        search.is_observed = true;
        search_all(&search);
        if (!str_is_empty(row_reader_text(worker->device, DEVICES_VIRTUAL_HOST))) {
            return; /* it says so itself, and was compared */
        }
    }
    if (search.sight.row != SIGHTING_NONE && !search.is_there) {
        judge_host(worker, rows, search.sight.row, documented);
    }
}

void guest_check_host(struct worker *worker, struct pair_rows *rows) {
    /* What the ledger has no column for is neither compared nor filled in. */
    if (worker->run->guests && table_has_column(worker->run->assets, DEVICES_VIRTUAL_HOST)) {
        compare_host(worker, rows);
    }
}
