#pragma once
/* The values of variables as text and addresses: agents send UTF-8, CP932, GBK, Windows-1252 and plain bytes, with NUL,
 * CR and blanks at the end, whatever the MIB says. Texts live in the arena. NULL in place of a variable gives nothing.
 * Pure functions; any thread. */

#include "base/arena.h"
#include "scanner/snmp/answers.h"

/* What people would read: text in UTF-8, trimmed (scanner/device/text.h says how its encoding is told); numbers in
 * decimal; addresses and identifiers with dots. Bytes that are no text are hexadecimal digits. */
struct str snmp_text(struct arena *arena, const struct snmp_variable *variable);
/* A number, also one that is written as text; false when it is none, or negative. */
bool snmp_number(const struct snmp_variable *variable, uint64_t *ret_number);
/* 0 also for what is none. */
uint64_t snmp_number_or_zero(const struct snmp_variable *variable);
/* Is it a number, and this one? */
bool snmp_number_is(const struct snmp_variable *variable, uint64_t number);
/* A hardware address in its normal form ("00:1b:21:0a:0b:0c"), from six bytes, the last six of eight (InfiniBand), or
 * the text of either in hexadecimal digits. Empty when it is none, or all zeros: eight bytes may also be the name of a
 * Fibre Channel port. */
struct str snmp_mac(struct arena *arena, const struct snmp_variable *variable);
/* The same from the numbers of an index, a byte each. */
struct str snmp_mac_of_index(struct arena *arena, struct snmp_oid index);
/* An IPv4 or IPv6 address from 4 or 16 bytes, or from the numbers of an index. Empty when it is none. */
struct str snmp_address(struct arena *arena, const struct snmp_variable *variable);
struct str snmp_address_of_index(struct arena *arena, struct snmp_oid index);
/* DateAndTime (RFC 2579) as "2012-01-25" from 8 bytes, which do not say in what zone, and in RFC 3339 from 11, unless
 * their time does not exist; empty for dates that do not exist and for those before 1980, which mean that nobody
 * knows. */
struct str snmp_date(struct arena *arena, const struct snmp_variable *variable);
