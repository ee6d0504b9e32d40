#pragma once
/* Who is meant by a reference to a machine, and which machine hosts which: by the cell virtual_host, else by what hosts
 * list as their guests. Constant once read: any thread. */

#include "pairing/pairing.h"

struct inventory;
struct machine_hosts;

MUST_CHECK enum err_code machine_hosts_read(const struct inventory *ledger, const struct inventory *snapshot,
                                            struct machine_hosts **ret_hosts, struct err *err);
void machine_hosts_free(struct machine_hosts *hosts);
DEFINE_CLEANUP(machine_hosts, machine_hosts_free)
/* The rows that a name means: an asset's, else a device's. Both PAIRING_NONE: nobody's, or several machines'. */
struct machine_place {
    uint32_t asset, device;
};
/* An asset number or a host name, as ledgers write them. */
uint32_t machine_hosts_asset(const struct machine_hosts *hosts, struct str reference);
uint32_t machine_hosts_device(const struct machine_hosts *hosts, struct str device_id);
/* Either, or a host name that was observed. */
struct machine_place machine_hosts_named(const struct machine_hosts *hosts, struct str name);
/* The host that the cell virtual_host of the row says; ROW may be NULL. */
struct machine_place machine_hosts_written(const struct machine_hosts *hosts, struct row_reader *row);
/* The host that lists the machine of the row among its guests. */
struct machine_place machine_hosts_listed(const struct machine_hosts *hosts, struct row_reader *row);
/* The host of the machine whose rows the readers stand on, by the first of these that says one; one of them may be
 * NULL. */
struct machine_place machine_hosts_of(const struct machine_hosts *hosts, struct row_reader *asset,
                                      struct row_reader *device);
