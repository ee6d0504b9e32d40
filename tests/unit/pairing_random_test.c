/* Random inventories, and the rules of pairing once more, row against row, as a second method. */
#include "pairing/pairing.h"

#include "base/compiler.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/ministry_read.h"
#include "tests/unit/support/row_ids.h"
#include "tests/unit/support/tally.h"

#include <stdio.h>
#include <stdlib.h>

enum { TEXT = 16384, ROWS = ROW_IDS_MAX };

static void append(char *to, size_t size, const char *format, ...) PRINTF_LIKE(3, 4);
static void append(char *to, size_t size, const char *format, ...) {
    size_t n = strlen(to);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(to + n, size - n, format, arguments);
    va_end(arguments);
}

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

/* In the order given by chance. Device ids are drawn as well, since a snapshot is sorted by them. */
static struct ministry *found(const struct world *world, const uint32_t *asset_order, const uint32_t *device_order) {
    static char assets[TEXT], devices[TEXT];

    strcpy(assets, "asset_id,kind,status,serial,uuid,mac_addresses,hostname,ip_addresses\n");
    strcpy(devices,
           "device_id,kind,asset_tag,serial,chassis_serial,uuid,mac_addresses,hostname,ip_addresses,address\n");
    for (int i = 0; i < world->asset_count; i++) {
        uint32_t n = asset_order[i];
        append(assets, TEXT, "A-1%02u,%.*s\n", n, (int)strlen(world->assets[n].cells) - 1, world->assets[n].cells);
    }
    for (int i = 0; i < world->device_count; i++) {
        uint32_t n = device_order[i];
        append(devices, TEXT, "d%02d-%02u,%.*s\n", i, n, (int)strlen(world->devices[n].cells) - 1,
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

static void check_one_to_one(const struct pairing *pairing, const struct row_ids *ids) {
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

static int asset_number(const struct row_ids *ids, uint32_t row) {
    return row == PAIRING_NONE ? -1 : atoi(ids->assets[row] + 3);
}

static int device_number(const struct row_ids *ids, uint32_t row) {
    return atoi(ids->devices[row] + 4);
}

static void add_side(struct outcome *outcome, const struct row_ids *ids, struct pair pair, char side, int number) {
    if (pair.state == PAIR_ONE) {
        int other = side == 'a' ? device_number(ids, pair.row) : asset_number(ids, pair.row);
        add_line(outcome, "%c%d one %d key %d agreeing %x", side, number, other, pair.key, pair.agreeing);
    } else if (pair.state == PAIR_AMBIGUOUS) {
        add_line(outcome, "%c%d ambiguous key %d", side, number, pair.key);
    } else {
        add_line(outcome, "%c%d none", side, number);
    }
}

static void run(const struct world *world, const uint32_t *asset_order, const uint32_t *device_order,
                struct outcome *outcome) {
    struct ministry *ministry = found(world, asset_order, device_order);
    struct row_ids ids = row_ids_read(ministry);
    struct pairing *pairing = ministry_pairing(ministry);
    size_t count;

    *outcome = (struct outcome){.count = 0};
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
    struct tally tally = {.words = {" one ", " ambiguous ", " none", "conflict "}};
    long count = test_count("pairing_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        struct world world = random_world();
        uint32_t asset_order[ROWS], device_order[ROWS];
        pick_order(asset_order, (size_t)world.asset_count);
        pick_order(device_order, (size_t)world.device_count);
        run(&world, asset_order, device_order, &first);
        pick_order(asset_order, (size_t)world.asset_count);
        pick_order(device_order, (size_t)world.device_count);
        run(&world, asset_order, device_order, &second);
        run_second_method(&world, &reference);
        check_same("shuffled", &first, &second, &world);
        check_same("second method", &first, &reference, &world);
        for (size_t i = 0; i < reference.count; i++) {
            tally_count(&tally, reference.lines[i]);
        }
    }
    tally_assert(&tally);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_random)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
