#include "inventory/value.h"

#include "base/compiler.h"
#include "tests/unit/support/cmocka.h"

static struct value read_as(enum column_type type, enum unit unit, struct str text) {
    struct column_def column = {"test", type, NEED_OPTIONAL, "", NULL};
    return value_read(&column, unit, text);
}

struct number_case {
    enum column_type type;
    enum unit unit;
    const char *text;
    enum problem problem;
    int64_t number; /* when the problem is none or a notice */
};

static void check_numbers(const struct number_case *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct value value = read_as(cases[i].type, cases[i].unit, str_from(cases[i].text));
        bool is_set = problem_effect(cases[i].problem) <= EFFECT_NOTICE;
        if (value.problem != cases[i].problem || value.is_set != is_set ||
            (is_set && value.number != cases[i].number)) {
            fail_msg("%s: problem %d, set %d, %lld", cases[i].text, (int)value.problem, value.is_set,
                     (long long)value.number);
        }
    }
}

static void test_memory(void **state) {
    static const struct number_case cases[] = {
        {TYPE_MEMORY_MB, UNIT_NONE, "16GB", PROBLEM_NONE, 16384},
        {TYPE_MEMORY_MB, UNIT_NONE, "16,384 MB", PROBLEM_NONE, 16384},
        {TYPE_MEMORY_MB, UNIT_NONE, "１６ＧＢ", PROBLEM_NONE, 16384},
        {TYPE_MEMORY_MB, UNIT_NONE, "16384", PROBLEM_NONE, 16384},
        {TYPE_MEMORY_MB, UNIT_NONE, "1.5TB", PROBLEM_NONE, 1572864},
        {TYPE_MEMORY_MB, UNIT_NONE, "512 MiB", PROBLEM_NONE, 512},
        {TYPE_MEMORY_MB, UNIT_NONE, "0.5 gb", PROBLEM_NONE, 512},
        {TYPE_MEMORY_MB, UNIT_NONE, "16777216KB", PROBLEM_NONE, 16384},
        {TYPE_MEMORY_MB, UNIT_NONE, "8㎇", PROBLEM_NONE, 8192},
        {TYPE_MEMORY_MB, UNIT_GB, "16", PROBLEM_NONE, 16384},
        {TYPE_MEMORY_MB, UNIT_GB, "512MB", PROBLEM_NONE, 512},
        {TYPE_MEMORY_MB, UNIT_MB, "16384", PROBLEM_NONE, 16384},
        {TYPE_MEMORY_MB, UNIT_NONE, "一式", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_MEMORY_MB, UNIT_NONE, "16 GBx2", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_MEMORY_MB, UNIT_NONE, "GB", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_MEMORY_MB, UNIT_NONE, "-16GB", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
        {TYPE_MEMORY_MB, UNIT_NONE, "9000000000000000TB", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
    };

    (void)state;
    check_numbers(cases, ARRAY_LEN(cases));
}

static void test_disks(void **state) {
    static const struct number_case cases[] = {
        {TYPE_DISK_GB, UNIT_NONE, "512GB", PROBLEM_NONE, 512},
        {TYPE_DISK_GB, UNIT_NONE, "1TB", PROBLEM_NONE, 1000},
        {TYPE_DISK_GB, UNIT_NONE, "1.92 TB", PROBLEM_NONE, 1920},
        {TYPE_DISK_GB, UNIT_NONE, "500", PROBLEM_NONE, 500},
        {TYPE_DISK_GB, UNIT_TB, "2", PROBLEM_NONE, 2000},
        {TYPE_DISK_GB, UNIT_NONE, "500,000MB", PROBLEM_NONE, 500},
        /* 512 · 2^30 / 10^9 = 549.755… */
        {TYPE_DISK_GB, UNIT_NONE, "512GiB", PROBLEM_NONE, 550},
        /* 2^40 / 10^9 = 1099.511… */
        {TYPE_DISK_GB, UNIT_NONE, "1TiB", PROBLEM_NONE, 1100},
        {TYPE_DISK_GB, UNIT_NONE, "多数", PROBLEM_NUMBER_NOT_READABLE, 0},
    };

    (void)state;
    check_numbers(cases, ARRAY_LEN(cases));
}

static void test_integers(void **state) {
    static const struct number_case cases[] = {
        {TYPE_INTEGER, UNIT_NONE, "0", PROBLEM_NONE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1,024", PROBLEM_NONE, 1024},
        {TYPE_INTEGER, UNIT_NONE, "２０", PROBLEM_NONE, 20},
        {TYPE_INTEGER, UNIT_NONE, "１，０２４", PROBLEM_NONE, 1024},
        {TYPE_INTEGER, UNIT_NONE, " 12 台", PROBLEM_NONE, 12},
        {TYPE_INTEGER, UNIT_NONE, "2.0", PROBLEM_NONE, 2},
        {TYPE_INTEGER, UNIT_NONE, "-0", PROBLEM_NONE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1000000000000000", PROBLEM_NONE, 1000000000000000},
        {TYPE_INTEGER, UNIT_NONE, "2.5", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1,02", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1024,", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1024,000", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1,024,5", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, ",024", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1.", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1 2", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1e3", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "一式", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1式", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "多数", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "-1", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
        {TYPE_INTEGER, UNIT_NONE, "1000000000000001", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
        {TYPE_INTEGER, UNIT_NONE, "99999999999999999999", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
        {TYPE_INTEGER, UNIT_NONE, "0.00000000001", PROBLEM_NUMBER_NOT_READABLE, 0},
    };

    (void)state;
    check_numbers(cases, ARRAY_LEN(cases));
}

static void test_amounts(void **state) {
    static const struct number_case cases[] = {
        {TYPE_AMOUNT, UNIT_NONE, "1,234,567", PROBLEM_NONE, 1234567},
        {TYPE_AMOUNT, UNIT_NONE, "￥1,234", PROBLEM_NONE, 1234},
        {TYPE_AMOUNT, UNIT_NONE, "¥ 1,234円", PROBLEM_NONE, 1234},
        {TYPE_AMOUNT, UNIT_NONE, "\\1,234", PROBLEM_NONE, 1234},
        {TYPE_AMOUNT, UNIT_NONE, "120千円", PROBLEM_NONE, 120000},
        {TYPE_AMOUNT, UNIT_NONE, "1.5百万円", PROBLEM_NONE, 1500000},
        {TYPE_AMOUNT, UNIT_THOUSAND, "1,200", PROBLEM_NONE, 1200000},
        {TYPE_AMOUNT, UNIT_MILLION, "3", PROBLEM_NONE, 3000000},
        {TYPE_AMOUNT, UNIT_THOUSAND, "1,200円", PROBLEM_NONE, 1200},
        {TYPE_AMOUNT, UNIT_NONE, "1234.00", PROBLEM_NONE, 1234},
        {TYPE_AMOUNT, UNIT_NONE, "1234.5", PROBLEM_NUMBER_CONVERTED, 1235},
        {TYPE_AMOUNT, UNIT_NONE, "$100", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_AMOUNT, UNIT_NONE, "-1,234", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
    };

    (void)state;
    check_numbers(cases, ARRAY_LEN(cases));
}

static void test_cores(void **state) {
    static const struct {
        const char *text;
        enum problem problem;
        int64_t number, sockets;
    } cases[] = {
        {"16", PROBLEM_NONE, 16, 0},
        {"16コア", PROBLEM_NONE, 16, 0},
        {"8コア×2", PROBLEM_NUMBER_CONVERTED, 16, 2},
        {"８コア×２", PROBLEM_NUMBER_CONVERTED, 16, 2},
        {"8コア × 2CPU", PROBLEM_NUMBER_CONVERTED, 16, 2},
        {"2CPU×8コア", PROBLEM_NUMBER_CONVERTED, 16, 2},
        {"2ソケット x 8", PROBLEM_NUMBER_CONVERTED, 16, 2},
        {"4コア×8", PROBLEM_NUMBER_CONVERTED, 32, 8},
        {"2x8", PROBLEM_NUMBER_CONVERTED, 16, 2},
        {"8*2", PROBLEM_NUMBER_CONVERTED, 16, 2},
        {"8コア×2コア", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"8コア×", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"×2", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"8×2×2", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"8コア×0", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"8コア2ソケット", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"4000000000×4000000000", PROBLEM_NUMBER_OUT_OF_RANGE, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value value = read_as(TYPE_CORES, UNIT_NONE, str_from(cases[i].text));
        assert_int_equal(value.problem, cases[i].problem);
        assert_int_equal(value.number, cases[i].number);
        assert_int_equal(value.sockets, cases[i].sockets);
        assert_int_equal(value.is_set, cases[i].number > 0);
    }
}

static void test_blanks(void **state) {
    static const struct str blanks[] = {STR(""), STR("  "), STR("　"), STR("\xc2\xa0 ")};
    static const struct str stand_ins[] = {STR("-"),  STR("－"),   STR("―"),   STR("ー"),
                                           STR("--"), STR("なし"), STR("N/A"), STR("該当なし")};

    (void)state;
    for (enum column_type type = TYPE_ID; type < TYPE_KIND_COUNT; type++) {
        for (size_t i = 0; i < ARRAY_LEN(blanks); i++) {
            struct value value = read_as(type, UNIT_NONE, blanks[i]);
            assert_int_equal(value.problem, PROBLEM_NONE);
            assert_false(value.is_set);
            assert_false(date_is_set(value.date));
        }
    }
    for (enum column_type type = TYPE_INTEGER; type <= TYPE_DISK_GB; type++) {
        for (size_t i = 0; i < ARRAY_LEN(stand_ins); i++) {
            struct value value = read_as(type, UNIT_NONE, stand_ins[i]);
            assert_int_equal(value.problem, PROBLEM_NONE);
            assert_false(value.is_set);
        }
    }
    assert_int_equal(read_as(TYPE_DATE, UNIT_NONE, STR("-")).problem, PROBLEM_NONE);
    assert_int_equal(read_as(TYPE_MAC_LIST, UNIT_NONE, STR("なし")).problem, PROBLEM_NONE);
    assert_int_equal(read_as(TYPE_BOOL, UNIT_NONE, STR("-")).problem, PROBLEM_NONE);
    assert_false(read_as(TYPE_BOOL, UNIT_NONE, STR("-")).is_set);
    /* In text it may mean something. */
    assert_true(read_as(TYPE_TEXT, UNIT_NONE, STR("-")).is_set);
    assert_true(read_as(TYPE_ID, UNIT_NONE, STR("-")).is_set);
}

static void test_booleans(void **state) {
    static const char *const yes[] = {"有", "可", "済", "○", "はい", "yes", "TRUE", "１", "Yes"};
    static const char *const no[] = {"無", "不可", "否", "未", "×", "いいえ", "No", "false", "0", "０"};
    const struct column_def *virtual = schema_column(TABLE_DEVICES, DEVICES_VIRTUAL);

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        struct value value = read_as(TYPE_BOOL, UNIT_NONE, str_from(yes[i]));
        assert_int_equal(value.problem, PROBLEM_NONE);
        assert_true(value.is_set);
        assert_int_equal(value.number, 1);
    }
    for (size_t i = 0; i < ARRAY_LEN(no); i++) {
        struct value value = read_as(TYPE_BOOL, UNIT_NONE, str_from(no[i]));
        assert_int_equal(value.problem, PROBLEM_NONE);
        assert_true(value.is_set);
        assert_int_equal(value.number, 0);
    }
    assert_int_equal(read_as(TYPE_BOOL, UNIT_NONE, STR("一部")).problem, PROBLEM_BOOL_UNKNOWN);
    assert_int_equal(read_as(TYPE_BOOL, UNIT_NONE, STR("2")).problem, PROBLEM_BOOL_UNKNOWN);
    assert_false(read_as(TYPE_BOOL, UNIT_NONE, STR("2")).is_set);
    assert_int_equal(value_read(virtual, UNIT_NONE, STR("仮想")).number, 1);
    assert_int_equal(value_read(virtual, UNIT_NONE, STR("物理")).number, 0);
    assert_true(value_read(virtual, UNIT_NONE, STR("物理")).is_set);
}

static void test_words(void **state) {
    const struct column_def *status = schema_column(TABLE_DEVICES, DEVICES_STATUS);
    struct value value = value_read(status, UNIT_NONE, STR(" 予備 "));

    (void)state;
    assert_true(value.is_set);
    assert_true(str_eq(schema_word(status, (unsigned)value.number), STR("spare")));
    value = value_read(status, UNIT_NONE, STR("どこか"));
    assert_false(value.is_set);
    assert_int_equal(value.problem, PROBLEM_WORD_UNKNOWN);
}

static void test_quantities(void **state) {
    static const struct number_case cases[] = {
        {TYPE_QUANTITY, UNIT_NONE, "100", PROBLEM_NONE, 100},
        {TYPE_QUANTITY, UNIT_NONE, "１，０２４本", PROBLEM_NONE, 1024},
        {TYPE_QUANTITY, UNIT_NONE, "10ライセンス", PROBLEM_NONE, 10},
        {TYPE_QUANTITY, UNIT_NONE, "25 ユーザー", PROBLEM_NONE, 25},
        {TYPE_QUANTITY, UNIT_NONE, "5 Seats", PROBLEM_NONE, 5},
        {TYPE_QUANTITY, UNIT_NONE, "0", PROBLEM_NONE, 0},
        {TYPE_QUANTITY, UNIT_NONE, "9999", PROBLEM_QUANTITY_LOOKS_UNLIMITED, 9999},
        {TYPE_QUANTITY, UNIT_NONE, "9,999本", PROBLEM_QUANTITY_LOOKS_UNLIMITED, 9999},
        {TYPE_QUANTITY, UNIT_NONE, "９９９９９", PROBLEM_QUANTITY_LOOKS_UNLIMITED, 99999},
        {TYPE_QUANTITY, UNIT_NONE, "999", PROBLEM_NONE, 999},
        {TYPE_QUANTITY, UNIT_NONE, "999999", PROBLEM_NONE, 999999},
        {TYPE_QUANTITY, UNIT_NONE, "一式", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_QUANTITY, UNIT_NONE, "多数", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_QUANTITY, UNIT_NONE, "-2", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
        {TYPE_QUANTITY, UNIT_NONE, "2.5", PROBLEM_NUMBER_NOT_READABLE, 0},
        /* A plain number of machines is never without limit. */
        {TYPE_INTEGER, UNIT_NONE, "9999", PROBLEM_NONE, 9999},
        {TYPE_INTEGER, UNIT_NONE, "無制限", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_INTEGER, UNIT_NONE, "-1", PROBLEM_NUMBER_OUT_OF_RANGE, 0},
    };
    static const char *const unlimited[] = {"無制限", "∞",  "unlimited", "Unlimited", "サイト",
                                            "ｻｲﾄ",    "-1", "－１",      " 無制限 "};

    (void)state;
    check_numbers(cases, ARRAY_LEN(cases));
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_false(read_as(TYPE_QUANTITY, UNIT_NONE, str_from(cases[i].text)).is_unlimited &&
                     cases[i].type == TYPE_QUANTITY);
    }
    for (size_t i = 0; i < ARRAY_LEN(unlimited); i++) {
        struct value value = read_as(TYPE_QUANTITY, UNIT_NONE, str_from(unlimited[i]));
        assert_int_equal(value.problem, PROBLEM_NONE);
        assert_true(value.is_set && value.is_unlimited);
        assert_int_equal(value.number, 0);
    }
}

static void test_ratios(void **state) {
    static const struct {
        const char *text;
        enum problem problem;
        int64_t numerator, denominator;
    } cases[] = {
        {"0.5", PROBLEM_NONE, 1, 2},
        {"1/4", PROBLEM_NONE, 1, 4},
        {"１／４", PROBLEM_NONE, 1, 4},
        {"2 / 8", PROBLEM_NONE, 1, 4},
        {"1", PROBLEM_NONE, 1, 1},
        {"1.0", PROBLEM_NONE, 1, 1},
        {"0", PROBLEM_NONE, 0, 1},
        {"0.1", PROBLEM_NONE, 1, 10},
        {"1,024.25", PROBLEM_NONE, 4097, 4},
        {"0.5/0.25", PROBLEM_NONE, 2, 1},
        {"1/0", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"1/2/3", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"/2", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"0.5倍", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"1e3", PROBLEM_NUMBER_NOT_READABLE, 0, 0},
        {"-0.5", PROBLEM_NUMBER_OUT_OF_RANGE, 0, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value value = read_as(TYPE_RATIO, UNIT_NONE, str_from(cases[i].text));
        if (value.problem != cases[i].problem || value.is_set != (cases[i].denominator != 0)) {
            fail_msg("%s: problem %d, set %d", cases[i].text, (int)value.problem, value.is_set);
        }
        if (value.is_set) {
            assert_int_equal(value_ratio(&value).numerator, cases[i].numerator);
            assert_int_equal(value_ratio(&value).denominator, cases[i].denominator);
        }
    }
}

static void test_days(void **state) {
    static const struct number_case cases[] = {
        {TYPE_DAYS, UNIT_NONE, "90", PROBLEM_NONE, 90},
        {TYPE_DAYS, UNIT_NONE, "90日", PROBLEM_NONE, 90},
        {TYPE_DAYS, UNIT_NONE, "３０日間", PROBLEM_NONE, 30},
        {TYPE_DAYS, UNIT_NONE, "2週間", PROBLEM_NONE, 14},
        {TYPE_DAYS, UNIT_DAYS, "60", PROBLEM_NONE, 60},
        {TYPE_DAYS, UNIT_NONE, "3か月", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_DAYS, UNIT_MONTHS, "3", PROBLEM_NUMBER_NOT_READABLE, 0},
        {TYPE_DAYS, UNIT_NONE, "90台", PROBLEM_NUMBER_NOT_READABLE, 0},
    };

    (void)state;
    check_numbers(cases, ARRAY_LEN(cases));
}

static void test_identifiers(void **state) {
    static const struct {
        enum column_type type;
        const char *text;
        enum problem problem;
        bool is_set;
    } cases[] = {
        {TYPE_UUID, "4C4C4544-0043-3810-8036-C8C04F583232", PROBLEM_NONE, true},
        {TYPE_UUID, "4C4C4544", PROBLEM_UUID_NOT_READABLE, false},
        {TYPE_MAC_LIST, "00-1A-2B-3C-4D-5E / 001a.2b3c.4d5f", PROBLEM_NONE, true},
        {TYPE_MAC_LIST, "00-1A-2B-3C-4D-5E; 00-1A", PROBLEM_MAC_NOT_READABLE, true},
        {TYPE_MAC_LIST, "00-1A", PROBLEM_MAC_NOT_READABLE, false},
        {TYPE_IP_LIST, "10.1.2.3、fe80::1", PROBLEM_NONE, true},
        {TYPE_IP_LIST, "10.1.2.3\n10.1.2.300", PROBLEM_ADDRESS_NOT_READABLE, true},
        {TYPE_IP_LIST, "DHCP", PROBLEM_ADDRESS_NOT_READABLE, false},
        {TYPE_SERIAL, "To be filled by O.E.M.", PROBLEM_NONE, true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct value value = read_as(cases[i].type, UNIT_NONE, str_from(cases[i].text));
        assert_int_equal(value.problem, cases[i].problem);
        assert_int_equal(value.is_set, cases[i].is_set);
    }
}

static void test_ditto(void **state) {
    static const char *const yes[] = {"〃", "同上", "\"\"", " 〃 ", "　〃"};
    static const char *const no[] = {"", "同", "同上 PC", "\"", "々", "〃〃", "''"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        assert_true(value_is_ditto(str_from(yes[i])));
    }
    for (size_t i = 0; i < ARRAY_LEN(no); i++) {
        assert_false(value_is_ditto(str_from(no[i])));
    }
}

static void test_parts(void **state) {
    static const struct {
        enum column_type type;
        const char *text, *parts; /* parts end in | */
    } cases[] = {
        {TYPE_TEXT_LIST, "a; b、c\nd", "a|b|c|d|"},
        {TYPE_TEXT_LIST, "a,b/c", "a,b/c|"},
        {TYPE_TEXT_LIST, ";; a ;\r\n;", "a|"},
        {TYPE_ID_LIST, "A-1,A-2；A-3，A-4", "A-1|A-2|A-3|A-4|"},
        {TYPE_ID_LIST, "A/1", "A/1|"},
        {TYPE_MAC_LIST, "00:1a/00:1b／00:1c", "00:1a|00:1b|00:1c|"},
        {TYPE_HOSTNAME, "web01 / web02;web03", "web01|web02|web03|"},
        {TYPE_IP_LIST, "10.0.0.1;10.0.0.0/24", "10.0.0.1|10.0.0.0/24|"},
        {TYPE_SERIAL, "a;b/c,d", "a;b/c,d|"},
        {TYPE_TEXT_LIST, "　a　;　", "a|"},
        {TYPE_TEXT_LIST, "", ""},
        {TYPE_TEXT_LIST, " 、 ", ""},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct column_def column = {"test", cases[i].type, NEED_OPTIONAL, "", NULL};
        struct str rest = str_from(cases[i].text), part, expected = str_from(cases[i].parts), one;
        while (value_next_part(&column, &rest, &part)) {
            assert_true(str_cut(&expected, '|', &one));
            assert_true(str_eq(part, one));
        }
        assert_int_equal(expected.n, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),  cmocka_unit_test(test_disks),    cmocka_unit_test(test_integers),
        cmocka_unit_test(test_amounts), cmocka_unit_test(test_cores),    cmocka_unit_test(test_blanks),
        cmocka_unit_test(test_words),   cmocka_unit_test(test_booleans), cmocka_unit_test(test_identifiers),
        cmocka_unit_test(test_ditto),   cmocka_unit_test(test_parts),    cmocka_unit_test(test_quantities),
        cmocka_unit_test(test_ratios),  cmocka_unit_test(test_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
