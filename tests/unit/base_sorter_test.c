#include "base/sorter.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct pair {
    struct str key, payload;
    char bytes[48];
};

/* Few different bytes, NUL and 0xFF among them, so that keys share beginnings and repeat. */
static struct str random_text(char *to, size_t most) {
    static const char bytes[] = {'\0', 'a', 'b', (char)0xFF};
    size_t n = (size_t)random() % (most + 1);

    for (size_t i = 0; i < n; i++) {
        to[i] = bytes[(size_t)random() % sizeof bytes];
    }
    return (struct str){to, n};
}

static struct pair *random_pairs(size_t count) {
    struct pair *pairs = calloc(count, sizeof *pairs);

    assert_non_null(pairs);
    for (size_t i = 0; i < count; i++) {
        pairs[i].key = random_text(pairs[i].bytes, 12);
        pairs[i].payload = random_text(pairs[i].bytes + 16, 32);
    }
    return pairs;
}

static int compare_bytes(struct str a, struct str b) {
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        if (a.p[i] != b.p[i]) {
            return (unsigned char)a.p[i] < (unsigned char)b.p[i] ? -1 : 1;
        }
    }
    return a.n == b.n ? 0 : a.n < b.n ? -1 : 1;
}

static int compare_pairs(const void *left, const void *right) {
    const struct pair *const *a = left, *const *b = right;
    int order = compare_bytes((*a)->key, (*b)->key);

    return order ? order : compare_bytes((*a)->payload, (*b)->payload);
}

static const struct pair **sorted_pairs(const struct pair *pairs, size_t count) {
    const struct pair **sorted = calloc(count, sizeof(struct pair *));

    assert_non_null(sorted);
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &pairs[i];
    }
    qsort(sorted, count, sizeof(struct pair *), compare_pairs);
    return sorted;
}

static void assert_gives(struct sorter *sorter, const struct pair *const *sorted, size_t count) {
    struct str key, payload;
    bool more;

    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sorter_next(sorter, &more, &key, &payload, NULL), ERR_OK);
        assert_true(more);
        assert_true(str_eq(key, sorted[i]->key));
        assert_true(str_eq(payload, sorted[i]->payload));
    }
}

static void assert_ends(struct sorter *sorter) {
    struct str key = STR("untouched"), payload = STR("untouched");
    bool more = true;

    for (int i = 0; i < 2; i++) {
        assert_int_equal(sorter_next(sorter, &more, &key, &payload, NULL), ERR_OK);
        assert_false(more);
        assert_true(str_eq(key, STR("untouched")));
        assert_true(str_eq(payload, STR("untouched")));
    }
}

/* Adds each record in a lane that its number decides, all lanes at once. */
struct adding {
    struct sorter *sorter;
    const struct pair *pairs;
    size_t count, lanes;
};

static enum err_code add_lane(void *context, size_t lane, unsigned worker, struct err *err) {
    const struct adding *adding = context;
    enum err_code code = ERR_OK;

    (void)worker;
    for (size_t i = lane; !code && i < adding->count; i += adding->lanes) {
        code = sorter_add(adding->sorter, (unsigned)lane, adding->pairs[i].key, adding->pairs[i].payload, err);
    }
    return code;
}

/* Ranges that are read by themselves, the last one first. */
static void assert_ranges_give(const struct sorter *sorter, const struct pair *const *sorted, size_t count) {
    CLEANUP(sorter_reader_free_cleanup) struct sorter_reader *reader = NULL;
    struct str key, payload;

    assert_int_equal(sorter_reader_new(sorter, &reader, NULL), ERR_OK);
    for (size_t range = sorter_ranges(sorter); range-- > 0;) {
        size_t in_range = 0, at;
        assert_int_equal(sorter_reader_open(reader, range, NULL), ERR_OK);
        while (sorter_reader_next(reader, &key, &payload)) {
            in_range++;
        }
        assert_true(in_range <= count);
        at = count -= in_range;
        assert_int_equal(sorter_reader_open(reader, range, NULL), ERR_OK);
        while (sorter_reader_next(reader, &key, &payload)) {
            assert_true(str_eq(key, sorted[at]->key));
            assert_true(str_eq(payload, sorted[at]->payload));
            at++;
        }
    }
    assert_int_equal(count, 0);
}

/* Some keys, those of the first and the last records among them. */
static void expect(struct sorter *sorter, const struct pair *pairs, size_t count) {
    struct str keys[32];

    for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
        keys[i] = pairs[i * (count - 1) / (ARRAY_LEN(keys) - 1)].key;
    }
    assert_int_equal(sorter_expect(sorter, keys, ARRAY_LEN(keys), NULL), ERR_OK);
}

/* The same with LANES lanes and as many threads. */
static void sort_pairs(const struct pair *pairs, size_t count, size_t run_bytes, unsigned lanes, bool is_expected) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;
    CLEANUP(pool_free_cleanup) struct pool *pool = NULL;
    const struct pair **sorted = sorted_pairs(pairs, count);
    struct adding adding = {.pairs = pairs, .count = count, .lanes = lanes};

    assert_int_equal(pool_new(lanes, &pool, NULL), ERR_OK);
    assert_int_equal(sorter_new(lanes, run_bytes, "/tmp", &sorter, NULL), ERR_OK);
    adding.sorter = sorter;
    if (is_expected) {
        expect(sorter, pairs, count);
    }
    assert_int_equal(parallel_try(pool, lanes, add_lane, &adding, NULL), ERR_OK);
    assert_int_equal(sorter_count(sorter), count);
    assert_int_equal(sorter_finish(sorter, pool, NULL), ERR_OK);
    assert_gives(sorter, sorted, count);
    assert_ends(sorter);
    sorter_rewind(sorter);
    assert_gives(sorter, sorted, count / 2);
    sorter_rewind(sorter);
    assert_gives(sorter, sorted, count);
    assert_ends(sorter);
    assert_ranges_give(sorter, sorted, count);
    free(sorted);
}

static void sort_and_compare(size_t count, size_t run_bytes, unsigned lanes) {
    struct pair *pairs = random_pairs(count);

    sort_pairs(pairs, count, run_bytes, lanes, random() % 2);
    free(pairs);
}

static void test_equals_qsort(void **state) {
    size_t count = (size_t)test_count("sorter_random");
    static const unsigned lanes[] = {1, 2, 7};
    /* A record takes some 54 bytes: all in memory, some of it, little, next to nothing. */
    const size_t run_bytes[] = {0, count * 40, count * 9, count * 54 / 1000};

    (void)state;
    srandom((unsigned)test_seed());
    for (size_t i = 0; i < ARRAY_LEN(run_bytes); i++) {
        for (size_t k = 0; k < ARRAY_LEN(lanes); k++) {
            sort_and_compare(count, run_bytes[i], lanes[k]);
        }
    }
}

/* Numbers as people give them: long common beginnings. In order, the first records tell nothing about the last, and
 * ranges come out too large at first. */
static void test_asset_numbers(void **state) {
    size_t count = 10 * (size_t)test_count("sorter_random");
    static const size_t run_bytes[] = {0, 100000, 1 << 20};
    struct pair *pairs = calloc(count, sizeof *pairs);

    (void)state;
    assert_non_null(pairs);
    srandom((unsigned)test_seed());
    for (size_t round = 0; round < ARRAY_LEN(run_bytes); round++) {
        for (size_t i = 0; i < count; i++) {
            unsigned number = round == 0 ? (unsigned)random() % (unsigned)count : (unsigned)i;
            int n = snprintf(pairs[i].bytes, sizeof pairs[i].bytes, "HW-20%02u-%09u", number / 1000 % 24, number);
            pairs[i].key = pairs[i].payload = (struct str){pairs[i].bytes, (size_t)n};
        }
        sort_pairs(pairs, count, run_bytes[round], 2, false);
        sort_pairs(pairs, count, run_bytes[round], 2, true);
    }
    free(pairs);
}

/* Nothing tells these apart, so nothing can divide them. */
static void test_all_alike(void **state) {
    enum { COUNT = 20000 };
    struct pair *pairs = calloc(COUNT, sizeof *pairs);

    (void)state;
    assert_non_null(pairs);
    for (size_t i = 0; i < COUNT; i++) {
        pairs[i].key = STR("the same key for all of them");
        pairs[i].payload = STR("payload");
    }
    sort_pairs(pairs, COUNT, 0, 2, true);
    sort_pairs(pairs, COUNT, 1000, 2, false);
    sort_pairs(pairs, COUNT, 1000, 2, true);
    free(pairs);
}

static void test_few_records(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (size_t count = 1; count < 40; count++) {
        sort_and_compare(count, 0, 1);
        sort_and_compare(count, 1, 1); /* each record but the first goes to the file at once */
        sort_and_compare(count, 200, 3);
    }
}

static void test_nothing(void **state) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;

    (void)state;
    assert_int_equal(sorter_new(2, 0, "/tmp", &sorter, NULL), ERR_OK);
    assert_int_equal(sorter_finish(sorter, NULL, NULL), ERR_OK);
    assert_ends(sorter);
    sorter_rewind(sorter);
    assert_ends(sorter);
}

/* Payloads past every read buffer, merged with short ones. */
static void test_large_records(void **state) {
    enum { COUNT = 12, STEP = 300000 };
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;
    char *payload = calloc(COUNT, STEP);
    struct str got_key, got;
    bool more;

    (void)state;
    assert_int_equal(sorter_new(1, 100000, "/tmp", &sorter, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT; i++) {
        char key = (char)('a' + i * 5 % COUNT);
        size_t n = (size_t)(key - 'a') % 2 ? 3 : (size_t)(key - 'a') * STEP;
        memset(payload, key, n);
        assert_int_equal(sorter_add(sorter, 0, (struct str){&key, 1}, (struct str){payload, n}, NULL), ERR_OK);
    }
    assert_int_equal(sorter_finish(sorter, NULL, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT; i++) {
        char key = (char)('a' + i);
        assert_int_equal(sorter_next(sorter, &more, &got_key, &got, NULL), ERR_OK);
        assert_true(more);
        assert_true(str_eq(got_key, (struct str){&key, 1}));
        assert_int_equal(got.n, i % 2 ? 3 : i * STEP);
        memset(payload, key, got.n);
        assert_true(str_eq(got, (struct str){payload, got.n}));
    }
    assert_ends(sorter);
    free(payload);
}

/* One run stays in memory: a directory that is not there does not matter until the second. */
static void test_disk_only_past_one_run(void **state) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;
    CLEANUP(sorter_free_cleanup) struct sorter *spilling = NULL;
    struct err err;

    (void)state;
    assert_int_equal(sorter_new(1, 100000, "/nonexistent", &sorter, NULL), ERR_OK);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(sorter_add(sorter, 0, STR("key"), STR("payload"), &err), ERR_OK);
    }
    assert_int_equal(sorter_finish(sorter, NULL, &err), ERR_OK);
    assert_int_equal(sorter_new(1, 120, "/nonexistent", &spilling, NULL), ERR_OK);
    assert_int_equal(sorter_add(spilling, 0, STR("key"), STR("payload"), &err), ERR_OK);
    assert_int_equal(sorter_add(spilling, 0, STR("key"), STR("payload"), &err), ERR_OK);
    assert_int_equal(sorter_add(spilling, 0, STR("key"), STR("payload"), &err), ERR_NOT_FOUND);
    assert_string_equal(err.file, "/nonexistent");
}

static void test_full_disk(void **state) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;
    struct rlimit before, limit;
    enum err_code code = ERR_OK;
    struct err err;

    (void)state;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    limit = (struct rlimit){.rlim_cur = 1000, .rlim_max = before.rlim_max};
    assert_int_equal(sorter_new(1, 400, "/tmp", &sorter, NULL), ERR_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 1000 && !code; i++) {
        code = sorter_add(sorter, 0, STR("key"), STR("payload"), &err);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(code, ERR_SYSTEM);
    assert_int_equal(err.os_errno, EFBIG);
    assert_string_equal(err.file, "/tmp");
}

static void test_too_large(void **state) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;

    (void)state;
    assert_int_equal(sorter_new(1, 0, "/tmp", &sorter, NULL), ERR_OK);
    assert_int_equal(sorter_add(sorter, 0, (struct str){"", (size_t)UINT32_MAX + 1}, STR_NONE, NULL), ERR_TOO_LARGE);
    assert_int_equal(sorter_add(sorter, 0, STR_NONE, (struct str){"", (size_t)UINT32_MAX + 1}, NULL), ERR_TOO_LARGE);
    assert_int_equal(sorter_count(sorter), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_qsort),
        cmocka_unit_test(test_asset_numbers),
        cmocka_unit_test(test_all_alike),
        cmocka_unit_test(test_few_records),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_large_records),
        cmocka_unit_test(test_disk_only_past_one_run),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_too_large),
    };

    sorter_free(NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
