#include "licenses/rights.h"

#include "tests/unit/support/shelf.h"

static const char products[] = "pattern,class,vendor,product,edition,version,source,checked_on\n"
                               "/^tool(?: (?<version>\\d+))?$/,product,Maker,Tool,,,s,2027-01-01\n"
                               "/^tool pro(?: (?<version>\\d+))?/,product,Maker,Tool,Pro,,s,2027-01-01\n"
                               "/^saw(?: (?<version>\\d+))?/,product,Maker,Saw,,,s,2027-01-01\n"
                               "/^box(?: (?<version>\\d+))?/,product,Maker,Box,,,s,2027-01-01\n"
                               "/^nail(?: (?<version>\\d+))?/,product,Maker,Nail,,,s,2027-01-01\n";

struct shop {
    struct shelf shelf;
    struct rights *rights;
};

/* LICENSES are rows of license_id,product,version,quantity,end_on,components, counted by device. On 2027-03-31. */
static struct shop shop_new(const char *licenses) {
    char text[2048];

    ledger_text_rows(text, sizeof text, "license_id,product,version,quantity,end_on,components,metric\n", licenses,
                     ",device\n");
    struct shop shop = {.shelf = shelf_read(products, text)};
    assert_int_equal(
        rights_new(shop.shelf.entitlements, shop.shelf.catalog, ledger_day("2027-03-31"), &shop.rights, NULL), ERR_OK);
    return shop;
}

static void shop_done(struct shop *shop) {
    rights_free(shop->rights);
    shelf_done(&shop->shelf);
}

static struct str name_of(const struct shop *shop, uint32_t product) {
    return catalog_product(shop->shelf.catalog, product)->name;
}

/* "Tool 2024; Saw 2019; Box 2024": of parts the products, their versions, and a + behind those of a suite. */
static void list_parts(const struct shop *shop, const struct right *right, char *text, size_t size) {
    size_t n = 0;

    for (uint32_t i = 0; i < right->part_count; i++) {
        const struct eligible_part *part = &right->parts[i];
        n +=
            (size_t)snprintf(text + n, size - n, "%s%.*s%s%.*s%s", i ? "; " : "", STR_FMT(name_of(shop, part->product)),
                             part->version.n ? " " : "", STR_FMT(part->version), part->is_of_suite ? "+" : "");
        assert_true(n < size);
    }
}

/* Its families by the least names of their products, a colon, and its rights: "Box Saw Tool: L1 L2". */
static void list_group(const struct shop *shop, const struct product_group *group, char *text, size_t size) {
    size_t n = 0;

    for (uint32_t i = 0; i < group->family_count; i++) {
        struct str name = STR_NONE;
        for (uint32_t product = 0; product < catalog_product_count(shop->shelf.catalog); product++) {
            bool is_of_it = catalog_product(shop->shelf.catalog, product)->family == group->families[i];
            bool is_less = is_of_it && (!name.n || str_cmp(name_of(shop, product), name) < 0);
            name = is_less ? name_of(shop, product) : name;
        }
        n += (size_t)snprintf(text + n, size - n, "%s%.*s", i ? " " : "", STR_FMT(name));
    }
    n += (size_t)snprintf(text + n, size - n, ":");
    for (uint32_t i = 0; i < group->right_count; i++) {
        n += (size_t)snprintf(text + n, size - n, " %.*s", STR_FMT(group->rights[i]->entitlement->license_id));
    }
    assert_true(n < size);
}

/* --- parts ---------------------------------------------------------------------------------------------------------
 */

static void test_parts(void **state) {
    static const struct {
        const char *row, *parts;
        bool is_suite;
    } cases[] = {
        {"L1,Tool,2024,5,永続,\n", "Tool 2024", false},
        {"L1,Tool 2021,,5,永続,\n", "Tool 2021", false},
        {"L1,Tool,,5,永続,\n", "Tool", false},
        {"L1,Box,2024,5,永続,Tool; Saw\n", "Tool 2024+; Saw 2024+; Box 2024", true},
        {"L1,Box 2024,,5,永続,Tool Pro; Saw 2019\n", "Tool Pro 2024+; Saw 2019+; Box 2024", true},
        {"L1,Box,,5,永続,Tool\n", "Tool+; Box", true},
        {"L1,Chest,2,5,永続,Hammer; Tongs 3.1\n", "Hammer 2+; Tongs 3.1 2+; Chest 2", true},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(shop_done) struct shop shop = shop_new(cases[i].row);
        const struct right *right = rights_get(shop.rights, 0);
        char text[256];
        list_parts(&shop, right, text, sizeof text);
        assert_string_equal(text, cases[i].parts);
        assert_int_equal(right->is_suite, cases[i].is_suite);
        assert_int_equal(right->number, 0);
        assert_ptr_equal(right->entitlement, entitlements_get(shop.shelf.entitlements, 0));
    }
}

/* Every part is something with a right. */
static void test_parts_have_rights(void **state) {
    CLEANUP(shop_done) struct shop shop = shop_new("L1,Chest,2,5,永続,Hammer; Tool\n");
    const struct right *right = rights_get(shop.rights, 0);

    (void)state;
    assert_int_equal(right->part_count, 3);
    for (uint32_t i = 0; i < right->part_count; i++) {
        assert_true(catalog_has_right(shop.shelf.catalog,
                                      catalog_product(shop.shelf.catalog, right->parts[i].product)->family));
    }
}

static void test_supply(void **state) {
    CLEANUP(shop_done)
    struct shop shop = shop_new("L1,Tool,,5,永続,\nL2,Tool,,5,2027-03-30,\nL3,Tool,,5,2027-03-31,\nL4,Tool,,,永続,\n");
    static const int64_t least[] = {5, 0, 5, 0};
    static const enum supply_reason reasons[] = {SUPPLY_GIVEN, SUPPLY_ENDED, SUPPLY_GIVEN, SUPPLY_INCOMPLETE};

    (void)state;
    assert_int_equal(rights_count(shop.rights), 4);
    for (uint32_t i = 0; i < 4; i++) {
        const struct right *right = rights_get(shop.rights, i);
        assert_int_equal(right->supply.reason, reasons[i]);
        assert_int_equal(right->supply.least.count, least[i]);
        assert_memory_equal(&right->supply, &rights_supplies(shop.rights)[i], sizeof right->supply);
    }
    assert_true(rights_get(shop.rights, 3)->supply.most.is_unlimited);
}

/* --- groups --------------------------------------------------------------------------------------------------------
 */

enum { LINES_MAX = 6 };

struct group_case {
    const char *what;
    const char *rows[LINES_MAX];
    const char *groups[LINES_MAX];
};

static const struct group_case groups[] = {
    {"one for each family",
     {"L1,Tool,,1,永続,\n", "L2,Saw,,1,永続,\n", "L3,Tool Pro,,1,永続,\n"},
     {"Nail:", "Saw: L2", "Tool: L1 L3"}},
    {"families that a suite has are together",
     {"L1,Tool,,1,永続,\n", "L2,Box,,1,永続,Tool; Saw\n", "L3,Saw,,1,永続,\n"},
     {"Box Saw Tool: L1 L2 L3", "Nail:"}},
    {"suites that have a part in common, too",
     {"L1,Box,,1,永続,Tool; Saw\n", "L2,Chest,,1,永続,Hammer; Saw\n", "L3,Hammer,,1,永続,\n"},
     {"Box Chest Hammer Saw Tool: L1 L2 L3", "Nail:"}},
    {"in a chain", {"L1,A,,1,永続,B\n", "L2,C,,1,永続,D\n", "L3,E,,1,永続,D; B\n"}, {"A B C D E: L1 L2 L3", "Nail:"}},
    {"suites without anything in common are apart",
     {"L1,A,,1,永続,B\n", "L2,C,,1,永続,D\n"},
     {"A B: L1", "C D: L2", "Nail:"}},
    {"a suite that names itself", {"L1,A,,1,永続,A; B\n"}, {"A B: L1", "Nail:"}},
};

/* A product without a right is a group of its own. */
static void check_groups(const struct group_case *test, const unsigned *order, unsigned count) {
    char text[1024] = "";

    for (unsigned i = 0; i < count; i++) {
        strcat(text, test->rows[order[i]]);
    }
    CLEANUP(shop_done) struct shop shop = shop_new(text);
    struct catalog_title title;
    assert_int_equal(catalog_recognise(shop.shelf.catalog, STR("Nail 3"), &title, NULL), ERR_OK);
    assert_int_equal(rights_group(shop.rights, shop.shelf.catalog, NULL), ERR_OK);
    for (uint32_t i = 0; i < rights_group_count(shop.rights); i++) {
        char group[256];
        list_group(&shop, rights_group_get(shop.rights, i), group, sizeof group);
        assert_true(i < LINES_MAX && test->groups[i]);
        assert_string_equal(group, test->groups[i]);
    }
    assert_null(rights_group_count(shop.rights) < LINES_MAX ? test->groups[rights_group_count(shop.rights)] : NULL);
}

/* In each order of rows. */
static void test_groups(void **state) {
    static const unsigned orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(groups); i++) {
        unsigned count = 0;
        print_message("%s\n", groups[i].what);
        while (groups[i].rows[count]) {
            count++;
        }
        if (count < 3) {
            check_groups(&groups[i], (const unsigned[]){0, 1}, count);
        }
        for (size_t order = 0; count == 3 && order < ARRAY_LEN(orders); order++) {
            check_groups(&groups[i], orders[order], count);
        }
    }
}

static void test_none(void **state) {
    CLEANUP(shop_done) struct shop shop = shop_new("");

    (void)state;
    assert_int_equal(rights_count(shop.rights), 0);
    assert_int_equal(rights_group(shop.rights, shop.shelf.catalog, NULL), ERR_OK);
    assert_int_equal(rights_group_count(shop.rights), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts),  cmocka_unit_test(test_parts_have_rights),
        cmocka_unit_test(test_supply), cmocka_unit_test(test_groups),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
