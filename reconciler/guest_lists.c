#include "reconciler/guest_lists.h"

#include "base/budget.h"
#include "base/text.h"
#include "inventory/row_cells.h"
#include "pairing/keys.h"
#include "reconciler/connections.h"
#include "reconciler/run.h"

#include <stdlib.h>

/* What is gathered before it is known whose the names are. */
struct gathering {
    const struct reconcile_input *input;
    struct guest_lists *lists;
    struct budget *budget;
    uint32_t *read_ids; /* numbers of the ids of devices whose guests were all read */
    size_t read_count, read_capacity;
    struct pending_member {
        uint32_t cluster, asset; /* SIGHTING_NONE: by its names */
        struct machine_names names;
    } * pending;
    size_t pending_count, pending_capacity;
    bool failed; /* memory is out */
};

void guest_lists_free(struct guest_lists *lists) {
    if (lists) {
        sightings_free(lists->sightings);
        budget_drop(lists->is_read);
        intern_free(lists->clusters);
        budget_drop(lists->is_whole);
        budget_drop(lists->members);
        free(lists);
    }
}

/* --- hosts that were read ------------------------------------------------------------------------------------------
 */

static void add_read_id(struct gathering *gathering, struct str device_id) {
    uint32_t id = sightings_add_id(gathering->lists->sightings, device_id, &gathering->failed);

    if (gathering->read_count == gathering->read_capacity) {
        size_t capacity = gathering->read_capacity * 2 + 64;
        uint32_t *ids = budget_resize(gathering->budget, gathering->read_ids, capacity, sizeof *ids);
        gathering->failed |= !ids;
        gathering->read_ids = ids ? ids : gathering->read_ids;
        gathering->read_capacity = ids ? capacity : gathering->read_capacity;
    }
    if (!gathering->failed) {
        gathering->read_ids[gathering->read_count++] = id;
    }
}

/* Only who lists the part as complete is known to have told of all guests: of other devices nothing says that they
 * could have any. */
static enum err_code gather_read(struct gathering *gathering, const struct table *probes, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(probes, &reader, err);

    for (uint32_t row = 0; !code && !gathering->failed && row < table_rows(probes); row++) {
        row_reader_move(reader, row);
        if (row_reader_has_part(reader, TABLE_PROBES, PROBES_SECTIONS_COMPLETE, STR("guests"))) {
            add_read_id(gathering, row_reader_text(reader, PROBES_DEVICE_ID));
        }
    }
    return code ? code : row_reader_error(reader, err);
}

/* A view that tells of its guests completely does not outweigh one that could not. */
static enum err_code settle_read(const struct gathering *gathering, struct err *err) {
    const struct table *devices = inventory_table(gathering->input->snapshot, TABLE_DEVICES);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = devices ? row_reader_new(devices, &reader, err) : ERR_OK;

    for (size_t i = 0; !code && devices && i < gathering->read_count; i++) {
        uint32_t device = gathering->lists->sightings->seers[gathering->read_ids[i]].device;
        if (device != SIGHTING_NONE) {
            row_reader_move(reader, device);
            gathering->lists->is_read[device] = device_section_is_read(reader, STR("guests"));
        }
    }
    return code || !reader ? code : row_reader_error(reader, err);
}

/* --- clusters ------------------------------------------------------------------------------------------------------
 */

/* The number of the name; INTERN_NONE for none. */
static uint32_t find_cluster(const struct guest_lists *lists, struct str text) {
    CLEANUP(buffer_done) struct buffer name = {0};

    text_fold(text, &name);
    return name.n ? intern_find(lists->clusters, buffer_view(&name)) : INTERN_NONE;
}

static void add_pending(struct gathering *gathering, struct str cluster, struct pending_member member) {
    CLEANUP(buffer_done) struct buffer name = {0};

    text_fold(cluster, &name);
    if (!name.n) {
        gathering->failed |= name.failed;
        return;
    }
    member.cluster = intern_add(gathering->lists->clusters, buffer_view(&name));
    gathering->failed |= member.cluster == INTERN_NONE;
    if (gathering->pending_count == gathering->pending_capacity) {
        size_t capacity = gathering->pending_capacity * 2 + 64;
        struct pending_member *pending =
            budget_resize(gathering->budget, gathering->pending, capacity, sizeof *pending);
        gathering->failed |= !pending;
        gathering->pending = pending ? pending : gathering->pending;
        gathering->pending_capacity = pending ? capacity : gathering->pending_capacity;
    }
    if (!gathering->failed) {
        gathering->pending[gathering->pending_count++] = member;
    }
}

static enum err_code gather_clusters(struct gathering *gathering, const struct table *clusters, struct err *err) {
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(clusters, &reader, err);

    for (uint32_t row = 0; !code && !gathering->failed && row < table_rows(clusters); row++) {
        row_reader_move(reader, row);
        struct pending_member member = {
            .asset = SIGHTING_NONE,
            .names = machine_names_add(gathering->lists->sightings, row_reader_text(reader, CLUSTERS_HOST),
                                       &gathering->failed),
        };
        add_pending(gathering, row_reader_text(reader, CLUSTERS_CLUSTER), member);
    }
    return code ? code : row_reader_error(reader, err);
}

/* The hosts that assets name, and of which cluster they say that they are, where they are no guests themselves. */
static enum err_code gather_assets(struct gathering *gathering, const struct table *assets, struct err *err) {
    static const struct machine_names nobody = {SIGHTING_NONE, SIGHTING_NONE};
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    enum err_code code = row_reader_new(assets, &reader, err);

    for (uint32_t row = 0; !code && !gathering->failed && row < table_rows(assets); row++) {
        row_reader_move(reader, row);
        struct str host = row_reader_text(reader, DEVICES_VIRTUAL_HOST);
        struct str cluster = row_reader_text(reader, DEVICES_CLUSTER);
        if (!str_is_empty(host)) {
            (void)machine_names_add(gathering->lists->sightings, host, &gathering->failed);
        }
        if (!str_is_empty(cluster) && !device_is_guest(reader)) {
            add_pending(gathering, cluster, (struct pending_member){.asset = row, .names = nobody});
        }
    }
    return code ? code : row_reader_error(reader, err);
}

static int compare_members(const void *left, const void *right) {
    const struct cluster_member *a = left, *b = right;

    if (a->asset != b->asset) {
        return a->asset < b->asset ? -1 : 1;
    }
    return (a->cluster > b->cluster) - (a->cluster < b->cluster);
}

static bool is_read(const struct gathering *gathering, uint32_t asset) {
    uint32_t device = asset == SIGHTING_NONE ? PAIRING_NONE : pairing_partner(gathering->input->pairing, asset);

    return device != PAIRING_NONE && gathering->lists->is_read[device];
}

/* Every cluster has a host: its name came with one. */
static bool settle_clusters(const struct gathering *gathering) {
    struct guest_lists *lists = gathering->lists;
    uint32_t clusters = intern_count(lists->clusters);

    lists->members = budget_alloc(gathering->budget, gathering->pending_count + 1, sizeof *lists->members);
    lists->is_whole = budget_alloc(gathering->budget, (size_t)clusters + 1, sizeof *lists->is_whole);
    if (!lists->members || !lists->is_whole) {
        return false;
    }
    for (uint32_t cluster = 0; cluster < clusters; cluster++) {
        lists->is_whole[cluster] = true;
    }
    for (size_t i = 0; i < gathering->pending_count; i++) {
        const struct pending_member *pending = &gathering->pending[i];
        bool is_resolved = pending->asset != SIGHTING_NONE;
        uint32_t asset = is_resolved ? pending->asset : machine_names_asset(lists->sightings, pending->names);
        lists->members[lists->member_count++] = (struct cluster_member){pending->cluster, asset};
        lists->is_whole[pending->cluster] &= is_read(gathering, asset);
    }
    if (lists->member_count) {
        qsort(lists->members, lists->member_count, sizeof *lists->members, compare_members);
    }
    return true;
}

/* --- building ------------------------------------------------------------------------------------------------------
 */

static enum err_code gather(struct gathering *gathering, struct err *err) {
    const struct inventory *ledger = gathering->input->ledger;
    const struct table *assets = inventory_table(ledger, TABLE_DEVICES);
    const struct table *clusters = inventory_table(ledger, TABLE_CLUSTERS);
    bool has_columns = table_has_column(assets, DEVICES_VIRTUAL_HOST) || table_has_column(assets, DEVICES_CLUSTER);
    enum err_code code = has_columns ? gather_assets(gathering, assets, err) : ERR_OK;

    if (!code && clusters) {
        code = gather_clusters(gathering, clusters, err);
    }
    return !code && gathering->failed ? err_no_memory(err) : code;
}

static enum err_code settle(const struct gathering *gathering, struct pool *pool, struct err *err) {
    const struct reconcile_input *input = gathering->input;
    struct guest_lists *lists = gathering->lists;
    uint32_t devices = pairing_device_keys(input->pairing)->rows;
    enum err_code code = sightings_find_owners(lists->sightings, input->pairing,
                                               inventory_table(input->snapshot, TABLE_INTERFACES), pool, err);

    if (code) {
        return code;
    }
    lists->is_read = budget_alloc(gathering->budget, (size_t)devices + 1, sizeof *lists->is_read);
    if (!lists->is_read) {
        return err_no_memory(err);
    }
    code = settle_read(gathering, err);
    return !code && !settle_clusters(gathering) ? err_no_memory(err) : code;
}

static enum err_code read_lists(struct gathering *gathering, const struct table *guests, struct err *err) {
    const struct table *probes = inventory_table(gathering->input->snapshot, TABLE_PROBES);
    enum err_code code = sightings_read_guests(guests, &gathering->lists->sightings, err);

    gathering->lists->clusters = intern_new_within(gathering->budget);
    if (!code && !gathering->lists->clusters) {
        code = err_no_memory(err);
    }
    if (!code && probes) {
        code = gather_read(gathering, probes, err);
    }
    return !code && gathering->failed ? err_no_memory(err) : code;
}

enum err_code guest_lists_build(const struct reconcile_input *input, struct pool *pool, struct guest_lists **ret_lists,
                                struct err *err) {
    const struct table *guests = inventory_table(input->snapshot, TABLE_GUESTS);

    *ret_lists = NULL;
    if (!guests) {
        return ERR_OK;
    }
    CLEANUP(guest_lists_free_cleanup) struct guest_lists *lists = calloc(1, sizeof *lists);
    if (!lists) {
        return err_no_memory(err);
    }
    struct gathering gathering = {.input = input, .lists = lists, .budget = table_budget(guests)};
    enum err_code code = read_lists(&gathering, guests, err);
    bool has_lists = !code && (table_rows(guests) || gathering.read_count);
    if (has_lists) {
        code = gather(&gathering, err);
    }
    if (has_lists && !code) {
        code = settle(&gathering, pool, err);
    }
    budget_drop(gathering.read_ids);
    budget_drop(gathering.pending);
    if (has_lists && !code) {
        *ret_lists = TAKE_PTR(lists);
    }
    return code;
}

void guest_lists_make_known(const struct guest_lists *lists, struct sightings *seen) {
    for (uint32_t i = 0; lists && seen && i < lists->sightings->seen_names; i++) {
        if (lists->sightings->name_items[i].kind == KEY_MAC) {
            uint32_t name = sightings_find_name(seen, KEY_MAC, sightings_name_text(lists->sightings, i));
            if (name != SIGHTING_NONE) {
                seen->name_items[name].is_known = true;
            }
        }
    }
}

/* --- answers -------------------------------------------------------------------------------------------------------
 */

struct guest_host guest_lists_host(const struct guest_lists *lists, const struct pairing *pairing, struct str text) {
    const struct sightings *sightings = lists->sightings;
    struct machine_names names = machine_names_find(sightings, text);
    uint32_t asset = machine_names_asset(sightings, names);

    if (asset != SIGHTING_NONE) {
        return (struct guest_host){asset, pairing_partner(pairing, asset)};
    }
    uint32_t device = names.hostname == SIGHTING_NONE ? SIGHTING_NONE : sightings->name_items[names.hostname].device;
    if (device >= SIGHTING_SEVERAL) {
        return (struct guest_host){SIGHTING_NONE, SIGHTING_NONE};
    }
    return (struct guest_host){pairing_asset(pairing, device), device};
}

/* The first member of the asset, from that cluster on. */
static size_t find_member(const struct guest_lists *lists, uint32_t asset, uint32_t cluster) {
    const struct cluster_member wanted = {cluster, asset};
    size_t low = 0, high = lists->member_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_members(&lists->members[middle], &wanted) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool is_member(const struct guest_lists *lists, uint32_t asset, uint32_t cluster) {
    size_t i = find_member(lists, asset, cluster);

    return i < lists->member_count && lists->members[i].asset == asset && lists->members[i].cluster == cluster;
}

bool guest_lists_cover(const struct guest_lists *lists, struct guest_host host, struct str cluster) {
    uint32_t own = find_cluster(lists, cluster);
    bool is_whole = str_is_empty(cluster) || (own != INTERN_NONE && lists->is_whole[own]);

    for (size_t i = find_member(lists, host.asset, 0); i < lists->member_count; i++) {
        if (lists->members[i].asset != host.asset) {
            break;
        }
        is_whole &= lists->is_whole[lists->members[i].cluster];
    }
    bool is_known = host.asset != SIGHTING_NONE && host.device != SIGHTING_NONE;
    return is_whole && is_known && lists->is_read[host.device];
}

bool guest_lists_share_cluster(const struct guest_lists *lists, uint32_t a, uint32_t b, struct str cluster) {
    uint32_t own = find_cluster(lists, cluster);

    if (a == SIGHTING_NONE || b == SIGHTING_NONE) {
        return false;
    }
    if (own != INTERN_NONE && is_member(lists, b, own)) {
        return true;
    }
    for (size_t i = find_member(lists, a, 0); i < lists->member_count && lists->members[i].asset == a; i++) {
        if (is_member(lists, b, lists->members[i].cluster)) {
            return true;
        }
    }
    return false;
}
