#pragma once
/* Who reaches which machine, and from where: the rows of the table access that are in force on the day of the audit.
 * Constant once read: any thread. */

#include "licenses/access_list.h"

struct client_list {
    /* Each device once, in the order of results. One that the ledger does not have is a machine of which nothing is
     * known but what the row calls it, as its device_id. */
    const struct machine *const *items;
    uint32_t count;
    bool has_unknown; /* somebody reaches it from a device that is not named */
    uint32_t users;   /* distinct ones; 0: not known */
};

struct clients;
/* The list and the estate are borrowed, and both have been read. */
MUST_CHECK enum err_code clients_read(const struct access_list *list, const struct people *people,
                                      const struct estate *estate, struct clients **ret_clients, struct err *err);
void clients_free(struct clients *clients);
DEFINE_CLEANUP(clients, clients_free)
/* Of the machine with that number. */
struct client_list clients_of(const struct clients *clients, uint32_t machine);
