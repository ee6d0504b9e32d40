/* What was checked, how, and how much of it could be seen. */

#include "report/record/record.h"

#include "findings/summary.h"
#include "findings/verdict.h"
#include "report/result/summary.h"

/* --- scope ---------------------------------------------------------------------------------------------------------
 */

static uint64_t ledger_rows(const struct json_node *inputs, size_t *ret_files) {
    uint64_t rows = 0;

    *ret_files = 0;
    for (size_t i = 0; i < json_length(inputs); i++) {
        const struct json_node *input = json_at(inputs, i);
        if (str_starts_with(json_text(json_get(input, "file")), STR("ledger/")) &&
            !json_node_is_true(json_get(input, "refused"))) {
            rows += summary_count(input, "rows");
            ++*ret_files;
        }
    }
    return rows;
}

static void write_documents(struct record *record) {
    char files_text[STR_U64_SIZE], rows_text[STR_U64_SIZE];
    size_t files;
    uint64_t rows = ledger_rows(json_get(record->summary, "inputs"), &files);
    const struct str values[] = {str_format_u64(files, files_text), str_format_u64(rows, rows_text)};

    record_paragraph(record, EXPORT_SCOPE_DOCUMENTS, values, ARRAY_LEN(values));
}

void record_scope(struct record *record) {
    static const enum export_text headings[] = {EXPORT_HEAD_VERDICT, EXPORT_HEAD_COUNT, EXPORT_HEAD_SOURCE};
    const struct json_node *verdicts = json_get(record->summary, "verdicts");
    uint64_t sum = 0;

    record_heading(record, EXPORT_SCOPE);
    write_documents(record);
    record_table(record, NULL, headings, ARRAY_LEN(headings), 1);
    for (unsigned kind = 0; kind < VERDICT_KIND_COUNT; kind++) {
        const char *word = verdict_name((enum verdict_kind)kind);
        uint64_t count = summary_count(verdicts, word);
        record_row(record, false);
        record_head_cell(record, message_word(str_from(word), record->language));
        record_number(record, count);
        record_source(record, "assets.csv: verdict=", str_from(word));
        record_row_end(record);
        sum += count;
    }
    record_row(record, true);
    record_head_cell(record, str_from(export_text(EXPORT_TOTAL, record->language)));
    record_number(record, sum);
    record_source(record, "assets.csv", STR_NONE);
    record_row_end(record);
    record_table_end(record);
}

/* --- method --------------------------------------------------------------------------------------------------------
 */

/* 2027-03-24 21:00:00 (+09:00), in the zone that the observer wrote. */
static void append_time(struct str time, struct buffer *text) {
    enum { DAY = 10, TIME = 19 };

    if (time.n > TIME) {
        buffer_printf(text, "%.10s %.8s (%.*s)", time.p, time.p + DAY + 1, (int)(time.n - TIME), time.p + TIME);
    } else {
        buffer_append(text, time);
    }
}

static void write_period(struct record *record) {
    const struct json_node *snapshot = json_get(record->summary, "snapshot");
    CLEANUP(buffer_done) struct buffer text = {0};

    append_time(json_text(json_get(snapshot, "started")), &text);
    buffer_append_cstr(&text, " – ");
    append_time(json_text(json_get(snapshot, "ended")), &text);
    record_fact(record, EXPORT_OBSERVED, buffer_view(&text));
    record_fact(record, EXPORT_TOOL, json_text(json_get(snapshot, "scanner")));
}

/* Only the snapshot itself says what it was taken of. */
static void write_targets(struct record *record) {
    const struct export_frozen *frozen = record->request->frozen;

    if (!frozen) {
        return;
    }
    struct str script = json_text(json_get(frozen->manifest, "script_sha256"));
    record_fact(record, EXPORT_TARGETS, json_text(json_get(frozen->manifest, "scope")));
    record_fact(record, EXPORT_TARGETS_DIGEST, json_text(json_get(frozen->manifest, "scope_digest")));
    if (script.n) {
        record_fact(record, EXPORT_SCRIPT_DIGEST, script);
    }
    record_fact(record, EXPORT_FROZEN, frozen->path);
    record_fact(record, EXPORT_SNAPSHOT, json_text(json_get(frozen->record, "snapshot")));
}

static const struct {
    const char *side, *table; /* of the snapshot, or of the ledger, whose files have names of their own */
    enum export_text label;
} observed[] = {
    {"snapshot/", "devices", EXPORT_OBSERVED_DEVICES},   {"snapshot/", "probes", EXPORT_OBSERVED_PROBES},
    {"snapshot/", "software", EXPORT_OBSERVED_SOFTWARE}, {"snapshot/", "neighbors", EXPORT_OBSERVED_NEIGHBOURS},
    {"ledger/", "checks", EXPORT_HAND_CHECKS},
};

static void write_file_observed(struct record *record, enum export_text label, const struct json_node *input) {
    CLEANUP(buffer_done) struct buffer text = {0};

    buffer_append_u64(&text, summary_count(input, "rows"));
    buffer_append_cstr(&text, " (");
    buffer_append(&text, json_text(json_get(input, "file")));
    buffer_append_cstr(&text, ")");
    record_fact(record, label, buffer_view(&text));
}

/* Of what was refused nothing was compared. */
static void write_observed(struct record *record) {
    const struct json_node *inputs = json_get(record->summary, "inputs");

    for (size_t i = 0; i < ARRAY_LEN(observed); i++) {
        for (size_t at = 0; at < json_length(inputs); at++) {
            const struct json_node *input = json_at(inputs, at);
            if (str_starts_with(json_text(json_get(input, "file")), str_from(observed[i].side)) &&
                str_eq(json_text(json_get(input, "table")), str_from(observed[i].table)) &&
                !json_node_is_true(json_get(input, "refused"))) {
                write_file_observed(record, observed[i].label, input);
            }
        }
    }
}

void record_method(struct record *record) {
    record_heading(record, EXPORT_METHOD);
    record_facts(record);
    write_period(record);
    write_targets(record);
    write_observed(record);
    if (json_get(record->summary, "horizon")) { /* annexes have no more */
        record_fact(record, EXPORT_HORIZON, json_text(json_get(record->summary, "horizon")));
    }
    record_row(record, false);
    record_head_cell(record, str_from(export_text(EXPORT_OTHER_METHODS, record->language)));
    record_blank(record, "blank");
    record_row_end(record);
    record_table_end(record);
    record_note(record, EXPORT_METHOD_NOTE, NULL, 0);
}

/* --- coverage ------------------------------------------------------------------------------------------------------
 */

static const struct {
    const char *key;
    enum export_text label;
} coverages[] = {
    {"examined", EXPORT_COVERED_DEVICES},
    {"place", EXPORT_COVERED_PLACE},
    {"user", EXPORT_COVERED_USER},
    {"software", EXPORT_COVERED_SOFTWARE},
};

static void write_coverages(struct record *record, const struct json_node *coverage) {
    static const enum export_text headings[] = {EXPORT_HEAD_ITEM, EXPORT_HEAD_EXPECTED, EXPORT_HEAD_COVERED,
                                                EXPORT_HEAD_RATE, EXPORT_HEAD_SOURCE};
    uint64_t expected = summary_count(coverage, "expected");

    record_table(record, NULL, headings, ARRAY_LEN(headings), 3);
    for (size_t i = 0; i < ARRAY_LEN(coverages); i++) {
        uint64_t covered = summary_count(coverage, coverages[i].key);
        record_row(record, false);
        record_head_cell(record, str_from(export_text(coverages[i].label, record->language)));
        record_number(record, expected);
        record_number(record, covered);
        record_rate(record, covered, expected);
        record_source(record, "summary.json: coverage.expected, coverage.", str_from(coverages[i].key));
        record_row_end(record);
    }
    record_table_end(record);
}

static void write_cause(struct record *record, struct str cause, uint64_t count, const char *source) {
    if (count) {
        record_row(record, false);
        record_head_cell(record, message_word(cause, record->language));
        record_number(record, count);
        record_source(record, source, cause);
        record_row_end(record);
    }
}

/* All that is between what is in use and what was examined, so that the sum is the difference. */
static void write_causes(struct record *record) {
    static const enum export_text headings[] = {EXPORT_HEAD_CAUSE, EXPORT_HEAD_COUNT, EXPORT_HEAD_SOURCE};
    const struct json_node *causes = json_get(json_get(record->summary, "coverage"), "causes"), *value;
    struct summary_unmet unmet = summary_unmet(record->summary);
    struct str cause;

    record_table(record, NULL, headings, ARRAY_LEN(headings), 1);
    for (size_t i = 0; json_member(causes, i, &cause, &value); i++) {
        int64_t count = 0;
        (void)json_to_integer(value, &count);
        write_cause(record, cause, count > 0 ? (uint64_t)count : 0, "summary.json: coverage.causes.");
    }
    write_cause(record, STR("ambiguous"), unmet.ambiguous, "assets.csv: asset_id≠\"\", verdict=");
    write_cause(record, STR("missing"), unmet.missing, "assets.csv: verdict=");
    record_row(record, true);
    record_head_cell(record, str_from(export_text(EXPORT_TOTAL, record->language)));
    record_number(record, unmet.caused + unmet.ambiguous + unmet.missing);
    record_source(record, "summary.json: coverage.expected − coverage.examined", STR_NONE);
    record_row_end(record);
    record_table_end(record);
}

void record_coverage(struct record *record) {
    const struct json_node *coverage = json_get(record->summary, "coverage");

    record_heading(record, EXPORT_COVERAGE);
    record_note(record, EXPORT_COVERAGE_NOTE, NULL, 0);
    write_coverages(record, coverage);
    record_subheading(record, EXPORT_CAUSES);
    write_causes(record);
}
