#include "findings/input.h"

#include <stdio.h>

#include "base/compiler.h"
#include "findings/finding_sink.h"
#include "inventory/problem.h"
#include "tests/unit/support/cmocka.h"

struct note {
    enum problem problem;
    const char *file;
    uint64_t line;
    const char *heading, *arg0, *arg1;
};

static void add(struct diagnostics *diagnostics, const struct note *note) {
    struct diagnostic diagnostic = {.problem = note->problem,
                                    .file = str_from(note->file),
                                    .line = note->line,
                                    .column = 3,
                                    .heading = str_from(note->heading),
                                    .args = {str_from(note->arg0), str_from(note->arg1)}};

    diagnostics_add(diagnostics, &diagnostic);
}

/* "CODE outcome subject field documented evidence" a line. */
static void tell_side(struct diagnostics *diagnostics, enum input_side side, char *text, size_t size) {
    CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
    struct finding finding;
    bool has_more;

    assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
    assert_int_equal(input_findings_add(diagnostics, side, sink, NULL), ERR_OK);
    assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
    text[0] = '\0';
    for (;;) {
        assert_int_equal(finding_sink_next(sink, &has_more, &finding, NULL), ERR_OK);
        if (!has_more) {
            return;
        }
        assert_int_equal(finding.subject_kind, SUBJECT_FILE);
        assert_int_equal(finding.argument_count, 2);
        size_t n = strlen(text);
        bool is_ledger = side == INPUT_LEDGER;
        assert_int_equal((is_ledger ? finding.observed : finding.documented).n, 0);
        assert_int_equal((is_ledger ? finding.snapshot_evidence : finding.ledger_evidence).n, 0);
        snprintf(text + n, size - n, "%s %s %.*s %.*s [%.*s] %.*s\n", code_def(finding.code)->name,
                 outcome_name(finding.outcome), STR_FMT(finding.subject), STR_FMT(finding.field),
                 STR_FMT(is_ledger ? finding.documented : finding.observed),
                 STR_FMT(is_ledger ? finding.ledger_evidence : finding.snapshot_evidence));
    }
}

static void tell(struct diagnostics *diagnostics, char *text, size_t size) {
    tell_side(diagnostics, INPUT_LEDGER, text, size);
}

static const struct note notes[] = {
    {PROBLEM_DATE_IMPOSSIBLE, "devices.csv", 9, "取得日", "2027-02-29", ""},
    {PROBLEM_DATE_IMPOSSIBLE, "devices.csv", 5, "取得日", "2027-02-29", ""},
    {PROBLEM_DATE_IMPOSSIBLE, "devices.csv", 7, "取得日", "2027-02-30", ""},
    {PROBLEM_DATE_IMPOSSIBLE, "devices.csv", 7, "廃棄日", "2027-02-30", ""},
    {PROBLEM_DATE_SERIAL, "devices.csv", 8, "取得日", "46477", "2027-03-31"},
    {PROBLEM_ID_TWICE, "devices.csv", 4, "管理番号", "A-1", "devices.csv:2"},
    {PROBLEM_TABLE_UNKNOWN, "メモ.csv", 0, "", "", ""},
    {PROBLEM_UNCLOSED_QUOTE, "software.csv", 3, "", "", ""},
};

static const char expected[] = "INP-DATE undetermined devices.csv 取得日 [2027-02-29] devices.csv:5 devices.csv:9\n"
                               "INP-DATE undetermined devices.csv 取得日 [2027-02-30] devices.csv:7\n"
                               "INP-DATE notice devices.csv 取得日 [46477] devices.csv:8\n"
                               "INP-DATE undetermined devices.csv 廃棄日 [2027-02-30] devices.csv:7\n"
                               "INP-DUPLICATE undetermined devices.csv 管理番号 [A-1] devices.csv:4\n"
                               "INP-HEADER notice メモ.csv  [] メモ.csv\n"
                               "INP-SYNTAX undetermined software.csv  [] software.csv:3\n";

/* The sentence names the file where the identifier stood first, without the line: rows may move. */
static void test_a_copy_names_the_first_file(void **state) {
    static const struct note copies[] = {
        {PROBLEM_ID_TWICE, "b.csv", 3, "管理番号", "PC-2", "a.csv:2"},
        {PROBLEM_ID_TWICE, "b.csv", 5, "管理番号", "PC-3", "b:1.csv:12"},
        {PROBLEM_ID_TWICE, "b.csv", 7, "管理番号", "PC-4", "1.csv"},
    };
    static const char *const firsts[] = {"a.csv", "b:1.csv", "1.csv"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(copies); i++) {
        CLEANUP(finding_sink_free_cleanup) struct finding_sink *sink = NULL;
        CLEANUP(diagnostics_free_cleanup) struct diagnostics *diagnostics = diagnostics_new();
        struct finding finding;
        bool has_more;

        add(diagnostics, &copies[i]);
        assert_int_equal(finding_sink_new(1, 0, "/tmp", &sink, NULL), ERR_OK);
        assert_int_equal(input_findings_add(diagnostics, INPUT_LEDGER, sink, NULL), ERR_OK);
        assert_int_equal(finding_sink_finish(sink, NULL, NULL), ERR_OK);
        assert_int_equal(finding_sink_next(sink, &has_more, &finding, NULL), ERR_OK);
        assert_true(has_more);
        assert_true(str_eq(finding.arguments[0].text, str_from(copies[i].arg0)));
        assert_true(str_eq(finding.arguments[1].text, str_from(firsts[i])));
    }
}

static int count_lines_of(const char *text, const char *other) {
    int lines = 0;
    for (struct str rest = str_from(text), line; str_cut(&rest, '\n', &line);) {
        lines += line.n > 0 && str_contains(str_from(other), line);
    }
    return lines;
}

/* Findings with one subject and field stand in an order of their content, which is not this test's business. */
static void test_one_finding_a_cell_text(void **state) {
    char forwards[4096], backwards[4096];
    struct diagnostics *diagnostics[2] = {diagnostics_new(), diagnostics_new()};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(notes); i++) {
        add(diagnostics[0], &notes[i]);
        add(diagnostics[1], &notes[ARRAY_LEN(notes) - 1 - i]);
    }
    tell(diagnostics[0], forwards, sizeof forwards);
    tell(diagnostics[1], backwards, sizeof backwards);
    if (strlen(forwards) != strlen(expected) || count_lines_of(expected, forwards) != 7) {
        fail_msg("found\n%sinstead of\n%s", forwards, expected);
    }
    assert_string_equal(forwards, backwards);
    diagnostics_free(diagnostics[0]);
    diagnostics_free(diagnostics[1]);
}

/* 20 occurrences are told one by one; of 21 and more, one finding tells, without the text of any cell. */
static void test_many_become_one(void **state) {
    char text[8192], cell[16];

    (void)state;
    for (unsigned count = DIAGNOSTICS_KEPT; count <= DIAGNOSTICS_KEPT + 1; count++) {
        struct diagnostics *diagnostics = diagnostics_new();
        for (unsigned i = 0; i < count; i++) {
            snprintf(cell, sizeof cell, "x%u", i);
            add(diagnostics, &(struct note){PROBLEM_NUMBER_NOT_READABLE, "devices.csv", 2 + i, "コア数", cell, ""});
        }
        tell(diagnostics, text, sizeof text);
        unsigned lines = 0;
        for (const char *at = text; (at = strchr(at, '\n')); at++) {
            lines++;
        }
        assert_int_equal(lines, count == DIAGNOSTICS_KEPT ? DIAGNOSTICS_KEPT : 1);
        if (count > DIAGNOSTICS_KEPT) {
            assert_non_null(strstr(text, "INP-NUMBER undetermined devices.csv コア数 [] devices.csv:2 devices.csv:3 "));
            assert_non_null(strstr(text, " devices.csv:21 …\n"));
        }
        diagnostics_free(diagnostics);
    }
}

/* Several cells of one row are one place. */
static void test_a_line_is_named_once(void **state) {
    char text[1024];
    struct diagnostics *diagnostics = diagnostics_new();

    (void)state;
    add(diagnostics, &(struct note){PROBLEM_MAC_NOT_READABLE, "devices.csv", 4, "MAC", "zz", ""});
    add(diagnostics, &(struct note){PROBLEM_MAC_NOT_READABLE, "devices.csv", 4, "MAC", "zz", ""});
    tell(diagnostics, text, sizeof text);
    assert_string_equal(text, "INP-VALUE undetermined devices.csv MAC [zz] devices.csv:4\n");
    diagnostics_free(diagnostics);
}

/* Its files have the names of the ledger's, and its cells are no documents. */
static void test_snapshot(void **state) {
    char text[1024];
    struct diagnostics *diagnostics = diagnostics_new();

    (void)state;
    add(diagnostics, &(struct note){PROBLEM_UUID_NOT_READABLE, "devices.csv", 4, "uuid", "12", ""});
    tell_side(diagnostics, INPUT_SNAPSHOT, text, sizeof text);
    assert_string_equal(text, "INP-VALUE undetermined snapshot/devices.csv uuid [12] devices.csv:4\n");
    diagnostics_free(diagnostics);
}

static void test_nothing(void **state) {
    char text[64];
    struct diagnostics *diagnostics = diagnostics_new();

    (void)state;
    tell(diagnostics, text, sizeof text);
    assert_string_equal(text, "");
    diagnostics_free(diagnostics);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_finding_a_cell_text),
        cmocka_unit_test(test_a_copy_names_the_first_file),
        cmocka_unit_test(test_many_become_one),
        cmocka_unit_test(test_a_line_is_named_once),
        cmocka_unit_test(test_snapshot),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
