#include "lifecycle/support_item.h"

#include "lifecycle/hardware_end.h"
#include "tests/unit/support/ledger_text.h"

static struct date as_of(void) {
    return ledger_day("2027-03-31");
}

static struct calendar_release release_until(const char *support_end, const char *extended_end) {
    return (struct calendar_release){
        .product = STR("p"),
        .released_on = DATE_NONE,
        .sale_end = MILESTONE_NONE,
        .active_end = MILESTONE_NONE,
        .support_end = support_end ? milestone_on(ledger_day(support_end)) : MILESTONE_NONE,
        .extended_end = extended_end ? milestone_on(ledger_day(extended_end)) : MILESTONE_NONE,
        .extension = extended_end ? CALENDAR_EXTENSION_PAID : CALENDAR_EXTENSION_NONE,
        .known_on = DATE_NONE,
        .planned_end = DATE_NONE,
        .decided_on = DATE_NONE,
        .row = UINT32_MAX,
    };
}

static struct calendar_answer answer_of(const struct calendar_release *releases, unsigned count) {
    struct calendar_answer answer = {.kind = count == 1 ? CALENDAR_FOUND : CALENDAR_SEVERAL, .count = count};

    for (unsigned i = 0; i < count; i++) {
        answer.releases[i] = &releases[i];
    }
    return answer;
}

/* Several releases: only where it is all the same which of them it is, something is certain. */
static void test_several(void **state) {
    static const struct {
        const char *ends[3];
        enum support_knowledge knowledge;
        enum support_class support;
        const char *earliest, *latest;
    } cases[] = {
        {{"2028-10-10", "2028-10-10"}, SUPPORT_KNOWN, SUPPORT_STANDARD, "2028-10-10", "2028-10-10"},
        {{"2028-10-10", "2029-10-09"}, SUPPORT_DIFFERS, SUPPORT_UNKNOWN, "2028-10-10", "2029-10-09"},
        {{"2025-10-14", "2029-01-09", "2026-01-01"}, SUPPORT_DIFFERS, SUPPORT_UNKNOWN, "2025-10-14", "2029-01-09"},
        {{"2025-10-14", "2026-10-13"}, SUPPORT_ALL_ENDED, SUPPORT_ENDED, "2025-10-14", "2026-10-13"},
        {{"2025-10-14", "2027-03-31"}, SUPPORT_DIFFERS, SUPPORT_UNKNOWN, "2025-10-14", "2027-03-31"},
        {{"2025-10-14", "2025-10-14"}, SUPPORT_KNOWN, SUPPORT_ENDED, "2025-10-14", "2025-10-14"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct calendar_release releases[3];
        unsigned count = 0;
        for (; count < 3 && cases[i].ends[count]; count++) {
            releases[count] = release_until(cases[i].ends[count], NULL);
            releases[count].name = str_sub(STR("123"), count, 1);
        }
        struct calendar_answer answer = answer_of(releases, count);
        struct support_item item = support_item_of(&answer, as_of());
        assert_int_equal(item.knowledge, cases[i].knowledge);
        assert_int_equal(item.bought.support, cases[i].support);
        assert_int_equal(item.earliest.day.days, ledger_day(cases[i].earliest).days);
        assert_int_equal(item.latest.day.days, ledger_day(cases[i].latest).days);
        assert_int_equal(item.release != NULL, item.knowledge == SUPPORT_KNOWN);
    }
}

/* Rows of the ledger may say different things of releases with equal ends. */
static void test_rows_differ(void **state) {
    struct calendar_release releases[] = {release_until("2028-10-10", NULL), release_until("2028-10-10", NULL)};
    struct calendar_answer answer = answer_of(releases, 2);

    (void)state;
    releases[0].row = 1;
    releases[0].name = STR("1");
    assert_int_equal(support_item_of(&answer, as_of()).knowledge, SUPPORT_DIFFERS);
}

/* Several rows about one release contradict each other, unless it has ended whichever of them is right. */
static void test_contradiction(void **state) {
    struct calendar_release releases[] = {release_until("2026-10-10", NULL), release_until("2028-10-10", NULL)};
    struct calendar_answer answer = answer_of(releases, 2);

    (void)state;
    releases[0].row = 1;
    releases[1].row = 2;
    assert_int_equal(support_item_of(&answer, as_of()).knowledge, SUPPORT_CONTRADICTS);
    assert_int_equal(support_item_of(&answer, ledger_day("2028-10-11")).knowledge, SUPPORT_ALL_ENDED);
}

/* As many as can be told may not be all of them. */
static void test_too_many(void **state) {
    struct calendar_release releases[RELEASE_CANDIDATES_MAX];

    (void)state;
    for (unsigned i = 0; i < RELEASE_CANDIDATES_MAX; i++) {
        releases[i] = release_until("2020-01-01", NULL);
    }
    releases[0].name = STR("1");
    struct calendar_answer answer = answer_of(releases, RELEASE_CANDIDATES_MAX);
    assert_int_equal(support_item_of(&answer, as_of()).knowledge, SUPPORT_DIFFERS);
    answer.count--;
    assert_int_equal(support_item_of(&answer, as_of()).knowledge, SUPPORT_KNOWN);
}

static void test_without_release(void **state) {
    static const struct {
        enum calendar_answer_kind kind;
        enum support_knowledge knowledge;
        enum support_class support;
    } cases[] = {
        {CALENDAR_OLDER, SUPPORT_OLDER, SUPPORT_ENDED},
        {CALENDAR_NEWER, SUPPORT_NEWER, SUPPORT_UNKNOWN},
        {CALENDAR_BETWEEN, SUPPORT_BETWEEN, SUPPORT_UNKNOWN},
        {CALENDAR_NO_VERSION, SUPPORT_NO_VERSION, SUPPORT_UNKNOWN},
        {CALENDAR_UNREADABLE, SUPPORT_UNREADABLE, SUPPORT_UNKNOWN},
        {CALENDAR_NO_PRODUCT, SUPPORT_NO_PRODUCT, SUPPORT_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct calendar_answer answer = {.kind = cases[i].kind};
        struct support_item item = support_item_of(&answer, as_of());
        assert_int_equal(item.knowledge, cases[i].knowledge);
        assert_int_equal(item.plain.support, cases[i].support);
        assert_int_equal(item.bought.support, cases[i].support);
        assert_null(item.release);
    }
}

static void test_bought(void **state) {
    struct calendar_release release = release_until("2024-06-30", "2029-05-31");
    struct calendar_answer answer = answer_of(&release, 1);
    struct support_item item = support_item_of(&answer, as_of());

    (void)state;
    assert_int_equal(item.plain.support, SUPPORT_ENDED);
    assert_int_equal(item.bought.support, SUPPORT_ENDED);
    release.bought = CALENDAR_BOUGHT_YES;
    item = support_item_of(&answer, as_of());
    assert_int_equal(item.plain.support, SUPPORT_ENDED);
    assert_int_equal(item.bought.support, SUPPORT_EXTENDED);
    /* bought, but nobody says until when */
    release.extended_end = MILESTONE_NONE;
    assert_int_equal(support_item_of(&answer, as_of()).knowledge, SUPPORT_DAY_UNKNOWN);
}

static void test_latest(void **state) {
    struct calendar_release releases[] = {release_until("2028-10-10", NULL), release_until("2028-10-10", NULL)};
    struct calendar_answer answer = answer_of(releases, 2);

    (void)state;
    releases[0].latest = releases[1].latest = STR("1.2.3");
    assert_int_equal(support_item_of(&answer, as_of()).latest_version.n, 0);
    answer.is_behind = true;
    assert_true(str_eq(support_item_of(&answer, as_of()).latest_version, STR("1.2.3")));
    releases[1].latest = STR("1.2.4");
    assert_int_equal(support_item_of(&answer, as_of()).latest_version.n, 0);
}

/* --- machines ------------------------------------------------------------------------------------------------------
 */

/* The earliest of what the maker, the ledger and the spare parts say. */
static void test_hardware(void **state) {
    static const struct {
        const char *maker, *device, *parts, *end, *column;
        enum support_class support;
    } cases[] = {
        {"2030-01-01", NULL, NULL, "2030-01-01", "support_end", SUPPORT_STANDARD},
        {"2030-01-01", "2029-01-01", "2028-01-01", "2028-01-01", "parts_end", SUPPORT_STANDARD},
        {"2030-01-01", "2028-01-01", "2029-01-01", "2028-01-01", "support_end", SUPPORT_STANDARD},
        {"2030-01-01", NULL, "2027-03-31", "2027-03-31", "parts_end", SUPPORT_STANDARD},
        {"2030-01-01", NULL, "2027-03-30", "2027-03-30", "parts_end", SUPPORT_ENDED},
        {"2027-03-30", "2030-01-01", NULL, "2027-03-30", "support_end", SUPPORT_ENDED},
        {NULL, "2030-01-01", NULL, "2030-01-01", "support_end", SUPPORT_STANDARD},
        {NULL, "2027-03-30", NULL, "2027-03-30", "support_end", SUPPORT_ENDED},
        {NULL, NULL, NULL, NULL, "support_end", SUPPORT_UNKNOWN},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct calendar_release release = release_until(cases[i].maker, NULL);
        struct calendar_answer answer = answer_of(&release, 1);
        struct hardware_dates dates = {ledger_day(cases[i].device), ledger_day(cases[i].parts)};
        if (!cases[i].maker) {
            answer = (struct calendar_answer){.kind = CALENDAR_NO_PRODUCT};
        }
        struct support_stage stage = support_item_of(&answer, as_of()).bought;
        hardware_dates_limit(&dates, &stage, as_of());
        assert_int_equal(stage.support, cases[i].support);
        assert_int_equal(stage.effective_end.day.days, ledger_day(cases[i].end).days);
        assert_string_equal(stage.column, cases[i].column);
    }
}

/* What has ended on a day that nobody knows has ended, whatever the machine's row says. */
static void test_hardware_over(void **state) {
    struct calendar_release release = release_until(NULL, NULL);
    struct calendar_answer answer = answer_of(&release, 1);
    struct hardware_dates dates = {ledger_day("2030-01-01"), DATE_NONE};

    (void)state;
    release.support_end.word = DATE_WORD_OVER;
    struct support_stage stage = support_item_of(&answer, as_of()).bought;
    hardware_dates_limit(&dates, &stage, as_of());
    assert_int_equal(stage.support, SUPPORT_ENDED);
    assert_false(milestone_is_day(stage.effective_end));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_several),  cmocka_unit_test(test_rows_differ),     cmocka_unit_test(test_contradiction),
        cmocka_unit_test(test_too_many), cmocka_unit_test(test_without_release), cmocka_unit_test(test_bought),
        cmocka_unit_test(test_latest),   cmocka_unit_test(test_hardware),        cmocka_unit_test(test_hardware_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
