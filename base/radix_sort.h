#pragma once
/* Sorting plain numbers, byte by byte, in time in proportion to how many there are. Pure; any thread. */

#include <stddef.h>
#include <stdint.h>

/* Sorts COUNT numbers from the least to the greatest. SCRATCH has room for as many. */
void radix_sort(uint64_t *numbers, size_t count, uint64_t *scratch);
