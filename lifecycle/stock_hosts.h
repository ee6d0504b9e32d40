#pragma once
/* Who is meant by a reference to a machine, and which machine hosts which: by the cell virtual_host, else by what hosts
 * list as their guests. Constant once read: any thread. Internal to the stock. */

#include "pairing/pairing.h"

struct inventory;
struct stock_hosts;

MUST_CHECK enum err_code stock_hosts_read(const struct inventory *ledger, const struct inventory *snapshot,
                                          struct stock_hosts **ret_hosts, struct err *err);
void stock_hosts_free(struct stock_hosts *hosts);
DEFINE_CLEANUP(stock_hosts, stock_hosts_free)
/* The rows that a name means: an asset's, else a device's. Both PAIRING_NONE: nobody's, or several machines'. */
struct stock_place {
    uint32_t asset, device;
};
/* An asset number or a host name, as ledgers write them. */
uint32_t stock_hosts_asset(const struct stock_hosts *hosts, struct str reference);
uint32_t stock_hosts_device(const struct stock_hosts *hosts, struct str device_id);
/* The host of the machine whose rows the readers stand on; one of them may be NULL. */
struct stock_place stock_hosts_of(const struct stock_hosts *hosts, struct row_reader *asset, struct row_reader *device);
