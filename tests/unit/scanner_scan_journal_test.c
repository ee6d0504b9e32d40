#include "scanner/scan_journal.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct target two[] = {
    {.scope = STR("a"), .address = STR("10.0.0.1"), .port = 22},
    {.scope = STR("b"), .address = STR("10.0.0.2"), .port = 22},
};
static const struct target turned[] = {
    {.scope = STR("b"), .address = STR("10.0.0.2"), .port = 22},
    {.scope = STR("a"), .address = STR("10.0.0.1"), .port = 22},
};
static const struct hop hop = {STR("jump"), 22, {0}};
static const struct target behind[] = {
    {.scope = STR("a"), .address = STR("10.0.0.1"), .port = 22, .hops = &hop, .hop_count = 1},
    {.scope = STR("b"), .address = STR("10.0.0.2"), .port = 22},
};
static const struct target by_snmp[] = {
    {.scope = STR("a"), .address = STR("10.0.0.1"), .port = 22, .method = SCAN_SNMP},
    {.scope = STR("b"), .address = STR("10.0.0.2"), .port = 22},
};

struct given {
    const struct target *targets;
    const char *script, *objects, *credential;
    bool resume;
};

static struct credential_store *credentials_named(const char *name) {
    struct credential_store *store = NULL;
    char text[128];

    snprintf(text, sizeof text, "credentials:\n  - name: %s\n    kind: ssh-agent\n    user: u\n", name);
    scratch_write("credentials.yaml", str_from(text));
    assert_int_equal(chmod("credentials.yaml", 0600), 0);
    assert_int_equal(credential_store_read("credentials.yaml", NULL, &store, NULL), ERR_OK);
    return store;
}

/* Opens the journal as a scan that started at STARTED would; adds a record where it could. */
static enum err_code open_as(const struct given *given, int64_t *started, struct err *err) {
    CLEANUP(credential_store_free_cleanup) struct credential_store *store = credentials_named(given->credential);
    CLEANUP(journal_free_cleanup) struct journal *journal = NULL;
    const struct target_list targets = {.items = (struct target *)(uintptr_t)given->targets, .count = 2};
    struct scan_plan plan = {.targets = &targets,
                             .credentials = store,
                             .script_sha256 = str_from(given->script),
                             .snmp_sha256 = str_from(given->objects),
                             .started = *started};
    bool found = access(SCAN_JOURNAL_NAME, F_OK) == 0;
    enum err_code code = scan_journal_open(AT_FDCWD, "s.partial", found, given->resume, &plan, &journal, err);

    if (!code) {
        *started = plan.started;
        assert_int_equal(journal_append(journal, STR("record"), NULL), ERR_OK);
    }
    return code;
}

static void test_going_on(void **state) {
    static const struct {
        struct given given;
        enum err_code code;
        const char *differs;
    } cases[] = {
        {{two, "abc", "def", "one", false}, ERR_UNFINISHED, ""},
        {{two, "abc", "def", "one", true}, ERR_OK, ""},
        {{turned, "abc", "def", "one", true}, ERR_OTHER_WORK, "--targets"},
        {{behind, "abc", "def", "one", true}, ERR_OTHER_WORK, "--targets"},
        {{by_snmp, "abc", "def", "one", true}, ERR_OTHER_WORK, "--targets"},
        {{two, "abd", "def", "one", true}, ERR_OTHER_WORK, "script"},
        {{two, "abc", "deg", "one", true}, ERR_OTHER_WORK, "script"},
        {{two, "abcdef", "", "one", true}, ERR_OTHER_WORK, "script"},
        {{two, "abc", "def", "other", true}, ERR_OTHER_WORK, "--credentials"},
    };
    const struct given first = {two, "abc", "def", "one", true};
    int64_t started = 1000;

    (void)state;
    /* There is nothing to go on with: it begins. */
    assert_int_equal(open_as(&first, &started, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct err err = {0};
        started = 2000;
        assert_int_equal(open_as(&cases[i].given, &started, &err), cases[i].code);
        assert_int_equal(started, cases[i].code ? 2000 : 1000);
        if (cases[i].code) {
            assert_string_equal(err.arg[0], cases[i].differs);
            assert_string_equal(err.file, "s.partial");
        }
    }
}

/* What was killed before its first host had ended is no scan to go on with, and nothing is lost with it. */
static void test_nothing_in_it(void **state) {
    const struct given given = {two, "abc", "def", "one", false};
    int64_t started = 3000;

    (void)state;
    scratch_write(SCAN_JOURNAL_NAME, STR("\4\0\0\0"));
    assert_int_equal(open_as(&given, &started, NULL), ERR_OK);
    assert_int_equal(started, 3000);
    assert_int_equal(open_as(&given, &started, NULL), ERR_UNFINISHED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_going_on, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_nothing_in_it, scratch_make, scratch_remove),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
