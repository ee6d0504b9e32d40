#pragma once
/* AIX: what the device database tells, lsattr and lscfg. */

#include "scanner/collect/observation.h"

/* "machine": the attributes of sys0, and uname -L. Sets: manufacturer, model, firmware_version, uuid, virtual; the
 * serial number of the frame as serial where it is the machine's alone, else as chassis_serial, with the number of the
 * logical partition in a note. */
void collect_aix_machine(struct str body, struct observation *observation);
/* "cpu". Sets: cpu_model, cpu_cores, cpu_threads. */
void collect_aix_cpu(struct str body, struct observation *observation);
/* "memory". Sets: memory_mb. */
void collect_aix_memory(struct str body, struct observation *observation);
/* "disks": lscfg -vpl, and sizes that only root may ask for. Sets: disk_gb and a component a disk. */
void collect_lscfg(struct str body, struct observation *observation);
