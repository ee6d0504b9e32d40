#include "report/export/text.h"

#include <assert.h>

static const char *const texts[EXPORT_TEXT_COUNT][LANGUAGE_COUNT] = {
#define TEXT(ID, EN, JA) [EXPORT_##ID] = {EN, JA},
#include "report/export/text.def"
};

const char *export_text(enum export_text text, enum language language) {
    assert((unsigned)text < EXPORT_TEXT_COUNT);
    return texts[text][language];
}
