/* drift.csv: what changed between two snapshots, a row a change. */

#include "report/sheet.h"

static const char *what_word(const void *what) {
    return drift_what_name(*(const enum drift_what *)what);
}

static const char *state_word(const void *state) {
    return drift_state_name(*(const enum drift_state *)state);
}

/* clang-format off */
#define MEMBER(NAME, CELL) {#NAME, SHEET_##CELL, offsetof(struct drift_record, NAME), {NULL}}
#define WORD(NAME, WORD_OF) {#NAME, SHEET_WORD, offsetof(struct drift_record, NAME), {.word = WORD_OF}}
static const struct sheet_column columns[] = {
    MEMBER(device_id, TEXT),
    MEMBER(asset_id, TEXT),
    MEMBER(hostname, TEXT),
    WORD(what, what_word),
    MEMBER(field, NAME),
    MEMBER(before, TEXT),
    MEMBER(after, TEXT),
    MEMBER(change_id, TEXT),
    WORD(state, state_word),
};
/* clang-format on */

const struct sheet_table sheet_of_drift = {"drift.csv", columns, ARRAY_LEN(columns)};

enum err_code report_drift(const struct report_context *context, struct drift_records *records, struct summary *summary,
                           struct err *err) {
    struct drift_record record;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &sheet_of_drift, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    drift_records_rewind(records);
    while ((code = drift_records_next(records, &more, &record, err)) == ERR_OK && more) {
        sheet_write(&sheet, &record);
        summary->by_drift[record.state]++;
    }
    return sheet_end(&sheet, code, context, err);
}
