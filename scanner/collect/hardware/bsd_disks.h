#pragma once
/* The section "disks" of the BSDs. Sets: disk_gb and a component a disk. */

#include "scanner/collect/observation.h"

/* FreeBSD: geom disk list. */
void collect_geom(struct str body, struct observation *observation);
/* OpenBSD and NetBSD: what the kernel said about disks when it started. */
void collect_dmesg_disks(struct str body, struct observation *observation);
