#pragma once
/* Tables of report.html made of a CSV file of results: its rows in groups, such as those of each verdict, the group
 * that asks for most first. The file is read once, before the page is begun; of each group the first rows are kept as
 * HTML. Internal to report/. One thread. */

#include "report/html/text.h"
#include "report/html/write.h"
#include "report/result/read.h"

enum html_table_id {
    HTML_TABLE_LICENSES,
    HTML_TABLE_SUPPORT,
    HTML_TABLE_CONTRACTS,
    HTML_TABLE_REUSE,
    HTML_TABLE_ASSETS,
    HTML_TABLE_COUNT
};

/* Rows of a group on the page; the rest is in the file. */
#define HTML_GROUP_ROWS 500

enum html_cell {
    HTML_CELL_TEXT,    /* the values of the columns, with blanks between */
    HTML_CELL_WORD,    /* fixed words: message_word */
    HTML_CELL_OUTCOME, /* the word of an outcome */
    HTML_CELL_FIELDS,  /* names of columns, with blanks between */
    HTML_CELL_NUMBER,  /* a number, or a word that stands for one */
    HTML_CELL_DAY,     /* a day, or a word that stands for one */
    HTML_CELL_PARTS,   /* each with the name of its column before it; empty ones and 0 are left out */
};

#define HTML_CELL_COLUMNS 6
struct html_column {
    enum html_text heading; /* TEXT_COUNT: what the first of the columns is called */
    enum html_cell cell;
    const char *names[HTML_CELL_COLUMNS];
};

/* A row is of the first group whose words its columns have. */
struct html_group {
    const char *word; /* NULL: any */
    const char *part; /* of the second column; NULL: any */
};

struct html_table;
/* Called for each row, by whoever wants to know more of it than the table shows. */
typedef enum err_code html_row_look(void *context, const struct html_table *table, struct err *err);

struct html_table_spec {
    const char *file;   /* "assets.csv" */
    const char *anchor; /* "assets": the section's id; groups have it before theirs */
    enum html_text title, note;
    const char *group_column, *part_column; /* the latter may be NULL */
    const struct html_group *groups;
    size_t group_count;
    const struct html_column *columns;
    size_t column_count;
    html_row_look *look; /* may be NULL */
};
const struct html_table_spec *html_table_spec(enum html_table_id id);

/* Reads the file; the CONTEXT is for look. */
MUST_CHECK enum err_code html_table_read(enum html_table_id id, int dir_fd, enum language language, void *context,
                                         struct html_table **ret_table, struct err *err);
void html_table_free(struct html_table *table);
/* For look: the row's cell of the column, which must be one of the table's. */
struct str html_table_cell(const struct html_table *table, const char *column);
/* Rows of the groups with the WORD. */
uint64_t html_table_rows(const struct html_table *table, const char *word);
/* The section. */
void html_table_write(const struct html_table *table, struct html *html);
/* Begins a link to the first rows with the WORD, and the PART if it is not NULL; false, and nothing written, where
 * there are none. TABLE may be NULL. */
bool html_table_link(const struct html_table *table, struct html *html, const char *word, const char *part);
