#include "products/product_id.h"

#include "products/package_url.h"

/* The character at *i; a percent-encoded one is three bytes, the last of which *i is then at. */
static char decoded_at(struct str text, size_t *i) {
    size_t at = *i;
    bool is_code = text.p[at] == '%' && at + 2 < text.n && str_hex_digit(text.p[at + 1]) >= 0 &&
                   str_hex_digit(text.p[at + 2]) >= 0;

    *i += is_code ? 2 : 0;
    return is_code ? (char)(str_hex_digit(text.p[at + 1]) * 16 + str_hex_digit(text.p[at + 2])) : text.p[at];
}

/* Small letters, without percent encoding. */
static void append_decoded(struct str text, struct buffer *out) {
    for (size_t i = 0; i < text.n; i++) {
        buffer_append_char(out, str_lower_char(decoded_at(text, &i)));
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

static bool is_purl(struct str text) {
    return text.n >= 5 && str_eq_ignore_case(str_sub(text, 0, 4), STR("pkg:"));
}

bool product_purl(struct str purl, struct buffer *out) {
    struct str rest = str_trim(purl);

    if (!is_purl(rest)) {
        return false;
    }
    rest = until(until(rest, '#'), '?');
    while (str_drop_suffix(&rest, STR("/"))) {
    }
    append_decoded(without_version(rest), out);
    return true;
}

/* --- CPE names ------------------------------------------------------------------------------------------------------
 */

/* Takes the head of either form off. */
static bool drop_head(struct str *cpe, bool *ret_is_uri) {
    *cpe = str_trim(*cpe);
    *ret_is_uri = str_drop_prefix(cpe, STR("cpe:/"));
    return *ret_is_uri || str_drop_prefix(cpe, STR("cpe:2.3:"));
}

/* Up to the next colon; in a formatted string a backslash takes its meaning from the character behind it. */
static bool cut_part(struct str *rest, bool is_uri, struct str *ret_part) {
    if (!rest->p) {
        return false;
    }
    for (size_t i = 0; i < rest->n; i++) {
        if (rest->p[i] == '\\' && !is_uri) {
            i++;
        } else if (rest->p[i] == ':') {
            *ret_part = str_sub(*rest, 0, i);
            *rest = str_sub(*rest, i + 1, SIZE_MAX);
            return true;
        }
    }
    *ret_part = *rest;
    *rest = STR_NONE;
    return true;
}

/* False where a backslash has nothing behind it. */
static bool append_unescaped(struct str part, struct buffer *out) {
    for (size_t i = 0; i < part.n; i++) {
        i += part.p[i] == '\\';
        if (i == part.n) {
            return false;
        }
        buffer_append_char(out, str_lower_char(part.p[i]));
    }
    return true;
}

/* %01 and %02 are the wildcards of URIs: false, as no product is meant. Names have no blanks. */
static bool append_uri_part(struct str part, struct buffer *out) {
    for (size_t i = 0; i < part.n; i++) {
        char c = decoded_at(part, &i);
        if (c == '\1' || c == '\2') {
            return false;
        }
        buffer_append_char(out, c == ' ' ? '_' : str_lower_char(c));
    }
    return true;
}

bool product_cpe(struct str cpe, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer plain = {0};
    struct str rest = cpe, part;
    bool is_uri;

    if (!drop_head(&rest, &is_uri)) {
        return false;
    }
    buffer_append_cstr(&plain, "cpe");
    for (int i = 0; i < 3; i++) {
        if (!cut_part(&rest, is_uri, &part) || part.n == 0 || str_eq(part, STR("*"))) {
            return false;
        }
        buffer_append_char(&plain, ':');
        if (!(is_uri ? append_uri_part : append_unescaped)(part, &plain)) {
            return false;
        }
    }
    buffer_append(out, buffer_view(&plain));
    out->failed |= plain.failed;
    return true;
}

bool product_purl_at_version(struct str purl, struct str version, struct buffer *out) {
    purl = str_trim(purl);
    struct str path = until(until(purl, '#'), '?'), name = path;

    if (!is_purl(purl)) {
        return false;
    }
    while (str_drop_suffix(&name, STR("/"))) {
    }
    if (!version.n || without_version(name).n < name.n) {
        buffer_append(out, purl);
        return true;
    }
    buffer_append(out, name);
    buffer_append_char(out, '@');
    package_url_encode(version, out);
    buffer_append(out, str_sub(purl, path.n, SIZE_MAX));
    return true;
}

/* --- CPE names with a version ---------------------------------------------------------------------------------------
 */

/* The attributes of a name, in the order of the formatted string: part, vendor, product, version, update, edition,
 * language, and what version 2.3 added: edition of the software, target software, target hardware, other. */
enum { CPE_VERSION = 3, CPE_EDITION = 5, CPE_ADDED = 7, CPE_ATTRIBUTES = 11 };

/* As in a formatted string (NISTIR 7695, 6.2). False for what no name can say. */
static bool append_quoted_char(char c, struct buffer *out) {
    if (c < ' ' || c > '~') {
        return false;
    }
    c = c == ' ' ? '_' : str_lower_char(c);
    if (!str_is_alnum(c) && !strchr("_-.", c)) {
        buffer_append_char(out, '\\');
    }
    buffer_append_char(out, c);
    return true;
}

static bool append_quoted(struct str value, struct buffer *out) {
    if (str_eq(value, STR("-"))) { /* by itself it says that there is none */
        buffer_append_char(out, '\\');
    }
    for (size_t i = 0; i < value.n; i++) {
        if (!append_quoted_char(value.p[i], out)) {
            return false;
        }
    }
    return value.n > 0;
}

/* One of a URI: %01 and %02 are its wildcards. */
static bool append_uri_attribute(struct str part, struct buffer *out) {
    if (!part.n) {
        buffer_append_char(out, '*');
    }
    for (size_t i = 0; i < part.n; i++) {
        char c = decoded_at(part, &i);
        if (c == '\1' || c == '\2') {
            buffer_append_char(out, c == '\1' ? '?' : '*');
        } else if (!append_quoted_char(c, out)) {
            return false;
        }
    }
    return true;
}

/* "~edition~added~added~added~added", as URIs have them in the place of the edition. */
static void unpack_edition(struct str parts[CPE_ATTRIBUTES]) {
    struct str rest = parts[CPE_EDITION], part;

    if (!str_drop_prefix(&rest, STR("~"))) {
        return;
    }
    parts[CPE_EDITION] = STR_NONE;
    for (size_t i = CPE_EDITION; i < CPE_ATTRIBUTES && str_cut(&rest, '~', &part);
         i = i < CPE_ADDED ? CPE_ADDED : i + 1) {
        parts[i] = part;
    }
}

static bool append_attribute(struct str part, bool is_uri, struct buffer *out) {
    if (is_uri) {
        return append_uri_attribute(part, out);
    }
    buffer_append(out, part.n ? part : STR("*"));
    return true;
}

bool product_cpe_at_version(struct str cpe, struct str version, struct buffer *out) {
    CLEANUP(buffer_done) struct buffer product = {0}, name = {0}, quoted = {0};
    struct str parts[CPE_ATTRIBUTES] = {0}, rest = cpe;
    bool is_uri;

    if (!product_cpe(cpe, &product) || !drop_head(&rest, &is_uri)) {
        return false;
    }
    for (size_t i = 0; i < CPE_ATTRIBUTES && cut_part(&rest, is_uri, &parts[i]); i++) {
    }
    if (is_uri) {
        unpack_edition(parts);
    }
    bool has_version = parts[CPE_VERSION].n && !str_eq(parts[CPE_VERSION], STR("*"));
    bool fills_in = !has_version && append_quoted(version, &quoted);
    buffer_append_cstr(&name, "cpe:2.3");
    for (size_t i = 0; i < CPE_ATTRIBUTES; i++) {
        buffer_append_char(&name, ':');
        if (i == CPE_VERSION && fills_in) {
            buffer_append(&name, buffer_view(&quoted));
        } else if (!append_attribute(parts[i], is_uri, &name)) {
            return false;
        }
    }
    buffer_append(out, buffer_view(&name));
    out->failed |= name.failed || quoted.failed || product.failed;
    return true;
}
