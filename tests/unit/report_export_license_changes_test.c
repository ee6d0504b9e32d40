#include "report/export/license_changes.h"

#include "base/buffer.h"

#include <sys/stat.h>

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#define HEADING "vendor,product,edition,version,metric,entitled,effective,need_max,outcome\r\n"

static struct result_set *open_results(const char *directory, const char *rows) {
    CLEANUP(buffer_done) struct buffer path = {0};
    struct result_set *results = NULL;

    assert_int_equal(mkdir(directory, 0777), 0);
    buffer_printf(&path, "%s/summary.json", directory);
    buffer_append_char(&path, '\0');
    scratch_write(path.p, STR("{\"format\":1,\"language\":\"en\"}"));
    buffer_reset(&path);
    buffer_printf(&path, "%s/license_position.csv", directory);
    buffer_append_char(&path, '\0');
    scratch_write(path.p, str_from(rows));
    assert_int_equal(result_set_open(directory, &results, NULL), ERR_OK);
    return results;
}

static void append(struct buffer *out, struct str before, struct str after) {
    buffer_printf(out, " %.*s/%.*s", STR_FMT(before), STR_FMT(after));
}

/* "Office Standard device 4/6 …", a line each: entitled, effective, need, outcome. */
static const char *compare(const char *before, const char *after, struct buffer *out) {
    CLEANUP(result_set_free_cleanup) struct result_set *then = open_results("then", before);
    CLEANUP(result_set_free_cleanup) struct result_set *now = open_results("now", after);
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct license_changes changes = {0};

    assert_int_equal(license_changes_read(then, now, arena, &changes, NULL), ERR_OK);
    for (uint32_t i = 0; i < changes.count; i++) {
        const struct license_change *change = &changes.items[i];
        buffer_printf(out, "%.*s %.*s %.*s", STR_FMT(change->product), STR_FMT(change->edition),
                      STR_FMT(change->metric));
        append(out, change->entitled_before, change->entitled_after);
        append(out, change->effective_before, change->effective_after);
        append(out, change->need_before, change->need_after);
        append(out, change->outcome_before, change->outcome_after);
        buffer_append_char(out, '\n');
    }
    buffer_append_char(out, '\0');
    return out->p;
}

/* One is the same, of one the need rose, one is gone, one is new; one product is counted in two ways. */
static void test_what_changed(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    assert_string_equal(compare(HEADING "Adobe,Acrobat,,,user,2,2,1,conforming\r\n"
                                        "Microsoft,Office,Standard,2021,device,4,4,4,conforming\r\n"
                                        "Microsoft,Office,Standard,2021,user,9,9,9,conforming\r\n"
                                        "Oracle,Database,,,core,8,8,8,conforming\r\n",
                                HEADING "Adobe,Acrobat,,,user,2,2,1,conforming\r\n"
                                        "Arcserve,UDP,,9,server,1,1,1,conforming\r\n"
                                        "Microsoft,Office,Standard,2024,device,6,6,7,violation\r\n"
                                        "Microsoft,Office,Standard,2024,user,9,9,9,conforming\r\n",
                                &out),
                        "UDP  server /1 /1 /1 /conforming\n"
                        "Office Standard device 4/6 4/6 4/7 conforming/violation\n"
                        "Database  core 8/ 8/ 8/ conforming/\n");
}

static void test_nothing(void **state) {
    CLEANUP(buffer_done) struct buffer out = {0};

    (void)state;
    assert_string_equal(compare(HEADING, HEADING, &out), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {SCRATCH_TEST(test_what_changed), SCRATCH_TEST(test_nothing)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
