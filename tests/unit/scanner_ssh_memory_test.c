#include "scanner/ssh/memory.h"

#include "tests/unit/support/cmocka.h"

#include <string.h>

static void test_content_moves_along(void **state) {
    static const char text[] = "a key";
    void *context = NULL;
    char *memory = ssh_memory_realloc(NULL, sizeof text, &context);

    (void)state;
    assert_non_null(memory);
    memcpy(memory, text, sizeof text);
    memory = ssh_memory_realloc(memory, 100000, &context);
    assert_non_null(memory);
    assert_string_equal(memory, "a key");
    memset(memory + sizeof text, 'x', 100000 - sizeof text);
    memory = ssh_memory_realloc(memory, 2, &context);
    assert_non_null(memory);
    assert_memory_equal(memory, "a ", 2);
    ssh_memory_free(memory, &context);
}

static void test_fits_any_type(void **state) {
    (void)state;
    for (size_t size = 0; size < 100; size++) {
        void *memory = ssh_memory_alloc(size, NULL);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % _Alignof(max_align_t), 0);
        ssh_memory_free(memory, NULL);
    }
    ssh_memory_free(NULL, NULL);
}

/* Sizes that a wrapped sum would make small. */
static void test_too_much(void **state) {
    static const size_t sizes[] = {SIZE_MAX, SIZE_MAX - 8, SIZE_MAX - 16, (size_t)PTRDIFF_MAX + 1};
    char *memory = ssh_memory_alloc(4, NULL);

    (void)state;
    assert_non_null(memory);
    memcpy(memory, "old", 4);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_null(ssh_memory_alloc(sizes[i], NULL));
        assert_null(ssh_memory_realloc(memory, sizes[i], NULL));
        assert_string_equal(memory, "old");
    }
    ssh_memory_free(memory, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_content_moves_along),
        cmocka_unit_test(test_fits_any_type),
        cmocka_unit_test(test_too_much),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
