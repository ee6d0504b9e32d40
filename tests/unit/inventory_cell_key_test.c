#include "inventory/cell_key.h"

#include "tests/unit/support/cmocka.h"

/* Two cells of a column of the devices table: do they name the same? */
static void test_equal_names(void **state) {
    static const struct {
        unsigned column;
        const char *a, *b;
        bool are_equal;
    } cases[] = {
        {DEVICES_ASSET_ID, "HW-0001", "ｈｗ－０００１", true},
        {DEVICES_ASSET_ID, "HW-0001", "HW-0002", false},
        {DEVICES_ASSET_ID, "HW-0001", "資産管理番号: HW-0001", true},
        {DEVICES_SERIAL, "5CG1234ABC", "S/N: 5cg1234abc", true},
        {DEVICES_HOSTNAME, "PC01.example.go.jp", "pc01", true},
        {DEVICES_HOSTNAME, "pc01", "pc02", false},
        {DEVICES_MAC_ADDRESSES, "3C-52-82-AA-BB-CC", "3c5282aabbcc", true},
        {DEVICES_IP_ADDRESSES, "10.5.242.89", "10.5.242.90", false},
        {DEVICES_IP_ADDRESSES, "2001:db8::1", "2001:DB8:0:0:0:0:0:1", true},
        /* firmware before and after SMBIOS 2.6 */
        {DEVICES_UUID, "4c4c4544-0042-3510-8056-b5c04f4d3132", "44454c4c-4200-1035-8056-b5c04f4d3132", true},
        /* placeholders are no keys to pair by, but may still be compared */
        {DEVICES_SERIAL, "Default string", "default string", true},
        {DEVICES_SERIAL, "Default string", "None", false},
    };
    struct cell_keys keys = cell_keys_make();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct column_def *column = schema_column(TABLE_DEVICES, cases[i].column);
        uint64_t a = cell_key(&keys, column, str_from(cases[i].a)), b = cell_key(&keys, column, str_from(cases[i].b));
        if ((a == b) != cases[i].are_equal || a < 2 || b < 2) {
            fail_msg("%s, %s: %llx, %llx", cases[i].a, cases[i].b, (unsigned long long)a, (unsigned long long)b);
        }
    }
    assert_false(keys.scratch.failed);
    cell_keys_done(&keys);
}

static void test_kinds_of_keys(void **state) {
    static const struct {
        unsigned column;
        const char *text;
        bool is_none, is_several, is_placeholder;
    } cases[] = {
        {DEVICES_SERIAL, "", true, false, false},
        {DEVICES_MAC_ADDRESSES, "3c:52:82:aa:bb:cc;3c:52:82:aa:bb:cd", false, true, false},
        {DEVICES_IP_ADDRESSES, "10.0.0.1;10.0.0.2", false, true, false},
        {DEVICES_IP_ADDRESSES, "10.0.0.1;", false, false, false},
        {DEVICES_IP_ADDRESSES, "127.0.0.1", false, false, true},
        {DEVICES_HOSTNAME, "localhost", false, false, true},
        {DEVICES_SERIAL, "To be filled by O.E.M.", false, false, true},
        {DEVICES_SERIAL, "FOC1234X0AB", false, false, false},
    };
    struct cell_keys keys = cell_keys_make();

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        uint64_t key = cell_key(&keys, schema_column(TABLE_DEVICES, cases[i].column), str_from(cases[i].text));
        if ((key == CELL_KEY_NONE) != cases[i].is_none || (key == CELL_KEY_SEVERAL) != cases[i].is_several ||
            cell_key_is_placeholder(key) != cases[i].is_placeholder) {
            fail_msg("%s: %llx", cases[i].text, (unsigned long long)key);
        }
    }
    cell_keys_done(&keys);
}

/* Keys are made of uncoded cells alone. */
static void test_kept_columns_are_uncoded(void **state) {
    size_t kept = 0;

    (void)state;
    for (enum table_id table = 0; table < TABLE_COUNT; table++) {
        for (unsigned i = 0; i < schema_table(table)->column_count; i++) {
            if (cell_key_is_kept(table, i, KEYS_OF_MACHINES)) {
                assert_false(schema_type(schema_column(table, i)->type)->is_coded);
                kept++;
            }
            assert_false(cell_key_is_kept(table, i, KEYS_NONE));
            assert_int_equal(cell_key_is_kept(table, i, KEYS_OF_IDS), cell_key_unique_column(table) == i);
        }
    }
    assert_int_equal(kept, 18);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_names),
        cmocka_unit_test(test_kinds_of_keys),
        cmocka_unit_test(test_kept_columns_are_uncoded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
