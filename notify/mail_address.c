#include "notify/mail_address.h"

#include "notify/mime.h"

/* RFC 5321, 4.5.3.1 */
#define BOX_MAX        254
#define NAME_SHOWN_MAX 60

/* Names alone: no address literals in brackets. */
static bool is_domain(struct str domain) {
    for (size_t i = 0; i < domain.n; i++) {
        if (!str_is_alnum(domain.p[i]) && (domain.p[i] == '\0' || !strchr("-.", domain.p[i]))) {
            return false;
        }
    }
    return domain.n && domain.p[0] != '.' && domain.p[domain.n - 1] != '.';
}

/* RFC 5322, dot-atom: no quotes, no blanks, no brackets. */
static bool is_local(struct str local) {
    for (size_t i = 0; i < local.n; i++) {
        if (!str_is_alnum(local.p[i]) && (local.p[i] == '\0' || !strchr(".!#$%&'*+-/=?^_`{|}~", local.p[i]))) {
            return false;
        }
    }
    return local.n != 0;
}

/* "name <box>" into its two parts; the name may stand in quotes. */
static void split_name(struct str text, struct mail_address *address) {
    const char *open = text.n ? memrchr(text.p, '<', text.n) : NULL;
    struct str box = text, name;

    address->box = text;
    if (!open || !str_drop_suffix(&box, STR(">"))) {
        return;
    }
    address->box = str_range(open + 1, box.p + box.n);
    name = str_trim(str_range(text.p, open));
    if (name.n >= 2 && name.p[0] == '"' && name.p[name.n - 1] == '"') {
        name = str_sub(name, 1, name.n - 2);
    }
    address->name = name;
}

static bool has_control(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7F) {
            return true;
        }
    }
    return false;
}

enum err_code mail_address_read(struct str text, struct mail_address *ret_address, struct err *err) {
    struct mail_address address = {0};
    ptrdiff_t at;

    split_name(str_trim(text), &address);
    at = str_find_char(address.box, '@');
    if (at > 0 && address.box.n <= BOX_MAX) {
        address.domain = str_sub(address.box, (size_t)at + 1, SIZE_MAX);
    }
    if (has_control(text) || !is_domain(address.domain) || !is_local(str_sub(address.box, 0, (size_t)at))) {
        return err_set(err, ERR_USAGE, NULL, text, STR("name@example.jp, or a name and <name@example.jp>"));
    }
    *ret_address = address;
    return ERR_OK;
}

/* A name of letters, digits and blanks is written as it is. */
static bool is_phrase(struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        if (!str_is_alnum(name.p[i]) && name.p[i] != ' ' && name.p[i] != '-') {
            return false;
        }
    }
    return true;
}

void mail_address_append(const struct mail_address *address, size_t column, struct buffer *out) {
    if (address->name.n == 0) {
        buffer_append(out, address->box);
        return;
    }
    if (is_phrase(address->name)) {
        mime_append_header_text(address->name, column, NAME_SHOWN_MAX, out);
    } else {
        mime_append_words(address->name, column, NAME_SHOWN_MAX, out);
    }
    buffer_append_cstr(out, "\r\n <");
    buffer_append(out, address->box);
    buffer_append_char(out, '>');
}
