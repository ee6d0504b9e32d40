#pragma once
/* Reads the machine identifiers that have a format of their own: UUIDs, MAC addresses and IP addresses, in all the ways
 * people and tools write them, full width included, and whatever they are good for. Pure functions; any thread. */

#include "base/buffer.h"

/* A UUID with or without hyphens and braces, default ones too: the bytes in the order of the text. */
bool identity_read_uuid(struct str utf8, uint8_t ret_uuid[16]);
/* A MAC address in any usual grouping: six bytes; false when it is none. */
bool identity_read_mac(struct str utf8, uint8_t ret_mac[6]);
/* Its normal form, "00:1b:21:0a:0b:0c", somewhere in TO. */
#define MAC_TEXT_SIZE 17
struct str identity_write_mac(const uint8_t mac[6], char to[MAC_TEXT_SIZE]);

struct ip_address {
    bool is_v6;
    uint8_t bytes[16]; /* IPv4: the first four */
};
/* An IPv4 or IPv6 address. A prefix length (/24), a zone (%eth0) and brackets are dropped; numbers with leading zeros
 * are decimal; an IPv4 address inside IPv6 (::ffff:10.1.2.3) is read as the IPv4 address. */
bool identity_read_ip(struct str utf8, struct ip_address *ret_address);
/* Appends the canonical text (RFC 5952). */
void ip_address_append(const struct ip_address *address, struct buffer *out);
/* Both in one. */
bool identity_read_address(struct str utf8, struct buffer *out);
