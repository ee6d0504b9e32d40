#include "history/dispositions.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/nights.h"
#include "tests/unit/support/scratch.h"

#include <stdio.h>

static enum err_code take_id(void *context, const struct history_finding *finding, struct err *err) {
    (void)err;
    *(uint64_t *)context = finding->finding.id;
    return ERR_OK;
}

/* A store whose one run had one finding. */
static struct history *open_store(uint64_t *ret_id) {
    const struct finding finding = night_attribute("A-1", "memory_mb", "8GB");
    struct history *history = night_store();
    struct night night;

    night_join(history, night_day("2027-04-01"), &finding, 1, NULL, NULL, &night);
    night_complete(history, &night);
    assert_int_equal(
        history_findings_each(history, DATE_NONE, &(struct history_filter){.only_open = false}, take_id, ret_id, NULL),
        ERR_OK);
    return history;
}

static enum err_code set(struct history *history, const struct disposition *disposition) {
    assert_int_equal(database_begin(history_database(history), NULL), ERR_OK);
    enum err_code code = disposition_set(history, disposition, NULL);
    assert_int_equal(database_commit(history_database(history), NULL), ERR_OK);
    return code;
}

/* "cause|prevention|action|owner|due|state|by|on", or "". */
static void assert_stored(struct history *history, uint64_t id, const char *expected) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    struct disposition is;
    char text[512] = "", due[11], on[11];
    bool found;

    assert_int_equal(disposition_get(history, id, arena, &is, &found, NULL), ERR_OK);
    if (found) {
        date_format(is.due, due);
        date_format(is.changed_on, on);
        snprintf(text, sizeof text, "%.*s|%.*s|%.*s|%.*s|%s|%s|%.*s|%s", STR_FMT(is.cause), STR_FMT(is.prevention),
                 STR_FMT(is.action), STR_FMT(is.owner), due, disposition_state_name(is.state), STR_FMT(is.changed_by),
                 on);
    } else {
        assert_true(disposition_equals(&is, &(struct disposition){.due = DATE_NONE}));
    }
    assert_string_equal(text, expected);
}

static void test_set_changed_removed(void **state) {
    uint64_t id = 0;
    CLEANUP(history_close_cleanup) struct history *history = open_store(&id);
    struct disposition disposition = {
        .id = id,
        .cause = STR("増設の申請漏れ"),
        .owner = STR("山田"),
        .due = night_day("2027-05-31"),
        .state = DISPOSITION_IN_PROGRESS,
        .changed_by = STR("佐藤"),
        .changed_on = night_day("2027-04-02"),
    };

    (void)state;
    assert_stored(history, id, "");
    assert_int_equal(set(history, &disposition), ERR_OK);
    assert_stored(history, id, "増設の申請漏れ|||山田|2027-05-31|in-progress|佐藤|2027-04-02");

    disposition.changed_by = STR("鈴木"); /* says the same: who said it first stays */
    assert_int_equal(set(history, &disposition), ERR_OK);
    assert_stored(history, id, "増設の申請漏れ|||山田|2027-05-31|in-progress|佐藤|2027-04-02");

    disposition.due = DATE_NONE;
    disposition.state = DISPOSITION_DONE;
    disposition.prevention = STR("申請の\n徹底");
    disposition.changed_on = night_day("2027-04-09");
    assert_int_equal(set(history, &disposition), ERR_OK);
    assert_stored(history, id, "増設の申請漏れ|申請の\n徹底||山田||done|鈴木|2027-04-09");

    disposition = (struct disposition){
        .id = id, .due = DATE_NONE, .changed_by = STR("田中"), .changed_on = night_day("2027-04-10")};
    assert_int_equal(set(history, &disposition), ERR_OK);
    assert_stored(history, id, "");
    night_assert_log(history, id,
                     "2027-04-02 佐藤 cause:  > 増設の申請漏れ\n"
                     "2027-04-02 佐藤 owner:  > 山田\n"
                     "2027-04-02 佐藤 due:  > 2027-05-31\n"
                     "2027-04-02 佐藤 state:  > in-progress\n"
                     "2027-04-09 鈴木 prevention:  > 申請の\n徹底\n"
                     "2027-04-09 鈴木 due: 2027-05-31 > \n"
                     "2027-04-09 鈴木 state: in-progress > done\n"
                     "2027-04-10 田中 cause: 増設の申請漏れ > \n"
                     "2027-04-10 田中 prevention: 申請の\n徹底 > \n"
                     "2027-04-10 田中 owner: 山田 > \n"
                     "2027-04-10 田中 state: done > \n");
}

static void test_unknown(void **state) {
    uint64_t id = 0;
    CLEANUP(history_close_cleanup) struct history *history = open_store(&id);
    const struct disposition disposition = {
        .id = id ^ 1, .cause = STR("x"), .due = DATE_NONE, .changed_by = STR("A"), .changed_on = {0}};

    (void)state;
    assert_int_equal(set(history, &disposition), ERR_NOT_FOUND);
    assert_stored(history, id ^ 1, "");
}

/* What was decided outlives the finding, and is there when it comes back. */
static void test_carried(void **state) {
    uint64_t id = 0;
    CLEANUP(history_close_cleanup) struct history *history = open_store(&id);
    const struct finding finding = night_attribute("A-1", "memory_mb", "8GB");
    const struct disposition disposition = {.id = id,
                                            .action = STR("交換"),
                                            .due = DATE_NONE,
                                            .changed_by = STR("A"),
                                            .changed_on = night_day("2027-04-01")};
    struct night night;

    (void)state;
    assert_int_equal(set(history, &disposition), ERR_OK);
    night_join(history, night_day("2027-04-02"), NULL, 0, NULL, NULL, &night);
    night_complete(history, &night);
    assert_stored(history, id, "||交換|||open|A|2027-04-01");
    night_join(history, night_day("2027-04-03"), &finding, 1, NULL, NULL, &night);
    night_complete(history, &night);
    assert_stored(history, id, "||交換|||open|A|2027-04-01");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_set_changed_removed, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_unknown, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(test_carried, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
