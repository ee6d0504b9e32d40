#include "history/finding_row.h"

#include "findings/finding_key.h"

#include <assert.h>

/* The order of FINDING_ROW_COLUMNS. */
enum {
    ROW_ID,
    ROW_KEY,
    ROW_ORDINAL,
    ROW_CODE,
    ROW_OUTCOME,
    ROW_SEVERITY,
    ROW_MESSAGE,
    ROW_ARGUMENTS,
    ROW_TEXTS, /* the first of those below */
};

static const size_t texts[] = {
    offsetof(struct finding, asset_id),        offsetof(struct finding, device_id),
    offsetof(struct finding, hostname),        offsetof(struct finding, system),
    offsetof(struct finding, department),      offsetof(struct finding, location),
    offsetof(struct finding, documented),      offsetof(struct finding, observed),
    offsetof(struct finding, ledger_evidence), offsetof(struct finding, snapshot_evidence),
};
static_assert(ROW_TEXTS + ARRAY_LEN(texts) == FINDING_ROW_COLUMN_COUNT, "the header says how many there are");

void finding_row_done(struct finding_row *row) {
    buffer_done(&row->key);
    buffer_done(&row->texts);
}

/* --- writing -------------------------------------------------------------------------------------------------------
 */

/* `kind US value US kind US value …`, escaped as in keys. */
static void append_arguments(const struct finding *finding, struct buffer *out) {
    char number[STR_I64_SIZE];

    for (unsigned i = 0; i < finding->argument_count; i++) {
        const struct argument *argument = &finding->arguments[i];
        if (i) {
            buffer_append_char(out, FINDING_KEY_SEPARATOR);
        }
        buffer_append_cstr(out, argument_kind_name(argument->kind));
        finding_key_append(out, argument->kind == ARGUMENT_NUMBER ? str_format_i64(argument->number, number)
                                                                  : argument->text);
    }
}

bool finding_row_put(struct finding_row *row, const struct finding *finding, struct statement *statement) {
    buffer_reset(&row->key);
    finding_key(finding, &row->key);
    buffer_reset(&row->texts);
    append_arguments(finding, &row->texts);
    if (row->key.failed || row->texts.failed) {
        return false;
    }
    statement_set_number(statement, ROW_ID + 1, (int64_t)finding->id);
    statement_lend_text(statement, ROW_KEY + 1, buffer_view(&row->key));
    statement_set_number(statement, ROW_ORDINAL + 1, finding->ordinal);
    statement_lend_text(statement, ROW_CODE + 1, str_from(code_def(finding->code)->name));
    statement_lend_text(statement, ROW_OUTCOME + 1, str_from(outcome_name(finding->outcome)));
    statement_lend_text(statement, ROW_SEVERITY + 1, str_from(severity_name(finding_severity(finding))));
    statement_lend_text(statement, ROW_MESSAGE + 1, str_from(message_id(finding->message)));
    statement_lend_text(statement, ROW_ARGUMENTS + 1, buffer_view(&row->texts));
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        statement_lend_text(statement, (int)(ROW_TEXTS + i + 1),
                            *(const struct str *)(const void *)((const char *)finding + texts[i]));
    }
    return true;
}

/* --- reading -------------------------------------------------------------------------------------------------------
 */

/* A sentence of the code, where the program no longer has the one that was written: its arguments are not for it. */
static enum message other_message(enum finding_code code) {
    for (unsigned i = 0; i < MESSAGE_COUNT; i++) {
        if (message_code((enum message)i) == code) {
            return (enum message)i;
        }
    }
    return (enum message)0;
}

static void get_argument(struct finding *finding, struct str kind, struct str value) {
    struct argument *argument = &finding->arguments[finding->argument_count];

    if (argument_kind_by_name(kind, &argument->kind)) {
        argument->text = value;
    }
    if (argument->kind == ARGUMENT_NUMBER) {
        bool is_negative = str_drop_prefix(&value, STR("-"));
        uint64_t number = 0;
        (void)str_to_u64(value, &number);
        argument->number = (int64_t)(is_negative ? 0 - number : number);
        argument->text = STR_NONE;
    }
    finding->argument_count++;
}

/* TEXT stays where it is until the row is read anew. */
static void get_arguments(struct finding_row *row, struct str text) {
    struct str kind, value;

    while (row->finding.argument_count < MESSAGE_ARGUMENTS_MAX && text.n &&
           str_cut(&text, FINDING_KEY_SEPARATOR, &kind) && str_cut(&text, FINDING_KEY_SEPARATOR, &value)) {
        get_argument(&row->finding, kind, finding_key_unescape(value, &row->texts));
    }
}

static void get_message(struct finding_row *row, struct statement *statement) {
    if (message_by_id(statement_text(statement, ROW_MESSAGE), &row->finding.message) &&
        message_code(row->finding.message) == row->finding.code) {
        get_arguments(row, statement_text(statement, ROW_ARGUMENTS));
    } else {
        row->finding.message = other_message(row->finding.code);
    }
}

bool finding_row_get(struct finding_row *row, struct statement *statement, bool *ret_known) {
    struct finding *finding = &row->finding;
    struct str key = statement_text(statement, ROW_KEY), arguments = statement_text(statement, ROW_ARGUMENTS);

    *finding = (struct finding){.id = (uint64_t)statement_number(statement, ROW_ID),
                                .ordinal = (unsigned)statement_number(statement, ROW_ORDINAL)};
    buffer_reset(&row->texts);
    /* so that what is unescaped into it is not moved later */
    if (!buffer_reserve(&row->texts, key.n + arguments.n)) {
        return false;
    }
    *ret_known = finding_key_read(key, &row->texts, finding) &&
                 outcome_by_name(statement_text(statement, ROW_OUTCOME), &finding->outcome);
    if (*ret_known) {
        finding->is_critical = str_eq(statement_text(statement, ROW_SEVERITY), STR("critical"));
        get_message(row, statement);
        for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
            *(struct str *)(void *)((char *)finding + texts[i]) = statement_text(statement, (int)(ROW_TEXTS + i));
        }
    }
    return true;
}

bool finding_row_key(struct finding_row *row, struct str *ret_key) {
    char ordinal[STR_I64_SIZE];

    buffer_reset(&row->key);
    finding_key(&row->finding, &row->key);
    finding_key_append(&row->key, str_format_i64(row->finding.ordinal, ordinal));
    *ret_key = buffer_view(&row->key);
    return !row->key.failed;
}
