#include "notify/notice_text.h"

#include "base/fill.h"

#include <assert.h>

static const char *const texts[NOTICE_COUNT][LANGUAGE_COUNT] = {
#define NOTICE(ID, EN, JA) [NOTICE_##ID] = {EN, JA},
#include "notify/notice_text.def"
};

void notice_append(enum notice notice, enum language language, const struct str *arguments, size_t count,
                   struct buffer *out) {
    assert((unsigned)notice < NOTICE_COUNT && count <= NOTICE_ARGUMENTS_MAX);
    fill_append(texts[notice][language], arguments, count, out);
}

void notice_append_number(enum notice notice, enum language language, uint64_t number, struct buffer *out) {
    char digits[STR_U64_SIZE];
    const struct str argument = str_format_u64(number, digits);

    notice_append(notice, language, &argument, 1, out);
}
