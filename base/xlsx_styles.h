#pragma once
/* The cell styles of a workbook, as far as they tell dates from numbers. */

#include "base/xlsx_package.h"
#include "base/xlsx_value.h"

struct xlsx_styles;
/* PART NULL: a workbook without styles. */
MUST_CHECK enum err_code xlsx_styles_read(struct xlsx_package *package, const char *part,
                                          struct xlsx_styles **ret_styles, struct err *err);
void xlsx_styles_free(struct xlsx_styles *styles);
DEFINE_CLEANUP(xlsx_styles, xlsx_styles_free)
/* Of style INDEX, the s attribute of a cell; a style that is not there is a number's. */
enum xlsx_format xlsx_styles_format(const struct xlsx_styles *styles, uint64_t index);
