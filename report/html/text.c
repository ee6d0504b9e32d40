#include "report/html/text.h"

#include "base/compiler.h"
#include "base/fill.h"

#include <assert.h>

static const char *const texts[TEXT_COUNT][LANGUAGE_COUNT] = {
#define TEXT(ID, EN, JA) [TEXT_##ID] = {EN, JA},
#include "report/html/text.def"
};

static const struct {
    const char *name;
    const char *text[LANGUAGE_COUNT];
} columns[] = {
#define COLUMN(NAME, EN, JA) {NAME, {EN, JA}},
#include "report/html/column.def"
};

const char *html_text(enum html_text text, enum language language) {
    assert((unsigned)text < TEXT_COUNT);
    return texts[text][language];
}

void html_text_append(enum html_text text, enum language language, const struct str *values, size_t count,
                      struct buffer *out) {
    assert(count <= HTML_TEXT_VALUES_MAX);
    fill_append(html_text(text, language), values, count, out);
}

struct str html_column_text(struct str name, enum language language) {
    for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
        if (str_eq(name, str_from(columns[i].name))) {
            return str_from(columns[i].text[language]);
        }
    }
    return name;
}
