#include "base/fill.h"

#include <assert.h>

/* Is TEXT a place, and of which argument? */
static bool is_place(const char *text, size_t count, size_t *ret_argument) {
    if (text[0] != '{' || !str_is_digit(text[1]) || text[2] != '}') {
        return false;
    }
    *ret_argument = (size_t)(text[1] - '0');
    assert(*ret_argument < count);
    (void)count;
    return true;
}

void fill_append(const char *sentence, const struct str *arguments, size_t count, struct buffer *out) {
    size_t argument;

    while (*sentence) {
        if (is_place(sentence, count, &argument)) {
            buffer_append(out, arguments[argument]);
            sentence += 3;
        } else {
            buffer_append_char(out, *sentence++);
        }
    }
}
