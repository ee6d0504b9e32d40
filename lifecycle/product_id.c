#include "lifecycle/product_id.h"

static int hex_digit(char c) {
    return str_is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Small letters, without percent encoding. */
static void append_decoded(struct str text, struct buffer *out) {
    for (size_t i = 0; i < text.n; i++) {
        bool is_code =
            text.p[i] == '%' && i + 2 < text.n && hex_digit(text.p[i + 1]) >= 0 && hex_digit(text.p[i + 2]) >= 0;
        char c = is_code ? (char)(hex_digit(text.p[i + 1]) * 16 + hex_digit(text.p[i + 2])) : text.p[i];
        buffer_append_char(out, str_lower_char(c));
        i += is_code ? 2 : 0;
    }
}

static struct str until(struct str text, char c) {
    ptrdiff_t at = str_find_char(text, c);

    return at < 0 ? text : str_sub(text, 0, (size_t)at);
}

/* The @ before the version stands in the last part, behind its first character: a scope begins with one. */
static struct str without_version(struct str purl) {
    size_t part = purl.n;

    while (part > 0 && purl.p[part - 1] != '/') {
        part--;
    }
    struct str name = str_sub(purl, part, SIZE_MAX);
    ptrdiff_t at = name.n > 1 ? str_find_char(str_sub(name, 1, SIZE_MAX), '@') : -1;
    return at < 0 ? purl : str_sub(purl, 0, part + 1 + (size_t)at);
}

bool product_purl(struct str purl, struct buffer *out) {
    struct str rest = str_trim(purl);

    if (rest.n < 5 || !str_eq_ignore_case(str_sub(rest, 0, 4), STR("pkg:"))) {
        return false;
    }
    rest = without_version(until(until(rest, '#'), '?'));
    while (str_drop_suffix(&rest, STR("/"))) {
    }
    append_decoded(rest, out);
    return true;
}

/* Up to the next colon that no backslash stands before. */
static bool cut_part(struct str *rest, struct str *ret_part) {
    if (!rest->p) {
        return false;
    }
    for (size_t i = 0; i < rest->n; i++) {
        if (rest->p[i] == ':' && (i == 0 || rest->p[i - 1] != '\\')) {
            *ret_part = str_sub(*rest, 0, i);
            *rest = str_sub(*rest, i + 1, SIZE_MAX);
            return true;
        }
    }
    *ret_part = *rest;
    *rest = STR_NONE;
    return true;
}

static void append_unescaped(struct str part, struct buffer *out) {
    for (size_t i = 0; i < part.n; i++) {
        if (part.p[i] != '\\') {
            buffer_append_char(out, part.p[i]);
        }
    }
}

bool product_cpe(struct str cpe, struct buffer *out) {
    struct str rest = str_trim(cpe), part;
    CLEANUP(buffer_done) struct buffer plain = {0};

    if (!str_drop_prefix(&rest, STR("cpe:2.3:")) && !str_drop_prefix(&rest, STR("cpe:/"))) {
        return false;
    }
    buffer_append_cstr(&plain, "cpe");
    for (int i = 0; i < 3; i++) {
        if (!cut_part(&rest, &part) || part.n == 0 || str_eq(part, STR("*"))) {
            return false;
        }
        buffer_append_char(&plain, ':');
        append_unescaped(part, &plain);
    }
    append_decoded(buffer_view(&plain), out);
    out->failed |= plain.failed;
    return true;
}
