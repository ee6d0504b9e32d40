#include "base/arena.h"

#include "tests/unit/support/cmocka.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

static void test_aligned_and_zeroed(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    for (int round = 0; round < 3; round++) {
        for (size_t size = 0; size < 5000; size += 37) {
            unsigned char *p = arena_alloc(arena, size);
            assert_non_null(p);
            assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < size; i++) {
                assert_int_equal(p[i], 0);
            }
            memset(p, 0xA5, size);
        }
        arena_reset(arena);
    }
}

static void test_no_overlap(void **state) {
    enum { COUNT = 300 };
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    unsigned char *blocks[COUNT];
    size_t sizes[COUNT];

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        /* Now and then one that needs a chunk of its own. */
        sizes[i] = i % 50 == 7 ? 300000 + i : i * 3 + 1;
        blocks[i] = arena_alloc(arena, sizes[i]);
        assert_non_null(blocks[i]);
        memset(blocks[i], (int)(i & 0xFF), sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++) {
        for (size_t k = 0; k < sizes[i]; k++) {
            assert_int_equal(blocks[i][k], i & 0xFF);
        }
    }
}

static void test_dup_and_printf(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char source[] = "asset";
    struct str copy = arena_dup(arena, str_from(source));
    struct str printed = arena_printf(arena, "%s-%05d", "NB", 42);
    struct str empty = arena_dup(arena, STR_NONE);

    (void)state;
    source[0] = 'X';
    assert_string_equal(copy.p, "asset");
    assert_int_equal(copy.n, 5);
    assert_string_equal(printed.p, "NB-00042");
    assert_int_equal(printed.n, 8);
    assert_non_null(empty.p);
    assert_int_equal(empty.n, 0);
    assert_int_equal(empty.p[0], '\0');
    assert_string_equal(arena_dup_cstr(arena, STR("ab\0c")), "ab");
    assert_true(str_eq(arena_dup_lower(arena, STR("Web1.EXAMPLE\xc3\x84")), STR("web1.example\xc3\x84")));
    assert_false(arena_failed(arena));
}

static void test_failure_is_kept(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();

    (void)state;
    assert_null(arena_alloc_array(arena, SIZE_MAX / 2, 3));
    assert_true(arena_failed(arena));
    assert_non_null(arena_alloc(arena, 1));
    assert_true(arena_failed(arena));
    arena_reset(arena);
    assert_false(arena_failed(arena));
    assert_null(arena_alloc(arena, SIZE_MAX));
    assert_true(arena_failed(arena));
    arena_reset(arena);
    assert_null(arena_alloc(arena, PTRDIFF_MAX));
    assert_true(arena_failed(arena));
    arena_reset(arena);
    assert_null(arena_dup(arena, (struct str){"", SIZE_MAX}).p);
    assert_true(arena_failed(arena));
}

static void test_reset_reuses(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    size_t footprint = 0;

    (void)state;
    for (int round = 0; round < 20; round++) {
        size_t total = 0;
        for (size_t i = 0; i < 100; i++) {
            size_t size = i % 10 == 0 ? 200000 : 100;
            assert_non_null(arena_alloc(arena, size));
            total += size;
        }
        assert_true(arena_footprint(arena) >= total);
        if (round == 1) {
            footprint = arena_footprint(arena);
        }
        arena_reset(arena);
    }
    assert_int_equal(arena_footprint(arena), footprint);
}

static void test_reset_poisons(void **state) {
#if defined(__SANITIZE_ADDRESS__)
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    char *p = arena_alloc(arena, 13);

    (void)state;
    assert_false(__asan_address_is_poisoned(p + 12));
    assert_true(__asan_address_is_poisoned(p + 13));
    arena_reset(arena);
    assert_true(__asan_address_is_poisoned(p));
#else
    (void)state;
    skip();
#endif
}

static void test_grow(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    uint32_t *items = NULL, capacity = 0;

    (void)state;
    for (uint32_t i = 0; i < 1000; i++) {
        items = arena_grow(arena, items, i, 1, &capacity, sizeof *items);
        assert_non_null(items);
        assert_true(capacity > i);
        items[i] = i;
    }
    for (uint32_t i = 0; i < 1000; i++) {
        assert_int_equal(items[i], i);
    }
    uint32_t before = capacity;
    assert_ptr_equal(arena_grow(arena, items, 1000, capacity - 1000, &capacity, sizeof *items), items);
    assert_int_equal(capacity, before);
    assert_null(arena_grow(arena, items, 1000, UINT32_MAX, &capacity, sizeof *items));
    assert_int_equal(capacity, before);
    assert_true(arena_failed(arena));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_aligned_and_zeroed),
        cmocka_unit_test(test_no_overlap),
        cmocka_unit_test(test_dup_and_printf),
        cmocka_unit_test(test_failure_is_kept),
        cmocka_unit_test(test_reset_reuses),
        cmocka_unit_test(test_reset_poisons),
        cmocka_unit_test(test_grow),
    };

    arena_free(NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
