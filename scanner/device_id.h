#pragma once
/* The stable id of an observed machine: `d` and the XXH3-64 (hex) of its first usable key, in the order manufacturer
 * and serial, UUID, lowest permanent MAC, SSH host key, site and hostname, site and address. A placeholder is no key,
 * and a key that two machines of the scan hold is skipped for both (cloned images, shared chassis serials). Two targets
 * that are one machine (the same serial and the same host key, or the same UUID, MAC and host key: several addresses of
 * one host) get the same id, so that their rows can be merged. Pure; any thread. */

#include "base/arena.h"

struct device_keys {
    struct str manufacturer, serial, uuid, mac, host_key, site, hostname, address; /* raw; empty when unknown */
};

struct device_identity {
    struct str id;    /* "d" + 16 hex digits */
    struct str notes; /* for identity_notes: placeholders and shared keys, English fixed words, separated by ; */
    size_t same_as;   /* index of the first machine that this one is; its own index when it is new */
};

/* Fills ret_identities[0…count-1], texts in ARENA. False when memory is out. */
bool device_identify(const struct device_keys *keys, size_t count, struct arena *arena,
                     struct device_identity *ret_identities);
