#include "pairing/groups.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ministry.h"

static uint32_t owner(void *context, struct str reference) {
    unsigned *calls = context;

    __atomic_add_fetch(calls, 1, __ATOMIC_RELAXED);
    return reference.n == 1 ? (uint32_t)(reference.p[0] - 'a') : UINT32_MAX;
}

/* The label of a row: its number times 100, and 7. */
static void read_labels(const void *context, uint32_t first, uint32_t count, uint64_t *ret_labels) {
    (void)context;
    for (uint32_t i = 0; i < count; i++) {
        ret_labels[i] = (uint64_t)(first + i) * 100 + 7;
    }
}

/* Owners a to d; c has none, "zz" is nobody. */
static void test_rows_by_owner(void **state) {
    struct ministry *ministry =
        ministry_new(&(struct ministry_text){.listed = "asset_id,product\nb,P0\na,P1\nzz,P2\nb,P3\nd,P4\nb,P5\n"});
    static const uint32_t first[] = {0, 1, 4, 4, 5}, rows[] = {1, 0, 3, 5, 4};
    const struct table *table = inventory_table(ministry_ledger(ministry), TABLE_SOFTWARE);
    unsigned calls = 0;
    struct row_groups_input input = {
        .table = table, .column = SOFTWARE_ASSET_ID, .owners = 4, .owner = owner, .owner_context = &calls};
    struct row_groups groups;

    (void)state;
    for (int has_labels = 0; has_labels <= 1; has_labels++) {
        calls = 0;
        input.labels = has_labels ? read_labels : NULL;
        assert_int_equal(row_groups_build(&input, &groups, NULL), ERR_OK);
        for (uint32_t i = 0; i < 5; i++) {
            assert_int_equal(groups.first[i], first[i]);
            assert_int_equal(row_groups_row(&groups, i), rows[i]);
            assert_int_equal(row_groups_label(&groups, i), has_labels ? rows[i] * 100 + 7 : 0);
        }
        assert_int_equal(calls, 5); /* once a text, the blank one too */
        row_groups_done(&groups);
    }
    ministry_free(ministry);
}

/* Enough rows for several parts and blocks; a column with too many texts to be coded when IS_CODED is not set. Row i
 * belongs to the owner (i * 7 + i / 1000) % OWNERS, and each row of the longer references to nobody. */
enum { OWNERS = 20, MANY = 50000, UNCODED = (1 << 20) + 10 };

static struct ministry *ministry_of_many(uint32_t rows, bool is_coded) {
    struct buffer text = {0};

    buffer_append_cstr(&text, "asset_id,product\n");
    for (uint32_t i = 0; i < rows; i++) {
        if (i < MANY) {
            buffer_printf(&text, "%c,P\n", 'a' + (i * 7 + i / 1000) % OWNERS);
        } else {
            buffer_printf(&text, "x%u,P\n", is_coded ? 0 : i);
        }
    }
    buffer_append_char(&text, '\0');
    struct ministry *ministry = ministry_new(&(struct ministry_text){.listed = text.p});
    buffer_done(&text);
    return ministry;
}

static void check_many(const struct table *table, struct pool *pool) {
    unsigned calls = 0;
    struct row_groups_input input = {.table = table,
                                     .column = SOFTWARE_ASSET_ID,
                                     .owners = OWNERS,
                                     .owner = owner,
                                     .owner_context = &calls,
                                     .labels = read_labels,
                                     .pool = pool};
    struct row_groups groups;
    uint32_t next[OWNERS];

    assert_int_equal(row_groups_build(&input, &groups, NULL), ERR_OK);
    assert_int_equal(groups.first[OWNERS], MANY);
    memcpy(next, groups.first, sizeof next);
    for (uint32_t row = 0; row < MANY; row++) {
        uint32_t member = next[(row * 7 + row / 1000) % OWNERS]++;
        assert_int_equal(row_groups_row(&groups, member), row);
        assert_int_equal(row_groups_label(&groups, member), (uint64_t)row * 100 + 7);
    }
    for (uint32_t i = 0; i < OWNERS; i++) {
        assert_int_equal(next[i], groups.first[i + 1]);
    }
    row_groups_done(&groups);
}

static void test_many_rows(void **state) {
    struct pool *pool = NULL;

    (void)state;
    assert_int_equal(pool_new(3, &pool, NULL), ERR_OK);
    for (int is_coded = 0; is_coded <= 1; is_coded++) {
        struct ministry *ministry = ministry_of_many(is_coded ? MANY + 10 : UNCODED + MANY, is_coded);
        const struct table *table = inventory_table(ministry_ledger(ministry), TABLE_SOFTWARE);
        assert_int_equal(table_code_count(table, SOFTWARE_ASSET_ID) > 0, is_coded);
        check_many(table, pool);
        check_many(table, NULL);
        ministry_free(ministry);
    }
    pool_free(pool);
}

static void test_no_table(void **state) {
    unsigned calls = 0;
    struct row_groups_input input = {.column = SOFTWARE_ASSET_ID, .owners = 3, .owner = owner, .owner_context = &calls};
    struct row_groups groups;

    (void)state;
    assert_int_equal(row_groups_build(&input, &groups, NULL), ERR_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(groups.first[i], 0);
    }
    row_groups_done(&groups);
    input.owners = 0;
    assert_int_equal(row_groups_build(&input, &groups, NULL), ERR_OK);
    row_groups_done(&groups);
    assert_int_equal(calls, 0);
}

static void test_label_bits(void **state) {
    (void)state;
    assert_int_equal(row_groups_label_bits(1), 63);
    assert_int_equal(row_groups_label_bits(2), 63);
    assert_int_equal(row_groups_label_bits(3), 62);
    assert_int_equal(row_groups_label_bits(UINT32_C(1) << 25), 39);
    assert_int_equal(row_groups_label_bits((UINT32_C(1) << 25) + 1), 38);
    assert_int_equal(row_groups_label_bits(UINT32_MAX), 32);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_by_owner),
        cmocka_unit_test(test_many_rows),
        cmocka_unit_test(test_no_table),
        cmocka_unit_test(test_label_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
