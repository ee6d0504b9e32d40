#include "report/html/findings.h"

#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/scratch.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* One line of findings.jsonl; ids are counted from 1 on. */
static void append_line(struct buffer *lines, unsigned id, const char *code, const char *outcome, const char *severity,
                        const char *status, const char *department) {
    buffer_printf(
        lines,
        "{\"id\":\"%016x\",\"code\":\"%s\",\"outcome\":\"%s\",\"severity\":\"%s\",\"status\":\"%s\","
        "\"department\":\"%s\",\"subject\":\"S-%u\",\"asset_id\":\"S-%u\",\"message\":\"<m>\",\"remedy\":\"r\","
        "\"first_seen\":\"2027-01-01\",\"last_seen\":\"2027-02-10\"}\n",
        id, code, outcome, severity, status, department, id, id);
}

static struct html_findings *read_lines(const struct buffer *lines) {
    struct html_findings *findings;

    assert_false(lines->failed);
    scratch_write("findings.jsonl", buffer_view(lines));
    assert_int_equal(html_findings_read(AT_FDCWD, LANGUAGE_EN, ".", &findings, NULL), ERR_OK);
    assert_int_equal(unlinkat(AT_FDCWD, "findings.jsonl", 0), 0);
    return findings;
}

static struct str rows_of(const struct html_findings *findings, struct output *output) {
    struct html html;

    html_init(&html, output);
    assert_int_equal(html_findings_write_rows(findings, &html, NULL), ERR_OK);
    html_done(&html);
    return output_bytes(output);
}

/* Open ones before closed ones, then by severity, then as in the file; each a row of the form that the page reads. */
static void test_rows(void **state) {
    CLEANUP(buffer_done) struct buffer lines = {0};
    struct output *output;

    (void)state;
    append_line(&lines, 1, "LIC-SPARE", "notice", "info", "new", "A");
    append_line(&lines, 2, "DIF-ATTRIBUTE", "violation", "medium", "waived", "A");
    append_line(&lines, 3, "DIF-ATTRIBUTE", "violation", "medium", "continuing", "");
    append_line(&lines, 4, "SUP-ENDED", "violation", "critical", "resolved", "B");
    append_line(&lines, 5, "DIF-ATTRIBUTE", "violation", "medium", "new", "B");
    struct html_findings *findings = read_lines(&lines);
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    char expected[1024];
    int length = snprintf(expected, sizeof expected,
                          "[[\"0000000000000003\",%d,3,2,1,\"S-3\",1,0,0,0,0,0,0,0,0,\"\\u003cm\\u003e\",2,0,0,3,4],\n"
                          "[\"0000000000000005\",%d,3,2,0,\"S-5\",1,0,0,0,5,0,0,0,0,\"\\u003cm\\u003e\",2,0,0,3,4],\n"
                          "[\"0000000000000001\",%d,1,0,0,\"S-1\",1,0,0,0,1,0,0,0,0,\"\\u003cm\\u003e\",2,0,0,3,4],\n"
                          "[\"0000000000000004\",%d,3,4,3,\"S-4\",1,0,0,0,5,0,0,0,0,\"\\u003cm\\u003e\",2,0,0,3,4],\n"
                          "[\"0000000000000002\",%d,3,2,2,\"S-2\",1,0,0,0,1,0,0,0,0,\"\\u003cm\\u003e\",2,0,0,3,4]]",
                          CODE_DIF_ATTRIBUTE, CODE_DIF_ATTRIBUTE, CODE_LIC_SPARE, CODE_SUP_ENDED, CODE_DIF_ATTRIBUTE);
    struct str found = rows_of(findings, output);
    assert_int_equal(found.n, length);
    assert_memory_equal(found.p, expected, found.n);
    output_reset(output);
    struct html html;
    html_init(&html, output);
    assert_int_equal(html_findings_write_strings(findings, &html, NULL), ERR_OK);
    html_done(&html);
    assert_true(str_eq(output_bytes(output), STR("[\"\",\"A\",\"r\",\"2027-01-01\",\"2027-02-10\",\"B\"]")));
    output_abandon(output);
    html_findings_free(findings);
}

static void test_counts(void **state) {
    CLEANUP(buffer_done) struct buffer lines = {0};
    struct html_outcomes open;
    struct str name;

    (void)state;
    append_line(&lines, 1, "LIC-SPARE", "notice", "info", "new", "A");
    append_line(&lines, 2, "DIF-ATTRIBUTE", "violation", "medium", "waived", "A");
    append_line(&lines, 3, "DIF-ATTRIBUTE", "violation", "medium", "continuing", "");
    struct html_findings *findings = read_lines(&lines);
    const struct html_finding_counts *counts = html_findings_counts(findings);
    assert_int_equal(counts->all, 3);
    assert_int_equal(counts->kept, 3);
    assert_int_equal(counts->open.count[OUTCOME_VIOLATION], 1);
    assert_int_equal(counts->open.count[OUTCOME_NOTICE], 1);
    assert_int_equal(counts->by_code[CODE_DIF_ATTRIBUTE].count[OUTCOME_VIOLATION], 1);
    assert_int_equal(counts->by_severity[SEVERITY_MEDIUM], 1);
    assert_int_equal(counts->by_status[FINDING_WAIVED], 1);
    assert_true(html_findings_department(findings, 0, &name, &open));
    assert_true(str_eq(name, STR("A")) && open.count[OUTCOME_NOTICE] == 1 && open.count[OUTCOME_VIOLATION] == 0);
    assert_true(html_findings_department(findings, 1, &name, &open));
    assert_true(name.p && name.n == 0 && open.count[OUTCOME_VIOLATION] == 1);
    assert_false(html_findings_department(findings, 2, &name, &open));
    html_findings_free(findings);
}

static size_t count_of(struct str text, struct str part) {
    size_t count = 0;

    for (ptrdiff_t at = str_find(text, part); at >= 0; at = str_find(text, part)) {
        count++;
        text = str_sub(text, (size_t)at + part.n, SIZE_MAX);
    }
    return count;
}

/* More than a page holds: all of the more severe ones, and the first of the others. */
static void test_bound(void **state) {
    enum { LOW = 99990, HIGH = 60 };
    CLEANUP(buffer_done) struct buffer lines = {0};
    struct output *output;

    (void)state;
    for (unsigned i = 1; i <= LOW; i++) {
        append_line(&lines, i, "DIF-ATTRIBUTE", "violation", "medium", "new", "");
    }
    for (unsigned i = LOW + 1; i <= LOW + HIGH; i++) {
        append_line(&lines, i, "SUP-ENDED", "violation", "high", "new", "");
    }
    struct html_findings *findings = read_lines(&lines);
    assert_int_equal(html_findings_counts(findings)->all, LOW + HIGH);
    assert_int_equal(html_findings_counts(findings)->kept, HTML_FINDINGS_MAX);
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    struct str rows = rows_of(findings, output);
    assert_int_equal(count_of(rows, STR("[\"")), HTML_FINDINGS_MAX);
    assert_true(str_starts_with(rows, STR("[[\"00000000000186")));
    assert_true(str_contains(rows, STR("\"S-99940\"")));
    assert_false(str_contains(rows, STR("\"S-99941\"")));
    assert_true(str_ends_with(rows, STR("]]")));
    output_abandon(output);
    html_findings_free(findings);
}

/* For who has no script: as many rows as there are, at most fifty, the most severe first. */
static void test_first(void **state) {
    CLEANUP(buffer_done) struct buffer lines = {0};
    struct output *output;
    struct html html;

    (void)state;
    for (unsigned i = 1; i <= 60; i++) {
        append_line(&lines, i, "DIF-ATTRIBUTE", "violation", "medium", "new", "");
    }
    append_line(&lines, 61, "SUP-ENDED", "violation", "critical", "new", "<b>");
    struct html_findings *findings = read_lines(&lines);
    assert_int_equal(output_in_memory(&output, NULL), ERR_OK);
    html_init(&html, output);
    html_findings_write_first(findings, &html);
    html_done(&html);
    struct str first = output_bytes(output);
    assert_int_equal(count_of(first, STR("<tr>")), HTML_FIRST_FINDINGS);
    assert_true(str_find(first, STR("S-61")) < str_find(first, STR(">S-1<")));
    assert_true(str_contains(first, STR("&lt;b&gt;")));
    assert_true(str_contains(first, STR(">S-49<")) && !str_contains(first, STR(">S-50<")));
    output_abandon(output);
    html_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_bound),
        cmocka_unit_test(test_first),
    };

    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
