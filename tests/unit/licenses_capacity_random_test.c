/* The reference counts a machine socket by socket, in 128-bit integers over the factor's denominator. */
#include "licenses/capacity.h"

#include "tests/unit/support/capacity_case.h"
#include "tests/unit/support/chance.h"
#include "tests/unit/support/counts.h"

#include <inttypes.h>

struct random_machine {
    int64_t sockets, cores, per_socket, per_server, numerator, denominator;
};

static struct random_machine pick_machine(void) {
    struct random_machine machine = {
        .sockets = between(1, 9),
        .per_socket = one_in(3) ? 0 : between(0, 19),
        .per_server = one_in(3) ? 0 : between(0, 59),
        .numerator = between(1, 12),
        .denominator = between(1, 12),
    };

    machine.cores = machine.sockets + between(0, 99);
    return machine;
}

static __int128 scaled_need(const struct random_machine *machine) {
    __int128 sum = 0;

    for (int64_t socket = 0; socket < machine->sockets; socket++) {
        int64_t cores = (machine->cores + socket) / machine->sockets; /* these add up to all cores */
        sum += cores > machine->per_socket ? cores : machine->per_socket;
    }
    sum = sum > machine->per_server ? sum : machine->per_server;
    return sum * machine->numerator;
}

static struct capacity_need random_need(const struct capacity_rules *rules, const struct random_machine *machine) {
    struct processors processors = {.sockets = machine->sockets, .cores = machine->cores};
    struct entitlement right = {.has_core_factor = true, .round_scope = WORD_BLANK};
    struct capacity_terms terms = {.product = STR("Other Product"), .metric = METRIC_CORE, .entitlement = &right};
    char text[64];

    snprintf(text, sizeof text, "%" PRId64 "/%" PRId64, machine->per_socket, machine->per_server);
    right.minimum_rule = str_from(text);
    assert_true(rational_make(machine->numerator, machine->denominator, &right.core_factor));
    return capacity_of_machine(rules, &terms, &processors, NULL);
}

enum { POOL = 4, COMMON = 27720 /* a multiple of 1 … 12 */ };

static void test_against_integers(void **state) {
    const struct capacity_tables *tables = *state;

    srandom((unsigned)test_seed());
    for (long run = 0; run < test_count("capacity_random"); run++) {
        struct capacity_need needs[POOL];
        __int128 pool = 0;
        for (size_t i = 0; i < POOL; i++) {
            struct random_machine machine = pick_machine();
            __int128 scaled = scaled_need(&machine);
            needs[i] = random_need(&tables->rules, &machine);
            assert_true(needs[i].is_known && needs[i].gap == CAPACITY_COMPLETE && needs[i].least == needs[i].most);
            assert_true((__int128)needs[i].exact.numerator * machine.denominator ==
                        scaled * needs[i].exact.denominator);
            assert_int_equal(needs[i].most, (scaled + machine.denominator - 1) / machine.denominator);
            pool += scaled * (COMMON / machine.denominator);
        }
        struct capacity_need together = capacity_of_pool(needs, POOL, NULL);
        assert_int_equal(together.most, (pool + COMMON - 1) / COMMON);
        assert_int_equal(together.least, together.most);
    }
}

/* Whatever the sockets turn out to be, the need is within the range, and both ends are reached. */
static void test_range_holds(void **state) {
    const struct capacity_tables *tables = *state;

    srandom((unsigned)test_seed() + 1);
    for (int run = 0; run < 500; run++) {
        struct random_machine machine = pick_machine();
        machine.sockets = 0;
        struct capacity_need open = random_need(&tables->rules, &machine);
        int64_t least = INT64_MAX, most = 0;
        for (machine.sockets = 1; machine.sockets <= machine.cores; machine.sockets++) {
            struct capacity_need need = random_need(&tables->rules, &machine);
            least = need.most < least ? need.most : least;
            most = need.most > most ? need.most : most;
        }
        assert_true(open.is_known);
        assert_int_equal(open.least, least);
        assert_int_equal(open.most, most);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_integers),
        cmocka_unit_test(test_range_holds),
    };
    return cmocka_run_group_tests(tests, capacity_tables_make, capacity_tables_free);
}
