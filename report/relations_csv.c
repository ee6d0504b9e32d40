/* relations.csv: what stands, runs and is covered where, a row an edge. */

#include "report/sheet.h"

static const char *relation_word(const void *member) {
    return relation_name(*(const enum relation *)member);
}

static const char *kind_word(const void *member) {
    return relation_kind_name(*(const enum relation_kind *)member);
}

static const char *basis_word(const void *member) {
    return relation_basis_name(*(const enum relation_basis *)member);
}

/* clang-format off: a line a column */
#define CELL(NAME, CELL_KIND, MEMBER)                                                                                  \
    {                                                                                                                  \
        NAME, SHEET_##CELL_KIND, offsetof(struct relation_record, MEMBER), {                                           \
            NULL                                                                                                       \
        }                                                                                                              \
    }
#define WORD(NAME, MEMBER, FUNCTION)                                                                                   \
    {                                                                                                                  \
        NAME, SHEET_WORD, offsetof(struct relation_record, MEMBER), {                                                  \
            .word = FUNCTION                                                                                           \
        }                                                                                                              \
    }
static const struct sheet_column columns[] = {
    CELL("system", TEXT, system),
    WORD("relation", relation, relation_word),
    WORD("from_kind", from.kind, kind_word),
    CELL("from_id", TEXT, from.id),
    CELL("from_label", TEXT, from.label),
    WORD("to_kind", to.kind, kind_word),
    CELL("to_id", TEXT, to.id),
    CELL("to_label", TEXT, to.label),
    CELL("count", NUMBER, count),
    WORD("basis", basis, basis_word),
    CELL("ledger_evidence", TEXT, ledger_evidence),
    CELL("snapshot_evidence", TEXT, snapshot_evidence),
};
/* clang-format on */
static const struct sheet_table table = {"relations.csv", columns, ARRAY_LEN(columns)};

enum err_code report_relation_rows(const struct report_context *context, struct relation_records *records,
                                   struct err *err) {
    struct relation_record record;
    struct sheet sheet;
    bool more = true;
    enum err_code code = sheet_begin(context, &table, &sheet, err);

    if (code != ERR_OK) {
        return code;
    }
    relation_records_rewind(records);
    while ((code = relation_records_next(records, &more, &record, err)) == ERR_OK && more) {
        sheet_write(&sheet, &record);
    }
    return sheet_end(&sheet, code, context, err);
}
