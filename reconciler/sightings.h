#pragma once
/* What others saw of machines: the rows of the snapshot's table `neighbors`, with the names by which each of them knows
 * what was there (asset tag, serial number, MAC address, name, address), the ports where it was seen, and the observed
 * device that it is, where one holds such a name. Or, in the same way, those of `guests`: what hypervisors list (UUID,
 * MAC address, name), of which the port has no text. Which rows of the other tables hold one is found by going over
 * their keys once, so that the work grows with what was seen and not with how many machines there are.
 *
 * Constant once its owners are found; any thread. Internal to reconciler/. */

#include "base/intern.h"
#include "base/parallel.h"
#include "inventory/words.h"
#include "pairing/pairing.h"

#define SIGHTING_NONE UINT32_MAX
/* More than one row holds the name. */
#define SIGHTING_SEVERAL (UINT32_MAX - 1)

enum {
    /* A port behind which a switch has learnt more MAC addresses than a desk, a telephone with a PC behind it or a
     * small virtualisation host has, leads to other switches: what is seen there is connected elsewhere. */
    UPLINK_MACS = 8,
    NAMES_PER_ROW_MAX = 64, /* what a hostile row names beyond is dropped */
    NAME_OTHER = KEY_COUNT, /* a name that is none of a machine in any other table */
};

/* A name of something seen: kind and normal form, each once. */
struct sighting_name {
    uint64_t key; /* of the form (inventory/cell_key.h) */
    unsigned char kind;
    bool is_known;          /* some asset, device or interface has it */
    uint32_t device;        /* the row of the one device that has it */
    uint32_t interface_of;  /* the number of the one device id whose interface has it */
    uint32_t present, left; /* the row of the one asset that has it and is still with us, or has left */
};

/* A port of a device that saw something. Ports are the same where the device's id and the port's text are. */
struct sighting_port {
    uint32_t seer;  /* number of the device id */
    uint32_t macs;  /* distinct addresses that its forwarding table has there */
    bool is_uplink; /* leads to other switches */
};

/* A device id that stands in the tables. */
struct sighting_seer {
    uint32_t device; /* its row; SIGHTING_NONE: no device has it */
    bool forwards;   /* has a forwarding table */
};

/* A row of the table. */
struct sighting {
    uint32_t port;
    uint32_t first_name;
    uint32_t device; /* that was seen, by the strongest kind of name that one device alone holds; SIGHTING_NONE */
    uint8_t name_count;
    uint8_t protocol; /* NEIGHBOR_PROTOCOL_COUNT: the row does not say, as none of guests does */
    bool is_shared;   /* its MAC address is no machine's own: a random one, a virtual router's, a docking station's */
};

struct sightings {
    const struct table *table; /* neighbors, or guests */
    struct budget *budget;
    struct intern *names, *ports, *ids; /* of ports: device id, 0x1F, text */
    struct sighting_name *name_items;
    struct sighting_port *port_items;
    struct sighting_seer *seers; /* by number of the id */
    struct sighting *rows;
    uint32_t *row_names;
    size_t name_capacity, port_capacity, seer_capacity, row_name_count, row_name_capacity;
    uint32_t *first_row, *name_rows; /* the rows that have a name, of the names that rows have */
    uint32_t seen_names;
    uint32_t *first_sight, *device_rows; /* the rows that saw a device */
    bool *forwards;                      /* by device: it has a forwarding table */
};

/* Reads the table. Names of assets that are asked for later may be added before the owners are looked for. */
MUST_CHECK enum err_code sightings_read(const struct table *neighbors, struct sightings **ret_sightings,
                                        struct err *err);
MUST_CHECK enum err_code sightings_read_guests(const struct table *guests, struct sightings **ret_sightings,
                                               struct err *err);
void sightings_free(struct sightings *sightings);
DEFINE_CLEANUP(sightings, sightings_free)
/* The number of the name; SIGHTING_NONE when the text is none of that kind. *RET_FAILED: memory is out. */
uint32_t sightings_add_name(struct sightings *sightings, unsigned kind, struct str text, bool *ret_failed);
/* The number of a device id that no row needs to have; SIGHTING_NONE, and *RET_FAILED, when memory is out. */
uint32_t sightings_add_id(struct sightings *sightings, struct str id, bool *ret_failed);
/* INTERFACES may be NULL. */
MUST_CHECK enum err_code sightings_find_owners(struct sightings *sightings, const struct pairing *pairing,
                                               const struct table *interfaces, struct pool *pool, struct err *err);

/* SIGHTING_NONE when nothing of that name was seen. */
uint32_t sightings_find_name(const struct sightings *sightings, unsigned kind, struct str text);
/* The rows that have it, in order; none of a name that was only added. */
const uint32_t *sightings_rows_of_name(const struct sightings *sightings, uint32_t name, size_t *ret_count);
/* The form, without its kind. */
struct str sightings_name_text(const struct sightings *sightings, uint32_t name);
/* The number of a name of the row's. */
static inline uint32_t sightings_row_name(const struct sightings *sightings, const struct sighting *row, unsigned i) {
    return sightings->row_names[row->first_name + i];
}
/* Does the row tell what its neighbour said of itself? */
static inline bool sighting_is_announced(const struct sighting *sighting) {
    return sighting->protocol <= NEIGHBOR_EDP;
}
/* Does it tell where something is connected? ARP only tells of a network. */
static inline bool sighting_is_at_port(const struct sighting *sighting) {
    return sighting_is_announced(sighting) || sighting->protocol == NEIGHBOR_FDB;
}
/* Has the row of a devices table that READER stands on names of that kind in COLUMN, the sighting as well, and none in
 * common? */
bool sightings_disagree(const struct sightings *sightings, uint32_t row, enum identity_key kind,
                        struct row_reader *reader, unsigned column);
/* Does anything on paper or in fact hold one of the row's names? */
bool sightings_is_known(const struct sightings *sightings, uint32_t row);
/* The rows that saw the device, in order. */
static inline const uint32_t *sightings_of_device(const struct sightings *sightings, uint32_t device,
                                                  size_t *ret_count) {
    *ret_count = sightings->first_sight[device + 1] - sightings->first_sight[device];
    return sightings->device_rows + sightings->first_sight[device];
}
/* Which of two rows tells better where something is connected: <0 for the first. An announcement before a forwarding
 * table before all else, uplinks last; then the port with fewer addresses; then by the names of the ports. Not the
 * order of rows. */
int sightings_compare(const struct sightings *sightings, uint32_t a, uint32_t b);
/* The id of the device that the port belongs to, and the port's own text. */
struct str sightings_port_device(const struct sightings *sightings, uint32_t port);
struct str sightings_port_text(const struct sightings *sightings, uint32_t port);
