#include "report/result/read.h"

#include "base/buffer.h"
#include "base/csv_read.h"
#include "base/csv_write.h"
#include "base/file.h"

#include <assert.h>
#include <stdlib.h>

enum { PIECE_BYTES = 1 << 16, LINE_MAX_BYTES = 1 << 20 };
#define LINE_MAX_TEXT STR("1 MiB")
#define BOM           STR("\xef\xbb\xbf")

/* Takes the file piece by piece; *ret_enough ends the reading. */
typedef enum err_code take_piece(void *context, struct str piece, bool *ret_enough, struct err *err);

static enum err_code read_pieces(int dir_fd, const char *path, take_piece *take, void *context, struct err *err) {
    CLEANUP(file_free_cleanup) struct file *file = NULL;
    CLEANUP(buffer_done) struct buffer piece = {0};
    bool is_enough = false;
    uint64_t offset = 0;
    enum err_code code = file_open(dir_fd, path, &file, err);

    if (code == ERR_OK && !buffer_reserve(&piece, PIECE_BYTES)) {
        code = err_no_memory(err);
    }
    while (code == ERR_OK && !is_enough && offset < file_size(file)) {
        uint64_t left = file_size(file) - offset;
        piece.n = left < PIECE_BYTES ? (size_t)left : PIECE_BYTES;
        code = file_read_at(file, offset, piece.n, piece.p, err);
        if (code == ERR_OK) {
            offset += piece.n;
            code = take(context, buffer_view(&piece), &is_enough, err);
        }
    }
    return code;
}

/* --- lines of JSON -------------------------------------------------------------------------------------------------
 */

struct line_reading {
    const char *path;
    result_line *take;
    void *context;
    struct buffer line; /* as far as it was read */
    uint64_t number;    /* of lines ended */
};

static enum err_code append_to_line(struct line_reading *reading, struct str part, struct err *err) {
    if (reading->line.n + part.n > LINE_MAX_BYTES) {
        return err_at(err, ERR_TOO_LARGE, reading->path, reading->number + 1, 0, LINE_MAX_TEXT, STR_NONE);
    }
    buffer_append(&reading->line, part);
    return reading->line.failed ? err_no_memory(err) : ERR_OK;
}

static enum err_code end_line(struct line_reading *reading, bool *ret_enough, struct err *err) {
    enum err_code code =
        reading->take(reading->context, buffer_view(&reading->line), ++reading->number, ret_enough, err);

    buffer_reset(&reading->line);
    return code;
}

static enum err_code take_lines(void *context, struct str piece, bool *ret_enough, struct err *err) {
    struct line_reading *reading = context;
    enum err_code code = ERR_OK;

    while (code == ERR_OK && !*ret_enough && piece.n) {
        ptrdiff_t end = str_find_char(piece, '\n');
        code = append_to_line(reading, str_sub(piece, 0, end < 0 ? SIZE_MAX : (size_t)end), err);
        if (code == ERR_OK && end >= 0) {
            code = end_line(reading, ret_enough, err);
        }
        piece = end < 0 ? STR_NONE : str_sub(piece, (size_t)end + 1, SIZE_MAX);
    }
    return code;
}

enum err_code result_read_lines(int dir_fd, const char *path, result_line *take, void *context, struct err *err) {
    struct line_reading reading = {.path = path, .take = take, .context = context};
    bool is_enough = false;
    enum err_code code = read_pieces(dir_fd, path, take_lines, &reading, err);

    if (code == ERR_OK && reading.line.n) { /* the last line, without an end */
        code = end_line(&reading, &is_enough, err);
    }
    buffer_done(&reading.line);
    return code;
}

/* --- a line of findings.jsonl --------------------------------------------------------------------------------------
 */

struct line_search {
    const char *path;
    struct str id;
    struct json_document *found;
};

/* Few lines have the id somewhere, and only these are looked into. */
static enum err_code look_at_line(void *context, struct str line, uint64_t number, bool *ret_enough, struct err *err) {
    struct line_search *search = context;
    CLEANUP(json_document_free_cleanup) struct json_document *document = NULL;

    if (!str_contains(line, search->id)) {
        return ERR_OK;
    }
    enum err_code code = json_parse(line, search->path, &document, err);
    if (code != ERR_OK && err) {
        err->line = number;
    }
    if (document && str_eq(json_text(json_get(json_root(document), "id")), search->id)) {
        search->found = TAKE_PTR(document);
        *ret_enough = true;
    }
    return code;
}

enum err_code result_find_line(int dir_fd, const char *path, struct str id, struct json_document **ret_document,
                               struct err *err) {
    struct line_search search = {.path = path, .id = id};
    enum err_code code = result_read_lines(dir_fd, path, look_at_line, &search, err);

    if (code == ERR_OK) {
        *ret_document = search.found;
    } else {
        json_document_free(search.found);
    }
    return code;
}

/* --- rows of a CSV file --------------------------------------------------------------------------------------------
 */

enum { NO_CELL = -1 };

struct row_reading {
    const char *path;
    const char *const *columns;
    size_t count;
    result_row *take;
    void *context;
    struct csv_reader *reader;
    ptrdiff_t places[RESULT_COLUMNS_MAX]; /* by column: the cell, or NO_CELL */
    bool has_headings, has_begun;
    uint64_t refused_line; /* where the reading stopped; 0: nowhere */
    struct str refused;    /* what was expected there */
    enum err_code taken;   /* what taking the rows came to */
    struct err *err;
};

static void refuse(struct row_reading *reading, uint64_t line, const char *expected) {
    if (!reading->refused_line) {
        reading->refused_line = line;
        reading->refused = str_from(expected);
    }
}

static bool take_headings(struct row_reading *reading, const struct csv_row *row) {
    for (size_t column = 0; column < reading->count; column++) {
        reading->places[column] = NO_CELL;
        for (size_t cell = 0; cell < row->cell_count; cell++) {
            if (str_eq(row->cells[cell].text, str_from(reading->columns[column]))) {
                reading->places[column] = (ptrdiff_t)cell;
            }
        }
    }
    reading->has_headings = true;
    if (reading->places[0] == NO_CELL) {
        refuse(reading, row->line, reading->columns[0]);
    }
    return !reading->refused_line;
}

static bool take_row(void *context, const struct csv_row *row) {
    struct row_reading *reading = context;
    struct str cells[RESULT_COLUMNS_MAX] = {0};

    if (!reading->has_headings) {
        return take_headings(reading, row);
    }
    for (size_t i = 0; i < reading->count; i++) {
        ptrdiff_t place = reading->places[i];
        if (place != NO_CELL && (size_t)place < row->cell_count) {
            cells[i] = csv_unguarded(row->cells[place].text);
        }
    }
    reading->taken = reading->take(reading->context, cells, reading->err);
    return reading->taken == ERR_OK;
}

static void take_problem(void *context, enum csv_problem problem, uint64_t offset, uint64_t line,
                         uint64_t line_offset) {
    (void)problem;
    (void)offset;
    (void)line_offset;
    refuse(context, line, "CSV");
}

static enum err_code take_rows(void *context, struct str piece, bool *ret_enough, struct err *err) {
    struct row_reading *reading = context;

    if (!reading->has_begun) {
        str_drop_prefix(&piece, BOM);
        reading->has_begun = true;
    }
    enum err_code code = csv_feed(reading->reader, piece, err);
    *ret_enough = reading->refused_line != 0;
    if (reading->taken != ERR_OK) {
        return reading->taken;
    }
    return reading->refused_line ? ERR_OK : code;
}

enum err_code result_read_rows(int dir_fd, const char *path, const char *const *columns, size_t column_count,
                               result_row *take, void *context, struct err *err) {
    assert(column_count > 0 && column_count <= RESULT_COLUMNS_MAX);
    struct row_reading reading = {
        .path = path, .columns = columns, .count = column_count, .take = take, .context = context, .err = err};
    const struct csv_options options = {.delimiter = ',', .max_row = LINE_MAX_BYTES};
    const struct csv_handler handler = {&reading, take_row, take_problem};
    enum err_code code = csv_reader_new(&options, &handler, &reading.reader, err);

    if (code == ERR_OK) {
        code = read_pieces(dir_fd, path, take_rows, &reading, err);
    }
    if (code == ERR_OK && !reading.refused_line) {
        code = csv_finish(reading.reader, err);
        code = reading.taken != ERR_OK ? reading.taken : code;
    }
    csv_reader_free(reading.reader);
    if (!reading.has_headings && (code == ERR_OK || reading.refused_line)) {
        refuse(&reading, 1, columns[0]);
    }
    return reading.refused_line ? err_at(err, ERR_SYNTAX, path, reading.refused_line, 0, reading.refused, STR_NONE)
                                : code;
}
