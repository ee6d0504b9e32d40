#include "scanner/snmp/value.h"

#include "tests/unit/support/cmocka.h"

static struct snmp_variable of_bytes(struct str bytes) {
    return (struct snmp_variable){.type = SNMP_TYPE_BYTES, .bytes = bytes};
}

static void check_text(struct str text, const char *expected, size_t row) {
    if (!str_eq(text, str_from(expected))) {
        fail_msg("row %zu: \"%.*s\" in place of \"%s\"", row, STR_FMT(text), expected);
    }
}

#define ROW(BYTES, TEXT)                                                                                               \
    { {BYTES, sizeof(BYTES) - 1}, TEXT }

struct row {
    struct str bytes;
    const char *text;
};

static void test_text(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    static const uint32_t ids[] = {1, 3, 6, 4294967295};
    const struct {
        struct snmp_variable variable;
        const char *text;
    } rows[] = {
        {{.type = SNMP_TYPE_BYTES, .bytes = STR(" a\r")}, "a"},
        {{.type = SNMP_TYPE_INTEGER, .number = -5}, "-5"},
        {{.type = SNMP_TYPE_UNSIGNED, .number = INT64_MAX}, "9223372036854775807"},
        {{.type = SNMP_TYPE_TICKS, .number = 100}, "100"},
        {{.type = SNMP_TYPE_ADDRESS, .bytes = {"\xC0\x00\x02\x07", 4}}, "192.0.2.7"},
        {{.type = SNMP_TYPE_OID, .identifier = {ids, ARRAY_LEN(ids)}}, "1.3.6.4294967295"},
        {{.type = SNMP_TYPE_OID}, ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        check_text(snmp_text(arena, &rows[i].variable), rows[i].text, i);
    }
    check_text(snmp_text(arena, NULL), "", 99);
}

static void test_number(void **state) {
    static const struct {
        struct snmp_variable variable;
        int64_t number; /* -1: none */
    } rows[] = {
        {{.type = SNMP_TYPE_INTEGER, .number = 7}, 7},
        {{.type = SNMP_TYPE_INTEGER, .number = -7}, -1},
        {{.type = SNMP_TYPE_TICKS, .number = 8}, 8},
        {{.type = SNMP_TYPE_BYTES, .bytes = {" 9\r", 3}}, 9},
        {{.type = SNMP_TYPE_BYTES, .bytes = {"9 MB", 4}}, -1},
        {{.type = SNMP_TYPE_ADDRESS, .bytes = {"\1\2\3\4", 4}}, -1},
        {{.type = SNMP_TYPE_OID}, -1},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        uint64_t number = 12345;
        assert_int_equal(snmp_number(&rows[i].variable, &number), rows[i].number >= 0);
        assert_int_equal(snmp_number_or_zero(&rows[i].variable), rows[i].number < 0 ? 0 : rows[i].number);
        assert_int_equal(snmp_number_is(&rows[i].variable, 7), rows[i].number == 7);
        assert_int_equal(number, rows[i].number >= 0 ? rows[i].number : 12345);
    }
    assert_false(snmp_number(NULL, NULL));
    assert_false(snmp_number_is(NULL, 0));
}

static void test_mac(void **state) {
    static const struct row rows[] = {
        ROW("\x00\x1b\x21\x0a\x0b\x0c", "00:1b:21:0a:0b:0c"),
        ROW("\\TmGnn", "5c:54:6d:47:6e:6e"),
        ROW("\0\0\0\0\0\0", ""),
        ROW("", ""),
        ROW("\0\0\0\0", ""),
        ROW("\x60\x01\xd2\x05\xa8\x6c\x26\xd5", "d2:05:a8:6c:26:d5"),
        ROW("\0\0\x00\x1b\x21\x0a\x0b\x0c", "00:1b:21:0a:0b:0c"),
        ROW("0x6001D205A86C26D5", "d2:05:a8:6c:26:d5"),
        ROW("60:01:d2:05:a8:6c:26:d5", "d2:05:a8:6c:26:d5"),
        /* names of Fibre Channel ports, and an EUI-64 */
        ROW("\x50\x0a\x09\x81\x8d\xde\x79\x48", ""),
        ROW("50:0a:09:81:8d:de:79:48", ""),
        ROW("\x10\0\x00\x1b\x21\x0a\x0b\x0c", ""),
        ROW("\x00\x1b\x21\xff\xfe\x0a\x0b\x0c", ""),
        /* texts */
        ROW("00:1b:21:a:b:c", "00:1b:21:0a:0b:0c"),
        ROW("00-1B-21-0A-0B-0C", "00:1b:21:0a:0b:0c"),
        ROW("001B210A0B0C", "00:1b:21:0a:0b:0c"),
        ROW("0x001b210a0b0c", "00:1b:21:0a:0b:0c"),
        ROW("001b-210a-0b0c", "00:1b:21:0a:0b:0c"),
        ROW("001b.210a.0b0c\0", "00:1b:21:0a:0b:0c"),
        ROW("00 1b 21 0a 0b 0c", "00:1b:21:0a:0b:0c"),
        ROW("00:00:00:00:00:00", ""),
        ROW("no address", ""),
        ROW("001B210A0B0", ""), /* eleven digits */
        ROW("01B210A0B0C", ""),
        ROW("00:1b:21:0a:0b", ""),
        ROW("00:1b:21:0a:0b:0c:0d", ""),
        ROW("\x01\x02\x03\x04\x05\x06\x07", ""),
    };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct snmp_variable number = {.type = SNMP_TYPE_INTEGER, .number = 6};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct snmp_variable variable = of_bytes(rows[i].bytes);
        check_text(snmp_mac(arena, &variable), rows[i].text, i);
    }
    check_text(snmp_mac(arena, &number), "", 98);
    check_text(snmp_mac(arena, NULL), "", 99);
}

static void test_of_index(void **state) {
    static const uint32_t mac[] = {0, 27, 33, 10, 11, 12}, no_mac[] = {0, 27, 33, 10, 11, 256}, v4[] = {192, 0, 2, 7};
    static const uint32_t v6[] = {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    check_text(snmp_mac_of_index(arena, (struct snmp_oid){mac, 6}), "00:1b:21:0a:0b:0c", 0);
    check_text(snmp_mac_of_index(arena, (struct snmp_oid){no_mac, 6}), "", 1);
    check_text(snmp_mac_of_index(arena, (struct snmp_oid){mac, 5}), "", 2);
    check_text(snmp_address_of_index(arena, (struct snmp_oid){v4, 4}), "192.0.2.7", 3);
    check_text(snmp_address_of_index(arena, (struct snmp_oid){v6, 16}), "2001:db8::1", 4);
    check_text(snmp_address_of_index(arena, (struct snmp_oid){v6, 15}), "", 5);
}

static void test_date(void **state) {
    static const struct row rows[] = {
        ROW("\x07\xDC\x01\x19\x00\x08\x12\x00", "2012-01-25"),
        ROW("\x07\xE1\x09\x0C\x0F\x18\x22\x00+\x08\x00", "2017-09-12T15:24:34+08:00"),
        ROW("\x07\xE1\x09\x0C\x0F\x18\x22\x00-\x03\x1E", "2017-09-12T15:24:34-03:30"),
        ROW("\x07\xE1\x09\x0C\x0F\x18\x22\x00+\x00\x00", "2017-09-12T15:24:34Z"),
        ROW("\x07\xE1\x09\x0C\x18\x00\x00\x00+\x00\x00", "2017-09-12"),
        ROW("\x07\xE1\x09\x0C\x0F\x18\x22\x00*\x08\x00", "2017-09-12"),
        ROW("\x07\xD0\x00\x00\x00\x00\x00\x00", ""), /* 2000-0-0 */
        ROW("\x07\xE7\x02\x1D\x00\x00\x00\x00", ""), /* 2023-02-29 */
        ROW("\x07\xE8\x02\x1D\x00\x00\x00\x00", "2024-02-29"),
        ROW("\x07\xB2\x01\x01\x00\x00\x00\x00", ""), /* 1970-01-01 */
        ROW("\x07\xBC\x01\x01\x00\x00\x00\x00", "1980-01-01"),
        ROW("\xFF\xFF\x0D\x20\xFF\xFF\xFF\xFF", ""),
        ROW("\x07\xDC\x01\x19", ""),
        ROW("", ""),
    };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct snmp_variable number = {.type = SNMP_TYPE_UNSIGNED, .number = 20120125};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct snmp_variable variable = of_bytes(rows[i].bytes);
        check_text(snmp_date(arena, &variable), rows[i].text, i);
    }
    check_text(snmp_date(arena, &number), "", 99);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text),     cmocka_unit_test(test_number), cmocka_unit_test(test_mac),
        cmocka_unit_test(test_of_index), cmocka_unit_test(test_date),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
