#include "inventory/intake_header.h"

#include "base/text.h"
#include "inventory/heading_pair.h"
#include "inventory/import_heading.h"

/* Wider heading rows are looked at only so far when the heading row is searched. */
#define SEARCH_CELLS_MAX 1024

/* The search for the heading row. */
struct search {
    const struct heading_rules *rules;
    struct cell_decoder *cells;
    struct arena *arena; /* of two rows */
    struct heading_texts above;
    uint64_t above_offset;
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

/* The texts as headings that can be recognised: what the rules name is replaced by the canonical name. */
static struct str *meanings(const struct heading_rules *rules, struct heading_texts texts, struct arena *arena) {
    CLEANUP(buffer_done) struct buffer wanted = {0}, found = {0};
    struct str *result;
    bool has_failed = false;

    if (rules->override_count == 0) {
        return texts.items;
    }
    result = arena_alloc_array(arena, texts.count + 1, sizeof *result);
    for (size_t i = 0; result && i < texts.count; i++) {
        result[i] = texts.items[i];
        buffer_reset(&found);
        text_fold(texts.items[i], &found);
        has_failed |= found.failed;
        for (size_t j = 0; found.n && j < rules->override_count; j++) {
            buffer_reset(&wanted);
            text_fold(rules->overrides[j].heading, &wanted);
            has_failed |= wanted.failed;
            if (str_eq(str_trim(buffer_view(&wanted)), str_trim(buffer_view(&found)))) {
                result[i] = str_from(rules->overrides[j].column);
            }
        }
    }
    return has_failed ? NULL : result;
}

static bool has_mandatory(enum table_id table, const struct str *texts, size_t count) {
    const struct table_def *def = schema_table(table);
    bool is_there[COLUMNS_MAX] = {false};

    for (size_t i = 0; i < count; i++) {
        struct heading heading = heading_read(table, texts[i]);
        if (heading.fit == HEADING_FITS || heading.fit == HEADING_PERIOD) {
            is_there[heading.column] = true;
        }
        if (heading.fit == HEADING_PERIOD) {
            is_there[heading.other_column] = true;
        }
    }
    for (unsigned i = 0; i < def->column_count; i++) {
        if (def->columns[i].need == NEED_MANDATORY && !is_there[i]) {
            return false;
        }
    }
    return true;
}

/* Headings of a table in a row, or in a row and the one that continues it. */
struct candidate {
    enum table_id table;
    struct heading_texts texts;
    uint64_t offset;
    bool has_second;
    unsigned hits;
};

static void consider(struct search *search, const struct candidate *candidate) {
    const enum table_id *wanted = search->rules->table;
    struct heading_row *best = &search->best;
    unsigned hits = candidate->hits;
    size_t filled = 0;

    if (hits == 0 || hits < best->hits) {
        return;
    }
    for (size_t i = 0; i < candidate->texts.count; i++) {
        filled += candidate->texts.items[i].n != 0;
    }
    if (!wanted &&
        (hits * 2 < filled || !has_mandatory(candidate->table, candidate->texts.items, candidate->texts.count))) {
        return;
    }
    if (hits == best->hits && !(candidate->has_second && candidate->table == best->table)) {
        if (!wanted && best->offset == candidate->offset) {
            best->is_ambiguous = true;
            best->other_table = candidate->table;
        }
        return;
    }
    *best = (struct heading_row){.is_found = true,
                                 .has_second = candidate->has_second,
                                 .table = candidate->table,
                                 .delimiter = best->delimiter,
                                 .offset = candidate->offset,
                                 .hits = hits};
}

/* The row by itself, and together with the row above. */
static void try_table(struct search *search, enum table_id table, const struct csv_row *row,
                      struct heading_texts texts) {
    struct candidate alone = {.table = table, .texts = texts, .offset = row->offset};
    struct candidate pair = {.table = table, .offset = search->above_offset, .has_second = true};

    alone.hits = search->rules->is_import ? import_heading_hits(table, texts.items, texts.count)
                                          : heading_hits(table, texts.items, texts.count);
    consider(search, &alone);
    if (search->rows > 0 && !search->rules->is_import &&
        heading_pair_read(table, search->above, texts, search->arena, &pair.texts)) {
        pair.hits = heading_hits(table, pair.texts.items, pair.texts.count);
        if (pair.hits > alone.hits) {
            consider(search, &pair);
        }
    }
}

static bool search_row(void *context, const struct csv_row *row) {
    struct search *search = context;
    const enum table_id *wanted = search->rules->table;
    struct heading_texts texts = {0};

    texts.items = row_texts(row, SEARCH_CELLS_MAX, search->cells, search->arena, &texts.count);
    if (texts.items) {
        texts.items = meanings(search->rules, texts, search->arena);
    }
    if (!texts.items) {
        search->is_failed = true;
        return false;
    }
    for (enum table_id table = 0; table < TABLE_COUNT; table++) {
        if (wanted ? table == *wanted : schema_table(table)->is_ledger) {
            try_table(search, table, row, texts);
        }
    }
    search->above = texts;
    search->above_offset = row->offset;
    return ++search->rows < HEADING_ROWS_MAX;
}

static void ignore_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                           uint64_t line_offset) {
    /* Said when the rows are read. */
    (void)context, (void)problem, (void)offset, (void)line, (void)line_offset;
}

enum err_code heading_row_find(const struct text_head *head, char delimiter, const struct heading_rules *rules,
                               struct cell_decoder *cells, struct heading_row *ret, struct err *err) {
    CLEANUP(arena_free_cleanup) struct arena *arena = arena_new();
    CLEANUP(csv_reader_free_cleanup) struct csv_reader *csv = NULL;
    struct search search = {.rules = rules, .cells = cells, .arena = arena, .best = {.delimiter = delimiter}};
    struct csv_handler handler = {.context = &search, .row = search_row, .problem = ignore_problem};
    struct csv_options options = {.delimiter = delimiter, .offset = head->offset};
    enum err_code code = arena ? csv_reader_new(&options, &handler, &csv, err) : err_no_memory(err);

    if (code) {
        return code;
    }
    code = csv_feed(csv, head->bytes, err);
    if (!code && head->is_all) {
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
    const struct heading_rules *rules;
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

static void read_exact(enum table_id table, const struct str *texts, size_t count, struct heading *ret_headings) {
    for (size_t i = 0; i < count; i++) {
        ret_headings[i] = (struct heading){.fit = HEADING_UNKNOWN};
        if (schema_column_by_name(table, texts[i], &ret_headings[i].column)) {
            ret_headings[i].fit = HEADING_FITS;
        }
    }
}

static void take_column(struct reading *reading, size_t cell, unsigned number, enum unit unit) {
    struct source_column *column = &reading->header->columns[number];

    if (column->cell) {
        report_pair(reading, cell, PROBLEM_HEADING_TWICE, str_from(reading->def->columns[number].name),
                    reading->header->texts[column->cell - 1], reading->header->texts[cell]);
        return;
    }
    *column = (struct source_column){.cell = (uint32_t)(cell + 1), .unit = (uint8_t)unit};
}

/* Two headings for one column refuse a ledger, as nobody can say which of them people keep. Exports have spare columns,
 * and a period beside its two days says nothing new: there the better heading is used. */
static void report_second(struct reading *reading, size_t cell, const struct heading *heading) {
    struct str name = str_from(reading->def->columns[heading->column].name);
    const struct str *texts = reading->header->texts;
    size_t other = heading->other_cell, later = cell > other ? cell : other, earlier = cell > other ? other : cell;

    if (reading->rules->is_import || heading->unit == UNIT_FROM) {
        report_pair(reading, cell, PROBLEM_HEADING_SECOND, name, texts[other], texts[cell]);
    } else {
        report_pair(reading, later, PROBLEM_HEADING_TWICE, name, texts[earlier], texts[later]);
    }
}

static void take_heading(struct reading *reading, size_t cell, const struct heading *heading) {
    const struct str *texts = reading->header->texts;
    const struct column_def *columns = reading->def->columns;

    switch (heading->fit) {
    case HEADING_FITS:
        take_column(reading, cell, heading->column, heading->unit);
        break;
    case HEADING_PERIOD:
        take_column(reading, cell, heading->column, UNIT_FROM);
        take_column(reading, cell, heading->other_column, UNIT_TO);
        break;
    case HEADING_AMBIGUOUS:
        report_pair(reading, cell, PROBLEM_HEADING_AMBIGUOUS, texts[cell], str_from(columns[heading->column].name),
                    str_from(columns[heading->other_column].name));
        break;
    case HEADING_SECOND:
    case HEADING_TWICE:
        report_second(reading, cell, heading);
        break;
    case HEADING_UNKNOWN:
        if (reading->rules->is_exact) {
            report_heading(reading, cell, PROBLEM_NO_HEADINGS, texts[cell], STR_NONE);
        }
        break;
    }
}

/* What each heading means, in the arena; NULL when memory is out. */
static struct heading *read_headings(const struct reading *reading, struct arena *arena) {
    const struct intake_header *header = reading->header;
    enum table_id table = *reading->rules->table;
    struct heading *headings = arena_alloc_array(arena, header->count + 1, sizeof *headings);
    struct str *texts = meanings(reading->rules, (struct heading_texts){header->texts, header->count}, arena);

    if (!headings || !texts) {
        return NULL;
    }
    if (reading->rules->is_exact) {
        read_exact(table, texts, header->count, headings);
    } else if (reading->rules->is_import) {
        import_heading_read_all(table, texts, header->count, headings);
    } else {
        heading_read_all(table, texts, header->count, headings);
    }
    return headings;
}

static void report_missing(struct reading *reading, const struct column_def *column) {
    CLEANUP(buffer_done) struct buffer headings = {0};
    struct str rest = str_from(column->headings), heading;

    while (!str_is_empty(rest) && str_cut(&rest, '|', &heading)) {
        buffer_append_cstr(&headings, headings.n ? ", " : "");
        buffer_append(&headings, heading);
    }
    report_heading(reading, SPOT_NO_CELL,
                   column->need == NEED_EXPECTED ? PROBLEM_COLUMN_EXPECTED : PROBLEM_COLUMN_MISSING,
                   str_from(column->name), buffer_view(&headings));
}

/* The texts of the heading row, with those of the row that continues it. */
static bool read_texts(struct reading *reading, const struct csv_row *second, struct cell_decoder *cells,
                       struct arena *arena) {
    struct intake_header *header = reading->header;
    struct heading_texts above, below = {0}, both;

    header->texts = row_texts(reading->row, UINT32_MAX - 1, cells, arena, &header->count);
    if (!header->texts || !second) {
        return header->texts != NULL;
    }
    below.items = row_texts(second, UINT32_MAX - 1, cells, arena, &below.count);
    above = (struct heading_texts){header->texts, header->count};
    if (below.items && heading_pair_read(*reading->rules->table, above, below, arena, &both)) {
        header->texts = both.items;
        header->count = both.count;
    }
    return below.items && !arena_failed(arena);
}

/* What a ledger should have and does not. Of the columns of which one will do, the first is asked for. */
static void report_needs(struct reading *reading) {
    const struct column_def *columns = reading->def->columns, *one_of = NULL;
    bool has_one = false;

    for (unsigned i = 0; i < reading->def->column_count; i++) {
        bool is_there = reading->header->columns[i].cell != 0;
        if (columns[i].need == NEED_ONE_OF) {
            one_of = one_of ? one_of : &columns[i];
            has_one |= is_there;
        } else if (!is_there && (columns[i].need == NEED_MANDATORY || columns[i].need == NEED_EXPECTED)) {
            report_missing(reading, &columns[i]);
        }
    }
    if (one_of && !has_one) {
        report_missing(reading, one_of);
    }
}

enum err_code intake_header_read(const struct heading_rules *rules, const struct csv_row *row,
                                 const struct csv_row *second, struct cell_decoder *cells, struct arena *arena,
                                 struct intake_report *report, struct intake_header *ret_header, struct err *err) {
    struct intake_header header = {0};
    struct reading reading = {
        .rules = rules, .def = schema_table(*rules->table), .row = row, .report = report, .header = &header};
    const struct heading *headings = read_texts(&reading, second, cells, arena) ? read_headings(&reading, arena) : NULL;

    if (!headings) {
        return err_no_memory(err);
    }
    for (size_t i = 0; i < header.count; i++) {
        if (header.texts[i].n || rules->is_exact) {
            take_heading(&reading, i, &headings[i]);
        }
    }
    if (!rules->is_exact && !rules->is_import) {
        report_needs(&reading);
    }
    *ret_header = header;
    return ERR_OK;
}
