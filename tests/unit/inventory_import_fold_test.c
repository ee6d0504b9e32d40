#include "inventory/import_fold.h"

#include "tests/unit/support/cmocka.h"

#include <stdio.h>

struct row {
    const char *asset, *serial, *uuid, *mac, *hostname, *address;
    uint32_t machine;
};

static uint32_t add(struct import_fold *fold, const struct row *row) {
    struct import_keys keys = {.text = {
                                   [KEY_ASSET_ID] = str_from(row->asset),
                                   [KEY_SERIAL] = str_from(row->serial),
                                   [KEY_UUID] = str_from(row->uuid),
                                   [KEY_MAC] = str_from(row->mac),
                                   [KEY_HOSTNAME] = str_from(row->hostname),
                                   [KEY_ADDRESS] = str_from(row->address),
                               }};

    return import_fold_add(fold, &keys);
}

static void check(const struct row *rows, size_t count, uint32_t machines) {
    struct import_fold *fold = import_fold_new(NULL);

    assert_non_null(fold);
    for (size_t i = 0; i < count; i++) {
        uint32_t machine = add(fold, &rows[i]);
        if (machine != rows[i].machine) {
            fail_msg("row %zu is of machine %u, not %u", i, machine, rows[i].machine);
        }
    }
    assert_int_equal(import_fold_count(fold), machines);
    assert_false(import_fold_failed(fold));
    import_fold_free(fold);
}

/* What one row adds serves to find the machine by in the next. */
static void test_joined(void **state) {
    static const struct row rows[] = {
        {.asset = "a1", .hostname = "pc1", .machine = 0},
        {.hostname = "pc2", .mac = "m2", .machine = 1},
        {.asset = "a1", .serial = "s1", .machine = 0},
        {.serial = "s1", .uuid = "u1", .machine = 0},
        {.uuid = "u1", .machine = 0},
        {.hostname = "pc2", .address = "10.0.0.2", .machine = 1},
        {.address = "10.0.0.2", .machine = 1},
        {.machine = MACHINE_NONE},
    };
    (void)state;
    check(rows, ARRAY_LEN(rows), 2);
}

/* A stronger key that differs keeps machines apart, and a name that both have then means neither. */
static void test_apart(void **state) {
    static const struct row rows[] = {
        {.serial = "s1", .hostname = "pc1", .machine = 0}, {.serial = "s2", .hostname = "pc1", .machine = 1},
        {.hostname = "pc1", .machine = MACHINE_AMBIGUOUS}, {.serial = "s2", .machine = 1},
        {.asset = "a9", .hostname = "pc1", .machine = 2},  {.asset = "a9", .serial = "s9", .machine = 2},
    };
    (void)state;
    check(rows, ARRAY_LEN(rows), 3);
}

static void test_many(void **state) {
    struct import_fold *fold = import_fold_new(NULL);
    char name[16];

    (void)state;
    assert_non_null(fold);
    for (unsigned i = 0; i < 3000; i++) {
        snprintf(name, sizeof name, "pc%u", i % 1000);
        assert_int_equal(add(fold, &(struct row){.hostname = name}), i % 1000);
    }
    assert_int_equal(import_fold_count(fold), 1000);
    import_fold_free(fold);
}

/* A list of programs says where: by an asset number or a name. */
static void test_named(void **state) {
    struct import_fold *fold = import_fold_new(NULL);

    (void)state;
    assert_non_null(fold);
    assert_int_equal(add(fold, &(struct row){.asset = "hw-0001", .hostname = "pc1"}), 0);
    assert_int_equal(add(fold, &(struct row){.asset = "hw-0002", .hostname = "hw-0001"}), 1);
    assert_int_equal(import_fold_add_named(fold, STR("PC1.example.go.jp")), 0);
    assert_int_equal(import_fold_add_named(fold, STR("HW-0002")), 1);
    assert_int_equal(import_fold_add_named(fold, STR("HW-0001")), 0); /* the number goes before the name */
    assert_int_equal(import_fold_add_named(fold, STR("pc9")), 2);
    assert_int_equal(import_fold_add_named(fold, STR("")), MACHINE_NONE);
    import_fold_free(fold);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_joined),
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
