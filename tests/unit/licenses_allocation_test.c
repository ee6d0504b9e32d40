#include "licenses/allocation.h"

#include "tests/unit/support/allocation_solved.h"
#include "tests/unit/support/allocation_trial.h"

/* --- suites --- */

/* Word on A, Excel on B: one suite covers one of them, whichever; two cover both, and so does one with a single Word.
 */
static void test_suites_are_not_split(void **state) {
    static const struct { int64_t suites, words, missing; } cases[] = {{1, 0, 1}, {2, 0, 0}, {1, 1, 0}, {0, 1, 1}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;

        case_lot(c, cases[i].suites);
        case_lot(c, cases[i].words);
        for (uint32_t k = 0; k < 2; k++) {
            case_demand(c, case_group(c, 1));
            case_option(c, k, 1, 1);
            case_source(c, 0, 0, 0);
            if (k == 0) {
                case_source(c, 1, 0, 0);
            }
        }
        allocation = case_solved(c, NULL);
        assert_int_equal(case_missing_of(allocation), cases[i].missing);
    }
}

/* A{X,Y}, B{X}, C{Y}; one suite, one X, one Y: all is covered. First come, first served would give X to A. */
static void test_suite_beside_singles(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t suite = case_lot(c, 1), singles[] = {case_lot(c, 1), case_lot(c, 1)};
    int64_t first_come[CASE_LEVELS];

    (void)state;
    case_suites(c, 1, 3, suite, singles, 2);
    case_suites(c, 1, 1, suite, singles, 2);
    case_suites(c, 1, 2, suite, singles, 2);
    allocation = case_solved(c, NULL);
    assert_int_equal(allocation->placement_count, 3);
    assert_int_equal(case_missing_of(allocation), 0);
    assert_int_equal(case_units_of(allocation, 2, suite), 1);
    assert_int_equal(case_units_of(allocation, 3, singles[0]), 1);
    assert_int_equal(case_units_of(allocation, 5, singles[1]), 1);
    case_first_come(c, first_come);
    assert_int_equal(first_come[0], 1);
}

/* Three suites for PCs 1–3 with Word, Excel and Access, two single Access for PCs 4 and 5: nothing is left. */
static void test_suites_and_access(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t suite = case_lot(c, 3), access = case_lot(c, 2), none = case_lot(c, 0), singles[] = {none, none, access};

    (void)state;
    case_suites(c, 3, 7, suite, singles, 3);
    case_suites(c, 2, 4, suite, singles, 3);
    allocation = case_solved(c, NULL);
    assert_int_equal(case_missing_of(allocation), 0);
    assert_int_equal(allocation->placement_count, 5);
    assert_int_equal(allocation->given[suite], 3);
    assert_int_equal(allocation->given[access], 2);
    assert_int_equal(case_units_of(allocation, 3, suite), 3);
}

/* One unit is missing, of the suite or of its first part, at the same price: with the part, the other is covered. */
static void test_part_is_missing_before_suite(void **state) {
    (void)state;
    for (int64_t further = 0; further < 2; further++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        uint32_t lot = case_lot(c, 1), group = case_group(c, 1), suite, first, second;

        case_demand(c, group);
        case_demand(c, group);
        suite = case_option(c, group, 3, 1);
        first = case_option(c, group, 1, 1);
        second = case_option(c, group, 2, 1);
        case_source(c, lot, 0, 0);
        c->options[suite].further = further;
        allocation = case_solved(c, NULL);
        assert_int_equal(case_missing_of(allocation), 1);
        assert_int_equal(case_units_of(allocation, suite, ALLOCATION_MISSING), !further);
        assert_int_equal(case_units_of(allocation, first, ALLOCATION_MISSING), further);
        assert_int_equal(case_units_of(allocation, second, lot), further);
    }
}

/* --- hosts --- */

/* Lots and their widths, and what is given: all cores three times in Standard, once in Datacenter, machine by machine.
 */
struct host_case {
    int64_t units[3], widths[3], given[3], missing;
};

static const struct host_case host_cases[] = {
    {{96, 32, 48}, {1, 5, 6}, {96, 0, 0}, 0}, /* 96 narrow units before 160 wide ones */
    {{96, 32, 48}, {2, 5, 6}, {0, 32, 0}, 0}, /* 160 before 192 */
    {{95, 31, 48}, {2, 5, 6}, {0, 0, 48}, 0}, /* only the machines can be had as a whole */
    {{0, 24, 0}, {1, 1, 1}, {0, 24, 0}, 8},   /* short by 8, and the host is not complete */
    {{87, 20, 40}, {1, 1, 1}, {0, 0, 40}, 8}, /* one machine, rather than 9 or 12 of the host */
    {{93, 20, 40}, {1, 1, 1}, {93, 0, 0}, 3}, /* 3 of the host, rather than 8 */
    {{95, 31, 47}, {1, 2, 1}, {0, 0, 47}, 1}, /* 1 missing in any way: 47 narrow units before 95, or 31 of twice that */
};

static struct allocation_case *host_with_machines(const struct host_case *from) {
    struct allocation_case *c = case_new();
    uint32_t group = case_group(c, 1);

    for (int i = 0; i < 3; i++) {
        c->lots[case_lot(c, from->units[i])].width = from->widths[i];
    }
    for (int i = 0; i < 6; i++) {
        case_demand(c, group);
    }
    case_option(c, group, 63, 96);
    case_source(c, 0, 0, 0);
    case_option(c, group, 63, 32);
    case_source(c, 1, 0, 0);
    for (int i = 0; i < 6; i++) {
        case_option(c, group, UINT64_C(1) << i, 8);
        case_source(c, 2, 0, 0);
    }
    return c;
}

/* A host of 32 cores with 6 virtual machines of up to 8. */
static void test_host_or_machines(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(host_cases); i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = host_with_machines(&host_cases[i]);
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = case_solved(c, NULL);

        assert_int_equal(case_missing_of(allocation), host_cases[i].missing);
        for (uint32_t k = 0; k < 3; k++) {
            assert_int_equal(allocation->given[k], host_cases[i].given[k]);
        }
    }
}

/* 40 rights, two hosts of 32: one is complete, whether they are of one group or not. */
static void test_few_incomplete_hosts(void **state) {
    (void)state;
    for (int is_one_group = 0; is_one_group < 2; is_one_group++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        uint32_t lot = case_lot(c, 40), a = case_host(c, is_one_group ? 2 : 1, 32, lot);
        uint32_t b = is_one_group ? a : case_host(c, 1, 32, lot);
        int64_t levels[CASE_LEVELS];

        allocation = case_solved(c, levels);
        assert_int_equal(levels[1], 24);
        assert_int_equal(levels[2], 1);
        assert_int_equal(case_units_at(allocation, a, lot, 0), 32);
        assert_int_equal(case_units_at(allocation, b, lot, is_one_group ? 1 : 0), 8);
        assert_int_equal(case_units_at(allocation, b, ALLOCATION_MISSING, is_one_group ? 1 : 0), 24);
    }
}

/* More units than a program's variable can hold, and one more that makes no host complete. */
static void test_many_units(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t lot = case_lot(c, 20000 * 64 + 1), option = case_host(c, 40000, 64, lot);
    int64_t levels[CASE_LEVELS];

    (void)state;
    allocation = case_solved(c, levels);
    assert_int_equal(levels[1], 20000 * 64 - 1);
    assert_int_equal(levels[2], 20000);
    assert_int_equal(case_units_at(allocation, option, lot, 19999), 64);
    assert_int_equal(case_units_at(allocation, option, lot, 20000), 1);
    assert_int_equal(case_units_at(allocation, option, ALLOCATION_MISSING, 20000), 63);
    assert_int_equal(case_units_at(allocation, option, ALLOCATION_MISSING, 20001), 64);
}

/* --- users and devices --- */

/* A kiosk with twenty users, and a user with two PCs: pairs of one site, each covered by its user or its device. One
 * device right and one user right do; with a price on what is missing, none at all is as many short. */
static void test_users_and_devices(void **state) {
    (void)state;
    for (int64_t rights = 0; rights < 2; rights++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        uint32_t users = case_lot(c, rights), devices = case_lot(c, rights), group = case_group(c, 1), kiosk, last;

        for (int i = 0; i < 22; i++) {
            case_demand(c, group);
        }
        for (int i = 0; i < 20; i++) {
            case_option(c, group, UINT64_C(1) << i, 1);
            case_source(c, users, 0, 0);
        }
        last = case_option(c, group, UINT64_C(3) << 20, 1);
        case_source(c, users, 0, 0);
        kiosk = case_option(c, group, (UINT64_C(1) << 20) - 1, 1);
        case_source(c, devices, 0, 0);
        for (int i = 20; i < 22; i++) {
            case_option(c, group, UINT64_C(1) << i, 1);
            case_source(c, devices, 0, 0);
        }
        allocation = case_solved(c, NULL);
        assert_int_equal(allocation->placement_count, 2);
        assert_int_equal(case_units_of(allocation, kiosk, rights ? devices : ALLOCATION_MISSING), 1);
        assert_int_equal(case_units_of(allocation, last, rights ? users : ALLOCATION_MISSING), 1);
    }
}

/* --- shapes --- */

/* A and B overlap in the middle one of three demands: at each site it is one of them and a single right, or both.
 * 5 sites, 3 A, 2 B, and singles for the ends: 3 of the third, 2 of the first. */
static void test_options_cross(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t group = case_group(c, 5), lots[] = {case_lot(c, 3), case_lot(c, 2), case_lot(c, 2), case_lot(c, 3)};
    static const uint64_t demands[] = {3, 6, 1, 4};

    (void)state;
    for (int i = 0; i < 3; i++) {
        case_demand(c, group);
    }
    for (int i = 0; i < 4; i++) {
        case_option(c, group, demands[i], 1);
        case_source(c, lots[i], 0, 0);
    }
    allocation = case_solved(c, NULL);
    assert_int_equal(case_missing_of(allocation), 0);
    assert_int_equal(allocation->placement_count, 10);
}

/* Ten pairs, each covered by a suite of its own, and a ring of suites that cross these: too many sets to list. Two
 * sites, suites of the pairs for one of them. The others would need two of the ring's for what one does: with nothing
 * else 10 suites cover a site, and the ring does so as well. */
static void test_too_many_sets(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t group = case_group(c, 2), pairs = case_lot(c, 10), ring = case_lot(c, 9);
    int64_t levels[CASE_LEVELS];

    (void)state;
    for (int i = 0; i < 20; i++) {
        case_demand(c, group);
    }
    for (int i = 0; i < 10; i++) {
        case_option(c, group, UINT64_C(3) << 2 * i, 1);
        case_source(c, pairs, 0, 0);
        case_option(c, group, UINT64_C(1) << (2 * i + 1) | UINT64_C(1) << (2 * i + 2) % 20, 1);
        case_source(c, ring, 0, 0);
    }
    allocation = case_solved(c, levels);
    assert_int_equal(levels[1], 1);
    assert_int_equal(allocation->placement_count, 20);
    assert_int_equal(allocation->given[pairs], 10);
    assert_int_equal(allocation->given[ring], 9);
}

/* --- what decides when the rest is equal --- */

/* Two lots, two groups of 2 sites, 3 units: the lower lot is used up, the lower group is served, and has the lower lot.
 */
static void test_ranks(void **state) {
    for (int64_t units = 1; units <= 2; units++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        uint32_t last = case_lot(c, 2 * units), first = case_lot(c, units);

        (void)state;
        c->lots[last].rank = 7;
        c->lots[first].rank = 3;
        for (uint32_t i = 0; i < 2; i++) {
            uint32_t option = case_host(c, 2, units, last);

            case_source(c, first, 0, 0);
            c->groups[c->options[option].group].rank = 9 - i;
        }
        allocation = case_solved(c, NULL);
        assert_int_equal(allocation->given[first], units);
        assert_int_equal(allocation->given[last], 2 * units);
        assert_int_equal(case_units_of(allocation, 0, ALLOCATION_MISSING), units);
        assert_int_equal(case_units_of(allocation, 1, ALLOCATION_MISSING), 0);
        assert_int_equal(case_units_at(allocation, 1, first, 0), units);
        assert_int_equal(case_units_at(allocation, 1, last, 1), units);
        assert_int_equal(case_units_at(allocation, 0, last, 0), units);
        assert_int_equal(allocation->placements[0].group, 1);
    }
}

/* What two lots have enough of comes from the lower one. */
static void test_lots_of_lower_rank(void **state) {
    (void)state;
    for (int64_t units = 1; units <= 2; units++) {
        for (uint32_t low = 0; low < 2; low++) {
            CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
            CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
            uint32_t option = case_host(c, 3, units, case_lot(c, ALLOCATION_UNLIMITED));

            case_source(c, case_lot(c, ALLOCATION_UNLIMITED), 0, 0);
            c->lots[low].rank = 4;
            c->lots[1 - low].rank = 5;
            allocation = case_solved(c, NULL);
            assert_int_equal(case_units_of(allocation, option, low), 3 * units);
        }
    }
}

/* Three options cover all with a unit each, and so does one of these with one of two units. */
static void test_few_options(void **state) {
    static const uint64_t demands[] = {7, 56, 57, 58, 60};
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t lot = case_lot(c, ALLOCATION_UNLIMITED), group = case_group(c, 1);

    (void)state;
    for (int i = 0; i < 6; i++) {
        case_demand(c, group);
    }
    for (size_t i = 0; i < ARRAY_LEN(demands); i++) {
        case_option(c, group, demands[i], i < 2 ? 2 : 1);
        case_source(c, lot, 0, 0);
    }
    allocation = case_solved(c, NULL);
    assert_int_equal(allocation->placement_count, 2);
    assert_int_equal(allocation->given[lot], 3);
}

/* Level by level: of two rights for a use the one that is better at the first level in which they differ. */
static void test_levels(void **state) {
    static const struct {
        int64_t breaches, moves, width, worth;
    } rights[] = {{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {0, 0, 0, 0}};

    (void)state;
    for (size_t i = 1; i < ARRAY_LEN(rights); i++) {
        for (int64_t units = 1; units <= 2; units++) {
            CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
            CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
            uint32_t option = case_host(c, 1, units, case_lot(c, units));

            c->sources[0].breaches = rights[i - 1].breaches;
            c->sources[0].moves = rights[i - 1].moves;
            c->lots[0].width = rights[i - 1].width;
            c->lots[0].worth = rights[i - 1].worth;
            case_source(c, case_lot(c, ALLOCATION_UNLIMITED), rights[i].breaches, rights[i].moves);
            c->lots[1].width = rights[i].width;
            c->lots[1].worth = rights[i].worth;
            allocation = case_solved(c, NULL);
            assert_int_equal(case_units_of(allocation, option, 1), units);
        }
    }
}

/* Certain demands first, though the other has the lower rank and costs more. */
static void test_uncertain_demands(void **state) {
    for (int64_t units = 1; units <= 2; units++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        uint32_t lot = case_lot(c, units), uncertain = case_host(c, 1, units, lot),
                 certain = case_host(c, 1, units, lot);

        (void)state;
        c->demands[0].is_certain = false;
        c->options[uncertain].price = 5;
        allocation = case_solved(c, NULL);
        assert_int_equal(case_units_of(allocation, certain, lot), units);
        assert_int_equal(case_units_of(allocation, uncertain, ALLOCATION_MISSING), units);
    }
}

/* --- what is refused --- */

static void spoil(struct allocation_case *c, int how) {
    switch (how) {
    case 0:
        c->lots[1].rank = c->lots[0].rank;
        break;
    case 1:
        c->lots[0].units = -1;
        break;
    case 2:
        c->lots[0].width = ALLOCATION_COST_MAX + 1;
        break;
    case 3:
        c->groups[1].rank = c->groups[0].rank;
        break;
    case 4:
        c->groups[0].sites = 0;
        break;
    case 5:
        c->demands[0].group = 2;
        break;
    case 6:
        c->options[0].units = 0;
        break;
    case 7:
        c->options[0].price = 0;
        break;
    case 8:
        c->options[0].rights = -1;
        break;
    case 9:
        c->option_demands[0] = 1; /* of another group */
        break;
    case 10:
        c->sources[0].lot = 2;
        break;
    case 11:
        c->sources[1].lot = c->sources[0].lot;
        break;
    case 12:
        c->sources[0].moves = -1;
        break;
    case 13:
        case_demand(c, 0); /* in no option */
        break;
    case 14:
        c->options[0].demand_count = 0;
        break;
    default:
        c->groups[0].sites = ALLOCATION_UNITS_MAX;
        c->options[0].units = ALLOCATION_UNITS_MAX;
        c->options[0].price = c->options[0].rights = ALLOCATION_COST_MAX;
        c->lots[0].width = c->lots[1].width = c->lots[0].worth = ALLOCATION_COST_MAX;
        c->sources[0].moves = c->sources[1].moves = ALLOCATION_COST_MAX;
        c->options[1] = c->options[0];
    }
}

static void test_refusals(void **state) {
    (void)state;
    for (int how = -1; how < 16; how++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        struct allocation_problem problem;
        struct allocation *allocation = NULL;
        struct err err = {0};

        case_lot(c, 1);
        case_lot(c, 1);
        case_host(c, 1, 1, 0);
        case_source(c, 1, 0, 0);
        case_host(c, 1, 1, 1);
        if (how >= 0) {
            spoil(c, how);
        }
        problem = case_problem(c, how >= 0);
        assert_int_equal(allocation_solve(&problem, &allocation, &err), ERR_USAGE);
        assert_int_equal(err.code, ERR_USAGE);
        assert_null(allocation);
    }
}

static void test_nothing(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;

    (void)state;
    case_lot(c, 5);
    case_group(c, 3);
    allocation = case_solved(c, NULL);
    assert_int_equal(allocation->placement_count, 0);
    assert_int_equal(allocation->given[0], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suites_are_not_split),
        cmocka_unit_test(test_suite_beside_singles),
        cmocka_unit_test(test_suites_and_access),
        cmocka_unit_test(test_part_is_missing_before_suite),
        cmocka_unit_test(test_host_or_machines),
        cmocka_unit_test(test_few_incomplete_hosts),
        cmocka_unit_test(test_many_units),
        cmocka_unit_test(test_users_and_devices),
        cmocka_unit_test(test_options_cross),
        cmocka_unit_test(test_too_many_sets),
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_lots_of_lower_rank),
        cmocka_unit_test(test_few_options),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_uncertain_demands),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
