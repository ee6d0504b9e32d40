#pragma once
/* Object identifiers (RFC 2578): up to 128 numbers. A slice of numbers that it does not own, as struct str is of bytes;
 * who owns them is said by whoever hands one out. All functions are pure. */

#include "base/buffer.h"

#define SNMP_OID_MAX 128

struct snmp_oid {
    const uint32_t *ids;
    size_t n;
};

/* Reads "1.3.6.1", with a dot before it or not, into IDS. False when it is no identifier, or an empty one. */
bool snmp_oid_read(struct str text, uint32_t ids[SNMP_OID_MAX], struct snmp_oid *ret_oid);
void snmp_oid_write(struct snmp_oid oid, struct buffer *out);
/* The order of the protocol: <0, 0 or >0. */
int snmp_oid_cmp(struct snmp_oid a, struct snmp_oid b);
bool snmp_oid_eq(struct snmp_oid a, struct snmp_oid b);
bool snmp_oid_starts_with(struct snmp_oid oid, struct snmp_oid prefix);
/* The part from number FROM (clamped) with at most N numbers; SIZE_MAX for the rest. */
struct snmp_oid snmp_oid_sub(struct snmp_oid oid, size_t from, size_t n);
/* The number at the place; 0 when there is none. */
uint32_t snmp_oid_at(struct snmp_oid oid, size_t place);
