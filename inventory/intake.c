#include "inventory/intake.h"

#include "inventory/intake_read.h"

#include <stdlib.h>

#define PIECE ((size_t)4 << 20)

/* One file on its way into a table. */
struct intake {
    const struct intake_options *options;
    struct intake_source source;
    struct intake_report *report;
    struct cell_decoder *cells;
    struct arena *arena;
    struct buffer piece;
    struct heading_row heading;
    const struct csv_row *first; /* of two heading rows, in the arena; until the second one comes */
    struct table *table;
    struct str name;
    bool has_source; /* begun in the table, which owns the file from then on */
    struct intake_header header;
    struct csv_row last_heading; /* the row behind which the data start */
    enum err_code code;          /* why a callback stopped the reading */
    struct err err;
};

static void intake_done(struct intake *intake) {
    if (intake->has_source) {
        /* There was a failure already; and of a source that is dropped nothing can be missing. */
        (void)!table_end_source(intake->table, false, NULL);
        intake->source.file = NULL;
    }
    intake_source_done(&intake->source);
    intake_report_free(intake->report);
    cell_decoder_free(intake->cells);
    arena_free(intake->arena);
    buffer_done(&intake->piece);
}

static enum err_code check_digest(const struct intake *intake, struct err *err) {
    const struct inventory_file *expected = intake->options->expected;
    const struct intake_source *source = &intake->source;

    if (expected && (expected->bytes != source->bytes || expected->digest.high != source->digest.high ||
                     expected->digest.low != source->digest.low)) {
        return err_set(err, ERR_DIGEST, file_path(source->file), STR_NONE, STR_NONE);
    }
    return ERR_OK;
}

/* Are the bytes text of a kind that may stand here? */
static bool check_bytes(const struct intake *intake) {
    const struct intake_source *source = &intake->source;
    bool is_plain = source->encoding == ENCODING_UTF8 && source->text_offset == 0 && source->bad_offset == UINT64_MAX;

    if (source->looks_like) {
        intake_report_file(intake->report, PROBLEM_ENCODING_UNKNOWN, str_from(source->looks_like), STR_NONE);
        return false;
    }
    if (intake->options->is_snapshot && !is_plain) {
        intake_report_file(intake->report, PROBLEM_ENCODING_UNKNOWN, str_from(encoding_name(source->encoding)),
                           STR_NONE);
        return false;
    }
    return true;
}

static enum err_code open_source(struct intake *intake, int dir_fd, const char *name, struct err *err) {
    if (intake->options->sheet) {
        intake->source = intake_sheet_take(intake->options->sheet);
        return ERR_OK;
    }
    return intake_source_open(dir_fd, name, intake->options->encoding, &intake->options->plan, &intake->source, err);
}

static enum err_code prepare(struct intake *intake, int dir_fd, const char *name, struct err *err) {
    enum err_code code = open_source(intake, dir_fd, name, err);

    intake->name = str_from(name);
    intake->arena = arena_new();
    if (!code && !intake->arena) {
        code = err_no_memory(err);
    }
    return code ? code : check_digest(intake, err);
}

static enum err_code prepare_text(struct intake *intake, struct err *err) {
    struct intake_source *source = &intake->source;
    enum err_code code = ERR_OK;

    if (!encoding_is_splittable(source->encoding)) {
        code = intake_source_transcode(source, intake->options->tmpdir, err);
    }
    source->style.reads_dittos = !intake->options->is_snapshot;
    if (!code) {
        code = intake_source_count(source, &intake->options->plan, err);
    }
    if (!code) {
        code = cell_decoder_new(source->style, &intake->cells, err);
    }
    return code ? code
                : intake_report_set_file(intake->report, source->file, intake->options->sheet, source->style,
                                         source->encoding, err);
}

static enum err_code read_piece(struct intake *intake, uint64_t offset, struct str *ret_piece, struct err *err) {
    const struct file *file = intake->source.file;
    uint64_t left = file_size(file) - offset;
    size_t n = left < PIECE ? (size_t)left : PIECE;
    enum err_code code;

    buffer_reset(&intake->piece);
    if (!buffer_reserve(&intake->piece, n + 1)) {
        return err_no_memory(err);
    }
    code = file_read_at(file, offset, n, intake->piece.p, err);
    if (!code) {
        *ret_piece = (struct str){intake->piece.p, n};
    }
    return code;
}

static struct heading_rules heading_rules(const struct intake_options *options, const enum table_id *table) {
    return (struct heading_rules){.table = table,
                                  .is_exact = options->is_snapshot,
                                  .is_import = options->is_import,
                                  .overrides = options->overrides,
                                  .override_count = options->override_count};
}

/* The delimiters to try, the one that the file's name says first. */
static const char *delimiters_of(struct str name) {
    return str_ends_with_ignore_case(name, STR(".tsv")) ? "\t,;" : ",\t;";
}

/* The heading row, with the delimiter that finds the most headings; of those that find as many, the first. A semicolon
 * within cells stays text: it finds no headings. */
static enum err_code find_headings(struct intake *intake, struct err *err) {
    const char *delimiters = intake->options->sheet ? "," : delimiters_of(intake->name);
    struct heading_rules rules = heading_rules(intake->options, intake->options->table);
    struct text_head head = {.offset = intake->source.text_offset};
    enum err_code code;

    if (intake->options->is_snapshot) {
        intake->heading = (struct heading_row){
            .is_found = true, .table = *intake->options->table, .delimiter = ',', .offset = head.offset};
        return ERR_OK;
    }
    code = read_piece(intake, head.offset, &head.bytes, err);
    head.is_all = head.offset + head.bytes.n == file_size(intake->source.file);
    for (; !code && *delimiters; delimiters++) {
        code = heading_row_find(&head, *delimiters, &rules, intake->cells, &intake->heading, err);
    }
    return code;
}

/* Says why a file is no table. */
static bool check_table(const struct intake *intake) {
    const struct heading_row *heading = &intake->heading;

    if (heading->is_found && !heading->is_ambiguous) {
        return true;
    }
    if (heading->is_ambiguous) {
        intake_report_file(intake->report, PROBLEM_TABLE_AMBIGUOUS, str_from(schema_table(heading->table)->name),
                           str_from(schema_table(heading->other_table)->name));
    } else {
        intake_report_file(intake->report, intake->options->table ? PROBLEM_NO_HEADINGS : PROBLEM_TABLE_UNKNOWN,
                           STR_NONE, STR_NONE);
    }
    return false;
}

/* SECOND: the row that continues the headings, or NULL. */
static enum err_code begin(struct intake *intake, const struct csv_row *row, const struct csv_row *second,
                           struct err *err) {
    struct heading_rules rules = heading_rules(intake->options, &intake->heading.table);
    struct table_source source = {.name = intake->name,
                                  .file = intake->source.file,
                                  .style = intake->source.style,
                                  .delimiter = intake->heading.delimiter};
    enum err_code code =
        intake_header_read(&rules, row, second, intake->cells, intake->arena, intake->report, &intake->header, err);

    if (code) {
        return code;
    }
    memcpy(source.columns, intake->header.columns, sizeof source.columns);
    source.headings = intake->header.texts;
    source.heading_count = intake->header.count;
    code = table_begin_source(intake->table, &source, err);
    intake->has_source = !code;
    return code;
}

/* Headings of two rows: the first waits for the second. */
static enum err_code keep_first(struct intake *intake, const struct csv_row *row, struct err *err) {
    struct csv_row *copy = arena_alloc(intake->arena, sizeof *copy);
    struct csv_cell *cells = arena_alloc_array(intake->arena, row->cell_count, sizeof *cells);

    if (!copy || !cells) {
        return err_no_memory(err);
    }
    *copy = *row;
    copy->cells = cells;
    for (size_t i = 0; i < row->cell_count; i++) {
        cells[i] = row->cells[i];
        cells[i].text = arena_dup(intake->arena, row->cells[i].text);
    }
    intake->first = copy;
    return arena_failed(intake->arena) ? err_no_memory(err) : ERR_OK;
}

/* PLACED: the row with the line that it has for people. */
static enum err_code take_heading(struct intake *intake, const struct csv_row *row, const struct csv_row *placed) {
    intake->last_heading = *row;
    if (intake->first) {
        return begin(intake, intake->first, placed, &intake->err);
    }
    return intake->heading.has_second ? keep_first(intake, placed, &intake->err)
                                      : begin(intake, placed, NULL, &intake->err);
}

/* Rows above the headings are passed over; the reading stops when the headings are complete. */
static bool take_row(void *context, const struct csv_row *row) {
    struct intake *intake = context;
    struct intake_sheet *sheet = intake->options->sheet;
    struct csv_row placed = *row;

    if (sheet) {
        placed.line = intake_sheet_row(sheet, row->offset);
    }
    if (!intake->first && row->offset != intake->heading.offset) {
        return true;
    }
    if (sheet && !intake->first) {
        sheet->heading_row = (uint32_t)placed.line;
    }
    intake->code = take_heading(intake, row, &placed);
    return !intake->code && !intake->has_source;
}

static void take_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                         uint64_t line_offset) {
    const struct intake *intake = context;

    intake_report_syntax(intake->report, problem, offset, line, line_offset);
}

/* Feeds the file until the headings are complete. */
static enum err_code read_head(struct intake *intake, struct csv_reader *csv, struct err *err) {
    uint64_t size = file_size(intake->source.file);
    enum err_code code = ERR_OK;
    struct str piece = {0};

    for (uint64_t offset = intake->source.text_offset; !code && offset < size; offset += piece.n) {
        code = read_piece(intake, offset, &piece, err);
        if (!code) {
            code = csv_feed(csv, piece, err);
        }
        if (!code && offset + piece.n == size) {
            code = csv_finish(csv, err);
        }
    }
    if (code != ERR_REFUSED) {
        return code;
    }
    if (intake->code && err) {
        *err = intake->err;
    }
    return intake->code;
}

/* The place behind the line end of the last heading row. */
static enum err_code find_data(struct intake *intake, struct csv_split_place *ret_place, struct err *err) {
    const struct csv_row *row = &intake->last_heading;
    uint64_t left = file_size(intake->source.file) - row->offset;
    size_t n = (size_t)(left < row->length + 2 ? left : row->length + 2);
    CLEANUP(buffer_done) struct buffer buffer = {0};
    enum err_code code;

    if (!buffer_reserve(&buffer, n)) {
        return err_no_memory(err);
    }
    code = file_read_at(intake->source.file, row->offset, n, buffer.p, err);
    if (!code) {
        struct str text = {buffer.p, row->length}, behind = {buffer.p + row->length, n - row->length};
        size_t line_end = str_starts_with(behind, STR("\r\n")) ? 2 : behind.n ? 1 : 0;
        ret_place->offset = row->offset + row->length + line_end;
        ret_place->line = row->line + csv_split_count(text, '\0').line_ends + (line_end > 0);
    }
    return code;
}

/* Up to the end of the headings; has_source tells whether they were there. */
static enum err_code read_headings(struct intake *intake, struct csv_split_place *ret_data, struct err *err) {
    struct csv_options options = {.delimiter = intake->heading.delimiter, .offset = intake->source.text_offset};
    struct csv_handler handler = {.context = intake, .row = take_row, .problem = take_problem};
    CLEANUP(csv_reader_free_cleanup) struct csv_reader *csv = NULL;
    enum err_code code = csv_reader_new(&options, &handler, &csv, err);

    if (!code) {
        code = read_head(intake, csv, err);
    }
    if (!code && intake->has_source) {
        ret_data->lines = csv_lines(csv);
        code = find_data(intake, ret_data, err);
    }
    return code ? code : intake_report_error(intake->report, err);
}

static enum err_code read_rows(struct intake *intake, struct err *err) {
    const struct intake_options *options = intake->options;
    struct intake_reading reading = {
        .table = intake->table,
        .header = &intake->header,
        .report = intake->report,
        .source = &intake->source,
        .sheet = options->sheet,
        .file_name = intake->name,
        .delimiter = intake->heading.delimiter,
        .is_ledger = !options->is_snapshot,
        .is_import = options->is_import,
        .plan = options->plan,
        .path = options->path,
    };
    struct csv_split_place data = {0};
    enum err_code code = read_headings(intake, &data, err);

    return code || !intake->has_source ? code : intake_read(&reading, data, err);
}

static enum err_code read_table(struct intake *intake, struct table **tables, struct inventory_file *file,
                                struct err *err) {
    struct table **table = &tables[intake->heading.table];
    enum err_code code;

    if (!*table) {
        *table = table_new_within(intake->options->budget, intake->heading.table, intake->options->keys);
    }
    if (!*table) {
        return err_no_memory(err);
    }
    intake->table = *table;
    code = read_rows(intake, err);
    if (code) {
        return code;
    }
    if (!intake->has_source) {
        intake_report_file(intake->report, PROBLEM_NO_HEADINGS, STR_NONE, STR_NONE);
        return ERR_OK;
    }
    file->rows = table_rows(intake->table) - table_last_source(intake->table)->first_row;
    if (intake->options->expected && intake->options->expected->rows != file->rows) {
        return err_set(err, ERR_DIGEST, file_path(intake->source.file), STR_NONE, STR_NONE);
    }
    if (!intake_report_refuses(intake->report)) {
        code = table_end_source(intake->table, true, err);
        /* The table has the file for good. */
        intake->has_source = false;
        intake->source.file = NULL;
    }
    return code;
}

/* From the bytes to the table; the file may turn out to be no table, which is said in the report. */
static enum err_code read_text(struct intake *intake, struct table **tables, struct inventory_file *file,
                               struct err *err) {
    enum err_code code = prepare_text(intake, err);

    if (!code) {
        code = find_headings(intake, err);
    }
    if (code || !check_table(intake)) {
        return code;
    }
    file->has_table = true;
    file->table = intake->heading.table;
    return read_table(intake, tables, file, err);
}

static bool is_read_from(const struct intake_header *header, size_t cell) {
    for (unsigned i = 0; i < COLUMNS_MAX; i++) {
        if (header->columns[i].cell == cell + 1) {
            return true;
        }
    }
    return false;
}

static enum err_code list_headings(const struct intake *intake, struct inventory_file *file, struct err *err) {
    const struct intake_header *header = &intake->header;
    struct arena *arena = intake->options->texts;
    struct str *unknown = arena ? arena_alloc_array(arena, header->count + 1, sizeof *unknown) : NULL;

    for (size_t cell = 0; unknown && cell < header->count; cell++) {
        if (header->texts[cell].n) {
            file->heading_count++;
            if (!is_read_from(header, cell)) {
                unknown[file->unknown_count++] = arena_dup(arena, header->texts[cell]);
            }
        }
    }
    file->unknown_headings = unknown;
    return arena && arena_failed(arena) ? err_no_memory(err) : ERR_OK;
}

enum err_code intake_file(int dir_fd, const char *name, const struct intake_options *options, struct table **tables,
                          struct diagnostics *diagnostics, struct inventory_file *ret_file, struct err *err) {
    CLEANUP(intake_done) struct intake intake = {.options = options};
    struct inventory_file file = {.name = str_from(name), .has_table = options->table != NULL};
    enum err_code code = prepare(&intake, dir_fd, name, err);

    if (!code) {
        code = intake_report_new(diagnostics, file.name, &intake.report, err);
    }
    if (code) {
        return code;
    }
    file.table = options->table ? *options->table : 0;
    file.recognised_by = options->table ? RECOGNISED_BY_NAME : RECOGNISED_BY_HEADINGS;
    file.is_of_workbook = options->sheet != NULL;
    file.encoding = intake.source.encoding;
    file.is_encoding_set = options->encoding != NULL;
    file.has_bom = intake.source.text_offset > 0;
    file.bad_offset = intake.source.bad_offset;
    file.bytes = intake.source.bytes;
    file.digest = intake.source.digest;
    if (check_bytes(&intake)) {
        code = read_text(&intake, tables, &file, err);
    }
    if (!code && !options->is_snapshot) {
        code = list_headings(&intake, &file, err);
    }
    if (code) {
        return code;
    }
    file.is_refused = intake_report_refuses(intake.report) || intake.heading.is_ambiguous;
    *ret_file = file;
    return ERR_OK;
}
