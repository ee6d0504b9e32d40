#include "inventory/person_names.h"

#include "base/text.h"
#include "inventory/identity.h"

/* Some numbers are no serial number and yet somebody's: only words are looked up. */
static bool is_placeholder(struct str folded) {
    return !str_has_digit(folded) && identity_is_placeholder(folded);
}

/* Blanks between family and given name, which people write or leave out: between letters that are not ASCII. */
static void close_gaps(struct buffer *out, size_t begin) {
    size_t kept = begin;

    for (size_t i = begin; i < out->n; i++) {
        bool is_between = i > begin && i + 1 < out->n && (out->p[i - 1] & 0x80) && (out->p[i + 1] & 0x80);
        if (out->p[i] != ' ' || !is_between) {
            out->p[kept++] = out->p[i];
        }
    }
    out->n = kept;
}

bool person_name_fold(struct str text, struct buffer *out) {
    size_t begin = out->n;

    text_fold(text, out);
    close_gaps(out, begin);
    struct str folded = str_sub(buffer_view(out), begin, SIZE_MAX);
    if (out->failed || folded.n == 0 || is_placeholder(folded)) {
        out->n = begin;
        return false;
    }
    return true;
}

struct str person_name_login(struct str folded) {
    struct str login = folded, rest = folded, part;
    ptrdiff_t at;

    while (str_cut(&rest, '\\', &part)) {
        login = part;
    }
    at = str_find_char(login, '@');
    login = str_trim(at < 0 ? login : str_sub(login, 0, (size_t)at));
    return login.n ? login : folded;
}
