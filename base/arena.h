#pragma once
/* Arena: many small allocations with one lifetime (process, run or item), released together.
 * One thread at a time. Under AddressSanitizer a reset arena's memory is poisoned.
 *
 * An arena keeps its first failure: arena_alloc returns NULL and arena_dup an empty slice once memory is out, and
 * arena_failed() stays true until arena_reset. Callers that copy strings check arena_failed once at the end of the
 * item; callers that dereference check the pointer. */

#include "base/compiler.h"
#include "base/str.h"

struct arena;
struct budget; /* base/budget.h */

/* NULL when memory is out. */
struct arena *arena_new(void);
/* One that may grow with the rows; BUDGET is borrowed, and may be NULL. */
struct arena *arena_new_within(struct budget *budget);
void arena_free(struct arena *arena);
DEFINE_CLEANUP(arena, arena_free)

/* Zeroed memory, aligned for any type; NULL when memory is out. */
void *arena_alloc(struct arena *arena, size_t size);
/* COUNT elements of SIZE bytes with the multiplication checked. */
void *arena_alloc_array(struct arena *arena, size_t count, size_t size);
/* An array of the arena's with room for MORE elements behind its COUNT: ITEMS itself (which may be NULL), or a longer
 * copy in its place; *CAPACITY elements in all. NULL, and *CAPACITY as it was, when memory is out. */
void *arena_grow(struct arena *arena, void *items, uint32_t count, uint32_t more, uint32_t *capacity, size_t size);
/* A copy of the bytes, followed by a NUL that is not counted; empty when memory is out. */
struct str arena_dup(struct arena *arena, struct str s);
/* The same as a C string (bytes after an inner NUL are cut by readers); NULL when memory is out. */
char *arena_dup_cstr(struct arena *arena, struct str s);
/* As arena_dup, with ASCII capitals as small letters. */
struct str arena_dup_lower(struct arena *arena, struct str s);
/* Formatted text; empty when memory is out. */
struct str arena_printf(struct arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);
/* Did an allocation fail since arena_new or arena_reset? */
bool arena_failed(const struct arena *arena);
/* Forgets all allocations but keeps the memory for reuse. */
void arena_reset(struct arena *arena);
/* Bytes taken from the system. */
size_t arena_footprint(const struct arena *arena);
