#pragma once
/* The machines of the stock, their order, the hosts they run on, and how long they are to be used. Constant once read:
 * any thread. Internal to the stock. */

#include "lifecycle/stock.h"

struct machine_hosts; /* pairing/machine_hosts.h */
struct budget;

/* What is kept of a machine while the stock is read. */
struct stock_facts {
    struct stock_plan plan; /* as the ledger of devices says */
    uint32_t system;        /* family (products/product_titles.h) of its operating system; FAMILY_NONE: not known */
    bool is_in_use;         /* expected on paper, or observed */
    bool is_read;           /* the scan read its software to the end, be it that there is none */
    bool has_system;        /* either side says which operating system it has */
};

struct stock_machines {
    const struct lifecycle_input *input;
    const struct table *assets, *devices;
    struct budget *budget;
    struct machine_hosts *hosts;
    uint32_t asset_count;
    struct stock_machine *items; /* by number */
    struct stock_facts *facts;
    struct str *ids; /* by number, until they are ranked */
    uint32_t *ranks; /* by number: the place in the order of ids, below RANKED; STOCK_NONE of one not in use */
    uint32_t *by_rank;
    uint32_t numbers, ranked;
};

/* INPUT is borrowed. */
MUST_CHECK enum err_code stock_machines_init(struct stock_machines *machines, const struct lifecycle_input *input,
                                             struct err *err);
void stock_machines_done(struct stock_machines *machines);
/* The machine that an asset number or a host name means; STOCK_NONE for none, and for one that is not in use. */
uint32_t stock_machines_by_name(const struct stock_machines *machines, struct str reference);
uint32_t stock_machines_by_device_id(const struct stock_machines *machines, struct str device_id);
/* Where the readers stand on the rows of a machine: all about it but is_examined, which needs its software, and its
 * rank. The text of its id is kept in ARENA until stock_machines_rank. Several threads may read different machines at
 * once. */
void stock_machines_read_one(struct stock_machines *machines, uint32_t number, struct row_reader *asset,
                             struct row_reader *device, struct arena *arena);
/* Numbers the machines in use by their ids. */
MUST_CHECK enum err_code stock_machines_rank(struct stock_machines *machines, struct err *err);
