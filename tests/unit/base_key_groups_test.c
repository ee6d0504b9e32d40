#include "base/key_groups.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <pthread.h>
#include <stdlib.h>

enum { COLUMNS = 3 };

static uint64_t draw(uint64_t *state) {
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return *state >> 20;
}

/* Few keys, spread over all bits, so that many are equal. */
static uint64_t random_key(uint64_t *state, uint64_t distinct) {
    uint64_t key = draw(state) % distinct;

    return key < 3 ? key : key * UINT64_C(0x9E3779B97F4A7C15);
}

struct found {
    pthread_mutex_t lock;
    struct key_column *columns;
    uint8_t *seen[COLUMNS]; /* by place in the column */
    size_t groups;
};

static size_t place_of(const struct key_column *column, uint32_t row) {
    return column->rows ? (size_t)row / 7 : row;
}

/* Members come in order, have the key, and come once. */
static void take(void *context, unsigned worker, const struct key_member *members, size_t count) {
    struct found *found = context;

    (void)worker;
    pthread_mutex_lock(&found->lock);
    found->groups++;
    assert_true(count >= 2);
    for (size_t i = 0; i < count; i++) {
        const struct key_column *column = &found->columns[members[i].side];
        size_t place = place_of(column, members[i].row);
        assert_true(members[i].key == members[0].key && column->keys[place] == members[0].key);
        assert_int_equal(found->seen[members[i].side][place]++, 0);
        assert_true(i == 0 || members[i - 1].side < members[i].side ||
                    (members[i - 1].side == members[i].side && members[i - 1].row < members[i].row));
    }
    pthread_mutex_unlock(&found->lock);
}

static void expect(void *context, const struct key_member *member) {
    const struct found *found = context;
    const struct key_column *column = &found->columns[member->side];

    assert_true(column->keys[place_of(column, member->row)] == member->key);
}

static int compare_keys(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

static bool counts(const struct key_column *column, uint64_t key) {
    return key >= KEY_GROUPS_FIRST && !(key & column->passed_over);
}

/* Sorting all keys is the second method. */
static void check(struct key_column columns[COLUMNS], struct pool *pool, struct budget *budget) {
    struct found found = {.lock = PTHREAD_MUTEX_INITIALIZER, .columns = columns};
    struct key_group_handler handler = {.context = &found, .take = take, .expect = expect};
    size_t all = 0, n = 0, groups = 0;

    for (unsigned i = 0; i < COLUMNS; i++) {
        found.seen[i] = calloc(columns[i].count + 1, 1);
        all += columns[i].count;
    }
    assert_int_equal(key_groups_find(pool, budget, columns, COLUMNS, &handler, NULL), ERR_OK);
    uint64_t *sorted = calloc(all + 1, sizeof *sorted);
    for (unsigned i = 0; i < COLUMNS; i++) {
        for (size_t j = 0; j < columns[i].count; j++) {
            sorted[n] = columns[i].keys[j];
            n += counts(&columns[i], columns[i].keys[j]);
        }
    }
    qsort(sorted, n, sizeof *sorted, compare_keys);
    for (size_t i = 1; i < n; i++) {
        groups += sorted[i] == sorted[i - 1] && (i == 1 || sorted[i - 1] != sorted[i - 2]);
    }
    assert_int_equal(found.groups, groups);
    for (unsigned i = 0; i < COLUMNS; i++) {
        for (size_t j = 0; j < columns[i].count; j++) {
            uint64_t key = columns[i].keys[j], *place = bsearch(&key, sorted, n, sizeof key, compare_keys);
            bool is_alone =
                !place || !((place > sorted && place[-1] == key) || (place + 1 < sorted + n && place[1] == key));
            assert_int_equal(found.seen[i][j], counts(&columns[i], key) && !is_alone);
        }
        free(found.seen[i]);
    }
    free(sorted);
}

static void test_random(void **state) {
    long rounds = test_count("key_groups_random");
    uint64_t seed = test_seed();
    struct pool *pool;

    (void)state;
    assert_int_equal(pool_new(3, &pool, NULL), ERR_OK);
    for (long round = 0; round < rounds; round++) {
        struct key_column columns[COLUMNS] = {{0}};
        uint64_t distinct = 1 + draw(&seed) % 200000;
        for (unsigned i = 0; i < COLUMNS; i++) {
            columns[i].side = i;
            columns[i].count = draw(&seed) % (draw(&seed) % 4 ? 1000 : 200000);
            columns[i].passed_over = i == 1;
            uint64_t *keys = calloc(columns[i].count + 1, sizeof *keys);
            uint32_t *rows = calloc(columns[i].count + 1, sizeof *rows);
            for (size_t j = 0; j < columns[i].count; j++) {
                keys[j] = random_key(&seed, distinct);
                rows[j] = (uint32_t)j * 7;
            }
            columns[i].keys = keys;
            columns[i].rows = i == 2 ? rows : NULL;
            if (i != 2) {
                free(rows);
            }
        }
        struct budget *budget = NULL;
        if (round % 3) { /* in up to a thousand rounds */
            assert_int_equal(budget_new(draw(&seed) % (4 << 20), "/var/tmp", &budget, NULL), ERR_OK);
        }
        check(columns, round % 2 ? pool : NULL, budget);
        budget_free(budget);
        for (unsigned i = 0; i < COLUMNS; i++) {
            free((void *)(uintptr_t)columns[i].keys);
            free((void *)(uintptr_t)columns[i].rows);
        }
    }
    pool_free(pool);
}

static void no_group(void *context, unsigned worker, const struct key_member *members, size_t count) {
    (void)context, (void)worker, (void)members, (void)count;
    fail();
}

static void test_nothing_to_find(void **state) {
    static const uint64_t keys[] = {0, 0, 1, 1, 2, 3, UINT64_MAX};
    const struct key_column columns[] = {{.keys = keys, .count = ARRAY_LEN(keys)}, {.keys = NULL, .count = 0}};
    const struct key_group_handler handler = {.take = no_group};

    (void)state;
    assert_int_equal(key_groups_find(NULL, NULL, columns, 2, &handler, NULL), ERR_OK);
    assert_int_equal(key_groups_find(NULL, NULL, columns, 0, &handler, NULL), ERR_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_nothing_to_find),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
