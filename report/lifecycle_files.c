/* support.csv, contracts.csv and reuse_candidates.csv. */

#include "report/horizon.h"
#include "report/sheet.h"

static bool has_gap(const void *record) {
    return ((const struct support_record *)record)->has_gap;
}

static bool has_days_left(const void *record) {
    return ((const struct contract_record *)record)->has_days_left;
}

static const char *class_word(const void *member) {
    return support_class_name(*(const enum support_class *)member);
}

static const char *subject_word(const void *member) {
    return support_subject_name(*(const enum support_subject *)member);
}

static const char *outcome_word(const void *member) {
    return outcome_name(*(const enum outcome *)member);
}

static const char *kind_word(const void *member) {
    return contract_kind_name(*(const enum contract_kind *)member);
}

static const char *state_word(const void *member) {
    return contract_state_name(*(const enum contract_state *)member);
}

static const char *code_word(const void *member) {
    return code_def(*(const enum finding_code *)member)->name;
}

/* clang-format off */
#define SUPPORT(MEMBER, CELL) {#MEMBER, SHEET_##CELL, offsetof(struct support_record, MEMBER), {NULL}}
#define SUPPORT_WORD(NAME, MEMBER, WORD) {NAME, SHEET_WORD, offsetof(struct support_record, MEMBER), {.word = WORD}}
static const struct sheet_column support_columns[] = {
    SUPPORT(product, TEXT),
    SUPPORT(version, TEXT),
    SUPPORT(count, NUMBER),
    SUPPORT_WORD("class", support, class_word),
    SUPPORT(active_end, MILESTONE),
    SUPPORT(support_end, MILESTONE),
    SUPPORT(extended_end, MILESTONE),
    SUPPORT(effective_end, MILESTONE),
    SUPPORT(planned_end, DATE),
    {"gap_days", SHEET_NUMBER, offsetof(struct support_record, gap_days), {.has = has_gap}},
    SUPPORT(decision, NAME),
    SUPPORT(source, TEXT),
    SUPPORT(checked_on, DATE),
    SUPPORT_WORD("kind", subject, subject_word),
    SUPPORT(release, TEXT),
    SUPPORT_WORD("outcome", outcome, outcome_word),
    SUPPORT(evidence, TEXT),
};

#define CONTRACT(MEMBER, CELL) {#MEMBER, SHEET_##CELL, offsetof(struct contract_record, MEMBER), {NULL}}
#define CONTRACT_WORD(NAME, MEMBER, WORD) {NAME, SHEET_WORD, offsetof(struct contract_record, MEMBER), {.word = WORD}}
static const struct sheet_column contract_columns[] = {
    CONTRACT_WORD("kind", kind, kind_word),
    CONTRACT(id, TEXT),
    CONTRACT(title, TEXT),
    CONTRACT(vendor, TEXT),
    CONTRACT(start_on, DATE),
    CONTRACT(end_on, MILESTONE),
    CONTRACT(notice_deadline, DATE),
    {"days_left", SHEET_NUMBER, offsetof(struct contract_record, days_left), {.has = has_days_left}},
    CONTRACT_WORD("state", state, state_word),
    CONTRACT(next, TEXT),
    CONTRACT(due_on, DATE),
    CONTRACT(evidence, TEXT),
};

#define REUSE(MEMBER, CELL) {#MEMBER, SHEET_##CELL, offsetof(struct reuse_record, MEMBER), {NULL}}
static const struct sheet_column reuse_columns[] = {
    REUSE(asset_id, TEXT),
    REUSE(model, TEXT),
    REUSE(quantity, NUMBER),
    REUSE(stopped_on, DATE),
    REUSE(storage_location, TEXT),
    {"state", SHEET_TEXT, offsetof(struct reuse_record, status), {NULL}},
    REUSE(working, NAME),
    REUSE(data_erased, NAME),
    REUSE(support_end, MILESTONE),
    REUSE(accounting_status, TEXT),
    {"code", SHEET_WORD, offsetof(struct reuse_record, code), {.word = code_word}},
    REUSE(hold_reason, NAMES),
    REUSE(license_id, TEXT),
    REUSE(evidence, TEXT),
};
/* clang-format on */

const struct sheet_table sheet_of_support = {"support.csv", support_columns, ARRAY_LEN(support_columns)};
const struct sheet_table sheet_of_contracts = {"contracts.csv", contract_columns, ARRAY_LEN(contract_columns)};
const struct sheet_table sheet_of_reuse = {"reuse_candidates.csv", reuse_columns, ARRAY_LEN(reuse_columns)};

static enum err_code write_support(const struct report_context *context, struct lifecycle_records *records,
                                   struct summary *summary, struct err *err) {
    struct support_record support;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &sheet_of_support, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    while ((code = lifecycle_records_next_support(records, &more, &support, err)) == ERR_OK && more) {
        if (horizon_has_support(summary, &support)) {
            summary->by_support[support.support]++;
            sheet_write(&sheet, &support);
        } else {
            summary->support_beyond++;
        }
    }
    return sheet_end(&sheet, code, context, err);
}

static enum err_code write_contracts(const struct report_context *context, struct lifecycle_records *records,
                                     struct summary *summary, struct err *err) {
    struct contract_record contract;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &sheet_of_contracts, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    while ((code = lifecycle_records_next_contract(records, &more, &contract, err)) == ERR_OK && more) {
        if (horizon_has_contract(summary, &contract)) {
            summary->by_contract[contract.state]++;
            sheet_write(&sheet, &contract);
        } else {
            summary->contracts_beyond++;
        }
    }
    return sheet_end(&sheet, code, context, err);
}

static enum err_code write_reuse(const struct report_context *context, struct lifecycle_records *records,
                                 struct summary *summary, struct err *err) {
    struct reuse_record reuse;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &sheet_of_reuse, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    while ((code = lifecycle_records_next_reuse(records, &more, &reuse, err)) == ERR_OK && more) {
        summary->by_reuse[reuse.code]++;
        sheet_write(&sheet, &reuse);
    }
    return sheet_end(&sheet, code, context, err);
}

enum err_code report_lifecycle(const struct report_context *context, struct lifecycle_records *records,
                               struct summary *summary, struct err *err) {
    lifecycle_records_rewind(records);
    summary->has_lifecycle = true;

    enum err_code code = write_support(context, records, summary, err);
    if (code == ERR_OK) {
        code = write_contracts(context, records, summary, err);
    }
    return code == ERR_OK ? write_reuse(context, records, summary, err) : code;
}
