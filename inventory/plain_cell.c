#include "inventory/plain_cell.h"

/* SHAPE: x a hexadecimal digit, all else itself. */
static bool has_shape(struct str text, const char *shape) {
    size_t i = 0;

    for (; i < text.n && shape[i]; i++) {
        if (shape[i] == 'x' ? str_hex_digit(text.p[i]) < 0 : text.p[i] != shape[i]) {
            return false;
        }
    }
    return i == text.n && !shape[i];
}

static bool is_mac(struct str text) {
    return text.n == 17 && has_shape(text, text.p[2] == '-' ? "xx-xx-xx-xx-xx-xx" : "xx:xx:xx:xx:xx:xx");
}

/* Without leading zeros. */
static bool is_ipv4(struct str text) {
    unsigned parts = 1, digits = 0, number = 0;

    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (str_is_digit(c) && digits < 3 && !(digits == 1 && number == 0)) {
            number = number * 10 + (unsigned)(c - '0');
            digits++;
        } else if (c == '.' && digits > 0) {
            parts++;
            digits = number = 0;
        } else {
            return false;
        }
        if (number > 255) {
            return false;
        }
    }
    return parts == 4 && digits > 0;
}

bool plain_cell_is_good(enum column_type type, struct str text) {
    switch (type) {
    case TYPE_MAC_LIST:
        return is_mac(text);
    case TYPE_IP_LIST:
        return is_ipv4(text);
    case TYPE_UUID:
        return has_shape(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");
    default:
        return false;
    }
}
