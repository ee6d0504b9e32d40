#pragma once
/* A workbook as it is written (libxlsxwriter): sheets that are filled from their first row to their last, several at a
 * time, with no more of them in memory than a row each; their rows are in files without a name in tmpdir meanwhile. A
 * file keeps its first failure, which excel_close reports. Rows and columns count from 0. Every text is written as a
 * text, whatever it looks like. One thread at a time; while a workbook is closed, what other threads print to stderr is
 * lost, as what libxlsxwriter prints of its failures is. */

#include "base/calendar.h"
#include "base/error.h"
#include "base/library_version.h"
#include "findings/code.h"

enum excel_style {
    EXCEL_PLAIN,   /* a text in one line */
    EXCEL_WRAPPED, /* a text in as many as it takes */
    EXCEL_NUMBER,
    EXCEL_DATE,
    EXCEL_RATE, /* per cent, with one digit */
    EXCEL_HEADING,
    EXCEL_TITLE,
    EXCEL_SECTION,
    EXCEL_LINK,        /* a text that leads somewhere */
    EXCEL_LINK_NUMBER, /* a number that does */
    EXCEL_TOTAL,       /* a number below others */
    EXCEL_TOTAL_TEXT,
    EXCEL_NOTE, /* what is left out */
    EXCEL_NOTE_NUMBER,
    EXCEL_STYLE_COUNT
};

/* Background of a cell; what it means stands in the cell. */
enum excel_tone { EXCEL_BAD, EXCEL_WARNING, EXCEL_OPEN, EXCEL_GOOD, EXCEL_TONE_COUNT };

struct excel_settings {
    int dir_fd;
    const char *name;       /* what is created in it */
    const char *tmpdir;     /* borrowed */
    enum language language; /* whose usual font it has */
    struct str title;       /* of the document's properties; cut */
    struct date date;       /* that of its creation */
};

struct excel_file;
struct excel_page; /* a sheet; the file's */
MUST_CHECK enum err_code excel_create(const struct excel_settings *settings, struct excel_file **ret_file,
                                      struct err *err);
/* NULL when that failed; all functions take it. NAME: at most 31 characters, none of []:*?/\ */
struct excel_page *excel_add(struct excel_file *file, const char *name);
/* UTF8 is cut where a cell ends (report/workbook/excel_text.h); false when it was. */
bool excel_text(struct excel_page *page, uint32_t row, uint16_t column, enum excel_style style, struct str utf8);
/* No text, but the looks. */
void excel_blank(struct excel_page *page, uint32_t row, uint16_t column, enum excel_style style);
/* A number of more than 15 digits, which Excel would round, is written as a text. */
void excel_number(struct excel_page *page, uint32_t row, uint16_t column, enum excel_style style, int64_t number);
/* PERMILLE of a rate. */
void excel_rate(struct excel_page *page, uint32_t row, uint16_t column, unsigned permille);
/* A day before 1900-03-01, which Excel counts otherwise than others, is written as a text. */
void excel_date(struct excel_page *page, uint32_t row, uint16_t column, struct date date);
/* The sum of a column's rows, which is TOTAL. */
void excel_sum(struct excel_page *page, uint32_t row, uint16_t column, uint32_t first_row, uint32_t last_row,
               int64_t total);
/* Lets a cell lead to another; to be called before the cell is written. At most 65,530 a page. */
void excel_link(struct excel_page *page, uint32_t row, uint16_t column, const struct excel_page *target,
                uint32_t target_row);

void excel_set_width(struct excel_page *page, uint16_t first, uint16_t last, double characters);
/* Room for so many lines, for a row that is being written; Excel finds it by itself, others do not. */
void excel_set_height(struct excel_page *page, uint32_t row, unsigned lines);
/* Rows above ROW and columns before COLUMN stay where they are. */
void excel_freeze(struct excel_page *page, uint32_t row, uint16_t column);
/* Arrows over the headings in row 0, for the rows until LAST_ROW; before anything is written below that. */
void excel_filter(struct excel_page *page, uint32_t last_row, uint16_t last_column);
/* Cells of the column, from row 1 on, that say WORD have the background. */
void excel_tone(struct excel_page *page, uint16_t column, uint32_t last_row, struct str word, enum excel_tone tone);

struct excel_print {
    struct str header;     /* on the left; the sheet's name is in the middle */
    struct str right;      /* on the right */
    bool repeats_headings; /* row 0 on each page */
    bool is_portrait;
    uint32_t last_row; /* what is printed, to here */
    uint16_t last_column;
};
/* A4, as wide as the page. */
void excel_print(struct excel_page *page, const struct excel_print *print);

/* Ends, closes, reads it back (report/workbook/check.h) and frees it, SYNC: on the disk; on failure too, and what was
 * created is gone then. */
MUST_CHECK enum err_code excel_close(struct excel_file *file, bool sync, struct err *err);
/* Drops it. NULL is fine. */
void excel_abandon(struct excel_file *file);
/* Of libxlsxwriter. */
struct library_version excel_write_library(void);
