#pragma once
/* The collectors of scripts/windows.ps1's sections, which are JSON (scanner/collect/windows/rows.h). Constant data. */

#include "scanner/collect/collect.h"

const struct collector_set *collect_windows_set(void);
