#pragma once
/* Sets of numbers, as arrays in ascending order. Pure functions; any thread. */

#include <stdint.h>

#define NUMBER_SET_NONE UINT32_MAX

/* Puts the items in order, each once; returns how many there are then. ITEMS may be NULL when COUNT is 0. */
uint32_t number_set_make(uint32_t *items, uint32_t count);
/* The place of the number; NUMBER_SET_NONE: it is not in the set. */
uint32_t number_set_find(const uint32_t *items, uint32_t count, uint32_t number);
