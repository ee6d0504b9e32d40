#include "licenses/assignment_checks.h"

#include "tests/unit/support/next_finding.h"
#include "tests/unit/support/office.h"

static const char people[] = "user_id,accounts,user_name,left_on\n"
                             "E-1,sato,佐藤,2027-03-20\nE-2,suzuki,鈴木,2027-03-31\nE-3,tanaka,田中,\n"
                             "E-4,ito,伊東,2027-04-30\nE-5,kato,加藤,春\n";

/* LICENSES and ASSIGNMENTS are rows behind the headings. */
static struct office office_read(const char *licenses, const char *assignments) {
    char license_text[1024], assignment_text[1024];
    struct ledger_file files[] = {
        {"licenses.csv", license_text},
        {"assignments.csv", assignment_text},
        {"people.csv", people},
        {"devices.csv", "asset_id,hostname\nPC-1,pc1\nPC-2,pc2\nPC-3,pc3\nPC-4,pc4\n"},
    };
    snprintf(license_text, sizeof license_text,
             "license_id,product,quantity,metric,reassign_days,second_copy,department\n%s", licenses);
    snprintf(assignment_text, sizeof assignment_text,
             "license_id,assignee_kind,assignee,quantity,assigned_on,released_on,primary,last_used_on\n%s",
             assignments);
    return office_open(files, ARRAY_LEN(files));
}

/* The findings on 2027-03-31; the caller frees them. */
static struct finding_sink *check_on(const struct office *office,
                                     struct date (*last_used)(const void *, const struct assignment *, struct buffer *),
                                     const char *seen) {
    struct finding_sink *sink = NULL;

    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    const struct assignment_checks checks = {
        .entitlements = office->entitlements,
        .people = office->people,
        .assignments = office->list,
        .as_of = ledger_day("2027-03-31"),
        .last_used = last_used,
        .context = seen,
        .sink = sink,
    };
    assert_int_equal(assignment_checks_run(&checks, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    return sink;
}

/* A line each: "L1 left notice It is still …". */
static void list_findings(struct finding_sink *sink, struct buffer *out) {
    struct finding finding;

    while (next_finding(sink, &finding)) {
        assert_int_equal(finding.code, CODE_LIC_ASSIGNMENT);
        bool is_of_person = str_eq(finding.field, STR("left"));
        assert_int_equal(finding.subject_kind, is_of_person ? SUBJECT_USER : SUBJECT_LICENSE);
        buffer_printf(out, "%.*s %.*s %s ", STR_FMT(finding.subject), STR_FMT(finding.field),
                      outcome_name(finding.outcome));
        message_render(finding.message, finding.arguments, finding.argument_count, LANGUAGE_EN, out);
        buffer_append_char(out, '\n');
    }
    buffer_append_char(out, '\0');
}

/* --- cases ---------------------------------------------------------------------------------------------------------
 */

#define LEFT(LICENSE) "E-1 left notice " LICENSE " is still assigned to E-1, who left on 2027-03-20\n"
#define LEFT_USED(LICENSE, DAY)                                                                                        \
    "E-1 left violation E-1, to whom " LICENSE                                                                         \
    " was assigned, left on 2027-03-20; a login or use after that is on record (" DAY ")\n"
#define INTERVAL(WHO, DAY, DAYS)                                                                                       \
    "L1 interval violation It was reassigned to " WHO " on " DAY ", at most " DAYS                                     \
    " days after the reassignment before; 90 days must lie between\n"
#define INTERVAL_OPEN                                                                                                  \
    "L1 interval undetermined It may have been reassigned again within 90 days: the ledger does not tell which unit "  \
    "was whose, and when\n"
#define OVER(LEAST, UNITS) "L1 over-assigned violation " LEAST " are assigned, but the licence has " UNITS "\n"
#define OVER_OPEN(LEAST, UNITS)                                                                                        \
    "L1 over-assigned undetermined At least " LEAST " are assigned; whether that is more than the " UNITS              \
    " of the licence hangs on cells that cannot be read\n"

static const struct {
    const char *what, *licenses, *assignments, *findings;
} cases[] = {
    {"nobody has left", "L1,A,5,user,,,\n", "L1,user,E-3,,,,,2027-03-25\n", ""},
    {"P1: left, still assigned", "L1,A,5,user,,,\n", "L1,user,E-1,,,,,\n", LEFT("L1")},
    {"P1: used after the last day", "L1,A,5,user,,,\n", "L1,user,E-1,,,,,2027-03-25\n", LEFT_USED("L1", "2027-03-25")},
    {"P1: used on the last day", "L1,A,5,user,,,\n", "L1,user,E-1,,,,,2027-03-20\n", LEFT("L1")},
    {"P1: left on the day itself", "L1,A,5,user,,,\n", "L1,user,E-2,,,,,\n", ""},
    {"leaves later, or nobody knows when", "L1,A,5,user,,,\n", "L1,user,E-4,,,,,\nL1,user,E-5,,,,,\n", ""},
    {"released in time", "L1,A,5,user,,,\n", "L1,user,E-1,,,2027-03-20,,\n", ""},
    {"released in time, and used", "L1,A,5,user,,,\n", "L1,user,E-1,,,2027-03-20,,2027-03-21\n",
     LEFT_USED("L1", "2027-03-21")},
    {"of a right that is not on record", "L1,A,5,user,,,\n", "L9,user,E-1,,,,,\n", LEFT("L9")},
    {"to whom nobody knows", "L1,A,5,user,,,\n", "L1,user,E-9,,,,,\nL1,,総務課,,,,,\n", ""},
    /* M33 */
    {"M33", "L1,A,1,device,90日,,\n",
     "L1,device,PC-1,,2026-04-01,2027-01-10,,\nL1,device,PC-2,,2027-01-10,2027-02-20,,\n"
     "L1,device,PC-3,,2027-02-20,,,\n",
     INTERVAL("PC-3", "2027-02-20", "41")},
    {"M33 without a term", "L1,A,1,device,,,\n",
     "L1,device,PC-1,,2026-04-01,2027-01-10,,\nL1,device,PC-2,,2027-01-10,2027-02-20,,\n"
     "L1,device,PC-3,,2027-02-20,,,\n",
     ""},
    {"M33 after the day", "L1,A,1,device,90,,\n",
     "L1,device,PC-1,,2026-04-01,2027-01-10,,\nL1,device,PC-2,,2027-01-10,2027-04-01,,\n"
     "L1,device,PC-3,,2027-04-01,,,\n",
     ""},
    {"one may not have been a move", "L1,A,1,device,90,,\n",
     "L1,device,PC-1,,2027-01-10,2027-02-20,,\nL1,device,PC-2,,2027-02-20,,,\n", INTERVAL_OPEN},
    {"no quantity", "L1,A,多数,device,90,,\n",
     "L1,device,PC-1,,2026-04-01,2027-01-10,,\nL1,device,PC-2,,2027-01-10,2027-02-20,,\n"
     "L1,device,PC-3,,2027-02-20,,,\n",
     INTERVAL_OPEN},
    {"a day is not on record", "L1,A,1,device,90,,\n",
     "L1,device,PC-1,,2026-04-01,2027-01-10,,\nL1,device,PC-2,,,2027-02-20,,\nL1,device,PC-3,,2027-02-20,,,\n",
     INTERVAL_OPEN},
    {"nothing was released", "L1,A,2,device,90,,\n", "L1,device,PC-1,,,,,\nL1,device,PC-2,,,,,\n", ""},
    {"its own again, by another name", "L1,A,1,user,90,,\n",
     "L1,user,E-1,,2026-04-01,2027-01-10,,\nL1,user,E-3,,2027-01-10,2027-01-20,,\nL1,user,田中,,2027-01-25,,,\n", ""},
    {"to and fro, by another name", "L1,A,1,user,90,,\n",
     "L1,user,E-4,,2026-04-01,2027-01-10,,\nL1,user,E-3,,2027-01-10,2027-01-20,,\nL1,user,ITO,,2027-01-20,,,\n",
     INTERVAL("ITO", "2027-01-20", "10")},
    /* V2 */
    {"as many as there are", "L1,A,2,device,,,\n", "L1,device,PC-1,,,,,\nL1,device,PC-2,,,,,\n", ""},
    {"more than there are", "L1,A,2,device,,,\n", "L1,device,PC-1,2,,,,\nL1,device,PC-2,,,,,\n", OVER("3", "2")},
    {"one is released", "L1,A,1,device,,,\n", "L1,device,PC-1,,,2027-03-30,,\nL1,device,PC-2,,,,,\n", ""},
    {"one is not yet assigned", "L1,A,1,device,,,\n", "L1,device,PC-1,,2027-04-01,,,\nL1,device,PC-2,,,,,\n", ""},
    {"a day that cannot be read", "L1,A,1,device,,,\n", "L1,device,PC-1,,,返却済,,\nL1,device,PC-2,,,,,\n",
     OVER_OPEN("1", "1")},
    {"a quantity that cannot be read", "L1,A,1,device,,,\n", "L1,device,PC-1,一式,,,,\n", OVER_OPEN("1", "1")},
    {"too many without it", "L1,A,1,device,,,\n", "L1,device,PC-1,一式,,,,\nL1,device,PC-2,,,,,\n", OVER("2", "1")},
    {"without limit", "L1,A,無制限,device,,,\n", "L1,device,PC-1,500,,,,\n", ""},
    {"no number on record", "L1,A,多数,device,,,\n", "L1,device,PC-1,500,,,,\n", ""},
    {"M28: a second copy", "L1,A,1,device,,有,\n", "L1,device,PC-1,,,,主,\nL1,device,PC-2,,,,副,\n", ""},
    {"not allowed", "L1,A,1,device,,無,\n", "L1,device,PC-1,,,,主,\nL1,device,PC-2,,,,副,\n", OVER("2", "1")},
    {"nothing is said of it", "L1,A,1,device,,,\n", "L1,device,PC-1,,,,主,\nL1,device,PC-2,,,,副,\n",
     OVER_OPEN("1", "1")},
    {"the devices of users", "L1,A,1,user,,,\n", "L1,user,E-3,,,,,\nL1,device,PC-1,,,,,\nL1,device,PC-2,,,,,\n", ""},
    {"users", "L1,A,1,user,,,\n", "L1,user,E-3,,,,,\nL1,user,E-4,,,,,\n", OVER("2", "1")},
    {"who may use it at once", "L1,A,1,同時,,,\n", "L1,user,E-3,,,,,\nL1,user,E-4,,,,,\n", ""},
    {"nobody knows how it is counted", "L1,A,1,,,,\n", "L1,user,E-3,,,,,\nL1,user,E-4,,,,,\n", ""},
};

static void check_case(size_t i, const char *assignments) {
    CLEANUP(office_done) struct office office = office_read(cases[i].licenses, assignments);
    CLEANUP(buffer_done) struct buffer got = {0};
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = check_on(&office, NULL, NULL);

    list_findings(sink, &got);
    assert_string_equal(got.p, cases[i].findings);
}

static void reverse_lines(const char *text, char *ret_reversed) {
    size_t end = strlen(text), n = 0;

    while (end > 0) {
        size_t begin = end - 1;
        while (begin > 0 && text[begin - 1] != '\n') {
            begin--;
        }
        memcpy(ret_reversed + n, text + begin, end - begin);
        n += end - begin;
        end = begin;
    }
    ret_reversed[n] = '\0';
}

/* In any order of rows. */
static void test_cases(void **state) {
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char reversed[1024];
        print_message("%s\n", cases[i].what);
        check_case(i, cases[i].assignments);
        reverse_lines(cases[i].assignments, reversed);
        check_case(i, reversed);
    }
}

/* --- what goes with a finding --------------------------------------------------------------------------------------
 */

static struct date seen_on(const void *context, const struct assignment *assignment, struct buffer *evidence) {
    (void)assignment;
    buffer_append_cstr(evidence, "accounts.csv:7");
    return ledger_day(context);
}

/* P1: left 2027-03-20, last login 2027-03-25. */
static void test_observed_use(void **state) {
    CLEANUP(office_done)
    struct office office = office_read("L1,A,5,user,,,総務課\n", "L1,user,sato,,,,,2027-03-01\n");
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = check_on(&office, seen_on, "2027-03-25");
    struct finding finding;

    (void)state;
    assert_true(next_finding(sink, &finding));
    assert_int_equal(finding.outcome, OUTCOME_VIOLATION);
    assert_true(str_eq(finding.subject, STR("E-1")));
    assert_true(str_eq(finding.department, STR("総務課")));
    assert_true(str_eq(finding.documented, STR("L1")));
    assert_true(str_eq(finding.observed, STR("2027-03-25")));
    assert_true(str_eq(finding.ledger_evidence, STR("assignments.csv:2 people.csv:2")));
    assert_true(str_eq(finding.snapshot_evidence, STR("accounts.csv:7")));
    assert_false(next_finding(sink, &finding));
}

/* What the ledger says is later: the observation is no evidence of it. */
static void test_older_use(void **state) {
    CLEANUP(office_done) struct office office = office_read("L1,A,5,user,,,\n", "L1,user,sato,,,,,2027-03-25\n");
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = check_on(&office, seen_on, "2027-03-21");
    struct finding finding;

    (void)state;
    assert_true(next_finding(sink, &finding));
    assert_true(str_eq(finding.observed, STR("2027-03-25")));
    assert_int_equal(finding.snapshot_evidence.n, 0);
}

static void test_units(void **state) {
    CLEANUP(office_done)
    struct office office = office_read("L1,A,5,user,,,\nL2,A,5,device,,,\n",
                                       "L1,user,sato,,,,,\nL1,user,E-3,3,春,,,\nL2,device,PC-1,いくつか,,,,\n");
    struct date day = ledger_day("2027-03-31");
    struct assigned_units first = assigned_units_on(office.list, office.entitlements, 0, day);
    struct assigned_units second = assigned_units_on(office.list, office.entitlements, 1, day);

    (void)state;
    assert_int_equal(first.least.count, 1);
    assert_int_equal(first.most.count, 4);
    assert_int_equal(second.least.count, 1);
    assert_true(second.most.is_unlimited);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_observed_use),
        cmocka_unit_test(test_older_use),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
