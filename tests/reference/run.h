#pragma once
/* What the parts of the reference share. Internal to tests/reference/. */

#include "tests/reference/pairs.h"
#include "tests/reference/reference.h"

/* What a software row's title is. */
struct known_title {
    struct str fold, stem;
    struct str product;         /* the key of the product that the rules say it is; empty where they do not say */
    struct str version;         /* that the title itself says */
    struct str name;            /* of a product that the rules know, folded, without its maker and edition */
    struct str vendor, edition; /* by the rules, folded */
    bool is_recognised;
    enum title_class title_class;
};

struct reference {
    const struct reconcile_input *input;
    struct arena *arena;
    struct sheet assets, devices, listed, installed, probes, neighbors, interfaces, places, connections, guests,
        clusters, components;
    struct seen *seen;          /* by row of neighbors: tests/reference/neighbors.c */
    struct seen *guest_rows;    /* by row of guests: tests/reference/guests.c */
    struct places *place_rules; /* pairing/places.h; NULL without such a table */
    struct pairs pairs;
    struct known_title *listed_titles, *installed_titles; /* by row */
    uint32_t *asset_of_listed, *device_of_installed;      /* by row; PAIRING_NONE for none */
    bool *is_unknown;                                     /* by row of the installed titles */
    struct str *probe_targets, *probe_addresses;          /* by row: places in normal form, or empty */
    bool *is_answer;                                      /* by row of probes: somebody is there who was not read … */
    bool *is_told;                                        /* … and is told of otherwise, or known */
    bool *is_taken;                                       /* … or is told of in the finding at hand */
    struct reference_result *result;
};

struct seen;

/* A pair that is compared. */
struct pair_rows {
    uint32_t asset, device;
    bool has_violation;
    bool is_certain;
};

/* Adds to the result. ROWS, which may be NULL, notes a violation. */
void reference_add(struct reference *reference, const struct finding *finding, struct pair_rows *rows);
/* Adds a correction where the pair is certain. */
void reference_correct(struct reference *reference, const struct pair_rows *rows, struct correction correction);
/* Fills in the columns that tell of the asset, and then of the device. */
void reference_set_asset(const struct reference *reference, struct finding *finding, uint32_t asset);
void reference_set_device(const struct reference *reference, struct finding *finding, uint32_t device);
bool reference_part_is_complete(const struct reference *reference, uint32_t device, struct str part);
struct str reference_printf(const struct reference *reference, const char *format, ...) PRINTF_LIKE(2, 3);

/* tests/reference/attributes.c: *RET_LOCATION and *RET_USER say whether they were compared. */
void compare_attributes(struct reference *reference, struct pair_rows *rows, bool *ret_location, bool *ret_user);

/* tests/reference/software.c */
void read_titles(struct reference *reference);
void find_owners(struct reference *reference);
/* The number of titles that are not listed. */
uint32_t compare_software(struct reference *reference, struct pair_rows *rows, bool *ret_is_checked);
uint32_t count_titles(struct reference *reference, uint32_t device);
void report_unknown_titles(struct reference *reference);

/* tests/reference/presence.c */
void read_places(struct reference *reference);
enum verdict_kind look_for_asset(struct reference *reference, uint32_t asset, struct str *ret_cause);
void report_unregistered(struct reference *reference, uint32_t device);
/* What answered the scan as one of the machines that the row tells of. */
void take_answers(struct reference *reference, const struct seen *seen);
/* They are in the finding, if there are any. */
void tell_answers(struct reference *reference, struct finding *finding, enum message message);
void explain_answers(struct reference *reference, const struct seen *seen);
void report_answers(struct reference *reference);

/* tests/reference/guests.c */
void read_guests(struct reference *reference);
/* Has a guest one of the row's MAC addresses? */
bool is_guest(const struct reference *reference, const struct seen *seen);
/* The row that surely is the asset, or PAIRING_NONE; *RET_IS_LISTED when any has one of its names. */
uint32_t find_guest(const struct reference *reference, uint32_t asset, bool *ret_is_listed);
struct str guest_host_name(const struct reference *reference, uint32_t row);
bool report_gone_guest(struct reference *reference, uint32_t asset);
/* The device may be PAIRING_NONE. */
void compare_guest_host(struct reference *reference, struct pair_rows *rows);
void report_strange_guests(struct reference *reference);

/* tests/reference/neighbors.c */
void read_neighbors(struct reference *reference);
void report_strangers(struct reference *reference);
bool find_last_sight(const struct reference *reference, uint32_t asset, struct str *ret_where,
                     struct str *ret_evidence);
/* True when the documented location was compared with the place of a switch. */
bool compare_port(struct reference *reference, struct pair_rows *rows, bool has_location);
