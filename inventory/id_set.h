#pragma once
/* The ids of a table met so far, folded, each with the row where it stood first. Used while a table is read, to find
 * ids that stand twice. */

#include "base/compiler.h"
#include "base/str.h"

struct id_set;
/* NULL when memory is out. */
struct id_set *id_set_new(void);
void id_set_free(struct id_set *set);
DEFINE_CLEANUP(id_set, id_set_free)
/* False when the id is there already (*ret_row is then its first row) or when memory is out (id_set_failed). */
bool id_set_add(struct id_set *set, struct str folded, uint32_t row, uint32_t *ret_row);
/* An id that id_set_add will be asked for soon: where it is looked for comes into the cache meanwhile. */
void id_set_expect(const struct id_set *set, struct str folded);
bool id_set_failed(const struct id_set *set);
/* Forgets the ids that were added for rows from FIRST_ROW on. */
void id_set_truncate(struct id_set *set, uint32_t first_row);
