#include "inventory/intake_read.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/* A part is the rows that start in one piece of the file. It is read into a table of its own, with a report of its own,
 * and taken into the whole when all parts before it are there. Whether a piece starts inside quotes, and on which line,
 * is known from the counts of the pieces before it, as long as all of them are well formed: the first part that is not
 * ends it, and what is behind that place is read by csv_reader. */

/* Bytes looked at in one go to find where a row starts. */
#define LOOK_AHEAD ((size_t)16 << 10)
/* A row that reaches further than this behind its piece is left to csv_reader, with all that follows: so looking for
 * the next one costs each of its pieces no more, and a part no more memory. */
#define REACH_MAX ((uint64_t)32 << 20)

struct part {
    struct table *rows;
    struct diagnostics *diagnostics;
    struct intake_report *report;
    bool is_read; /* guarded by loading.lock */
    bool needs_above;
    bool gave_up; /* at END */
    struct csv_split_place end;
    enum err_code code;
    struct err err;
};

struct loading {
    const struct intake_reading *reading;
    struct csv_split_place from;
    size_t first_piece; /* that FROM is in */
    size_t part_count;
    struct csv_split_counts *ahead; /* by part: what stands between FROM and its piece */
    struct part *parts;
    struct buffer *buffers; /* by worker */
    atomic_bool is_stopped; /* no further part is of use */
    pthread_mutex_t lock;
    /* guarded by lock */
    size_t taken; /* parts that are in the table */
    bool gave_up;
    struct csv_split_place end; /* of the rows in the table */
    enum err_code code;
    struct err err;
};

static void part_done(struct part *part) {
    table_free(TAKE_PTR(part->rows));
    intake_report_free(TAKE_PTR(part->report));
    diagnostics_free(TAKE_PTR(part->diagnostics));
}

static void loading_done(struct loading *loading) {
    for (size_t i = 0; loading->parts && i < loading->part_count; i++) {
        part_done(&loading->parts[i]);
    }
    for (unsigned i = 0; loading->buffers && i < pool_threads(loading->reading->plan.pool); i++) {
        buffer_done(&loading->buffers[i]);
    }
    free(loading->parts);
    free(loading->buffers);
    free(loading->ahead);
    pthread_mutex_destroy(&loading->lock);
}

static enum err_code read_bytes(const struct loading *loading, uint64_t offset, uint64_t length, struct buffer *buffer,
                                struct str *ret_bytes, struct err *err) {
    enum err_code code;

    buffer_reset(buffer);
    if (!buffer_reserve(buffer, length ? length : 1)) {
        return err_no_memory(err);
    }
    code = file_read_at(loading->reading->source->file, offset, length, buffer->p, err);
    *ret_bytes = (struct str){buffer->p, length};
    return code;
}

/* --- where parts start -----------------------------------------------------------------------------------------------
 */

/* Counts from FROM to each piece behind it. */
static enum err_code count_ahead(struct loading *loading, struct err *err) {
    const struct intake_reading *reading = loading->reading;
    uint64_t size = file_size(reading->source->file), piece = piece_bytes(&reading->plan);
    uint64_t end = (loading->first_piece + 1) * piece;
    struct str bytes;
    enum err_code code = read_bytes(loading, loading->from.offset, (end < size ? end : size) - loading->from.offset,
                                    &loading->buffers[0], &bytes, err);

    if (code || loading->part_count < 2) {
        return code;
    }
    loading->ahead[1] = csv_split_count(bytes, '\n');
    for (size_t i = 2; i < loading->part_count; i++) {
        const struct csv_split_counts *counts = &reading->source->counts[loading->first_piece + i - 1];
        loading->ahead[i] = (struct csv_split_counts){loading->ahead[i - 1].quotes + counts->quotes,
                                                      loading->ahead[i - 1].line_ends + counts->line_ends};
    }
    return ERR_OK;
}

/* A place in the middle of the file, on the way to where a row starts. */
struct walk {
    struct csv_split_place place;
    bool is_quoted;
    char before; /* the byte before the place */
};

/* To the next row that starts, or the end of the file; no further than some bytes past REACH_MAX, where no row need
 * start. */
static enum err_code walk_to_row(const struct loading *loading, struct walk *walk, struct buffer *buffer,
                                 struct err *err) {
    uint64_t size = file_size(loading->reading->source->file), begin = walk->place.offset;
    struct str bytes = {0};
    size_t start = 0;

    for (bool is_found = false; !is_found && walk->place.offset < size && walk->place.offset - begin <= REACH_MAX;) {
        uint64_t left = size - walk->place.offset;
        enum err_code code =
            read_bytes(loading, walk->place.offset, left < LOOK_AHEAD ? left : LOOK_AHEAD, buffer, &bytes, err);
        if (code) {
            return code;
        }
        assert(bytes.p);
        start = csv_split_first_row(bytes, walk->before, walk->is_quoted);
        struct csv_split_counts counts = csv_split_count(str_sub(bytes, 0, start), walk->before);
        is_found = start < bytes.n;
        walk->is_quoted ^= counts.quotes & 1;
        walk->before = start ? bytes.p[start - 1] : walk->before;
        walk->place.offset += start;
        walk->place.line += counts.line_ends;
    }
    return ERR_OK;
}

/* The first row that starts in the piece of a part or behind it. */
static enum err_code find_start(const struct loading *loading, size_t number, struct buffer *buffer,
                                struct csv_split_place *ret_place, struct err *err) {
    struct walk walk = {.place = loading->from};
    enum err_code code = ERR_OK;

    if (number == loading->part_count) {
        walk.place.offset = file_size(loading->reading->source->file);
    } else if (number > 0) {
        struct csv_split_counts ahead = loading->ahead[number];
        walk.place.offset = (loading->first_piece + number) * piece_bytes(&loading->reading->plan);
        walk.place.line += ahead.line_ends;
        walk.place.lines = CSV_LINES_LF;
        walk.is_quoted = ahead.quotes & 1;
        code = file_read_at(loading->reading->source->file, walk.place.offset - 1, 1, &walk.before, err);
        code = code ? code : walk_to_row(loading, &walk, buffer, err);
    }
    *ret_place = walk.place;
    return code;
}

/* --- rows ------------------------------------------------------------------------------------------------------------
 */

/* Where rows go while they are read. */
struct sink {
    const struct intake_reading *reading;
    struct intake_rows *rows;
    struct cell_decoder *cells;
    struct intake_report *report;
    enum err_code code; /* why a callback stopped the reading */
    struct err err;
};

static void sink_done(struct sink *sink) {
    intake_rows_free(sink->rows);
    cell_decoder_free(sink->cells);
}

static enum err_code sink_init(struct sink *sink, struct table *table, const struct table *before, struct err *err) {
    const struct intake_reading *reading = sink->reading;
    enum err_code code = cell_decoder_new(reading->source->style, &sink->cells, err);
    struct intake_rows_options options = {
        .table = table,
        .before = before,
        .header = reading->header,
        .report = sink->report,
        .cells = sink->cells,
        .is_ledger = reading->is_ledger,
        .is_import = reading->is_import,
    };

    return code ? code : intake_rows_new(&options, &sink->rows, err);
}

/* The rows of a sheet have the workbook's numbers. */
static enum err_code take_sheet_row(struct sink *sink, const struct csv_row *row) {
    struct csv_row placed = *row;

    placed.line = intake_sheet_row(sink->reading->sheet, row->offset);
    return intake_rows_add(sink->rows, &placed, 1, &sink->err);
}

static bool take_rows(void *context, const struct csv_row *rows, size_t count) {
    struct sink *sink = context;

    if (!sink->reading->sheet) {
        sink->code = intake_rows_add(sink->rows, rows, count, &sink->err);
        return !sink->code;
    }
    for (size_t i = 0; !sink->code && i < count; i++) {
        sink->code = take_sheet_row(sink, &rows[i]);
    }
    return !sink->code;
}

static bool take_row(void *context, const struct csv_row *row) {
    return take_rows(context, row, 1);
}

static void take_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                         uint64_t line_offset) {
    const struct sink *sink = context;

    intake_report_syntax(sink->report, problem, offset, line, line_offset);
}

/* What a callback said goes before what the splitter or reader makes of it. */
static enum err_code sink_error(const struct sink *sink, enum err_code code, struct err *err) {
    if (!sink->code) {
        return code;
    }
    if (err) {
        *err = sink->err;
    }
    return sink->code;
}

/* --- parts -----------------------------------------------------------------------------------------------------------
 */

/* Splits the rows of a part. What is left over at its end is no whole row: the part gave up there. */
static enum err_code split_part(const struct loading *loading, struct part *part, struct csv_split_place start,
                                struct str bytes, const struct table *before, struct err *err) {
    const struct intake_reading *reading = loading->reading;
    CLEANUP(sink_done) struct sink sink = {.reading = reading, .report = part->report};
    CLEANUP(csv_splitter_free_cleanup) struct csv_splitter *splitter = NULL;
    struct csv_split_options options = {.delimiter = reading->delimiter, .offset = start.offset, .line = start.line};
    bool is_last = start.offset + bytes.n == file_size(reading->source->file);
    size_t used = 0;
    enum err_code code = sink_init(&sink, part->rows, before, err);

    if (!code) {
        code = csv_splitter_new(&options, take_rows, &sink, &splitter, err);
    }
    if (!code) {
        code = sink_error(&sink, csv_split(splitter, bytes, is_last, &used, err), err);
    }
    if (code && sink.rows && intake_rows_need_above(sink.rows)) {
        part->needs_above = true;
        return ERR_OK;
    }
    if (!code) {
        part->end = csv_split_place(splitter);
        part->end.lines = part->end.lines ? part->end.lines : start.lines;
        part->gave_up = csv_split_gave_up(splitter) || used < bytes.n;
    }
    return code;
}

static enum err_code begin_part(const struct loading *loading, struct part *part, struct err *err) {
    const struct intake_reading *reading = loading->reading;

    part_done(part);
    part->needs_above = false;
    part->rows = table_new_part(reading->table);
    part->diagnostics = diagnostics_new();
    if (!part->rows || !part->diagnostics) {
        return err_no_memory(err);
    }
    return intake_report_new_part(reading->report, part->diagnostics, &part->report, err);
}

/* BEFORE: the whole table, when all parts before this one are in it. */
static enum err_code read_part(const struct loading *loading, size_t number, struct buffer *buffer,
                               const struct table *before, struct err *err) {
    struct part *part = &loading->parts[number];
    struct csv_split_place start, end;
    struct str bytes;
    enum err_code code = begin_part(loading, part, err);

    if (!code) {
        code = find_start(loading, number, buffer, &start, err);
    }
    if (!code) {
        code = find_start(loading, number + 1, buffer, &end, err);
    }
    if (code) {
        return code;
    }
    if (end.offset - start.offset > REACH_MAX) {
        part->gave_up = true;
        part->end = start;
        return ERR_OK;
    }
    code = read_bytes(loading, start.offset, end.offset - start.offset, buffer, &bytes, err);
    return code ? code : split_part(loading, part, start, bytes, before, err);
}

static void fail(struct loading *loading, enum err_code code, const struct err *err) {
    loading->code = code;
    loading->err = *err;
    loading->is_stopped = true;
}

/* The next part into the table; under the lock. */
static void take_part(struct loading *loading, struct buffer *buffer) {
    struct table *table = loading->reading->table;
    struct part *part = &loading->parts[loading->taken];
    struct err err = part->err;
    enum err_code code = part->code;

    if (!code && part->needs_above) {
        code = read_part(loading, loading->taken, buffer, table, &err);
    }
    if (!code) {
        code = table_take_part(table, part->rows, &err);
    }
    if (code) {
        fail(loading, code, &err);
        return;
    }
    intake_report_take_part(loading->reading->report, part->report, part->diagnostics);
    loading->end = part->end;
    loading->gave_up = part->gave_up;
    if (part->gave_up) {
        loading->is_stopped = true;
    }
    part_done(part);
    loading->taken++;
}

static void run_part(void *context, size_t number, unsigned worker) {
    struct loading *loading = context;
    struct part *part = &loading->parts[number];
    struct buffer *buffer = &loading->buffers[worker];
    bool is_next;

    if (loading->is_stopped) {
        return;
    }
    pthread_mutex_lock(&loading->lock);
    is_next = loading->taken == number;
    pthread_mutex_unlock(&loading->lock);
    struct err err = {0};
    enum err_code code = read_part(loading, number, buffer, is_next ? loading->reading->table : NULL, &err);

    pthread_mutex_lock(&loading->lock);
    part->code = code;
    part->err = err;
    part->is_read = true;
    while (!loading->is_stopped && loading->taken < loading->part_count && loading->parts[loading->taken].is_read) {
        take_part(loading, buffer);
    }
    pthread_mutex_unlock(&loading->lock);
}

/* --- the file --------------------------------------------------------------------------------------------------------
 */

static enum err_code loading_init(struct loading *loading, struct err *err) {
    const struct intake_reading *reading = loading->reading;
    size_t pieces = piece_count(&reading->plan, file_size(reading->source->file));

    pthread_mutex_init(&loading->lock, NULL);
    loading->first_piece = (size_t)(loading->from.offset / piece_bytes(&reading->plan));
    loading->part_count = pieces > loading->first_piece ? pieces - loading->first_piece : 0;
    loading->end = loading->from;
    loading->parts = calloc(loading->part_count + 1, sizeof *loading->parts);
    loading->ahead = calloc(loading->part_count + 1, sizeof *loading->ahead);
    loading->buffers = calloc(pool_threads(reading->plan.pool), sizeof *loading->buffers);
    return loading->parts && loading->ahead && loading->buffers ? ERR_OK : err_no_memory(err);
}

/* As far as rows are well formed; *RET_END: where the rest starts. */
static enum err_code read_well_formed(const struct intake_reading *reading, struct csv_split_place from,
                                      struct csv_split_place *ret_end, struct err *err) {
    CLEANUP(loading_done) struct loading loading = {.reading = reading, .from = from};
    enum err_code code = loading_init(&loading, err);

    if (!code && loading.part_count) {
        code = count_ahead(&loading, err);
    }
    if (code) {
        return code;
    }
    parallel_for(reading->plan.pool, loading.part_count, run_part, &loading);
    *ret_end = loading.end;
    if (loading.code && err) {
        *err = loading.err;
    }
    return loading.code;
}

/* One piece by the reader, as a part that gets its rows as they come. */
static enum err_code read_piece(struct csv_reader *csv, struct sink *sink, struct buffer *buffer, uint64_t offset,
                                bool *ret_more, struct err *err) {
    const struct intake_reading *reading = sink->reading;
    uint64_t left = file_size(reading->source->file) - offset, piece = piece_bytes(&reading->plan);
    size_t n = (size_t)(left < piece ? left : piece);
    CLEANUP(table_free_cleanup) struct table *part = table_new_part(reading->table);
    enum err_code code = part && buffer_reserve(buffer, n + 1) ? ERR_OK : err_no_memory(err);

    if (!code) {
        code = sink_init(sink, part, reading->table, err);
    }
    if (!code) {
        code = file_read_at(reading->source->file, offset, n, buffer->p, err);
    }
    if (!code) {
        code = csv_feed(csv, (struct str){buffer->p, n}, err);
    }
    *ret_more = n < left;
    if (!code && n == left) {
        code = csv_finish(csv, err);
    }
    code = sink_error(sink, code, err);
    code = code ? code : table_take_part(reading->table, part, err);
    sink_done(sink);
    sink->rows = NULL;
    sink->cells = NULL;
    return code;
}

static enum err_code read_rest(const struct intake_reading *reading, struct csv_split_place from, struct err *err) {
    struct csv_options options = {
        .delimiter = reading->delimiter, .offset = from.offset, .line = from.line, .lines = from.lines};
    struct sink sink = {.reading = reading, .report = reading->report};
    struct csv_handler handler = {.context = &sink, .row = take_row, .problem = take_problem};
    CLEANUP(csv_reader_free_cleanup) struct csv_reader *csv = NULL;
    CLEANUP(buffer_done) struct buffer buffer = {0};
    enum err_code code = csv_reader_new(&options, &handler, &csv, err);

    for (bool more = from.offset < file_size(reading->source->file); !code && more;) {
        code = read_piece(csv, &sink, &buffer, from.offset, &more, err);
        from.offset += piece_bytes(&reading->plan);
    }
    return code ? code : intake_report_error(reading->report, err);
}

enum err_code intake_read(const struct intake_reading *reading, struct csv_split_place from, struct err *err) {
    enum err_code code = ERR_OK;

    if (reading->path == READ_PATH_FASTEST && from.lines != CSV_LINES_CR) {
        code = read_well_formed(reading, from, &from, err);
    }
    return code ? code : read_rest(reading, from, err);
}
