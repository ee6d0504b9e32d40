#pragma once
/* The shared strings of a workbook, kept in memory for as long as it is open. */

#include "base/xlsx_package.h"

struct xlsx_strings;
/* From a part of the package; PART NULL: a workbook without shared strings. */
MUST_CHECK enum err_code xlsx_strings_read(struct xlsx_package *package, const char *part,
                                           struct xlsx_strings **ret_strings, struct err *err);
void xlsx_strings_free(struct xlsx_strings *strings);
DEFINE_CLEANUP(xlsx_strings, xlsx_strings_free)
/* False when there is no such string. */
bool xlsx_strings_get(const struct xlsx_strings *strings, uint64_t index, struct str *ret_text);
