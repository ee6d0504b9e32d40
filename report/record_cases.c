/* What was found in the four cases of 2.3): a line for each check, and for licences one for each viewpoint. */

#include "report/record.h"

#include <stdio.h>

enum { NUMBERS = 5 };

/* What a violation is called: in case [1] documents and actual state differ. */
static void begin_table(struct record *record, enum export_text violations) {
    const enum export_text headings[] = {
        EXPORT_HEAD_CHECK,  violations,           EXPORT_HEAD_UNDETERMINED, EXPORT_HEAD_NOTICES,
        EXPORT_HEAD_WAIVED, EXPORT_HEAD_RESOLVED, EXPORT_HEAD_JUDGEMENT,    EXPORT_HEAD_SOURCE,
    };

    record_table(record, "cases", headings, ARRAY_LEN(headings), NUMBERS);
}

static bool is_audited(const struct record *record) {
    return str_eq(json_text(json_get(record->summary, "command")), STR("audit"));
}

/* Conforming is what was looked at and found to be so. In case [4] nothing is wrong. */
static void write_judgement(struct record *record, const struct record_line *line, bool is_examined) {
    enum export_text text = EXPORT_JUDGED_CONFORMING;
    const char *class = "conforming";

    if (!is_examined) {
        text = EXPORT_JUDGED_NOT_EXAMINED;
        class = "undetermined";
    } else if (line->open[OUTCOME_VIOLATION]) {
        text = EXPORT_JUDGED_VIOLATION;
        class = "violation";
    } else if (line->open[OUTCOME_UNDETERMINED]) {
        text = EXPORT_JUDGED_UNDETERMINED;
        class = "undetermined";
    } else if (line->is_reuse) {
        text = line->open[OUTCOME_NOTICE] ? EXPORT_JUDGED_SOME : EXPORT_JUDGED_NONE;
        class = line->open[OUTCOME_NOTICE] ? "undetermined" : "conforming";
    }
    record_cell(record, class, str_from(export_text(text, record->language)));
}

static void write_line(struct record *record, struct str label, const struct record_line *line, bool is_examined) {
    record_head_cell(record, label);
    record_number(record, line->open[OUTCOME_VIOLATION]);
    record_number(record, line->open[OUTCOME_UNDETERMINED]);
    record_number(record, line->open[OUTCOME_NOTICE]);
    record_number(record, line->waived);
    record_number(record, line->resolved);
    write_judgement(record, line, is_examined);
}

static void write_code(struct record *record, enum finding_code code, bool is_examined) {
    CLEANUP(buffer_done) struct buffer label = {0};
    const struct code_def *def = code_def(code);
    struct record_line line = {0};

    record_line_add(&line, record->counts, code);
    buffer_printf(&label, "%s %s", def->name, def->title[record->language]);
    record_row(record, false);
    write_line(record, buffer_view(&label), &line, is_examined);
    record_source(record, "findings.csv: code=", str_from(def->name));
    record_row_end(record);
}

static void write_sum(struct record *record, const struct record_line *line, bool is_examined, const char *source) {
    record_row(record, true);
    write_line(record, str_from(export_text(EXPORT_TOTAL, record->language)), line, is_examined);
    record_source(record, source, STR_NONE);
    record_row_end(record);
}

/* Codes of other commands than the one that ran are not examined: drift finds CHG-*, audit all but DIF-* and INP-*. */
static bool is_examined(const struct record *record, enum finding_code code) {
    struct str name = str_from(code_def(code)->name);

    if (str_starts_with(name, STR("CHG-"))) {
        return str_eq(json_text(json_get(record->summary, "command")), STR("drift"));
    }
    return str_starts_with(name, STR("DIF-")) || is_audited(record);
}

static void write_case(struct record *record, unsigned number, const char *source) {
    struct record_line sum = {0};

    begin_table(record, number == 1 ? EXPORT_HEAD_DIFFERENCES : EXPORT_HEAD_VIOLATIONS);
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        if (code_def((enum finding_code)code)->guideline_case == number) {
            write_code(record, (enum finding_code)code, is_examined(record, (enum finding_code)code));
            record_line_add(&sum, record->counts, code);
        }
    }
    write_sum(record, &sum, number == 1 || is_audited(record), source);
    record_table_end(record);
}

/* --- [2]: the six viewpoints ---------------------------------------------------------------------------------------
 */

static const enum export_text viewpoints[] = {
    [VIEWPOINT_PURPOSE] = EXPORT_VIEWPOINT_PURPOSE, [VIEWPOINT_QUANTITY] = EXPORT_VIEWPOINT_QUANTITY,
    [VIEWPOINT_PERIOD] = EXPORT_VIEWPOINT_PERIOD,   [VIEWPOINT_COUNTRY] = EXPORT_VIEWPOINT_COUNTRY,
    [VIEWPOINT_SHARED] = EXPORT_VIEWPOINT_SHARED,   [VIEWPOINT_MULTI] = EXPORT_VIEWPOINT_MULTI,
};

static void write_viewpoint(struct record *record, enum viewpoint viewpoint, struct record_line *sum) {
    struct record_line line = {0};

    for (unsigned code = 0; code < CODE_COUNT; code++) {
        if (code_def((enum finding_code)code)->viewpoint == viewpoint) {
            record_line_add(&line, record->counts, code);
            record_line_add(sum, record->counts, code);
        }
    }
    record_row(record, false);
    write_line(record, str_from(export_text(viewpoints[viewpoint], record->language)), &line, is_audited(record));
    record_source(record, "findings.csv: viewpoint=", str_from(viewpoint_name(viewpoint)));
    record_row_end(record);
}

static void write_positions(struct record *record) {
    static const enum outcome outcomes[] = {OUTCOME_CONFORMING, OUTCOME_VIOLATION, OUTCOME_UNDETERMINED};
    static const enum export_text position_headings[] = {EXPORT_HEAD_POSITION, EXPORT_HEAD_PRODUCTS,
                                                         EXPORT_HEAD_SOURCE};
    const struct json_node *positions = json_get(json_get(record->summary, "licenses"), "positions");

    record_subheading(record, EXPORT_POSITIONS);
    record_table(record, NULL, position_headings, ARRAY_LEN(position_headings), 1);
    for (size_t i = 0; i < ARRAY_LEN(outcomes); i++) {
        const char *word = outcome_name(outcomes[i]);
        int64_t count = 0;
        if (json_to_integer(json_get(positions, word), &count)) {
            record_row(record, false);
            record_head_cell(record, message_word(str_from(word), record->language));
            record_number(record, count > 0 ? (uint64_t)count : 0);
            record_source(record, "license_position.csv: outcome=", str_from(word));
            record_row_end(record);
        }
    }
    record_table_end(record);
}

static void write_licenses(struct record *record) {
    struct record_line sum = {0};

    begin_table(record, EXPORT_HEAD_VIOLATIONS);
    for (unsigned viewpoint = VIEWPOINT_PURPOSE; viewpoint <= VIEWPOINT_MULTI; viewpoint++) {
        write_viewpoint(record, (enum viewpoint)viewpoint, &sum);
    }
    write_sum(record, &sum, is_audited(record), "findings.csv: viewpoint=1…6");
    record_table_end(record);
    if (is_audited(record)) {
        write_positions(record);
    }
}

/* What the files themselves left open bears on all that is said above. */
static void write_input(struct record *record) {
    char text[STR_U64_SIZE];
    uint64_t problems = 0;

    for (unsigned code = 0; code < CODE_COUNT; code++) {
        for (unsigned outcome = 0; outcome < OUTCOME_COUNT && code_def(code)->viewpoint == VIEWPOINT_INPUT; outcome++) {
            problems += record->counts->open[code][outcome];
        }
    }
    struct str value = str_format_u64(problems, text);
    record_note(record, EXPORT_INPUT_NOTE, &value, 1);
}

void record_cases(struct record *record) {
    record_heading(record, EXPORT_RESULTS);
    record_note(record, EXPORT_RESULTS_NOTE, NULL, 0);
    record_subheading(record, EXPORT_CASE_1);
    write_case(record, 1, "findings.csv: guideline=…2.3)[1]");
    record_subheading(record, EXPORT_CASE_2);
    write_licenses(record);
    record_subheading(record, EXPORT_CASE_3);
    write_case(record, 3, "findings.csv: guideline=…2.3)[3]");
    record_subheading(record, EXPORT_CASE_4);
    write_case(record, 4, "findings.csv: guideline=…2.3)[4]");
    write_input(record);
}
