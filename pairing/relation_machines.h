#pragma once
/* The machines of the hardware and software diagram: who is in it, in which information system, and as what. Machines
 * are numbered: assets by their rows, then devices by theirs (pairing_machine). One that is not in use on paper and was
 * not observed is not in it.
 *
 * Systems are told machine by machine, the smallest first, as long as that is no more than MACHINES_TOLD_MAX machines
 * in all; of larger ones the machines of a kind and model are one node. So what comes of an estate of millions stays as
 * large as people can look at. Constant once read: any thread. */

#include "findings/relation_records.h"
#include "inventory/inventory.h"
#include "pairing/machine_hosts.h"

#define MACHINES_TOLD_MAX 20000
#define MACHINE_NONE_OF   UINT32_MAX

struct relation_input {
    const struct inventory *ledger, *snapshot;
    const struct pairing *pairing;
    struct date observed_on; /* the day on which the snapshot ended */
    uint32_t told_max;       /* 0: MACHINES_TOLD_MAX */
};

struct relation_machines;
MUST_CHECK enum err_code relation_machines_read(const struct relation_input *input, struct pool *pool,
                                                struct relation_machines **ret_machines, struct err *err);
void relation_machines_free(struct relation_machines *machines);
DEFINE_CLEANUP(relation_machines, relation_machines_free)
const struct relation_input *relation_machines_input(const struct relation_machines *machines);
const struct machine_hosts *relation_machines_hosts(const struct relation_machines *machines);
/* Numbers are below this one. */
uint32_t relation_machines_count(const struct relation_machines *machines);
bool relation_machines_has(const struct relation_machines *machines, uint32_t machine);
/* The number of its system; 0 is the blank one. Of a machine in the diagram. */
uint32_t relation_machines_system(const struct relation_machines *machines, uint32_t machine);
uint32_t relation_machines_system_count(const struct relation_machines *machines);
struct str relation_machines_system_name(const struct relation_machines *machines, uint32_t system);
/* The node that the machine is part of, where its system is not told machine by machine: a number, equal for those of
 * one node. MACHINE_NONE_OF: the machine is a node of its own. */
uint32_t relation_machines_group(const struct relation_machines *machines, uint32_t machine);
/* Rows of the machine, PAIRING_NONE where it has none. */
uint32_t relation_machines_asset(const struct relation_machines *machines, uint32_t machine);
uint32_t relation_machines_device(const struct relation_machines *machines, uint32_t machine);
/* Machines in the diagram by what other tables call them; MACHINE_NONE_OF: none. */
uint32_t relation_machines_at(const struct relation_machines *machines, struct machine_place place);
uint32_t relation_machines_named(const struct relation_machines *machines, struct str reference);
uint32_t relation_machines_of_device(const struct relation_machines *machines, struct str device_id);

/* A machine as a node. */
struct relation_machine {
    struct str system;
    struct relation_node node;
    enum relation_basis basis; /* which sides have it */
    bool is_single;            /* else it is one of several that are the node */
};
/* A group by its number. */
struct relation_machine relation_machines_group_node(const struct relation_machines *machines, uint32_t group);

/* One thread's readers. */
struct relation_reader {
    const struct relation_machines *machines;
    struct row_reader *asset, *device; /* NULL without such a table */
};
MUST_CHECK enum err_code relation_reader_init(const struct relation_machines *machines,
                                              struct relation_reader *ret_reader, struct err *err);
void relation_reader_done(struct relation_reader *reader);
MUST_CHECK enum err_code relation_reader_error(const struct relation_reader *reader, struct err *err);
/* Moves to the machine's rows and says what it is. Texts live until the next call. */
struct relation_machine relation_reader_machine(struct relation_reader *reader, uint32_t machine);
/* The readers on its rows; NULL where it has none. */
struct row_reader *relation_reader_asset(struct relation_reader *reader, uint32_t machine);
struct row_reader *relation_reader_device(struct relation_reader *reader, uint32_t machine);
