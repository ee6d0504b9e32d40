#include "reconciler/device_ids.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/ministry.h"

/* Ids are compared as they are, and no id at all is one that a single device may have. */
static void test_ids(void **state) {
    static const struct {
        const char *devices;
        const char *collision; /* NULL: none */
    } cases[] = {
        {"device_id,hostname\nd-1,a\nd-2,b\n", NULL},
        {"device_id,hostname\nd-1,a\nd-2,b\nd-1,c\n", "d-1"},
        {"device_id,hostname\nd-1,a\nD-1,b\n", NULL},
        {"device_id,hostname\nd-1,a\nD-1,b\nd-2,c\nD-1,d\nd-1,e\n", "D-1"},
        {"device_id,hostname\n,a\nd-1,b\n", NULL},
        {"device_id,hostname\n,a\nd-1,b\n,c\nd-1,d\n", ""},
        {"device_id,hostname\nd-1,a\nd-1,b\n,c\n,d\n", ""}, /* the writer sorts by id */
        {"hostname\na\n", NULL},
        {"hostname\na\nb\n", ""},
    };
    struct pool *pool;

    (void)state;
    assert_int_equal(pool_new(3, &pool, NULL), ERR_OK);
    for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
        struct ministry *ministry =
            ministry_new(&(struct ministry_text){.assets = "asset_id\nA-1\n", .devices = cases[i / 2].devices});
        struct err err = {0};
        enum err_code code = device_ids_check(ministry_devices(ministry), i % 2 ? pool : NULL, &err);
        assert_int_equal(code, cases[i / 2].collision ? ERR_ID_TWICE : ERR_OK);
        if (code) {
            assert_string_equal(err.arg[0], cases[i / 2].collision);
        }
        ministry_free(ministry);
    }
    assert_int_equal(device_ids_check(NULL, pool, NULL), ERR_OK);
    pool_free(pool);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ids)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
