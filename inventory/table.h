#pragma once
/* One table in memory: a row store. A row is a place in a file (one 64-bit word: 40-bit offset, 24-bit length; longer
 * rows in a side table), the line it starts on, as half a byte, 1, 2 or 4 bytes beyond what one line a row gives, and a
 * dictionary code of as many bytes for each coded column that the file has. Identity and free-text cells are not kept:
 * they are split again from the row when asked for, through a row_reader. Budget: 64 bytes a row for devices, 32 for
 * software, tested.
 *
 * A table may come from several files ("sources"), each with its own headings and encoding. Once read, a table is
 * constant and may be used by any thread; a row_reader belongs to one thread.
 *
 * All text handed out is UTF-8, without outer blanks; ditto cells are already replaced by what they repeat. */

#include "base/encoding.h"
#include "base/file.h"
#include "inventory/schema.h"
#include "inventory/value.h"

struct table;
struct budget; /* base/budget.h */

void table_free(struct table *table);
DEFINE_CLEANUP(table, table_free)
enum table_id table_id(const struct table *table);
uint32_t table_rows(const struct table *table);
/* Does a file of this table have the column? */
bool table_has_column(const struct table *table, unsigned column);
/* Where a row stands: the file's name (borrowed from the table) and the line. */
struct str table_file_name(const struct table *table, uint32_t row);
uint64_t table_line(const struct table *table, uint32_t row);
/* Bytes of memory the table holds, dictionaries included; and per row without the dictionaries. */
size_t table_footprint(const struct table *table);
size_t table_row_footprint(const struct table *table);
/* What the table's arrays by row are taken from, for others that are as long; NULL: there is no limit. */
struct budget *table_budget(const struct table *table);

/* Coded columns. Code 0 is the blank cell. Equal codes are equal text; different codes may still mean the same. */
#define TABLE_UNCODED UINT32_MAX
/* TABLE_UNCODED when the column is not coded here: use a row_reader. Columns the file lacks give 0. */
uint32_t table_code(const struct table *table, unsigned number, uint32_t row);
/* The same for COUNT rows from FIRST on: less work a row where many are gone through. */
void table_codes(const struct table *table, unsigned number, uint32_t first, uint32_t count, uint32_t *ret_codes);
/* Number of codes of the column (0 when uncoded); codes are 0 … count-1. */
uint32_t table_code_count(const struct table *table, unsigned column);
/* The text of a code, owned by the table. */
struct str table_code_text(const struct table *table, unsigned column, uint32_t code);
/* The value of a code, read once per distinct text. */
const struct value *table_code_value(const struct table *table, unsigned column, uint32_t code);

/* A row that will be asked for soon: what is kept of it comes into the cache meanwhile; and, once that is there, its
 * text in the file. */
void table_expect(const struct table *table, uint32_t row);
void table_expect_text(const struct table *table, uint32_t row);

/* The keys of a column's cells (inventory/cell_key.h), one a row; NULL where none were kept, or the files lack it. */
const uint64_t *table_keys(const struct table *table, unsigned column);

struct row_reader;
MUST_CHECK enum err_code row_reader_new(const struct table *table, struct row_reader **ret_reader, struct err *err);
/* The same for a table that may be NULL: then there is no reader, which is NULL. */
MUST_CHECK enum err_code row_reader_open(const struct table *table, struct row_reader **ret_reader, struct err *err);
void row_reader_free(struct row_reader *reader);
DEFINE_CLEANUP(row_reader, row_reader_free)
/* Moves to a row; nothing is read until an uncoded cell is asked for. */
void row_reader_move(struct row_reader *reader, uint32_t row);
/* READER on that row; NULL where either is none (NULL, UINT32_MAX). */
struct row_reader *row_reader_at(struct row_reader *reader, uint32_t row);
/* The cell's text; empty when blank or when the file lacks the column. Valid until the next move. A read that fails
 * gives empty text and is kept: check row_reader_error once at the end. */
struct str row_reader_text(struct row_reader *reader, unsigned column);
struct value row_reader_value(struct row_reader *reader, unsigned column);
/* The first failure since row_reader_new (ERR_OK when none). */
MUST_CHECK enum err_code row_reader_error(const struct row_reader *reader, struct err *err);
/* The first of several readers that failed; each may be NULL. */
MUST_CHECK enum err_code row_readers_error(const struct row_reader *const readers[], size_t count, struct err *err);
/* "devices.csv:17" appended to OUT. */
void table_evidence(const struct table *table, uint32_t row, struct buffer *out);
