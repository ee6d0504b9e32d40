#pragma once
/* The collectors of Linux, whose sections scripts/linux.sh prints. Constant data. */

#include "scanner/collect/collect.h"

const struct collector_set *collect_linux_set(void);
