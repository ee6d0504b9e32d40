#pragma once
/* What was seen, in words: a machine by what its neighbours say of it, and the port where it was seen. Texts are
 * bounded, and the same whatever the order of rows. Internal to reconciler/. */

#include "base/arena.h"
#include "reconciler/sightings.h"

enum { TEXTS_MAX = 4 };

/* The first few of the distinct texts that were added, in order; their bytes are the arena's. */
struct text_list {
    struct str items[TEXTS_MAX];
    unsigned count;
    bool has_more;
};
void text_list_add(struct text_list *list, struct arena *arena, struct str text);
/* Separated by that; with "…" where there are more. */
void text_list_append(const struct text_list *list, const char *separator, struct buffer *out);

enum machine_text_part {
    TEXT_NAME,
    TEXT_MODEL,  /* of a guest its system */
    TEXT_SERIAL, /* of a guest the UUID */
    TEXT_ASSET_TAG,
    TEXT_MAC,
    TEXT_ADDRESS,
    TEXT_ID, /* stands for a name where there is none */
    TEXT_PART_COUNT
};

/* One machine, or one port, as some rows tell of it. */
struct machine_text {
    struct text_list parts[TEXT_PART_COUNT];
    struct text_list vlans;
    unsigned protocols, states; /* bits */
};
/* Takes in what the row of neighbors that the reader stands on says. */
void machine_text_add(struct machine_text *text, struct arena *arena, struct row_reader *reader);
/* The same of guests. */
void machine_text_add_guest(struct machine_text *text, struct arena *arena, struct row_reader *reader);
/* "AP-3F-07, AIR-CAP1602I, FGL1234X0AB, 00:1b:21:00:00:01, 10.1.2.3 (lldp cdp)"; "web-09, Debian 12, 564d8c6f-…,
 * 00:0c:29:00:00:01 (on)" */
void machine_text_append(const struct machine_text *text, struct buffer *out);

/* "sw-3f.example.jp Gi1/0/12 VLAN 20": the name of the device that saw it, else its id, with the port. DEVICES reads
 * the devices table and is moved; NULL without such a table. VLANS may be NULL. */
struct str sighting_where(const struct sightings *sightings, uint32_t port, const struct text_list *vlans,
                          struct row_reader *devices, struct arena *arena);
