#pragma once
/* What the indices of rows hold: bytes, hardware addresses and internet addresses, a number for each byte. Pure
 * functions; any thread. */

#include "scanner/net_address.h"
#include "scanner/snmp/oid.h"

#define SNMP_MAC_BYTES 6

/* The N numbers of the index, and no others, as bytes. False when there are more or fewer, or one is no byte. */
bool snmp_index_bytes(struct snmp_oid index, uint8_t *ret_bytes, size_t n);
/* 4 or 16 numbers. */
bool snmp_index_address(struct snmp_oid index, struct net_address *ret_address);
/* InetAddressType, InetAddress (RFC 4001): a type, a length, which some agents leave out, and the bytes, of which the
 * zone behind an address with one is left out. False for the other types. */
bool snmp_index_typed_address(struct snmp_oid index, struct net_address *ret_address);
/* The N numbers behind a length that counts them, which some agents leave out; empty when the index is neither. One
 * number short is taken for what it is, not for an index whose first number is the length by chance. */
struct snmp_oid snmp_index_counted(struct snmp_oid index, size_t n);
