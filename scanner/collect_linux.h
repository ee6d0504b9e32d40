#pragma once
/* The collectors of Linux, whose sections collect_linux.sh prints. Constant data. */

#include "scanner/collect.h"

const struct collector_set *collect_linux_set(void);
