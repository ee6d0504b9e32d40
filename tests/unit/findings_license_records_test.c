#include "findings/license_records.h"

#include "base/arena.h"
#include "findings/license_record.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/shuffled.h"

#include <stdio.h>
#include <stdlib.h>

#define TMPDIR "/tmp"

static struct license_records *new_records(unsigned lanes, size_t run_bytes) {
    struct license_records *records = NULL;

    assert_int_equal(license_records_new(lanes, run_bytes, TMPDIR, &records, NULL), ERR_OK);
    return records;
}

/* What a record says, a word a member. */
static void tell_count(struct buffer *out, struct unit_count count) {
    buffer_printf(out, " %d%d%lld", count.is_unknown, count.is_unlimited, (long long)count.count);
}

static void tell_text(struct buffer *out, struct str text) {
    buffer_printf(out, " [%.*s]", STR_FMT(text));
}

static void tell_position(struct buffer *out, const struct license_position *p) {
    const struct str texts[] = {p->vendor, p->product, p->edition, p->version, p->metric, p->evidence};
    const int64_t numbers[] = {p->need_min,        p->need_max,         p->allocated_direct, p->allocated_downgrade,
                               p->allocated_suite, p->allocated_second, p->exempt,           p->short_min,
                               p->short_max,       p->unit_price,       p->true_up,          p->recoverable,
                               p->unexamined};

    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        tell_text(out, texts[i]);
    }
    for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
        buffer_printf(out, " %lld", (long long)numbers[i]);
    }
    tell_count(out, p->entitled);
    tell_count(out, p->effective);
    tell_count(out, p->spare);
    buffer_printf(out, " %d %d %d\n", p->is_suite, p->has_price, p->outcome);
}

static void tell_allocation(struct buffer *out, const struct license_allocation *a) {
    tell_text(out, a->license_id);
    tell_text(out, a->product);
    tell_text(out, a->asset_id);
    tell_text(out, a->user_id);
    buffer_printf(out, " %lld %s", (long long)a->quantity, license_right_name(a->right));
    tell_text(out, a->reason);
    buffer_append_char(out, '\n');
}

static void tell_demand(struct buffer *out, const struct license_demand *d) {
    tell_text(out, d->product);
    tell_text(out, d->metric);
    tell_text(out, d->asset_id);
    tell_text(out, d->user_id);
    tell_text(out, d->version);
    buffer_printf(out, " %d %s %lld %lld", d->is_certain, demand_state_name(d->state), (long long)d->units,
                  (long long)d->missing);
    tell_text(out, d->arithmetic);
    tell_text(out, d->evidence);
    buffer_append_char(out, '\n');
}

/* All that comes out, kind after kind. */
static void tell_all(struct license_records *records, struct buffer *out) {
    bool more = true;

    for (;;) {
        struct license_position position;
        assert_int_equal(license_records_next_position(records, &more, &position, NULL), ERR_OK);
        if (!more) {
            break;
        }
        tell_position(out, &position);
    }
    for (;;) {
        struct license_allocation allocation;
        assert_int_equal(license_records_next_allocation(records, &more, &allocation, NULL), ERR_OK);
        if (!more) {
            break;
        }
        tell_allocation(out, &allocation);
    }
    for (;;) {
        struct license_demand demand;
        assert_int_equal(license_records_next_demand(records, &more, &demand, NULL), ERR_OK);
        if (!more) {
            break;
        }
        tell_demand(out, &demand);
    }
    assert_false(out->failed);
}

/* No two members have one value, so that none can stand in for another. */
static const struct license_position full_position = {
    .vendor = STR("日本文具"),
    .product = STR("Office"),
    .edition = STR("Standard"),
    .version = STR("2021; 2024"),
    .metric = STR("device"),
    .is_suite = true,
    .entitled = {.count = 101},
    .effective = {.is_unlimited = true},
    .need_min = 102,
    .need_max = 103,
    .allocated_direct = 104,
    .allocated_downgrade = 105,
    .allocated_suite = 106,
    .allocated_second = 107,
    .exempt = 108,
    .short_min = 109,
    .short_max = INT64_MAX,
    .spare = {.is_unknown = true, .count = -1},
    .outcome = OUTCOME_VIOLATION,
    .has_price = true,
    .unit_price = 110,
    .true_up = INT64_MIN,
    .recoverable = 111,
    .unexamined = 112,
    .evidence = STR("licenses.csv:2 licenses.csv:5"),
};
static const struct license_allocation full_allocation = {
    .license_id = STR("L-003"),
    .product = STR("Office Standard"),
    .asset_id = STR("A-001"),
    .user_id = STR("U-7"),
    .quantity = 16,
    .right = RIGHT_SITE,
    .reason = STR("2024 → 2019 (downgrades.csv:4)"),
};
static const struct license_demand full_demand = {
    .product = STR("Server"),
    .version = STR("2022"),
    .metric = STR("core"),
    .asset_id = STR("A-002"),
    .user_id = STR("U-8"),
    .is_certain = true,
    .state = DEMAND_UNKNOWN,
    .units = 20,
    .missing = 8,
    .arithmetic = STR("2 × 10 = 20 ≥ 16"),
    .evidence = STR("software.csv:17"),
};

static const char full_text[] =
    " [日本文具] [Office] [Standard] [2021; 2024] [device] [licenses.csv:2 licenses.csv:5] 102 103 104 105 106 107 108 "
    "109 9223372036854775807 110 -9223372036854775808 111 112 00101 010 10-1 1 1 3\n"
    " [L-003] [Office Standard] [A-001] [U-7] 16 site [2024 → 2019 (downgrades.csv:4)]\n"
    " [Server] [core] [A-002] [U-8] [2022] 1 unknown 20 8 [2 × 10 = 20 ≥ 16] [software.csv:17]\n";

static const char empty_text[] = " [] [] [] [] [] [] 0 0 0 0 0 0 0 0 0 0 0 0 0 000 000 000 0 0 0\n"
                                 " [] [] [] [] 0 direct []\n"
                                 " [] [] [] [] [] 0 covered 0 0 [] []\n";

static void test_members(void **state) {
    static const struct license_position no_position = {0};
    static const struct license_allocation no_allocation = {0};
    static const struct license_demand no_demand = {0};
    static const struct {
        const struct license_position *position;
        const struct license_allocation *allocation;
        const struct license_demand *demand;
        const char *told;
    } cases[] = {{&full_position, &full_allocation, &full_demand, full_text},
                 {&no_position, &no_allocation, &no_demand, empty_text}};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CLEANUP(license_records_free_cleanup) struct license_records *records = new_records(1, 0);
        CLEANUP(buffer_done) struct buffer told = {0};
        assert_int_equal(license_records_add_position(records, 0, cases[i].position, NULL), ERR_OK);
        assert_int_equal(license_records_add_allocation(records, 0, cases[i].allocation, NULL), ERR_OK);
        assert_int_equal(license_records_add_demand(records, 0, cases[i].demand, NULL), ERR_OK);
        assert_int_equal(license_records_finish(records, NULL, NULL), ERR_OK);
        for (int round = 0; round < 2; round++) {
            buffer_reset(&told);
            tell_all(records, &told);
            assert_true(str_eq(buffer_view(&told), str_from(cases[i].told)));
            license_records_rewind(records);
        }
    }
}

/* By each member in turn, a shorter text before one that goes on, whatever stands behind it. */
static void test_order_of_positions(void **state) {
    static const struct license_position ordered[] = {
        {.product = STR("z"), .edition = STR("z")},
        {.vendor = STR("A"), .product = STR("b"), .edition = STR("a"), .metric = STR("user")},
        {.vendor = STR("A"), .product = STR("b"), .edition = STR("a b"), .metric = STR("device")},
        {.vendor = STR("A"), .product = STR("b"), .edition = STR("a b"), .metric = STR("user"), .evidence = STR("1")},
        {.vendor = STR("A"), .product = STR("b"), .edition = STR("a b"), .metric = STR("user"), .evidence = STR("2")},
        {.vendor = STR("A"), .product = STR("b 2")},
        {.vendor = STR("A "), .product = STR("a")},
    };
    CLEANUP(license_records_free_cleanup) struct license_records *records = new_records(1, 0);
    struct license_position position;
    bool more;

    (void)state;
    for (size_t i = ARRAY_LEN(ordered); i-- > 0;) {
        assert_int_equal(license_records_add_position(records, 0, &ordered[i], NULL), ERR_OK);
    }
    assert_int_equal(license_records_finish(records, NULL, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(ordered); i++) {
        assert_int_equal(license_records_next_position(records, &more, &position, NULL), ERR_OK);
        assert_true(more && str_eq(position.vendor, ordered[i].vendor) && str_eq(position.product, ordered[i].product));
        assert_true(str_eq(position.edition, ordered[i].edition) && str_eq(position.metric, ordered[i].metric) &&
                    str_eq(position.evidence, ordered[i].evidence));
    }
    assert_int_equal(license_records_next_position(records, &more, &position, NULL), ERR_OK);
    assert_false(more);
}

/* Each differs from the one before it in one member alone, in the order in which the members count. */
static void test_order_of_others(void **state) {
    static const char *const texts[] = {
        " [L] [p] [a] [u] 1 direct [r]\n",
        " [L] [p] [a] [v] 1 direct [r]\n",
        " [L] [p] [b] [u] 1 direct [r]\n",
        " [L] [q] [a] [u] 1 direct [r]\n",
        " [M] [p] [a] [u] 1 direct [r]\n",
        " [p] [m] [a] [u] [1] 1 covered 1 0 [] []\n",
        " [p] [m] [a] [u] [2] 1 covered 1 0 [] []\n",
        " [p] [m] [a] [v] [1] 1 covered 1 0 [] []\n",
        " [p] [m] [b] [u] [1] 1 covered 1 0 [] []\n",
        " [p] [n] [a] [u] [1] 1 covered 1 0 [] []\n",
        " [q] [m] [a] [u] [1] 1 covered 1 0 [] []\n",
    };
    CLEANUP(license_records_free_cleanup) struct license_records *records = new_records(1, 0);
    CLEANUP(buffer_done) struct buffer told = {0}, expected = {0};
    static const struct str low[] = {STR("L"), STR("p"), STR("a"), STR("u"), STR("p"),
                                     STR("m"), STR("a"), STR("u"), STR("1")};
    static const struct str high[] = {STR("M"), STR("q"), STR("b"), STR("v"), STR("q"),
                                      STR("n"), STR("b"), STR("v"), STR("2")};

    (void)state;
    for (size_t i = 0; i < 5; i++) { /* member I is the higher one; 4: none is */
#define ALLOCATION_TEXT(NUMBER) (i == (NUMBER) ? high : low)[NUMBER]
        struct license_allocation allocation = {
            ALLOCATION_TEXT(0), ALLOCATION_TEXT(1), ALLOCATION_TEXT(2), ALLOCATION_TEXT(3), 1, RIGHT_DIRECT, STR("r")};
        assert_int_equal(license_records_add_allocation(records, 0, &allocation, NULL), ERR_OK);
    }
    for (size_t i = 4; i < 10; i++) {
#define DEMAND_TEXT(NUMBER) (i == (NUMBER) ? high : low)[NUMBER]
        struct license_demand demand = {.product = DEMAND_TEXT(4),
                                        .metric = DEMAND_TEXT(5),
                                        .asset_id = DEMAND_TEXT(6),
                                        .user_id = DEMAND_TEXT(7),
                                        .version = DEMAND_TEXT(8),
                                        .is_certain = true,
                                        .units = 1};
        assert_int_equal(license_records_add_demand(records, 0, &demand, NULL), ERR_OK);
    }
    assert_int_equal(license_records_finish(records, NULL, NULL), ERR_OK);
    tell_all(records, &told);
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        buffer_append_cstr(&expected, texts[i]);
    }
    assert_true(str_eq(buffer_view(&told), buffer_view(&expected)));
}

/* --- any order of adding, several lanes, little memory -------------------------------------------------------------
 */

#define RECORDS 300

/* Few values, so that many records agree in what they are sorted by, or altogether. */
struct three {
    struct license_position position;
    struct license_allocation allocation;
    struct license_demand demand;
};

static void make_three(struct arena *arena, struct three *three, unsigned *seed) {
    unsigned roll = (unsigned)rand_r(seed);
    struct str name = arena_printf(arena, "製品%u", roll % 7), id = arena_printf(arena, "A-%u", roll / 8 % 11);

    three->position = (struct license_position){.vendor = STR("v"),
                                                .product = name,
                                                .entitled = {.is_unknown = roll / 64 % 2, .count = roll / 128 % 3},
                                                .outcome = OUTCOME_CONFORMING};
    three->allocation = (struct license_allocation){
        .license_id = id, .product = name, .quantity = roll / 64 % 3, .right = (enum license_right)(roll / 256 % 8)};
    three->demand = (struct license_demand){
        .product = name, .asset_id = id, .units = roll / 64 % 4, .state = (enum demand_state)(roll / 256 % 4)};
}

static void tell_added(const struct three items[RECORDS], unsigned lanes, size_t run_bytes, struct pool *pool,
                       struct buffer *told) {
    CLEANUP(license_records_free_cleanup) struct license_records *records = new_records(lanes, run_bytes);

    for (unsigned i = 0; i < RECORDS; i++) {
        assert_int_equal(license_records_add_position(records, i % lanes, &items[i].position, NULL), ERR_OK);
        assert_int_equal(license_records_add_allocation(records, i / 2 % lanes, &items[i].allocation, NULL), ERR_OK);
        assert_int_equal(license_records_add_demand(records, i / 3 % lanes, &items[i].demand, NULL), ERR_OK);
    }
    assert_int_equal(license_records_finish(records, pool, NULL), ERR_OK);
    tell_all(records, told);
}

static void test_shuffled_and_external(void **state) {
    static const size_t run_bytes[] = {0, 1, 3000};
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    CLEANUP(buffer_done) struct buffer expected = {0}, told = {0};
    struct three items[RECORDS];
    unsigned seed = (unsigned)test_seed();
    long rounds = test_count("license_records_random");

    (void)state;
    assert_int_equal(pool_new(2, &pool, NULL), ERR_OK);
    for (size_t i = 0; i < RECORDS; i++) {
        make_three(arena, &items[i], &seed);
    }
    tell_added(items, 1, 0, NULL, &expected);
    for (long i = 0; i < rounds; i++) {
        shuffle_items(items, RECORDS, sizeof *items, &seed);
        buffer_reset(&told);
        tell_added(items, 1 + (unsigned)i % 3, run_bytes[i % 3], i % 2 ? pool : NULL, &told);
        assert_true(str_eq(buffer_view(&told), buffer_view(&expected)));
    }
}

static void test_none(void **state) {
    CLEANUP(license_records_free_cleanup) struct license_records *records = new_records(2, 0);
    CLEANUP(buffer_done) struct buffer told = {0};

    (void)state;
    assert_int_equal(license_records_finish(records, NULL, NULL), ERR_OK);
    tell_all(records, &told);
    tell_all(records, &told);
    assert_int_equal(told.n, 0);
}

/* Every beginning of a record's bytes but the whole of them, and words that there are not. */
static void test_broken_bytes(void **state) {
    CLEANUP(buffer_done) struct buffer key = {0}, payload = {0};
    const struct record_shape *shape = &license_record_shapes[LICENSE_RECORD_DEMAND];
    struct license_demand demand, untouched = {.units = 5};

    (void)state;
    record_parts_put(shape, &full_demand, &key, &payload);
    for (size_t n = 0; n < payload.n; n++) {
        demand = untouched;
        assert_false(record_parts_get(shape, buffer_view(&key), str_sub(buffer_view(&payload), 0, n), &demand));
        assert_int_equal(demand.units, 5);
    }
    assert_true(record_parts_get(shape, buffer_view(&key), buffer_view(&payload), &demand));
    assert_false(record_parts_get(shape, STR("a\0b\0c\0d\0"), buffer_view(&payload), &demand));
    buffer_append_char(&payload, '\0');
    assert_false(record_parts_get(shape, buffer_view(&key), buffer_view(&payload), &demand));

    struct license_demand wrong = full_demand;
    wrong.state = DEMAND_STATE_COUNT;
    buffer_reset(&key);
    buffer_reset(&payload);
    record_parts_put(shape, &wrong, &key, &payload);
    assert_false(record_parts_get(shape, buffer_view(&key), buffer_view(&payload), &demand));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members),
        cmocka_unit_test(test_order_of_positions),
        cmocka_unit_test(test_order_of_others),
        cmocka_unit_test(test_shuffled_and_external),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_broken_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
