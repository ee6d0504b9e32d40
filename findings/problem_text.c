#include "findings/problem_text.h"

#include "base/text.h"

#include <assert.h>

/* How a problem is said. */
struct problem_def {
    bool is_known; /* PROBLEM_NONE has no sentence */
    enum message message;
    bool names_column; /* argument 0 is a canonical column name */
    bool names_table;  /* argument 1 is the name of a ledger, which is a word */
};

#define SAY(ID)        [PROBLEM_##ID] = {true, MESSAGE_INPUT_##ID, false, false}
#define SAY_COLUMN(ID) [PROBLEM_##ID] = {true, MESSAGE_INPUT_##ID, true, false}
#define SAY_TABLE(ID)  [PROBLEM_##ID] = {true, MESSAGE_INPUT_##ID, false, true}

static const struct problem_def problems[PROBLEM_COUNT] = {
    SAY(BYTES_NOT_TEXT),
    SAY(GAIJI),
    SAY(ENCODING_UNKNOWN),
    SAY(QUOTE_IN_CELL),
    SAY(TEXT_AFTER_QUOTE),
    SAY(UNCLOSED_QUOTE),
    SAY(STRAY_CR),
    SAY(NUL_BYTE),
    SAY(ROW_TOO_LONG),
    SAY(CTRL_Z),
    SAY(TOO_MANY_CELLS),
    SAY(TOO_FEW_CELLS),
    SAY(WORKBOOK_PROTECTED),
    SAY(WORKBOOK_UNSUPPORTED),
    SAY(FORMAT_NOT_READ),
    SAY(WORKBOOK_DAMAGED),
    SAY(WORKBOOK_TOO_LARGE),
    SAY(SHEET_HIDDEN),
    SAY(SHEET_NOT_IMPORTED),
    SAY(SHEET_NO_CHECKS),
    SAY(ROWS_HIDDEN),
    SAY(CELLS_MERGED),
    SAY(CELL_TOO_LONG),
    SAY(NO_HEADINGS),
    SAY_COLUMN(COLUMN_MISSING),
    SAY_COLUMN(COLUMN_EXPECTED),
    SAY(HEADING_AMBIGUOUS),
    SAY_COLUMN(HEADING_TWICE),
    SAY_COLUMN(HEADING_SECOND),
    SAY(TABLE_UNKNOWN),
    SAY(TABLE_AMBIGUOUS),
    SAY(CHECKS_APART),
    SAY(DATE_NOT_READABLE),
    SAY(DATE_IMPOSSIBLE),
    SAY(DATE_AMBIGUOUS),
    SAY(DATE_ERA),
    SAY(DATE_SERIAL),
    SAY(DATES_NOT_READABLE),
    SAY(PERIOD_NOT_READABLE),
    SAY(MOMENT_NOT_READABLE),
    SAY(YEAR_OBSERVED),
    SAY(YEAR_AS_OF),
    SAY(NUMBER_NOT_READABLE),
    SAY(NUMBER_OUT_OF_RANGE),
    SAY(NUMBER_CONVERTED),
    SAY(QUANTITY_LOOKS_UNLIMITED),
    SAY(WORD_UNKNOWN),
    SAY(BOOL_UNKNOWN),
    SAY(MAC_NOT_READABLE),
    SAY(ADDRESS_NOT_READABLE),
    SAY(UUID_NOT_READABLE),
    SAY(CELL_ERROR_VALUE),
    SAY(CELL_NO_RESULT),
    SAY(DITTO),
    SAY(DITTO_NOTHING_ABOVE),
    SAY_COLUMN(CELL_REQUIRED),
    SAY(ID_TWICE),
    SAY(CHECK_TWICE),
    SAY(PATTERN_SYNTAX),
    SAY(PATTERN_TOO_LARGE),
    SAY(PATTERN_NO_LITERAL),
    SAY(PATTERN_REFUSED),
    SAY(PATTERN_LIMIT),
    SAY(PATTERN_TWICE),
    SAY_COLUMN(LICENSE_FACT),
    SAY_TABLE(REFERENCE_UNKNOWN),
    SAY(REFERENCE_AMBIGUOUS),
    SAY_TABLE(REFERENCE_GONE),
    SAY(CORRECTION_NOT_ENCODABLE),
    SAY(CORRECTION_WORKBOOK),
    SAY(FINDING_UNKNOWN),
    SAY(DAY_PAST),
    SAY_COLUMN(WAIVER_HALF),
};

enum message problem_message(enum problem problem) {
    assert((unsigned)problem < PROBLEM_COUNT);
    return problems[problem].is_known ? problems[problem].message : MESSAGE_COUNT;
}

enum finding_code problem_finding_code(enum problem problem) {
    enum message message = problem_message(problem);

    return message == MESSAGE_COUNT ? CODE_COUNT : message_code(message);
}

void problem_arguments(const struct diagnostic *diagnostic, struct argument ret_arguments[2]) {
    assert(diagnostic->problem < PROBLEM_COUNT);
    ret_arguments[0] = (struct argument){
        .kind = problems[diagnostic->problem].names_column ? ARGUMENT_FIELD : ARGUMENT_TEXT,
        .text = diagnostic->args[0],
    };
    ret_arguments[1] = (struct argument){
        .kind = problems[diagnostic->problem].names_table ? ARGUMENT_WORD : ARGUMENT_TEXT,
        .text = diagnostic->args[1],
    };
}

/* A cell's problem is easier to find by its heading. Where the problem is the heading, its sentence names it. */
static void append_heading(const struct diagnostic *diagnostic, struct buffer *out) {
    if (diagnostic->heading.n && problem_finding_code((enum problem)diagnostic->problem) != CODE_INP_HEADER) {
        buffer_append(out, diagnostic->heading);
        buffer_append_cstr(out, ": ");
    }
}

void problem_render(const struct diagnostic *diagnostic, enum language language, struct buffer *out) {
    enum message message = problem_message((enum problem)diagnostic->problem);
    struct argument arguments[2];
    struct buffer line = {0};

    if (message == MESSAGE_COUNT) {
        return;
    }
    problem_arguments(diagnostic, arguments);
    append_heading(diagnostic, &line);
    message_render(message, arguments, ARRAY_LEN(arguments), language, &line);
    buffer_append_cstr(&line, language == LANGUAGE_JA ? "。" : ". ");
    message_render_remedy(message, arguments, ARRAY_LEN(arguments), language, &line);
    text_for_terminal(buffer_view(&line), SIZE_MAX, out);
    out->failed = out->failed || line.failed;
    buffer_done(&line);
}
