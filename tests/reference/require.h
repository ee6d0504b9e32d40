#pragma once
/* What the reference and its inventories cannot do without: a failure ends the test program. */

#include <stdbool.h>

void require(bool condition, const char *what);
