#pragma once
/* The rows of one sheet, from its XML. base/xlsx_read.h puts it together with the workbook. One thread at a time. */

#include "base/xlsx_read.h"
#include "base/xlsx_strings.h"
#include "base/xlsx_styles.h"
#include "base/xlsx_xml.h"

/* What the cells of a workbook refer to. */
struct xlsx_sheet_source {
    const char *path; /* for messages */
    const struct xlsx_strings *strings;
    const struct xlsx_styles *styles;
    bool is_1904;
    uint64_t text_limit; /* bytes of text that the workbook's cells may give */
    uint64_t *text_used; /* that they have given */
};

struct xlsx_sheet_reader;
/* All borrowed. */
MUST_CHECK enum err_code xlsx_sheet_reader_new(const struct xlsx_sheet_source *source,
                                               const struct xlsx_handler *handler,
                                               struct xlsx_sheet_reader **ret_reader, struct err *err);
void xlsx_sheet_reader_free(struct xlsx_sheet_reader *reader);
DEFINE_CLEANUP(xlsx_sheet_reader, xlsx_sheet_reader_free)
/* Feeds an XML parser of a "worksheet". */
struct xlsx_xml_handler xlsx_sheet_reader_handler(struct xlsx_sheet_reader *reader);
