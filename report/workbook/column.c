#include "report/workbook/column.h"

#include "base/date_read.h"

#define MAIN                                     true
#define DETAIL                                   false
#define COLUMN(FILE, NAME, WIDTH, PLACE, EN, JA) {FILE, NAME, WIDTH, PLACE, {EN, JA}},
static const struct workbook_column columns[] = {
#include "report/workbook/column.def"
};

static bool is_same(const char *a, const char *b) {
    return str_eq(str_from(a), str_from(b));
}

const struct workbook_column *workbook_column(const char *file, const char *name) {
    const struct workbook_column *general = NULL;

    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        if (!is_same(columns[i].name, name)) {
            continue;
        }
        if (columns[i].file && is_same(columns[i].file, file)) {
            return &columns[i];
        }
        if (!columns[i].file) {
            general = &columns[i];
        }
    }
    return general;
}

/* Of a ledger's columns only those that have a line for the sheet's own file are known. */
const struct workbook_column *workbook_look(const struct workbook_sheet *sheet, size_t column) {
    const char *file = sheet->table->file, *name = sheet->table->columns[column].name;
    const struct workbook_column *look = workbook_column(file, name);
    unsigned number;

    if (sheet->is_ledger && look && !look->file && schema_column_by_name(sheet->ledger, str_from(name), &number) &&
        schema_column(sheet->ledger, number)->need != NEED_OBSERVED) {
        return NULL;
    }
    return look;
}

struct str workbook_heading(const struct workbook_sheet *sheet, size_t column, enum language language) {
    const struct workbook_column *look = workbook_look(sheet, column);
    struct str name = str_from(sheet->table->columns[column].name);

    if (look) {
        return str_from(look->heading[language]);
    }
    return sheet->is_ledger ? message_column(sheet->ledger, name, language) : name;
}

/* --- words that stand out ------------------------------------------------------------------------------------------
 */

static const struct workbook_word outcomes[] = {
    {"violation", EXCEL_BAD}, {"undetermined", EXCEL_OPEN}, {"notice", EXCEL_WARNING}, {"conforming", EXCEL_GOOD}, {0}};
static const struct workbook_word severities[] = {
    {"critical", EXCEL_BAD}, {"high", EXCEL_BAD}, {"medium", EXCEL_WARNING}, {0}};
static const struct workbook_word statuses[] = {{"waived", EXCEL_OPEN}, {"resolved", EXCEL_GOOD}, {0}};
static const struct workbook_word verdicts[] = {{"matched", EXCEL_GOOD},
                                                {"different", EXCEL_BAD},
                                                {"missing", EXCEL_BAD},
                                                {"unregistered", EXCEL_BAD},
                                                {"unverified", EXCEL_OPEN},
                                                {"ambiguous", EXCEL_OPEN},
                                                {0}};
static const struct workbook_word classes[] = {{"ended", EXCEL_BAD},           {"extended", EXCEL_WARNING},
                                               {"maintenance", EXCEL_WARNING}, {"standard", EXCEL_GOOD},
                                               {"unknown", EXCEL_OPEN},        {0}};
static const struct workbook_word contract_states[] = {{"ended", EXCEL_BAD},
                                                       {"overdue", EXCEL_BAD},
                                                       {"due", EXCEL_WARNING},
                                                       {"active", EXCEL_GOOD},
                                                       {"renewed", EXCEL_GOOD},
                                                       {"unknown", EXCEL_OPEN},
                                                       {0}};
static const struct workbook_word demand_states[] = {
    {"short", EXCEL_BAD}, {"unknown", EXCEL_OPEN}, {"covered", EXCEL_GOOD}, {0}};
static const struct workbook_word reuse_codes[] = {{"REU-CANDIDATE", EXCEL_GOOD},
                                                   {"REU-LICENSE", EXCEL_GOOD},
                                                   {"REU-HOLD", EXCEL_OPEN},
                                                   {"REU-RETURN", EXCEL_WARNING},
                                                   {0}};
static const struct workbook_word changes[] = {{"unapproved", EXCEL_BAD},
                                               {"undetermined", EXCEL_OPEN},
                                               {"no-register", EXCEL_OPEN},
                                               {"approved", EXCEL_GOOD},
                                               {0}};

static const struct {
    const char *file; /* NULL: any */
    const char *column;
    const struct workbook_word *words; /* the last one has none */
} outstanding[] = {
    {NULL, "outcome", outcomes},
    {NULL, "severity", severities},
    {NULL, "verdict", verdicts},
    {NULL, "class", classes},
    {"findings.csv", "status", statuses},
    {"contracts.csv", "state", contract_states},
    {"license_demand.csv", "state", demand_states},
    {"drift.csv", "state", changes},
    {"reuse_candidates.csv", "code", reuse_codes},
};

const struct workbook_word *workbook_word(const char *file, const char *name, size_t index) {
    for (size_t i = 0; i < ARRAY_LEN(outstanding); i++) {
        bool is_of_file = !outstanding[i].file || is_same(outstanding[i].file, file);
        if (!is_of_file || !is_same(outstanding[i].column, name)) {
            continue;
        }
        for (size_t at = 0; outstanding[i].words[at].word; at++) {
            if (at == index) {
                return &outstanding[i].words[at];
            }
        }
        return NULL;
    }
    return NULL;
}

/* --- words as people read them -------------------------------------------------------------------------------------
 */

/* A column, or else a fixed word, or neither. */
static struct str name_shown(struct str name, enum language language) {
    return language == LANGUAGE_EN ? message_word(name, language) : message_field(name, language);
}

static void append_names(struct str names, enum language language, struct buffer *out) {
    struct str name;

    for (bool is_first = true; names.n && str_cut(&names, ' ', &name); is_first = false) {
        buffer_append_cstr(out, is_first ? "" : language == LANGUAGE_JA ? "、" : ", ");
        buffer_append(out, name_shown(name, language));
    }
}

void workbook_shown(const struct sheet_column *column, struct str text, enum language language, struct buffer *out) {
    switch (column->cell) {
    case SHEET_COUNT:
    case SHEET_FLAG:
    case SHEET_MILESTONE:
    case SHEET_WORD:
        buffer_append(out, message_word(text, language));
        return;
    case SHEET_NAME:
        buffer_append(out, name_shown(text, language));
        return;
    case SHEET_NAMES:
        append_names(text, language, out);
        return;
    case SHEET_TEXT:
    case SHEET_NUMBER:
    case SHEET_DATE:
        buffer_append(out, text);
        return;
    }
}

bool workbook_day(struct str text, struct date *ret_date) {
    struct date date;
    char again[11];

    if (text.n != 10 || date_read(text, &date) != DATE_READ) {
        return false;
    }
    date_format(date, again);
    if (!str_eq(text, str_from(again))) {
        return false;
    }
    *ret_date = date;
    return true;
}
