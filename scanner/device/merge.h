#pragma once
/* The devices row of a machine of which there are several views. They are added best first, and a cell that is blank so
 * far is filled by the next; columns that belong together are taken from one view together, from the first whose part
 * that tells them is complete, or else the first that has any. A management controller beside other views tells of the
 * hardware only. Missing are the parts that no view has completely, of those that views of the best one's kind know:
 * that an agent knows no neighbors leaves nothing open of what SSH told. Where a view says something else than the row,
 * a note tells so: "snmp says serial: TEXT". One thread. */

#include "base/arena.h"
#include "base/buffer.h"
#include "inventory/schema.h"
#include "scanner/device/same_machine.h"

struct device_view {
    enum view_kind kind;
    const struct str *cells;      /* of its own devices row */
    struct str complete, missing; /* parts */
    struct str notes;
};

struct device_merge {
    struct arena *arena;
    struct str cells[DEVICES_COLUMN_COUNT];
    struct str complete, missing; /* parts, of all views together */
    struct buffer notes;
    bool has[VIEW_KINDS];
    bool has_any;
    unsigned states[DEVICES_COLUMN_COUNT]; /* of groups of columns */
    enum view_kind first;                  /* kind of the best one */
};

/* ARENA is borrowed, and keeps the texts. */
void device_merge_init(struct device_merge *merge, struct arena *arena);
void device_merge_done(struct device_merge *merge);
void device_merge_add(struct device_merge *merge, const struct device_view *view);
/* Sets the cells of the row but for device_id and identity_notes, and *RET_NOTES; borrowed. False: memory is out. */
bool device_merge_finish(struct device_merge *merge, struct str ret_cells[DEVICES_COLUMN_COUNT], struct str *ret_notes);
