#pragma once
/* The rows of software that one machine has in one snapshot, by what their titles are numbered: to look for many
 * changes of a machine costs no more than to read its rows once. One thread's. Internal to reconciler/. */

#include "products/titles.h"
#include "reconciler/settling.h"

struct title_place;

struct title_rows {
    bool is_read;
    uint32_t owner;
    struct title_place *places;
    size_t count;
};
void title_rows_done(struct title_rows *rows);
/* The rows of OWNER in GROUPS of SOFTWARE, unless they have been read. False when memory is out. */
bool title_rows_read(struct title_rows *rows, struct worker *worker, const struct table *software,
                     struct row_reader *reader, const struct row_groups *groups, uint32_t owner);
/* Those that are of TITLE: the same but for version and architecture, or the same product by the rules; each once, of
 * each kind in the order of rows. RET_ROWS has room for MAX; the number may be more than that. */
size_t title_rows_find(const struct title_rows *rows, struct title title, uint32_t *ret_rows, size_t max);
