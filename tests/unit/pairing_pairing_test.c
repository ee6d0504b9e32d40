#include "pairing/pairing.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/ministry.h"

/* --- worked cases --------------------------------------------------------------------------------------------------
 */

#define ASSETS  "asset_id,serial,uuid,mac_addresses,hostname,ip_addresses,kind,status\n"
#define DEVICES "device_id,asset_tag,serial,chassis_serial,uuid,mac_addresses,hostname,ip_addresses,kind\n"

struct pairing_case {
    const char *name, *assets, *devices;
    const char *expected; /* a line an asset, a line an unpaired device, a line a conflict */
};

static const struct pairing_case cases[] = {
    {"label before serial", ASSETS "A-1,SN1,,,,,,\nA-2,SN2,,,,,,\n", DEVICES "d1,A-2,SN1,,,,,,\n",
     "A-1 none\nA-2 = d1 by asset_id\nconflict A-2 d1 asset_id serial A-1 paired\n"},
    {"a maker's tag is no label", ASSETS "A-1,SN1,,,,,,\n", DEVICES "d1,X-77,SN1,,,,,,\n", "A-1 = d1 by serial\n"},
    {"a label that two machines have pairs neither, and is told where the serial says otherwise",
     ASSETS "A-1,SN1,,,,,,\nA-2,SN2,,,,,,\n", DEVICES "d1,A-1,SN1,,,,,,\nd2,A-1,SN2,,,,,,\n",
     "A-1 = d1 by serial\nA-2 ambiguous by serial of 1\nd2 ambiguous by serial of 1\n"
     "conflict A-2 d2 serial asset_id - open\n"},
    {"a part number that two machines have as their tag", ASSETS "A-1,SN1,,,,,,\nA-2,SN2,,,,,,\n",
     DEVICES "d1,7000001,SN1,,,,,,\nd2,7000001,SN2,,,,,,\n", "A-1 = d1 by serial\nA-2 = d2 by serial\n"},
    {"serial of the chassis", ASSETS "A-1,CH1,,,,,,\n", DEVICES "d1,,SN1,CH1,,,,,\n", "A-1 = d1 by serial\n"},
    {"serial in another spelling", ASSETS "A-1,S/N: ａｂｃ１２３,,,,,,\n", DEVICES "d1,,ABC123,,,,,,\n",
     "A-1 = d1 by serial\n"},
    {"UUID in the other byte order", ASSETS "A-1,,4c4c4544-0042-3510-8056-b5c04f4d3132,,,,,\n",
     DEVICES "d1,,,,44454c4c-4200-1035-8056-b5c04f4d3132,,,,\n", "A-1 = d1 by uuid\n"},
    {"MAC", ASSETS "A-1,,,001b.2100.0001,,,,\n", DEVICES "d1,,,,,00:1b:21:00:00:01,,,\n", "A-1 = d1 by mac\n"},
    {"short name and FQDN", ASSETS "A-1,,,,ＰＣ０１,,,\n", DEVICES "d1,,,,,,pc01.example.jp,,\n",
     "A-1 = d1 by hostname\n"},
    {"fixed address", ASSETS "A-1,,,,,10.0.0.1,server,\n", DEVICES "d1,,,,,,,10.0.0.1,server\n",
     "A-1 = d1 by address\n"},
    {"addresses of clients move", ASSETS "A-1,,,,,10.0.0.1,pc,\n", DEVICES "d1,,,,,,,10.0.0.1,server\n",
     "A-1 none\nd1 none\n"},
    {"three machines with one placeholder stay three",
     ASSETS "A-1,To be filled by O.E.M.,,,h1,,,\nA-2,To be filled by O.E.M.,,,h2,,,\n"
            "A-3,To be filled by O.E.M.,,,h3,,,\n",
     DEVICES "d1,,To be filled by O.E.M.,,,,h1,,\nd2,,To be filled by O.E.M.,,,,h2,,\n"
             "d3,,To be filled by O.E.M.,,,,h3,,\n",
     "A-1 = d1 by hostname\nA-2 = d2 by hostname\nA-3 = d3 by hostname\n"},
    {"a placeholder alone pairs nothing", ASSETS "A-1,Default string,,,,,,\n", DEVICES "d1,,Default string,,,,,,\n",
     "A-1 none\nd1 none\n"},
    {"one shared serial, told apart by name", ASSETS "A-1,SN1,,,h1,,,\nA-2,SN1,,,h2,,,\n",
     DEVICES "d1,,SN1,,,,h1,,\nd2,,SN1,,,,h2,,\n", "A-1 = d1 by hostname\nA-2 = d2 by hostname\n"},
    {"one shared serial, nothing else", ASSETS "A-1,SN1,,,,,,\nA-2,SN1,,,,,,\n", DEVICES "d1,,SN1,,,,,,\n",
     "A-1 ambiguous by serial of 1\nA-2 ambiguous by serial of 1\n"
     "d1 ambiguous by serial of 2\n"},
    {"serial says X, name says Y", ASSETS "X,SN1,,,hx,,,\nY,SN2,,,hy,,,\n", DEVICES "d1,,SN1,,,,hy,,\n",
     "X = d1 by serial\nY none\nconflict X d1 serial hostname Y paired\n"},
    {"the name agrees, the serial does not", ASSETS "A-1,SN1,,,h1,,,\n", DEVICES "d1,,SN9,,,,h1,,\n",
     "A-1 ambiguous by hostname of 1\nd1 ambiguous by hostname of 1\nconflict A-1 d1 hostname serial - open\n"},
    {"the address of another machine is no doubt", ASSETS "A-1,SN1,,,,10.0.0.1,server,\n",
     DEVICES "d1,,SN9,,,,,10.0.0.1,server\n", "A-1 none\nd1 none\n"},
    {"two addresses, two machines", ASSETS "A-1,,,,,10.0.0.1;10.0.0.2,server,\n",
     DEVICES "d1,,,,,,,10.0.0.1,server\nd2,,,,,,,10.0.0.2,server\n",
     "A-1 ambiguous by address of 1\nd1 ambiguous by address of 1\nd2 ambiguous by address of 1\n"},
    {"two adapters, two machines, the name decides", ASSETS "A-1,,,00:1b:21:00:00:01/00:1b:21:00:00:02,h1,,,\n",
     DEVICES "d1,,,,,00:1b:21:00:00:01,h1,,\nd2,,,,,00:1b:21:00:00:02,h2,,\n", "A-1 = d1 by hostname\nd2 none\n"},
    {"a disposed row yields to its replacement", ASSETS "OLD,SN1,,,h1,,,disposed\nNEW,,,,h1,,,active\n",
     DEVICES "d1,,,,,,h1,,\n", "OLD none\nNEW = d1 by hostname\n"},
    {"a disposed row yields in doubt as well", ASSETS "OLD,,,,h1,,,disposed\nNEW,SN1,,,h1,,,active\n",
     DEVICES "d1,,SN9,,,,h1,,\n",
     "OLD none\nNEW ambiguous by hostname of 1\nd1 ambiguous by hostname of 1\nconflict NEW d1 hostname serial - "
     "open\n"},
    {"a disposed machine that is alive", ASSETS "OLD,SN1,,,h1,,,disposed\nNEW,SN2,,,h1,,,active\n",
     DEVICES "d1,,SN1,,,,h1,,\n", "OLD = d1 by serial\nNEW none\n"},
    {"two adapters name two other assets",
     ASSETS "X,SN1,,00:1b:21:00:00:07,,,,\nY,,,00:1b:21:00:00:01,,,,\nZ,,,00:1b:21:00:00:02,,,,\n",
     DEVICES "d1,,SN1,,,00:1b:21:00:00:01;00:1b:21:00:00:02,,,\n",
     "X = d1 by serial\nY none\nZ none\nconflict X d1 serial mac Y paired\nconflict X d1 serial mac Z paired\n"},
    {"swapped names", ASSETS "A-1,SN1,,,h1,,,\nA-2,SN2,,,h2,,,\n", DEVICES "d1,,SN1,,,,h2,,\nd2,,SN2,,,,h1,,\n",
     "A-1 = d1 by serial\nA-2 = d2 by serial\nconflict A-1 d1 serial hostname A-2 paired\n"
     "conflict A-2 d2 serial hostname A-1 paired\n"},
    {"no devices", ASSETS "A-1,SN1,,,h1,,,\n", NULL, "A-1 none\n"},
};

static void append(char *to, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);
static void append(char *to, size_t size, const char *format, ...) {
    size_t n = strlen(to);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(to + n, size - n, format, arguments);
    va_end(arguments);
}

enum { TEXT = 16384, NAME = 32, ROWS = 16 };

/* The ids of both sides by row. */
struct ids {
    char assets[ROWS][NAME], devices[ROWS][NAME];
    uint32_t asset_count, device_count;
};

static struct ids read_ids(const struct ministry *ministry) {
    const struct table *assets = ministry_assets(ministry), *devices = ministry_devices(ministry);
    struct ids ids = {.asset_count = table_rows(assets), .device_count = table_rows(devices)};

    assert_true(ids.asset_count <= ROWS && ids.device_count <= ROWS);
    for (uint32_t row = 0; row < ids.asset_count; row++) {
        ministry_cell(assets, row, DEVICES_ASSET_ID, ids.assets[row], NAME);
    }
    for (uint32_t row = 0; row < ids.device_count; row++) {
        ministry_cell(devices, row, DEVICES_DEVICE_ID, ids.devices[row], NAME);
    }
    return ids;
}

static void describe_pair(const struct pair *pair, const char *id, const char *other, char *text) {
    switch (pair->state) {
    case PAIR_ONE:
        append(text, TEXT, "%s = %s by %s\n", id, other, identity_key_name(pair->key));
        break;
    case PAIR_AMBIGUOUS:
        append(text, TEXT, "%s ambiguous by %s of %u\n", id, identity_key_name(pair->key), pair->candidates);
        break;
    case PAIR_NONE:
        append(text, TEXT, "%s none\n", id);
        break;
    }
}

static void describe(const struct pairing *pairing, const struct ids *ids, char *text) {
    size_t count;
    const struct pair_conflict *conflicts = pairing_conflicts(pairing, &count);

    text[0] = '\0';
    for (uint32_t row = 0; row < ids->asset_count; row++) {
        struct pair pair = pairing_of_asset(pairing, row);
        describe_pair(&pair, ids->assets[row], pair.state == PAIR_ONE ? ids->devices[pair.row] : "", text);
    }
    for (uint32_t row = 0; row < ids->device_count; row++) {
        struct pair pair = pairing_of_device(pairing, row);
        if (pair.state != PAIR_ONE) {
            describe_pair(&pair, ids->devices[row], "", text);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct pair_conflict *conflict = &conflicts[i];
        append(text, TEXT, "conflict %s %s %s %s %s %s\n", ids->assets[conflict->asset], ids->devices[conflict->device],
               identity_key_name(conflict->agreeing), identity_key_name(conflict->disagreeing),
               conflict->other_asset == PAIRING_NONE ? "-" : ids->assets[conflict->other_asset],
               conflict->is_paired ? "paired" : "open");
    }
}

static void test_worked_cases(void **state) {
    static char text[TEXT];

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct ministry *ministry =
            ministry_new(&(struct ministry_text){.assets = cases[i].assets, .devices = cases[i].devices});
        struct ids ids = read_ids(ministry);
        struct pairing *pairing = NULL;
        assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                         ERR_OK);
        describe(pairing, &ids, text);
        if (strcmp(text, cases[i].expected) != 0) {
            fail_msg("%s: found\n%sinstead of\n%s", cases[i].name, text, cases[i].expected);
        }
        pairing_free(pairing);
        ministry_free(ministry);
    }
}

static void test_agreeing_keys(void **state) {
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.assets = ASSETS "A-1,SN1,,00:1b:21:00:00:01,h1,10.0.0.1,server,\n",
                                             .devices = DEVICES "d1,,SN1,,,00:1b:21:00:00:02,h1,10.0.0.1,server\n"});
    struct pairing *pairing = NULL;

    (void)state;
    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_OK);
    assert_int_equal(pairing_of_asset(pairing, 0).agreeing, 1u << KEY_SERIAL | 1u << KEY_HOSTNAME | 1u << KEY_ADDRESS);
    assert_int_equal(pairing_of_device(pairing, 0).agreeing, pairing_of_asset(pairing, 0).agreeing);
    pairing_free(pairing);
    ministry_free(ministry);
}

/* Who answers at the name or address of an asset that was not found, and is it surely another machine? */
static void test_other_machines(void **state) {
    static const struct {
        const char *name, *assets, *devices;
        enum identity_key key;
        bool has_device, is_other;
    } others[] = {
        {"registered, by serial", ASSETS "A-1,,,,,10.0.0.1,server,\nA-2,SN2,,,,,server,\n",
         DEVICES "d1,,SN2,,,,,10.0.0.1,server\n", KEY_ADDRESS, true, true},
        {"registered, by name only", ASSETS "A-1,,,,,10.0.0.1,server,\nA-2,,,,h2,,server,\n",
         DEVICES "d1,,,,,,h2,10.0.0.1,server\n", KEY_ADDRESS, true, false},
        {"registered, by name, but of another serial", ASSETS "A-1,SN1,,,,10.0.0.1,server,\nA-2,,,,h2,,server,\n",
         DEVICES "d1,,SN9,,,,h2,10.0.0.1,server\n", KEY_ADDRESS, true, true},
        {"unregistered, of another serial", ASSETS "A-1,SN1,,,,10.0.0.1,server,\n",
         DEVICES "d1,,SN9,,,,,10.0.0.1,server\n", KEY_ADDRESS, true, true},
        {"unregistered, of another adapter", ASSETS "A-1,,,00:1b:21:00:00:01,,10.0.0.1,server,\n",
         DEVICES "d1,,,,,00:1b:21:00:00:02,,10.0.0.1,server\n", KEY_ADDRESS, true, true},
        {"nobody", ASSETS "A-1,SN1,,,h1,10.0.0.1,server,\n", DEVICES "d1,,SN9,,,,,10.0.0.2,server\n", KEY_ADDRESS,
         false, false},
        {"two of them", ASSETS "A-1,SN1,,,h1,,server,\n", DEVICES "d1,,SN8,,,,h1,,\nd2,,SN9,,,,h1,,\n", KEY_HOSTNAME,
         false, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(others); i++) {
        struct ministry *ministry =
            ministry_new(&(struct ministry_text){.assets = others[i].assets, .devices = others[i].devices});
        struct pairing *pairing = NULL;
        assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                         ERR_OK);
        uint32_t device = pairing_device_with_key_of(pairing, 0, others[i].key);
        if ((device != PAIRING_NONE) != others[i].has_device ||
            (device != PAIRING_NONE && pairing_is_other_machine(pairing, 0, device) != others[i].is_other)) {
            fail_msg("%s", others[i].name);
        }
        pairing_free(pairing);
        ministry_free(ministry);
    }
}

static void test_no_tables(void **state) {
    struct pairing *pairing = NULL;
    size_t count = 1;

    (void)state;
    assert_int_equal(pairing_build(NULL, NULL, NULL, &pairing, NULL), ERR_OK);
    pairing_conflicts(pairing, &count);
    assert_int_equal(count, 0);
    pairing_free(pairing);
    pairing_free(NULL);
}

/* A key is a hash: what it stands for is read before a pair counts. Here rows are given keys that none of their names
 * has. */
static void forge_key(const struct table *table, unsigned column, uint32_t row, uint64_t key) {
    uint64_t *keys = (uint64_t *)(uintptr_t)table_keys(table, column);

    assert_non_null(keys);
    keys[row] = key;
}

static void test_keys_are_proved(void **state) {
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.assets = ASSETS "A-1,SN1,,,h1,,,\nA-2,SN2,,,h2,,,\nA-3,SN3,,,h3,,,\n",
                                             .devices = DEVICES "d1,,SN8,,,,x1,,\nd2,,SN9,,,,x2,,\n"});
    struct pairing *pairing = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *asset = NULL;
    CLEANUP(row_reader_free_cleanup) struct row_reader *device = NULL;

    (void)state;
    assert_int_equal(row_reader_new(ministry_assets(ministry), &asset, NULL), ERR_OK);
    assert_int_equal(row_reader_new(ministry_devices(ministry), &device, NULL), ERR_OK);
    forge_key(ministry_assets(ministry), DEVICES_SERIAL, 0, 100);
    forge_key(ministry_devices(ministry), DEVICES_SERIAL, 0, 100);
    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_OK);
    assert_int_equal(pairing_of_asset(pairing, 0).state, PAIR_ONE);
    row_reader_move(asset, 0);
    row_reader_move(device, 0);
    assert_int_equal(pairing_prove(pairing, 0, asset, device, NULL), ERR_KEY_CLASH);
    pairing_free(pairing);
    forge_key(ministry_assets(ministry), DEVICES_SERIAL, 1, 100);
    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_KEY_CLASH);
    ministry_free(ministry);
}

/* Thousands of machines with one key take no longer than thousands with keys of their own. */
static void test_many_with_one_key(void **state) {
    enum { MANY = 20000 };
    char *assets = malloc(MANY * 40), *devices = malloc(MANY * 40), *a = assets, *d = devices;
    struct pairing *pairing = NULL;

    (void)state;
    a += sprintf(a, "asset_id,serial,hostname\n");
    d += sprintf(d, "device_id,serial,hostname\n");
    for (unsigned i = 0; i < MANY; i++) {
        a += sprintf(a, "A-%u,SAME1,pc\n", i);
        d += sprintf(d, "d%u,SAME1,pc\n", i);
    }
    struct ministry *ministry = ministry_new(&(struct ministry_text){.assets = assets, .devices = devices});
    clock_t begin = clock();
    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_OK);
    assert_true(clock() - begin < 5 * CLOCKS_PER_SEC); /* 4 × 10^8 comparisons would take longer here */
    assert_int_equal(pairing_of_asset(pairing, 0).state, PAIR_AMBIGUOUS);
    assert_int_equal(pairing_of_asset(pairing, 0).candidates, MANY);
    pairing_free(pairing);
    ministry_free(ministry);
    free(assets);
    free(devices);
}

/* --- random inventories and a second method ------------------------------------------------------------------------
 */

enum { VALUES = 3 }; /* of one kind of key, at most */

/* A row as numbers: what its cells say. */
struct row {
    int count[KEY_COUNT], value[KEY_COUNT][VALUES];
    bool has_left, is_client;
    char cells[256]; /* behind the id */
};

struct world {
    struct row assets[ROWS], devices[ROWS];
    int asset_count, device_count;
};

static void give(struct row *row, enum identity_key kind, int value) {
    row->value[kind][row->count[kind]++] = value;
}

static bool has(const struct row *row, enum identity_key kind, int value) {
    for (int i = 0; i < row->count[kind]; i++) {
        if (row->value[kind][i] == value) {
            return true;
        }
    }
    return false;
}

static int pick(int below) {
    return (int)(random() % below);
}

/* What stands around the number. */
struct form {
    const char *before, *after;
};

static const struct form macs[] = {{"00:1b:21:00:00:0", ""}, {"00-1B-21-00-00-0", ""}, {"001b.2100.000", ""}};
static const struct form hosts[] = {{"host", ""}, {"HOST", ""}, {"host", ".example.jp"}};
static const struct form serial = {"SN10", ""}, other_serial = {"sn10", ""}, address = {"10.0.0.1", ""};
static const struct form uuid = {"4c4c4544-0042-3510-8056-b5c04f4d000", ""};
static const struct form swapped_uuid = {"44454C4C-4200-1035-8056-B5C04F4D000", ""};

static void write_value(struct row *row, const struct form *form, int value) {
    append(row->cells, sizeof row->cells, "%s%d%s", form->before, value, form->after);
}

static void write_macs(struct row *row, int pool) {
    int first = pick(pool * 2), second = pick(pool * 2);
    if (first < pool) {
        give(row, KEY_MAC, first);
        write_value(row, &macs[pick(3)], first);
        if (second < pool && second != first) {
            give(row, KEY_MAC, second);
            append(row->cells, sizeof row->cells, ";");
            write_value(row, &macs[pick(3)], second);
        }
    }
    append(row->cells, sizeof row->cells, ",");
}

static void write_one(struct row *row, enum identity_key kind, const struct form *form, int pool) {
    int value = pick(pool * 3 / 2);
    if (value < pool) {
        if (!(kind == KEY_ADDRESS && row->is_client) && !has(row, kind, value)) {
            give(row, kind, value);
        }
        write_value(row, form, value);
    } else if (kind == KEY_SERIAL) {
        append(row->cells, sizeof row->cells, "Default string");
    }
    append(row->cells, sizeof row->cells, ",");
}

static void write_asset(struct row *row, int number, int pool) {
    static const char *const statuses[] = {"active", "", "disposed", "stock", "spare", "returned"};
    int status = pick(6);

    *row = (struct row){.has_left = status == 2 || status == 5, .is_client = pick(3) == 0};
    give(row, KEY_ASSET_ID, number);
    append(row->cells, sizeof row->cells, "%s,%s,", row->is_client ? "pc" : "server", statuses[status]);
    write_one(row, KEY_SERIAL, &serial, pool);
    write_one(row, KEY_UUID, &uuid, pool);
    write_macs(row, pool);
    write_one(row, KEY_HOSTNAME, &hosts[pick(3)], pool);
    write_one(row, KEY_ADDRESS, &address, pool);
}

static void write_device(struct row *row, int pool, int assets) {
    int tag = pick(assets * 3);
    bool is_swapped = pick(2);

    *row = (struct row){.is_client = pick(3) == 0};
    append(row->cells, sizeof row->cells, "%s,", row->is_client ? "laptop" : "");
    if (tag < assets + 2) {
        give(row, KEY_ASSET_ID, tag); /* the last two are nobody's numbers */
        append(row->cells, sizeof row->cells, "A-1%02d", tag);
    }
    append(row->cells, sizeof row->cells, ",");
    write_one(row, KEY_SERIAL, &other_serial, pool);
    write_one(row, KEY_SERIAL, &other_serial, pool * 2);
    write_one(row, KEY_UUID, is_swapped ? &swapped_uuid : &uuid, pool);
    write_macs(row, pool);
    write_one(row, KEY_HOSTNAME, &hosts[pick(3)], pool);
    write_one(row, KEY_ADDRESS, &address, pool);
    write_one(row, KEY_ADDRESS, &address, pool);
}

static struct world random_world(void) {
    struct world world = {.asset_count = 1 + pick(ROWS - 1), .device_count = 1 + pick(ROWS - 1)};
    int pool = 2 + pick(3);

    for (int i = 0; i < world.asset_count; i++) {
        write_asset(&world.assets[i], i, pool);
    }
    for (int i = 0; i < world.device_count; i++) {
        write_device(&world.devices[i], pool, world.asset_count);
    }
    return world;
}

static void shuffle(int *order, int count) {
    for (int i = 0; i < count; i++) {
        order[i] = i;
    }
    for (int i = count - 1; i > 0; i--) {
        int j = pick(i + 1), other = order[i];
        order[i] = order[j];
        order[j] = other;
    }
}

/* In the order given by chance. Device ids are drawn as well, since a snapshot is sorted by them. */
static struct ministry *found(const struct world *world, const int *asset_order, const int *device_order) {
    static char assets[TEXT], devices[TEXT];

    strcpy(assets, "asset_id,kind,status,serial,uuid,mac_addresses,hostname,ip_addresses\n");
    strcpy(devices,
           "device_id,kind,asset_tag,serial,chassis_serial,uuid,mac_addresses,hostname,ip_addresses,address\n");
    for (int i = 0; i < world->asset_count; i++) {
        int n = asset_order[i];
        append(assets, TEXT, "A-1%02d,%.*s\n", n, (int)strlen(world->assets[n].cells) - 1, world->assets[n].cells);
    }
    for (int i = 0; i < world->device_count; i++) {
        int n = device_order[i];
        append(devices, TEXT, "d%02d-%02d,%.*s\n", i, n, (int)strlen(world->devices[n].cells) - 1,
               world->devices[n].cells);
    }
    return ministry_new(&(struct ministry_text){.assets = assets, .devices = devices});
}

static int compare_lines(const void *left, const void *right) {
    return strcmp(left, right);
}

enum { LINES = 512, LINE = 96 };

/* What came out, as sorted lines without row numbers. */
struct outcome {
    char lines[LINES][LINE];
    size_t count;
};

static void add_line(struct outcome *outcome, const char *format, ...) PRINTF_LIKE(2, 3);
static void add_line(struct outcome *outcome, const char *format, ...) {
    va_list arguments;

    assert_true(outcome->count < LINES);
    va_start(arguments, format);
    vsnprintf(outcome->lines[outcome->count++], LINE, format, arguments);
    va_end(arguments);
}

static void check_one_to_one(const struct pairing *pairing, const struct ids *ids) {
    for (uint32_t row = 0; row < ids->asset_count; row++) {
        struct pair pair = pairing_of_asset(pairing, row);
        if (pair.state == PAIR_ONE) {
            assert_int_equal(pairing_of_device(pairing, pair.row).state, PAIR_ONE);
            assert_int_equal(pairing_of_device(pairing, pair.row).row, row);
        }
    }
    for (uint32_t row = 0; row < ids->device_count; row++) {
        struct pair pair = pairing_of_device(pairing, row);
        if (pair.state == PAIR_ONE) {
            assert_int_equal(pairing_of_asset(pairing, pair.row).row, row);
        }
    }
}

static int asset_number(const struct ids *ids, uint32_t row) {
    return row == PAIRING_NONE ? -1 : atoi(ids->assets[row] + 3);
}

static int device_number(const struct ids *ids, uint32_t row) {
    return atoi(ids->devices[row] + 4);
}

static void add_side(struct outcome *outcome, const struct ids *ids, struct pair pair, char side, int number) {
    if (pair.state == PAIR_ONE) {
        int other = side == 'a' ? device_number(ids, pair.row) : asset_number(ids, pair.row);
        add_line(outcome, "%c%d one %d key %d agreeing %x", side, number, other, pair.key, pair.agreeing);
    } else if (pair.state == PAIR_AMBIGUOUS) {
        add_line(outcome, "%c%d ambiguous key %d", side, number, pair.key);
    } else {
        add_line(outcome, "%c%d none", side, number);
    }
}

static void run(const struct world *world, const int *asset_order, const int *device_order, struct outcome *outcome) {
    struct ministry *ministry = found(world, asset_order, device_order);
    struct ids ids = read_ids(ministry);
    struct pairing *pairing = NULL;
    size_t count;

    *outcome = (struct outcome){.count = 0};
    assert_int_equal(pairing_build(ministry_assets(ministry), ministry_devices(ministry), NULL, &pairing, NULL),
                     ERR_OK);
    check_one_to_one(pairing, &ids);
    for (uint32_t row = 0; row < ids.asset_count; row++) {
        add_side(outcome, &ids, pairing_of_asset(pairing, row), 'a', asset_number(&ids, row));
    }
    for (uint32_t row = 0; row < ids.device_count; row++) {
        add_side(outcome, &ids, pairing_of_device(pairing, row), 'd', device_number(&ids, row));
    }
    const struct pair_conflict *conflicts = pairing_conflicts(pairing, &count);
    for (size_t i = 0; i < count; i++) {
        add_line(outcome, "conflict %d %d %d %d %d %d", asset_number(&ids, conflicts[i].asset),
                 device_number(&ids, conflicts[i].device), conflicts[i].agreeing, conflicts[i].disagreeing,
                 asset_number(&ids, conflicts[i].other_asset), conflicts[i].is_paired);
    }
    qsort(outcome->lines, outcome->count, LINE, compare_lines);
    pairing_free(pairing);
    ministry_free(ministry);
}

/* The rules again, row against row. */

struct method {
    const struct world *world;
    int partner_of_asset[ROWS], partner_of_device[ROWS], key_of_asset[ROWS];
    int contradiction[ROWS][ROWS][2]; /* agreeing, disagreeing; -1 for none */
};

static bool shares(const struct row *a, const struct row *d, enum identity_key kind) {
    for (int i = 0; i < a->count[kind]; i++) {
        if (has(d, kind, a->value[kind][i])) {
            return true;
        }
    }
    return false;
}

static int count_holders(const struct world *world, bool is_asset, bool has_left, enum identity_key kind, int value) {
    int count = 0;
    for (int i = 0; i < (is_asset ? world->asset_count : world->device_count); i++) {
        const struct row *row = is_asset ? &world->assets[i] : &world->devices[i];
        count += row->has_left == has_left && has(row, kind, value);
    }
    return count;
}

/* Of all assets, is this the only one that may claim the value? */
static bool is_only_asset(const struct world *world, int asset, enum identity_key kind, int value) {
    int present = count_holders(world, true, false, kind, value), left = count_holders(world, true, true, kind, value);
    return world->assets[asset].has_left ? present == 0 && left == 1 : present == 1;
}

static bool is_label(const struct world *world, const struct row *device) {
    return device->count[KEY_ASSET_ID] && device->value[KEY_ASSET_ID][0] < world->asset_count;
}

/* The strongest key above KIND in which the two differ, or -1. */
static int denial(const struct world *world, int asset, int device, int kind) {
    const struct row *a = &world->assets[asset], *d = &world->devices[device];
    for (int k = 0; k < kind; k++) {
        bool counts = k != KEY_ASSET_ID || is_label(world, d);
        if (counts && a->count[k] && d->count[k] && !shares(a, d, (enum identity_key)k)) {
            return k;
        }
    }
    return -1;
}

static bool shares_alone(const struct world *world, int asset, int device, enum identity_key kind) {
    const struct row *a = &world->assets[asset], *d = &world->devices[device];
    for (int i = 0; i < a->count[kind]; i++) {
        int value = a->value[kind][i];
        if (has(d, kind, value) && is_only_asset(world, asset, kind, value) &&
            count_holders(world, false, false, kind, value) == 1) {
            return true;
        }
    }
    return false;
}

static void run_tier(struct method *method, int kind) {
    const struct world *world = method->world;
    bool candidate[ROWS][ROWS] = {{false}};
    int of_asset[ROWS] = {0}, of_device[ROWS] = {0};

    for (int a = 0; a < world->asset_count; a++) {
        for (int d = 0; d < world->device_count; d++) {
            if (method->partner_of_asset[a] >= 0 || method->partner_of_device[d] >= 0 ||
                !shares_alone(world, a, d, (enum identity_key)kind)) {
                continue;
            }
            int denied_by = denial(world, a, d, kind);
            candidate[a][d] = denied_by < 0;
            of_asset[a] += candidate[a][d];
            of_device[d] += candidate[a][d];
            if (denied_by >= 0 && kind != KEY_ADDRESS && method->contradiction[a][d][0] < 0) {
                method->contradiction[a][d][0] = kind;
                method->contradiction[a][d][1] = denied_by;
            }
        }
    }
    for (int a = 0; a < world->asset_count; a++) {
        for (int d = 0; d < world->device_count; d++) {
            if (candidate[a][d] && of_asset[a] == 1 && of_device[d] == 1) {
                method->partner_of_asset[a] = d;
                method->partner_of_device[d] = a;
                method->key_of_asset[a] = kind;
            }
        }
    }
}

static unsigned agreeing(const struct world *world, int asset, int device) {
    unsigned bits = 0;
    for (int k = 0; k < KEY_COUNT; k++) {
        bits |= shares(&world->assets[asset], &world->devices[device], (enum identity_key)k) ? 1u << k : 0;
    }
    return bits;
}

/* Do two unpaired rows leave a doubt by this kind of key? */
static bool is_doubtful(const struct world *world, int asset, int device, enum identity_key kind) {
    const struct row *a = &world->assets[asset], *d = &world->devices[device];
    for (int i = 0; i < a->count[kind]; i++) {
        int value = a->value[kind][i];
        if (!has(d, kind, value) || (a->has_left && count_holders(world, true, false, kind, value) > 0)) {
            continue;
        }
        bool is_denied = kind == KEY_ADDRESS && is_only_asset(world, asset, kind, value) &&
                         count_holders(world, false, false, kind, value) == 1 &&
                         denial(world, asset, device, kind) >= 0;
        if (!is_denied) {
            return true;
        }
    }
    return false;
}

static int doubt(const struct method *method, int row, bool is_asset) {
    const struct world *world = method->world;
    for (int k = 0; k < KEY_COUNT; k++) {
        for (int other = 0; other < (is_asset ? world->device_count : world->asset_count); other++) {
            int partner = is_asset ? method->partner_of_device[other] : method->partner_of_asset[other];
            if (partner < 0 &&
                is_doubtful(world, is_asset ? row : other, is_asset ? other : row, (enum identity_key)k)) {
                return k;
            }
        }
    }
    return -1;
}

static void tell_side(const struct method *method, int row, bool is_asset, struct outcome *outcome) {
    int partner = is_asset ? method->partner_of_asset[row] : method->partner_of_device[row];
    char side = is_asset ? 'a' : 'd';

    if (partner >= 0) {
        int asset = is_asset ? row : partner, device = is_asset ? partner : row;
        add_line(outcome, "%c%d one %d key %d agreeing %x", side, row, partner, method->key_of_asset[asset],
                 agreeing(method->world, asset, device));
    } else if (doubt(method, row, is_asset) >= 0) {
        add_line(outcome, "%c%d ambiguous key %d", side, row, doubt(method, row, is_asset));
    } else {
        add_line(outcome, "%c%d none", side, row);
    }
}

/* A paired device, of which a weaker key is that of one other asset. */
static void tell_cross_claims(const struct method *method, int asset, struct outcome *outcome) {
    const struct world *world = method->world;
    int device = method->partner_of_asset[asset];

    for (int k = method->key_of_asset[asset] + 1; k < KEY_ADDRESS; k++) {
        for (int other = 0; other < world->asset_count; other++) {
            bool claims = false;
            for (int i = 0; i < world->devices[device].count[k]; i++) {
                int value = world->devices[device].value[k][i];
                claims |= !world->assets[other].has_left && has(&world->assets[other], (enum identity_key)k, value) &&
                          count_holders(world, true, false, (enum identity_key)k, value) == 1;
            }
            if (claims && other != asset && !(agreeing(world, asset, device) & (1u << k))) {
                add_line(outcome, "conflict %d %d %d %d %d %d", asset, device, method->key_of_asset[asset], k, other,
                         true);
            }
        }
    }
}

static void tell_conflicts(const struct method *method, struct outcome *outcome) {
    for (int a = 0; a < method->world->asset_count; a++) {
        if (method->partner_of_asset[a] >= 0) {
            tell_cross_claims(method, a, outcome);
            continue;
        }
        for (int d = 0; d < method->world->device_count; d++) {
            const int *found_keys = method->contradiction[a][d];
            if (found_keys[0] >= 0 && method->partner_of_device[d] < 0) {
                add_line(outcome, "conflict %d %d %d %d -1 0", a, d, found_keys[0], found_keys[1]);
            }
        }
    }
}

static void run_second_method(const struct world *world, struct outcome *outcome) {
    static struct method method;

    memset(&method, 0xff, sizeof method);
    method.world = world;
    for (int kind = 0; kind < KEY_COUNT; kind++) {
        run_tier(&method, kind);
    }
    *outcome = (struct outcome){.count = 0};
    for (int i = 0; i < world->asset_count; i++) {
        tell_side(&method, i, true, outcome);
    }
    for (int i = 0; i < world->device_count; i++) {
        tell_side(&method, i, false, outcome);
    }
    tell_conflicts(&method, outcome);
    qsort(outcome->lines, outcome->count, LINE, compare_lines);
}

static void check_same(const char *what, const struct outcome *a, const struct outcome *b, const struct world *world) {
    for (size_t i = 0; i < a->count || i < b->count; i++) {
        const char *left = i < a->count ? a->lines[i] : "(end)", *right = i < b->count ? b->lines[i] : "(end)";
        if (strcmp(left, right) != 0) {
            for (int n = 0; n < world->asset_count; n++) {
                print_message("a%d %s\n", n, world->assets[n].cells);
            }
            for (int n = 0; n < world->device_count; n++) {
                print_message("d%d %s\n", n, world->devices[n].cells);
            }
            fail_msg("%s: \"%s\" against \"%s\"", what, left, right);
        }
    }
}

static void test_random(void **state) {
    static struct outcome first, second, reference;
    long count = test_count("pairing_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        struct world world = random_world();
        int asset_order[ROWS], device_order[ROWS];
        shuffle(asset_order, world.asset_count);
        shuffle(device_order, world.device_count);
        run(&world, asset_order, device_order, &first);
        shuffle(asset_order, world.asset_count);
        shuffle(device_order, world.device_count);
        run(&world, asset_order, device_order, &second);
        run_second_method(&world, &reference);
        check_same("shuffled", &first, &second, &world);
        check_same("second method", &first, &reference, &world);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_cases),    cmocka_unit_test(test_agreeing_keys),
        cmocka_unit_test(test_other_machines),  cmocka_unit_test(test_no_tables),
        cmocka_unit_test(test_keys_are_proved), cmocka_unit_test(test_many_with_one_key),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
