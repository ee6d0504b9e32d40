#include "pairing/keys.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ministry.h"

struct both {
    struct ministry *ministry;
    struct key_side assets, devices;
};

static struct both build(const char *assets, const char *devices) {
    struct both both = {.ministry = ministry_new(&(struct ministry_text){.assets = assets, .devices = devices})};

    assert_int_equal(key_side_init(SIDE_LEDGER, ministry_assets(both.ministry), NULL, &both.assets, NULL), ERR_OK);
    assert_int_equal(key_side_init(SIDE_SNAPSHOT, ministry_devices(both.ministry), NULL, &both.devices, NULL), ERR_OK);
    return both;
}

static void done(struct both *both) {
    key_side_done(&both->assets);
    key_side_done(&both->devices);
    ministry_free(both->ministry);
}

/* "serial=sn1 mac=00:1b:21:00:00:01 …" */
static void assert_keys(const struct key_side *side, uint32_t row, const char *expected) {
    struct buffer text = {0};
    struct key_reader reader;

    assert_int_equal(key_reader_init(&reader, side, NULL), ERR_OK);
    for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
        struct key_walk walk = key_walk(side, row, kind);
        uint64_t key;
        while (key_walk_next(&walk, &key)) {
            buffer_printf(&text, "%s%s=", text.n ? " " : "", identity_key_name(kind));
            key_reader_form(&reader, row, kind, key, &text);
        }
    }
    buffer_append_char(&text, '\0');
    assert_string_equal(text.p, expected);
    assert_int_equal(row_reader_error(reader.row, NULL), ERR_OK);
    key_reader_done(&reader);
    buffer_done(&text);
}

#define ASSET_HEAD  "asset_id,serial,uuid,mac_addresses,hostname,ip_addresses,kind\n"
#define DEVICE_HEAD "device_id,asset_tag,serial,chassis_serial,uuid,mac_addresses,hostname,ip_addresses,address,kind\n"

static void test_columns_of_either_side(void **state) {
    struct both both = build(
        ASSET_HEAD "A-1,SN1,4C4C4544-0042-3510-8056-B5C04F4D3132,00-1B-21-00-00-01/00-1b-21-00-00-02,PC01.example.jp,"
                   "10.0.0.1;10.0.0.2,server\n",
        DEVICE_HEAD "d1,A-1,SN1,CH1,44454c4c-4200-1035-8056-b5c04f4d3132,00:1b:21:00:00:01,pc01,10.0.0.1,10.0.0.9,"
                    "server\n");

    (void)state;
    assert_keys(&both.assets, 0,
                "asset_id=a-1 serial=sn1 uuid=44454c4c-4200-1035-8056-b5c04f4d3132 mac=00:1b:21:00:00:01 "
                "mac=00:1b:21:00:00:02 hostname=pc01 address=10.0.0.1 address=10.0.0.2");
    assert_keys(&both.devices, 0,
                "asset_id=a-1 serial=sn1 serial=ch1 uuid=44454c4c-4200-1035-8056-b5c04f4d3132 mac=00:1b:21:00:00:01 "
                "hostname=pc01 address=10.0.0.1 address=10.0.0.9");
    for (enum identity_key kind = 0; kind < KEY_COUNT; kind++) {
        assert_int_equal(key_compare(&both.assets, 0, &both.devices, 0, kind), KEY_AGREES);
    }
    done(&both);
}

static void test_placeholders_and_moving_addresses_are_no_keys(void **state) {
    struct both both =
        build(ASSET_HEAD "A-1,To be filled by O.E.M.,00000000-0000-0000-0000-000000000000,02:00:00:00:00:01,localhost,"
                         "10.0.0.1,laptop\nA-2,SN2,,,,,\n",
              DEVICE_HEAD "d1,No Asset Tag,None,Default string,ffffffff-ffff-ffff-ffff-ffffffffffff,"
                          "00:00:5e:00:01:0a,localhost,10.0.0.1,10.0.0.1,pc\n");

    (void)state;
    assert_keys(&both.assets, 0, "asset_id=a-1");
    assert_keys(&both.devices, 0, "");
    assert_int_equal(key_compare(&both.assets, 0, &both.devices, 0, KEY_ASSET_ID), KEY_UNKNOWN);
    done(&both);
}

static void test_compare(void **state) {
    struct both both = build(ASSET_HEAD "A-1,SN1,,00:1b:21:00:00:01/00:1b:21:00:00:02,,,\n",
                             DEVICE_HEAD "d1,,SN2,,,00:1b:21:00:00:02;00:1b:21:00:00:03,h,,,\n");

    (void)state;
    assert_int_equal(key_compare(&both.assets, 0, &both.devices, 0, KEY_SERIAL), KEY_DISAGREES);
    assert_int_equal(key_compare(&both.assets, 0, &both.devices, 0, KEY_MAC), KEY_AGREES);
    assert_int_equal(key_compare(&both.assets, 0, &both.devices, 0, KEY_HOSTNAME), KEY_UNKNOWN);
    done(&both);
}

static void test_no_table(void **state) {
    struct key_side side;

    (void)state;
    assert_int_equal(key_side_init(SIDE_LEDGER, NULL, NULL, &side, NULL), ERR_OK);
    assert_int_equal(side.rows, 0);
    key_side_done(&side);
}

/* A cell with a hundred thousand addresses must not take hours. */
static void test_hostile_cell(void **state) {
    enum { MANY = 100000 };
    char *assets = malloc(MANY * 18 + 200), *to = assets;

    (void)state;
    to += sprintf(to, "asset_id,mac_addresses\nA-1,");
    for (unsigned i = 0; i < MANY; i++) {
        to += sprintf(to, "001b21%06x;", i + 1);
    }
    sprintf(to, "\nA-2,00:1b:21:00:00:01\n");
    struct both both = build(assets, DEVICE_HEAD "d1,,,,,00:1b:21:00:00:01,,,,\n");
    assert_in_range(both.assets.extras[KEY_MAC][0].count, 100, 100000);
    assert_int_equal(key_compare(&both.assets, 1, &both.devices, 0, KEY_MAC), KEY_AGREES);
    done(&both);
    free(assets);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns_of_either_side),
        cmocka_unit_test(test_placeholders_and_moving_addresses_are_no_keys),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_no_table),
        cmocka_unit_test(test_hostile_cell),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
