#include "inventory/intake_cell.h"

#include "base/text.h"
#include "inventory/identity.h"
#include "inventory/plain_cell.h"

#include <stdio.h>
#include <stdlib.h>

/* A cell while it is read. */
struct reading {
    struct intake_batch *batch;
    const struct column_def *column;
    size_t row; /* of the batch */
    struct intake_spot spot;
    struct str bytes;
};

enum err_code intake_batch_init(struct intake_batch *batch, struct err *err) {
    const struct table *table = batch->table;

    batch->maker = cell_keys_make();
    for (unsigned i = 0; i < table->def->column_count; i++) {
        if (table->columns[i].has_keys && batch->header->columns[i].cell) {
            batch->keys[i] = calloc(DICTIONARY_BATCH, sizeof *batch->keys[i]);
            if (!batch->keys[i]) {
                return err_no_memory(err);
            }
        }
    }
    return ERR_OK;
}

void intake_batch_done(struct intake_batch *batch) {
    for (unsigned i = 0; i < COLUMNS_MAX; i++) {
        free(batch->keys[i]);
    }
    row_reader_free(batch->above);
    buffer_done(&batch->above_text);
    cell_keys_done(&batch->maker);
}

/* --- problems --------------------------------------------------------------------------------------------------------
 */

static void report(struct reading *reading, enum problem problem, struct str arg0, struct str arg1) {
    if (schema_type(reading->column->type)->is_secret) {
        arg0 = arg1 = STR("***");
    }
    intake_report_cell(reading->batch->report, &reading->spot, problem, arg0, arg1);
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

    if (reading->batch->is_import && reading->column->type == TYPE_TIME) {
        return;
    }
    if (intake_report_wants(reading->batch->report, reading->spot.column, value->problem)) {
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
        intake_report_bytes(reading->batch->report, &reading->spot);
    }
    if (marks & CELL_GAIJI) {
        report(reading, PROBLEM_GAIJI, text, STR_NONE);
    }
}

static void check_required(struct reading *reading) {
    if (reading->batch->is_ledger && !reading->batch->is_import && reading->column->need == NEED_MANDATORY) {
        report(reading, PROBLEM_CELL_REQUIRED, str_from(reading->column->name), STR_NONE);
    }
}

/* --- dittos ----------------------------------------------------------------------------------------------------------
 */

/* What stands above a cell. */
struct above {
    struct str text; /* empty when there is nothing */
    uint32_t code;   /* is_coded */
    bool is_coded;   /* a column stops being coded at any moment, when another thread finds its dictionary full */
    bool is_kept;    /* the text lives as long as the table */
};

static void set_code(struct above *above, const struct table *table, unsigned column, uint32_t code) {
    *above =
        (struct above){.text = table_code_text(table, column, code), .code = code, .is_coded = true, .is_kept = true};
}

/* The cell above, in a row of the batch. */
static enum err_code above_in_batch(struct reading *reading, bool is_coded, struct above *above, struct err *err) {
    struct intake_batch *batch = reading->batch;
    const struct csv_row *row = batch->rows[reading->row - 1];
    unsigned marks;

    if (is_coded) {
        set_code(above, batch->table, reading->spot.column, batch->codes[reading->spot.column][reading->row - 1]);
        return ERR_OK;
    }
    buffer_reset(&batch->above_text);
    if (reading->spot.cell < row->cell_count) {
        buffer_append(&batch->above_text, cell_decode(batch->cells, row->cells[reading->spot.cell].text, &marks));
    }
    above->text = buffer_view(&batch->above_text);
    return batch->above_text.failed || cell_decoder_failed(batch->cells) ? err_no_memory(err) : ERR_OK;
}

/* The cell above, in the last row of a table. */
static enum err_code above_in_table(struct reading *reading, const struct table *table, struct above *above,
                                    struct err *err) {
    struct intake_batch *batch = reading->batch;
    unsigned column = reading->spot.column;
    uint32_t number = table_code(table, column, table->rows - 1);
    enum err_code code;

    if (number != TABLE_UNCODED) {
        set_code(above, table, column, number);
        return ERR_OK;
    }
    row_reader_free(TAKE_PTR(batch->above));
    code = row_reader_new(table, &batch->above, err);
    if (!code) {
        row_reader_move(batch->above, table->rows - 1);
        above->text = row_reader_text(batch->above, column);
        code = row_reader_error(batch->above, err);
    }
    return code;
}

/* ERR_REFUSED: the row above is not known. */
static enum err_code find_above(struct reading *reading, struct above *above, struct err *err) {
    struct intake_batch *batch = reading->batch;
    const struct table *table = batch->table;
    const struct ditto_run *run = table_ditto_above(table, reading->spot.column, table->rows + (uint32_t)reading->row);
    bool is_coded = table_is_coded(table, reading->spot.column);

    *above = (struct above){0};
    if (run && !is_coded) {
        above->text = run->text;
        above->is_kept = true;
        return ERR_OK;
    }
    if (reading->row > 0) {
        return above_in_batch(reading, is_coded, above, err);
    }
    if (table->rows > 0) {
        return above_in_table(reading, table, above, err);
    }
    if (!batch->before) {
        batch->needs_rows_above = true;
        return ERR_REFUSED;
    }
    if (batch->before->rows == table_last_source(batch->before)->first_row) {
        return ERR_OK;
    }
    return above_in_table(reading, batch->before, above, err);
}

static enum err_code take_ditto(struct reading *reading, struct above *ret_above, struct err *err) {
    struct intake_batch *batch = reading->batch;
    unsigned marks;
    enum err_code code = find_above(reading, ret_above, err);

    if (code) {
        return code;
    }
    report(reading, ret_above->text.n ? PROBLEM_DITTO : PROBLEM_DITTO_NOTHING_ABOVE,
           cell_decode(batch->cells, reading->bytes, &marks), ret_above->text);
    return table_add_ditto(batch->table, reading->spot.column, batch->table->rows + (uint32_t)reading->row,
                           ret_above->text, !ret_above->is_kept, err);
}

/* --- cells -----------------------------------------------------------------------------------------------------------
 */

/* Does a cell of an uncoded column need to be understood while it is read? */
static bool has_value(enum column_type type) {
    return schema_type(type)->is_coded || type == TYPE_UUID || type == TYPE_MAC_LIST || type == TYPE_IP_LIST;
}

static void check_value(struct reading *reading, struct str text) {
    if (has_value(reading->column->type) && !plain_cell_is_good(reading->column->type, text)) {
        enum unit unit = (enum unit)reading->batch->header->columns[reading->spot.column].unit;
        struct value value = value_read(reading->column, unit, text);
        if (value.problem != PROBLEM_NONE) {
            report_value(reading, text, &value);
        }
    }
}

static enum err_code take_uncoded(struct reading *reading, struct err *err) {
    struct intake_batch *batch = reading->batch;
    unsigned marks, column = reading->spot.column;
    struct str text = cell_decode(batch->cells, reading->bytes, &marks);
    enum err_code code = cell_decoder_failed(batch->cells) ? err_no_memory(err) : ERR_OK;
    struct above above;

    if (!code && marks & CELL_DITTO) {
        code = take_ditto(reading, &above, err);
        text = code ? text : above.text;
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
    check_value(reading, text);
    if (batch->keys[column]) {
        batch->keys[column][reading->row] = cell_key(&batch->maker, reading->column, text);
    }
    return ERR_OK;
}

static enum err_code take_coded(struct reading *reading, struct err *err) {
    struct intake_batch *batch = reading->batch;
    struct table *table = batch->table;
    unsigned column = reading->spot.column;
    struct dictionary_hit hit;
    const struct value *value;
    struct above above;
    enum err_code code = table_code_of(table, column, reading->bytes, batch->cells, &hit, err);

    if (code) {
        return code;
    }
    if (!table_is_coded(table, column)) {
        return take_uncoded(reading, err);
    }
    if (hit.marks & CELL_DITTO) {
        code = take_ditto(reading, &above, err);
        hit.code = code ? 0 : above.code;
        if (!code && !above.is_coded && above.text.n) {
            check_value(reading, above.text);
        }
    }
    batch->codes[column][reading->row] = hit.code;
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

static enum err_code take_cell(struct intake_batch *batch, unsigned column, size_t row, struct err *err) {
    size_t cell = batch->header->columns[column].cell - 1;
    struct reading reading = {
        .batch = batch,
        .column = &batch->table->def->columns[column],
        .row = row,
        .spot = {.row = batch->rows[row],
                 .cell = cell,
                 .column = column,
                 .heading = intake_header_text(batch->header, cell)},
    };

    batch->codes[column][row] = 0;
    if (batch->keys[column]) {
        batch->keys[column][row] = CELL_KEY_NONE;
    }
    if (cell >= batch->rows[row]->cell_count) {
        check_required(&reading);
        return ERR_OK;
    }
    reading.bytes = batch->rows[row]->cells[cell].text;
    return table_is_coded(batch->table, column) ? take_coded(&reading, err) : take_uncoded(&reading, err);
}

/* --- columns ---------------------------------------------------------------------------------------------------------
 */

/* Blank where rows are too short. */
static void gather(const struct intake_batch *batch, unsigned column, struct str cells[DICTIONARY_BATCH]) {
    size_t cell = batch->header->columns[column].cell - 1;

    for (size_t i = 0; i < batch->count; i++) {
        const struct csv_row *row = batch->rows[i];
        cells[i] = cell < row->cell_count ? row->cells[cell].text : STR_NONE;
    }
}

/* Most cells are blank or were met before, and nothing is to be said of them. */
static enum err_code read_coded(struct intake_batch *batch, unsigned column, const struct str *cells, struct err *err) {
    const struct table *table = batch->table;
    bool is_mandatory = table->def->columns[column].need == NEED_MANDATORY;
    uint32_t *codes = batch->codes[column];
    enum unit unit = (enum unit)batch->header->columns[column].unit;
    enum err_code code = ERR_OK;

    dictionary_known_codes(table->columns[column].dictionary, cells, batch->count, unit,
                           cell_decoder_style(batch->cells).encoding, codes);
    for (size_t i = 0; !code && i < batch->count; i++) {
        if (codes[i] == DICTIONARY_ASK || (codes[i] == 0 && is_mandatory)) {
            code = take_cell(batch, column, i, err);
        }
    }
    return code;
}

/* Text as it stands, of which nothing is to be said: neither blanks around it nor a ditto. */
static bool is_plain_text(struct str cell) {
    return cell.n > 2 && cell.p[0] > ' ' && cell.p[cell.n - 1] > ' ' && text_is_ascii(cell);
}

/* Does nothing have to be said of the cell? */
static bool is_good(enum column_type type, struct str cell) {
    return has_value(type) ? plain_cell_is_good(type, cell) : is_plain_text(cell);
}

static enum err_code read_uncoded(struct intake_batch *batch, unsigned column, const struct str *cells,
                                  struct err *err) {
    const struct column_def *def = &batch->table->def->columns[column];
    size_t count = batch->count;
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < count; i++) {
        bool is_blank = cells[i].n == 0 && def->need != NEED_MANDATORY;
        if (!is_blank && !is_good(def->type, cells[i])) {
            code = take_cell(batch, column, i, err);
        }
    }
    return code;
}

/* What is plainly a name is good as well. */
static enum err_code read_names(struct intake_batch *batch, unsigned column, const struct str *cells, struct err *err) {
    const struct column_def *def = &batch->table->def->columns[column];
    enum identity_key kind = cell_key_kind(def->type);
    uint64_t *keys = batch->keys[column];
    size_t count = batch->count;
    enum err_code code = ERR_OK;

    for (size_t i = 0; !code && i < count; i++) {
        if (cells[i].n == 0 && def->need != NEED_MANDATORY) {
            keys[i] = CELL_KEY_NONE;
        } else if (!cell_key_plain(&batch->maker, kind, cells[i], &keys[i])) {
            code = take_cell(batch, column, i, err);
        }
    }
    return code;
}

enum err_code intake_batch_read(struct intake_batch *batch, unsigned column, struct err *err) {
    struct str cells[DICTIONARY_BATCH];

    gather(batch, column, cells);
    if (table_is_coded(batch->table, column)) {
        return read_coded(batch, column, cells, err);
    }
    return batch->keys[column] ? read_names(batch, column, cells, err) : read_uncoded(batch, column, cells, err);
}
