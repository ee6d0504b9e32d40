#include "scanner/target/net_range.h"

#define ADDRESS_BITS 128

int net_address_cmp(const struct net_address *left, const struct net_address *right) {
    return memcmp(left->bytes, right->bytes, sizeof left->bytes);
}

bool net_address_next(struct net_address *address) {
    struct net_address next = *address;
    size_t i = sizeof next.bytes;

    while (i > 0 && ++next.bytes[i - 1] == 0) {
        i--;
    }
    if (i == 0) {
        return false;
    }
    *address = next;
    return true;
}

/* Sets the bits behind the prefix to IS_ONE. */
static struct net_address fill_behind(struct net_address address, unsigned prefix, bool is_one) {
    for (unsigned bit = prefix; bit < ADDRESS_BITS; bit++) {
        uint8_t mask = (uint8_t)(0x80 >> bit % 8);
        uint8_t cleared = (uint8_t)(address.bytes[bit / 8] & ~mask);
        address.bytes[bit / 8] = is_one ? cleared | mask : cleared;
    }
    return address;
}

static enum net_range_result read_block(struct str text, struct net_range *ret_range) {
    struct net_block block;
    struct net_address first;

    if (!net_block_read(text, &block)) {
        return NET_RANGE_MALFORMED;
    }
    first = fill_behind(block.address, block.prefix, false);
    if (net_address_cmp(&first, &block.address) != 0) {
        return NET_RANGE_HOST_BITS;
    }
    *ret_range = (struct net_range){first, fill_behind(first, block.prefix, true), true};
    return NET_RANGE_READ;
}

/* What stands behind the hyphen: an address, or the last number of an IPv4 one. */
static bool read_end(struct str text, const struct net_address *first, struct net_address *ret_last) {
    uint64_t number;

    if (net_address_read(text, ret_last)) {
        return net_address_is_v4(ret_last) == net_address_is_v4(first);
    }
    if (!net_address_is_v4(first) || !str_to_u64(text, &number) || number > UINT8_MAX) {
        return false;
    }
    *ret_last = *first;
    ret_last->bytes[sizeof ret_last->bytes - 1] = (uint8_t)number;
    return true;
}

static enum net_range_result read_range(const struct net_address *first, struct str end, struct net_range *ret_range) {
    struct net_address last;

    if (!read_end(end, first, &last)) {
        return NET_RANGE_MALFORMED;
    }
    if (net_address_cmp(first, &last) > 0) {
        return NET_RANGE_REVERSED;
    }
    *ret_range = (struct net_range){*first, last, false};
    return NET_RANGE_READ;
}

/* Only digits, dots and hyphens: no host has such a name (RFC 1123, 2.1), so that a slip such as 10.0.0.256 is one. */
static bool has_letters(struct str text) {
    for (size_t i = 0; i < text.n; i++) {
        if (!str_is_digit(text.p[i]) && text.p[i] != '.' && text.p[i] != '-') {
            return true;
        }
    }
    return text.n == 0;
}

enum net_range_result net_range_read(struct str text, struct net_range *ret_range) {
    ptrdiff_t hyphen = str_find_char(text, '-');
    struct net_address first;

    if (str_find_char(text, '/') >= 0) {
        return read_block(text, ret_range);
    }
    if (hyphen > 0 && net_address_read(str_sub(text, 0, (size_t)hyphen), &first)) {
        return read_range(&first, str_sub(text, (size_t)hyphen + 1, SIZE_MAX), ret_range);
    }
    if (net_address_read(text, &first)) {
        *ret_range = (struct net_range){first, first, false};
        return NET_RANGE_READ;
    }
    /* A colon only stands in an IPv6 address; host:port would otherwise pass as a name. */
    return has_letters(text) && str_find_char(text, ':') < 0 ? NET_RANGE_IS_NAME : NET_RANGE_MALFORMED;
}

static uint64_t read_number(const uint8_t bytes[8]) {
    uint64_t number = 0;

    for (size_t i = 0; i < 8; i++) {
        number = number << 8 | bytes[i];
    }
    return number;
}

uint64_t net_range_count(const struct net_range *range) {
    uint64_t first = read_number(range->first.bytes + 8), last = read_number(range->last.bytes + 8);
    uint64_t high = read_number(range->last.bytes) - read_number(range->first.bytes) - (last < first);
    uint64_t difference = last - first;

    return high || difference == UINT64_MAX ? UINT64_MAX : difference + 1;
}

struct net_range net_range_hosts(const struct net_range *range) {
    struct net_range hosts = *range;
    uint64_t count = net_range_count(range);

    if (range->is_block && net_address_is_v4(&range->first) && count > 2) {
        (void)net_address_next(&hosts.first);
        /* The broadcast address is all ones, so that the one before it only lacks the last bit. */
        hosts.last.bytes[sizeof hosts.last.bytes - 1] &= 0xFE;
    }
    return hosts;
}

bool net_range_holds(const struct net_range *range, const struct net_address *address) {
    return net_address_cmp(&range->first, address) <= 0 && net_address_cmp(address, &range->last) <= 0;
}
