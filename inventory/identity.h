#pragma once
/* Identifiers of machines in one form: what makes two spellings the same key, and what is no identifier at all.
 * Pure functions; any thread.
 *
 * Placeholders come from firmware that nobody filled in ("To be filled by O.E.M.", "Default string", 0123456789,
 * UUIDs of one repeated digit): AUDIT-relevant, since two machines with the same placeholder are not one machine. */

#include "inventory/identity_read.h"

enum identity_key {
    KEY_ASSET_ID, /* the label: asset_id against asset_tag */
    KEY_SERIAL,
    KEY_UUID,
    KEY_MAC,
    KEY_HOSTNAME, /* the first label, lower case */
    KEY_ADDRESS,
    KEY_COUNT
};

/* "asset_id", "serial", … as verdicts and findings name it. */
const char *identity_key_name(enum identity_key key);
/* 'A' (a label or a maker's number) … 'E' (an address); what a key is worth before the population test. */
char identity_key_grade(enum identity_key key);

/* Appends the normal form of one identifier to OUT: width and case folded, blanks, S/N: prefixes and separators that
 * people vary dropped. False, and nothing appended, when the text is blank, a placeholder, or cannot serve as this key:
 *   MAC       12 hex digits in any of the usual groupings → aa:bb:cc:dd:ee:ff; group, zero, broadcast, locally
 *             administered and known docking-station or virtual-router (VRRP, HSRP, GLBP) addresses are refused
 *   UUID      32 hex digits with or without hyphens, braces → lower case 8-4-4-4-12; all-equal digits and known default
 *             UUIDs are refused
 *   ADDRESS   IPv4 or IPv6 in canonical text, an Excel-style zero-padded 010.001.002.003 read as decimal; loopback,
 *             link-local and unspecified are refused
 *   HOSTNAME  the first label of the name; localhost and its like are refused */
bool identity_normalise(enum identity_key key, struct str utf8, struct buffer *out);

/* The same UUID with its first three fields in the other byte order (SMBIOS before 2.6 and after). */
bool identity_uuid_swapped(struct str normal, struct buffer *out);
/* Virtual machines may have a serial number that is their UUID ("VMware-50 0c 23 94 …"): appends its normal form, in
 * the order of its bytes. False, and nothing appended, for any other number. */
bool identity_uuid_in_serial(struct str utf8, struct buffer *out);
/* Is the text a known placeholder for a serial number or an asset tag? */
bool identity_is_placeholder(struct str utf8);
/* Is it a placeholder that a cloud gives all of its machines? */
bool identity_is_cloud_tag(struct str utf8);
