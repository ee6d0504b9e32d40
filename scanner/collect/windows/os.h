#pragma once
/* The section "win_os": Win32_OperatingSystem, and the patch level from the registry.
 * Sets: os_name ("Windows 11 Pro"), os_version (10.0.22631.4460), os_edition, installed_at, boot_at. */

#include "scanner/collect/observation.h"

void collect_windows_os(struct str body, struct observation *observation);
