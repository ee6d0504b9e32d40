#pragma once
/* Who reaches which machine, and from where: the rows of the table access that are in force on a day. Constant once
 * read: any thread. */

#include "licenses/estate.h"

struct clients_input {
    const struct table *access; /* may be NULL */
    const struct people *people;
    struct date day;
};

/* Marks the devices that rows name, before the estate is read. */
MUST_CHECK enum err_code clients_mark(const struct clients_input *input, struct estate *estate, struct err *err);

struct client_list {
    /* Each device once, in the order of results. One that the ledger does not have is a machine of which nothing is
     * known but what the row calls it, as its device_id. */
    const struct machine *const *items;
    uint32_t count;
    bool has_unknown; /* somebody reaches it from a device that is not named */
    uint32_t users;   /* distinct ones; 0: not known */
};

struct clients;
/* Once it is. The estate is borrowed. */
MUST_CHECK enum err_code clients_read(const struct clients_input *input, const struct estate *estate,
                                      struct clients **ret_clients, struct err *err);
void clients_free(struct clients *clients);
DEFINE_CLEANUP(clients, clients_free)
/* Of the machine with that number. */
struct client_list clients_of(const struct clients *clients, uint32_t machine);
