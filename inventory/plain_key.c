#include "inventory/plain_key.h"

#include "inventory/plain_cell.h"

#include <assert.h>

/* What a byte becomes: letters lower, figures and the marks of numbers themselves; all else 0. */
static const char plain_bytes[256] = {
    ['-'] = '-', ['.'] = '.', ['/'] = '/', ['_'] = '_', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4',
    ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9', ['A'] = 'a', ['B'] = 'b', ['C'] = 'c', ['D'] = 'd',
    ['E'] = 'e', ['F'] = 'f', ['G'] = 'g', ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l', ['M'] = 'm',
    ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q', ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v',
    ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c', ['d'] = 'd', ['e'] = 'e',
    ['f'] = 'f', ['g'] = 'g', ['h'] = 'h', ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm', ['n'] = 'n',
    ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r', ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w',
    ['x'] = 'x', ['y'] = 'y', ['z'] = 'z',
};

/* How placeholders with figures and names of no machine in particular begin: what begins so is looked at closely. */
static bool may_be_placeholder(char first, char second) {
    static const char beginnings[][2] = {{'a', 'm'}, {'a', 's'}, {'a', 't'}, {'b', 's'}, {'m', 'a'},
                                         {'m', 'b'}, {'m', 'o'}, {'p', 'a'}, {'s', 'e'}, {'1', '2'},
                                         {'7', '7'}, {'0', '1'}, {'l', 'o'}, {'i', 'p'}, {'h', 'o'}};

    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++) {
        if (first == beginnings[i][0] && second == beginnings[i][1]) {
            return true;
        }
    }
    return false;
}

/* What the loop over a name has seen of it. */
struct letters {
    char first, second; /* letters or figures, 0 when there are not so many */
    bool has_digit, differs;
};

static inline void see(struct letters *letters, char c) {
    if (c < '0') {
        return; /* a mark */
    }
    if (!letters->second) {
        letters->second = letters->first ? c : '\0';
        letters->first = letters->first ? letters->first : c;
    }
    letters->has_digit |= c <= '9';
    letters->differs |= c != letters->first;
}

/* Letters and figures, with a figure and not all the same: no placeholder for sure. */
static bool is_plain_number(const struct letters *letters) {
    return letters->has_digit && letters->differs && !may_be_placeholder(letters->first, letters->second);
}

static bool number_form(struct str text, char *form, size_t *ret_n) {
    struct letters letters = {0};

    if (text.n < 5 || text.n > PLAIN_KEY_MAX) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        char c = form[i] = plain_bytes[(unsigned char)text.p[i]];
        if (!c || c == '_') {
            return false;
        }
        see(&letters, c);
    }
    *ret_n = text.n;
    return is_plain_number(&letters);
}

/* The first label; what begins with a figure may be an address. What stands behind the label must be plain as well. */
static bool hostname_form(struct str text, char *form, size_t *ret_n) {
    struct letters letters = {0};
    size_t n = 0;

    if (text.n < 3 || text.n > PLAIN_KEY_MAX || str_is_digit(text.p[0])) {
        return false;
    }
    for (; n < text.n && text.p[n] != '.'; n++) {
        char c = form[n] = plain_bytes[(unsigned char)text.p[n]];
        if (!c || c == '/' || c == '_') {
            return false;
        }
        see(&letters, c);
    }
    for (size_t i = n; i < text.n; i++) {
        if (!plain_bytes[(unsigned char)text.p[i]] || text.p[i] == '/') {
            return false;
        }
    }
    *ret_n = n;
    return is_plain_number(&letters);
}

static int hex(char c) {
    char lower = plain_bytes[(unsigned char)c];

    return lower >= '0' && lower <= '9' ? lower - '0' : lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Vendors of these first bytes have addresses that many machines share, or that move between them. */
static bool may_be_shared_mac(const char *form) {
    static const bool firsts[256] = {
        [0x00] = true, [0x20] = true, [0x4c] = true, [0x50] = true, [0x6c] = true, [0x8c] = true,
        [0x9c] = true, [0xa0] = true, [0xbc] = true, [0xcc] = true, [0xf8] = true,
    };
    unsigned first = (unsigned)hex(form[0]) << 4 | (unsigned)hex(form[1]);

    return first & 3 || firsts[first];
}

/* Six pairs, all parted by colons or by hyphens. */
static bool mac_form(struct str text, char *form, size_t *ret_n) {
    if (text.n != 17 || (text.p[2] != ':' && text.p[2] != '-')) {
        return false;
    }
    for (size_t i = 0; i < text.n; i++) {
        bool is_separator = i % 3 == 2;
        if (is_separator ? text.p[i] != text.p[2] : hex(text.p[i]) < 0) {
            return false;
        }
        form[i] = is_separator ? ':' : plain_bytes[(unsigned char)text.p[i]];
    }
    *ret_n = text.n;
    return !may_be_shared_mac(form);
}

/* Networks of other kinds begin with 0, 127, 169 or 224 and more. */
static bool address_form(struct str text, char *form, size_t *ret_n) {
    unsigned first = 0;

    if (!plain_cell_is_good(TYPE_IP_LIST, text)) {
        return false;
    }
    for (size_t i = 0; text.p[i] != '.'; i++) {
        first = first * 10 + (unsigned)(text.p[i] - '0');
    }
    memcpy(form, text.p, text.n);
    *ret_n = text.n;
    return first != 0 && first != 127 && first != 169 && first < 224;
}

/* UUIDs that boards and tools carry by default begin with two equal digits or with these. */
static bool may_be_default_uuid(const char *form) {
    static const char beginnings[][2] = {{'0', '3'}, {'1', '2'}, {'7', '8'}};
    bool is_one = form[0] == form[1];

    for (size_t i = 0; i < ARRAY_LEN(beginnings); i++) {
        is_one |= form[0] == beginnings[i][0] && form[1] == beginnings[i][1];
    }
    return is_one;
}

/* With hyphens; the lesser of both byte orders of the first three fields. */
static bool uuid_form(struct str text, char *form, size_t *ret_n) {
    static const unsigned char order[18] = {6, 7, 4, 5, 2, 3, 0, 1, 8, 11, 12, 9, 10, 13, 16, 17, 14, 15};
    char swapped[sizeof order];

    if (!plain_cell_is_good(TYPE_UUID, text)) {
        return false;
    }
    assert(text.n == 36);
    for (size_t i = 0; i < text.n; i++) {
        form[i] = plain_bytes[(unsigned char)text.p[i]];
    }
    for (size_t i = 0; i < sizeof order; i++) {
        swapped[i] = form[order[i]];
    }
    if (may_be_default_uuid(form) || may_be_default_uuid(swapped)) {
        return false;
    }
    if (memcmp(swapped, form, sizeof swapped) < 0) {
        memcpy(form, swapped, sizeof swapped);
    }
    *ret_n = text.n;
    return true;
}

bool plain_key_form(enum identity_key kind, struct str text, char ret_form[PLAIN_KEY_MAX], size_t *ret_n) {
    switch (kind) {
    case KEY_ASSET_ID:
    case KEY_SERIAL:
        return number_form(text, ret_form, ret_n);
    case KEY_HOSTNAME:
        return hostname_form(text, ret_form, ret_n);
    case KEY_MAC:
        return mac_form(text, ret_form, ret_n);
    case KEY_ADDRESS:
        return address_form(text, ret_form, ret_n);
    case KEY_UUID:
        return uuid_form(text, ret_form, ret_n);
    default:
        return false;
    }
}

bool plain_keys_agree(enum identity_key kind, struct str a, struct str b) {
    char form_a[PLAIN_KEY_MAX], form_b[PLAIN_KEY_MAX];
    size_t n_a, n_b;

    return plain_key_form(kind, a, form_a, &n_a) && plain_key_form(kind, b, form_b, &n_b) && n_a == n_b &&
           memcmp(form_a, form_b, n_a) == 0;
}
