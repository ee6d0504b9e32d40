#pragma once
/* HP-UX. Best effort: written from the manuals. */

#include "scanner/collect/observation.h"

/* "machine": model=, serial= and uuid=. Sets: manufacturer, model, serial, uuid. */
void collect_hpux_machine(struct str body, struct observation *observation);
/* "machinfo". Sets: cpu_model, cpu_sockets, cpu_threads. */
void collect_machinfo_cpu(struct str body, struct observation *observation);
/* "machinfo". Sets: memory_mb. */
void collect_machinfo_memory(struct str body, struct observation *observation);
/* "disks": ioscan -F. Sets: a component a disk; only root may ask for sizes. */
void collect_ioscan(struct str body, struct observation *observation);
/* "swlist": swlist -l product -a revision -a vendor_tag -a title. Sets: a software row for each product. */
void collect_swlist(struct str body, struct observation *observation);
