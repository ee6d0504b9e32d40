#include "tests/reference/world.h"

#include "tests/reference/world_cells.h"
#include "tests/reference/world_files.h"
#include "tests/reference/world_rows.h"

static void open_ledger(struct world *world) {
    unsigned columns[COLUMNS_MAX] = {DEVICES_ASSET_ID,      DEVICES_SERIAL,   DEVICES_UUID,
                                     DEVICES_MAC_ADDRESSES, DEVICES_HOSTNAME, DEVICES_IP_ADDRESSES};
    static const unsigned software[] = {SOFTWARE_ASSET_ID, SOFTWARE_PRODUCT, SOFTWARE_VERSION, SOFTWARE_VENDOR,
                                        SOFTWARE_EDITION};
    static const unsigned products[] = {PRODUCTS_PATTERN, PRODUCTS_CLASS,   PRODUCTS_VENDOR,
                                        PRODUCTS_PRODUCT, PRODUCTS_EDITION, PRODUCTS_VERSION};
    static const unsigned places[] = {PLACES_PATTERN, PLACES_SITE, PLACES_FACILITY, PLACES_SUBNETS, PLACES_SWITCHES};
    static const unsigned clusters[] = {CLUSTERS_CLUSTER, CLUSTERS_HOST};
    static const unsigned connections[] = {CONNECTIONS_DEVICE, CONNECTIONS_PORT, CONNECTIONS_PEER,
                                           CONNECTIONS_PEER_PORT};
    size_t count = 6;

    for (size_t i = 0; i < both_attributes.count; i++) {
        columns[count++] = both_attributes.items[i].column;
    }
    for (size_t i = 0; i < paper_attributes.count; i++) {
        columns[count++] = paper_attributes.items[i].column;
    }
    for (unsigned files = 1 + one_in(3); files > 0; files--) {
        add_file(&world->assets, columns, count, world->keeps);
    }
    for (unsigned files = one_in(10) ? 0 : 1 + one_in(3); files > 0; files--) {
        add_file(&world->listed, software, ARRAY_LEN(software), 3);
    }
    if (pick(3)) {
        add_file(&world->rules, products, ARRAY_LEN(products), 4);
    }
    if (pick(4)) {
        add_file(&world->places, places, ARRAY_LEN(places), 4);
    }
    if (pick(4)) {
        add_file(&world->connections, connections, ARRAY_LEN(connections), 4);
    }
    if (one_in(3)) {
        add_file(&world->clusters, clusters, ARRAY_LEN(clusters), 2);
    }
}

static void choose_info(struct world *world) {
    world->info = (struct snapshot_info){
        .scanner_version = STR("test"),
        .scope = pick_part("targets.csv|資産一覧.csv", '|'),
        .is_complete = one_in(2),
    };
    if (world->info.is_complete) {
        world->info.site = pick_part("|本省|髙橋ビル|大阪", '|');
    }
}

static void make_room(struct arena *arena, struct rows *rows, enum table_id table, unsigned capacity) {
    rows->table = table;
    rows->capacity = capacity;
    rows->items = arena_alloc_array(arena, (size_t)capacity + 1, sizeof *rows->items);
    require(rows->items, "memory");
}

static struct world *world_sized(struct arena *arena, unsigned most, unsigned most_devices) {
    struct world *world = arena_alloc(arena, sizeof *world);

    require(world, "memory");
    world->arena = arena;
    make_room(arena, &world->assets, TABLE_DEVICES, most);
    make_room(arena, &world->devices, TABLE_DEVICES, most_devices);
    make_room(arena, &world->listed, TABLE_SOFTWARE, most * 5 / 2);
    make_room(arena, &world->installed, TABLE_SOFTWARE, most * 5 / 2);
    make_room(arena, &world->probes, TABLE_PROBES, most * 2);
    make_room(arena, &world->neighbors, TABLE_NEIGHBORS, most > 100 ? most / 4 : most * 3);
    make_room(arena, &world->interfaces, TABLE_INTERFACES, most);
    make_room(arena, &world->guests, TABLE_GUESTS, most > 100 ? 60 : most / 2);
    make_room(arena, &world->components, TABLE_COMPONENTS, most > 100 ? 40 : 2);
    make_room(arena, &world->clusters, TABLE_CLUSTERS, 4);
    make_room(arena, &world->places, TABLE_PLACES, 6);
    make_room(arena, &world->connections, TABLE_CONNECTIONS, most > 100 ? most / 4 : most);
    make_room(arena, &world->rules, TABLE_PRODUCTS, RULES_MAX);
    return world;
}

/* Up to as many rows as there is room for; of large inventories, half of that at least. */
static unsigned pick_count(const struct rows *rows, bool is_large) {
    return is_large ? rows->capacity / 2 + pick(rows->capacity / 2 + 1) : pick(rows->capacity + 1);
}

static void fill(struct world *world, bool is_large) {
    for (unsigned i = 0, count = pick_count(&world->assets, is_large); i < count; i++) {
        add_asset(world, i);
    }
    for (unsigned i = 0, count = pick_count(&world->devices, is_large); i < count; i++) {
        add_device(world, i);
    }
    for (unsigned i = world->listed.file_count ? pick_count(&world->listed, is_large) : 0; i > 0; i--) {
        add_listed(world);
    }
    for (unsigned i = pick_count(&world->installed, is_large); i > 0; i--) {
        add_installed(world);
    }
    for (unsigned i = pick_count(&world->probes, is_large); i > 0; i--) {
        add_probe(world);
    }
    for (unsigned i = pick_count(&world->neighbors, is_large); i > 0; i--) {
        add_neighbor(world);
    }
    for (unsigned i = pick_count(&world->interfaces, is_large); i > 0; i--) {
        add_interface(world);
    }
    for (unsigned i = world->places.file_count ? world->places.capacity - pick(3) : 0; i > 0; i--) {
        add_place(world);
    }
    for (unsigned i = world->connections.file_count ? pick_count(&world->connections, is_large) : 0; i > 0; i--) {
        add_connection(world);
    }
    for (unsigned i = one_in(4) ? 0 : pick_count(&world->guests, is_large); i > 0; i--) {
        add_guest(world);
    }
    for (unsigned i = pick_count(&world->components, is_large); i > 0; i--) {
        add_component(world);
    }
    for (unsigned i = world->clusters.file_count ? pick(world->clusters.capacity + 1) : 0; i > 0; i--) {
        add_cluster(world);
    }
    choose_hosts(world);
    add_rules(world);
}

struct world *world_new(enum world_size size, struct arena *arena) {
    bool is_large = size == WORLD_LARGE;
    unsigned most = is_large ? 1200 : 12, most_devices = is_large ? 6000 : 12;
    struct world *world = world_sized(arena, most, most_devices);
    static const unsigned machines[] = {1, 4, 8, 12, 12, 12}, pools[] = {2, 5, 12, 12, 16}, mistakes[] = {4, 8, 20, 50};

    world->machine_count = is_large ? most_devices : PICK(machines);
    world->pool = is_large ? most_devices / 2 + pick(most_devices) : PICK(pools);
    world->mistakes = PICK(mistakes);
    world->keeps = 1 + pick(4);
    open_ledger(world);
    fill(world, is_large);
    if (!is_large) {
        damage_rows(&world->assets);
        damage_rows(&world->listed);
    }
    choose_info(world);
    require(!arena_failed(arena), "memory");
    return world;
}

static void shuffle(struct rows *rows) {
    for (unsigned i = rows->count; i > 1; i--) {
        unsigned j = pick(i);
        struct row other = rows->items[i - 1];
        rows->items[i - 1] = rows->items[j];
        rows->items[j] = other;
    }
}

/* The rules stay: of equal patterns the first counts. */
void world_shuffle(struct world *world) {
    struct rows *tables[] = {&world->assets,      &world->listed,    &world->devices,    &world->installed,
                             &world->probes,      &world->neighbors, &world->interfaces, &world->places,
                             &world->connections, &world->guests,    &world->clusters,   &world->components};

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        shuffle(tables[i]);
    }
}

/* --- on disk -------------------------------------------------------------------------------------------------------
 */

void world_write_ledger(const struct world *world, const char *directory) {
    const struct rows *tables[] = {&world->assets, &world->listed,      &world->rules,
                                   &world->places, &world->connections, &world->clusters};

    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        for (unsigned file = 0; file < tables[i]->file_count; file++) {
            write_file(tables[i], file, directory);
        }
    }
}

void world_write_snapshot(const struct world *world, const char *directory, const char *tmpdir) {
    CLEANUP(snapshot_writer_free_cleanup) struct snapshot_writer *writer = NULL;
    const struct rows *tables[] = {&world->devices,    &world->installed, &world->probes,    &world->neighbors,
                                   &world->interfaces, &world->guests,    &world->components};

    require(snapshot_writer_new(directory, tmpdir, &writer, NULL) == ERR_OK, "writing a snapshot");
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        for (unsigned row = 0; row < tables[i]->count; row++) {
            require(snapshot_writer_row(writer, tables[i]->table, tables[i]->items[row].cells, NULL) == ERR_OK,
                    "a row of a snapshot");
        }
    }
    require(snapshot_writer_commit(writer, &world->info, NULL) == ERR_OK, "finishing a snapshot");
}
