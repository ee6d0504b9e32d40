/* Rights that are upgrades of others: what is left of either. */
#include "licenses/entitlement.h"

#include "tests/unit/support/chance.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/ledger_rights.h"

struct expected_supply {
    const char *id;
    enum supply_reason reason;
    int64_t least, most;
};

struct chain_case {
    const char *what, *rows; /* license_id,product,quantity,end_on,upgrade_of */
    struct expected_supply supplies[4];
};

static const struct chain_case chains[] = {
    {"M27: 10 of version 1 and 10 upgrades are 10 rights",
     "L1,Tool 1,10,永続,\nL2,Tool 2,10,永続,L1\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_GIVEN, 10, 10}}},
    {"M27: the base is not on record", "L2,Tool 2,10,永続,L-0001\n", {{"L2", SUPPLY_BASE_MISSING, 0, 0}}},
    {"some are upgraded",
     "L1,Tool 1,10,永続,\nL2,Tool 2,6,永続,ｌ1\n",
     {{"L1", SUPPLY_UPGRADED, 4, 4}, {"L2", SUPPLY_GIVEN, 6, 6}}},
    {"more upgrades than bases",
     "L1,Tool 1,10,永続,\nL2,Tool 2,12,永続,L1\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_BASE_SHORT, 10, 10}}},
    {"twice upgraded, rows out of order",
     "L3,Tool 3,10,永続,L2\nL1,Tool 1,10,永続,\nL2,Tool 2,10,永続,L1\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_UPGRADED, 0, 0}, {"L3", SUPPLY_GIVEN, 10, 10}}},
    {"two upgrades of one base: the lower id first",
     "L3,Tool 3,6,永続,L1\nL2,Tool 2,6,永続,L1\nL1,Tool 1,10,永続,\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_GIVEN, 6, 6}, {"L3", SUPPLY_BASE_SHORT, 4, 4}}},
    {"none is left for the second",
     "L1,Tool 1,10,永続,\nL2,Tool 2,10,永続,L1\nL3,Tool 3,6,永続,L1\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_GIVEN, 10, 10}, {"L3", SUPPLY_BASE_SHORT, 0, 0}}},
    {"an upgrade that has ended leaves the base alone",
     "L1,Tool 1,10,永続,\nL2,Tool 2,10,2027-03-30,L1\n",
     {{"L1", SUPPLY_GIVEN, 10, 10}, {"L2", SUPPLY_ENDED, 0, 0}}},
    {"a base that has ended",
     "L1,Tool 1,10,2027-03-30,\nL2,Tool 2,10,永続,L1\n",
     {{"L1", SUPPLY_ENDED, 0, 0}, {"L2", SUPPLY_BASE_INACTIVE, 0, 0}}},
    {"an upgrade of an upgrade without base",
     "L2,Tool 2,10,永続,L-0001\nL3,Tool 3,10,永続,L2\n",
     {{"L2", SUPPLY_BASE_MISSING, 0, 0}, {"L3", SUPPLY_BASE_INACTIVE, 0, 0}}},
    {"of itself", "L1,Tool 1,10,永続,L1\n", {{"L1", SUPPLY_BASE_MISSING, 0, 0}}},
    {"of each other, and one of them",
     "L1,Tool 1,10,永続,L2\nL2,Tool 2,10,永続,L1\nL3,Tool 3,10,永続,L1\n",
     {{"L1", SUPPLY_BASE_MISSING, 0, 0}, {"L2", SUPPLY_BASE_MISSING, 0, 0}, {"L3", SUPPLY_BASE_INACTIVE, 0, 0}}},
    {"of a product",
     "L1,Tool 1,10,永続,\nL2,Tool 2,10,永続,ＴＯＯＬ 1\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_GIVEN, 10, 10}}},
    {"of a product that it is called by as well",
     "L1,Tool,10,永続,\nL2,Tool,10,永続,Tool\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_GIVEN, 10, 10}}},
    {"of a product that two rights are to",
     "L1,Tool,10,永続,\nL2,Tool,10,永続,\nL3,New Tool,10,永続,tool\n",
     {{"L1", SUPPLY_GIVEN, 10, 10}, {"L2", SUPPLY_GIVEN, 10, 10}, {"L3", SUPPLY_INCOMPLETE, 0, 10}}},
    {"of a product that only upgrades are to",
     "L1,Tool,10,永続,Tool\nL2,Tool,10,永続,Tool\n",
     {{"L1", SUPPLY_INCOMPLETE, 0, 10}, {"L2", SUPPLY_INCOMPLETE, 0, 10}}},
    {"of the product that it is", "L1,Tool,10,永続,Tool\n", {{"L1", SUPPLY_INCOMPLETE, 0, 10}}},
    {"of what came with the machine", "L1,Tool 2,10,永続,端末に付属のもの\n", {{"L1", SUPPLY_INCOMPLETE, 0, 10}}},
    {"of an id that stands twice",
     "L1,Tool 1,10,永続,\nL1,Tool 1,5,永続,\nL2,Tool 2,10,永続,L1\n",
     {{"L2", SUPPLY_INCOMPLETE, 0, 10}}},
    {"of a number that is not known",
     "L1,Tool 1,多数,永続,\nL2,Tool 2,10,永続,L1\n",
     {{"L1", SUPPLY_INCOMPLETE, 0, UNLIMITED}, {"L2", SUPPLY_INCOMPLETE, 0, 10}}},
    {"a number that is not known",
     "L1,Tool 1,10,永続,\nL2,Tool 2,多数,永続,L1\n",
     {{"L1", SUPPLY_UPGRADED, 0, 10}, {"L2", SUPPLY_INCOMPLETE, 0, 10}}},
    {"without limit",
     "L1,Tool 1,無制限,永続,\nL2,Tool 2,10,永続,L1\n",
     {{"L1", SUPPLY_UPGRADED, UNLIMITED, UNLIMITED}, {"L2", SUPPLY_GIVEN, 10, 10}}},
    {"as much as there is",
     "L1,Tool 1,10,永続,\nL2,Tool 2,無制限,永続,L1\n",
     {{"L1", SUPPLY_UPGRADED, 0, 0}, {"L2", SUPPLY_BASE_SHORT, 10, 10}}},
};

static void test_chains(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(chains); i++) {
        CLEANUP(ledger_rights_done) struct ledger_rights rights = ledger_rights_read_rows(chains[i].rows);
        struct supply supplies[4];
        print_message("%s\n", chains[i].what);
        entitlements_supply(rights.list, ledger_day("2027-03-31"), supplies);
        for (size_t n = 0; n < ARRAY_LEN(chains[i].supplies) && chains[i].supplies[n].id; n++) {
            const struct expected_supply *want = &chains[i].supplies[n];
            const struct entitlement *right = ledger_rights_get(&rights, want->id);
            const struct supply *got = &supplies[right - entitlements_get(rights.list, 0)];
            assert_int_equal(got->reason, want->reason);
            check_units(got->least, want->least);
            check_units(got->most, want->most);
        }
    }
}

static void test_chain_facts(void **state) {
    CLEANUP(ledger_rights_done)
    struct ledger_rights rights = ledger_rights_read_rows("L1,A,1,永続,L2\nL2,B,1,永続,L3\nL3,C,1,永続,L2\n"
                                                          "L4,D,1,永続,L-0009\nL5,E,1,永続,前の版\nL6,F,1,永続,L5\n");
    static const struct {
        const char *id, *base;
        uint32_t facts;
    } cases[] = {
        {"L1", "L2", 0},
        {"L2", NULL, BIT(FACT_BASE_CIRCULAR)},
        {"L3", NULL, BIT(FACT_BASE_CIRCULAR)},
        {"L4", NULL, BIT(FACT_BASE)},
        {"L5", NULL, BIT(FACT_BASE_UNCLEAR)},
        {"L6", "L5", 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct entitlement *right = ledger_rights_get(&rights, cases[i].id);
        assert_int_equal(right->facts, USUAL_FACTS | cases[i].facts);
        if (cases[i].base) {
            assert_ptr_equal(entitlements_get(rights.list, right->base), ledger_rights_get(&rights, cases[i].base));
        } else {
            assert_int_equal(right->base, ENTITLEMENT_NONE);
        }
    }
}

/* --- a second method: units that are moved one by one --------------------------------------------------------------
 */

enum { RIGHTS_MAX = 12, UNITS_MAX = 6 };

struct world {
    int count;
    int units[RIGHTS_MAX];
    bool is_known[RIGHTS_MAX]; /* the ledger says how many */
    int base[RIGHTS_MAX];      /* the right itself: it is none; -1: not on record */
};

static void make_world(struct world *world) {
    world->count = 1 + (int)(random() % RIGHTS_MAX);
    for (int i = 0; i < world->count; i++) {
        world->units[i] = (int)(random() % UNITS_MAX);
        world->is_known[i] = random() % 4 > 0;
        world->base[i] = i;
        if (random() % 3) {
            world->base[i] = random() % 8 ? (int)(random() % world->count) : -1;
        }
    }
}

/* Does the way along bases end at a right that is no upgrade? How many steps away? */
static bool is_grounded(const struct world *world, int right, int *ret_steps) {
    for (*ret_steps = 0; *ret_steps <= world->count; (*ret_steps)++) {
        if (world->base[right] == right) {
            return true;
        }
        right = world->base[right];
        if (right < 0) {
            return false;
        }
    }
    return false;
}

/* Each unit of an upgrade takes one that its base still has. */
static void move_units(const struct world *world, int ret_has[RIGHTS_MAX]) {
    for (int i = 0; i < world->count; i++) {
        int steps;
        ret_has[i] = is_grounded(world, i, &steps) && steps == 0 ? world->units[i] : 0;
    }
    for (int level = 1; level <= world->count; level++) {
        for (int i = 0; i < world->count; i++) {
            int steps;
            for (int unit = 0; is_grounded(world, i, &steps) && steps == level && unit < world->units[i]; unit++) {
                bool is_there = ret_has[world->base[i]] > 0;
                ret_has[world->base[i]] -= is_there;
                ret_has[i] += is_there;
            }
        }
    }
}

static void write_world(const struct world *world, char *text, size_t size) {
    uint32_t order[RIGHTS_MAX];
    int n = 0;

    pick_order(order, (size_t)world->count);
    text[0] = '\0';
    for (int i = 0; i < world->count; i++) {
        int right = (int)order[i], base = world->base[right];
        n += snprintf(text + n, size - (size_t)n, "L-%04d,T%04d,", right, right);
        n += world->is_known[right] ? snprintf(text + n, size - (size_t)n, "%d,永続,", world->units[right])
                                    : snprintf(text + n, size - (size_t)n, "多数,永続,");
        if (base != right) {
            n += snprintf(text + n, size - (size_t)n, "L-%04d", base < 0 ? 9000 : base);
        }
        n += snprintf(text + n, size - (size_t)n, "\n");
    }
}

static void check_world(const struct world *world, const struct ledger_rights *rights) {
    struct supply supplies[RIGHTS_MAX];
    int has[RIGHTS_MAX];
    bool is_all_known = true;

    move_units(world, has);
    entitlements_supply(rights->list, ledger_day("2027-03-31"), supplies);
    for (int i = 0; i < world->count; i++) {
        is_all_known &= world->is_known[i];
    }
    for (int i = 0; i < world->count; i++) {
        const struct supply *supply = &supplies[i];
        assert_true(!supply->least.is_unlimited && supply->least.count <= has[i]);
        assert_true(supply->most.is_unlimited || supply->most.count >= has[i]);
        if (is_all_known) {
            assert_int_equal(supply->least.count, has[i]);
            assert_int_equal(supply->most.count, has[i]);
            assert_false(supply->most.is_unlimited);
        }
    }
}

static void test_random(void **state) {
    long count = test_count("entitlements_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        struct world world;
        char text[1024];
        bool is_all_known = one_in(2);
        make_world(&world);
        for (int i = 0; is_all_known && i < world.count; i++) {
            world.is_known[i] = true;
        }
        write_world(&world, text, sizeof text);
        CLEANUP(ledger_rights_done) struct ledger_rights rights = ledger_rights_read_rows(text);
        assert_int_equal(entitlements_count(rights.list), world.count);
        check_world(&world, &rights);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chains),
        cmocka_unit_test(test_chain_facts),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
