#pragma once
/* What others saw of machines, in the reference: names in normal form, and whose they are. Internal to
 * tests/reference/. */

struct text_list;

#include "reconciler/sightings.h"
#include "tests/reference/run.h"

enum { NAMES_MAX = 16, ROWS_OF_EVIDENCE = 8 };
#define OWNER_SEVERAL (UINT32_MAX - 1)

struct seen_name {
    unsigned kind;
    struct str text; /* in normal form */
};

/* A row of neighbors or of guests, with what follows from it. */
struct seen {
    struct seen_name names[NAMES_MAX];
    size_t count;
    int64_t protocol; /* -1: none */
    bool is_shared;   /* its MAC addresses are no machine's own */
    bool is_known, is_uplink;
    uint32_t device, seer; /* rows of devices; PAIRING_NONE */
    uint32_t macs;         /* of the port */
    size_t machine;        /* rows of one machine have one number; SIZE_MAX: it tells of none */
    size_t strong;         /* the same, by addresses and serial numbers alone */
};

/* Empty for what is no name of the kind. */
struct str seen_normal_form(unsigned kind, struct str text, struct arena *arena);
bool seen_has_name(const struct seen *seen, unsigned kind, struct str text);
bool seen_has_kind(const struct seen *seen, unsigned kind);
void seen_add_name(struct seen *seen, unsigned kind, struct str text, struct arena *arena);
/* The device that has the name: one, PAIRING_NONE, or OWNER_SEVERAL. */
uint32_t seen_owner_of(const struct reference *reference, const struct seen_name *name, bool *ret_is_known);
/* Sets the device and whether anything knows it. */
void seen_find_owner(const struct reference *reference, struct seen *seen);
/* Keys of one kind on both sides, and none in common? */
bool seen_disagrees(const struct pair_keys *keys, const struct seen *seen, unsigned kind);
/* Is it the only asset with the key, of those that have not left? */
bool seen_is_only_holder(const struct reference *reference, uint32_t asset, struct seen_name name);
/* The one asset with the number, else with the name; of several with one of them those that have left yield. */
uint32_t seen_asset_called(const struct reference *reference, struct str text);
uint32_t seen_partner_of(const struct reference *reference, uint32_t asset);
uint32_t seen_device_of_id(const struct reference *reference, struct str id);
/* The columns that tell of who saw it. */
void seen_set_seer(const struct reference *reference, struct str id, struct finding *finding);

/* Rows of neighbors. */
struct seen *seen_at(const struct reference *reference, size_t row);
struct str seen_text(const struct reference *reference, size_t row, unsigned column);
/* Did it say so itself? */
bool seen_is_announced(const struct seen *seen);
bool seen_is_at_port(const struct seen *seen);
bool seen_is_same_port(const struct reference *reference, size_t a, size_t b);
/* Does the first say better where a machine is? */
bool seen_tells_better(const struct reference *reference, uint32_t a, uint32_t b);
/* The device and its port, and VLANs, which may be NULL. */
struct str seen_where(const struct reference *reference, uint32_t row, const struct text_list *vlans);
bool seen_device_forwards(const struct reference *reference, uint32_t device);
