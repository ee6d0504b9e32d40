#include "report/result_files.h"

#include "base/file.h"
#include "base/json_read.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static void fill(struct summary *summary, const struct policy *policy) {
    static const struct summary_file files[] = {
        {STR("ledger/devices.csv"), STR("devices"), STR("CP932"), STR("00112233445566778899aabbccddeeff"), 3, false},
        {STR("ledger/memo.csv"), STR_NONE, STR("UTF-8"), STR("ffeeddccbbaa99887766554433221100"), 0, true},
    };
    static const struct str reasons[] = {STR("violation"), STR("coverage")};

    *summary = (struct summary){
        .command = STR("reconcile"),
        .language = LANGUAGE_JA,
        .policy = policy,
        .ledger_country = STR("KR"),
        .ledger_fiscal_year = 2026,
        .files = files,
        .file_count = ARRAY_LEN(files),
        .snapshot_started = STR("2027-03-30T01:00:00Z"),
        .snapshot_ended = STR("2027-03-30T02:00:00Z"),
        .snapshot_scanner = STR("genkyo 0.1.0"),
        .coverage = {.expected = 7, .examined = 6, .place = 3, .user = 0, .software = 7},
        .exit_status = 3,
        .exit_reasons = reasons,
        .exit_reason_count = ARRAY_LEN(reasons),
    };
    assert_true(date_from_civil((struct civil){2027, 3, 31}, &summary->as_of));
    summary->by_code[CODE_DIF_ATTRIBUTE][OUTCOME_VIOLATION] = 4;
    summary->by_code[CODE_DIF_ATTRIBUTE][OUTCOME_NOTICE] = 2;
    summary->by_code[CODE_DIF_UNVERIFIED][OUTCOME_UNDETERMINED] = 1;
    summary->by_code[CODE_LIC_UNLICENSED][OUTCOME_VIOLATION] = 5;
    summary->by_code[CODE_SUP_ENDED][OUTCOME_VIOLATION] = 7;
    summary->raised[CODE_SUP_ENDED] = 3;
    summary->by_verdict[VERDICT_DIFFERENT] = 6;
    summary->coverage.causes[CAUSE_NO_ANSWER] = 1;
}

static struct str write_summary(const struct summary *summary, struct arena *arena) {
    const struct report_context context = {.dir_fd = AT_FDCWD};
    struct str bytes = STR_NONE;

    assert_int_equal(report_summary(&context, summary, NULL), ERR_OK);
    assert_int_equal(file_read_all(AT_FDCWD, "summary.json", 1 << 20, arena, &bytes, NULL), ERR_OK);
    assert_int_equal(unlink("summary.json"), 0);
    return bytes;
}

/* The node at a path such as "exit.status". */
static const struct json_node *at(const struct json_document *document, const char *path) {
    const struct json_node *node = json_root(document);
    struct str rest = str_from(path), key;
    char name[64];

    while (str_cut(&rest, '.', &key)) {
        assert_true(key.n < sizeof name);
        memcpy(name, key.p, key.n);
        name[key.n] = '\0';
        node = json_get(node, name);
    }
    return node;
}

static const struct number_case {
    const char *path;
    int64_t number;
} number_cases[] = {
    {"format", 1},
    {"findings.total", 19},
    {"findings.by_outcome.violation", 16},
    {"findings.by_outcome.undetermined", 1},
    {"findings.by_outcome.notice", 2},
    {"findings.by_severity.critical", 8},
    {"findings.by_severity.high", 4},
    {"findings.by_severity.medium", 4},
    {"findings.by_severity.low", 1},
    {"findings.by_severity.info", 2},
    {"findings.by_code.DIF-ATTRIBUTE.violation", 4},
    {"findings.by_code.DIF-ATTRIBUTE.notice", 2},
    {"findings.by_code.LIC-UNLICENSED.violation", 5},
    {"verdicts.matched", 0},
    {"verdicts.different", 6},
    {"coverage.expected", 7},
    {"coverage.examined", 6},
    {"coverage.causes.no-answer", 1},
    {"coverage.causes.error", 0},
    {"policy.renewal_days", 90},
    {"policy.coverage_min", 95},
    {"ledger.fiscal_year", 2026},
    {"exit.status", 3},
};

static const struct {
    const char *path, *text;
} text_cases[] = {
    {"command", "reconcile"},
    {"as_of", "2027-03-31"},
    {"language", "ja"},
    {"policy.timezone", "Asia/Tokyo"},
    {"policy.country", "JP"},
    {"ledger.country", "KR"},
    {"snapshot.started", "2027-03-30T01:00:00Z"},
    {"snapshot.ended", "2027-03-30T02:00:00Z"},
    {"snapshot.scanner", "genkyo 0.1.0"},
};

static void test_members(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    const struct policy policy = policy_default();
    struct summary summary;

    (void)state;
    fill(&summary, &policy);
    assert_int_equal(json_parse(write_summary(&summary, arena), "summary.json", &document, NULL), ERR_OK);
    for (size_t i = 0; i < ARRAY_LEN(number_cases); i++) {
        int64_t number = -1;
        if (!json_to_integer(at(document, number_cases[i].path), &number) || number != number_cases[i].number) {
            fail_msg("%s: %ld", number_cases[i].path, (long)number);
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(text_cases); i++) {
        if (!str_eq(json_text(at(document, text_cases[i].path)), str_from(text_cases[i].text))) {
            fail_msg("%s", text_cases[i].path);
        }
    }
    assert_true(json_text(at(document, "genkyo")).n > 0);
    assert_null(at(document, "findings.by_code.DIF-MISSING"));
    assert_null(at(document, "licenses"));
    assert_null(at(document, "findings.by_code.DIF-ATTRIBUTE.undetermined"));
    assert_int_equal(json_length(at(document, "policy.maintained_kinds")), 7);
    assert_true(str_eq(json_text(json_at(at(document, "exit.reasons"), 1)), STR("coverage")));
}

/* Positions are counted where licences were audited, those of an outcome that none has, too. */
static void test_licenses(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    const struct policy policy = policy_default();
    struct summary summary;
    int64_t number;

    (void)state;
    fill(&summary, &policy);
    summary.is_audited = true;
    summary.by_position[OUTCOME_CONFORMING] = 9;
    summary.by_position[OUTCOME_UNDETERMINED] = 1;
    assert_int_equal(json_parse(write_summary(&summary, arena), "summary.json", &document, NULL), ERR_OK);
    assert_true(json_to_integer(at(document, "licenses.positions.conforming"), &number) && number == 9);
    assert_true(json_to_integer(at(document, "licenses.positions.undetermined"), &number) && number == 1);
    assert_true(json_to_integer(at(document, "licenses.positions.violation"), &number) && number == 0);
    assert_null(at(document, "licenses.positions.notice"));
}

/* What ledger.yaml does not say is null, not empty and not 0. */
static void test_ledger_unsaid(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct policy policy = policy_default();
    struct summary summary;

    (void)state;
    fill(&summary, &policy);
    summary.ledger_country = STR_NONE;
    summary.ledger_fiscal_year = 0;
    assert_true(str_contains(write_summary(&summary, arena),
                             STR("\"ledger\": {\n    \"country\": null,\n    \"fiscal_year\": null\n  },")));
}

static void test_inputs(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;
    const struct policy policy = policy_default();
    const struct json_node *inputs;
    struct summary summary;

    (void)state;
    fill(&summary, &policy);
    assert_int_equal(json_parse(write_summary(&summary, arena), "summary.json", &document, NULL), ERR_OK);
    inputs = at(document, "inputs");
    assert_int_equal(json_length(inputs), 2);
    assert_true(str_eq(json_text(json_get(json_at(inputs, 0), "xxh3_128")), STR("00112233445566778899aabbccddeeff")));
    assert_true(str_eq(json_text(json_get(json_at(inputs, 0), "encoding")), STR("CP932")));
    assert_false(json_node_is_true(json_get(json_at(inputs, 0), "refused")));
    assert_true(json_node_is_true(json_get(json_at(inputs, 1), "refused")));
    assert_true(str_eq(json_text(json_get(json_at(inputs, 1), "table")), STR("")));
}

/* 6, 3, 0 and 7 of 7, rounded down to tenths. */
static void test_rates(void **state) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    const struct policy policy = policy_default();
    struct summary summary;
    struct str bytes;

    (void)state;
    fill(&summary, &policy);
    bytes = write_summary(&summary, arena);
    assert_true(str_contains(bytes, STR("\"rates\": {\n      \"device\": 85.7,\n      \"place\": 42.8,\n"
                                        "      \"user\": 0.0,\n      \"software\": 100.0\n    }")));
    assert_true(str_ends_with(bytes, STR("}\n")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members), cmocka_unit_test(test_licenses), cmocka_unit_test(test_ledger_unsaid),
        cmocka_unit_test(test_inputs),  cmocka_unit_test(test_rates),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
