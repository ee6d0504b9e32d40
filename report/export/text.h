#pragma once
/* What exports say in both languages (report/export/text.def). Constant data; any thread. */

#include "findings/code.h"

enum export_text {
#define TEXT(ID, ...) EXPORT_##ID,
#include "report/export/text.def"
    EXPORT_TEXT_COUNT
};

/* As it stands in the table, with its places. */
const char *export_text(enum export_text text, enum language language);
