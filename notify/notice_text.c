#include "notify/notice_text.h"

#include <assert.h>

static const char *const texts[NOTICE_COUNT][LANGUAGE_COUNT] = {
#define NOTICE(ID, EN, JA) [NOTICE_##ID] = {EN, JA},
#include "notify/notice_text.def"
};

/* Is TEXT a placeholder, and of which argument? */
static bool is_placeholder(const char *text, size_t count, size_t *ret_argument) {
    if (text[0] != '{' || !str_is_digit(text[1]) || text[2] != '}') {
        return false;
    }
    *ret_argument = (size_t)(text[1] - '0');
    assert(*ret_argument < count);
    (void)count;
    return true;
}

void notice_append(enum notice notice, enum language language, const struct str *arguments, size_t count,
                   struct buffer *out) {
    const char *text;
    size_t argument;

    assert((unsigned)notice < NOTICE_COUNT && count <= NOTICE_ARGUMENTS_MAX);
    text = texts[notice][language];
    while (*text) {
        if (is_placeholder(text, count, &argument)) {
            buffer_append(out, arguments[argument]);
            text += 3;
        } else {
            buffer_append_char(out, *text++);
        }
    }
}

void notice_append_number(enum notice notice, enum language language, uint64_t number, struct buffer *out) {
    char digits[STR_U64_SIZE];
    const struct str argument = str_format_u64(number, digits);

    notice_append(notice, language, &argument, 1, out);
}
