#pragma once
/* The machines on which something is used that may take a right, and what is known of them from both sides: an asset, a
 * device, or both where they were paired. What can be observed is taken from the device where it was read, everything
 * else from the ledger.
 *
 * Machines are numbered: assets by their rows, then devices that no asset claims. Facts are read of those that are
 * marked, and of the hosts they run on. Constant once read: any thread. */

#include "findings/policy.h"
#include "inventory/inventory.h"
#include "licenses/capacity.h"
#include "licenses/people.h"
#include "licenses/terms.h"
#include "pairing/pairing.h"

#define MACHINE_NONE UINT32_MAX

struct places;      /* pairing/places.h */
struct asset_names; /* pairing/asset_names.h */

/* A user: a person by number, or a user id that no person has, by number beyond. */
struct machine_users {
    const uint32_t *items; /* in order */
    uint32_t count;        /* 0: not known */
    bool is_told;          /* the ledger says who uses it; else they were seen on it */
    /* Who was seen on it lately under an account that is nobody's on record, and no system's: each may be one more. */
    const uint32_t *strangers;
    uint32_t stranger_count;
};

/* Texts live as long as the estate and the tables. */
struct machine {
    uint32_t asset, device; /* rows, or PAIRING_NONE */
    bool is_examined;       /* its software was read completely */
    bool is_system_read;    /* so was which operating system it has */
    bool has_left;          /* disposed of or returned on paper, and not observed: nothing on it counts */
    struct str asset_id, device_id, hostname, system, department, location;
    struct str serial, uuid, mac_addresses;
    int kind; /* enum device_kind or WORD_BLANK */
    struct setting setting;
    struct date country_since;
    struct processors processors;
    enum term is_virtual;
    uint32_t host;        /* the machine it runs on; MACHINE_NONE: it runs on none, or nobody knows */
    struct str host_name; /* as the ledger or the machine writes it; empty: neither says */
    struct str cluster;
    struct machine_users users;
};

/* What a machine goes by in results: its asset_id, else its device_id. */
static inline struct str machine_id(const struct machine *machine) {
    return machine->asset_id.n ? machine->asset_id : machine->device_id;
}

struct estate_input {
    const struct table *assets, *devices, *accounts, *places; /* the last three may be NULL */
    const struct pairing *pairing;
    const struct people *people;
    const struct term_words *words;
    const struct policy *policy;
    struct str country; /* of the ledger */
    struct date as_of, observed_on;
};

struct estate;
/* INPUT is borrowed. */
MUST_CHECK enum err_code estate_new(const struct estate_input *input, struct estate **ret_estate, struct err *err);
void estate_free(struct estate *estate);
DEFINE_CLEANUP(estate, estate_free)

/* Numbers are below this one. */
uint32_t estate_numbers(const struct estate *estate);
uint32_t estate_of_asset(const struct estate *estate, uint32_t asset);
uint32_t estate_of_device(const struct estate *estate, uint32_t device);
/* The number of a machine that was read; MACHINE_NONE of one that is neither asset nor device. */
uint32_t estate_number_of(const struct estate *estate, const struct machine *machine);
/* The row of the device of that id; PAIRING_NONE for none. */
uint32_t estate_device_by_id(const struct estate *estate, struct str device_id);
/* The machine that a reference of another ledger means, an asset number or a host name; MACHINE_NONE for none. */
uint32_t estate_find(const struct estate *estate, struct str reference);
const struct asset_names *estate_names(const struct estate *estate);

/* Has the asset that the reader stands on been disposed of or returned, on paper? One that is lost may turn up. */
bool estate_asset_is_gone(struct row_reader *asset);

/* Before estate_read. */
void estate_mark(struct estate *estate, uint32_t machine);
MUST_CHECK enum err_code estate_read(struct estate *estate, struct err *err);
/* The facts of a machine that was marked; NULL of another. */
const struct machine *estate_machine(const struct estate *estate, uint32_t machine);
/* <0, 0, >0 by asset_id, then device_id, folded: the order of results. */
int estate_compare(const struct machine *a, const struct machine *b);

/* The id of a user, for people and for comparing. */
struct str estate_user_id(const struct estate *estate, uint32_t user);
/* The user of that id, once machines were read; UINT32_MAX: nobody uses a machine under it, and no person has it. */
uint32_t estate_user_by_id(const struct estate *estate, struct str id);
/* The person, or PERSON_NONE. */
uint32_t estate_person(const struct estate *estate, uint32_t user);
