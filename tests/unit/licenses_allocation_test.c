/* The reference goes through all allocations of a small problem, and compares what they come to level by level. */
#include "licenses/allocation.h"

#include "licenses/shortage.h"
#include "tests/unit/support/allocation_case.h"
#include "tests/unit/support/counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODES 100000

/* NULL, after skipping, where genkyo was built without the solver. */
static struct allocation *try_solve(const struct allocation_case *c, uint64_t nodes) {
    struct allocation_problem problem = case_problem(c, nodes);
    struct allocation *allocation = NULL;
    struct err err = {0};
    enum err_code code = allocation_solve(&problem, &allocation, &err);

    if (code == ERR_UNSUPPORTED) {
        assert_string_equal(err.arg[0], "solver");
        skip();
    }
    assert_int_equal(code, ERR_OK);
    return allocation;
}

/* RET_LEVELS may be NULL. */
static struct allocation *solved(const struct allocation_case *c, int64_t *ret_levels) {
    int64_t levels[CASE_LEVELS];
    struct allocation *allocation = try_solve(c, NODES);
    const char *wrong = case_judge(c, allocation, levels);

    if (wrong) {
        fail_msg("%s", wrong);
    }
    assert_true(allocation->is_proven);
    assert_int_equal(allocation->value, 0);
    assert_int_equal(allocation->bound, 0);
    if (ret_levels) {
        memcpy(ret_levels, levels, sizeof levels);
    }
    return allocation;
}

/* Units of LOT for OPTION, at all sites, or at one. */
static int64_t units_at(const struct allocation *allocation, uint32_t option, uint32_t lot, uint32_t site) {
    int64_t units = 0;

    for (size_t i = 0; i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];

        if (placement->option == option && placement->lot == lot && (site == UINT32_MAX || placement->site == site)) {
            units += placement->units;
        }
    }
    return units;
}

static int64_t units_of(const struct allocation *allocation, uint32_t option, uint32_t lot) {
    return units_at(allocation, option, lot, UINT32_MAX);
}

static int64_t missing_of(const struct allocation *allocation) {
    int64_t units = 0;

    for (size_t i = 0; i < allocation->placement_count; i++) {
        units += allocation->placements[i].lot == ALLOCATION_MISSING ? allocation->placements[i].units : 0;
    }
    return units;
}

static struct allocation_shortages *shortages_of(const struct allocation_case *c, const struct allocation *allocation) {
    struct allocation_problem problem = case_problem(c, NODES);
    struct allocation_shortages *shortages = NULL;

    assert_int_equal(allocation_shortages_find(&problem, allocation, &shortages, NULL), ERR_OK);
    return shortages;
}

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
        allocation = solved(c, NULL);
        assert_int_equal(missing_of(allocation), cases[i].missing);
    }
}

/* Suites cover X and Y of a site at once. */
static void add_suite_group(struct allocation_case *c, uint32_t sites, unsigned products, uint32_t suite,
                            const uint32_t *singles, uint32_t product_count) {
    uint32_t group = case_group(c, sites);
    uint32_t demands = 0;

    for (uint32_t i = 0; i < product_count; i++) {
        if (products >> i & 1) {
            case_demand(c, group);
            case_option(c, group, UINT64_C(1) << demands++, 1);
            case_source(c, singles[i], 0, 0);
        }
    }
    case_option(c, group, (UINT64_C(1) << demands) - 1, 1);
    case_source(c, suite, 0, 0);
}

/* A{X,Y}, B{X}, C{Y}; one suite, one X, one Y: all is covered. First come, first served would give X to A. */
static void test_suite_beside_singles(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t suite = case_lot(c, 1), singles[] = {case_lot(c, 1), case_lot(c, 1)};
    int64_t first_come[CASE_LEVELS];

    (void)state;
    add_suite_group(c, 1, 3, suite, singles, 2);
    add_suite_group(c, 1, 1, suite, singles, 2);
    add_suite_group(c, 1, 2, suite, singles, 2);
    allocation = solved(c, NULL);
    assert_int_equal(allocation->placement_count, 3);
    assert_int_equal(missing_of(allocation), 0);
    assert_int_equal(units_of(allocation, 2, suite), 1);
    assert_int_equal(units_of(allocation, 3, singles[0]), 1);
    assert_int_equal(units_of(allocation, 5, singles[1]), 1);
    case_first_come(c, first_come);
    assert_int_equal(first_come[0], 1);
}

/* Three suites for PCs 1–3 with Word, Excel and Access, two single Access for PCs 4 and 5: nothing is left. */
static void test_suites_and_access(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t suite = case_lot(c, 3), access = case_lot(c, 2), none = case_lot(c, 0), singles[] = {none, none, access};

    (void)state;
    add_suite_group(c, 3, 7, suite, singles, 3);
    add_suite_group(c, 2, 4, suite, singles, 3);
    allocation = solved(c, NULL);
    assert_int_equal(missing_of(allocation), 0);
    assert_int_equal(allocation->placement_count, 5);
    assert_int_equal(allocation->given[suite], 3);
    assert_int_equal(allocation->given[access], 2);
    assert_int_equal(units_of(allocation, 3, suite), 3);
}

/* Three suites; X of version 2024 with a right to 2019, and two of X that have ended. X and Y on P1–P3, X on P4 and P5,
 * X of 2019 on P6: P6, which no other right could ever have served, gets the X there is. */
static void test_worked_position(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;
    uint32_t suite = case_lot(c, 3), ended = case_lot(c, 0), other = case_lot(c, 1), group;

    (void)state;
    group = case_group(c, 3);
    case_demand(c, group);
    case_demand(c, group);
    case_option(c, group, 3, 1);
    case_source(c, suite, 0, 0);
    case_option(c, group, 1, 1);
    case_source(c, ended, 0, 0);
    case_source(c, other, 0, 0);
    case_option(c, group, 2, 1);
    group = case_group(c, 2);
    case_demand(c, group);
    c->options[case_option(c, group, 1, 1)].rights = 2;
    case_source(c, ended, 0, 0);
    case_source(c, other, 0, 0);
    group = case_group(c, 1);
    case_demand(c, group);
    case_option(c, group, 1, 1);
    case_source(c, other, 0, 0);
    allocation = solved(c, NULL);
    assert_int_equal(allocation->placement_count, 6);
    assert_int_equal(units_of(allocation, 0, suite), 3);
    assert_int_equal(units_of(allocation, 3, ALLOCATION_MISSING), 2);
    assert_int_equal(units_of(allocation, 4, other), 1);
    shortages = shortages_of(c, allocation);
    assert_int_equal(shortages->count, 1);
    assert_int_equal(shortages->parts->missing, 2);
    assert_int_equal(shortages->parts->group_count, 2);
    assert_int_equal(shortages->parts->groups[0], 1);
    assert_int_equal(shortages->parts->groups[1], 2);
    assert_int_equal(shortages->parts->lot_count, 2);
    assert_int_equal(shortages->parts->lots[0], ended);
    assert_int_equal(shortages->parts->lots[1], other);
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
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = solved(c, NULL);

        assert_int_equal(missing_of(allocation), host_cases[i].missing);
        for (uint32_t k = 0; k < 3; k++) {
            assert_int_equal(allocation->given[k], host_cases[i].given[k]);
        }
    }
}

static uint32_t add_host(struct allocation_case *c, uint32_t sites, int64_t units, uint32_t lot) {
    uint32_t group = case_group(c, sites), option;

    case_demand(c, group);
    option = case_option(c, group, 1, units);
    case_source(c, lot, 0, 0);
    return option;
}

/* 40 rights, two hosts of 32: one is complete, whether they are of one group or not. */
static void test_few_incomplete_hosts(void **state) {
    (void)state;
    for (int is_one_group = 0; is_one_group < 2; is_one_group++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        uint32_t lot = case_lot(c, 40), a = add_host(c, is_one_group ? 2 : 1, 32, lot);
        uint32_t b = is_one_group ? a : add_host(c, 1, 32, lot);
        int64_t levels[CASE_LEVELS];

        allocation = solved(c, levels);
        assert_int_equal(levels[1], 24);
        assert_int_equal(levels[2], 1);
        assert_int_equal(units_at(allocation, a, lot, 0), 32);
        assert_int_equal(units_at(allocation, b, lot, is_one_group ? 1 : 0), 8);
        assert_int_equal(units_at(allocation, b, ALLOCATION_MISSING, is_one_group ? 1 : 0), 24);
    }
}

/* More units than a program's variable can hold, and one more that makes no host complete. */
static void test_many_units(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    uint32_t lot = case_lot(c, 20000 * 64 + 1), option = add_host(c, 40000, 64, lot);
    int64_t levels[CASE_LEVELS];

    (void)state;
    allocation = solved(c, levels);
    assert_int_equal(levels[1], 20000 * 64 - 1);
    assert_int_equal(levels[2], 20000);
    assert_int_equal(units_at(allocation, option, lot, 19999), 64);
    assert_int_equal(units_at(allocation, option, lot, 20000), 1);
    assert_int_equal(units_at(allocation, option, ALLOCATION_MISSING, 20000), 63);
    assert_int_equal(units_at(allocation, option, ALLOCATION_MISSING, 20001), 64);
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
        allocation = solved(c, NULL);
        assert_int_equal(allocation->placement_count, 2);
        assert_int_equal(units_of(allocation, kiosk, rights ? devices : ALLOCATION_MISSING), 1);
        assert_int_equal(units_of(allocation, last, rights ? users : ALLOCATION_MISSING), 1);
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
    allocation = solved(c, NULL);
    assert_int_equal(missing_of(allocation), 0);
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
    allocation = solved(c, levels);
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
            uint32_t option = add_host(c, 2, units, last);

            case_source(c, first, 0, 0);
            c->groups[c->options[option].group].rank = 9 - i;
        }
        allocation = solved(c, NULL);
        assert_int_equal(allocation->given[first], units);
        assert_int_equal(allocation->given[last], 2 * units);
        assert_int_equal(units_of(allocation, 0, ALLOCATION_MISSING), units);
        assert_int_equal(units_of(allocation, 1, ALLOCATION_MISSING), 0);
        assert_int_equal(units_at(allocation, 1, first, 0), units);
        assert_int_equal(units_at(allocation, 1, last, 1), units);
        assert_int_equal(units_at(allocation, 0, last, 0), units);
        assert_int_equal(allocation->placements[0].group, 1);
    }
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
            uint32_t option = add_host(c, 1, units, case_lot(c, units));

            c->sources[0].breaches = rights[i - 1].breaches;
            c->sources[0].moves = rights[i - 1].moves;
            c->lots[0].width = rights[i - 1].width;
            c->lots[0].worth = rights[i - 1].worth;
            case_source(c, case_lot(c, ALLOCATION_UNLIMITED), rights[i].breaches, rights[i].moves);
            c->lots[1].width = rights[i].width;
            c->lots[1].worth = rights[i].worth;
            allocation = solved(c, NULL);
            assert_int_equal(units_of(allocation, option, 1), units);
        }
    }
}

/* Certain demands first, though the other has the lower rank and costs more. */
static void test_uncertain_demands(void **state) {
    for (int64_t units = 1; units <= 2; units++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        uint32_t lot = case_lot(c, units), uncertain = add_host(c, 1, units, lot), certain = add_host(c, 1, units, lot);

        (void)state;
        c->demands[0].is_certain = false;
        c->options[uncertain].price = 5;
        allocation = solved(c, NULL);
        assert_int_equal(units_of(allocation, certain, lot), units);
        assert_int_equal(units_of(allocation, uncertain, ALLOCATION_MISSING), units);
    }
}

/* --- random problems --- */

static int64_t pick(int64_t least, int64_t most) {
    return least + random() % (most - least + 1);
}

static void pick_ranks(struct allocation_case *c) {
    for (uint32_t i = 0; i < c->lot_count; i++) {
        uint32_t k = (uint32_t)pick(0, i);

        c->lots[i].rank = c->lots[k].rank;
        c->lots[k].rank = 3 * i + 1;
    }
    for (uint32_t i = 0; i < c->group_count; i++) {
        uint32_t k = (uint32_t)pick(0, i);

        c->groups[i].rank = c->groups[k].rank;
        c->groups[k].rank = 5 * i + 2;
    }
}

static void pick_sources(struct allocation_case *c, int64_t spread) {
    for (uint32_t i = 0; i < c->lot_count; i++) {
        if (pick(0, 2)) {
            case_source(c, i, pick(0, 3) ? 0 : pick(0, spread), pick(0, spread));
        }
    }
}

enum kind { SINGLES, SUITES, HOSTS, MIXED, KINDS };

static void pick_option(struct allocation_case *c, uint32_t group, uint64_t demands, int64_t units, int64_t spread) {
    struct allocation_option *option = &c->options[case_option(c, group, demands, units)];

    option->price = pick(1, 1 + spread);
    option->rights = pick(0, 1 + spread);
    pick_sources(c, spread);
}

static void pick_group(struct allocation_case *c, enum kind kind, int64_t spread) {
    uint32_t group = case_group(c, (uint32_t)pick(1, 2));
    int64_t count = pick(1, 3), several = kind == SINGLES ? 0 : pick(0, 3);
    uint64_t all = (UINT64_C(1) << count) - 1;

    for (int64_t i = 0; i < count; i++) {
        c->demands[case_demand(c, group)].is_certain = pick(0, 3) > 0;
        for (int64_t k = kind == SINGLES || pick(0, 3) ? 1 : 2; k > 0; k--) {
            pick_option(c, group, UINT64_C(1) << i, kind == HOSTS || (kind == MIXED && pick(0, 1)) ? pick(1, 3) : 1,
                        spread);
        }
    }
    for (int64_t i = 0; count > 1 && i < several; i++) {
        uint64_t demands = kind == HOSTS ? all : (uint64_t)pick(1, (int64_t)all);

        pick_option(c, group, demands, kind == SUITES ? 1 : pick(1, 4), spread);
    }
}

static struct allocation_case *pick_case(void) {
    struct allocation_case *c = case_new();
    enum kind kind = (enum kind)pick(0, KINDS - 1);
    int64_t lots = pick(1, 3), groups = pick(1, 3), spread = pick(0, 2);

    for (int64_t i = 0; i < lots; i++) {
        uint32_t lot = case_lot(c, pick(0, 7) ? pick(0, kind == HOSTS || kind == MIXED ? 6 : 3) : ALLOCATION_UNLIMITED);

        c->lots[lot].width = pick(0, spread);
        c->lots[lot].worth = pick(0, spread);
    }
    for (int64_t i = 0; i < groups; i++) {
        pick_group(c, kind, spread);
    }
    pick_ranks(c);
    return c;
}

static void assert_levels(const int64_t *levels, const int64_t *best) {
    for (int i = 0; i < CASE_LEVELS; i++) {
        assert_int_equal(levels[i], best[i]);
    }
}

static void test_against_all_allocations(void **state) {
    long count = test_count("allocation_random"), worse = 0;

    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = pick_case();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        int64_t levels[CASE_LEVELS], best[CASE_LEVELS], first_come[CASE_LEVELS];

        allocation = solved(c, levels);
        case_try_all(c, best);
        assert_levels(levels, best);
        case_first_come(c, first_come);
        assert_true(case_compare_levels(levels, first_come) <= 0);
        worse += case_compare_levels(levels, first_come) < 0;
    }
    printf("%ld problems; first come, first served is worse in %ld of them\n", count, worse);
    assert_true(worse > 0);
}

/* --- stopped early --- */

/* The level that VALUE and BOUND are of is one before which all is as good as can be. */
static bool is_honest(const struct allocation *allocation, const int64_t *levels, const int64_t *best) {
    for (int i = 0; i < CASE_LEVELS; i++) {
        if (allocation->value == levels[i] && allocation->bound <= best[i]) {
            return true;
        }
        if (levels[i] != best[i]) {
            return false;
        }
    }
    return false;
}

static void test_node_limit(void **state) {
    long count = test_count("allocation_random"), stopped = 0;

    (void)state;
    srandom((unsigned)test_seed() + 1);
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = pick_case();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = try_solve(c, 1);
        int64_t levels[CASE_LEVELS], best[CASE_LEVELS];

        assert_null(case_judge(c, allocation, levels));
        case_try_all(c, best);
        if (allocation->is_proven) {
            assert_levels(levels, best);
        } else {
            assert_true(case_compare_levels(levels, best) >= 0);
            assert_true(allocation->bound <= allocation->value);
            assert_true(is_honest(allocation, levels, best));
            stopped++;
        }
    }
    printf("%ld problems; %ld were stopped by the limit\n", count, stopped);
    assert_true(stopped > 0);
}

/* --- any order of what is given --- */

/* A placement without the numbers that things happen to have. */
struct plain {
    int64_t group, site, option, lot, units;
};

static bool are_alike(const struct allocation_case *c, uint32_t a, uint32_t b) {
    const struct allocation_option *x = &c->options[a], *y = &c->options[b];

    return x->group == y->group && x->demand_count == y->demand_count && x->units == y->units && x->price == y->price &&
           x->rights == y->rights && x->source_count == y->source_count &&
           memcmp(c->sources + x->first_source, c->sources + y->first_source, x->source_count * sizeof *c->sources) ==
               0;
}

static int compare_plain(const void *left, const void *right) {
    return memcmp(left, right, sizeof(struct plain));
}

/* C is the problem, OF the one that was solved, whose options are C's in another order. */
static struct plain *plain_of(const struct allocation_case *c, const struct allocation_case *of,
                              const uint32_t *options, const struct allocation *allocation) {
    struct plain *plain = calloc(allocation->placement_count + 1, sizeof *plain);

    for (size_t i = 0; i < allocation->placement_count; i++) {
        const struct allocation_placement *placement = &allocation->placements[i];
        uint32_t option = options[placement->option], first = 0;

        while (!are_alike(c, first, option)) {
            first++;
        }
        plain[i] = (struct plain){of->groups[placement->group].rank, placement->site, first,
                                  placement->lot == ALLOCATION_MISSING ? -1 : (int64_t)of->lots[placement->lot].rank,
                                  placement->units};
    }
    qsort(plain, allocation->placement_count, sizeof *plain, compare_plain);
    return plain;
}

static void assert_same_shuffled(const struct allocation_case *c) {
    CLEANUP(allocation_free_cleanup) struct allocation *first = solved(c, NULL);
    uint32_t options[CASE_ITEMS];
    CLEANUP(case_free_cleanup) struct allocation_case *shuffled = case_shuffled(c, options);
    CLEANUP(allocation_free_cleanup) struct allocation *second = solved(shuffled, NULL);
    struct plain *a, *b = plain_of(c, shuffled, options, second);

    for (uint32_t i = 0; i < c->option_count; i++) {
        options[i] = i;
    }
    a = plain_of(c, c, options, first);
    assert_int_equal(first->placement_count, second->placement_count);
    assert_memory_equal(a, b, first->placement_count * sizeof *a);
    free(a);
    free(b);
}

static void test_any_order(void **state) {
    long count = test_count("allocation_random");

    (void)state;
    srandom((unsigned)test_seed() + 2);
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = pick_case();

        assert_same_shuffled(c);
    }
}

/* Nine lots, four hundred demands, and a mixed map of which right serves which. With every third demand in two units,
 * it is no flow any more. */
static void test_four_hundred_demands(void **state) {
    (void)state;
    srandom((unsigned)test_seed() + 3);
    for (int is_flow = 0; is_flow < 2; is_flow++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();

        for (int i = 0; i < 9; i++) {
            case_lot(c, pick(20, 50));
        }
        for (int i = 0; i < 400; i++) {
            uint32_t group = case_group(c, 1);

            case_demand(c, group);
            pick_option(c, group, 1, is_flow || i % 3 ? 1 : 2, 1);
        }
        pick_ranks(c);
        assert_same_shuffled(c);
    }
}

/* --- shortages --- */

/* The allocation as the flow that it is: demand i is option i's. */
static struct flow *flow_of(const struct allocation_case *c, const struct allocation *allocation) {
    struct flow *flow = calloc(1, sizeof *flow);

    flow->on_arcs = calloc(c->source_count + 1, sizeof *flow->on_arcs);
    flow->spare = calloc(c->lot_count + 1, sizeof *flow->spare);
    flow->uncovered = calloc(c->option_count + 1, sizeof *flow->uncovered);
    for (uint32_t i = 0; i < c->option_count; i++) {
        const struct allocation_option *option = &c->options[i];

        flow->uncovered[i] = units_of(allocation, i, ALLOCATION_MISSING);
        for (size_t k = option->first_source; k < option->first_source + option->source_count; k++) {
            flow->on_arcs[k] = units_of(allocation, i, c->sources[k].lot);
        }
    }
    for (uint32_t i = 0; i < c->lot_count; i++) {
        flow->spare[i] = c->lots[i].units - allocation->given[i];
    }
    return flow;
}

/* The parts have the same first group, as demands are groups here, in both. */
static void assert_same_shortage(const struct allocation_shortages *shortages, const struct flow_shortage *expected) {
    for (size_t i = 0; i < shortages->count; i++) {
        const struct allocation_shortage *part = &shortages->parts[i];

        if (part->groups[0] == expected->demands[0]) {
            assert_int_equal(part->group_count, expected->demand_count);
            assert_memory_equal(part->groups, expected->demands, part->group_count * sizeof *part->groups);
            assert_int_equal(part->lot_count, expected->supply_count);
            assert_memory_equal(part->lots, expected->supplies, part->lot_count * sizeof *part->lots);
            assert_int_equal(part->missing, expected->uncovered);
            return;
        }
    }
    fail();
}

static void assert_shortages(const struct allocation_case *c, const struct allocation *allocation) {
    struct flow_supply supplies[CASE_LOTS];
    struct flow_demand demands[CASE_LOTS];
    struct flow_arc arcs[CASE_LOTS];
    struct flow_problem problem = {supplies, c->lot_count, demands, c->option_count, arcs, c->source_count, NULL,
                                   0,        true};
    struct flow *flow = flow_of(c, allocation);
    struct flow_shortages *expected = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = shortages_of(c, allocation);

    for (size_t i = 0; i < c->lot_count; i++) {
        supplies[i] = (struct flow_supply){c->lots[i].units, c->lots[i].rank};
    }
    for (uint32_t i = 0; i < c->option_count; i++) {
        demands[i] = (struct flow_demand){c->groups[i].sites, c->groups[i].rank};
        for (size_t k = c->options[i].first_source; k < c->options[i].first_source + c->options[i].source_count; k++) {
            arcs[k] = (struct flow_arc){c->sources[k].lot, i, FLOW_UNLIMITED};
        }
    }
    assert_int_equal(flow_shortages_find(&problem, flow, &expected, NULL), ERR_OK);
    assert_int_equal(shortages->count, expected->count);
    for (size_t i = 0; i < expected->count; i++) {
        assert_same_shortage(shortages, &expected->parts[i]);
    }
    for (size_t i = 1; i < shortages->count; i++) {
        assert_true(c->groups[shortages->parts[i - 1].groups[0]].rank < c->groups[shortages->parts[i].groups[0]].rank);
    }
    flow_shortages_free(expected);
    flow_free(flow);
}

static void test_shortages_of_flows(void **state) {
    long count = test_count("allocation_random"), several = 0;

    (void)state;
    srandom((unsigned)test_seed() + 4);
    for (long i = 0; i < count; i++) {
        CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
        CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
        CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;
        int64_t lots = pick(1, 5), groups = pick(1, 6);

        for (int64_t k = 0; k < lots; k++) {
            case_lot(c, pick(0, 4));
        }
        for (int64_t k = 0; k < groups; k++) {
            uint32_t group = case_group(c, (uint32_t)pick(1, 4));

            case_demand(c, group);
            case_option(c, group, 1, 1);
            for (uint32_t lot = 0; lot < c->lot_count; lot++) {
                if (pick(0, 3) == 0) {
                    case_source(c, lot, 0, 0);
                }
            }
        }
        pick_ranks(c);
        allocation = solved(c, NULL);
        assert_shortages(c, allocation);
        shortages = shortages_of(c, allocation);
        several += shortages->count > 1;
    }
    assert_true(several > 0);
}

/* A{X,Y} twice, with a suite and an X: what is short is a Y, or a suite. Machine B needs an X of its own lot. */
static void test_shortage_of_suites(void **state) {
    CLEANUP(case_free_cleanup) struct allocation_case *c = case_new();
    CLEANUP(allocation_free_cleanup) struct allocation *allocation = NULL;
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;
    uint32_t suite = case_lot(c, 1), singles[] = {case_lot(c, 1), case_lot(c, 0)}, other = case_lot(c, 1);

    (void)state;
    add_suite_group(c, 2, 3, suite, singles, 2);
    add_host(c, 1, 1, other);
    allocation = solved(c, NULL);
    shortages = shortages_of(c, allocation);
    assert_int_equal(shortages->count, 1);
    assert_int_equal(shortages->parts->missing, 1);
    assert_int_equal(shortages->parts->group_count, 1);
    assert_int_equal(shortages->parts->groups[0], 0);
    assert_int_equal(shortages->parts->lot_count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(shortages->parts->lots[i], i);
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
        add_host(c, 1, 1, 0);
        case_source(c, 1, 0, 0);
        add_host(c, 1, 1, 1);
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
    CLEANUP(allocation_shortages_free_cleanup) struct allocation_shortages *shortages = NULL;

    (void)state;
    case_lot(c, 5);
    case_group(c, 3);
    allocation = solved(c, NULL);
    assert_int_equal(allocation->placement_count, 0);
    assert_int_equal(allocation->given[0], 0);
    shortages = shortages_of(c, allocation);
    assert_int_equal(shortages->count, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_suites_are_not_split),
        cmocka_unit_test(test_suite_beside_singles),
        cmocka_unit_test(test_suites_and_access),
        cmocka_unit_test(test_worked_position),
        cmocka_unit_test(test_host_or_machines),
        cmocka_unit_test(test_few_incomplete_hosts),
        cmocka_unit_test(test_many_units),
        cmocka_unit_test(test_users_and_devices),
        cmocka_unit_test(test_options_cross),
        cmocka_unit_test(test_too_many_sets),
        cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_uncertain_demands),
        cmocka_unit_test(test_against_all_allocations),
        cmocka_unit_test(test_node_limit),
        cmocka_unit_test(test_any_order),
        cmocka_unit_test(test_four_hundred_demands),
        cmocka_unit_test(test_shortages_of_flows),
        cmocka_unit_test(test_shortage_of_suites),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
