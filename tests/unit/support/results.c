#include "tests/unit/support/results.h"

#include "findings/verdict_tables.h"
#include "tests/unit/support/cmocka.h"
#include "tests/unit/support/next_finding.h"
#include "tests/unit/support/reconciled.h"

static void tell_findings(struct finding_sink *sink, struct results *results) {
    struct finding finding;

    while (next_finding(sink, &finding)) {
        told_append(results->brief, "%.*s %s %s %.*s\n", STR_FMT(finding.subject), code_def(finding.code)->name,
                    outcome_name(finding.outcome), STR_FMT(finding.field));
        told_append(results->full, "%016llx %s %s %.*s %.*s %.*s|%.*s|%.*s|%.*s|%.*s|%.*s|%.*s\n",
                    (unsigned long long)finding.id, message_id(finding.message), outcome_name(finding.outcome),
                    STR_FMT(finding.subject), STR_FMT(finding.field), STR_FMT(finding.asset_id),
                    STR_FMT(finding.device_id), STR_FMT(finding.hostname), STR_FMT(finding.system),
                    STR_FMT(finding.location), STR_FMT(finding.documented), STR_FMT(finding.observed));
        for (unsigned i = 0; i < finding.argument_count; i++) {
            told_append(results->full, " %.*s/%lld", STR_FMT(finding.arguments[i].text),
                        (long long)finding.arguments[i].number);
        }
    }
}

static void tell_range(struct verdict_reader *reader, struct results *results) {
    struct verdict verdict;
    bool has_more;

    for (;;) {
        assert_int_equal(verdict_reader_next(reader, &has_more, &verdict, NULL), ERR_OK);
        if (!has_more) {
            return;
        }
        struct str id = verdict.asset_id.n ? verdict.asset_id : verdict.device_id;
        told_append(results->brief, "%.*s %s%s%.*s\n", STR_FMT(id), verdict_name(verdict.kind),
                    verdict.cause.n ? " " : "", STR_FMT(verdict.cause));
        char keys[80] = "";
        for (enum identity_key key = 0; key < KEY_COUNT; key++) {
            if (verdict.keys & (1u << key)) {
                strcat(strcat(keys, keys[0] ? " " : ""), identity_key_name(key));
            }
        }
        told_append(results->full, "%.*s|%.*s %s %.*s %s %c %d%d%d %u %.*s|%.*s|%.*s|%.*s\n", STR_FMT(verdict.asset_id),
                    STR_FMT(verdict.device_id), verdict_name(verdict.kind), STR_FMT(verdict.cause), keys,
                    verdict.grade ? verdict.grade : '-', verdict.location_checked, verdict.user_checked,
                    verdict.software_checked, verdict.software_unlisted, STR_FMT(verdict.hostname),
                    STR_FMT(verdict.texts.status), STR_FMT(verdict.texts.location), STR_FMT(verdict.texts.observed_at));
    }
}

static void tell_verdicts(const struct ministry *ministry, struct verdict_sink *sink, struct results *results) {
    CLEANUP(verdict_tables_free_cleanup) struct verdict_tables *tables = NULL;
    CLEANUP(verdict_reader_free_cleanup) struct verdict_reader *reader = NULL;

    assert_int_equal(verdict_tables_new(ministry_assets(ministry), ministry_devices(ministry), 1, &tables, NULL),
                     ERR_OK);
    struct verdict_source source = verdict_tables_source(tables);
    assert_int_equal(verdict_sink_finish(sink, NULL, NULL), ERR_OK);
    assert_int_equal(verdict_reader_new(sink, &source, 0, &reader, NULL), ERR_OK);
    for (size_t range = 0; range < verdict_sink_ranges(sink); range++) {
        assert_int_equal(verdict_reader_open(reader, range, NULL), ERR_OK);
        tell_range(reader, results);
    }
    assert_int_equal(verdict_tables_error(tables, NULL), ERR_OK);
}

static void tell(const struct ministry *ministry, unsigned threads, bool all_software, bool with_verdicts,
                 struct results *results) {
    CLEANUP(reconciled_done)
    struct reconciled reconciled = reconciled_of(ministry, threads, all_software, NULL);

    *results = (struct results){.coverage = reconciled.coverage};
    tell_findings(reconciled.findings, results);
    if (with_verdicts) {
        tell_verdicts(ministry, reconciled.verdicts, results);
    }
}

void results_of(const struct ministry *ministry, unsigned threads, bool all_software, struct results *results) {
    tell(ministry, threads, all_software, true, results);
}

void results_without_verdicts(const struct ministry *ministry, unsigned threads, struct results *results) {
    tell(ministry, threads, false, false, results);
}

void check_reconcile_cases(const struct reconcile_case *cases, size_t count) {
    static struct results results;

    for (size_t i = 0; i < count; i++) {
        struct ministry_text text = cases[i].text;
        text.listed = text.listed ? text.listed : NO_LIST;
        CLEANUP(ministry_free_cleanup) struct ministry *ministry = ministry_new(&text);
        results_of(ministry, 1, cases[i].all_software, &results);
        if (strcmp(results.brief, cases[i].expected) != 0) {
            fail_msg("%s: found\n%sinstead of\n%s", cases[i].name, results.brief, cases[i].expected);
        }
    }
}
