#include "inventory/intake_row.h"

#include "base/text.h"
#include "inventory/identity.h"
#include "inventory/plain_cell.h"

#include <stdio.h>
#include <stdlib.h>

struct intake_rows {
    struct table *table;
    const struct intake_header *header;
    bool is_ledger;
    bool is_import;
    struct intake_report *report;
    struct cell_decoder *cells;
    enum encoding encoding;   /* of the cells */
    struct row_reader *above; /* the row before, for dittos */
    unsigned present[COLUMNS_MAX];
    unsigned present_count;
    unsigned unique; /* the column whose cells must differ, or COLUMNS_MAX */
    unsigned id;     /* the first mandatory column, or COLUMNS_MAX */
    uint32_t codes[COLUMNS_MAX];
    struct buffer folded;
    struct buffer row_id, folded_id; /* of the row, where ids must differ; empty when it has none */
};

/* A cell while it is read. */
struct reading {
    struct intake_rows *rows;
    const struct column_def *column;
    struct intake_spot spot;
    struct str bytes;
};

/* Tables whose rows are one thing each, with the column that names it. */
static unsigned unique_column(enum table_id table) {
    static const struct {
        enum table_id table;
        unsigned column;
    } unique[] = {
        {TABLE_DEVICES, DEVICES_ASSET_ID},
        {TABLE_LICENSES, LICENSES_LICENSE_ID},
        {TABLE_PEOPLE, PEOPLE_USER_ID},
        {TABLE_CONTRACTS, CONTRACTS_CONTRACT_ID},
        {TABLE_CHANGES, CHANGES_CHANGE_ID},
        {TABLE_CIRCUITS, CIRCUITS_CIRCUIT_ID},
        {TABLE_CLOUD, CLOUD_SERVICE_ID},
        {TABLE_DOMAINS, DOMAINS_DOMAIN},
        {TABLE_FACILITIES, FACILITIES_FACILITY_ID},
    };

    for (size_t i = 0; i < ARRAY_LEN(unique); i++) {
        if (unique[i].table == table) {
            return unique[i].column;
        }
    }
    return COLUMNS_MAX;
}

static unsigned id_column(const struct table_def *def) {
    for (unsigned i = 0; i < def->column_count; i++) {
        if (def->columns[i].need == NEED_MANDATORY) {
            return i;
        }
    }
    return COLUMNS_MAX;
}

enum err_code intake_rows_new(struct table *table, const struct intake_header *header, bool is_ledger,
                              struct intake_report *report, struct cell_decoder *cells, struct intake_rows **ret_rows,
                              struct err *err) {
    CLEANUP(intake_rows_free_cleanup) struct intake_rows *rows = calloc(1, sizeof *rows);
    enum err_code code;

    if (!rows) {
        return err_no_memory(err);
    }
    rows->table = table;
    rows->header = header;
    rows->is_ledger = is_ledger;
    rows->report = report;
    rows->cells = cells;
    rows->encoding = cell_decoder_style(cells).encoding;
    rows->unique = is_ledger ? unique_column(table->id) : COLUMNS_MAX;
    rows->id = id_column(table->def);
    for (unsigned i = 0; i < table->def->column_count; i++) {
        if (header->columns[i].cell) {
            rows->present[rows->present_count++] = i;
        }
    }
    code = row_reader_new(table, &rows->above, err);
    if (code) {
        return code;
    }
    *ret_rows = TAKE_PTR(rows);
    return ERR_OK;
}

void intake_rows_set_import(struct intake_rows *rows) {
    rows->is_import = true;
    rows->unique = COLUMNS_MAX;
}

void intake_rows_free(struct intake_rows *rows) {
    if (rows) {
        row_reader_free(rows->above);
        buffer_done(&rows->folded);
        buffer_done(&rows->row_id);
        buffer_done(&rows->folded_id);
        free(rows);
    }
}

static bool is_blank(struct str bytes, struct cell_decoder *cells) {
    unsigned marks;

    return bytes.n == 0 || (str_is_empty(cell_decode(cells, bytes, &marks)) && !(marks & CELL_NOT_TEXT));
}

static bool is_totals_word(struct intake_rows *rows, struct str bytes) {
    static const char *const words[] = {"合計", "計", "小計", "総計", "総合計", "total"};
    struct buffer *folded = &rows->folded;
    size_t n = 0;
    unsigned marks;

    if (bytes.n > 32 || (cell_is_ascii(bytes) && !str_eq_ignore_case(str_trim(bytes), STR("total")))) {
        return false;
    }
    buffer_reset(folded);
    text_fold(cell_decode(rows->cells, bytes, &marks), folded);
    for (size_t i = 0; i < folded->n; i++) {
        if (folded->p[i] != ' ') {
            folded->p[n++] = folded->p[i];
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq((struct str){folded->p, n}, str_from(words[i]))) {
            return true;
        }
    }
    return false;
}

/* Comments, empty rows, and rows that sum up the others. */
static bool is_skipped(struct intake_rows *rows, const struct csv_row *row) {
    uint32_t id = rows->id < COLUMNS_MAX ? rows->header->columns[rows->id].cell : 0;
    size_t first = 0;

    if (str_starts_with(str_trim(row->cells[0].text), STR("#"))) {
        return true;
    }
    while (first < row->cell_count && is_blank(row->cells[first].text, rows->cells)) {
        first++;
    }
    if (first == row->cell_count) {
        return true;
    }
    if (!is_totals_word(rows, row->cells[first].text)) {
        return false;
    }
    return id == 0 || id - 1 == first || id > row->cell_count || is_blank(row->cells[id - 1].text, rows->cells);
}

static void report_counts(struct intake_rows *rows, const struct csv_row *row, size_t cell, enum problem problem) {
    struct intake_spot spot = {.row = row, .cell = cell, .column = COLUMNS_MAX};
    char counts[2][24];

    snprintf(counts[0], sizeof counts[0], "%zu", row->cell_count);
    snprintf(counts[1], sizeof counts[1], "%zu", rows->header->count);
    intake_report_cell(rows->report, &spot, problem, str_from(counts[0]), str_from(counts[1]));
}

static void check_cell_count(struct intake_rows *rows, const struct csv_row *row) {
    if (row->cell_count < rows->header->count) {
        /* A workbook has no cells where nothing was entered. */
        if (!cell_decoder_style(rows->cells).is_sheet) {
            report_counts(rows, row, SPOT_NO_CELL, PROBLEM_TOO_FEW_CELLS);
        }
        return;
    }
    for (size_t i = rows->header->count; i < row->cell_count; i++) {
        if (!is_blank(row->cells[i].text, rows->cells)) {
            report_counts(rows, row, i, PROBLEM_TOO_MANY_CELLS);
            return;
        }
    }
}

static void report(struct reading *reading, enum problem problem, struct str arg0, struct str arg1) {
    if (schema_type(reading->column->type)->is_secret) {
        arg0 = arg1 = STR("***");
    }
    intake_report_cell(reading->rows->report, &reading->spot, problem, arg0, arg1);
}

/* The part of a list that cannot be read. */
static struct str bad_part(const struct column_def *column, struct str text) {
    CLEANUP(buffer_done) struct buffer address = {0};
    struct str rest = text, part;
    uint8_t mac[6];

    while (value_next_part(column, &rest, &part)) {
        bool is_good =
            column->type == TYPE_MAC_LIST ? identity_read_mac(part, mac) : identity_read_address(part, &address);
        if (!is_good) {
            return part;
        }
    }
    return text;
}

static void append_words(const struct column_def *column, struct buffer *out) {
    struct str word;

    for (unsigned i = 0; word = schema_word(column, i), word.p; i++) {
        buffer_append_cstr(out, i ? ", " : "");
        buffer_append(out, word);
    }
}

static void report_value(struct reading *reading, struct str text, const struct value *value) {
    CLEANUP(buffer_done) struct buffer arg = {0};
    char date[11];

    if (reading->rows->is_import && reading->column->type == TYPE_TIME) {
        return;
    }
    if (intake_report_wants(reading->rows->report, reading->spot.column, value->problem)) {
        switch (value->problem) {
        case PROBLEM_DATE_ERA:
        case PROBLEM_DATE_SERIAL:
            date_format(value->date, date);
            buffer_append_cstr(&arg, date);
            break;
        case PROBLEM_NUMBER_CONVERTED:
            buffer_printf(&arg, "%lld", (long long)value->number);
            break;
        case PROBLEM_WORD_UNKNOWN:
            append_words(reading->column, &arg);
            break;
        case PROBLEM_MAC_NOT_READABLE:
        case PROBLEM_ADDRESS_NOT_READABLE:
            text = bad_part(reading->column, text);
            break;
        default:
            break;
        }
    }
    report(reading, value->problem, text, buffer_view(&arg));
}

static void report_marks(struct reading *reading, unsigned marks, struct str text) {
    if (marks & CELL_NOT_TEXT) {
        intake_report_bytes(reading->rows->report, &reading->spot);
    }
    if (marks & CELL_GAIJI) {
        report(reading, PROBLEM_GAIJI, text, STR_NONE);
    }
}

/* The text above a ditto; empty when there is none. *ret_is_kept: it lives as long as the table. */
static struct str text_above(struct intake_rows *rows, unsigned column, bool *ret_is_kept) {
    struct table *table = rows->table;
    const struct ditto_run *run = table_last_ditto(table, column);

    *ret_is_kept = true;
    if (table->rows == table_last_source(table)->first_row) {
        return STR_NONE;
    }
    if (run) {
        return run->text;
    }
    *ret_is_kept = table_is_coded(table, column);
    row_reader_move(rows->above, table->rows - 1);
    return row_reader_text(rows->above, column);
}

static enum err_code take_ditto(struct reading *reading, struct str *ret_text, struct err *err) {
    struct intake_rows *rows = reading->rows;
    unsigned column = reading->spot.column, marks;
    bool is_kept;
    struct str above = text_above(rows, column, &is_kept);
    enum err_code code = row_reader_error(rows->above, err);

    if (code) {
        return code;
    }
    report(reading, above.n ? PROBLEM_DITTO : PROBLEM_DITTO_NOTHING_ABOVE,
           cell_decode(rows->cells, reading->bytes, &marks), above);
    code = table_add_ditto(rows->table, column, above, !is_kept, err);
    if (!code) {
        *ret_text = above;
    }
    return code;
}

static void check_required(struct reading *reading) {
    if (reading->rows->is_ledger && !reading->rows->is_import && reading->column->need == NEED_MANDATORY) {
        report(reading, PROBLEM_CELL_REQUIRED, str_from(reading->column->name), STR_NONE);
    }
}

/* Looked up only at the end of the row: by then what the set has in its place has come from memory. */
static enum err_code expect_unique(struct intake_rows *rows, struct str id, struct err *err) {
    buffer_append(&rows->row_id, id);
    text_fold(id, &rows->folded_id);
    if (rows->row_id.failed || rows->folded_id.failed) {
        return err_no_memory(err);
    }
    id_set_expect(rows->table->ids, buffer_view(&rows->folded_id));
    return ERR_OK;
}

static enum err_code check_unique(struct intake_rows *rows, const struct csv_row *row, struct err *err) {
    CLEANUP(buffer_done) struct buffer place = {0};
    struct intake_spot spot = {.row = row, .column = rows->unique};
    uint32_t first;

    if (rows->folded_id.n == 0 ||
        id_set_add(rows->table->ids, buffer_view(&rows->folded_id), rows->table->rows, &first)) {
        return ERR_OK;
    }
    if (id_set_failed(rows->table->ids)) {
        return err_no_memory(err);
    }
    spot.cell = rows->header->columns[rows->unique].cell - 1;
    spot.heading = intake_header_text(rows->header, spot.cell);
    table_evidence(rows->table, first, &place);
    intake_report_cell(rows->report, &spot, PROBLEM_ID_TWICE, buffer_view(&rows->row_id), buffer_view(&place));
    return ERR_OK;
}

/* Does a cell of an uncoded column need to be understood while it is read? */
static bool has_value(enum column_type type) {
    return schema_type(type)->is_coded || type == TYPE_UUID || type == TYPE_MAC_LIST || type == TYPE_IP_LIST;
}

static enum err_code take_uncoded(struct reading *reading, struct err *err) {
    struct intake_rows *rows = reading->rows;
    unsigned marks, column = reading->spot.column;
    struct str text = cell_decode(rows->cells, reading->bytes, &marks);
    enum err_code code = cell_decoder_failed(rows->cells) ? err_no_memory(err) : ERR_OK;

    if (!code && marks & CELL_DITTO) {
        code = take_ditto(reading, &text, err);
    }
    if (code) {
        return code;
    }
    report_marks(reading, marks, text);
    if (str_is_empty(text)) {
        if (!marks) {
            check_required(reading);
        }
        return ERR_OK;
    }
    if (has_value(reading->column->type) && !plain_cell_is_good(reading->column->type, text)) {
        struct value value = value_read(reading->column, (enum unit)rows->header->columns[column].unit, text);
        if (value.problem != PROBLEM_NONE) {
            report_value(reading, text, &value);
        }
    }
    return column == rows->unique ? expect_unique(rows, text, err) : ERR_OK;
}

static enum err_code take_coded(struct reading *reading, struct err *err) {
    struct intake_rows *rows = reading->rows;
    struct table *table = rows->table;
    unsigned column = reading->spot.column;
    struct dictionary_hit hit;
    const struct value *value;
    struct str text;
    enum err_code code = table_code_of(table, column, reading->bytes, rows->cells, &hit, err);

    if (code) {
        return code;
    }
    if (!table_is_coded(table, column)) {
        return take_uncoded(reading, err);
    }
    if (hit.marks & CELL_DITTO) {
        code = take_ditto(reading, &text, err);
        hit.code = !code && text.n ? table_code(table, column, table->rows - 1) : 0;
    }
    rows->codes[column] = hit.code;
    if (code) {
        return code;
    }
    if (hit.marks) {
        report_marks(reading, hit.marks, table_code_text(table, column, hit.code));
    } else if (hit.code == 0) {
        check_required(reading);
    }
    value = table_code_value(table, column, hit.code);
    if (value->problem != PROBLEM_NONE) {
        report_value(reading, table_code_text(table, column, hit.code), value);
    }
    return ERR_OK;
}

static enum err_code take_cell(struct intake_rows *rows, const struct csv_row *row, unsigned column, struct err *err) {
    size_t cell = rows->header->columns[column].cell - 1;
    struct reading reading = {
        .rows = rows,
        .column = &rows->table->def->columns[column],
        .spot = {.row = row, .cell = cell, .column = column, .heading = intake_header_text(rows->header, cell)},
    };

    if (cell >= row->cell_count) {
        rows->codes[column] = 0;
        check_required(&reading);
        return ERR_OK;
    }
    reading.bytes = row->cells[cell].text;
    return table_is_coded(rows->table, column) ? take_coded(&reading, err) : take_uncoded(&reading, err);
}

/* Most cells are blank or were met before, and nothing is to be said of them. False: it takes a closer look. */
static bool take_known(struct intake_rows *rows, const struct csv_row *row, unsigned column) {
    const struct source_column *place = &rows->header->columns[column];
    const struct dictionary *dictionary = rows->table->columns[column].dictionary;
    struct str bytes;

    if (place->cell > row->cell_count) {
        return false;
    }
    bytes = row->cells[place->cell - 1].text;
    if (bytes.n == 0) {
        rows->codes[column] = 0;
        return rows->table->def->columns[column].need != NEED_MANDATORY;
    }
    rows->codes[column] =
        dictionary ? dictionary_known_code(dictionary, bytes, (enum unit)place->unit, rows->encoding) : DICTIONARY_ASK;
    return rows->codes[column] != DICTIONARY_ASK;
}

enum err_code intake_rows_add(struct intake_rows *rows, const struct csv_row *row, struct err *err) {
    enum err_code code = ERR_OK;

    if (rows->is_ledger && is_skipped(rows, row)) {
        return ERR_OK;
    }
    check_cell_count(rows, row);
    buffer_reset(&rows->row_id);
    buffer_reset(&rows->folded_id);
    for (unsigned i = 0; !code && i < rows->present_count; i++) {
        if (!take_known(rows, row, rows->present[i])) {
            code = take_cell(rows, row, rows->present[i], err);
        }
    }
    if (!code) {
        code = check_unique(rows, row, err);
    }
    if (!code) {
        code = intake_report_error(rows->report, err);
    }
    return code ? code : table_append(rows->table, row, rows->codes, err);
}
