#pragma once
/* Excel workbooks made by hand, part by part, for what no program writes. A failure ends the test program. */

#include "base/str.h"

#define WORKBOOK_MAIN      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define WORKBOOK_RELATIONS "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""

struct workbook_part {
    const char *name; /* NULL ends a list */
    struct str text;
};
/* A zip archive of the parts; PASSWORD NULL: not encrypted. */
void workbook_zip(const char *path, const struct workbook_part *parts, const char *password);

/* A workbook of one sheet, 機器台帳. What is NULL is left out or plain. */
struct workbook_text {
    const char *workbook; /* in place of the whole part */
    const char *strings;  /* the si elements */
    const char *styles;   /* what styleSheet holds */
    const char *sheet;    /* what worksheet holds: <sheetData>… */
    bool is_1904;
};
void workbook_write(const char *path, const struct workbook_text *text);
