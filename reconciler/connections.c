#include "reconciler/connections.h"

#include "base/arena.h"
#include "base/budget.h"
#include "base/text.h"

#include <stdlib.h>

/* A row with what it names. */
struct line {
    struct machine_names device, peer;
    struct str device_text, port, peer_text, peer_port;
};

struct connections {
    const struct table *table;
    struct arena *arena;
    struct line *lines; /* by row */
    struct connection *items;
    size_t count;
};

void connections_free(struct connections *connections) {
    if (connections) {
        arena_free(connections->arena);
        budget_drop(connections->lines);
        budget_drop(connections->items);
        free(connections);
    }
}

const struct table *connections_table(const struct connections *connections) {
    return connections->table;
}

/* --- names ---------------------------------------------------------------------------------------------------------
 */

struct machine_names machine_names_add(struct sightings *sightings, struct str text, bool *ret_failed) {
    return (struct machine_names){
        .asset_id = sightings_add_name(sightings, KEY_ASSET_ID, text, ret_failed),
        .hostname = sightings_add_name(sightings, KEY_HOSTNAME, text, ret_failed),
    };
}

struct machine_names machine_names_find(const struct sightings *sightings, struct str text) {
    return (struct machine_names){
        .asset_id = sightings_find_name(sightings, KEY_ASSET_ID, text),
        .hostname = sightings_find_name(sightings, KEY_HOSTNAME, text),
    };
}

uint32_t machine_names_asset(const struct sightings *sightings, struct machine_names names) {
    const uint32_t numbers[] = {names.asset_id, names.hostname};

    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        if (numbers[i] == SIGHTING_NONE) {
            continue;
        }
        const struct sighting_name *name = &sightings->name_items[numbers[i]];
        uint32_t asset = name->present != SIGHTING_NONE ? name->present : name->left;
        if (asset != SIGHTING_NONE) {
            return asset == SIGHTING_SEVERAL ? SIGHTING_NONE : asset;
        }
    }
    return SIGHTING_NONE;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

static bool read_line(struct connections *connections, struct sightings *sightings, struct row_reader *reader,
                      uint32_t row) {
    struct line *line = &connections->lines[row];
    bool failed = false;

    row_reader_move(reader, row);
    line->device_text = arena_dup(connections->arena, row_reader_text(reader, CONNECTIONS_DEVICE));
    line->port = arena_dup(connections->arena, row_reader_text(reader, CONNECTIONS_PORT));
    line->peer_text = arena_dup(connections->arena, row_reader_text(reader, CONNECTIONS_PEER));
    line->peer_port = arena_dup(connections->arena, row_reader_text(reader, CONNECTIONS_PEER_PORT));
    line->device = machine_names_add(sightings, line->device_text, &failed);
    line->peer = machine_names_add(sightings, line->peer_text, &failed);
    return !failed && !arena_failed(connections->arena);
}

enum err_code connections_read(const struct table *table, struct sightings *sightings,
                               struct connections **ret_connections, struct err *err) {
    CLEANUP(connections_free_cleanup) struct connections *connections = calloc(1, sizeof *connections);
    CLEANUP(row_reader_free_cleanup) struct row_reader *reader = NULL;
    size_t rows = table_rows(table);
    enum err_code code = row_reader_new(table, &reader, err);

    if (code) {
        return code;
    }
    if (!connections || !(connections->arena = arena_new_within(table_budget(table))) ||
        !(connections->lines = budget_alloc(table_budget(table), rows + 1, sizeof *connections->lines))) {
        return err_no_memory(err);
    }
    connections->table = table;
    for (uint32_t row = 0; row < rows; row++) {
        if (!read_line(connections, sightings, reader, row)) {
            return err_no_memory(err);
        }
    }
    code = row_reader_error(reader, err);
    if (!code) {
        *ret_connections = TAKE_PTR(connections);
    }
    return code;
}

/* --- who is meant --------------------------------------------------------------------------------------------------
 */

static int compare_connections(const void *left, const void *right) {
    const struct connection *a = left, *b = right;

    if (a->asset != b->asset) {
        return a->asset < b->asset ? -1 : 1;
    }
    int order = str_cmp(a->peer_name, b->peer_name);
    order = order ? order : str_cmp(a->port, b->port);
    return order ? order : (a->row > b->row) - (a->row < b->row);
}

enum err_code connections_resolve(struct connections *connections, const struct sightings *sightings, struct err *err) {
    uint32_t rows = table_rows(connections->table);

    connections->items =
        budget_alloc(table_budget(connections->table), (size_t)rows * 2 + 1, sizeof *connections->items);
    if (!connections->items) {
        return err_no_memory(err);
    }
    for (uint32_t row = 0; row < rows; row++) {
        const struct line *line = &connections->lines[row];
        uint32_t device = machine_names_asset(sightings, line->device);
        uint32_t peer = machine_names_asset(sightings, line->peer);
        if (device == SIGHTING_NONE || peer == SIGHTING_NONE || device == peer) {
            continue;
        }
        connections->items[connections->count++] =
            (struct connection){device, peer, line->peer_text, line->peer_port, row};
        connections->items[connections->count++] =
            (struct connection){peer, device, line->device_text, line->port, row};
    }
    if (connections->count) {
        qsort(connections->items, connections->count, sizeof *connections->items, compare_connections);
    }
    return ERR_OK;
}

const struct connection *connections_of(const struct connections *connections, uint32_t asset, size_t *ret_count) {
    size_t low = 0, high = connections->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (connections->items[middle].asset < asset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    *ret_count = 0;
    while (low + *ret_count < connections->count && connections->items[low + *ret_count].asset == asset) {
        ++*ret_count;
    }
    return connections->items + low;
}

/* --- ports ---------------------------------------------------------------------------------------------------------
 */

/* The letters before the first figure, without what stands between the two. */
static struct str letters_of(struct str port) {
    size_t n = 0;

    while (n < port.n && !str_is_digit(port.p[n])) {
        n++;
    }
    while (n > 0 && !str_is_alnum(port.p[n - 1])) {
        n--;
    }
    return str_sub(port, 0, n);
}

static struct str figures_of(struct str port) {
    size_t n = 0;

    while (n < port.n && !str_is_digit(port.p[n])) {
        n++;
    }
    return str_sub(port, n, SIZE_MAX);
}

bool port_names_agree(struct str a, struct str b) {
    CLEANUP(buffer_done) struct buffer x = {0}, y = {0};

    text_fold(a, &x);
    text_fold(b, &y);
    struct str folded_a = buffer_view(&x), folded_b = buffer_view(&y);
    struct str letters_a = letters_of(folded_a), letters_b = letters_of(folded_b);
    if (str_eq(folded_a, folded_b)) {
        return true;
    }
    return str_has_digit(folded_a) && str_eq(figures_of(folded_a), figures_of(folded_b)) &&
           (str_starts_with(letters_a, letters_b) || str_starts_with(letters_b, letters_a));
}
