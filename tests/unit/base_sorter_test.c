#include "base/sorter.h"

#include "tests/unit/support/counts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <signal.h>
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

static void sort_and_compare(size_t count, size_t run_bytes) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;
    struct pair *pairs = random_pairs(count);
    const struct pair **sorted = sorted_pairs(pairs, count);

    assert_int_equal(sorter_new(run_bytes, "/tmp", &sorter, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(sorter_add(sorter, pairs[i].key, pairs[i].payload, NULL), ERR_OK);
    }
    assert_int_equal(sorter_count(sorter), count);
    assert_int_equal(sorter_finish(sorter, NULL), ERR_OK);
    assert_gives(sorter, sorted, count);
    assert_ends(sorter);
    assert_int_equal(sorter_rewind(sorter, NULL), ERR_OK);
    assert_gives(sorter, sorted, count / 2);
    assert_int_equal(sorter_rewind(sorter, NULL), ERR_OK);
    assert_gives(sorter, sorted, count);
    assert_ends(sorter);
    free(sorted);
    free(pairs);
}

static void test_equals_qsort(void **state) {
    size_t count = (size_t)test_count("sorter_random");
    /* A record takes some 62 bytes: one run, two, several, and a thousand. */
    const size_t run_bytes[] = {0, count * 40, count * 9, count * 62 / 1000};

    (void)state;
    srandom((unsigned)test_seed());
    for (size_t i = 0; i < ARRAY_LEN(run_bytes); i++) {
        sort_and_compare(count, run_bytes[i]);
    }
}

static void test_few_records(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (size_t count = 1; count < 40; count++) {
        sort_and_compare(count, 0);
        sort_and_compare(count, 1); /* each record is a run */
        sort_and_compare(count, 200);
    }
}

static void test_nothing(void **state) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;

    (void)state;
    assert_int_equal(sorter_new(0, "/tmp", &sorter, NULL), ERR_OK);
    assert_int_equal(sorter_finish(sorter, NULL), ERR_OK);
    assert_ends(sorter);
    assert_int_equal(sorter_rewind(sorter, NULL), ERR_OK);
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
    assert_int_equal(sorter_new(100000, "/tmp", &sorter, NULL), ERR_OK);
    for (size_t i = 0; i < COUNT; i++) {
        char key = (char)('a' + i * 5 % COUNT);
        size_t n = (size_t)(key - 'a') % 2 ? 3 : (size_t)(key - 'a') * STEP;
        memset(payload, key, n);
        assert_int_equal(sorter_add(sorter, (struct str){&key, 1}, (struct str){payload, n}, NULL), ERR_OK);
    }
    assert_int_equal(sorter_finish(sorter, NULL), ERR_OK);
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
    assert_int_equal(sorter_new(100000, "/nonexistent", &sorter, NULL), ERR_OK);
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(sorter_add(sorter, STR("key"), STR("payload"), &err), ERR_OK);
    }
    assert_int_equal(sorter_finish(sorter, &err), ERR_OK);
    assert_int_equal(sorter_new(100, "/nonexistent", &spilling, NULL), ERR_OK);
    assert_int_equal(sorter_add(spilling, STR("key"), STR("payload"), &err), ERR_OK);
    assert_int_equal(sorter_add(spilling, STR("key"), STR("payload"), &err), ERR_OK);
    assert_int_equal(sorter_add(spilling, STR("key"), STR("payload"), &err), ERR_NOT_FOUND);
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
    assert_int_equal(sorter_new(400, "/tmp", &sorter, NULL), ERR_OK);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
    for (int i = 0; i < 1000 && !code; i++) {
        code = sorter_add(sorter, STR("key"), STR("payload"), &err);
    }
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(code, ERR_SYSTEM);
    assert_int_equal(err.os_errno, EFBIG);
    assert_string_equal(err.file, "/tmp");
}

static void test_too_large(void **state) {
    CLEANUP(sorter_free_cleanup) struct sorter *sorter = NULL;

    (void)state;
    assert_int_equal(sorter_new(0, "/tmp", &sorter, NULL), ERR_OK);
    assert_int_equal(sorter_add(sorter, (struct str){"", (size_t)UINT32_MAX + 1}, STR_NONE, NULL), ERR_TOO_LARGE);
    assert_int_equal(sorter_add(sorter, STR_NONE, (struct str){"", (size_t)UINT32_MAX + 1}, NULL), ERR_TOO_LARGE);
    assert_int_equal(sorter_count(sorter), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equals_qsort),
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
