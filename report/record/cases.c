/* What was found in the four cases of 2.3): a line for each check, and for licences one for each viewpoint. */

#include "report/record/examined.h"
#include "report/record/record.h"

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

/* Conforming is what was looked at and found to be so; what somebody answers for is not. In case [4] nothing is wrong.
 */
static enum export_text judge(const struct record_line *line, enum record_extent extent) {
    if (line->open[OUTCOME_VIOLATION]) {
        return line->is_difference ? EXPORT_JUDGED_DIFFERENCE : EXPORT_JUDGED_VIOLATION;
    }
    if (extent == EXTENT_NOT_LOOKED) {
        return EXPORT_JUDGED_NOT_EXAMINED;
    }
    if (line->open[OUTCOME_UNDETERMINED]) {
        return EXPORT_JUDGED_UNDETERMINED;
    }
    if (line->is_reuse && line->open[OUTCOME_NOTICE]) {
        return EXPORT_JUDGED_SOME;
    }
    if (line->waived) {
        return EXPORT_JUDGED_WAIVED;
    }
    if (extent == EXTENT_NOTHING) {
        return EXPORT_JUDGED_NOT_EXAMINED;
    }
    return line->is_reuse ? EXPORT_JUDGED_NONE : EXPORT_JUDGED_CONFORMING;
}

static void write_judgement(struct record *record, const struct record_line *line, enum record_extent extent) {
    enum export_text text = judge(line, extent);
    bool is_fine = text == EXPORT_JUDGED_CONFORMING || text == EXPORT_JUDGED_NONE;
    const char *class = is_fine ? "conforming" : line->open[OUTCOME_VIOLATION] ? "violation" : "undetermined";

    record_cell(record, class, str_from(export_text(text, record->language)));
}

static void write_line(struct record *record, struct str label, const struct record_line *line,
                       enum record_extent extent) {
    record_head_cell(record, label);
    record_number(record, line->open[OUTCOME_VIOLATION]);
    record_number(record, line->open[OUTCOME_UNDETERMINED]);
    record_number(record, line->open[OUTCOME_NOTICE]);
    record_number(record, line->waived);
    record_number(record, line->resolved);
    write_judgement(record, line, extent);
}

static void write_code(struct record *record, enum finding_code code, enum record_extent extent) {
    CLEANUP(buffer_done) struct buffer label = {0};
    const struct code_def *def = code_def(code);
    struct record_line line = {0};

    record_line_add(&line, record->counts, code);
    buffer_printf(&label, "%s %s", def->name, def->title[record->language]);
    record_row(record, false);
    write_line(record, buffer_view(&label), &line, extent);
    record_source(record, "findings.csv: code=", str_from(def->name));
    record_row_end(record);
}

static void write_sum(struct record *record, const struct record_line *line, enum record_extent extent,
                      const char *source) {
    record_row(record, true);
    write_line(record, str_from(export_text(EXPORT_TOTAL, record->language)), line, extent);
    record_source(record, source, STR_NONE);
    record_row_end(record);
}

static void write_case(struct record *record, unsigned number, const char *source) {
    struct record_line sum = {0};
    enum record_extent most = EXTENT_NOT_LOOKED;

    begin_table(record, number == 1 ? EXPORT_HEAD_DIFFERENCES : EXPORT_HEAD_VIOLATIONS);
    for (unsigned code = 0; code < CODE_COUNT; code++) {
        if (code_def((enum finding_code)code)->guideline_case == number) {
            enum record_extent extent = record_examined(record->summary, (enum finding_code)code);
            write_code(record, (enum finding_code)code, extent);
            most = extent > most ? extent : most;
            record_line_add(&sum, record->counts, code);
        }
    }
    write_sum(record, &sum, most, source);
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
    write_line(record, str_from(export_text(viewpoints[viewpoint], record->language)), &line,
               record_examined(record->summary, CODE_LIC_QUANTITY));
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
    write_sum(record, &sum, record_examined(record->summary, CODE_LIC_QUANTITY), "findings.csv: viewpoint=1…6");
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
    if (record->findings->store) {
        record_note(record, EXPORT_RESULTS_STORE_NOTE, NULL, 0);
    }
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
