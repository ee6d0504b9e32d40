#include "report/export/actions.h"
#include "report/export/finding.h"

#include <sys/stat.h>

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

/* A line of findings.jsonl; MORE has further members. */
#define LINE(ID, STATUS, MORE)                                                                                         \
    "{\"id\":\"" ID "\",\"code\":\"DIF-MISSING\",\"outcome\":\"violation\",\"severity\":\"medium\","                   \
    "\"viewpoint\":\"difference\",\"asset_id\":\"A-" ID "\",\"device_id\":\"\",\"hostname\":\"\",\"system\":\"\","     \
    "\"department\":\"\",\"location\":\"\",\"subject\":\"A-" ID "\",\"field\":\"vm-gone\",\"documented\":\"\","        \
    "\"observed\":\"\",\"message\":\"as it was written\",\"message_id\":\"none-of-ours\",\"args\":[],"                 \
    "\"remedy\":\"\",\"ledger_evidence\":\"\",\"snapshot_evidence\":\"\",\"guideline\":\"\",\"status\":\"" STATUS      \
    "\",\"first_seen\":\"2027-03-01\",\"last_seen\":\"2027-03-31\"" MORE "}\n"
#define WAIVER(UNTIL) ",\"waiver\":{\"who\":\"Sato\",\"why\":\"ordered\",\"until\":\"" UNTIL "\"}"
#define DISPOSITION(DUE, STATE)                                                                                        \
    ",\"disposition\":{\"cause\":\"c\",\"prevention\":\"p\",\"action\":\"a\",\"owner\":\"o\",\"due\":\"" DUE           \
    "\",\"state\":\"" STATE "\"}"

static const char lines[] =
    LINE("0000000000000001", "new", "") LINE("0000000000000002", "continuing", WAIVER("2027-03-31"))
        LINE("0000000000000003", "waived", WAIVER("2027-03-30"))
            LINE("0000000000000004", "continuing", DISPOSITION("2027-04-30", "open"))
                LINE("0000000000000005", "continuing", DISPOSITION("", "in-progress"))
                    LINE("0000000000000006", "continuing", DISPOSITION("2027-03-30", "in-progress"))
                        LINE("0000000000000007", "continuing", DISPOSITION("2027-03-01", "done"))
                            LINE("0000000000000008", "resolved", "");

static struct date as_of(void) {
    struct date day = DATE_NONE;

    assert_true(date_from_civil((struct civil){2027, 3, 31}, &day));
    return day;
}

static struct result_set *open_results(void) {
    struct result_set *results = NULL;

    assert_int_equal(mkdir("result", 0777), 0);
    scratch_write("result/summary.json", STR("{\"format\":1,\"language\":\"en\"}"));
    scratch_write("result/findings.jsonl", str_from(lines));
    assert_int_equal(result_set_open("result", &results, NULL), ERR_OK);
    return results;
}

/* "1new 2waived …": the last digit of the id, and the status. */
static enum err_code show(void *context, const struct export_finding *finding, struct err *err) {
    (void)err;
    buffer_printf(context, "%c%s ", finding->result->id.p[15], finding_status_name(finding->status));
    return ERR_OK;
}

static const char *shown(const struct export_findings *findings, struct buffer *out) {
    buffer_reset(out);
    assert_int_equal(export_findings_each(findings, show, out, NULL), ERR_OK);
    buffer_append_char(out, '\0');
    return out->p;
}

/* A waiver holds through its last day. */
static void test_as_results_have_it(void **state) {
    CLEANUP(result_set_free_cleanup) struct result_set *results = open_results();
    CLEANUP(buffer_done) struct buffer out = {0};
    const struct export_findings findings = {.results = results, .as_of = as_of()};

    (void)state;
    assert_string_equal(shown(&findings, &out),
                        "1new 2waived 3continuing 4continuing 5continuing 6continuing 7continuing 8resolved ");
}

/* A store in which 1 was waived since, and the waiver of 2 taken back; 9 was resolved. */
static enum err_code decision_of(void *context, struct str id, struct export_decision *ret_decision, struct err *err) {
    (void)context;
    (void)err;
    *ret_decision = (struct export_decision){0};
    if (id.p[15] == '1') {
        ret_decision->has_waiver = true;
        ret_decision->texts.waived_until = STR("2027-12-31");
    }
    return ERR_OK;
}

static enum err_code each_resolved(void *context, struct date since, struct date until, enum language language,
                                   export_finding_take *take, void *taker, struct err *err) {
    const struct result_finding result = {.id = STR("0000000000000009"), .finding = {.code = CODE_DIF_MISSING}};
    const struct export_finding finding = {
        .result = &result, .status = FINDING_RESOLVED, .resolved_on = STR("2027-03-15")};

    (void)context;
    (void)language;
    assert_true(since.days <= until.days && until.days == as_of().days);
    return take(taker, &finding, err);
}

static void test_as_a_store_has_it_now(void **state) {
    CLEANUP(result_set_free_cleanup) struct result_set *results = open_results();
    CLEANUP(buffer_done) struct buffer out = {0};
    const struct export_store store = {.decision_of = decision_of, .each_resolved = each_resolved};
    const struct export_findings findings = {
        .results = results, .store = &store, .as_of = as_of(), .since = {as_of().days - 30}};

    (void)state;
    assert_string_equal(shown(&findings, &out), "1waived 2continuing 3continuing 4continuing 5continuing 6continuing "
                                                "7continuing 9resolved ");
}

/* The earliest day first, those without one last; what is done is none. */
static void test_actions(void **state) {
    CLEANUP(result_set_free_cleanup) struct result_set *results = open_results();
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct export_findings findings = {.results = results, .as_of = as_of()};
    struct export_actions actions = {0};

    (void)state;
    assert_int_equal(export_actions_read(&findings, arena, &actions, NULL), ERR_OK);
    assert_int_equal(actions.count, 3);
    assert_int_equal(actions.overdue, 1);
    assert_true(str_eq(actions.items[0].decided.due, STR("2027-03-30")));
    assert_true(str_eq(actions.items[0].asset_id, STR("A-0000000000000006")));
    assert_true(str_eq(actions.items[1].decided.due, STR("2027-04-30")));
    assert_true(str_eq(actions.items[2].decided.disposition_state, STR("in-progress")));
    assert_true(str_eq(actions.items[2].message, STR("as it was written")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(test_as_results_have_it),
        SCRATCH_TEST(test_as_a_store_has_it_now),
        SCRATCH_TEST(test_actions),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
