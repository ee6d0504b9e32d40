#pragma once
/* macOS: what system_profiler writes as JSON, and about applications also as text, for systems before 10.15. */

#include "scanner/collect/observation.h"

/* "hardware". Sets: model, model_number, serial, uuid, firmware_version. */
void collect_profiler_hardware(struct str body, struct observation *observation);
/* "disks". Sets: disk_gb and a component a disk. */
void collect_profiler_disks(struct str body, struct observation *observation);
/* "applications". Sets: a software row for each application, with its place. */
void collect_profiler_applications(struct str body, struct observation *observation);
