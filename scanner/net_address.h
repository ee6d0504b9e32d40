#pragma once
/* Internet addresses and blocks as bytes: what a text names, whether a block holds an address, and one spelling for
 * each. Pure; any thread. */

#include "base/str.h"

/* IPv4 is kept as the last four bytes of ::ffff:0:0/96, so that the two spellings of one address are equal. */
struct net_address {
    uint8_t bytes[16];
};

struct net_block {
    struct net_address address;
    unsigned prefix; /* bits of the 128 that must be equal */
};

#define NET_ADDRESS_TEXT_MAX 46

/* "10.1.2.3" or "2001:db8::1"; no brackets, no zone. */
bool net_address_read(struct str text, struct net_address *ret_address);
/* From 4 or 16 bytes in the order of the network; false for any other number of them. */
bool net_address_from_bytes(const uint8_t *bytes, size_t n, struct net_address *ret_address);
bool net_address_is_v4(const struct net_address *address);
/* What stands for the address's subnet, its /24 or IPv6 /64: the address with the rest zeroed. */
struct net_address net_address_subnet(const struct net_address *address);
/* Canonical text (RFC 5952 for IPv6) and a NUL. */
void net_address_format(const struct net_address *address, char ret_text[NET_ADDRESS_TEXT_MAX]);
/* "10.1.0.0/16", "2001:db8::/32", or one address. */
bool net_block_read(struct str text, struct net_block *ret_block);
bool net_block_holds(const struct net_block *block, const struct net_address *address);
