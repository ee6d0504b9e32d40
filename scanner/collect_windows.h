#pragma once
/* The collectors of collect_windows.ps1's sections, which are JSON (scanner/collect_windows_rows.h). Constant data. */

#include "scanner/collect.h"

const struct collector_set *collect_windows_set(void);
