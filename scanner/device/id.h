#pragma once
/* The stable id of an observed machine: `d` and the XXH3-64 (hex) of its first usable key, in the order manufacturer
 * and serial, UUID, lowest permanent MAC, SSH host key, site and hostname, site and address. A placeholder is no key,
 * and a key that two machines of the scan hold is skipped for both (cloned images, shared chassis serials). Targets
 * that are one machine (scanner/device/same_machine.h) get the same id, so that their rows can be merged: what gives it
 * is what SSH told, and what SNMP told only where SSH did not, so that it does not matter which of them answered first,
 * or for the first time. A UUID is the same in both byte orders. A machine that an earlier snapshot knows keeps the id
 * that it had there (scanner/device/previous_ids.h), which the asset label helps to find out. Any thread. */

#include "base/arena.h"
#include "scanner/device/previous_ids.h"
#include "scanner/device/same_machine.h"

struct device_keys {
    /* raw; empty when unknown */
    struct str manufacturer, serial, uuid, mac, host_key, site, hostname, address, label, machine_id;
    struct str state;  /* when it was started, and the addresses that its interfaces have */
    struct str engine; /* of SNMP, in hexadecimal */
    bool is_snmp;
    bool is_management; /* an SNMP agent of a controller that tells the serial number of its server */
    bool is_indirect;   /* reached through other hosts, where the address may be another machine's than here */
};

enum view_kind device_keys_kind(const struct device_keys *keys);

#define DEVICE_KEY_TEXTS 11
/* Where the keys' texts stand, always in the same order; without the label, which the devices row has. */
void device_keys_list(struct device_keys *keys, struct str *ret_texts[DEVICE_KEY_TEXTS]);

struct device_identity {
    struct str id;    /* "d" + 16 hex digits, or what the earlier snapshot has */
    struct str notes; /* for identity_notes: placeholders, shared keys, lost ids, English fixed words, separated by ; */
    size_t same_as;   /* index of the first machine that this one is; its own index when it is new */
    struct str keys[DEVICE_KEY_COUNT]; /* normal forms, for the table `keys`; empty where it has none, or not alone */
    struct str maker;                  /* of the serial number, folded */
};

/* Fills ret_identities[0…count-1], texts in ARENA. PREVIOUS NULL: there is no earlier snapshot. False when memory is
 * out. */
bool device_identify(const struct device_keys *keys, size_t count, const struct previous_ids *previous,
                     struct arena *arena, struct device_identity *ret_identities);
/* Lists the keys of the machines in the snapshot's table `keys`. */
MUST_CHECK enum err_code device_keys_write(const struct device_identity *identities, size_t count,
                                           struct snapshot_writer *writer, struct err *err);
