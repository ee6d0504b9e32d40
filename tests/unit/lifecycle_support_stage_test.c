#include "lifecycle/support_stage.h"

#include "tests/unit/support/ledger_text.h"

/* Ends as a table has them: a day, a word, or nothing. */
static struct milestone end_of(const char *text) {
    if (!text) {
        return MILESTONE_NONE;
    }
    if (strcmp(text, "over") == 0) {
        return (struct milestone){DATE_WORD_OVER, DATE_NONE};
    }
    if (strcmp(text, "open") == 0) {
        return (struct milestone){DATE_WORD_NOT_ANNOUNCED, DATE_NONE};
    }
    if (strcmp(text, "endless") == 0) {
        return (struct milestone){DATE_WORD_ENDLESS, DATE_NONE};
    }
    return milestone_on(ledger_day(text));
}

static const char *text_of(struct milestone end, char text[11]) {
    if (milestone_is_day(end)) {
        date_format(end.day, text);
        return text;
    }
    return end.word == DATE_WORD_OVER            ? "over"
           : end.word == DATE_WORD_NOT_ANNOUNCED ? "open"
           : end.word == DATE_WORD_ENDLESS       ? "endless"
                                                 : "";
}

enum { NO = CALENDAR_EXTENSION_NONE, FREE = CALENDAR_EXTENSION_FREE, PAID = CALENDAR_EXTENSION_PAID };

struct stage_case {
    const char *released, *active, *support, *extended, *known;
    int extension;
    bool has_extension;
    const char *day;
    enum support_class support_class;
    const char *effective, *column;
    bool is_unannounced;
};

static const struct stage_case stages[] = {
    /* the last day is inside: Tomcat 9.0 */
    {NULL, NULL, "2027-03-31", NULL, NULL, NO, false, "2027-03-31", SUPPORT_STANDARD, "2027-03-31", "support_end",
     false},
    {NULL, NULL, "2027-03-31", NULL, NULL, NO, false, "2027-04-01", SUPPORT_ENDED, "2027-03-31", "support_end", false},
    {NULL, NULL, "2027-03-31", NULL, NULL, NO, false, "2027-03-30", SUPPORT_STANDARD, "2027-03-31", "support_end",
     false},
    /* a leap day */
    {NULL, NULL, "2028-02-29", NULL, NULL, NO, false, "2028-02-29", SUPPORT_STANDARD, "2028-02-29", "support_end",
     false},
    {NULL, NULL, "2028-02-29", NULL, NULL, NO, false, "2028-03-01", SUPPORT_ENDED, "2028-02-29", "support_end", false},
    {NULL, NULL, "2028-02-28", NULL, NULL, NO, false, "2028-02-29", SUPPORT_ENDED, "2028-02-28", "support_end", false},
    /* before it is out, and on the day */
    {"2027-04-01", NULL, "2032-03-31", NULL, NULL, NO, false, "2027-03-31", SUPPORT_BEFORE, "2032-03-31", "support_end",
     false},
    {"2027-04-01", NULL, "2032-03-31", NULL, NULL, NO, false, "2027-04-01", SUPPORT_STANDARD, "2032-03-31",
     "support_end", false},
    /* Windows Server 2019: fixes only from the day after the end of active support */
    {NULL, "2024-01-09", "2029-01-09", NULL, NULL, NO, false, "2024-01-09", SUPPORT_STANDARD, "2029-01-09",
     "support_end", false},
    {NULL, "2024-01-09", "2029-01-09", NULL, NULL, NO, false, "2024-01-10", SUPPORT_MAINTENANCE, "2029-01-09",
     "support_end", false},
    {NULL, "2024-01-09", "2029-01-09", NULL, NULL, NO, false, "2029-01-10", SUPPORT_ENDED, "2029-01-09", "support_end",
     false},
    /* RHEL 7.9: an extension that nobody bought is none */
    {NULL, NULL, "2024-06-30", "2029-05-31", NULL, PAID, false, "2027-03-31", SUPPORT_ENDED, "2024-06-30",
     "support_end", false},
    {NULL, NULL, "2024-06-30", "2029-05-31", NULL, PAID, true, "2027-03-31", SUPPORT_EXTENDED, "2029-05-31",
     "extended_end", false},
    {NULL, NULL, "2024-06-30", "2027-03-31", NULL, PAID, true, "2027-03-31", SUPPORT_EXTENDED, "2027-03-31",
     "extended_end", false},
    {NULL, NULL, "2024-06-30", "2027-03-31", NULL, PAID, true, "2027-04-01", SUPPORT_ENDED, "2027-03-31",
     "extended_end", false},
    /* before the regular end the extension moves the end that counts */
    {NULL, NULL, "2028-06-30", "2029-05-31", NULL, PAID, true, "2027-03-31", SUPPORT_STANDARD, "2029-05-31",
     "extended_end", false},
    {NULL, NULL, "2028-06-30", "2029-05-31", NULL, PAID, false, "2027-03-31", SUPPORT_STANDARD, "2028-06-30",
     "support_end", false},
    /* one that ends no later extends nothing: the ledger may know of a longer regular support than imported data */
    {NULL, NULL, "2031-06-30", "2026-08-31", NULL, FREE, false, "2026-03-31", SUPPORT_STANDARD, "2031-06-30",
     "support_end", false},
    {NULL, NULL, "2031-06-30", "2026-08-31", NULL, FREE, false, "2027-03-31", SUPPORT_STANDARD, "2031-06-30",
     "support_end", false},
    {NULL, NULL, "2028-06-30", "2028-06-30", NULL, PAID, true, "2027-03-31", SUPPORT_STANDARD, "2028-06-30",
     "support_end", false},
    {NULL, NULL, "2026-06-30", "2026-01-31", NULL, PAID, true, "2027-03-31", SUPPORT_ENDED, "2026-06-30", "support_end",
     false},
    {NULL, NULL, "2028-06-30", "over", NULL, PAID, true, "2027-03-31", SUPPORT_STANDARD, "2028-06-30", "support_end",
     false},
    {NULL, NULL, "open", "2027-01-31", NULL, PAID, true, "2027-03-31", SUPPORT_STANDARD, "open", "support_end", true},
    {NULL, NULL, "endless", "2029-05-31", NULL, PAID, true, "2027-03-31", SUPPORT_STANDARD, "endless", "support_end",
     false},
    /* Debian 11: a free extension counts for everybody, until it ends */
    {NULL, NULL, "2024-08-14", "2026-08-31", NULL, FREE, false, "2026-08-31", SUPPORT_EXTENDED, "2026-08-31",
     "extended_end", false},
    {NULL, NULL, "2024-08-14", "2026-08-31", NULL, FREE, false, "2026-09-01", SUPPORT_ENDED, "2026-08-31",
     "extended_end", false},
    /* an end that was not announced is none, and not for ever */
    {NULL, NULL, "open", NULL, NULL, NO, false, "2027-03-31", SUPPORT_STANDARD, "open", "support_end", true},
    {NULL, "2026-01-01", "open", NULL, NULL, NO, false, "2027-03-31", SUPPORT_MAINTENANCE, "open", "support_end", true},
    /* a blank is no such word: nobody knows, whatever is said of the active support */
    {NULL, "2026-01-01", NULL, NULL, NULL, NO, false, "2027-03-31", SUPPORT_UNKNOWN, "", "support_end", false},
    {NULL, "2028-01-01", NULL, NULL, NULL, NO, false, "2027-03-31", SUPPORT_UNKNOWN, "", "support_end", false},
    {NULL, NULL, NULL, NULL, NULL, NO, false, "2027-03-31", SUPPORT_UNKNOWN, "", "support_end", false},
    {NULL, NULL, "endless", NULL, NULL, NO, false, "2027-03-31", SUPPORT_STANDARD, "endless", "support_end", false},
    /* over without a day: from the day on which it was known */
    {NULL, NULL, "over", NULL, "2026-05-01", NO, false, "2027-03-31", SUPPORT_ENDED, "over", "support_end", false},
    {NULL, NULL, "over", NULL, "2026-05-01", NO, false, "2026-05-01", SUPPORT_ENDED, "over", "support_end", false},
    {NULL, NULL, "over", NULL, "2026-05-01", NO, false, "2026-04-30", SUPPORT_UNKNOWN, "over", "support_end", false},
    {NULL, NULL, "over", NULL, NULL, NO, false, "2027-03-31", SUPPORT_ENDED, "over", "support_end", false},
    {NULL, "over", "2030-01-01", NULL, "2026-05-01", NO, false, "2027-03-31", SUPPORT_MAINTENANCE, "2030-01-01",
     "support_end", false},
    {NULL, NULL, "2024-06-30", "over", "2027-04-01", PAID, true, "2027-03-31", SUPPORT_UNKNOWN, "over", "extended_end",
     false},
    {NULL, NULL, "2024-06-30", "over", "2027-03-31", PAID, true, "2027-03-31", SUPPORT_ENDED, "over", "extended_end",
     false},
    /* OpenSSL 1.1.1: there is an extension without an end, which counts when it was bought */
    {NULL, NULL, "2023-09-11", "open", NULL, PAID, false, "2027-03-31", SUPPORT_ENDED, "2023-09-11", "support_end",
     false},
    {NULL, NULL, "2023-09-11", "open", NULL, PAID, true, "2027-03-31", SUPPORT_EXTENDED, "open", "extended_end", true},
    /* bought, and nobody says until when */
    {NULL, NULL, "2023-09-11", NULL, NULL, NO, true, "2027-03-31", SUPPORT_UNKNOWN, "2023-09-11", "support_end", false},
    /* only the extended end is on record */
    {NULL, NULL, NULL, "2027-03-30", NULL, PAID, false, "2027-03-31", SUPPORT_ENDED, "2027-03-30", "extended_end",
     false},
    {NULL, NULL, NULL, "2027-03-31", NULL, PAID, false, "2027-03-31", SUPPORT_UNKNOWN, "", "support_end", false},
    {NULL, NULL, NULL, "2027-03-31", NULL, PAID, true, "2027-03-31", SUPPORT_STANDARD, "2027-03-31", "extended_end",
     false},
};

static struct calendar_release release_of(const struct stage_case *c) {
    return (struct calendar_release){
        .released_on = ledger_day(c->released),
        .active_end = end_of(c->active),
        .support_end = end_of(c->support),
        .extended_end = end_of(c->extended),
        .sale_end = MILESTONE_NONE,
        .known_on = ledger_day(c->known),
        .extension = (enum calendar_extension)c->extension,
        .has_quantity = true,
    };
}

static void test_stages(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
        const struct stage_case *c = &stages[i];
        struct calendar_release release = release_of(c);
        struct support_stage stage = support_stage_at(&release, c->has_extension, ledger_day(c->day));
        char text[11];

        if (stage.support != c->support_class || strcmp(text_of(stage.effective_end, text), c->effective) != 0 ||
            strcmp(stage.column, c->column) != 0 || stage.is_unannounced != c->is_unannounced) {
            print_error("case %zu: class %d, %s %s%s\n", i, (int)stage.support, stage.column,
                        text_of(stage.effective_end, text), stage.is_unannounced ? ", not announced" : "");
            fail();
        }
    }
}

static void test_purchases(void **state) {
    static const struct {
        enum calendar_bought bought;
        const char *support, *extended, *day;
        bool is_bought;
    } cases[] = {
        {CALENDAR_BOUGHT_YES, "2026-03-31", "2027-03-31", "2027-03-31", true},
        {CALENDAR_BOUGHT_YES, "2026-03-31", "2027-03-31", "2027-04-01", false},
        {CALENDAR_BOUGHT_YES, "2027-06-30", "2027-05-31", "2027-03-31", false},
        {CALENDAR_BOUGHT_YES, "2026-03-31", NULL, "2027-04-01", true},
        {CALENDAR_BOUGHT_NO, "2026-03-31", "2027-03-31", "2027-03-31", false},
        {CALENDAR_BOUGHT_BLANK, "2026-03-31", "2027-03-31", "2027-03-31", false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct calendar_release release = {.bought = cases[i].bought,
                                           .support_end = end_of(cases[i].support),
                                           .extended_end = end_of(cases[i].extended),
                                           .known_on = DATE_NONE};
        assert_int_equal(support_extension_is_bought(&release, ledger_day(cases[i].day)), cases[i].is_bought);
    }
}

/* A number of units bought may be blank; of what is free nobody counts them. */
static void test_extent(void **state) {
    struct calendar_release release = {
        .released_on = DATE_NONE,
        .known_on = DATE_NONE,
        .active_end = MILESTONE_NONE,
        .support_end = end_of("2024-06-30"),
        .extended_end = end_of("2029-05-31"),
        .extension = CALENDAR_EXTENSION_PAID,
        .bought = CALENDAR_BOUGHT_YES,
    };
    struct date day = ledger_day("2027-03-31");

    (void)state;
    assert_true(support_stage_at(&release, true, day).is_unknown_extent);
    release.has_quantity = true;
    assert_false(support_stage_at(&release, true, day).is_unknown_extent);
    release.has_quantity = false;
    release.extension = CALENDAR_EXTENSION_FREE;
    assert_false(support_stage_at(&release, true, day).is_unknown_extent);
    release.extension = CALENDAR_EXTENSION_PAID;
    release.extended_end = release.support_end;
    assert_false(support_stage_at(&release, true, day).is_unknown_extent);
}

/* An extension without a day, when it counts. */
static void test_open_ended(void **state) {
    static const struct {
        const char *support, *extended, *day;
        bool has_extension;
        int extension;
        bool is_open_ended;
    } cases[] = {
        {"2028-06-30", NULL, "2027-03-31", true, PAID, true},
        {"2028-06-30", NULL, "2028-06-30", true, PAID, true},
        {"2028-06-30", NULL, "2028-07-01", true, PAID, false}, /* nothing is known then */
        {"2028-06-30", NULL, "2027-03-31", false, PAID, false},
        {"2028-06-30", "2030-06-30", "2027-03-31", true, PAID, false},
        {"2028-06-30", "open", "2027-03-31", true, PAID, false}, /* somebody says that nobody knows yet */
        {"open", NULL, "2027-03-31", true, PAID, false},
        {"2028-06-30", NULL, "2027-03-31", true, FREE, false},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct calendar_release release = {
            .released_on = DATE_NONE,
            .known_on = DATE_NONE,
            .active_end = MILESTONE_NONE,
            .support_end = end_of(cases[i].support),
            .extended_end = end_of(cases[i].extended),
            .extension = (enum calendar_extension)cases[i].extension,
        };
        struct support_stage stage = support_stage_at(&release, cases[i].has_extension, ledger_day(cases[i].day));
        assert_int_equal(stage.is_open_ended, cases[i].is_open_ended);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stages),
        cmocka_unit_test(test_purchases),
        cmocka_unit_test(test_extent),
        cmocka_unit_test(test_open_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
