/* The reference counts, for every instant of a short window, the sessions that are open at it. */
#include "licenses/peak.h"

#include "tests/unit/support/chance.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/counts.h"

#include <string.h>

#define AT(HOUR, MINUTE) ((HOUR)*60 + (MINUTE))

static struct peak peak_of(int64_t from, int64_t to, const struct peak_session *sessions, size_t count) {
    struct peak_sweep *sweep = NULL;
    struct peak peak;

    assert_int_equal(peak_sweep_new(NULL, from, to, &sweep, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(peak_sweep_add(sweep, sessions[i], NULL), ERR_OK);
    }
    assert_int_equal(peak_sweep_find(sweep, &peak, NULL), ERR_OK);
    peak_sweep_free(sweep);
    return peak;
}

/* [9:00,10:00) [9:30,11:00) [10:00,10:30): 2, not 3. The first ends as the third starts, so it goes on at 2. */
static void test_half_open(void **state) {
    static const struct peak_session sessions[] = {
        {AT(10, 0), AT(10, 30), true, true}, {AT(9, 0), AT(10, 0), true, true}, {AT(9, 30), AT(11, 0), true, true}};
    struct peak peak = peak_of(AT(0, 0), AT(24, 0), sessions, 3);

    (void)state;
    assert_int_equal(peak.most, 2);
    assert_int_equal(peak.least, 2);
    assert_int_equal(peak.least_at, AT(9, 30));
    assert_int_equal(peak.span_count, 1);
    assert_int_equal(peak.spans[0].from, AT(9, 30));
    assert_int_equal(peak.spans[0].to, AT(10, 30));
    assert_int_equal(peak.counts.sessions, 3);
    peak_done(&peak);
}

/* Twice as many at once, with a pause. */
static void test_moments(void **state) {
    static const struct peak_session sessions[] = {
        {AT(9, 0), AT(17, 0), true, true}, {AT(9, 30), AT(10, 0), true, true}, {AT(14, 0), AT(14, 1), true, true}};
    struct peak peak = peak_of(AT(9, 0), AT(18, 0), sessions, 3);
    static const struct peak_span spans[] = {{AT(9, 30), AT(10, 0)}, {AT(14, 0), AT(14, 1)}};

    (void)state;
    assert_int_equal(peak.span_count, 2);
    assert_memory_equal(peak.spans, spans, sizeof spans);
    peak_done(&peak);
}

/* What is not as it should be is counted apart: 09:00 to 08:00, of no length, before the window up to its first
 * instant, from its end on. One without an end is in the peak, but not in what is certain. */
static void test_counts(void **state) {
    static const struct peak_session sessions[] = {
        {AT(9, 0), AT(8, 0), true, true},    {AT(9, 0), AT(9, 0), true, true}, {AT(5, 0), AT(6, 0), true, true},
        {AT(20, 0), 0, true, false},         {0, AT(6, 0), false, true},       {AT(9, 0), 0, true, false},
        {AT(19, 59), AT(21, 0), true, true}, {0, AT(7, 0), false, true},       {0, 0, false, false}};
    struct peak peak = peak_of(AT(6, 0), AT(20, 0), sessions, 9);
    static const struct peak_span last = {AT(19, 59), AT(20, 0)};

    (void)state;
    assert_int_equal(peak.counts.reversed, 1);
    assert_int_equal(peak.counts.empty, 1);
    assert_int_equal(peak.counts.outside, 3);
    assert_int_equal(peak.counts.sessions, 4);
    assert_int_equal(peak.counts.endless, 2);
    assert_int_equal(peak.most, 3);
    assert_int_equal(peak.least, 1);
    assert_int_equal(peak.span_count, 1);
    assert_memory_equal(peak.spans, &last, sizeof last);
    peak_done(&peak);
}

static void test_nothing(void **state) {
    struct peak peak = peak_of(0, 10, NULL, 0);

    (void)state;
    assert_int_equal(peak.most, 0);
    assert_int_equal(peak.span_count, 0);
    peak_done(&peak);
    peak_sweep_free(NULL);
}

static void test_ends_of_time(void **state) {
    static const struct peak_session sessions[] = {{INT64_MIN, INT64_MAX, true, true},
                                                   {INT64_MAX - 1, INT64_MAX, true, true}};
    static const struct peak_span last = {INT64_MAX - 1, INT64_MAX};
    struct peak peak = peak_of(INT64_MIN, INT64_MAX, sessions, 2);

    (void)state;
    assert_int_equal(peak.most, 2);
    assert_int_equal(peak.span_count, 1);
    assert_memory_equal(peak.spans, &last, sizeof last);
    peak_done(&peak);
}

/* More may be added when a peak was found. */
static void test_goes_on(void **state) {
    struct peak_sweep *sweep = NULL;
    struct peak peak;

    (void)state;
    assert_int_equal(peak_sweep_new(NULL, 0, 1000, &sweep, NULL), ERR_OK);
    for (int64_t i = 1; i <= 300; i++) {
        struct peak_session session = {300 - i, 300 + i, true, true};
        assert_int_equal(peak_sweep_add(sweep, session, NULL), ERR_OK);
        assert_int_equal(peak_sweep_find(sweep, &peak, NULL), ERR_OK);
        assert_int_equal(peak.most, i);
        assert_int_equal(peak.spans[0].from, 299);
        assert_int_equal(peak.spans[0].to, 301);
        peak_done(&peak);
    }
    peak_sweep_free(sweep);
}

/* --- instant by instant --- */

#define WINDOW 12

static bool is_open(const struct peak_session *session, int64_t at) {
    return (!session->has_start || session->start <= at) && (!session->has_end || at < session->end);
}

static struct peak counted(const struct peak_session *sessions, size_t count, struct peak_span *spans) {
    struct peak peak = {.spans = spans};

    for (int64_t at = 0; at < WINDOW; at++) {
        uint64_t least = 0, most = 0;
        for (size_t i = 0; i < count; i++) {
            most += is_open(&sessions[i], at);
            least += is_open(&sessions[i], at) && sessions[i].has_end;
        }
        peak.least = least > peak.least ? least : peak.least;
        if (most > peak.most) {
            peak.most = most;
            peak.span_count = 0;
        }
        if (most > 0 && most == peak.most) {
            if (peak.span_count && spans[peak.span_count - 1].to == at) {
                spans[peak.span_count - 1].to++;
            } else {
                spans[peak.span_count++] = (struct peak_span){at, at + 1};
            }
        }
    }
    return peak;
}

static void test_instant_by_instant(void **state) {
    (void)state;
    srandom((unsigned)test_seed());
    for (long i = 0; i < test_count("peak_random"); i++) {
        struct peak_session sessions[20];
        struct peak_span spans[WINDOW];
        size_t count = (size_t)between(0, 20);
        struct peak peak, expected;

        for (size_t j = 0; j < count; j++) {
            sessions[j] =
                (struct peak_session){between(-3, WINDOW + 3), between(-3, WINDOW + 3), between(0, 9), between(0, 9)};
        }
        peak = peak_of(0, WINDOW, sessions, count);
        expected = counted(sessions, count, spans);
        assert_int_equal(peak.most, expected.most);
        assert_int_equal(peak.least, expected.least);
        assert_int_equal(peak.span_count, expected.span_count);
        for (size_t j = 0; j < expected.span_count; j++) {
            assert_int_equal(peak.spans[j].from, spans[j].from);
            assert_int_equal(peak.spans[j].to, spans[j].to);
        }
        assert_int_equal(count, peak.counts.sessions + peak.counts.reversed + peak.counts.empty + peak.counts.outside);
        peak_done(&peak);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_half_open),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_ends_of_time),
        cmocka_unit_test(test_goes_on),
        cmocka_unit_test(test_instant_by_instant),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
