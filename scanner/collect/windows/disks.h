#pragma once
/* The section "win_disks": MSFT_PhysicalDisk (Windows 8 and later, with privilege), else Win32_DiskDrive.
 * Sets: disk_gb (decimal GB of the built-in disks) and a component a disk. */

#include "scanner/collect/observation.h"

void collect_windows_disks(struct str body, struct observation *observation);
