#include "inventory/identity_read.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <assert.h>

/* ASCII text as it is, all else folded into SCRATCH: ００：１Ａ → 00:1a. Empty when memory is out. */
static struct str narrow(struct str utf8, struct buffer *scratch) {
    if (text_is_ascii(utf8)) {
        return str_trim(utf8);
    }
    text_fold(utf8, scratch);
    return scratch->failed ? STR_NONE : buffer_view(scratch);
}

bool identity_read_uuid(struct str utf8, uint8_t ret_uuid[16]) {
    CLEANUP(buffer_done) struct buffer scratch = {0};
    uint8_t uuid[16] = {0};
    unsigned digits = 0;
    struct str text = narrow(utf8, &scratch);
    if (text.n > 2 && text.p[0] == '{' && text.p[text.n - 1] == '}') {
        text = str_sub(text, 1, text.n - 2);
    }
    bool has_hyphens = text.n == 36;
    for (size_t i = 0; i < text.n; i++) {
        if (has_hyphens && (i == 8 || i == 13 || i == 18 || i == 23)) {
            if (text.p[i] != '-') {
                return false;
            }
            continue;
        }
        int digit = str_hex_digit(text.p[i]);
        if (digit < 0 || digits == 32) {
            return false;
        }
        uuid[digits / 2] = (uint8_t)(uuid[digits / 2] << 4 | digit);
        digits++;
    }
    if (digits != 32) {
        return false;
    }
    memcpy(ret_uuid, uuid, sizeof(uuid));
    return true;
}

/* How many digits a group has when there are that many separators, or 0. */
static size_t mac_group_width(size_t separators) {
    switch (separators) {
    case 0:
        return 12;
    case 1:
        return 6;
    case 2:
        return 4;
    case 5:
        return 2;
    default:
        return 0;
    }
}

/* Is it the character that parts the groups of a MAC address? The first one met sets *SEPARATOR for the rest. */
static bool is_mac_separator(char c, char *separator) {
    if (!*separator && (c == ':' || c == '-' || c == '.' || c == ' ')) {
        *separator = c;
    }
    return *separator && c == *separator;
}

/* Twelve digits in one group, 6-6, 4-4-4 or 2-2-2-2-2-2; between colons a leading zero may be missing. */
bool identity_read_mac(struct str utf8, uint8_t ret_mac[6]) {
    CLEANUP(buffer_done) struct buffer scratch = {0};
    struct str text = narrow(utf8, &scratch), rest, group;
    if (str_starts_with(text, STR("0x"))) {
        text = str_sub(text, 2, SIZE_MAX);
    }
    char separator = '\0';
    size_t separators = 0;
    for (size_t i = 0; i < text.n; i++) {
        separators += is_mac_separator(text.p[i], &separator);
    }
    size_t width = mac_group_width(separators);
    uint64_t mac = 0;
    for (rest = text; width > 0 && str_cut(&rest, separator, &group);) {
        if (group.n != width && !(separator == ':' && width == 2 && group.n == 1)) {
            return false;
        }
        mac <<= 4 * (width - group.n);
        for (size_t i = 0; i < group.n; i++) {
            if (str_hex_digit(group.p[i]) < 0) {
                return false;
            }
            mac = mac << 4 | (uint64_t)str_hex_digit(group.p[i]);
        }
    }
    for (size_t i = 0; width > 0 && i < 6; i++) {
        ret_mac[i] = (uint8_t)(mac >> (40 - 8 * i));
    }
    return width > 0 && text.n > 0;
}

struct str identity_write_mac(const uint8_t mac[6], char to[MAC_TEXT_SIZE]) {
    static const char digits[] = "0123456789abcdef";
    char *end = to;

    for (size_t i = 0; i < 6; i++) {
        if (i > 0) {
            *end++ = ':';
        }
        *end++ = digits[mac[i] >> 4];
        *end++ = digits[mac[i] & 0xF];
    }
    return (struct str){to, MAC_TEXT_SIZE};
}

/* Four decimal numbers, with leading zeros if need be: 010.001.002.003 is not octal. */
static bool read_ipv4(struct str text, struct ip_address *ret_address) {
    struct ip_address address = {.is_v6 = false};
    struct str part;
    uint64_t number;
    size_t n = 0;
    for (; str_cut(&text, '.', &part); n++) {
        if (n == 4 || part.n > 3 || !str_to_u64(part, &number) || number > 255) {
            return false;
        }
        address.bytes[n] = (uint8_t)number;
    }
    if (n == 4) {
        *ret_address = address;
    }
    return n == 4;
}

static bool read_ipv6(struct str text, struct ip_address *ret_address) {
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
    struct ip_address address = {.is_v6 = true};
    char chars[INET6_ADDRSTRLEN];
    if (text.n == 0 || text.n >= sizeof(chars)) {
        return false;
    }
    assert(text.p);
    memcpy(chars, text.p, text.n);
    chars[text.n] = '\0';
    if (inet_pton(AF_INET6, chars, address.bytes) != 1) {
        return false;
    }
    if (memcmp(address.bytes, mapped, sizeof(mapped)) == 0) {
        address.is_v6 = false;
        memcpy(address.bytes, address.bytes + sizeof(mapped), 4);
    }
    *ret_address = address;
    return true;
}

/* Drops /24 behind an address; false when what stands behind the slash is no prefix length. */
static bool drop_prefix_length(struct str *text) {
    uint64_t length;
    ptrdiff_t slash = str_find_char(*text, '/');
    if (slash < 0) {
        return true;
    }
    if (!str_to_u64(str_sub(*text, (size_t)slash + 1, SIZE_MAX), &length) || length > 128) {
        return false;
    }
    text->n = (size_t)slash;
    return true;
}

bool identity_read_ip(struct str utf8, struct ip_address *ret_address) {
    CLEANUP(buffer_done) struct buffer scratch = {0};
    struct str text = narrow(utf8, &scratch);
    if (!drop_prefix_length(&text)) {
        return false;
    }
    assert(text.n == 0 || text.p);
    if (text.n > 2 && text.p[0] == '[' && text.p[text.n - 1] == ']') {
        text = str_sub(text, 1, text.n - 2);
    }
    ptrdiff_t zone = str_find_char(text, '%');
    if (zone >= 0 && str_find_char(text, ':') >= 0) {
        text.n = (size_t)zone;
    }
    return read_ipv4(text, ret_address) || read_ipv6(text, ret_address);
}

void ip_address_append(const struct ip_address *address, struct buffer *out) {
    char chars[INET6_ADDRSTRLEN];
    if (inet_ntop(address->is_v6 ? AF_INET6 : AF_INET, address->bytes, chars, sizeof(chars))) {
        buffer_append_cstr(out, chars);
    }
}

bool identity_read_address(struct str utf8, struct buffer *out) {
    struct ip_address address;
    if (!identity_read_ip(utf8, &address)) {
        return false;
    }
    ip_address_append(&address, out);
    return true;
}
