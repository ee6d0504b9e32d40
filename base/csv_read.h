#pragma once
/* CSV and TSV reading with exact positions; the dialect is docs/formats/csv.md (RFC 4180, strict).
 * The sequential path over libcsv: bytes in, rows out. Works on the file's bytes undecoded (UTF-8, CP932, EUC-JP).
 * One thread at a time. */

#include "base/error.h"
#include "base/library_version.h"

struct csv_cell {
    struct str text; /* unquoted and unescaped; borrowed until the callback returns */
    uint32_t start;  /* offset of the cell's first byte (its quote, if any) from the row's first byte */
    bool quoted;
};

struct csv_row {
    uint64_t offset; /* of the row's first byte in the input */
    uint64_t length; /* bytes, without the line end */
    uint64_t line;   /* 1-based line on which the row starts; LF, CRLF and CR count one each, in quotes too */
    const struct csv_cell *cells;
    size_t cell_count;
};

/* Cells a row may have. */
#define CSV_CELLS_MAX 65536

/* What may stand between cells. */
static inline bool csv_is_delimiter(char c) {
    return c == ',' || c == '\t' || c == ';';
}

enum csv_problem {
    CSV_PROBLEM_QUOTE_IN_CELL,    /* a quote inside an unquoted cell */
    CSV_PROBLEM_TEXT_AFTER_QUOTE, /* text between a closing quote and the delimiter */
    CSV_PROBLEM_UNCLOSED_QUOTE,   /* reported where the quote opens; what follows it is not delivered */
    CSV_PROBLEM_STRAY_CR,         /* a lone CR outside quotes in a file whose lines end otherwise */
    CSV_PROBLEM_NUL,
    CSV_PROBLEM_ROW_TOO_LONG, /* past csv_options.max_row or CSV_CELLS_MAX; reported at the row's first byte */
    CSV_PROBLEM_CTRL_Z,       /* a ^Z at the very end of the input: dropped, worth a notice */
};

struct csv_handler {
    void *context;
    /* false stops the reading: csv_feed and csv_finish return ERR_REFUSED until csv_reset and leave *err alone */
    bool (*row)(void *context, const struct csv_row *row);
    /* OFFSET of the byte in the input, LINE it is on, LINE_OFFSET of that line's first byte. After a problem, reading
     * goes on at the next line; the broken row is not delivered. */
    void (*problem)(void *context, enum csv_problem problem, uint64_t offset, uint64_t line, uint64_t line_offset);
};

/* What ends lines outside quotes, from the first line end met. LF and CRLF are one kind: in both a lone CR is stray. */
enum csv_lines { CSV_LINES_UNKNOWN, CSV_LINES_LF, CSV_LINES_CR };

struct csv_options {
    char delimiter;       /* see csv_is_delimiter */
    uint64_t max_row;     /* bytes; 0: 256 MiB */
    uint64_t offset;      /* of the first byte fed (behind a BOM), so that positions are the file's */
    uint64_t line;        /* that this byte is on; 0: 1 */
    enum csv_lines lines; /* of rows before it, read by another */
};

struct csv_reader;
MUST_CHECK enum err_code csv_reader_new(const struct csv_options *options, const struct csv_handler *handler,
                                        struct csv_reader **ret_reader, struct err *err);
void csv_reader_free(struct csv_reader *reader);
DEFINE_CLEANUP(csv_reader, csv_reader_free)
/* Consecutive pieces of the input, of any size. Blank lines deliver nothing but count. */
MUST_CHECK enum err_code csv_feed(struct csv_reader *reader, struct str bytes, struct err *err);
/* The end of the input: delivers a last row without a line end, reports an unclosed quote. Then only csv_reset or
 * csv_reader_free. */
MUST_CHECK enum err_code csv_finish(struct csv_reader *reader, struct err *err);
/* Of the rows delivered so far. */
enum csv_lines csv_lines(const struct csv_reader *reader);
/* Back to the start, to be fed another input. A single row reopened is fed its bytes and then an LF, so that a ^Z at
 * its end is not taken for the input's. */
void csv_reset(struct csv_reader *reader, uint64_t offset);
/* Of libcsv, which does not say what it is once it is loaded. */
struct library_version csv_read_library(void);
