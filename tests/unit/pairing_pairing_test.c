#include "pairing/pairing.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ministry_read.h"
#include "tests/unit/support/row_ids.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

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

static void describe_pair(const struct pair *pair, const char *id, const char *other, struct buffer *out) {
    switch (pair->state) {
    case PAIR_ONE:
        buffer_printf(out, "%s = %s by %s\n", id, other, identity_key_name(pair->key));
        break;
    case PAIR_AMBIGUOUS:
        buffer_printf(out, "%s ambiguous by %s of %u\n", id, identity_key_name(pair->key), pair->candidates);
        break;
    case PAIR_NONE:
        buffer_printf(out, "%s none\n", id);
        break;
    }
}

static void describe(const struct pairing *pairing, const struct row_ids *ids, struct buffer *out) {
    size_t count;
    const struct pair_conflict *conflicts = pairing_conflicts(pairing, &count);

    for (uint32_t row = 0; row < ids->asset_count; row++) {
        struct pair pair = pairing_of_asset(pairing, row);
        describe_pair(&pair, ids->assets[row], pair.state == PAIR_ONE ? ids->devices[pair.row] : "", out);
    }
    for (uint32_t row = 0; row < ids->device_count; row++) {
        struct pair pair = pairing_of_device(pairing, row);
        if (pair.state != PAIR_ONE) {
            describe_pair(&pair, ids->devices[row], "", out);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct pair_conflict *conflict = &conflicts[i];
        buffer_printf(out, "conflict %s %s %s %s %s %s\n", ids->assets[conflict->asset], ids->devices[conflict->device],
                      identity_key_name(conflict->agreeing), identity_key_name(conflict->disagreeing),
                      conflict->other_asset == PAIRING_NONE ? "-" : ids->assets[conflict->other_asset],
                      conflict->is_paired ? "paired" : "open");
    }
    buffer_append_char(out, '\0');
    assert_false(out->failed);
}

static void test_worked_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(ministry_free_cleanup)
        struct ministry *ministry =
            ministry_new(&(struct ministry_text){.assets = cases[i].assets, .devices = cases[i].devices});
        CLEANUP(pairing_free_cleanup) struct pairing *pairing = ministry_pairing(ministry);
        CLEANUP(buffer_done) struct buffer text = {0};
        struct row_ids ids = row_ids_read(ministry);
        describe(pairing, &ids, &text);
        if (strcmp(text.p, cases[i].expected) != 0) {
            fail_msg("%s: found\n%sinstead of\n%s", cases[i].name, text.p, cases[i].expected);
        }
    }
}

static void test_agreeing_keys(void **state) {
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.assets = ASSETS "A-1,SN1,,00:1b:21:00:00:01,h1,10.0.0.1,server,\n",
                                             .devices = DEVICES "d1,,SN1,,,00:1b:21:00:00:02,h1,10.0.0.1,server\n"});
    struct pairing *pairing = ministry_pairing(ministry);

    (void)state;
    assert_int_equal(pairing_of_asset(pairing, 0).agreeing, 1u << KEY_SERIAL | 1u << KEY_HOSTNAME | 1u << KEY_ADDRESS);
    assert_int_equal(pairing_of_device(pairing, 0).agreeing, pairing_of_asset(pairing, 0).agreeing);
    pairing_free(pairing);
    ministry_free(ministry);
}

/* Who answers at the name or address of an asset that was not found, and is it surely another machine? */
/* The device that alone holds a key of that kind of the asset; PAIRING_NONE when none or several do. */
static uint32_t only_device_with(const struct pairing *pairing, uint32_t asset, enum identity_key kind) {
    struct shared_key key;

    for (size_t i = 0; pairing_shared_key(pairing, asset, i, &key); i++) {
        if (key.kind == kind && key.device_count == 1) {
            return key.devices[0];
        }
    }
    return PAIRING_NONE;
}

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
        struct pairing *pairing = ministry_pairing(ministry);
        uint32_t device = only_device_with(pairing, 0, others[i].key);
        if ((device != PAIRING_NONE) != others[i].has_device ||
            (device != PAIRING_NONE && pairing_is_other_machine(pairing, 0, device) != others[i].is_other)) {
            fail_msg("%s", others[i].name);
        }
        pairing_free(pairing);
        ministry_free(ministry);
    }
}

static void test_shared_keys(void **state) {
    struct ministry *ministry = ministry_new(&(struct ministry_text){
        .assets = "asset_id,serial,hostname,ip_addresses,kind,status\nA-1,SN1,h1,10.0.0.9;10.0.0.1,server,active\n"
                  "A-2,SN2,,10.0.0.9,server,active\nA-3,SN3,,10.0.0.1,server,disposed\n",
        .devices = DEVICES "d1,,SN2,,,,,10.0.0.1;10.0.0.9,server\nd2,,SN9,,,,h1,10.0.0.9,server\n"});
    struct pairing *pairing = ministry_pairing(ministry);
    static const struct {
        enum identity_key kind;
        bool is_shared;
        uint32_t device_count;
    } expected[] = {{KEY_HOSTNAME, false, 1}, {KEY_ADDRESS, true, 2}, {KEY_ADDRESS, false, 1}};
    struct shared_key key;

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(expected); i++) {
        assert_true(pairing_shared_key(pairing, 0, i, &key));
        assert_int_equal(key.kind, expected[i].kind);
        assert_int_equal(key.is_shared, expected[i].is_shared);
        assert_int_equal(key.device_count, expected[i].device_count);
    }
    assert_int_equal(key.devices[0], 0);
    assert_false(pairing_shared_key(pairing, 0, ARRAY_LEN(expected), &key));
    pairing_free(pairing);
    ministry_free(ministry);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_cases),      cmocka_unit_test(test_agreeing_keys),
        cmocka_unit_test(test_other_machines),    cmocka_unit_test(test_shared_keys),
        cmocka_unit_test(test_no_tables),         cmocka_unit_test(test_keys_are_proved),
        cmocka_unit_test(test_many_with_one_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
