#pragma once
/* One finding of report.html: as a row for the script, and as one for readers without it. Internal to report/. */

#include "report/html/strings.h"
#include "report/html/write.h"
#include "report/result/finding.h"

/* An array: docs/formats/report.md says what stands where. Texts as they are shown. */
MUST_CHECK enum err_code html_finding_json(struct output *output, const struct result_finding *result,
                                           enum language language, struct html_strings *strings, struct err *err);
/* A row of a table, and the byte 0x1E (record separator) behind it. */
void html_finding_row(struct html *html, const struct result_finding *result, enum language language);
