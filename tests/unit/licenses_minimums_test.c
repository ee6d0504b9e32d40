#include "licenses/minimums.h"

#include "base/rational.h"

#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

static const struct ledger_file files[] = {
    {"minimums.csv", "pattern,per_socket,per_server,per_vm,users_per_processor,source,checked_on\n"
                     "Windows Server*,8,16,8,,s,2027-01-01\n"
                     "*oracle database*,,,,10,s,2027-01-01\n"
                     "Oracle Database Enterprise Edition,,,,25,s,2027-01-01\n"
                     "SQL Server,4,,4,,s,2027-01-01\n"
                     "sql server,2,8,4,,s,2027-01-01\n"
                     ",9,9,9,9,s,2027-01-01\n"},
};

struct tables {
    struct ledger_text ledger;
    struct minimums *minimums;
};

static int tables_make(void **state) {
    struct tables *tables = calloc(1, sizeof *tables);

    tables->ledger = ledger_text_read(files, ARRAY_LEN(files));
    assert_int_equal(
        minimums_read(inventory_table(tables->ledger.inventory, TABLE_MINIMUMS), NULL, &tables->minimums, NULL),
        ERR_OK);
    *state = tables;
    return 0;
}

static int tables_free(void **state) {
    struct tables *tables = *state;

    if (!tables) {
        return 0; /* they could not be made */
    }
    minimums_free(tables->minimums);
    ledger_text_done(&tables->ledger);
    free(tables);
    return 0;
}

static const struct {
    const char *product, *edition;
    struct minimum minimum;
    const char *evidence;
} found[] = {
    {"Windows Server", "Standard", {8, 16, 8, 0, true, false, {0}}, "minimums.csv:2"},
    {"ＷＩＮＤＯＷＳ server", "", {8, 16, 8, 0, true, false, {0}}, "minimums.csv:2"},
    /* the longest pattern, over the product with its edition */
    {"Oracle Database", "Enterprise Edition", {0, 0, 0, 25, true, false, {0}}, "minimums.csv:4"},
    {"Oracle Database", "Standard Edition 2", {0, 0, 0, 10, true, false, {0}}, "minimums.csv:3"},
    {"Oracle Database", "", {0, 0, 0, 10, true, false, {0}}, "minimums.csv:3"},
    /* two rows of one pattern: the larger of each figure */
    {"SQL Server", "Standard", {4, 8, 4, 0, true, true, {0}}, "minimums.csv:5"},
    {"PostgreSQL", "", {0, 0, 0, 0, false, false, {0}}, ""},
    {"", "", {0, 0, 0, 0, false, false, {0}}, ""},
};

static void test_found(void **state) {
    const struct tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(found); i++) {
        const struct minimum *want = &found[i].minimum;
        struct minimum got =
            minimums_find(tables->minimums, NULL, str_from(found[i].product), str_from(found[i].edition));
        print_message("%s %s\n", found[i].product, found[i].edition);
        assert_int_equal(got.per_socket, want->per_socket);
        assert_int_equal(got.per_server, want->per_server);
        assert_int_equal(got.per_vm, want->per_vm);
        assert_int_equal(got.users_per_processor, want->users_per_processor);
        assert_int_equal(got.is_listed, want->is_listed);
        assert_int_equal(got.is_torn, want->is_torn);
        assert_true(str_eq(got.evidence, str_from(found[i].evidence)));
    }
}

/* M08: sockets × cores. */
static void test_hosts(void **state) {
    static const struct {
        struct equal_sockets parts[2];
        size_t count;
        int64_t need, without;
    } hosts[] = {
        {{{1, 4}}, 1, 16, 4},   {{{2, 6}}, 1, 16, 12}, {{{2, 10}}, 1, 20, 20},
        {{{1, 24}}, 1, 24, 24}, {{{4, 4}}, 1, 32, 16}, {{{1, 12}, {2, 4}}, 2, 28, 20},
    };
    const struct tables *tables = *state;
    struct minimum minimum = minimums_find(tables->minimums, NULL, STR("Windows Server"), STR_NONE), none = {0};

    for (size_t i = 0; i < ARRAY_LEN(hosts); i++) {
        int64_t need = 0;
        assert_true(minimum_of_host(&minimum, hosts[i].parts, hosts[i].count, &need));
        assert_int_equal(need, hosts[i].need);
        assert_true(minimum_of_host(&none, hosts[i].parts, hosts[i].count, &need));
        assert_int_equal(need, hosts[i].without);
    }
    struct equal_sockets many[2] = {{1, INT64_MAX}, {1, 1}}, large = {INT64_MAX / 8 + 1, 1};
    int64_t need = -1;
    assert_false(minimum_of_host(&minimum, many, 2, &need));
    assert_false(minimum_of_host(&minimum, &large, 1, &need));
    assert_int_equal(need, -1);
}

/* M08: packs of two. M13: a virtual machine of 4. M11: 16 x86 cores at 0.5 are 8 processors, at least 200 users. */
static void test_packs_machines_users(void **state) {
    const struct tables *tables = *state;
    struct minimum windows = minimums_find(tables->minimums, NULL, STR("Windows Server"), STR_NONE);
    struct minimum oracle = minimums_find(tables->minimums, NULL, STR("Oracle Database"), STR("Enterprise Edition"));
    struct rational packs = {0};
    struct equal_sockets socket = {1, 21};
    int64_t need = 0;

    assert_true(minimum_of_host(&windows, &socket, 1, &need));
    assert_true(rational_make(need, 2, &packs));
    assert_int_equal(rational_ceil(packs), 11);
    assert_int_equal(minimum_of_vm(&windows, 4), 8);
    assert_int_equal(minimum_of_vm(&windows, 12), 12);
    assert_true(minimum_of_users(&oracle, 150, 8, &need));
    assert_int_equal(need, 200);
    assert_int_equal(need - 150, 50);
    assert_true(minimum_of_users(&oracle, 250, 8, &need));
    assert_int_equal(need, 250);
    assert_false(minimum_of_users(&oracle, 1, INT64_MAX, &need));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),
        cmocka_unit_test(test_hosts),
        cmocka_unit_test(test_packs_machines_users),
    };
    return cmocka_run_group_tests(tests, tables_make, tables_free);
}
