#include "report/workbook/label.h"

#include <assert.h>

static const char *const labels[LABEL_COUNT_OF_ALL][LANGUAGE_COUNT] = {
#define LABEL(ID, EN, JA) [LABEL_##ID] = {EN, JA},
#include "report/workbook/label.def"
};

struct str workbook_label(enum workbook_label label, enum language language) {
    assert((unsigned)label < LABEL_COUNT_OF_ALL);
    return str_from(labels[label][language]);
}
