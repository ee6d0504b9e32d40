#include "licenses/reassignment.h"

#include "tests/unit/support/counts.h"
#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

/* --- cases ---------------------------------------------------------------------------------------------------------
 */

enum { MOST = 6, UNKNOWN = REASSIGNMENT_UNITS_UNKNOWN };

struct given {
    char holder; /* 'a' …; 0 ends the list */
    const char *from, *until;
    int64_t quantity;
};

static const struct {
    const char *what;
    int64_t units;
    int days;
    struct given given[MOST];
    const char *expected; /* "C 41" is sure, "c? 41" is open: of the one with that holder */
} cases[] = {
    {"M33",
     1,
     90,
     {{'a', "2026-04-01", "2027-01-10", 1}, {'b', "2027-01-10", "2027-02-20", 1}, {'c', "2027-02-20", NULL, 1}},
     "c 41"},
    {"released the day before",
     1,
     90,
     {{'a', "2026-04-01", "2027-01-09", 1}, {'b', "2027-01-10", "2027-02-19", 1}, {'c', "2027-02-20", NULL, 1}},
     "c 41"},
    {"the interval itself is enough",
     1,
     41,
     {{'a', "2026-04-01", "2027-01-10", 1}, {'b', "2027-01-10", "2027-02-20", 1}, {'c', "2027-02-20", NULL, 1}},
     ""},
    {"the first on record may not have been a move",
     1,
     90,
     {{'b', "2027-01-10", "2027-02-20", 1}, {'c', "2027-02-20", NULL, 1}},
     "c? 41"},
    {"a spare unit",
     2,
     90,
     {{'a', "2026-04-01", "2027-01-10", 1}, {'b', "2027-01-10", "2027-02-20", 1}, {'c', "2027-02-20", NULL, 1}},
     ""},
    {"no spare unit",
     2,
     90,
     {{'x', "2026-04-01", NULL, 1},
      {'a', "2026-04-01", "2027-01-10", 1},
      {'b', "2027-01-10", "2027-02-20", 1},
      {'c', "2027-02-20", NULL, 1}},
     "c 41"},
    {"two units, one of which was free for long",
     2,
     90,
     {{'a', "2026-04-01", "2026-06-01", 1},
      {'b', "2026-04-01", "2027-01-10", 1},
      {'c', "2027-01-10", "2027-02-20", 1},
      {'d', "2027-02-20", NULL, 1}},
     ""},
    {"the units are not on record",
     UNKNOWN,
     90,
     {{'a', "2026-04-01", "2027-01-10", 1}, {'b', "2027-01-10", "2027-02-20", 1}, {'c', "2027-02-20", NULL, 1}},
     "c? 41"},
    {"its own again",
     1,
     90,
     {{'a', "2026-04-01", "2027-01-10", 1}, {'b', "2027-01-10", "2027-02-20", 1}, {'b', "2027-02-25", NULL, 1}},
     ""},
    {"to and fro",
     1,
     90,
     {{'a', "2026-04-01", "2027-01-10", 1}, {'b', "2027-01-10", "2027-01-20", 1}, {'a', "2027-01-20", NULL, 1}},
     "a 10"},
    {"more than there are", 1, 90, {{'a', "2027-01-10", NULL, 1}, {'b', "2027-02-20", NULL, 1}}, ""},
    {"several at once, and too few",
     3,
     90,
     {{'a', "2026-04-01", "2027-01-10", 3}, {'b', "2027-01-10", "2027-02-20", 2}, {'c', "2027-02-20", NULL, 2}},
     "c 41"},
    {"several at once, and enough",
     3,
     90,
     {{'a', "2026-04-01", "2027-01-10", 3}, {'b', "2027-01-10", "2027-02-20", 2}, {'c', "2027-02-20", NULL, 1}},
     ""},
    {"on one day",
     1,
     90,
     {{'a', "2026-04-01", "2027-02-20", 1}, {'b', "2027-02-20", "2027-02-20", 1}, {'c', "2027-02-21", NULL, 1}},
     "c 1"},
};

static uint32_t make_tenures(const struct given *given, struct tenure *ret_tenures) {
    uint32_t count = 0;

    for (; count < MOST && given[count].holder; count++) {
        uint32_t holder = 0;
        while (given[holder].holder != given[count].holder) {
            holder++;
        }
        ret_tenures[count] = (struct tenure){holder, ledger_day(given[count].from), ledger_day(given[count].until),
                                             given[count].quantity};
    }
    return count;
}

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct tenure tenures[MOST];
        struct reassignment *moves = NULL;
        uint32_t count = make_tenures(cases[i].given, tenures), found;
        char got[64] = "";
        size_t n = 0;
        print_message("%s\n", cases[i].what);
        assert_int_equal(reassignments_find(tenures, count, cases[i].units, cases[i].days, &moves, &found, NULL),
                         ERR_OK);
        for (uint32_t k = 0; k < found; k++) {
            n += (size_t)snprintf(got + n, sizeof got - n, "%s%c%s %d", n ? " " : "",
                                  cases[i].given[moves[k].tenure].holder, moves[k].is_sure ? "" : "?", moves[k].days);
        }
        free(moves);
        assert_string_equal(got, cases[i].expected);
    }
}

/* --- a second method: all ways in which units may have gone from hand to hand --------------------------------------
 */

enum { UNITS_MAX = 3, TENURES_MAX = 6 };

struct world {
    struct tenure tenures[TENURES_MAX]; /* by the day on which they start */
    int count, units, days;
    bool counts_first; /* is the first time that a unit is given to somebody a move? */
};

/* Where each unit is; -1: it never was anywhere. */
struct hands {
    int last[UNITS_MAX];
    int moved_on[UNITS_MAX];
    bool is_free_of_moves[UNITS_MAX];
};

static bool may_follow(const struct tenure *before, const struct tenure *after) {
    return date_is_set(before->until) && before->until.days <= after->from.days;
}

enum way { WAY_NONE, WAY_BROKEN, WAY_KEPT };

/* The best that can be made of the tenures from NUMBER on. */
static enum way best_way(const struct world *world, int number, const struct hands *hands) {
    const struct tenure *tenures = world->tenures;
    enum way best = WAY_NONE;

    if (number == world->count) {
        return WAY_KEPT;
    }
    for (int unit = 0; unit < world->units; unit++) {
        struct hands next = *hands;
        int last = hands->last[unit], day = tenures[number].from.days;
        if (last >= 0 && !may_follow(&tenures[last], &tenures[number])) {
            continue;
        }
        bool is_own = last >= 0 && tenures[last].holder == tenures[number].holder;
        bool is_broken =
            last >= 0 && !is_own && !hands->is_free_of_moves[unit] && day - hands->moved_on[unit] < world->days;
        next.last[unit] = number;
        if (!is_own) {
            next.moved_on[unit] = day;
            next.is_free_of_moves[unit] = last < 0 && !world->counts_first;
        }
        enum way way = best_way(world, number + 1, &next);
        way = way == WAY_KEPT && is_broken ? WAY_BROKEN : way;
        best = way > best ? way : best;
    }
    return best;
}

static enum way judge(struct world *world, bool counts_first) {
    struct hands hands = {.last = {-1, -1, -1}};

    world->counts_first = counts_first;
    return best_way(world, 0, &hands);
}

static void make_world(struct world *world) {
    int day = 1000;

    *world = (struct world){.count = 1 + (int)(random() % TENURES_MAX), .units = 1 + (int)(random() % UNITS_MAX)};
    world->days = 1 + (int)(random() % 20);
    for (int i = 0; i < world->count; i++) {
        day += 1 + (int)(random() % 8);
        int length = (int)(random() % 12);
        world->tenures[i] = (struct tenure){.holder = (uint32_t)(random() % world->count),
                                            .from = {day},
                                            .until = random() % 6 ? (struct date){day + length} : DATE_NONE,
                                            .quantity = 1};
    }
}

static bool has_returns(const struct world *world) {
    for (int i = 0; i < world->count; i++) {
        for (int k = 0; k < i; k++) {
            if (world->tenures[i].holder == world->tenures[k].holder) {
                return true;
            }
        }
    }
    return false;
}

/* What is sure cannot be told otherwise, and what can be told in one way only is found. */
static void check_world(struct world *world, int *sure, int *open) {
    struct reassignment *moves = NULL;
    uint32_t found;
    bool is_sure = false;
    enum way kindly = judge(world, false), strictly = judge(world, true);

    if (kindly == WAY_NONE) {
        return;
    }
    assert_int_equal(
        reassignments_find(world->tenures, (uint32_t)world->count, world->units, world->days, &moves, &found, NULL),
        ERR_OK);
    for (uint32_t i = 0; i < found; i++) {
        is_sure |= moves[i].is_sure;
        assert_true(moves[i].days >= 0 && moves[i].days < world->days);
    }
    free(moves);
    *sure += is_sure;
    *open += found && !is_sure;
    assert_false(is_sure && kindly == WAY_KEPT);
    assert_false(found == 0 && strictly == WAY_BROKEN);
    assert_false(found && strictly == WAY_KEPT && !has_returns(world));
    assert_false(!is_sure && kindly == WAY_BROKEN && world->units == 1 && !has_returns(world));
}

static void test_random(void **state) {
    long count = test_count("reassignment_random");
    int sure = 0, open = 0;
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        struct world world;
        make_world(&world);
        check_world(&world, &sure, &open);
    }
    print_message("%d of %ld are sure, %d open\n", sure, count, open);
    assert_true(sure > 0 && open > 0);
}

static void test_none(void **state) {
    struct reassignment *moves = NULL;
    uint32_t found;

    (void)state;
    assert_int_equal(reassignments_find(NULL, 0, 1, 90, &moves, &found, NULL), ERR_OK);
    assert_int_equal(found, 0);
    assert_null(moves);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
