#pragma once
/* The collectors of the systems other than Linux and Windows, a set each. Constant data. */

#include "scanner/collect/collect.h"

/* Number 0, 1 … until NULL. */
const struct collector_set *collect_systems_set(size_t number);
