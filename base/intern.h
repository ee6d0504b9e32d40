#pragma once
/* Interning: each distinct text gets a small number, 0, 1, 2 … in the order of first appearance. A hash set over bytes,
 * compared by bytes. Adding: one thread at a time; looking up in a set that no longer changes: any thread. */

#include "base/compiler.h"
#include "base/str.h"

struct intern;
struct budget; /* base/budget.h */

#define INTERN_NONE UINT32_MAX

/* NULL when memory is out. */
struct intern *intern_new(void);
/* One that may grow with the rows; BUDGET is borrowed, and may be NULL. */
struct intern *intern_new_within(struct budget *budget);
void intern_free(struct intern *intern);
DEFINE_CLEANUP(intern, intern_free)
/* The number of the text, which is copied when new; INTERN_NONE when memory is out. */
uint32_t intern_add(struct intern *intern, struct str text);
/* INTERN_NONE when it was never added. */
uint32_t intern_find(const struct intern *intern, struct str text);
/* Owned by the set. */
struct str intern_text(const struct intern *intern, uint32_t number);
uint32_t intern_count(const struct intern *intern);
