#include "scanner/net_address.h"

#include <arpa/inet.h>

#define IPV4_PREFIX 96

static const uint8_t ipv4_head[IPV4_PREFIX / 8] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool net_address_is_v4(const struct net_address *address) {
    return memcmp(address->bytes, ipv4_head, sizeof ipv4_head) == 0;
}

bool net_address_from_bytes(const uint8_t *bytes, size_t n, struct net_address *ret_address) {
    struct net_address address;

    if (n != sizeof address.bytes && n != sizeof address.bytes - sizeof ipv4_head) {
        return false;
    }
    memcpy(address.bytes, ipv4_head, sizeof ipv4_head);
    memcpy(address.bytes + sizeof address.bytes - n, bytes, n);
    *ret_address = address;
    return true;
}

bool net_address_read(struct str text, struct net_address *ret_address) {
    struct net_address address;
    char terminated[NET_ADDRESS_TEXT_MAX];

    if (text.n == 0 || text.n >= sizeof terminated || memchr(text.p, '\0', text.n)) {
        return false;
    }
    memcpy(terminated, text.p, text.n);
    terminated[text.n] = '\0';
    memcpy(address.bytes, ipv4_head, sizeof ipv4_head);
    if (inet_pton(AF_INET, terminated, address.bytes + sizeof ipv4_head) != 1 &&
        inet_pton(AF_INET6, terminated, address.bytes) != 1) {
        return false;
    }
    *ret_address = address;
    return true;
}

struct net_address net_address_subnet(const struct net_address *address) {
    struct net_address subnet = {0};

    memcpy(subnet.bytes, address->bytes, net_address_is_v4(address) ? 15 : 8);
    return subnet;
}

void net_address_format(const struct net_address *address, char ret_text[NET_ADDRESS_TEXT_MAX]) {
    if (net_address_is_v4(address)) {
        inet_ntop(AF_INET, address->bytes + sizeof ipv4_head, ret_text, NET_ADDRESS_TEXT_MAX);
    } else {
        inet_ntop(AF_INET6, address->bytes, ret_text, NET_ADDRESS_TEXT_MAX);
    }
}

bool net_block_read(struct str text, struct net_block *ret_block) {
    ptrdiff_t slash = str_find_char(text, '/');
    struct str head = slash < 0 ? text : str_sub(text, 0, (size_t)slash);
    struct net_block block = {.prefix = 128};
    bool is_dotted = str_find_char(head, ':') < 0;
    uint64_t bits;

    if (!net_address_read(head, &block.address)) {
        return false;
    }
    if (slash >= 0) {
        if (!str_to_u64(str_sub(text, (size_t)slash + 1, SIZE_MAX), &bits) || bits > (is_dotted ? 32 : 128)) {
            return false;
        }
        block.prefix = (unsigned)bits + (is_dotted ? IPV4_PREFIX : 0);
    }
    *ret_block = block;
    return true;
}

bool net_block_holds(const struct net_block *block, const struct net_address *address) {
    unsigned whole = block->prefix / 8;
    unsigned rest = block->prefix % 8;

    if (memcmp(block->address.bytes, address->bytes, whole) != 0) {
        return false;
    }
    return rest == 0 || (block->address.bytes[whole] ^ address->bytes[whole]) >> (8 - rest) == 0;
}
