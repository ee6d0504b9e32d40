#pragma once
/* The section "win_software": the uninstall keys of the registry, for all users and of those logged in. Left out is
 * what Windows does not list either: parts of the system (SystemComponent = 1), updates of another entry
 * (ParentKeyName), entries without a name. Sets: a software row for each title. */

#include "scanner/collect/observation.h"

void collect_windows_software(struct str body, struct observation *observation);
