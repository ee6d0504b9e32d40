/* deadlines.ics, as libical reads it: what stands in it must be what went in, by a reader that had no part in writing.
 */

#include "report/result_files.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"
#include "tests/unit/support/lifecycle_made.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <libical/ical.h>

enum { CONTRACTS = 300, NAME_MAX_BYTES = 500 };

static icalcomponent *read_back(void) {
    struct str bytes = scratch_read("deadlines.ics");
    char *text = malloc(bytes.n + 1);

    assert_non_null(text);
    memcpy(text, bytes.p, bytes.n);
    text[bytes.n] = '\0';
    assert_int_equal(strlen(text), bytes.n); /* no NUL in it */
    icalcomponent *calendar = icalparser_parse_string(text);
    assert_non_null(calendar);
    assert_int_equal(icalcomponent_isa(calendar), ICAL_VCALENDAR_COMPONENT);
    assert_int_equal(icalcomponent_count_errors(calendar), 0);
    assert_true(icalrestriction_check(calendar));
    free(text);
    free((void *)(uintptr_t)bytes.p);
    assert_int_equal(unlink("deadlines.ics"), 0);
    return calendar;
}

static icalcomponent *report(struct lifecycle_records *records, struct summary *summary) {
    const struct report_context context = {
        .dir_fd = AT_FDCWD, .language = LANGUAGE_JA, .as_of = ledger_day("2027-03-31")};

    assert_int_equal(report_deadlines(&context, records, "/tmp", summary, NULL), ERR_OK);
    return read_back();
}

/* Pieces of which names are put together: what must be escaped, and what must not be cut. */
static const char *const pieces[] = {"保守", ",", ";", "\\", "\\n", "\n", ":", "\"", " ", "é", "𠮷", "a", "本省", "1"};

static void make_title(char title[NAME_MAX_BYTES], unsigned *seed) {
    unsigned count = 1 + (unsigned)rand_r(seed) % 80;

    title[0] = '\0';
    strcat(title, "x"); /* blanks at its ends would be nobody's */
    for (unsigned i = 0; i < count; i++) {
        strcat(title, pieces[(unsigned)rand_r(seed) % ARRAY_LEN(pieces)]);
    }
    strcat(title, "x");
}

static struct date day_of(icalcomponent *event) {
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    struct date day;

    assert_true(start.is_date); /* all day */
    assert_true(date_from_civil((struct civil){start.year, start.month, start.day}, &day));
    return day;
}

static int compare_texts(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void assert_distinct(const char **uids, size_t count) {
    qsort(uids, count, sizeof *uids, compare_texts);
    for (size_t i = 1; i < count; i++) {
        assert_string_not_equal(uids[i - 1], uids[i]);
    }
}

/* Contract I ends I days after the as-of date, so that the events come in the order of the contracts. */
static void check_round(unsigned *seed) {
    static char titles[CONTRACTS][NAME_MAX_BYTES], ids[CONTRACTS][8];
    struct contract_record contracts[CONTRACTS];
    const char *uids[CONTRACTS];
    unsigned count = 0;
    struct summary summary = {0};

    for (int i = 0; i < CONTRACTS; i++) {
        snprintf(ids[i], sizeof ids[i], "C-%d", i);
        make_title(titles[i], seed);
        contracts[i] = made_contract(CONTRACT_OF_MAINTENANCE, ids[i], NULL, "2027-03-31");
        contracts[i].end_on.day.days += i;
        contracts[i].title = str_from(titles[i]);
    }
    CLEANUP(lifecycle_records_free_cleanup)
    struct lifecycle_records *records = made_records(NULL, 0, contracts, CONTRACTS, NULL, 0);
    icalcomponent *calendar = report(records, &summary);
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        CLEANUP(buffer_done) struct buffer expected = {0};
        assert_true(count < CONTRACTS);
        buffer_printf(&expected, "%s %s: 契約満了", ids[count], titles[count]);
        assert_true(str_eq(str_from(icalcomponent_get_summary(event)), buffer_view(&expected)));
        assert_int_equal(day_of(event).days, contracts[count].end_on.day.days);
        assert_non_null(strstr(icalcomponent_get_description(event), titles[count]));
        assert_int_equal(icaltime_compare(icalcomponent_get_dtstamp(event), icaltime_from_string("20270331T000000Z")),
                         0);
        uids[count++] = icalcomponent_get_uid(event);
    }
    assert_int_equal(count, CONTRACTS);
    assert_distinct(uids, count);
    icalcomponent_free(calendar);
}

static void test_read_back(void **state) {
    unsigned seed = (unsigned)test_seed();
    long rounds = test_count("deadlines_random");

    (void)state;
    for (long i = 0; i < rounds; i++) {
        check_round(&seed);
    }
}

/* Several deadlines of one thing, and one day of several things. */
static void test_distinct(void **state) {
    static const char *const days[] = {"2027-05-01", "2027-05-02", "2027-05-01"};
    static const char *const names[] = {"KD-100", "KD-200"};
    struct support_record supports[ARRAY_LEN(days) * ARRAY_LEN(names)];
    const char *uids[16];
    size_t count = 0;
    struct summary summary = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(supports); i++) {
        supports[i] = made_support(names[i % 2], "", 1, days[i / 2]);
        supports[i].planned_end = ledger_day(days[(i / 2 + 1) % ARRAY_LEN(days)]);
    }
    CLEANUP(lifecycle_records_free_cleanup)
    struct lifecycle_records *records = made_records(supports, ARRAY_LEN(supports), NULL, 0, NULL, 0);
    icalcomponent *calendar = report(records, &summary);
    for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
        assert_true(count < ARRAY_LEN(uids));
        uids[count++] = icalcomponent_get_uid(event);
    }
    /* two models, each with two ends of support and two planned ones */
    assert_int_equal(count, 8);
    assert_distinct(uids, count);
    icalcomponent_free(calendar);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_back),
        cmocka_unit_test(test_distinct),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
