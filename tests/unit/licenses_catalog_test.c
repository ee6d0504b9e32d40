#include "licenses/catalog.h"

#include "tests/unit/support/assert_str.h"
#include "tests/unit/support/shelf.h"

static const char products[] = "pattern,class,vendor,product,edition,version,licensable,source,checked_on\n"
                               "/^tool (?<version>\\d+)/,product,Maker,Tool,,,,s,2027-01-01\n"
                               "/^tool pro (?<version>\\d+)/,product,Maker,Tool,Pro,,,s,2027-01-01\n"
                               "Tool Dictionary*,component,Maker,Tool,,,,s,2027-01-01\n"
                               "Tool Update*,update,Maker,Tool,,,,s,2027-01-01\n"
                               "Free Tool*,product,Maker,Free Tool,,,no,s,2027-01-01\n"
                               "Engine*,runtime,Maker,Engine,,,,s,2027-01-01\n"
                               "Paid Engine*,runtime,Maker,Paid Engine,,,yes,s,2027-01-01\n"
                               "/^other tool (?<version>\\d+)/,product,Other,Tool,,,,s,2027-01-01\n";

/* LICENSES are rows of license_id,product,edition,quantity. */
static struct shelf shelf_new(const char *licenses) {
    char text[1024];

    snprintf(text, sizeof text, "license_id,product,edition,quantity\n%s", licenses);
    return shelf_read(products, text);
}

static struct catalog_title seen(struct shelf *shelf, const char *title) {
    struct catalog_title found;
    assert_int_equal(catalog_recognise(shelf->catalog, str_from(title), &found, NULL), ERR_OK);
    return found;
}

static struct catalog_title named(struct shelf *shelf, const char *title) {
    struct catalog_title found;
    assert_int_equal(catalog_add_title(shelf->catalog, str_from(title), &found, NULL), ERR_OK);
    assert_int_not_equal(found.product, CATALOG_NONE);
    return found;
}

static const struct catalog_product *product_of(const struct shelf *shelf, struct catalog_title title) {
    assert_int_not_equal(title.product, CATALOG_NONE);
    return catalog_product(shelf->catalog, title.product);
}

static uint32_t with_edition(struct shelf *shelf, uint32_t product, const char *edition) {
    uint32_t found;
    assert_int_equal(catalog_with_edition(shelf->catalog, product, str_from(edition), &found, NULL), ERR_OK);
    return found;
}

/* --- without rights ------------------------------------------------------------------------------------------------
 */

static void test_products(void **state) {
    static const struct {
        const char *title, *name, *version; /* NULL: nothing that takes a right */
        bool is_said;
    } cases[] = {
        {"Tool 5", "Tool", "5", false},
        {"Ｔｏｏｌ　６", "Tool", "6", false},
        {"Tool Pro 5", "Tool Pro", "5", false},
        {"Other Tool 5", "Tool", "5", false},
        {"Paid Engine 8", "Paid Engine", "", true},
        {"Engine 8", NULL, NULL, false},
        {"Free Tool 3", NULL, NULL, false},
        {"Tool Dictionary", NULL, NULL, false},
        {"Tool Update 7", NULL, NULL, false},
        {"Unheard of 1.0", NULL, NULL, false},
    };
    CLEANUP(shelf_done) struct shelf shelf = shelf_new("");

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct catalog_title title = seen(&shelf, cases[i].title);
        print_message("%s\n", cases[i].title);
        if (!cases[i].name) {
            assert_int_equal(title.product, CATALOG_NONE);
            continue;
        }
        const struct catalog_product *product = product_of(&shelf, title);
        assert_str(product->name, cases[i].name);
        assert_str(title.version, cases[i].version);
        assert_true(product->is_licensable);
        assert_int_equal(product->is_said, cases[i].is_said);
        assert_false(catalog_has_right(shelf.catalog, product->family));
    }
}

/* Editions of one maker's product are a family; the same name from another maker is none of it. */
static void test_families(void **state) {
    CLEANUP(shelf_done) struct shelf shelf = shelf_new("");
    struct catalog_title tool = seen(&shelf, "Tool 5"), later = seen(&shelf, "Tool 6");
    struct catalog_title pro = seen(&shelf, "Tool Pro 5"), other = seen(&shelf, "Other Tool 5");

    (void)state;
    assert_int_equal(tool.product, later.product);
    assert_int_not_equal(tool.product, pro.product);
    assert_int_equal(product_of(&shelf, tool)->family, product_of(&shelf, pro)->family);
    assert_int_not_equal(product_of(&shelf, tool)->family, product_of(&shelf, other)->family);
    assert_str(product_of(&shelf, pro)->edition_key, "pro");
    assert_str(product_of(&shelf, tool)->edition_key, "");
    assert_str(product_of(&shelf, other)->vendor, "Other");
    assert_int_equal(catalog_family_count(shelf.catalog), 2);
    assert_int_equal(catalog_product_count(shelf.catalog), 3);
}

/* --- with rights ---------------------------------------------------------------------------------------------------
 */

struct right_case {
    const char *what;
    const char *right;  /* a title with a right of its own, or NULL */
    const char *before; /* a title that is met before, or NULL */
    const char *title;
    bool is_product;
};

static const struct right_case rights[] = {
    {"no right to a freeware", NULL, NULL, "Free Tool 3", false},
    {"a right to a freeware", "Free Tool", NULL, "Free Tool 3", true},
    {"a runtime", "Engine 7", NULL, "Engine 8", true},
    {"a title that no rule knows", "Unheard of 1.0", NULL, "Unheard of 2.0 (64-bit)", true},
    {"another that no rule knows", "Unheard of 1.0", NULL, "Unheard", false},
    {"an update is no use of its product", "Tool 5", NULL, "Tool Update 7", false},
    {"nor is a part of it", "Tool 5", NULL, "Tool Dictionary", false},
    {"a part that has a right itself", "Tool Dictionary A", NULL, "Tool Dictionary B", true},
    {"which is none of updates", "Tool Dictionary A", NULL, "Tool Update 7", false},
    {"an update when the product was met before", NULL, "Tool 5", "Tool Update 7", false},
    {"a freeware when another was met before", NULL, "Free Tool 2", "Free Tool 3", false},
};

static void test_rights(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(rights); i++) {
        CLEANUP(shelf_done) struct shelf shelf = shelf_new("");
        print_message("%s\n", rights[i].what);
        uint32_t product = rights[i].right ? named(&shelf, rights[i].right).product : CATALOG_NONE;
        if (rights[i].before) {
            seen(&shelf, rights[i].before);
        }
        struct catalog_title title = seen(&shelf, rights[i].title);
        assert_int_equal(title.product != CATALOG_NONE, rights[i].is_product);
        if (rights[i].is_product) {
            assert_int_equal(product_of(&shelf, title)->family, catalog_product(shelf.catalog, product)->family);
            assert_true(catalog_has_right(shelf.catalog, product_of(&shelf, title)->family));
        }
    }
}

/* A title that was met before a ledger named it is looked at again. */
static void test_named_later(void **state) {
    CLEANUP(shelf_done) struct shelf shelf = shelf_new("");

    (void)state;
    assert_int_equal(seen(&shelf, "Unheard of 1.0").product, CATALOG_NONE);
    struct catalog_title title = named(&shelf, "Unheard of 1.0");
    assert_int_equal(seen(&shelf, "Unheard of 1.0").product, title.product);
    assert_false(product_of(&shelf, title)->is_licensable);
    assert_str(product_of(&shelf, title)->name, "Unheard of 1.0");
}

static void test_entitlements(void **state) {
    static const struct {
        const char *name; /* of the product, by the number of the right */
    } cases[] = {{"Tool"}, {"Tool Pro"}, {"Tool Pro"}, {"Tool Pro"}, {"Unheard of 1.0 Light"}};
    CLEANUP(shelf_done)
    struct shelf shelf = shelf_new("L1,Tool 5,,1\nL2,Tool 5,Pro,1\nL3,Tool Pro 5,,1\nL4,Tool Pro 5,Light,1\n"
                                   "L5,Unheard of 1.0,Light,1\n");
    uint32_t numbers[ARRAY_LEN(cases)];

    (void)state;
    assert_int_equal(entitlements_count(shelf.entitlements), ARRAY_LEN(cases));
    for (uint32_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_int_equal(
            catalog_add_entitlement(shelf.catalog, entitlements_get(shelf.entitlements, i), &numbers[i], NULL), ERR_OK);
        assert_str(catalog_product(shelf.catalog, numbers[i])->name, cases[i].name);
        assert_true(catalog_has_right(shelf.catalog, catalog_product(shelf.catalog, numbers[i])->family));
    }
    assert_int_equal(numbers[1], numbers[2]); /* the edition of a column or of the title is the same */
    assert_int_equal(numbers[2], numbers[3]); /* and that of the title goes before */
}

static void test_with_edition(void **state) {
    CLEANUP(shelf_done) struct shelf shelf = shelf_new("");
    uint32_t tool = seen(&shelf, "Tool 5").product, pro = seen(&shelf, "Tool Pro 5").product;

    (void)state;
    assert_int_equal(with_edition(&shelf, tool, ""), tool);
    assert_int_equal(with_edition(&shelf, tool, "pro"), pro);
    assert_int_equal(with_edition(&shelf, tool, "ＰＲＯ"), pro);
    assert_int_equal(with_edition(&shelf, pro, "Light"), pro);
    assert_int_equal(with_edition(&shelf, CATALOG_NONE, "Pro"), CATALOG_NONE);
    uint32_t light = with_edition(&shelf, tool, "Light");
    assert_str(catalog_product(shelf.catalog, light)->name, "Tool Light");
    assert_true(catalog_product(shelf.catalog, light)->is_licensable);
    assert_int_equal(catalog_product(shelf.catalog, light)->family, catalog_product(shelf.catalog, tool)->family);
}

/* What a product is called does not depend on which of its spellings comes first. */
static void test_spellings(void **state) {
    static const char *const orders[][2] = {{"Unheard of 1.0", "UNHEARD OF 2.0"}, {"UNHEARD OF 2.0", "Unheard of 1.0"}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
        CLEANUP(shelf_done) struct shelf shelf = shelf_new("");
        uint32_t first = named(&shelf, orders[i][0]).product, light = with_edition(&shelf, first, "light");
        assert_int_equal(named(&shelf, orders[i][1]).product, first);
        assert_int_equal(with_edition(&shelf, first, "Light"), light);
        assert_str(catalog_product(shelf.catalog, first)->name, "UNHEARD OF 2.0");
        assert_str(catalog_product(shelf.catalog, light)->name, "UNHEARD OF 2.0 Light");
    }
}

static void test_no_rules(void **state) {
    CLEANUP(catalog_free_cleanup) struct catalog *catalog = NULL;
    struct catalog_title title;

    (void)state;
    assert_int_equal(catalog_new(NULL, &catalog, NULL), ERR_OK);
    assert_null(catalog_matcher(catalog));
    assert_int_equal(catalog_recognise(catalog, STR("Tool 5"), &title, NULL), ERR_OK);
    assert_int_equal(title.product, CATALOG_NONE);
    assert_int_equal(catalog_add_title(catalog, STR("Tool 5"), &title, NULL), ERR_OK);
    assert_int_not_equal(title.product, CATALOG_NONE);
}

/* More titles and families than room was made for at first. */
static void test_many(void **state) {
    enum { MANY = 1000 };
    CLEANUP(shelf_done) struct shelf shelf = shelf_new("");
    uint32_t numbers[MANY];

    (void)state;
    for (int i = 0; i < MANY; i++) {
        char title[32];
        snprintf(title, sizeof title, "Title %c%c%c", 'a' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10);
        numbers[i] = named(&shelf, title).product;
    }
    assert_int_equal(catalog_family_count(shelf.catalog), MANY);
    for (int i = 0; i < MANY; i++) {
        char title[32];
        snprintf(title, sizeof title, "Title %c%c%c", 'a' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10);
        assert_int_equal(seen(&shelf, title).product, numbers[i]);
        assert_str(catalog_product(shelf.catalog, numbers[i])->name, title);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_products),    cmocka_unit_test(test_families),     cmocka_unit_test(test_rights),
        cmocka_unit_test(test_named_later), cmocka_unit_test(test_entitlements), cmocka_unit_test(test_with_edition),
        cmocka_unit_test(test_spellings),   cmocka_unit_test(test_no_rules),     cmocka_unit_test(test_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
