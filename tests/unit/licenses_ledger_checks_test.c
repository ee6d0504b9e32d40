#include "licenses/ledger_checks.h"

#include "tests/unit/support/checked_rights.h"

#define NO_METRIC                                                                                                      \
    "LIC-INCOMPLETE undetermined metric: What the licence is counted by is blank or no way of counting: "              \
    "“subscription”, for one, is a form"
#define NO_START                                                                                                       \
    "LIC-INCOMPLETE undetermined start_on: The day on which the right begins cannot be read, or is blank although "    \
    "the end is counted from it"
#define NO_END                                                                                                         \
    "LIC-INCOMPLETE undetermined end_on: Neither a day on which the right ends nor that it is perpetual is on record"
#define NO_QUANTITY                                                                                                    \
    "LIC-INCOMPLETE undetermined quantity: The number of licences is blank or no number; it is taken neither for "     \
    "zero nor for unlimited"
#define NO_UNIT_SIZE                                                                                                   \
    "LIC-INCOMPLETE undetermined unit_size: How many units a pack holds is no number above zero, or makes more units " \
    "than can be counted"
#define NO_VENDOR "LIC-INCOMPLETE undetermined vendor: The ledger does not say who made the software"
#define NO_TERMS                                                                                                       \
    "LIC-INCOMPLETE notice terms: Neither terms of use nor the day on which somebody read them is on record, so "      \
    "blank terms stay open"
#define NO_TERM_DAYS                                                                                                   \
    "LIC-INCOMPLETE undetermined term_days: The number of days for which the right holds is no number above zero"
#define NO_DEVICE                                                                                                      \
    "LIC-INCOMPLETE undetermined bound_to: The licence came with a device and holds on that one only, and which one "  \
    "it is is not on record"
#define UNBOUNDED                                                                                                      \
    "LIC-INCOMPLETE notice quantity: The quantity is unlimited, and nothing says within which bounds: sites, "         \
    "departments and contract_id are blank"

static void test_facts(void **state) {
    static const struct checked_row cases[] = {
        {"", "", NULL},
        {"vendor=", NO_VENDOR, NULL},
        {"product=Unheard Of",
         "LIC-INCOMPLETE undetermined product: No row of the product table recognises “Unheard Of”, so it is open "
         "which installations the licence is for",
         NULL},
        {"quantity=一式", NO_QUANTITY, NULL},
        {"unit_size=0", NO_UNIT_SIZE, NULL},
        {"metric=", NO_METRIC, NULL},
        {"metric=サブスクリプション", NO_METRIC, NULL},
        {"metric=CAL",
         "LIC-INCOMPLETE undetermined metric: The ledger does not say whether these access licences are of users or "
         "of devices",
         NULL},
        {"metric=ユーザーCAL", "", NULL},
        {"start_on=2027-02-30", NO_START, NULL},
        {"end_on=", NO_END, NULL},
        {"end_on=令和9年2月29日", NO_END, NULL}, /* T03 */
        {"end_on=2024-03-31",
         "LIC-INCOMPLETE undetermined end_on: The right ends on 2024-03-31, before it begins on 2024-04-01", NULL},
        {"end_on=2028-03-31|perpetual=永続",
         "LIC-INCOMPLETE undetermined perpetual: Whether the right is perpetual is open: perpetual and end_on "
         "contradict each other",
         NULL},
        {"form=評価版|end_on=2028-03-31|term_days=0", NO_TERM_DAYS, NULL},
        {"form=評価版|end_on=|start_on=|term_days=30", NO_END "\n" NO_START, NULL},
        {"disposed_on=2027-02-30",
         "LIC-INCOMPLETE undetermined disposed_on: The day on which the licence was disposed of cannot be read", NULL},
        /* G5: one notice a licence */
        {"terms_checked_on=", NO_TERMS, NULL},
        {"terms_checked_on=|terms=第3条", "", NULL},
        {"metric=|quantity=多数", NO_METRIC "\n" NO_QUANTITY, NULL},
        /* M29 */
        {"form=OEM", NO_DEVICE, NULL},
        {"form=プリインストール", NO_DEVICE, NULL},
        {"form=OEM|bound_to=SN-1", "", NULL},
        /* gone, and ended but perhaps in use */
        {"metric=|vendor=|disposed_on=2027-03-30", "", NULL},
        {"metric=|disposed_on=2027-03-31", NO_METRIC, NULL},
        {"metric=|end_on=2027-03-30", NO_METRIC, NULL},
    };

    (void)state;
    checked_expect_rows(cases, ARRAY_LEN(cases));
}

static void test_oddities(void **state) {
    static const struct checked_row cases[] = {
        {"quantity=9999",
         "LIC-INCOMPLETE notice quantity: The quantity 9999 looks as if it stood for “unlimited” (擬制値); it is "
         "counted as it stands",
         NULL},
        {"quantity=99999|unit_size=2",
         "LIC-INCOMPLETE notice quantity: The quantity 99999 looks as if it stood for “unlimited” (擬制値); it is "
         "counted as it stands",
         NULL},
        {"quantity=9998", "", NULL},
        {"quantity=無制限", UNBOUNDED, NULL},
        {"quantity=-1", UNBOUNDED, NULL},
        {"quantity=無制限|sites=霞が関", "", NULL},
        {"quantity=無制限|departments=総務課", "", NULL},
        {"quantity=無制限|contract_id=K-1", "", NULL},
        {"quantity=無制限|metric=サイト", "", NULL},
        {"quantity=無制限|metric=包括", "", NULL},
        {"quantity=無制限|metric=", NO_METRIC, NULL},
        /* a title, a product by its name, an unknown word, what is known and no product */
        {"product=Plain Suite|components=Maker Word 2021;ＭＡＫＥＲ　Word;Plain Tool", "", NULL},
        {"product=Plain Suite|components=Maker Word;Maker Excel;Maker Viewer",
         "LIC-INCOMPLETE notice components: Parts of the suite are no product of the product table, so it covers none "
         "of their installations: Maker Excel; Maker Viewer",
         NULL},
        {"product=Plain Suite|components=plain suite;Plain Tool",
         "LIC-INCOMPLETE notice components: The suite lists itself, “plain suite”, among its parts", NULL},
    };

    (void)state;
    checked_expect_rows(cases, ARRAY_LEN(cases));
}

/* Without rules nobody knows what components are; that a title is not recognised is said of the title. */
static void test_no_rules(void **state) {
    CLEANUP(ledger_rights_done)
    struct ledger_rights checked = checked_read_row("product=Plain Suite|components=Maker Excel;Plain Suite");
    CLEANUP(buffer_done) struct buffer out = {0};
    struct ledger_checks_input input = {.entitlements = checked.list, .as_of = ledger_day("2027-03-31")};

    (void)state;
    checked_report(&input, &out);
    assert_string_equal(out.p, "");
}

/* --- several rows --------------------------------------------------------------------------------------------------
 */

/* Rows "license_id,quantity,end_on,upgrade_of". */
static void expect_chain(const char *rows, const char *expected) {
    char text[CHECKED_TEXT_MAX];

    ledger_text_rows(text, sizeof text,
                     "license_id,quantity,end_on,upgrade_of,vendor,product,metric,terms_checked_on,certificate\n", rows,
                     ",Maker,Plain Tool,device,2027-01-01,C-1\n");
    checked_expect(text, NULL, expected);
}

/* M27 */
static void test_upgrades(void **state) {
    (void)state;
    expect_chain("L1,10,永続,\nL2,10,永続,L1", "");
    expect_chain("L2,10,永続,L-0001",
                 "L2 LIC-INCOMPLETE undetermined upgrade_of: The upgrade gives no right by itself, and what it is an "
                 "upgrade of, “L-0001”, is not on record\n");
    expect_chain("L2,10,永続,前の版",
                 "L2 LIC-INCOMPLETE undetermined upgrade_of: Which licence is meant by “前の版”, of which it is an "
                 "upgrade, is open: none, or more than one, answers to that\n");
    expect_chain("L1,10,永続,L1",
                 "L1 LIC-INCOMPLETE undetermined upgrade_of: By way of “L1” the licence is in the end an upgrade of "
                 "itself\n");
    expect_chain("L1,10,永続,\nL2,12,永続,L1",
                 "L2 LIC-INCOMPLETE undetermined upgrade_of: Of 12 upgrades only 10 find a licence to upgrade in L1; "
                 "the others give no right\n");
    expect_chain("L1,10,永続,\nL2,-1,永続,L1",
                 "L2 LIC-INCOMPLETE notice quantity: The quantity is unlimited, and nothing says within which bounds: "
                 "sites, departments and contract_id are blank\n"
                 "L2 LIC-INCOMPLETE undetermined upgrade_of: Of unlimited upgrades only 10 find a licence to upgrade "
                 "in L1; the others give no right\n");
    expect_chain("L1,10,2027-03-30,\nL2,10,永続,L1",
                 "L2 LIC-INCOMPLETE undetermined upgrade_of: The upgrade gives no right, because L1, of which it is an "
                 "upgrade, gives none on the as-of date\n");
    expect_chain("L1,10,永続,\nL2,12,2027-03-30,L1", "");
}

/* --- the sample ledger ---------------------------------------------------------------------------------------------
 */

static struct inventory *read_fixtures(const char *directory, struct diagnostics *diagnostics) {
    static const struct read_options options = {.tmpdir = "/tmp"};
    struct inventory *inventory = NULL;

    assert_int_equal(ledger_read(directory, &options, diagnostics, &inventory, NULL), ERR_OK);
    return inventory;
}

/* With the starter table of products. */
static void test_sample(void **state) {
    struct diagnostics *diagnostics = diagnostics_new();
    struct inventory *ledger = read_fixtures(SOURCE_ROOT "/fixtures/ledger", diagnostics);
    struct inventory *starter = read_fixtures(SOURCE_ROOT "/fixtures/rules", diagnostics);
    CLEANUP(title_rules_free_cleanup) struct title_rules *rules = NULL;
    CLEANUP(title_matcher_free_cleanup) struct title_matcher *matcher = NULL;
    CLEANUP(entitlements_free_cleanup) struct entitlements *list = NULL;
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    assert_int_equal(title_rules_read(inventory_table(starter, TABLE_PRODUCTS), diagnostics, &rules, NULL), ERR_OK);
    assert_int_equal(title_matcher_new(rules, &matcher, NULL), ERR_OK);
    assert_int_equal(entitlements_read(inventory_table(ledger, TABLE_LICENSES), matcher, &list, NULL), ERR_OK);
    struct ledger_checks_input input = {.entitlements = list, .as_of = ledger_day("2027-03-31"), .rules = rules};
    checked_report(&input, &out);
    inventory_free(ledger);
    inventory_free(starter);
    diagnostics_free(diagnostics);
    assert_string_equal(
        out.p,
        "LIC-0010 " NO_END "\n"
        "LIC-0010 " NO_METRIC "\n"
        "LIC-0010 " NO_TERMS "\n"
        "LIC-0010 " NO_VENDOR "\n"
        "LIC-0003 LIC-PROOF notice certificate_quantity: The ledger has 5 licences, and the certificates 3: 2 are "
        "not certified\n"
        "LIC-0010 LIC-PROOF notice certificate: The ledger has 2 licences, and no certificate of any is on "
        "record\n"
        "LIC-0005 LIC-RENEWAL notice end_on: The right ends on the as-of date itself, 2027-03-31; that day still "
        "counts\n"
        "LIC-0008 LIC-RENEWAL notice maintenance_end: Maintenance of the licence ends on 2027-05-31 (days left: "
        "61); the right itself goes on\n");
}

static void test_no_licenses(void **state) {
    CLEANUP(entitlements_free_cleanup) struct entitlements *list = NULL;
    struct policy policy = policy_default();

    (void)state;
    assert_int_equal(entitlements_read(NULL, NULL, &list, NULL), ERR_OK);
    struct ledger_checks_input input = {.entitlements = list, .policy = &policy, .as_of = ledger_day("2027-03-31")};
    assert_int_equal(ledger_checks_report(&input, NULL, 0, NULL), ERR_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),    cmocka_unit_test(test_oddities), cmocka_unit_test(test_no_rules),
        cmocka_unit_test(test_upgrades), cmocka_unit_test(test_sample),   cmocka_unit_test(test_no_licenses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
