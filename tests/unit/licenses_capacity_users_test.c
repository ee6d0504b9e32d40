/* Capacities of users, and of machines that are counted together. */
#include "licenses/capacity.h"

#include "tests/unit/support/capacity_case.h"

/* --- users ---------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *name;
    const char *product, *edition;
    struct right right;
    struct processors processors;
    int64_t users;
    struct expected expected;
} users[] = {
    {"M11", ORACLE, {0}, {XEON, 2, 16, 8, false}, 150, SURE(200, "2 × 8 × 0.5 = 8; max(150, 25 × 8) = 200")},
    {"M11 more users", ORACLE, {0}, {XEON, 2, 16, 8, false}, 250, SURE(250, "2 × 8 × 0.5 = 8; max(250, 25 × 8) = 250")},
    {"part of a processor is one",
     ORACLE,
     {0},
     {XEON, 1, 5, 0, false},
     0,
     SURE(75, "1 × 5 × 0.5 = 2.5 → 3; max(0, 25 × 3) = 75")},
    {"sockets where the edition counts them",
     ORACLE_SE2,
     {0},
     {XEON, 2, 32, 0, false},
     5,
     SURE(20, "2; max(5, 10 × 2) = 20")},
    {"and has a limit",
     ORACLE_SE2,
     {0},
     {XEON, 4, 32, 0, false},
     5,
     {40, 40, CAPACITY_COMPLETE, TERM_NO, "4; max(5, 10 × 4) = 40; 4 > 2"}},
    {"a virtual machine has none",
     ORACLE_SE2,
     {0},
     {XEON, 2, 4, 0, true},
     5,
     {10, OPEN, CAPACITY_NO_SOCKETS, TERM_BLANK, "1..; 10.."}},
    {"no minimum", OTHER, {0}, {XEON, 2, 16, 8, false}, 7, SURE(7, "7")},
    {"no minimum, nobody there", OTHER, {0}, {XEON, 2, 16, 8, false}, 0, SURE(0, "0")},
    {"the right's own",
     OTHER,
     {.minimum_rule = "user 5"},
     {XEON, 2, 16, 8, false},
     7,
     SURE(40, "2 × 8 × 0.5 = 8; max(7, 5 × 8) = 40")},
    {"a model nobody knows",
     ORACLE,
     {0},
     {MODEL("Itanium"), 2, 16, 8, false},
     150,
     {150, 400, CAPACITY_UNLISTED_CPU, TERM_YES, "2 × 8 × 1 = 16; 1..16; max(150, 25 × 16) = 400; 150..400"}},
    {"which does not matter",
     ORACLE,
     {0},
     {MODEL("Itanium"), 2, 16, 8, false},
     500,
     SURE(500, "2 × 8 × 1 = 16; 1..16; max(500, 25 × 16) = 500")},
    {"no cores", ORACLE, {0}, {XEON, 0, 0, 0, false}, 150, {150, OPEN, CAPACITY_NO_CORES, TERM_YES, "1..; 150.."}},
    {"a rule nobody understands",
     ORACLE,
     {.minimum_rule = "契約による", .core_factor = "0.5"},
     {XEON, 2, 16, 8, false},
     150,
     {150, OPEN, CAPACITY_UNREADABLE_RULE, TERM_YES, "2 × 8 × 0.5 = 8; 150.."}},
};

static void test_users(void **state) {
    const struct capacity_tables *tables = *state;

    for (size_t i = 0; i < ARRAY_LEN(users); i++) {
        CLEANUP(buffer_done) struct buffer arithmetic = {0};
        struct entitlement right;
        struct capacity_terms terms =
            terms_of(users[i].product, users[i].edition, METRIC_USER, &users[i].right, &right);
        print_message("%s\n", users[i].name);
        struct capacity_need need =
            capacity_of_users(&tables->rules, &terms, &users[i].processors, users[i].users, &arithmetic);
        assert_need(&need, &users[i].expected, &arithmetic);
    }
}

/* --- pools ---------------------------------------------------------------------------------------------------------
 */

static struct capacity_need need_of(const struct capacity_tables *tables, const char *model, int64_t cores) {
    struct capacity_terms terms = {.product = STR("Other Product"), .metric = METRIC_CORE};
    struct processors processors = {.model = str_from(model), .sockets = 1, .cores = cores};

    return capacity_of_machine(&tables->rules, &terms, &processors, NULL);
}

static void assert_pool(const struct capacity_need *needs, size_t count, struct expected expected) {
    CLEANUP(buffer_done) struct buffer arithmetic = {0};
    struct capacity_need pool = capacity_of_pool(needs, count, &arithmetic);

    assert_need(&pool, &expected, &arithmetic);
}

/* M09: two servers with 2.5 each need 3 + 3, or 5 together. */
static void test_pools(void **state) {
    const struct capacity_tables *tables = *state;
    struct capacity_need needs[9];

    for (size_t i = 0; i < 9; i++) {
        needs[i] = need_of(tables, "Xeon", 5);
    }
    assert_int_equal(needs[0].most + needs[1].most, 6);
    assert_pool(needs, 2, (struct expected)SURE(5, "2.5 + 2.5 = 5"));
    assert_pool(needs, 3, (struct expected)SURE(8, "2.5 + 2.5 + 2.5 = 7.5 → 8"));
    assert_pool(needs, 9, (struct expected)SURE(23, "Σ = 22.5 → 23"));
    assert_pool(needs, 0, (struct expected)SURE(0, "Σ = 0"));
    needs[1] = need_of(tables, "Itanium", 5);
    assert_pool(needs, 2, (struct expected){3, 8, CAPACITY_UNLISTED_CPU, TERM_YES, "2.5 + 5 = 7.5 → 8; 3..8"});
    assert_pool(&needs[1], 1, (struct expected){1, 5, CAPACITY_UNLISTED_CPU, TERM_YES, "5 = 5; 1..5"});
    needs[1] = need_of(tables, "Xeon", 0);
    assert_pool(needs, 2, (struct expected){3, OPEN, CAPACITY_NO_CORES, TERM_YES, "3.."});
    needs[0].exact = rational_whole(INT64_MAX);
    needs[1] = needs[0];
    assert_pool(needs, 2, (struct expected){5, OPEN, CAPACITY_TOO_LARGE, TERM_YES, "5.."});
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_users),
        cmocka_unit_test(test_pools),
    };
    return cmocka_run_group_tests(tests, capacity_tables_make, capacity_tables_free);
}
