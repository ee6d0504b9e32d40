#pragma once
/* Labelled values on the screen: "  Asset: A-001   User: U-7". What is empty is left out, and so is a line that has
 * nothing. */

#include "cli/command.h"

enum label_form {
    LABEL_TEXT,
    LABEL_WORD,  /* a word of the catalogue (findings/word.def) */
    LABEL_FIELD, /* a column's canonical name */
    LABEL_OWN,   /* a word of results that only the screen translates */
};

/* A table of them ends with a label without a name. */
struct label {
    const char *name; /* a column or member of a result file */
    const char *text; /* for people, marked with N_ */
    enum label_form form;
    bool begins_line;
};

enum { LABELS_MAX = 32 };
/* The names of the table, as many as are returned. */
size_t labels_names(const struct label *labels, const char *names[LABELS_MAX]);
/* The value of the column or member NAME, which the table has. */
struct str labels_value(const struct label *labels, const struct str *values, const char *name);
/* VALUES in the order of the table; so many blanks before the first line, and before those behind it. */
void labels_print(const struct cli *cli, const struct label *labels, const struct str *values, int first, int others);
