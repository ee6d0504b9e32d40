#pragma once
/* CSV writing over an output. One thread at a time; errors stay in the output. */

#include "base/buffer.h"
#include "base/output.h"

/* A cell is quoted when it holds a comma, a quote, CR or LF, or a blank at an end (which spreadsheets take off). */
enum csv_style {
    CSV_CANONICAL,  /* snapshots: UTF-8, LF */
    CSV_FOR_PEOPLE, /* opens in Excel: UTF-8 BOM, CRLF, a ' before text that could start a formula (= + - @ tab CR) */
    CSV_NO_BOM,     /* like CSV_FOR_PEOPLE without BOM and without the ': used before transcoding */
};

/* Could a spreadsheet take the text for a formula? */
bool csv_starts_formula(struct str text);
/* Appends a cell as it stands in a file, PREFIX in front of TEXT: in quotes where it must be, or IS_QUOTED. */
void csv_append_cell(const char *prefix, struct str text, char delimiter, bool is_quoted, struct buffer *out);
/* The TEXT of a cell that was written for people, without the '. */
struct str csv_unguarded(struct str text);

struct csv_writer;
/* Borrows OUTPUT; writes the BOM at once where the style has one. NULL when memory is out. */
struct csv_writer *csv_writer_new(struct output *output, enum csv_style style);
/* The same for rows that go on where others end: no BOM. */
struct csv_writer *csv_writer_continue(struct output *output, enum csv_style style);
void csv_writer_free(struct csv_writer *writer);
DEFINE_CLEANUP(csv_writer, csv_writer_free)
/* Any bytes but NUL, which no reader accepts. */
void csv_write_cell(struct csv_writer *writer, struct str text);
void csv_write_cstr(struct csv_writer *writer, const char *text);
/* The cells and the end of a row; faster than one by one. COUNT at least one. */
void csv_write_row(struct csv_writer *writer, const struct str *cells, size_t count);
/* As it is, in all styles: a negative number starts no formula. */
void csv_write_number(struct csv_writer *writer, int64_t number);
/* Behind at least one cell; a row of a single empty cell is written as "", not as a blank line. */
void csv_end_row(struct csv_writer *writer);
