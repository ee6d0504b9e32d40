#pragma once
/* What a workbook says of itself (report/workbook/label.def). Constant data; any thread. */

#include "findings/code.h"

enum workbook_label {
#define LABEL(ID, ...) LABEL_##ID,
#include "report/workbook/label.def"
    LABEL_COUNT_OF_ALL
};

struct str workbook_label(enum workbook_label label, enum language language);
