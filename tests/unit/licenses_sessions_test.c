#include "licenses/sessions.h"

#include "tests/unit/support/counts.h"
#include "tests/unit/support/ledger_text.h"

#include <stdlib.h>

enum { TOOL = 7, CAD = 3, OTHER = 5, JAPAN = 9 * 60 * 60 };

struct logs {
    struct ledger_text ledger;
    struct session_log *log;
    int asked;
};

/* Tool, in any spelling, and CAD. */
static enum err_code number_of(void *context, struct str title, uint32_t *ret_product, struct err *err) {
    struct logs *logs = context;

    (void)err;
    logs->asked++;
    *ret_product = str_eq_ignore_case(str_sub(title, 0, 4), STR("tool")) ? (uint32_t)TOOL
                   : str_eq(title, STR("CAD"))                           ? (uint32_t)CAD
                                                                         : SESSION_PRODUCT_NONE;
    return ERR_OK;
}

static struct logs logs_read(const char *text, const char *from, const char *to) {
    struct ledger_file files[] = {{"sessions.csv", text}};
    struct logs logs = {.ledger = ledger_text_read(files, 1)};
    const struct table *table = inventory_table(logs.ledger.inventory, TABLE_SESSIONS);
    const struct session_products products = {&logs, number_of};
    struct session_window window = {ledger_day(from), ledger_day(to), JAPAN};

    assert_non_null(table);
    assert_int_equal(session_log_read(table, &products, window, &logs.log, NULL), ERR_OK);
    return logs;
}

static void logs_done(struct logs *logs) {
    session_log_free(logs->log);
    ledger_text_done(&logs->ledger);
}

/* Rows behind a heading; the window is 2027-03-01 … 2027-03-31 in Japan. */
static const struct {
    const char *what, *rows;
    bool is_there;
    unsigned least, most;
} cases[] = {
    {"M06",
     "Tool,2027-03-05 9:00,2027-03-05 10:00\nTool,2027-03-05 9:30,2027-03-05 11:00\n"
     "Tool,2027-03-05 10:00,2027-03-05 10:30\n",
     true, 2, 2},
    {"spellings, and another product",
     "Tool 2,2027-03-05 9:00,2027-03-05 10:00\nTOOL,2027-03-05 9:30,2027-03-05 11:00\n"
     "CAD,2027-03-05 9:30,2027-03-05 11:00\nMine,2027-03-05 9:30,2027-03-05 11:00\n",
     true, 2, 2},
    {"no row of the product", "CAD,2027-03-05 9:30,2027-03-05 11:00\n", false, 0, 0},
    {"none within the window", "Tool,2027-02-05 9:30,2027-02-05 11:00\n", false, 0, 0},
    /* 15:00 in UTC is midnight in Japan */
    {"offsets and local times are the same instants",
     "Tool,2027-03-05T00:30:00Z,2027-03-05T01:00:00Z\nTool,2027-03-05 9:45,2027-03-05 10:15\n"
     "Tool,2027-03-05T09:59:00+09:00,2027-03-05T10:30:00+09:00\n",
     true, 3, 3},
    {"the last moment before the first day", "Tool,2027-02-28 8:00,2027-03-01 0:00\n", false, 0, 0},
    {"over midnight into the first day", "Tool,2027-02-28 8:00,2027-03-01 0:01\n", true, 1, 1},
    {"the same in UTC", "Tool,2027-02-27T23:00:00Z,2027-02-28T15:00:00Z\n", false, 0, 0},
    {"the last day belongs to it", "Tool,2027-03-31 23:59,2027-04-01 3:00\n", true, 1, 1},
    {"the day after does not", "Tool,2027-04-01 0:00,2027-04-01 3:00\n", false, 0, 0},
    {"without an end", "Tool,2027-03-05 9:00,\nTool,2027-03-20 9:00,2027-03-20 10:00\n", true, 1, 2},
    {"an end that cannot be read", "Tool,2027-03-05 9:00,夕方\nTool,2027-03-20 9:00,2027-03-20 10:00\n", true, 1, 2},
    {"a start that cannot be read", "Tool,朝,2027-03-05 9:00\nTool,2027-03-02 9:00,2027-03-02 10:00\n", true, 1, 2},
    {"only such a start", "Tool,朝,2027-03-05 9:00\n", true, 0, 1},
    {"such a start, ended before the window", "Tool,朝,2027-02-05 9:00\n", false, 0, 0},
    {"reversed, and empty", "Tool,2027-03-05 9:00,2027-03-05 8:00\nTool,2027-03-05 9:00,2027-03-05 9:00\n", false, 0,
     0},
};

static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[512];
        struct peak peak;
        snprintf(text, sizeof text, "product,started_at,ended_at\n%s", cases[i].rows);
        CLEANUP(logs_done) struct logs logs = logs_read(text, "2027-03-01", "2027-03-31");
        print_message("%s\n", cases[i].what);
        assert_int_equal(session_log_has(logs.log, TOOL), cases[i].is_there);
        assert_int_equal(session_log_peak(logs.log, TOOL, &peak, NULL), ERR_OK);
        assert_int_equal(peak.least, cases[i].least);
        assert_int_equal(peak.most, cases[i].most);
        peak_done(&peak);
        assert_false(session_log_has(logs.log, OTHER));
    }
}

/* When it was, who was there, and what is left out. */
static void test_details(void **state) {
    CLEANUP(logs_done)
    struct logs logs = logs_read("product,started_at,ended_at\nTool,2027-03-05 9:30,2027-03-05 11:00\n"
                                 "Tool,2027-03-05 9:00,2027-03-05 10:00\nCAD,2027-03-05 9:00,2027-03-05 12:00\n"
                                 "Tool,2027-03-05 10:00,2027-03-05 10:30\nTool,2027-03-05 9:00,2027-03-05 8:00\n"
                                 "Tool,2027-02-05 9:00,2027-02-05 8:00\nTool,2027-02-05 9:00,2027-02-05 10:00\n",
                                 "2027-03-05", "2027-03-05");
    CLEANUP(buffer_done) struct buffer all = {0}, one = {0};
    int64_t nine = (int64_t)ledger_day("2027-03-05").days * 86400; /* 9:00 in Japan is midnight in UTC */
    struct peak peak;

    (void)state;
    assert_int_equal(logs.asked, 2);
    assert_int_equal(session_log_peak(logs.log, TOOL, &peak, NULL), ERR_OK);
    assert_int_equal(peak.most, 2);
    assert_int_equal(peak.span_count, 1);
    assert_int_equal(peak.spans[0].from, nine + 30 * 60);
    assert_int_equal(peak.spans[0].to, nine + 90 * 60);
    assert_int_equal(peak.counts.sessions, 3);
    assert_int_equal(peak.counts.reversed, 2);
    assert_int_equal(peak.counts.outside, 1);
    session_log_evidence(logs.log, TOOL, peak.spans[0].from, 9, &all);
    session_log_evidence(logs.log, TOOL, peak.spans[0].from, 1, &one);
    assert_true(str_eq(buffer_view(&all), STR("sessions.csv:3 sessions.csv:2")));
    assert_true(str_eq(buffer_view(&one), STR("sessions.csv:3")));
    peak_done(&peak);
}

/* A second method: how many are open in each minute of a day, for rows in any order. */
static void check_random(void) {
    enum { MINUTES = 24 * 60, SESSIONS = 40 };
    int open[MINUTES] = {0}, most = 0;
    char text[SESSIONS * 64];
    size_t n = (size_t)snprintf(text, sizeof text, "product,started_at,ended_at\n");
    struct peak peak;

    for (int i = 0; i < SESSIONS; i++) {
        int from = (int)(random() % (MINUTES - 1)), to = from + 1 + (int)(random() % (MINUTES - 1 - from));
        n += (size_t)snprintf(text + n, sizeof text - n, "Tool,2027-03-05 %d:%02d,2027-03-05 %d:%02d\n", from / 60,
                              from % 60, to / 60, to % 60);
        for (int minute = from; minute < to; minute++) {
            open[minute]++;
            most = open[minute] > most ? open[minute] : most;
        }
    }
    CLEANUP(logs_done) struct logs logs = logs_read(text, "2027-03-01", "2027-03-31");
    assert_int_equal(session_log_peak(logs.log, TOOL, &peak, NULL), ERR_OK);
    assert_int_equal(peak.least, most);
    assert_int_equal(peak.most, most);
    peak_done(&peak);
}

static void test_random(void **state) {
    long count = test_count("sessions_random");
    srandom((unsigned)test_seed());

    (void)state;
    for (long round = 0; round < count; round++) {
        check_random();
    }
}

static void test_no_table(void **state) {
    CLEANUP(session_log_free_cleanup) struct session_log *log = NULL;
    struct session_window window = {ledger_day("2027-03-01"), ledger_day("2027-03-31"), JAPAN};

    (void)state;
    assert_int_equal(session_log_read(NULL, NULL, window, &log, NULL), ERR_OK);
    assert_false(session_log_has(log, TOOL));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_details),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_no_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
