#include "inventory/intake_header.h"

/* Wider heading rows are looked at only so far when the heading row is searched. */
#define SEARCH_CELLS_MAX 1024

/* The search for the heading row. */
struct search {
    const enum table_id *table;
    struct cell_decoder *cells;
    struct arena *arena; /* of one row */
    struct heading_row best;
    unsigned rows;
    bool is_failed;
};

/* The cells of a row as text; NULL when memory is out. */
static struct str *row_texts(const struct csv_row *row, size_t max, struct cell_decoder *cells, struct arena *arena,
                             size_t *ret_count) {
    size_t count = row->cell_count < max ? row->cell_count : max;
    struct str *texts = arena_alloc_array(arena, count ? count : 1, sizeof *texts);
    unsigned marks;

    *ret_count = 0;
    for (size_t i = 0; texts && i < count; i++) {
        texts[i] = arena_dup(arena, cell_decode(cells, row->cells[i].text, &marks));
        if (texts[i].n) {
            *ret_count = i + 1;
        }
    }
    return arena_failed(arena) || cell_decoder_failed(cells) ? NULL : texts;
}

static bool has_mandatory(enum table_id table, const struct str *texts, size_t count) {
    const struct table_def *def = schema_table(table);
    bool is_there[COLUMNS_MAX] = {false};

    for (size_t i = 0; i < count; i++) {
        struct heading heading = heading_read(table, texts[i]);
        if (heading.fit == HEADING_FITS) {
            is_there[heading.column] = true;
        }
    }
    for (unsigned i = 0; i < def->column_count; i++) {
        if (def->columns[i].need == NEED_MANDATORY && !is_there[i]) {
            return false;
        }
    }
    return true;
}

static void try_table(struct search *search, enum table_id table, const struct csv_row *row, const struct str *texts,
                      size_t count) {
    struct heading_row *best = &search->best;
    unsigned hits = heading_hits(table, texts, count);
    size_t filled = 0;

    if (hits == 0 || hits < best->hits || (hits == best->hits && (search->table || best->offset != row->offset))) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        filled += texts[i].n != 0;
    }
    if (!search->table && (hits * 2 < filled || !has_mandatory(table, texts, count))) {
        return;
    }
    if (hits == best->hits) {
        best->is_ambiguous = true;
        best->other_table = table;
        return;
    }
    *best = (struct heading_row){
        .is_found = true, .table = table, .delimiter = best->delimiter, .offset = row->offset, .hits = hits};
}

static bool search_row(void *context, const struct csv_row *row) {
    struct search *search = context;
    size_t count;
    struct str *texts;

    arena_reset(search->arena);
    texts = row_texts(row, SEARCH_CELLS_MAX, search->cells, search->arena, &count);
    if (!texts) {
        search->is_failed = true;
        return false;
    }
    if (search->table) {
        try_table(search, *search->table, row, texts, count);
    } else {
        for (enum table_id table = 0; table < TABLE_COUNT; table++) {
            if (schema_table(table)->is_ledger) {
                try_table(search, table, row, texts, count);
            }
        }
    }
    return ++search->rows < HEADING_ROWS_MAX;
}

static void ignore_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                           uint64_t line_offset) {
    /* Said when the rows are read. */
    (void)context, (void)problem, (void)offset, (void)line, (void)line_offset;
}

enum err_code heading_row_find(struct str head, bool is_all, uint64_t text_offset, char delimiter,
                               const enum table_id *table, struct cell_decoder *cells, struct heading_row *ret,
                               struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(csv_reader_free_cleanup) struct csv_reader *csv = NULL;
    struct search search = {.table = table, .cells = cells, .arena = arena, .best = {.delimiter = delimiter}};
    struct csv_handler handler = {.context = &search, .row = search_row, .problem = ignore_problem};
    struct csv_options options = {.delimiter = delimiter, .offset = text_offset};
    enum err_code code = arena ? csv_reader_new(&options, &handler, &csv, err) : err_no_memory(err);

    if (code) {
        return code;
    }
    code = csv_feed(csv, head, err);
    if (!code && is_all) {
        code = csv_finish(csv, err);
    }
    if (search.is_failed) {
        return err_no_memory(err);
    }
    /* ERR_REFUSED: enough rows were seen. */
    if (code && code != ERR_REFUSED) {
        return code;
    }
    if (search.best.hits > ret->hits) {
        *ret = search.best;
    }
    return ERR_OK;
}

struct str intake_header_text(const struct intake_header *header, size_t cell) {
    return cell < header->count ? header->texts[cell] : STR_NONE;
}

/* While the heading row is read. */
struct reading {
    enum table_id table;
    const struct table_def *def;
    const struct csv_row *row;
    struct intake_report *report;
    struct intake_header *header;
};

static void report_heading(struct reading *reading, size_t cell, enum problem problem, struct str arg0,
                           struct str arg1) {
    struct intake_spot spot = {
        .row = reading->row, .cell = cell, .column = COLUMNS_MAX, .heading = intake_header_text(reading->header, cell)};

    intake_report_cell(reading->report, &spot, problem, arg0, arg1);
}

static void report_pair(struct reading *reading, size_t cell, enum problem problem, struct str arg0, struct str left,
                        struct str right) {
    CLEANUP(buffer_done) struct buffer pair = {0};

    buffer_append(&pair, left);
    buffer_append_cstr(&pair, ", ");
    buffer_append(&pair, right);
    report_heading(reading, cell, problem, arg0, buffer_view(&pair));
}

static struct heading read_exact(enum table_id table, struct str text) {
    struct heading heading = {.fit = HEADING_UNKNOWN};

    if (schema_column_by_name(table, text, &heading.column)) {
        heading.fit = HEADING_FITS;
    }
    return heading;
}

static void take_column(struct reading *reading, size_t cell, struct heading heading) {
    struct source_column *column = &reading->header->columns[heading.column];

    if (column->cell) {
        report_pair(reading, cell, PROBLEM_HEADING_TWICE, str_from(reading->def->columns[heading.column].name),
                    reading->header->texts[column->cell - 1], reading->header->texts[cell]);
        return;
    }
    *column = (struct source_column){.cell = (uint32_t)(cell + 1), .unit = (uint8_t)heading.unit};
}

static void take_heading(struct reading *reading, size_t cell, bool is_exact) {
    struct str text = reading->header->texts[cell];
    struct heading heading = is_exact ? read_exact(reading->table, text) : heading_read(reading->table, text);
    const struct column_def *columns = reading->def->columns;

    switch (heading.fit) {
    case HEADING_FITS:
        take_column(reading, cell, heading);
        break;
    case HEADING_AMBIGUOUS:
        report_pair(reading, cell, PROBLEM_HEADING_AMBIGUOUS, text, str_from(columns[heading.column].name),
                    str_from(columns[heading.other_column].name));
        break;
    case HEADING_UNKNOWN:
        if (is_exact) {
            report_heading(reading, cell, PROBLEM_NO_HEADINGS, text, STR_NONE);
        }
        break;
    }
}

static void report_missing(struct reading *reading, const struct column_def *column) {
    CLEANUP(buffer_done) struct buffer headings = {0};
    struct str rest = str_from(column->headings), heading;

    while (!str_is_empty(rest) && str_cut(&rest, '|', &heading)) {
        buffer_append_cstr(&headings, headings.n ? ", " : "");
        buffer_append(&headings, heading);
    }
    report_heading(reading, SPOT_NO_CELL,
                   column->need == NEED_MANDATORY ? PROBLEM_COLUMN_MISSING : PROBLEM_COLUMN_EXPECTED,
                   str_from(column->name), buffer_view(&headings));
}

enum err_code intake_header_read(enum table_id table, bool is_exact, const struct csv_row *row,
                                 struct cell_decoder *cells, struct arena *arena, struct intake_report *report,
                                 struct intake_header *ret_header, struct err *err) {
    struct intake_header header = {0};
    struct reading reading = {
        .table = table, .def = schema_table(table), .row = row, .report = report, .header = &header};

    header.texts = row_texts(row, UINT32_MAX - 1, cells, arena, &header.count);
    if (!header.texts) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < header.count; i++) {
        if (header.texts[i].n || is_exact) {
            take_heading(&reading, i, is_exact);
        }
    }
    for (unsigned i = 0; i < reading.def->column_count && !is_exact; i++) {
        enum column_need need = reading.def->columns[i].need;
        if (!header.columns[i].cell && (need == NEED_MANDATORY || need == NEED_EXPECTED)) {
            report_missing(&reading, &reading.def->columns[i]);
        }
    }
    *ret_header = header;
    return ERR_OK;
}
