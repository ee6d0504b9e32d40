#pragma once
/* Runs of internet addresses: what a block (10.1.0.0/24), a range (10.1.0.1-10.1.0.9, 10.1.0.1-9) or a single address
 * in a list of targets names. Pure; any thread. */

#include "scanner/net_address.h"

struct net_range {
    struct net_address first, last; /* both belong to it */
    bool is_block;                  /* written with a prefix length */
};

enum net_range_result {
    NET_RANGE_READ,
    NET_RANGE_IS_NAME,   /* no address and nothing like one */
    NET_RANGE_MALFORMED, /* meant as addresses, but no such thing */
    NET_RANGE_HOST_BITS, /* a block that does not start with its first address: was one machine meant? */
    NET_RANGE_REVERSED,
};

/* *RET_RANGE is set for NET_RANGE_READ only. */
enum net_range_result net_range_read(struct str text, struct net_range *ret_range);
/* Without what no machine of a block can have: the network and the broadcast address of an IPv4 block, unless it has
 * but one or two addresses (RFC 3021). All of a range and of an IPv6 block. */
struct net_range net_range_hosts(const struct net_range *range);
/* Addresses in it; UINT64_MAX when there are as many or more. */
uint64_t net_range_count(const struct net_range *range);
bool net_range_holds(const struct net_range *range, const struct net_address *address);
/* By bytes: <0, 0 or >0. */
int net_address_cmp(const struct net_address *left, const struct net_address *right);
/* The address behind it; false, and unchanged, for the last one of all. */
bool net_address_next(struct net_address *address);
